"""A note that stays, a question from the paragraph it is about, its answer by mail, and the answer for all readers."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.steps import faults_on_screen, sign_in, text_of, wait_for_mail

pytestmark = pytest.mark.journey

LESSON = "/en/courses/c7/recognise/grade-and-seriousness/"
NOTE = "Our form says grade, and means seriousness."
QUESTION = "Do we report a grade 3 laboratory value that nobody treats?"
ANSWER = "A grade alone is not a reason. Ask whether one of the six criteria is met."


def test_a_reader_notes_asks_and_is_answered_and_others_read_the_answer(site, visitor):
    reader, editor = visitor(width=390, has_touch=True), visitor()
    sign_in(reader, "anh@demo.example")
    reader.goto(LESSON)
    block = reader.locator(".lesson__body > [data-block]").nth(1)

    # A note is kept where it was written; Escape leaves the panel without a trace and gives the focus back.
    block.locator(".note-tool").tap()
    expect(block.locator(".note-panel textarea")).to_be_focused()
    reader.keyboard.press("Escape")
    expect(block.locator(".note-tool")).to_be_focused()
    block.locator(".note-tool").tap()
    block.locator(".note-panel textarea").fill(NOTE)
    block.get_by_role("button", name="Keep the note").tap()
    expect(block.locator(".note__text")).to_have_text(NOTE)
    assert faults_on_screen(reader) == []
    reader.reload()
    expect(block.locator(".note__text")).to_have_text(NOTE)

    # An empty question is asked for again; nothing else is lost.
    block.locator(".note-tool").tap()
    block.get_by_role("link", name="Ask the course team").tap()
    quoted = reader.locator(".quoted").inner_text()
    reader.get_by_role("button", name="Send").tap()
    expect(reader.locator(".field__error").first).to_be_visible()
    expect(reader.locator(".quoted")).to_have_text(quoted)
    assert faults_on_screen(reader) == []
    reader.locator("textarea[name=text]").fill(QUESTION)
    reader.get_by_role("button", name="Send").tap()
    expect(reader.locator(".said")).to_contain_text(QUESTION)
    thread = reader.url

    sign_in(editor, "sato@demo.example")
    pk = site.rows("SELECT thread_id FROM helpdesk_message WHERE text = ?", QUESTION)[0]["thread_id"]
    editor.goto("/admin/questions-from-learners/")
    editor.locator(f".listing a[href$='/{pk}/']").click()
    expect(editor.locator(".desk-quoted")).to_contain_text(quoted)
    editor.locator("form:has([name=deed][value=claim]) button").click()
    editor.locator("[name=answer-text]").fill(ANSWER)
    editor.locator("form:has([name=deed][value=answer]) button").click()
    expect(editor.locator(".desk-said--team")).to_contain_text(ANSWER)
    editor.locator("details:has([name=deed][value=publish]) summary").click()
    editor.locator("[name=publish-question]").fill("Is a grade a reason to report?")
    editor.locator("[name=publish-answer]").fill(ANSWER)
    editor.locator("form:has([name=deed][value=publish]) button").click()
    expect(editor.locator(".desk-published")).to_contain_text(ANSWER)

    assert ANSWER in text_of(wait_for_mail(site, "anh@demo.example"))
    reader.goto(thread)
    expect(reader.locator(".said--team")).to_contain_text(ANSWER)
    expect(reader.locator(".status").first).to_have_text(re.compile("Answered"))
    assert faults_on_screen(reader) == []
    reader.goto(LESSON)
    asked = block.locator(".reader-answer")
    asked.locator("summary").tap()
    expect(asked).to_contain_text(ANSWER)
    assert faults_on_screen(reader) == []
