"""What organizers do to the templates of letters and to a seminar's terms. What was issued keeps the words that it froze."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from icrweb.accounts.models import User
from icrweb.trail import audit

from .. import moments
from ..deadlines import last_minute
from ..models import LetterTemplate, LetterTerms, Seminar
from . import placeholders
from .wording import PICTURES, WORDS

TERMS = ("programme", "sponsor", "flight", "hotel", "per_diem", "passport_until")


@transaction.atomic
def save_template(
    template: LetterTemplate | None, *, kind: str, language: str, seminar: Seminar | None, words: dict, by: User
) -> LetterTemplate:
    """Keep the words for letters issued from now on. `words`: the fields named in `wording`, texts with places."""
    template = LetterTemplate.objects.select_for_update(of=("self",)).get(pk=template.pk) if template else LetterTemplate()
    template.kind, template.language, template.seminar = kind, language, seminar
    for name in (*WORDS, *PICTURES):
        setattr(template, name, words.get(name, ""))
    for name in ("addressee", "title", "body"):
        refuse_wrong_places(getattr(template, name), name)
    others = LetterTemplate.objects.filter(kind=kind, language=language, seminar=seminar).exclude(pk=template.pk)
    if others.exists():
        sentence = _("There is a template for this kind and language already. Open that one and change it.")
        raise ValidationError({"kind": ValidationError(sentence, code="second")})
    template.changed_at = timezone.now()
    template.save()
    new = {"kind": kind, "language": language, "seminar": seminar and seminar.code, "title": template.title}
    audit.record("letter_template.save", template, actor=by, new=new)
    return template


@transaction.atomic
def delete_template(template: LetterTemplate, *, by: User) -> None:
    """Take a template away: the next letters have the next nearest words."""
    template = LetterTemplate.objects.select_for_update(of=("self",)).get(pk=template.pk)
    old = {"kind": template.kind, "language": template.language, "title": template.title}
    audit.record("letter_template.delete", template, actor=by, old=old)
    template.delete()


@transaction.atomic
def set_terms(seminar: Seminar, terms: dict, by: User) -> LetterTerms:
    """Who pays, the programme that the numbers count for, the day for passport data; letters issued before keep what they say."""
    seminar = Seminar.objects.select_for_update().get(pk=seminar.pk)
    until = terms.get("passport_until")
    if until and last_minute(until, seminar) >= seminar.starts_at:
        sentence = _("Passport data are needed before the seminar starts. Choose a day before %(moment)s.")
        starts = moments.moment(seminar.starts_at, seminar.time_zone)
        raise ValidationError({"passport_until": ValidationError(sentence % {"moment": starts}, code="until")})
    kept = LetterTerms.objects.filter(seminar=seminar).first() or LetterTerms(seminar=seminar)
    old = {name: getattr(kept, name) for name in TERMS}
    new = {name: terms.get(name) for name in TERMS}
    if kept.pk and old == new:
        return kept
    for name, value in new.items():
        setattr(kept, name, value)
    kept.full_clean(exclude=["seminar"])
    kept.save()
    audit.record("letter_terms.set", seminar, actor=by, old=old, new=new)
    return kept


def refuse_wrong_places(text: str, field: str) -> None:
    """A place that means nothing is named; so is a brace that stands alone."""
    if unknown := placeholders.unknown_in(text):
        sentence = _("These places mean nothing here: %(places)s. Use those of the list below.")
        named = ", ".join(f"{{{name}}}" for name in unknown)
        raise ValidationError({field: ValidationError(sentence % {"places": named}, code="place")})
    if placeholders.is_unbalanced(text):
        sentence = _("A brace stands alone. Write each place as {name}, and no braces elsewhere.")
        raise ValidationError({field: ValidationError(sentence, code="brace")})
