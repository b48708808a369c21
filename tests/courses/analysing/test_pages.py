"""The pages about tests and questions, their files, and what they keep to themselves."""

import csv
import io

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from courses.analysing.counting import pairs
from courses.analysing.flags import Compared, Option, flags
from courses.analysing.reading import showable
from courses.analysing.statistics import Item, Matched
from courses.analysing.tables import figure, percent, probability
from courses.choices import QuizPurpose
from courses.models import Attempt, ItemOutcome
from icrweb.accounts.roles import make_roles
from icrweb.trail.models import AuditEntry
from tests.factories.courses import make_course, make_edition, make_enrolment
from tests.factories.people import make_user
from tests.factories.questions import make_bank, make_question, make_quiz, translate_question

pytestmark = pytest.mark.django_db


@pytest.fixture
def test():
    """A quiz of two questions in English and Thai."""
    course = make_course()
    bank = make_bank()
    asked = [make_question(bank, name="Who signs first?"), make_question(bank, name="=Who reads it?")]
    for question in asked:
        translate_question(question, "th")
    quiz = make_quiz((bank, "", 2), course=course)
    return quiz, make_edition(course), asked


@pytest.fixture
def editor(client):
    make_roles()
    editor = make_user(groups=["editor"])
    client.force_login(editor)
    return editor


def hand_in(test, right: tuple[int, int], language="en", times=1, number=1):
    """So many attempts of people of their own; `right`: of each question whether it was right."""
    quiz, edition, asked = test
    now = timezone.now()
    for _ in range(times):
        attempt = Attempt.objects.create(
            enrolment=make_enrolment(edition), quiz_key=quiz.translation_key, number=number, language=language, seed=0, paper=[],
            marking={}, pass_mark=80, started_at=now, submitted_at=now, percent=50 * sum(right), passed=all(right),
        )  # fmt: skip
        ItemOutcome.objects.bulk_create(
            ItemOutcome(
                attempt=attempt, item=f"i{place}", question_key=question.translation_key, quiz_key=quiz.translation_key,
                edition=edition, language=language, is_first=number == 1, items=2, credit=mark, rest=100 * right[1 - place],
                revision=question.live_revision_id, seconds=20 + 10 * place + _,
                chosen=[str(question.choices[0 if mark else 1].id)], passed=all(right), handed_in_at=now,
            )
            for place, (question, mark) in enumerate(zip(asked, right, strict=True))
        )  # fmt: skip


def page(client, name, *keys, **query) -> str:
    answer = client.get(reverse(f"item_analysis:{name}", args=keys), query)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


