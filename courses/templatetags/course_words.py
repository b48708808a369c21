"""Facts of courses in words."""

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.catalogue import hours as hours_in_words
from courses.choices import HoursCategory
from courses.quiz_rules import Rules
from courses.self_checks import judge

register = template.Library()


@register.filter
def hours(minutes):
    """Minutes as "45 min", "3 h 40 min"; nothing where there are none."""
    return hours_in_words(minutes) if isinstance(minutes, int) else ""


@register.filter
def objective(sentence):
    """An objective as the end of "After this lesson you can …", with its full stop."""
    sentence = str(sentence).strip()
    return sentence if not sentence or sentence[-1] in ".。．!?…" or not sentence.isascii() else f"{sentence}."


@register.filter
def by_category(minutes_by_category):
    """ "GCP 45 min, Ethics 30 min" """
    labels = dict(HoursCategory.choices)
    return ", ".join(
        f"{labels.get(category, category)} {hours_in_words(minutes)}" for category, minutes in minutes_by_category.items()
    )


@register.filter
def pass_rules(quiz):
    """The rules of one quiz (of a syllabus, or as they were read from it) in a few sentences."""
    rules = quiz if isinstance(quiz, Rules) else Rules.of(quiz)
    facts = {"title": rules.title, "percent": rules.pass_mark, "minutes": rules.time_limit}
    if not rules.asked_for:
        facts["title"] = _("%(title)s (voluntary)") % {"title": rules.title}
    if rules.time_limit:
        said = [_("%(title)s: pass mark %(percent)d %%, time limit %(minutes)d min.") % facts]
    else:
        said = [_("%(title)s: pass mark %(percent)d %%, no time limit.") % facts]
    if rules.max_attempts:
        said.append(
            ngettext("%(tries)d try at most.", "%(tries)d tries at most.", rules.max_attempts) % {"tries": rules.max_attempts}
        )
    if rules.cool_down_hours and (rules.max_attempts is None or rules.max_attempts > rules.free_attempts):
        said.append(
            ngettext(
                "After %(tries)d try, a pause of %(hours)d h.",
                "After %(tries)d tries, a pause of %(hours)d h.",
                rules.free_attempts,
            )
            % {"tries": rules.free_attempts, "hours": rules.cool_down_hours}
        )
    return " ".join(said)


@register.simple_tag
def judged(value, chosen):
    """What somebody typed into a self-check with a number, judged; `chosen` holds it as a list."""
    return judge(value, chosen[0] if chosen else "")
