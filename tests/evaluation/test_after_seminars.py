"""After a seminar: who is asked and reminded, what is kept, what organizers and funders see of it."""

import io
from datetime import date, timedelta

import openpyxl
import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from evaluation.followups import funder, letters, results
from evaluation.followups.inviting import ask_after_seminars
from evaluation.followups.planning import set_plan
from evaluation.followups.plots import bars
from evaluation.followups.replying import note_outcome, reply, withdraw_outcome
from evaluation.models import NoMoreMail, Outcome, SeminarReply
from icrweb.accounts.roles import make_roles
from icrweb.trail.models import AuditEntry, Mail
from seminars.models import Registration
from seminars.papers.templating import set_terms
from tests.factories.people import make_affiliation, make_user
from tests.factories.seminars import make_seminar, make_seminar_with_page

pytestmark = pytest.mark.django_db
Stage = SeminarReply.Stage
OWN = [{"key": f"q{number}", "kind": "scale", "words": {"en": f"Own question {number}"}} for number in (1, 2, 3)]
NO_TERMS = {"sponsor": "", "flight": "", "hotel": "", "per_diem": ""}


def attended(seminar, person=None, **fields) -> Registration:
    person = person or make_user()
    number = seminar.registrations.count() + 1
    facts = {"state": "confirmed", "mode": seminar.modes[0], "language": "en", "attended_at": seminar.ends_at, **fields}
    return Registration.objects.create(seminar=seminar, person=person, number=number, **facts)


def ended(days: int = 1, **fields):
    return make_seminar(days=-days, **fields)


def answered(row, stage=Stage.END, language="en", **answers) -> SeminarReply:
    return reply(SeminarReply.objects.create(registration=row, stage=stage), answers, language)


def test_who_attended_is_asked_once_at_the_end_and_reminded_twice_at_most():
    seminar = ended()
    attended(seminar)
    attended(seminar, attended_at=None)
    assert ask_after_seminars() == 1
    assert ask_after_seminars() == 0
    for days in (11, 22, 33, 44):
        with time_machine.travel(timezone.now() + timedelta(days=days)):
            ask_after_seminars()
    assert SeminarReply.objects.get().reminders == 2
    assert [one.subject.startswith("Reminder: ") for one in Mail.objects.order_by("pk")] == [False, True, True]


def test_nobody_is_asked_or_reminded_who_has_stopped_it(client):
    row = attended(ended())
    ask_after_seminars()
    client.post(reverse("evaluation:stop_seminar_mails", args=[SeminarReply.objects.get().key]))
    assert NoMoreMail.objects.get().person == row.person
    with time_machine.travel(timezone.now() + timedelta(days=11)):
        assert ask_after_seminars() == 0


def test_the_later_forms_go_out_only_where_the_seminar_follows_up_and_only_in_their_time():
    followed, left = ended(92), ended(92)
    for seminar in (followed, left):
        attended(seminar)
    set_plan(followed, questions=[], follows_up=True, asks_supervisor=False, by=make_user())
    assert ask_after_seminars() == 1
    assert SeminarReply.objects.get().stage == Stage.MONTHS_3
    with time_machine.travel(followed.ends_at + timedelta(days=366)):
        ask_after_seminars()
    assert set(SeminarReply.objects.values_list("stage", flat=True)) == {Stage.MONTHS_3, Stage.MONTHS_12}


def test_an_answer_stops_the_reminders_and_can_be_changed():
    row = attended(ended())
    ask_after_seminars()
    asked = SeminarReply.objects.get()
    reply(asked, {"useful": 4, "words": " More time. "}, "en")
    reply(asked, {"useful": 5, "unknown": 3}, "en")
    assert SeminarReply.objects.get().answers == {"useful": 5}
    with time_machine.travel(timezone.now() + timedelta(days=11)):
        assert ask_after_seminars() == 0
    with pytest.raises(ValidationError, match="Answer at least one question"):
        reply(asked, {"useful": 9}, "en")
    assert row.replies.count() == 1


def test_what_was_said_is_shown_without_names_and_only_from_five_on(client):
    make_roles()
    seminar = make_seminar_with_page(days=-2)
    for number in range(4):
        answered(attended(seminar, make_user(latin_name=f"Zyx Person{number}")), useful=5, words=f"Said {number}")
    client.force_login(make_user(groups=["organizer"]))
    address = reverse("afterwards:seminar", args=[seminar.pk])
    page = client.get(address).content.decode()
    assert "Said 1" not in page
    assert "Hidden until 5 people have answered" in page
    answered(attended(seminar), useful=3, words="Said 4")
    page = client.get(address).content.decode()
    assert "Said 1" in page
    assert "mean 4.6" in page
    assert "Zyx" not in page


