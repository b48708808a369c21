"""The mails about a seminar: `words` is what the engine's own say, `posting` how any of them leaves, `facts` what all of them state."""

from .facts import Change, event_for, where, where_in_short
from .posting import Post
from .words import Letters

__all__ = ["Change", "Letters", "Post", "event_for", "where", "where_in_short"]
