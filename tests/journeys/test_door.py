"""At the door without a connection: staff go on checking people in, and everything is there when the connection is back."""

import json

import pytest
from playwright.sync_api import expect

from tests.journeys.steps import faults_on_screen, sign_in, wait_for

pytestmark = pytest.mark.journey

MAKE_TODAY = """
import json
from datetime import timedelta
from django.db.models import F
from tests.factories.people import make_user
from tests.factories.seminars import make_registration, make_seminar_with_page
from seminars.checkin.codes import pass_code
from seminars.models import Seminar, Sitting
seminar = make_seminar_with_page(code="at-the-door", title="At the door", slug="at-the-door", format="on_site", days=20)
rows = [make_registration(seminar, make_user(f"door{n}@demo.example", latin_name=name)) for n, name in enumerate(%(names)s)]
from django.utils import timezone
shift = seminar.starts_at - timezone.now() + timedelta(minutes=10)
earlier = {name: F(name) - shift for name in ("starts_at", "ends_at")}
Sitting.objects.filter(seminar=seminar).update(**earlier)
Seminar.objects.filter(pk=seminar.pk).update(**earlier)
print(json.dumps({"pk": seminar.pk, "code": pass_code(seminar.key, rows[0].person.key)}))
"""
NAMES = ["Ahmad Faizal", "Kim Seo-yeon", "Lin Yi-chun", "Trần Minh Khoa"]


def passings(site, seminar):
    sql = """SELECT u.latin_name, p.direction FROM seminars_passing p JOIN seminars_registration r ON r.id = p.registration_id
        JOIN accounts_user u ON u.id = r.person_id WHERE r.seminar_id = ? ORDER BY p.at, p.id"""
    return [(row["latin_name"], row["direction"]) for row in site.rows(sql, seminar)]


def test_people_are_checked_in_without_a_connection_and_counted_once(site, visitor, watch):
    watch.expect(r"ERR_INTERNET_DISCONNECTED")
    today = json.loads(site.manage("shell", "--verbosity", "0", "-c", MAKE_TODAY % {"names": NAMES}).strip().splitlines()[-1])
    page, other = visitor(width=390), visitor(width=390)
    for phone in (page, other):
        sign_in(phone, "anan@demo.example")
        phone.goto(f"/admin/seminars/{today['pk']}/door/")
        expect(phone.locator("[data-door]")).to_have_attribute("data-state", "online")
    result, find = page.locator("[data-door-result]"), page.locator("#find")

    def check_in(words):
        find.fill(words)
        find.press("Enter")

    # By the code, in small letters, and by a part of the name.
    check_in(today["code"].lower())
    expect(result).to_have_attribute("data-kind", "good")
    expect(result.locator("[data-door-name]")).to_have_text("Ahmad Faizal")
    wait_for(lambda: passings(site, today["pk"]) == [("Ahmad Faizal", "in")], what="the first of them")
    assert faults_on_screen(page) == []

    page.context.set_offline(True)
    check_in("seo-yeon")
    expect(result.locator("[data-door-name]")).to_have_text("Kim Seo-yeon")
    check_in("tran minh")
    expect(result.locator("[data-door-name]")).to_have_text("Trần Minh Khoa")
    check_in("kim")
    expect(result).to_have_attribute("data-kind", "known")
    expect(page.locator("[data-door]")).to_have_attribute("data-state", "offline")
    assert len(passings(site, today["pk"])) == 1

    # Meanwhile the other phone sees one of them, too.
    other.locator("#find").fill("seo-yeon")
    other.locator("#find").press("Enter")
    wait_for(lambda: len(passings(site, today["pk"])) == 2, what="what the other phone saw")

    # Nothing is named in what the phone keeps.
    kept = page.evaluate("JSON.stringify(localStorage)")
    assert "Kim" not in kept
    assert "icrweb-door-" in kept

    page.context.set_offline(False)
    wait_for(lambda: len(passings(site, today["pk"])) == 5, seconds=30, what="what was kept on the phone")
    assert {name for name, _way in passings(site, today["pk"])} == {"Ahmad Faizal", "Kim Seo-yeon", "Trần Minh Khoa"}
    expect(page.locator("[data-door-inside]")).to_contain_text("3")
    page.locator("[data-door-end]").click()
    expect(page.locator("[data-door-hand]")).to_be_hidden()
    assert "icrweb-door-" not in page.evaluate("JSON.stringify(localStorage)")


def test_a_mistake_at_the_door_is_taken_back_before_and_after_it_is_sent(site, visitor, watch):
    watch.expect(r"ERR_INTERNET_DISCONNECTED")
    made = MAKE_TODAY.replace("at-the-door", "mistakes").replace("door{n}", "slip{n}") % {"names": NAMES}
    today = json.loads(site.manage("shell", "--verbosity", "0", "-c", made).strip().splitlines()[-1])
    page = visitor(width=390)
    sign_in(page, "anan@demo.example")
    page.goto(f"/admin/seminars/{today['pk']}/door/")
    expect(page.locator("[data-door]")).to_have_attribute("data-state", "online")
    result, find, inside = page.locator("[data-door-result]"), page.locator("#find"), page.locator("[data-door-inside]")
    undo, waiting = page.locator("[data-door-undo]"), page.locator("[data-door-waiting]")
    expect(undo).to_be_hidden()

    def check_in(words):
        find.fill(words)
        find.press("Enter")

    page.context.set_offline(True)
    for name in ("ahmad", "kim", "lin"):
        check_in(name)
    expect(page.locator("[data-door]")).to_have_attribute("data-state", "offline")
    expect(waiting.locator("li")).to_have_count(3)
    expect(inside).to_contain_text("3")
    assert faults_on_screen(page) == []

    # The last one at once, by keyboard; an earlier one from the list, which says whom each button is about.
    undo.focus()
    page.keyboard.press("Enter")
    expect(result).to_have_attribute("data-kind", "known")
    expect(result.locator("[data-door-name]")).to_have_text("Lin Yi-chun")
    expect(result).to_be_focused()
    expect(waiting.locator("li")).to_have_count(2)
    waiting.get_by_role("button", name="Ahmad Faizal").press("Enter")
    expect(waiting.locator("li")).to_have_count(1)
    expect(inside).to_contain_text("1")
    expect(page.locator("[data-door-state]")).to_contain_text(": 1")
    check_in("ahmad")  # who was taken back by mistake is checked in anew
    expect(result).to_have_attribute("data-kind", "good")

    page.context.set_offline(False)
    wait_for(lambda: len(passings(site, today["pk"])) == 4, seconds=30, what="all that was seen, struck out or not")
    expect(waiting).to_be_hidden()
    expect(inside).to_contain_text("2")
    sql = """SELECT u.latin_name FROM seminars_passing p JOIN seminars_registration r ON r.id = p.registration_id
        JOIN accounts_user u ON u.id = r.person_id WHERE r.seminar_id = ? AND p.taken_back_at IS NOT NULL"""
    assert sorted(row["latin_name"] for row in site.rows(sql, today["pk"])) == ["Ahmad Faizal", "Lin Yi-chun"]
    assert "icrweb-door-" not in page.evaluate("JSON.stringify(localStorage)")

    # What has arrived is taken back on the page of the person, with a reason.
    expect(undo).to_be_hidden()
    with page.expect_popup() as opened:
        page.locator("[data-door-about]").click()
    seen = opened.value.locator(".desk-chosen")
    expect(seen.get_by_role("link")).to_have_count(1)
    expect(seen.locator("s")).to_have_count(1)
