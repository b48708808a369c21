"""What content rests on: guideline editions, glossary terms, local notes, as editors enter them."""

import datetime
from itertools import count

from django.utils import timezone
from wagtail.models import Locale

from courses.models import GlossaryTerm, LocalNote, LocalSubject
from icrweb.pages.models import Guideline, GuidelineEdition
from tests.factories.people import make_user

_numbers = count(1)


def make_guideline(**fields) -> GuidelineEdition:
    """One edition of a guideline of its own, or of the `guideline` named."""
    number = next(_numbers)
    guideline = fields.pop("guideline", None) or Guideline.objects.create(
        body="ICH", title=f"Guideline {number}", short=f"ICH G{number}"
    )
    basics = {"edition": "Step 4", "effective_on": datetime.date(2025, 1, 6), "checked_on": datetime.date(2026, 11, 20)}
    return GuidelineEdition.objects.create(**{"code": f"g{number}", "guideline": guideline, **basics, **fields})


def make_term(word: str, language: str = "en", **fields) -> GlossaryTerm:
    """A live entry of the glossary."""
    locale = Locale.objects.get_or_create(language_code=language)[0]
    basics = {"slug": f"term-{next(_numbers)}", "definition": f"What {word} means."}
    return GlossaryTerm.objects.create(**{"word": word, "locale": locale, **basics, **fields})


def make_note(country: str = "VN", *, subject: LocalSubject | None = None, language: str = "en", **fields) -> LocalNote:
    """A live note, checked yesterday and due in a year."""
    number = next(_numbers)
    today = timezone.now().date()
    values = {
        "subject": subject or LocalSubject.objects.create(name=f"Subject {number}", slug=f"subject-{number}"),
        "locale": Locale.objects.get_or_create(language_code=language)[0],
        "country": country,
        "words": f"<p>What holds in {country}.</p>",
        "reference": "A circular",
        "checked_on": today - datetime.timedelta(days=1),
        "review_by": today + datetime.timedelta(days=365),
        **fields,
    }
    return LocalNote.objects.create(**{"owner": fields.get("owner") or make_user(), **values})
