"""Captions in another language: the words change, the times do not, and somebody else looks first."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from icrweb.media.models import Captions, Recording
from icrweb.media.webvtt import cues_of
from icrweb.translating.captioning import review_captions, rows_of, send_captions_back, write_captions
from icrweb.translating.cues import timed_cues, too_quick, track_of
from icrweb.translating.models import CaptionWork
from tests.factories.media import make_recording
from tests.factories.people import make_user
from tests.factories.site import make_site

VTT = (
    "WEBVTT - of the lesson\n\nNOTE by hand\n\nfirst\n00:00.000 --> 00:05.000 align:start line:0\nThe clock starts.\nIt runs.\n\n"
    "00:05.000 --> 00:06.500\n<v Nurse>Stop.\n"
)


@pytest.fixture
def recording(db):
    made = make_recording()
    Captions.objects.filter(recording=made).update(text=VTT)
    return Recording.objects.get(pk=made.pk)


def write(recording, *words, version=0, ready=True, by=None, **more):
    recording = Recording.objects.get(pk=recording.pk)
    return write_captions(recording, "th", list(words), version=version, ready=ready, by=by or make_user(), **more)


def rows(recording):
    recording = Recording.objects.get(pk=recording.pk)
    return rows_of(recording, "th", recording.caption_works.filter(language="th").first())


def code_of(deed, *args, **said) -> str:
    with pytest.raises(ValidationError) as refused:
        deed(*args, **said)
    return refused.value.code


def test_cues_keep_what_stands_above_their_words():
    cues = timed_cues(VTT)
    assert [cue.head for cue in cues] == ["first\n00:00.000 --> 00:05.000 align:start line:0", "00:05.000 --> 00:06.500"]
    assert [cue.words for cue in cues] == ["The clock starts.\nIt runs.", "<v Nurse>Stop."]
    assert [cue.seconds for cue in cues] == [5, 1.5]


@given(st.lists(st.tuples(st.integers(1, 5000), st.text("abc ก漢\n", min_size=1).filter(str.strip)), min_size=1, max_size=8))
def test_a_track_has_the_times_of_its_source_whatever_the_words(said):
    at, blocks = 0, []
    for length, _words in said:
        times = [f"{t // 60000:02}:{t // 1000 % 60:02}.{t % 1000:03}" for t in (at, at + length)]
        blocks.append(f"{times[0]} --> {times[1]}\nx\n")
        at += length
    source = "WEBVTT\n\n" + "\n".join(blocks)
    track = track_of(timed_cues(source), [words for _length, words in said])
    assert [(cue.start, cue.end) for cue in cues_of(track)] == [(cue.start, cue.end) for cue in cues_of(source)]


def test_a_hint_says_where_there_is_much_to_read():
    assert too_quick("x" * 41, 2, "id")
    assert not too_quick("x" * 40, 2, "id")
    assert too_quick("漢" * 15, 2, "ja")
    assert not too_quick("漢" * 14, 2, "ja")


def test_reviewed_captions_have_the_times_and_settings_of_the_source(recording):
    work = write(recording, "นาฬิกาเริ่มเดิน", "<v Nurse>หยุด")
    assert not Captions.objects.filter(language="th").exists()
    track = review_captions(work, by=make_user())
    assert (track.language, track.kind) == ("th", "subtitles")
    assert [cue.head for cue in timed_cues(track.text)] == [cue.head for cue in timed_cues(VTT)]
    assert [cue.words for cue in timed_cues(track.text)] == ["นาฬิกาเริ่มเดิน", "<v Nurse>หยุด"]


def test_nobody_reviews_their_own_and_only_what_waits(recording):
    work = write(recording, "ก", "", ready=False)
    assert code_of(review_captions, work, by=make_user()) == "not_ready"
    work = write(recording, "ก", "ข", version=1)
    assert code_of(review_captions, work, by=work.translator) == "own"


def test_what_is_sent_back_says_why(recording):
    work = write(recording, "ก", "ข")
    assert code_of(send_captions_back, work, by=make_user(), reason="") == "reason"
    work = send_captions_back(work, by=make_user(), reason="Too literal.")
    assert (work.state, work.reason) == ("draft", "Too literal.")


def test_captions_are_ready_only_when_all_are_there(recording):
    assert code_of(write, recording, "ก", "") == "incomplete"
    assert write(recording, "ก", "", ready=False).state == "draft"


def test_words_that_are_no_captions_are_refused(recording):
    assert code_of(write, recording, "<script>x</script>", "ข") == "tag"
    assert code_of(write, recording, "ก\n\n00:01.000 --> 00:02.000\nข", "ข") in ("arrow", "timing")
    assert not CaptionWork.objects.exists()


def test_who_saves_what_somebody_else_changed_meanwhile_is_told(recording):
    write(recording, "ก", "", ready=False)
    assert code_of(write, recording, "ค", "ข", version=0) == "changed"
    assert [row.words for row in rows(recording)] == ["ก", ""]


def test_a_changed_source_marks_its_cue_and_no_other(recording):
    review_captions(write(recording, "ก", "ข"), by=make_user())
    Captions.objects.filter(recording=recording, language="en").update(text=VTT.replace("It runs.", "It runs fast."))
    assert [(row.words, row.outdated) for row in rows(recording)] == [("ก", True), ("ข", False)]
    assert rows(recording)[0].was == "The clock starts.\nIt runs."
    assert code_of(write, recording, "ก", "ข", version=2) == "outdated"
    write(recording, "ก", "ข2", version=2, ready=False)
    assert [row.outdated for row in rows(recording)] == [True, False]
    write(recording, "ก", "ข2", version=3, still_right={0})
    assert [row.outdated for row in rows(recording)] == [False, False]


def test_moved_times_are_told_and_taken_with_the_next_save(recording):
    work = write(recording, "ก", "ข")
    Captions.objects.filter(recording=recording, language="en").update(text=VTT.replace("00:06.500", "00:07.000"))
    assert [(row.words, row.moved) for row in rows(recording)] == [("ก", False), ("ข", True)]
    assert code_of(review_captions, work, by=make_user()) == "outdated"
    track = review_captions(write(recording, "ก", "ข", version=1), by=make_user())
    assert "00:05.000 --> 00:07.000" in track.text


def test_captions_made_elsewhere_are_where_the_work_begins(recording):
    Captions.objects.create(recording=recording, language="th", text="WEBVTT\n\n00:05.000 --> 00:06.500\nหยุด\n")
    assert [row.words for row in rows(recording)] == ["", "หยุด"]
    review_captions(write(recording, "ก", "ข"), by=make_user())
    assert Captions.objects.filter(recording=recording, language="th").count() == 1


def test_a_recording_without_captions_has_nothing_to_translate(db):
    assert code_of(rows_of, make_recording(captions=()), "th", None) == "no_source"


@pytest.fixture
def people(db):
    make_site()
    writer = make_user(groups=["translator"], translates_into=["th"])
    reviewer = make_user(groups=["medical_reviewer"], translates_into=["th"])
    return writer, reviewer


def test_a_translator_writes_and_a_reviewer_offers_them(client, recording, people):
    writer, reviewer = people
    page = reverse("translating_captions", args=[recording.key, "th"])
    client.force_login(writer)
    assert "The clock starts." in client.get(page).content.decode()
    client.post(page, {"words-0": "ก", "words-1": "ข", "version": "0", "ready": "1"})
    client.post(reverse("translating_captions_decide", args=[recording.key, "th"]), {"accept": "1"})
    assert not Captions.objects.filter(language="th").exists()
    client.force_login(reviewer)
    assert "offer them" in client.get(page).content.decode()
    client.post(reverse("translating_captions_decide", args=[recording.key, "th"]), {"accept": "1"})
    assert Captions.objects.get(language="th").kind == "subtitles"


def test_a_refusal_loses_nothing_that_was_typed(client, recording, people):
    client.force_login(people[0])
    page = reverse("translating_captions", args=[recording.key, "th"])
    answer = client.post(page, {"words-0": "ก <b", "words-1": "", "version": "0"})
    assert answer.status_code == 422
    assert "ก &lt;b" in answer.content.decode()


def test_only_ones_own_languages_are_open(client, recording, people):
    client.force_login(people[0])
    assert client.get(reverse("translating_captions", args=[recording.key, "ja"])).status_code != 200


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_the_same_of_the_database_for_more_recordings(client, people, number, django_assert_max_num_queries):
    for _count in range(number):
        make_recording()
    client.force_login(people[0])
    client.get(reverse("translating_recordings"))
    with django_assert_max_num_queries(14):
        answer = client.get(reverse("translating_recordings"))
    assert answer.content.decode().count("/th/") == number
