"""The text of closed lessons in the search index: only who may read it can ask for it.

A word of theirs stands there as a digest made with the seal of its course, and once more with the seal of the editors. A search
asks for the plain word, and for its digests under the seals of the courses that the reader studies. Nobody else can name such a
word or a part of it, so not even the number of finds tells of it. The seals change with the site's secret key: then
`manage.py update_index` writes the index anew.
"""

from hashlib import blake2b
from uuid import UUID

from django.utils.crypto import salted_hmac

from courses.models.records import Enrolment

EVERY_COURSE = "every course"
MOST_SEALS = 12


def seal_of(course: UUID | str) -> bytes:
    return salted_hmac("courses.sealing", str(course)).digest()


def under(seal: bytes, token: str) -> str:
    """One folded word as it stands in the index of a closed lesson: letters and digits only, which no engine takes apart."""
    word = token.strip(".")  # of a sentence's end; 3.5 stays whole
    return f"z{blake2b(word.encode(), key=seal, digest_size=9).hexdigest()}"


def sealed(tokens: str, course_key: UUID) -> str:
    seals = [seal_of(course_key), seal_of(EVERY_COURSE)]
    return " ".join(under(seal, token) for token in dict.fromkeys(tokens.split()) for seal in seals)


def courses_read_by(user) -> list[UUID]:
    """The courses whose lessons somebody may read, the last seen first."""
    rows = Enrolment.objects.for_learner(user).current().order_by("-last_seen_at", "-pk")
    return list(rows.values_list("course_key", flat=True)[:MOST_SEALS])
