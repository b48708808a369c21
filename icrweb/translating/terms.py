"""The terms that translators agreed on: proposing, deciding, and what the checks know of them."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Count, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from icrweb.accounts.models import User
from icrweb.trail import audit
from icrweb.translating.checks import KnownTerm
from icrweb.translating.models import Term, TermForm, TermProposal
from icrweb.translating.term_models import FormStanding

WRITTEN_IN = "en"
_kept: dict[str, tuple[tuple, list[KnownTerm]]] = {}


def terms_for(language: str, source_language: str = WRITTEN_IN) -> list[KnownTerm]:
    """The terms to look for in a translation into `language`, as `checks.findings` takes them.

    Kept in the process until a term or form is added, changed or taken away: two small queries say whether.
    """
    if source_language != WRITTEN_IN:
        return []
    stamp = (*_stamp(Term), *_stamp(TermForm))
    kept = _kept.get(language)
    if not kept or kept[0] != stamp:
        kept = _kept[language] = (stamp, _read(language))
    return kept[1]


def _stamp(model) -> tuple:
    return tuple(model.objects.aggregate(newest=Max("updated_at"), last=Max("pk"), rows=Count("pk")).values())


def _read(language: str) -> list[KnownTerm]:
    forms: dict[int, dict[str, list[str]]] = {}
    for row in TermForm.objects.filter(language=language):
        forms.setdefault(row.term_id, {}).setdefault(row.standing, []).append(row.form)
    known = []
    for term in Term.objects.all():
        of_term = forms.get(term.pk, {})
        if of_term or term.do_not_translate:
            approved, forbidden = (tuple(of_term.get(standing, ())) for standing in (FormStanding.APPROVED, FormStanding.FORBIDDEN))
            known.append(KnownTerm(term.word, approved, forbidden, term.do_not_translate))
    return known


@transaction.atomic
def propose(*, word: str, language: str, form: str, standing: str, why: str, by: User) -> TermProposal:
    """Propose a form; an editor decides. The same form waits only once."""
    word, form = " ".join(word.split()), " ".join(form.split())
    if TermForm.objects.filter(term__word__iexact=word, language=language, form=form, standing=standing).exists():
        raise ValidationError(_("This form is agreed already."), code="known")
    try:
        with transaction.atomic():
            proposal = TermProposal.objects.create(word=word, language=language, form=form, standing=standing, why=why, by=by)
    except IntegrityError as error:
        raise ValidationError(_("Somebody has proposed this form; it waits for a decision."), code="waits") from error
    audit.record("term.propose", proposal, actor=by, new={"word": word, "language": language, "form": form})
    return proposal


@transaction.atomic
def accept(proposal: TermProposal, *, by: User) -> TermForm:
    """The form counts from now on; the term is made where it is new."""
    proposal = _decided(proposal, TermProposal.State.ACCEPTED, by, "")
    term = Term.objects.filter(word__iexact=proposal.word).first() or Term.objects.create(word=proposal.word)
    form, _made = TermForm.objects.update_or_create(
        term=term, language=proposal.language, form=proposal.form, defaults={"standing": proposal.standing}
    )
    audit.record("term.accept", proposal, actor=by, new={"term": term.word, "language": form.language, "form": form.form})
    return form


@transaction.atomic
def refuse(proposal: TermProposal, *, by: User, reason: str) -> TermProposal:
    """The form does not count; whoever proposed it reads why."""
    if not reason.strip():
        raise ValidationError(_("Say why, for whoever proposed it."), code="reason")
    proposal = _decided(proposal, TermProposal.State.REFUSED, by, reason.strip()[:300])
    audit.record("term.refuse", proposal, actor=by, why=proposal.reason)
    return proposal


def _decided(proposal: TermProposal, state: str, by: User, reason: str) -> TermProposal:
    row = TermProposal.objects.select_for_update().get(pk=proposal.pk)
    if row.state != TermProposal.State.OPEN:
        raise ValidationError(_("Somebody has decided about this form already."), code="decided")
    if row.by_id == by.pk:
        raise ValidationError(_("This is your own proposal. Another editor decides about it."), code="own")
    row.state, row.decided_by, row.decided_at, row.reason = state, by, timezone.now(), reason
    row.save()
    return row
