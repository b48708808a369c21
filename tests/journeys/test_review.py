"""A changed lesson on its way to readers: submitted, reviewed by a peer elsewhere, edited, approved by somebody else."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.steps import sign_in

pytestmark = pytest.mark.journey

LESSON = "/en/courses/c1b/at-your-site/data-and-essential-records/"
OBJECTIVE = "say which records show that a trial was done as planned"


def decide(page: Page, address: str, name: str) -> None:
    """Press one of the actions beside the button at the foot of the editor."""
    page.goto(address)
    page.locator("footer button.w-dropdown__toggle").click()
    page.locator(f"{name}:visible").first.click()


def readers_see(page: Page) -> bool:
    page.goto(LESSON)
    return OBJECTIVE in page.locator(".lesson__objective").inner_text()


def test_three_people_take_a_change_to_its_readers(site, visitor):
    pk = site.rows("SELECT id FROM wagtailcore_page WHERE url_path = ?", LESSON)[0]["id"]
    edit, approve = f"/admin/pages/{pk}/edit/", "[data-workflow-action-name=approve]"
    author, peer, director, reader = visitor(), visitor(), visitor(), visitor()

    sign_in(author, "sato@demo.example")
    author.goto(edit)
    author.locator("[name=objective]").fill(OBJECTIVE)
    author.locator("footer button.w-dropdown__toggle").click()
    author.locator("[name=action-submit]").click()
    expect(author.locator(".messages")).to_be_visible()
    sign_in(director, "mori@demo.example")

    sign_in(reader, "aisyah@demo.example")
    sign_in(peer, "pimchanok@demo.example")
    peer.goto("/admin/courses/waiting/?whose=mine")
    expect(peer.locator(f".listing a[href*='/pages/{pk}/']")).to_have_count(1)
    decide(peer, edit, approve)
    expect(peer.locator(".messages")).to_be_visible()
    for _step in ("language edit", "approval"):
        assert not readers_see(reader)
        decide(director, edit, approve)
        expect(director.locator(".messages")).to_be_visible()
    assert readers_see(reader)