class TestTest:
    def test_it_shows_the_figures_of_first_attempts(self, client, editor, test):
        hand_in(test, (1, 1), times=20)
        hand_in(test, (0, 0), times=20)
        hand_in(test, (0, 0), times=9, number=2)
        shown = page(client, "quiz", test[0].translation_key)
        assert "<dd>40</dd><dt>first attempts (provisional)" in shown
        assert "<dd>50.0</dd>" in shown
        assert "Cronbach’s α" in shown
        assert 'id="results"' in shown

    def test_fewer_than_five_people_are_not_shown_and_no_other_group_gives_them_away(self, client, editor, test):
        hand_in(test, (1, 0), times=4)
        assert "fewer than 5 people" in page(client, "quiz", test[0].translation_key)
        hand_in(test, (1, 1), "th", times=7)
        hand_in(test, (1, 1), "ja", times=9)
        shown = page(client, "quiz", test[0].translation_key)
        assert "日本語" in shown
        assert "ไทย" not in shown.split('id="languages"')[1].split("</table>")[0]

    @pytest.mark.parametrize(
        ("groups", "shown"),
        [
            ({"en": 40, "th": 5}, {"en", "th"}),
            ({"en": 40, "th": 3}, set()),
            ({"en": 40, "th": 3, "ja": 3}, {"en"}),
            ({"en": 40, "th": 3, "ja": 9}, {"en"}),
        ],
    )
    def test_which_groups_are_shown(self, groups, shown):
        assert showable(groups) == shown

    def test_by_edition_and_since_a_day(self, client, editor, test):
        hand_in(test, (1, 1), times=6)
        hand_in((test[0], make_edition(make_course(), label="Next"), test[2]), (0, 0), times=7)
        shown = page(client, "quiz", test[0].translation_key, edition=test[1].pk)
        assert "<dd>6</dd>" in shown
        assert "<dd>" not in page(client, "quiz", test[0].translation_key, since="2999-01-01")

    def test_what_was_gained_since_a_pre_test_that_draws_alike(self, client, editor, test):
        quiz, edition, _asked = test
        before = quiz.copy(
            update_attrs={"slug": "before", "title": "Before", "purpose": QuizPurpose.PRE}, reset_translation_key=True
        )
        now = timezone.now()
        for place in range(6):
            enrolment = make_enrolment(edition)
            for key, result in ((before.translation_key, 40), (quiz.translation_key, 70)):
                Attempt.objects.create(
                    enrolment=enrolment, quiz_key=key, number=1, language="en", seed=0, paper=[], marking={}, pass_mark=80,
                    started_at=now, submitted_at=now, percent=result + place, passed=False,
                )  # fmt: skip
        counted = pairs(before.translation_key, quiz.translation_key)
        assert {group: sorted(there) for group, there in counted.items()} == {
            (edition.pk, "en"): [(40 + n, 70 + n, 1) for n in range(6)]
        }
        shown = page(client, "quiz", quiz.translation_key).split('id="gain"')[1]
        assert "Before" in shown
        assert ">42.5<" in shown
        assert ">0.52<" in shown


class TestQuestions:
    def test_a_question_that_is_harder_in_thai_comes_first_with_words_saying_so(self, client, editor, test):
        for language, times in (("en", 30), ("th", 30)):
            hand_in(test, (1, 1), language, times=times)
            hand_in(test, (0, 0), language, times=10)
        hand_in(test, (0, 1), "th", times=40)
        shown = page(client, "questions", test[0].translation_key)
        assert shown.index("Differs between languages") < shown.rindex("Who signs first?")
        asked = test[2][0]
        thai = type(asked).objects.get(translation_key=asked.translation_key, locale__language_code="th")
        translation = reverse("wagtailsnippets_courses_question:edit", args=[thai.pk])
        assert translation in shown  # the difference leads to the words
        shown = page(client, "question", test[0].translation_key, asked.translation_key)
        assert "Open the translation into ไทย" in shown
        assert "Probable mistranslation: harder in ไทย. Compare the ไทย words with the English." in shown
        assert translation in shown
        assert "The right one" in shown
        assert "weakest fifth" in shown
        assert "(the live one)" not in shown
        assert "<small>the live one</small>" in shown.split('id="versions"')[1]

    def test_the_time_to_the_first_answer_is_a_median_with_what_half_lie_between(self, client, editor, test):
        hand_in(test, (1, 0), times=9)
        key, asked = test[0].translation_key, test[2][0]
        assert '<td class="number">24</td>' in page(client, "questions", key)
        assert "22 and 26" in page(client, "question", key, asked.translation_key)

    def test_a_void_question_is_named_and_has_no_figures(self, client, editor, test):
        hand_in(test, (1, 1), times=10)
        asked = test[2][0]
        ItemOutcome.objects.filter(question_key=asked.translation_key).update(void=True)
        listed = page(client, "questions", test[0].translation_key)
        said = "The question was made void for 10 papers. They are in no figure."
        assert said in listed
        assert "Who signs first?" not in listed.split('id="questions"')[1].split("</table>")[0]
        assert said in page(client, "question", test[0].translation_key, asked.translation_key)

    def test_the_list_is_sorted_filtered_and_asks_the_same_however_long(self, client, editor, test, django_assert_num_queries):
        hand_in(test, (1, 0), times=40)
        key = test[0].translation_key
        page(client, "questions", key)
        with django_assert_num_queries(17):
            page(client, "questions", key)
        for _ in range(4):
            more = [make_question(test[2][0].bank), make_question(test[2][0].bank)]
            hand_in((test[0], test[1], more), (1, 0), "th", times=6)
        page(client, "questions", key)
        with django_assert_num_queries(17):
            by_p = page(client, "questions", key, sort="p")
        table = by_p.split('id="questions"')[1]
        assert 'aria-sort="ascending"' in table
        assert table.index("=Who reads it?") < table.index("Who signs first?")
        assert "Who signs first?" not in page(client, "questions", key, language="th")
        assert "Who signs first?" not in page(client, "questions", key, flag="hard")

    def test_what_is_shown_can_be_taken_out_without_formulas_and_leaves_a_trace(self, client, editor, test):
        hand_in(test, (1, 0), times=40)
        url = reverse("item_analysis:questions", args=[test[0].translation_key])
        rows = list(csv.reader(io.StringIO(client.post(url, {"file": "questions.csv"}).content.decode("utf-8-sig"))))
        assert {row[0] for row in rows[1:]} == {"Who signs first?", "'=Who reads it?"}
        sheet = openpyxl.load_workbook(io.BytesIO(client.post(url, {"file": "questions.xlsx"}).content)).active
        assert {row[3] for row in list(sheet.values)[1:]} == {0, 1}
        assert AuditEntry.objects.filter(deed="item_analysis.export", actor=editor).count() == 2
        assert client.post(url, {"file": "people.csv"}).status_code == 404

    def test_only_who_works_on_questions_reads_them(self, client, test):
        make_roles()
        client.force_login(make_user(groups=["organizer"]))
        assert client.get(reverse("item_analysis:quiz", args=[test[0].translation_key])).status_code == 302


