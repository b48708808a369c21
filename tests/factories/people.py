"""People and institutions for tests; each call shows only what the test is about."""

from itertools import count

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group

from icrweb.accounts.models import Affiliation, Institution, User

_numbers = count(1)
PASSWORD = "correct horse battery"


def make_user(email: str = "", *, groups=(), password: str | None = None, **fields) -> User:
    """A person with a verified address; `groups` by name. Has no usable password unless one is given (hashing is slow)."""
    number = next(_numbers)
    email = email or f"person{number}@demo.example"
    user = User.objects.create_user(email, password, **{"latin_name": f"Person {_letters(number)}", **fields})
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    user.groups.set(Group.objects.filter(name__in=groups))
    return user


def _letters(number: int) -> str:
    """A name as a form takes it has no digits: 1 is A, 27 is AA."""
    letters = ""
    while number:
        number, place = divmod(number - 1, 26)
        letters = chr(65 + place) + letters
    return letters


def make_institution(**fields) -> Institution:
    number = next(_numbers)
    return Institution.objects.create(
        **{"code": f"X{number}", "name": f"Hospital {number} (demo)", "country": "TH", "time_zone": "Asia/Bangkok", **fields}
    )


def make_affiliation(user: User, institution: Institution | None = None, **fields) -> Affiliation:
    return Affiliation.objects.create(user=user, institution=institution or make_institution(), **{"role": "physician", **fields})
