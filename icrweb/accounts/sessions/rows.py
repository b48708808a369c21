"""Sessions in the database."""

from django.contrib.sessions.backends import db

from . import Asked


class SessionStore(Asked, db.SessionStore):
    pass