def test_figures_are_rounded_and_never_cut_off_or_minus_nought():
    assert [figure(value).text for value in (0.4496, -0.3672, -0.001, None)] == ["0.45", "-0.37", "0.00", "–"]
    assert [percent(share).text for share in (0.0066, 0.254, 1)] == ["1 %", "25 %", "100 %"]
    assert (probability(1e-9).text, probability(0.0412).text) == ("< 0.0001", "0.0412")
    assert figure(0.12345).value == 0.1235


class TestFlags:
    options = (Option("a", True, 50, distractor=True), Option("b", False, 30, True), Option("c", False, 20, True))

    def raised(self, item=None, options=options, compared=None, *, final=True):
        return flags(item or Item(100, 0.5, 0.3, 0.4), list(options), compared, final=final)

    def test_a_sound_question_has_none(self):
        assert self.raised() == []

    @pytest.mark.parametrize(
        ("item", "raised"),
        [
            (Item(100, 0.29, 0.3, 0.4), ["hard"]),
            (Item(100, 0.5, 0.09, 0.4), ["apart"]),
            (Item(100, 0.5, -0.01, 0.4), ["against"]),
            (Item(29, 0.1, -0.5, -0.5), []),
            (Item(100, 0.95, 0.3, 0.4), []),
        ],
    )
    def test_thresholds(self, item, raised):
        assert self.raised(item) == raised

    def test_very_easy_is_said_of_practice_only(self):
        assert self.raised(Item(100, 0.95, 0.3, 0.1), final=False) == ["easy"]

    def test_choices(self):
        assert self.raised(options=[Option("a", True, 48), Option("b", False, 48), Option("c", False, 4, distractor=True)]) == [
            "unused"
        ]
        assert self.raised(options=[Option("a", True, 40), Option("b", False, 60)]) == ["rival"]
        typed = [Option("32", True, 90), Option("3.2", False, 1)]
        assert self.raised(options=typed) == []
        pairs = [Option("a=a", True, 90, row="a"), Option("a=b", False, 10, row="a"), Option("b=b", True, 40, row="b")]
        assert self.raised(options=pairs) == []
        assert self.raised(options=[*pairs, Option("b=a", False, 60, row="b")]) == ["rival"]

    def test_languages(self):
        assert self.raised(compared=Compared(-0.16, None)) == ["language"]
        assert self.raised(compared=Compared(0.15, None)) == []
        assert self.raised(compared=Compared(0.05, Matched(2.0, -1.8, 0.2, 20, 0.001, "C", 9))) == ["matched"]
