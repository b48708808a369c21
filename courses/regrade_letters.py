"""The letter to whoever has passed because a question was corrected."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from courses import lettering
from courses.models import Attempt, Regrade
from courses.outline import page_words


def now_passed(attempt: Attempt, regrade: Regrade) -> None:
    """Written with the result, in its transaction; in the person's language, with the test's title in theirs."""
    person, edition = attempt.enrolment.learner, attempt.enrolment.edition
    if not person.is_active:
        return
    with translation.override(person.language):
        frozen = (edition.item(attempt.quiz_key) or {}).get("title", "")
        title = page_words({attempt.quiz_key}, person.language).get(str(attempt.quiz_key), (frozen,))[0]
        address = reverse("courses:result", kwargs={"attempt_key": attempt.key})
        about = {"test": title}
        lettering.put(
            person.email,
            person,
            {
                "subject": _("You have passed “%(test)s”: a question was corrected") % about,
                "title": _("You have passed “%(test)s”") % about,
                "paragraphs": [
                    _("A question of this test was corrected, and your answers were counted anew."),
                    _("Your result is now %(percent)s %%; the pass mark is %(mark)s %%.")
                    % {"percent": int(attempt.percent), "mark": attempt.pass_mark},
                    _("If this test was the last thing to do, the course is finished now."),
                ],
                "facts": [{"label": _("Why"), "value": regrade.why}],
                "button_text": _("See the result"),
                "button_url": settings.BASE_URL + address,
                "if_nothing": _("Your pass is kept. You need not take this test again."),
                "why": _("You get this because you took this test."),
            },
        )
