"""One external training as whoever checks it sees it: what is stated, line by line, what deserves a second look, and two forms."""

from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from certificates import words
from certificates.models import ExternalTraining, Family
from icrweb.accounts.models import Institution, User

from . import checking
from .forms import AcceptForm, RejectForm


def lines(training: ExternalTraining) -> list[dict]:
    """What its learner states."""
    guideline = ", ".join(part for part in (training.guideline, training.version) if part)
    category = words.CATEGORIES.get(training.category, training.category)
    said = [
        (_("Name"), training.person.latin_name),
        (_("Own script"), training.person.native_name),
        (_("Provider"), training.provider),
        (_("Title"), training.title),
        (_("Guideline and edition"), guideline or _("None stated")),
        (_("What it is about"), str(category)),
        (_("Hours"), words.hours(training.minutes) if training.minutes else _("None stated")),
        (_("Day of completion"), training.completed_on.isoformat()),
        (_("Valid until"), training.valid_until.isoformat() if training.valid_until else _("None stated")),
        (_("Number or code of verification"), training.number),
        (_("Sent on"), words.in_utc(training.sent_at)),
    ]
    return [{"label": label, "value": value} for label, value in said if value]


def warnings(training: ExternalTraining) -> list[str]:
    """For whoever checks, never for the learner; of a training that was asked for with `.flagged()`."""
    said = []
    if training.shared_file:
        said.append(_("Another person sent the very same file. Compare the name on it with the name above."))
    if training.shared_number:
        said.append(_("Another person sent the same number of this provider."))
    if not training.file_name:
        said.append(_("There is no file. Ask the provider's own page for the number."))
    return said


def age(training: ExternalTraining) -> str:
    days = (timezone.now() - training.sent_at).days
    return ngettext("%(days)d day", "%(days)d days", days) % {"days": days} if days else _("today")


def decide(request, training: ExternalTraining, site: Institution | None = None) -> tuple[dict, str]:
    """Do what was posted; the forms to show, and a sentence when it is done."""
    by: User = request.user
    known = training.category if training.category in Family.values else ""
    forms = {"accept_form": AcceptForm(initial={"family": known}), "reject_form": RejectForm()}
    if request.method != "POST":
        return forms, ""
    if "reject" in request.POST:
        form = forms["reject_form"] = RejectForm(request.POST)
        done = _("Rejected. The person is told why.")
        deed: Callable = checking.reject if training.state == checking.WAITING else checking.take_back
    else:
        form, deed = AcceptForm(request.POST), checking.accept
        forms["accept_form"], done = form, _("Accepted. It counts in the training record from now on.")
    if form.is_valid():
        try:
            deed(training, by=by, **form.cleaned_data, **({"site": site} if site else {}))
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            return forms, done
    return forms, ""
