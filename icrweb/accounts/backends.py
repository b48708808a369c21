"""Who is signed in: allauth's way, but the question that every page asks is written only once a process."""

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import IntegerField

from icrweb.accounts.models import User
from icrweb.trail.prepared import Given, Prepared

PERSON = Prepared(lambda: User.objects.order_by().filter(pk=Given("pk", IntegerField())))


class PeopleBackend(AuthenticationBackend):
    def get_user(self, user_id):
        """The person of a session; nobody where the account is gone or closed."""
        person = PERSON.first(pk=user_id)
        return person if person and self.user_can_authenticate(person) else None
