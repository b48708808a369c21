"""Many threads that start together, for races."""

from threading import Barrier, Thread

from django.db import connection


def at_once(*deeds) -> list:
    """Do everything at the same moment, each in a thread of its own; what each returned or raised, in order."""
    results, start = [None] * len(deeds), Barrier(len(deeds))

    def go(number, deed):
        try:
            start.wait(30)
            results[number] = deed()
        except Exception as error:  # noqa: BLE001 - the test looks at every outcome
            results[number] = error
        finally:
            connection.close()

    threads = [Thread(target=go, args=pair) for pair in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return results
