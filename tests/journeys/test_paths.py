"""A role path: chosen, with what a country adds and what counts already, and put down again."""

import pytest
from playwright.sync_api import expect

from tests.journeys.steps import faults_on_screen, sign_in

pytestmark = pytest.mark.journey


def test_a_path_leads_on_from_what_is_done_and_can_be_left(visitor):
    page = visitor(width=390)
    page.goto("/en/paths/")
    page.get_by_role("link", name="Study pharmacist").click()
    expect(page.locator("main")).to_contain_text("1 required step")
    expect(page.locator("main")).not_to_contain_text("What this country asks for besides")
    page.get_by_role("link", name="Vietnam", exact=True).click()
    expect(page.locator("main")).to_contain_text("2 required steps")
    assert faults_on_screen(page) == []

    sign_in(page, "zhangwei1@demo.example")
    page.goto("/en/paths/pharmacist/?country=VN")
    done, left, advised = page.locator(".path-steps > li").all()
    expect(done).to_contain_text("Done")
    expect(left).to_contain_text("Left to do")
    expect(advised).to_contain_text("recommended", ignore_case=True)
    assert faults_on_screen(page) == []
    page.get_by_role("button", name="Follow this path").click()
    expect(page.get_by_role("button", name="Do not follow this path any more")).to_be_visible()

    page.goto("/en/my/")
    mine = page.get_by_role("region", name="Your path")
    expect(mine).to_contain_text("Study pharmacist")
    assert faults_on_screen(page) == []
    mine.get_by_role("link", name="Study pharmacist").click()
    page.get_by_role("button", name="Do not follow this path any more").click()
    expect(page.get_by_role("status")).to_contain_text("You follow no path now. What you did is kept.")
    expect(page.get_by_role("heading", level=1)).to_have_text("My learning")
    expect(mine).to_have_count(0)
