"""What is believed of what a browser says it has played."""

import datetime
import json

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from courses.enrolment import enrol, leave
from courses.models import LessonCompletion, Watching
from courses.progress import complete_lesson
from courses.watching import begin_transcript, finish_transcript, keep_watched
from tests.at_once import at_once
from tests.factories.courses import lessons_of, make_course, make_edition, make_enrolment
from tests.factories.media import make_file, make_recording, video_block

pytestmark = pytest.mark.django_db
NOON = datetime.datetime(2026, 11, 22, 12, tzinfo=datetime.UTC)


def watched_lesson(**fields):
    """A lesson with a recording of a hundred seconds that must be played to 80 %."""
    lesson = lessons_of(make_course())[0]
    lesson.completion, lesson.watched_share = "watched", 80
    for name, value in fields.items():
        setattr(lesson, name, value)
    lesson.body = [video_block(make_recording(make_file(seconds=100)))]
    lesson.save_revision().publish()
    lesson.refresh_from_db()
    return lesson


@pytest.fixture
def lesson():
    return watched_lesson()


@pytest.fixture
def enrolment(lesson):
    return make_enrolment(make_edition(lesson.get_parent().get_parent().specific))


@pytest.fixture
def play(lesson, enrolment):
    """Report stretches at so many seconds after noon; "too_fast" where they are not believed."""

    def report(at: float, *played):
        with time_machine.travel(NOON + datetime.timedelta(seconds=at), tick=False):
            try:
                return keep_watched(enrolment, lesson.translation_key, str(lesson.body[0].id), list(played), "en").seconds
            except ValidationError as refusal:
                return refusal.code

    return report


def complete(enrolment, lesson):
    return complete_lesson(enrolment, lesson.translation_key, "en")


def test_the_edition_freezes_the_rule_and_the_share(lesson, enrolment):
    lesson.completion, lesson.watched_share = "opened", 10
    lesson.save_revision().publish()
    item = enrolment.edition.item(lesson.translation_key)
    assert (item["completion"], item["share"], item["transcript_counts"]) == ("watched", 80, True)


def test_a_lesson_is_done_when_the_share_was_played(lesson, enrolment, play):
    play(0)
    assert play(40, (0, 79.5)) == 79.5
    with pytest.raises(ValidationError) as refused:
        complete(enrolment, lesson)
    assert refused.value.code == "not_watched"
    assert refused.value.messages == ["Play “How the clocks run” first: 80 % are needed, 79 % were played."]
    assert play(50, (79.5, 80)) == 80
    assert complete(enrolment, lesson)


def test_a_whole_recording_in_one_report_is_never_believed(lesson, enrolment, play):
    assert play(0, (0, 100)) == "too_fast"
    assert play(1, (0, 100)) == "too_fast"
    assert Watching.objects.get().intervals == []
    with pytest.raises(ValidationError):
        complete(enrolment, lesson)


def test_no_more_is_believed_than_fits_at_twice_the_speed(play):
    play(0)
    assert play(20, (0, 46)) == 46
    assert play(20, (0, 47)) == "too_fast"
    assert play(21, (46, 48)) == 48


def test_the_slack_is_granted_once_and_not_with_each_report(play):
    play(0)
    assert [play(0, (second, second + 2)) for second in range(0, 10, 2)] == [2, 4, 6, "too_fast", "too_fast"]


def test_time_that_went_by_unused_is_not_saved_up(play):
    play(0)
    play(3600)
    assert play(3600, (0, 60)) == "too_fast"


def test_playing_a_part_again_or_reporting_it_again_changes_nothing(play):
    play(0)
    assert play(10, (0, 10)) == 10
    assert play(10, (0, 10)) == 10
    assert play(11, (0, 5), (2, 9)) == 10


def test_reports_that_overtook_each_other_both_count(play):
    play(0)
    assert play(20, (10, 20)) == 10
    assert play(20, (0, 10)) == 20


def test_what_lies_outside_the_recording_is_not_counted(play):
    play(0)
    assert play(600, (-50, 5), (95, 5000), (30, 20)) == 10


@pytest.mark.parametrize("played", [None, 5, [1, 2], [["a", 1]], [[0, float("nan")]], [[0, float("inf")]], [[0, 1]] * 501])
def test_what_is_no_list_of_stretches_is_refused(lesson, enrolment, played):
    with pytest.raises(ValidationError) as refused:
        keep_watched(enrolment, lesson.translation_key, str(lesson.body[0].id), played, "en")
    assert refused.value.code == "not_intervals"


