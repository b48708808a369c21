"""A group: opened in the admin, joined by its key, and what its teacher sees of it."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from tests.journeys.steps import faults_on_screen, sign_in

pytestmark = pytest.mark.journey

NAME = "Bridge course, winter"


def test_a_group_is_opened_joined_by_its_key_and_followed_by_its_teacher(visitor, watch):
    watch.expect("status of 422")  # a key that no group has
    editor, teacher, member = visitor(), visitor(width=390), visitor(scheme="dark")

    sign_in(editor, "ops@demo.example")
    editor.goto("/admin/groups_desk/add/")
    editor.locator("[name=course]").select_option(label="C1B ICH E6(R3): what changes from R2")
    editor.locator("[name=name]").fill(NAME)
    editor.locator("[name=starts_on]").fill(date.today().isoformat())
    editor.locator("[name=due_on]").fill((date.today() + timedelta(days=30)).isoformat())
    editor.locator("[name=teachers]").fill("nobody.here@demo.example")
    editor.locator("main form[method=post] button[type=submit]").last.click()
    expect(editor.locator("main")).to_contain_text("Nobody here signs in with: nobody.here@demo.example.")
    expect(editor.locator("[name=name]")).to_have_value(NAME)
    editor.locator("[name=teachers]").fill("khoa@demo.example")
    editor.locator("main form[method=post] button[type=submit]").last.click()
    expect(editor.locator(".listing")).to_contain_text(NAME)

    sign_in(teacher, "khoa@demo.example")
    teacher.goto("/en/my/groups/")
    teacher.get_by_role("link", name=NAME).click()
    expect(teacher.locator("main")).to_contain_text("Nobody has joined yet")
    key = teacher.locator("#group-key").inner_text()
    assert faults_on_screen(teacher) == []

    sign_in(member, "huong@demo.example")
    member.goto("/en/my/groups/join/")
    member.get_by_label("Key of the group").fill("2222-2222")
    member.get_by_role("button", name="Find the group").click()
    expect(member.locator(".field__error").first).to_be_visible()
    expect(member.get_by_label("Key of the group")).to_have_value("2222-2222")
    assert faults_on_screen(member) == []
    member.get_by_label("Key of the group").fill(key.lower())
    member.get_by_role("button", name="Find the group").click()
    expect(member.get_by_role("heading", level=1)).to_have_text(NAME)
    expect(member.locator("main")).to_contain_text("What your teachers see")
    assert faults_on_screen(member) == []
    member.get_by_role("button", name="Join this group").click()
    member.goto("/en/courses/c1b/what-changed/the-new-shape/")
    for check in member.locator("[data-self-check]").all():
        check.locator("[data-right] input").first.check()
        check.locator("[data-check-button] button").click()
        expect(check.locator("[data-check-done]")).to_be_visible()
    member.locator(".lesson__ways .button").last.click()
    expect(member.get_by_role("heading", level=1)).to_have_text("Which edition applies to your study")

    teacher.reload()
    row = teacher.locator("tr", has_text="Lê Thị Thu Hương")
    expect(row).to_contain_text("In progress")
    assert faults_on_screen(teacher) == []
    row.get_by_role("link").click()
    expect(teacher.get_by_role("heading", level=1)).to_be_visible()
    assert faults_on_screen(teacher) == []
    member.goto("/en/my/")
    expect(member.locator("main")).to_contain_text(NAME)
    assert faults_on_screen(member) == []
