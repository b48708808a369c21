"""Groups: who gets in and how, what teachers may do, and what they are shown."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from courses.cohorts import (
    WRONG_KEYS,
    close_cohort,
    cohort_by_key,
    extend,
    extend_for,
    join,
    leave_cohort,
    renew_key,
    revoke_key,
)
from courses.enrolment import enrol
from courses.group_overview import member_rows, my_groups
from courses.inviting import invite, read_list
from courses.models import Cohort, CohortMembership, Enrolment
from courses.progress import complete_lesson
from courses.teaching import MESSAGES_A_DAY, write_to_group
from icrweb.trail.models import AuditEntry, Mail
from tests.factories.cohorts import make_cohort, make_member, restrict
from tests.factories.courses import lessons_of, make_course, make_edition
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db
TODAY = timezone.now().date


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def teacher_of(cohort: Cohort):
    return cohort.teachers.get()


@pytest.mark.parametrize("typed", ["{}", " {} ", "lower", "dashed"])
def test_a_key_typed_by_hand_opens_the_group(typed):
    cohort = make_cohort()
    shown = {"lower": cohort.join_key.lower(), "dashed": cohort.key_words}.get(typed, typed.format(cohort.join_key))
    assert cohort_by_key(make_user(), shown) == cohort


def test_a_key_that_was_renewed_taken_away_ended_or_closed_opens_nothing():
    person = make_user()
    renewed, taken, ended, closed = (make_cohort() for _ in range(4))
    keys = [cohort.join_key for cohort in (renewed, taken, ended, closed)]
    renew_key(renewed, by=teacher_of(renewed))
    revoke_key(taken, by=teacher_of(taken))
    Cohort.objects.filter(pk=ended.pk).update(join_key_until=TODAY() - timedelta(days=1))
    close_cohort(closed, by=teacher_of(closed))
    for key in keys:
        with pytest.raises(ValidationError) as refusal:
            cohort_by_key(person, key)
        assert refusal.value.code == "wrong_key"


def test_who_tries_many_keys_must_wait_even_with_the_right_one():
    cohort, person = make_cohort(), make_user()
    for number in range(WRONG_KEYS):
        with pytest.raises(ValidationError):
            cohort_by_key(person, f"2345678{number}")
    with pytest.raises(ValidationError) as refusal:
        cohort_by_key(person, cohort.join_key)
    assert refusal.value.code == "too_many"
    assert cohort_by_key(make_user(), cohort.join_key) == cohort


def test_joining_says_first_what_teachers_see_and_enrols_only_on_the_second_click():
    cohort, person = make_cohort(), make_user()
    client, url = client_of(person), reverse("groups:join")
    answer = client.post(url, {"key": cohort.key_words})
    assert "What your teachers see" in answer.content.decode()
    assert not CohortMembership.objects.exists()
    client.post(url, {"key": cohort.key_words, "agreed": "1"})
    row = CohortMembership.objects.get()
    assert (row.person, row.how, row.told_version != "") == (person, "key", True)
    assert Enrolment.objects.get().learner == person


def test_somebody_who_comes_back_has_the_one_place_they_had():
    cohort = make_cohort()
    member = make_member(cohort)
    leave_cohort(member, by=member.person)
    assert join(cohort, member.person, "key", "en").pk == member.pk
    assert CohortMembership.objects.joined().count() == 1


def test_a_list_says_what_is_wrong_in_which_line():
    cohort = make_cohort()
    invite(cohort, ["known@demo.example"], by=teacher_of(cohort))
    found = read_list("E-mail,Name\nA@demo.example,Ann\nnobody\na@demo.example\nknown@demo.example\n", cohort)
    assert found.addresses == ["a@demo.example"]
    assert [(line, typed) for line, typed, _why in found.faults] == [(3, "nobody"), (4, "a@demo.example")]
    assert found.known == [(5, "known@demo.example")]


def test_an_invitation_tells_nobody_whether_the_address_has_an_account():
    cohort, known = make_cohort(), make_user("known@demo.example")
    client, url = client_of(teacher_of(cohort)), reverse("groups:invite", kwargs={"cohort_key": cohort.key})
    pages = []
    for address in (known.email, "stranger@demo.example"):
        checked = client.post(url, {"addresses": address}).content.decode()
        sent = client.post(url, {"addresses": address, "send": "1"}, follow=True).content.decode()
        row = CohortMembership.objects.get(address=address)
        pages.append([text.replace(address, "…") for text in (checked.split("<main")[1], client.get(url).content.decode())])
        assert row.person is None
        assert address in sent
        row.delete()
    without_tokens = [[part.split("csrfmiddlewaretoken")[0] for part in texts] for texts in pages]
    assert without_tokens[0] == without_tokens[1]
    assert sorted(Mail.objects.values_list("to", flat=True)) == [known.email, "stranger@demo.example"]


def test_who_was_invited_is_asked_and_is_in_only_with_their_own_yes():
    cohort = make_cohort()
    invite(cohort, ["later@demo.example"], by=teacher_of(cohort))
    later = make_user("later@demo.example")
    [offer] = my_groups(later)["invitations"]
    stranger = client_of(make_user())
    accept = reverse("groups:accept", kwargs={"membership_key": offer["membership"].key})
    assert stranger.post(accept).status_code == 404
    assert "What your teachers see" in client_of(later).get(reverse("my:learning")).content.decode()
    client_of(later).post(accept)
    row = CohortMembership.objects.get()
    assert (row.person, row.how, row.address) == (later, "list", "later@demo.example")
    assert my_groups(later)["invitations"] == []


def test_an_address_that_is_not_proven_opens_nothing():
    cohort = make_cohort()
    invite(cohort, ["someone@demo.example"], by=teacher_of(cohort))
    person = make_user("someone@demo.example")
    person.emailaddress_set.update(verified=False)
    assert my_groups(person)["invitations"] == []


def test_a_group_that_has_not_begun_opens_a_group_only_course_on_its_day():
    course = make_course()
    make_edition(course)
    restrict(course)
    cohort = make_cohort(course, started=-3)
    member = make_member(cohort)
    with pytest.raises(ValidationError) as refusal:
        enrol(member.person, course.translation_key, "en")
    assert refusal.value.code == "not_started"
    assert "Your group begins on" in client_of(member.person).get(course.url).content.decode()


def test_the_teacher_sees_state_share_and_lateness_by_the_members_own_calendar():
    course = make_course()
    make_edition(course)
    cohort = make_cohort(course, days=0)
    now = timezone.now()
    ahead = make_member(cohort, make_user(latin_name="Ahead", time_zone="Pacific/Kiritimati"))
    make_member(cohort, make_user(latin_name="Behind", time_zone="Pacific/Pago_Pago"))
    enrolment = enrol(ahead.person, course.translation_key, "en")
    complete_lesson(enrolment, lessons_of(course)[0].translation_key, "en")
    _page, rows = member_rows(cohort)
    shown = {row["name"]: (row["percent"], row["state"][1], row["certificate"]) for row in rows}
    over = now.astimezone(timezone.zoneinfo.ZoneInfo("Pacific/Kiritimati")).date() > cohort.due_on
    assert shown == {"Ahead": (28, "Late" if over else "In progress", False), "Behind": (0, "Not begun", False)}


def test_a_day_of_ones_own_stands_when_the_group_gets_another():
    cohort = make_cohort()
    one, other = make_member(cohort), make_member(cohort)
    extend_for(one, TODAY() + timedelta(days=40), by=teacher_of(cohort))
    extend(cohort, TODAY() + timedelta(days=20), by=teacher_of(cohort))
    dues = dict(CohortMembership.objects.with_due_day().values_list("pk", "due"))
    assert dues == {one.pk: TODAY() + timedelta(days=40), other.pk: TODAY() + timedelta(days=20)}
    assert AuditEntry.objects.filter(deed="cohort.extend").count() == 2


def test_a_message_reaches_those_behind_and_nobody_else_and_not_without_end():
    cohort = make_cohort(days=-1)
    late = make_member(cohort)
    gone = make_member(cohort)
    leave_cohort(gone, by=teacher_of(cohort))
    words = {"subject": "How is it going?", "text": "Dear all\n\nWrite to me.", "behind_only": True, "by": teacher_of(cohort)}
    for _ in range(MESSAGES_A_DAY):
        write_to_group(cohort, **words)
    assert set(Mail.objects.values_list("to", flat=True)) == {late.person.email}
    with pytest.raises(ValidationError) as refusal:
        write_to_group(cohort, **words)
    assert refusal.value.code == "too_many"


def test_the_list_as_a_file_holds_no_formula_and_leaves_a_trace():
    cohort = make_cohort()
    make_member(cohort, make_user(latin_name="=HYPERLINK(1)", native_name="＝1+1"))
    answer = client_of(teacher_of(cohort)).post(reverse("groups:export", kwargs={"cohort_key": cohort.key}))
    cells = answer.content.decode("utf-8-sig").splitlines()[1].split(",")
    assert cells[0].strip('"').startswith("'=")
    assert cells[1].startswith("'＝")
    assert AuditEntry.objects.get(deed="cohort.export").new == {"rows": 1, "filter": ""}


def test_a_due_day_that_is_over_is_kept_in_its_field_with_a_sentence():
    cohort = make_cohort()
    answer = client_of(teacher_of(cohort)).post(
        reverse("groups:group", kwargs={"cohort_key": cohort.key}), {"due_on": "2020-01-01"}
    )
    assert answer.status_code == 422
    assert 'value="2020-01-01"' in answer.content.decode()
    assert "This day is over. Choose today or a later one." in answer.content.decode()


def test_another_teacher_finds_neither_the_group_nor_its_members():
    cohort, other = make_cohort(), make_cohort()
    member = make_member(cohort, make_user(latin_name="Quixotic Canary"))
    client = client_of(teacher_of(other))
    own = reverse("groups:member", kwargs={"cohort_key": other.key, "member_key": member.key})
    assert client.post(own, {"do": "remove", "remove-why": "x"}).status_code == 404
    for name in ("group", "export", "invite", "write", "key"):
        url = reverse(f"groups:{name}", kwargs={"cohort_key": cohort.key})
        for answer in (client.get(url), client.post(url, {"due_on": "2030-01-01", "subject": "x", "text": "x"})):
            assert answer.status_code in (404, 405), name
            assert "Quixotic" not in answer.content.decode()
    member.refresh_from_db()
    assert member.left_at is None


def test_a_group_costs_the_same_for_one_member_and_for_three(django_assert_num_queries):
    course = make_course()
    make_edition(course)
    cohort = make_cohort(course)
    client, url = client_of(teacher_of(cohort)), reverse("groups:group", kwargs={"cohort_key": cohort.key})
    enrol(make_member(cohort).person, course.translation_key, "en")
    client.get(url)
    with django_assert_num_queries(19):
        client.get(url)
    for _ in range(2):
        enrol(make_member(cohort).person, course.translation_key, "en")
    with django_assert_num_queries(19):
        client.get(url)