def test_another_language_counts_for_the_same_recording(lesson, enrolment, play):
    play(0)
    with time_machine.travel(NOON + datetime.timedelta(seconds=30), tick=False):
        assert keep_watched(enrolment, lesson.translation_key, str(lesson.body[0].id), [(0, 50)], "ja").seconds == 50
    assert play(60, (50, 100)) == 100


def test_coming_back_to_the_course_keeps_what_was_played(lesson, enrolment, play):
    play(0)
    play(30, (0, 50))
    leave(enrolment)
    again = enrol(enrolment.learner, enrolment.course_key, "en")
    assert again.watchings.get().intervals == [[0, 50]]


def test_reading_the_transcript_counts_after_the_time_it_takes(lesson, enrolment):
    steps = (enrolment, lesson.translation_key, str(lesson.body[0].id), "en")
    with time_machine.travel(NOON, tick=False) as clock:
        with pytest.raises(ValidationError) as refused:
            finish_transcript(*steps)
        assert refused.value.code == "not_begun"
        begin_transcript(*steps)
        clock.shift(30)
        with pytest.raises(ValidationError) as refused:
            finish_transcript(*steps)
        assert refused.value.messages == ["Read on, please: this transcript takes longer. Confirm it again in 10 seconds."]
        clock.shift(10)
        assert finish_transcript(*steps).enough
    assert complete(enrolment, lesson)
    assert Watching.objects.get().intervals == []


def test_where_the_editor_says_so_reading_does_not_count():
    lesson = watched_lesson(transcript_counts=False)
    enrolment = make_enrolment(make_edition(lesson.get_parent().get_parent().specific))
    with pytest.raises(ValidationError) as refused:
        begin_transcript(enrolment, lesson.translation_key, str(lesson.body[0].id), "en")
    assert refused.value.code == "transcript_does_not_count"


def test_the_player_is_answered_and_the_page_shows_what_was_played(lesson, enrolment):
    client = Client()
    client.force_login(enrolment.learner)
    address = reverse("courses:lesson_watched", args=[enrolment.key, lesson.translation_key])
    block = str(lesson.body[0].id)
    with time_machine.travel(NOON, tick=False) as clock:
        client.post(address, {"block": block, "played": "[]"})
        clock.shift(60)
        answer = client.post(address, {"block": block, "played": json.dumps([[0, 50.5]])})
        assert answer.json() == {"percent": 50, "enough": False}
        refused = client.post(address, {"block": block, "played": "{"})
        assert (refused.status_code, refused.json()["code"]) == (409, "not_intervals")
    page = client.get(lesson.get_url()).content.decode()
    assert "Played: 50 %" in page
    assert "Read the transcript instead" in page


def test_who_has_no_script_reads_and_confirms_with_two_buttons(lesson, enrolment):
    client = Client()
    client.force_login(enrolment.learner)
    address = reverse("courses:lesson_transcript", args=[enrolment.key, lesson.translation_key])
    block = str(lesson.body[0].id)
    with time_machine.travel(NOON, tick=False) as clock:
        begun = client.post(address, {"block": block, "step": "begin"})
        assert begun["Location"].endswith(f"#transcript-{block}")
        assert "I have read the transcript to its end" in client.get(lesson.get_url()).content.decode()
        clock.shift(40)
        client.post(address, {"block": block, "step": "finish"})
        assert "Transcript read" in client.get(lesson.get_url()).content.decode()
        client.post(reverse("courses:lesson_done", args=[enrolment.key, lesson.translation_key]))
    assert LessonCompletion.objects.filter(enrolment=enrolment).exists()


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_reports_at_once_share_one_clock(lesson, enrolment, play):
    """Each alone would fit into the time that has passed; both together do not."""
    play(0)
    Watching.objects.update(credited_until=datetime.datetime.now(datetime.UTC) - datetime.timedelta(seconds=18))

    def report(played):
        keep_watched(enrolment, lesson.translation_key, str(lesson.body[0].id), [played], "en")

    results = at_once(lambda: report((0, 40)), lambda: report((50, 90)))
    (refusal,) = (result for result in results if result is not None)
    assert isinstance(refusal, ValidationError)
    assert refusal.code == "too_fast"