def test_own_questions_are_three_to_six_and_stay_once_answered():
    seminar, by = ended(), make_user()
    with pytest.raises(ValidationError, match="Ask 3 to 6 questions"):
        set_plan(seminar, questions=OWN[:2], follows_up=False, asks_supervisor=False, by=by)
    set_plan(seminar, questions=OWN, follows_up=False, asks_supervisor=False, by=by)
    answered(attended(seminar), q1=4)
    with pytest.raises(ValidationError, match="They stay as they are"):
        set_plan(seminar, questions=[], follows_up=True, asks_supervisor=False, by=by)
    set_plan(seminar, questions=OWN, follows_up=True, asks_supervisor=True, by=by)
    assert [one.words for one in results.distributions_of(seminar)] == [f"Own question {number}" for number in (1, 2, 3)]


def test_a_person_answers_names_their_supervisor_and_notes_an_outcome(client):
    seminar = ended(100)
    set_plan(seminar, questions=[], follows_up=True, asks_supervisor=True, by=make_user())
    row = attended(seminar)
    ask_after_seminars()
    asked = SeminarReply.objects.get()
    client.force_login(row.person)
    address = reverse("evaluation:after_seminar", args=[asked.key])
    assert client.post(address, {"supervisor": row.person.email, "protocol": "done"}).status_code == 422
    answer = client.post(address, {"protocol": "done", "site": "A new form.", "supervisor": "boss@demo.example"}, follow=True)
    assert "What came of it" in answer.content.decode()
    link = reverse("evaluation:supervisor", args=[letters.token_of(asked)])
    visitor = Client()
    assert visitor.get(link + "x/").status_code == 404
    assert visitor.post(link, {"uses": "4", "words": "Every week."}).status_code == 200
    visitor.post(link, {"uses": "1", "words": "Changed."})
    said = SeminarReply.objects.get()
    assert (said.supervisor_answers, said.supervisor_email) == ({"uses": 4, "words": "Every week."}, "")
    outcomes = reverse("evaluation:outcomes", args=[row.key])
    future = {"kind": "protocol", "happened_on": (timezone.localdate() + timedelta(days=2)).isoformat()}
    refused = client.post(outcomes, future)
    assert refused.status_code == 422
    assert "between the seminar and today" in refused.content.decode()
    client.post(outcomes, {**future, "happened_on": timezone.localdate().isoformat(), "evidence": "https://registry.example/1"})
    client.post(outcomes, {**future, "happened_on": timezone.localdate().isoformat(), "evidence": "https://registry.example/1"})
    assert Outcome.objects.count() == 1
    client.post(reverse("evaluation:withdraw_outcome", args=[Outcome.objects.get().key]))
    assert not Outcome.objects.standing().exists()


def test_a_supervisor_is_asked_once_and_only_where_the_seminar_asks():
    row = attended(ended(100))
    asked = SeminarReply.objects.create(registration=row, stage=Stage.MONTHS_3)
    reply(asked, {"protocol": "doing"}, "en", supervisor="boss@demo.example")
    assert not Mail.objects.exists()
    assert letters.reply_of(letters.token_of(asked)) is None


def test_nobody_reads_or_answers_somebody_elses_form(client):
    row = attended(ended())
    ask_after_seminars()
    client.force_login(make_user())
    assert client.get(reverse("evaluation:after_seminar", args=[SeminarReply.objects.get().key])).status_code == 404
    assert client.get(reverse("evaluation:outcomes", args=[row.key])).status_code == 404


def _cells(tables, name: str) -> dict:
    table = next(one for one in tables if one.name == name)
    return {row[0]: row[1:] for row in table.rows}


def _year_of(seminar) -> funder.Period:
    return funder.Period(seminar.starts_at.date() - timedelta(days=300), seminar.starts_at.date())


def test_the_funders_report_counts_and_pools_what_is_small():
    seminar, earlier = ended(20), ended(500)
    regular = make_user()
    attended(earlier, regular)
    rows = [attended(seminar, regular, country="TH", role="nurse")]
    rows += [attended(seminar, country="TH", role="nurse") for _number in range(5)]
    rows += [attended(seminar, country="VN", role="physician") for _number in range(2)]
    rows += [attended(seminar, country="JP") for _number in range(3)]
    attended(seminar, attended_at=None, state="cancelled")
    for row in rows[:6]:
        answered(row, useful=4)
    answered(rows[0], Stage.MONTHS_3, protocol="done")
    note_outcome(rows[0], kind="protocol", happened_on=seminar.ends_at.date() + timedelta(days=5), by=rows[0].person)
    tables = funder.report(_year_of(seminar))
    totals = _cells(tables, "totals")
    assert totals["Attended"] == [11]
    assert totals["Applicants"] == ["not told"]  # else one person who did not attend would be told
    assert totals["First seminar with us"] == ["not told"]  # else one person who had been here before would be told
    assert totals["Certificates of attendance"] == [0]
    assert _cells(tables, "countries") == {"Thailand": [6], "2 smaller groups together": [5]}
    assert _cells(tables, "evaluation")["What I learned is useful for my work."] == [6, 4.0]
    assert _cells(tables, "steps")["After 3 months"][1] == "fewer than 5"
    assert _cells(tables, "outcomes") == {"Protocol submitted": [1, 1, 1]}


