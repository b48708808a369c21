"""Make many learners at once, for rehearsals and load tests of the demonstration."""

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from icrweb.accounts.models import Consent, User
from icrweb.accounts.names import fold


class Command(BaseCommand):
    help = "Make verified accounts learner0001@demo.example and so on; those that exist stay, with the password given now."

    def add_arguments(self, parser):
        parser.add_argument("--count", type=int, required=True, help="How many learners there shall be.")
        parser.add_argument("--password", required=True, help="The password of all of them.")

    def handle(self, *, count, password, **options):
        if not settings.DEMO:
            raise CommandError("make_learners makes accounts with one known password. It runs only with ICRWEB_DEMO=1.")
        if not 1 <= count <= 9999:
            raise CommandError("Choose a --count between 1 and 9999.")
        made = make_learners(count, password)
        self.stdout.write(
            f"{made} learners made, {count - made} were there: learner0001@demo.example … learner{count:04d}@demo.example"
        )


@transaction.atomic
def make_learners(count: int, password: str) -> int:
    """Make what is missing and return how many that were. Hashing is slow on purpose, so all share one hash."""
    hashed = make_password(password)
    addresses = [f"learner{number:04d}@demo.example" for number in range(1, count + 1)]
    people = User.objects.filter(email__in=addresses)
    there = set(people.values_list("email", flat=True))
    people.update(password=hashed)
    new = [_learner(address, hashed) for address in addresses if address not in there]
    new = User.objects.bulk_create(new, batch_size=500)
    EmailAddress.objects.bulk_create([EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in new], 500)
    notice = {"purpose": Consent.Purpose.NOTICE, "version": settings.NOTICE_VERSION, "language": settings.LANGUAGE_CODE}
    Consent.objects.bulk_create([Consent(user=user, **notice) for user in new], 500)
    learners, _made = Group.objects.get_or_create(name="learner")
    User.groups.through.objects.bulk_create([User.groups.through(user=user, group=learners) for user in new], 500)
    return len(new)


def _learner(address: str, hashed: str) -> User:
    name = f"Learner {address[7:11]}"
    return User(
        email=address, latin_name=name, password=hashed, country="JP", time_zone="Asia/Tokyo", folded=fold(f"{name}  {address}")
    )
