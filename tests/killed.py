"""A process that is killed in the middle of its work, as when a machine loses its power."""

import os
import signal

from django.db import connections


def die(*_args, **_more) -> None:
    """Nothing runs after this: no `finally`, no roll-back of one's own, no farewell to the database."""
    os.kill(os.getpid(), signal.SIGKILL)


def killed(deed) -> bool:
    """Do it in a process of its own, with a connection of its own; whether that process was killed by SIGKILL."""
    connections.close_all()  # two processes must not talk through one connection
    child = os.fork()
    if not child:
        try:
            deed()
        finally:
            os._exit(1)
    _child, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
