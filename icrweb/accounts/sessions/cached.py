"""Sessions in the database, and copies of them in the cache."""

from django.contrib.sessions.backends import cached_db

from . import Asked


class SessionStore(Asked, cached_db.SessionStore):
    pass
