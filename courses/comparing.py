"""What one edition changes against another, in sentences; and what moving up would carry over."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.enrolment import edition_to_move_to
from courses.models import Attempt, Edition, Enrolment
from courses.outline import Entry, outline_of
from courses.progress import Progress
from courses.quiz_rules import Rules


@dataclass
class Past:
    """One line of the history of editions: the edition, and what it changed against the one before it."""

    edition: Edition
    changes: list[str]
    first: bool


def history_of(editions: list[Edition], titles: dict[str, str]) -> list[Past]:
    """Newest first, each with what changed since the one before. What `titles` does not know is named as its edition froze it."""
    befores = [*editions[1:], None] if editions else []
    return [
        Past(edition, changes_between(before, edition, titles) if before else [], first=before is None)
        for edition, before in zip(editions, befores, strict=True)
    ]


def changes_between(old: Edition, new: Edition, titles: dict[str, str]) -> list[str]:
    """Lessons and quizzes that came and went, minutes, rules, guideline parts, and the certificate."""

    def named(items: list[dict]) -> str:
        return ", ".join(f"“{titles.get(item['key'], item['title'])}”" for item in items)

    before, after = ({item["key"]: item for item in edition.syllabus} for edition in (old, new))
    said = []
    if added := [item for key, item in after.items() if key not in before]:
        said.append(_("New: %(titles)s.") % {"titles": named(added)})
    if gone := [item for key, item in before.items() if key not in after]:
        said.append(_("No longer asked for: %(titles)s.") % {"titles": named(gone)})
    for key in after.keys() & before.keys():
        said += _rules_changed(titles.get(key, after[key]["title"]), before[key], after[key])
    if old.minutes != new.minutes:
        said.append(_("Time: %(old)s min before, now %(new)s min.") % {"old": old.minutes, "new": new.minutes})
    if parts := [part for part in new.guideline_parts if part not in old.guideline_parts]:
        said.append(_("Guideline parts added: %(parts)s.") % {"parts": "; ".join(parts)})
    if parts := [part for part in old.guideline_parts if part not in new.guideline_parts]:
        said.append(_("Guideline parts no longer covered: %(parts)s.") % {"parts": "; ".join(parts)})
    if old.minutes_by_category != new.minutes_by_category:
        said.append(_("Approved hours changed."))
    if old.gives_certificate != new.gives_certificate:
        said.append(_("It gives a certificate now.") if new.gives_certificate else _("It gives no certificate any more."))
    return said or [_("Lessons, tests and rules stayed as they were.")]


def _rules_changed(title: str, before: dict, after: dict) -> list[str]:
    said = []
    rules = [Rules.of(item) for item in (before, after)]
    if all(rules) and rules[0].asked_for != rules[1].asked_for:
        said.append(
            _("“%(title)s” must be passed now.") % {"title": title}
            if rules[1].asked_for
            else _("“%(title)s” is voluntary now.") % {"title": title}
        )
    if before.get("pass_mark") != after.get("pass_mark"):
        said.append(
            _("“%(title)s”: pass mark %(old)s %% before, now %(new)s %%.")
            % {"title": title, "old": before.get("pass_mark"), "new": after.get("pass_mark")}
        )
    if before.get("time_limit") != after.get("time_limit"):
        said.append(_time_limit(title, after.get("time_limit")))
    if any(before.get(name) != after.get(name) for name in ("free_attempts", "cool_down_hours", "max_attempts")):
        said.append(_("“%(title)s”: the rules for trying again changed.") % {"title": title})
    if before["completion"] != after["completion"]:
        said.append(_("“%(title)s” is done in another way now.") % {"title": title})
    return said


def _time_limit(title: str, minutes: int | None) -> str:
    """Whoever decides whether to move up wants to know the new one."""
    if minutes is None:
        return _("“%(title)s” has no time limit any more.") % {"title": title}
    return _("“%(title)s” has a time limit of %(minutes)d min now.") % {"title": title, "minutes": minutes}


@dataclass
class Move:
    """What moving up to an edition would carry over, and what would be left to do there."""

    edition: Edition
    carried: list[Entry]
    left: list[Entry]
    minutes_left: int
    changes: list[str]


def move_of(enrolment: Enrolment, language: str) -> Move:
    """Look ahead, changing nothing; refused like the move itself where there is nowhere to move to."""
    edition = edition_to_move_to(enrolment)
    done = {str(key) for key in enrolment.lesson_completions.values_list("lesson_key", flat=True)}
    passes = Attempt.objects.filter(passed=True, enrolment__learner=enrolment.learner_id, enrolment__edition=edition)
    done |= {str(key) for key in passes.values_list("quiz_key", flat=True)}
    kinds = {item["key"]: item["kind"] for item in edition.syllabus}
    progress = Progress(edition.syllabus, frozenset(key for key in done if key in kinds))
    entries = outline_of(edition.syllabus, language).mark(progress.done).entries
    titles = {entry.key: entry.title for entry in entries}
    return Move(
        edition=edition,
        carried=[entry for entry in entries if entry.done],
        left=[entry for entry in entries if not entry.done],
        minutes_left=progress.minutes_left,
        changes=changes_between(enrolment.edition, edition, titles),
    )


def ends_words(edition: Edition, day) -> str:
    """Until when a withdrawn edition may be finished, counted in days; nothing for one that is not withdrawn."""
    if not edition.last_day or edition.over_on(day):
        return ""
    left = (edition.last_day - day).days
    return ngettext("%(days)d day left", "%(days)d days left", left) % {"days": left}
