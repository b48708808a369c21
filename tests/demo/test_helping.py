"""What people of the demonstration said: every answer is one that the deeds take, and enough of them to be shown."""

from demo.files import facts_in
from demo.loading import CONTENT
from evaluation.giving import ANSWERS
from evaluation.models import Stage, Used
from evaluation.report import FEWEST


def said(name: str) -> list[dict]:
    return facts_in(CONTENT / "help.yaml")[name]


def test_enough_people_answered_at_both_times_for_the_report_to_show_them():
    for name, stage in (("evaluations", Stage.AFTER), ("evaluations_later", Stage.LATER)):
        assert len(said(name)) >= FEWEST
        assert {key for row in said(name) for key in row} == {"person", "course", *ANSWERS[stage]}
        assert sum(bool(row["words"]) for row in said(name)) >= FEWEST


def test_every_way_of_having_used_it_is_there():
    assert {row["used"] for row in said("evaluations_later")} == set(Used.values)


def test_only_who_finished_the_course_is_said_to_have_used_it():
    finished = {(row["person"], row["course"]) for row in facts_in(CONTENT / "history.yaml")["completed"]}
    assert {(row["person"], row["course"]) for row in said("evaluations_later")} <= finished