def test_the_report_keeps_to_its_programme_and_period():
    seminar, by = ended(20), make_user()
    other = ended(20)
    set_terms(other, {**NO_TERMS, "programme": "ATLAS"}, by)
    for one, number in ((seminar, 6), (other, 7)):
        for _number in range(number):
            attended(one)
    period = _year_of(seminar)
    counts = {
        programme: _cells(funder.report(funder.Period(period.first, period.last, programme)), "totals")["Attended"]
        for programme in ("", "ICR", "ATLAS", "NONE")
    }
    assert counts == {"": [13], "ICR": [6], "ATLAS": [7], "NONE": [0]}
    before = funder.Period(date(2001, 1, 1), date(2001, 12, 31))
    assert _cells(funder.report(before), "totals")["Seminars"] == [0]


def test_the_report_as_a_file_is_what_the_page_shows_and_no_formula(client):
    make_roles()
    seminar = ended(20)
    for _number in range(6):
        attended(seminar, institution_name="=HYPERLINK(1)", country="TH")
    director = make_user(groups=["director"])
    client.force_login(director)
    period = _year_of(seminar)
    query = f"?first={period.first}&last={period.last}"
    page = client.get(reverse("funder_report:index") + query).content.decode()
    assert "=HYPERLINK(1)" in page
    assert "fewer than 5 people are not told" in page.replace("Numbers of ", "")
    answer = client.post(reverse("funder_report:export", args=["xlsx"]) + query)
    cells = [cell for row in openpyxl.load_workbook(io.BytesIO(answer.content)).active.iter_rows() for cell in row]
    assert "'=HYPERLINK(1)" in [cell.value for cell in cells]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert AuditEntry.objects.get(deed="funder_report.export").actor == director
    for wrong in ("first=2027-02-01&last=2027-01-01", "first=0001-01-01&last=9999-12-31", "first=x&last=y"):
        assert client.get(reverse("funder_report:index") + f"?{wrong}").status_code == 422


def test_the_report_asks_the_same_queries_for_one_seminar_and_for_many():
    counts = []
    for number in (1, 4):
        for _number in range(number):
            seminar = ended(20)
            for _person in range(3):
                answered(attended(seminar), useful=4)
        with CaptureQueriesContext(connection) as asked:
            funder.report(_year_of(seminar))
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_organizers_page_asks_the_same_queries_whatever_its_length(client):
    make_roles()
    client.force_login(make_user(groups=["organizer"]))
    counts = []
    for number in (1, 4):
        seminar = make_seminar_with_page(days=-100)
        for _number in range(number):
            row = attended(seminar)
            answered(row, Stage.MONTHS_3, protocol="done")
            note_outcome(row, kind="trial", happened_on=timezone.localdate(), by=row.person)
        address = reverse("afterwards:seminar", args=[seminar.pk])
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_an_organizer_plans_notes_and_withdraws(client):
    make_roles()
    seminar = make_seminar_with_page(days=-50)
    person = make_user()
    make_affiliation(person)
    row = attended(seminar, person)
    client.force_login(make_user(groups=["organizer"]))
    rows = {"questions-TOTAL_FORMS": "6", "questions-INITIAL_FORMS": "0"}
    for number in range(6):
        rows |= {f"questions-{number}-kind": "scale", f"questions-{number}-words": f"en: Question {number}" if number < 2 else ""}
    address = reverse("afterwards:plan", args=[seminar.pk])
    assert client.post(address, rows).status_code == 422
    assert client.post(address, {**rows, "questions-2-words": "ja: 質問", "follows_up": "on"}).status_code == 302
    noted = {"registration": row.pk, "kind": "trial", "happened_on": timezone.localdate().isoformat()}
    client.post(reverse("afterwards:outcome", args=[seminar.pk]), noted)
    outcome = Outcome.objects.get()
    client.post(reverse("afterwards:withdraw", args=[seminar.pk, outcome.key]))
    withdraw_outcome(outcome, person)
    assert AuditEntry.objects.filter(deed="outcome.withdraw").count() == 1


def test_bars_leave_out_what_is_nothing():
    assert [shape["d"].startswith("M220.0") for shape in bars([("a", 4), ("b", 0)])["shapes"] if "d" in shape] == [True, True]


def test_a_small_seminar_of_the_funders_report_cannot_be_computed_from_the_total():
    for number in (9, 6, 3):
        seminar = ended(20)
        for _ in range(number):
            attended(seminar)
    [table] = [one for one in funder.report(_year_of(seminar)) if one.name == "seminars"]
    assert sorted(str(row[2]) for row in table.rows) == ["9", "not told", "not told"]
    assert [row[5] == "not told" for row in table.rows] == [row[4] == "not told" for row in table.rows]
