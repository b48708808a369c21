"""Sessions: Django's own, but the question that every page of somebody signed in begins with is written only once a process."""

from django.contrib.sessions.models import Session
from django.db.models import DateTimeField
from django.utils import timezone

from icrweb.trail.prepared import Given, Prepared

KEPT = Prepared(lambda: Session.objects.order_by().filter(session_key=Given("key"), expire_date__gt=Given("now", DateTimeField())))


class Asked:
    """For a session store of Django's that keeps its sessions in the database."""

    def _get_session_from_db(self):
        session = KEPT.first(key=self.session_key, now=timezone.now())
        if session is None:
            self._session_key = None
        return session
