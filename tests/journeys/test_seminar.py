"""A full seminar: who waits gets the place that somebody gives back, attends, and has it in writing."""

import json
import re

import pytest
from icalendar import Calendar
from playwright.sync_api import expect

from tests.journeys.steps import PASSWORD, faults_on_screen, mails, paper_of, sign_in, wait_for, wait_for_mail

pytestmark = pytest.mark.journey

MAKE_ONE_SEAT = """
import json
from tests.factories.seminars import make_seminar_with_page
from seminars.models import SeminarPage
seminar = make_seminar_with_page(code="one-seat", title="One seat", slug="one-seat", seats=1, days=20, gives_certificate=True)
print(json.dumps({"pk": seminar.pk, "key": str(seminar.key)}))
"""
THE_DAY_COMES = """
from datetime import timedelta
from django.db.models import F
from seminars.models import Seminar, Sitting
earlier = {name: F(name) - timedelta(days=20, hours=14) for name in ("starts_at", "ends_at")}
Sitting.objects.filter(seminar_id=%(pk)d).update(**earlier)
Seminar.objects.filter(pk=%(pk)d).update(
    **earlier, **{name: F(name) - timedelta(days=20) for name in ("registration_opens_at", "registration_closes_at")}
)
"""


@pytest.fixture
def one_seat(site):
    site.manage("make_learners", "--count", "2", "--password", PASSWORD)
    said = site.manage("shell", "--verbosity", "0", "-c", MAKE_ONE_SEAT)
    return json.loads(said.strip().splitlines()[-1])


def test_who_waits_is_promoted_attends_and_is_certified(site, visitor, one_seat):
    first, second, organizer = visitor(), visitor(width=390), visitor()
    first_address, second_address = "learner0001@demo.example", "learner0002@demo.example"

    sign_in(first, first_address, PASSWORD)
    first.goto(f"/en/take-part/{one_seat['key']}/")
    assert faults_on_screen(first) == []
    first.get_by_role("button", name="Confirm the registration").click()
    expect(first.get_by_role("heading", level=1)).to_have_text("You have a place")

    sign_in(second, second_address, PASSWORD)
    second.goto("/en/seminars/one-seat/")
    second.locator(f"main a[href='/en/take-part/{one_seat['key']}/']").first.click()
    second.get_by_role("button", name="Join the waiting list").click()
    expect(second.locator("main")).to_contain_text("the first in line gets the place")
    assert faults_on_screen(second) == []
    wait_for(lambda: mails(site, second_address), what="the mail about the waiting list")
    before = len(mails(site, second_address))

    first.get_by_role("link", name="Cancel your place").click()
    first.get_by_role("button", name="Cancel the place").click()
    expect(first.locator("main")).to_contain_text("Your registration is cancelled")

    # The mail about the place carries the calendar entry.
    letter = wait_for_mail(site, second_address, after=before)
    events = [part for part in letter.walk() if part.get_content_type() == "text/calendar"]
    calendar = Calendar.from_ical(events[0].get_payload(decode=True))
    assert str(calendar["METHOD"]) == "REQUEST"
    assert [str(event["SUMMARY"]) for event in calendar.walk("VEVENT")] == ["One seat: Part 1"]
    second.reload()
    expect(second.get_by_role("heading", level=1)).to_have_text("You have a place")

    # The day comes; the organizer marks who was there.
    site.manage("shell", "--verbosity", "0", "-c", THE_DAY_COMES % one_seat)
    sign_in(organizer, "anan@demo.example")
    organizer.goto(f"/admin/seminars/{one_seat['pk']}/attendance/")
    boxes = organizer.locator(".desk-attendance td input")
    expect(boxes).to_have_count(1)
    boxes.fill("120")
    organizer.locator(".desk-attendance p button").click()
    expect(organizer.locator(".messages .success")).to_be_visible()
    expect(organizer.locator(".desk-attendance td input")).to_have_value("120")

    paper = paper_of(second, site, "en")
    words = re.sub(r"\s+", " ", "".join(sheet.extract_text() for sheet in paper.pages))
    assert "attendance" in words.lower()
    assert "Learner 0002" in words
