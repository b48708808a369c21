"""axe-core, a ruler and the catalogue on every kind of page: in ten languages, three widths and both schemes.

`make check` takes a fixed, varied part, `make sweep` all.
"""

from itertools import groupby, product

import pytest

from tests.journeys.conftest import open_context, viewport
from tests.journeys.every_page import DESKS, OWN, PUBLIC, STAFF, STATUS, with_keys
from tests.journeys.steps import DEMO_PASSWORD, faults_on_screen, sign_in
from tests.journeys.words import faults_of_language

pytestmark = pytest.mark.journey

LANGUAGES = ["en", "ja", "th", "vi", "ko", "zh-hans", "zh-hant", "id", "ms", "fil"]
WIDTHS = [320, 390, 1280]
EVERY = list(product(WIDTHS, ["light", "dark"]))
# Every page once, each in another look: a fixed walk through all languages and widths.
PART = [(language, WIDTHS[number % 3], ("light", "dark")[number % 2]) for number, language in enumerate(LANGUAGES)]


def looks(pages, combinations):
    return [(page, *combinations[number % len(combinations)]) for number, page in enumerate(pages)]


def faults_on(page, address, status, language, seen) -> list[str]:
    """What is wrong with a page; axe also praises an error page, so it must be the one that was asked for.

    It is loaded once, as it is turned and darkened in a reader's hand, and looked at in each width and scheme that is `seen`.
    """
    answer = page.goto(address)
    if answer.status != status:
        return [f"{address}: {answer.status} instead of {status}"]
    if not page.url.split("?")[0].endswith(address.split("?")[0]):
        return [f"{address} leads to {page.url}"]
    faults = [f"{address}: {fault}" for fault in faults_of_language(page, language)]
    for width, scheme in seen:
        page.set_viewport_size(viewport(width))
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        faults += [f"{address}: {fault} ({width} px, {scheme})" for fault in faults_on_screen(page)]
    return faults


def walk(site, browser, watch, chosen, *, person: str = "", seen=()) -> list[str]:
    """Every page that is chosen, in its look or in all that are `seen`; a browser for each look."""
    watch.expect(r"status of (404|403)")
    state = None
    if person:
        context = open_context(browser, site, width=1280, scheme="light")
        sign_in(context.new_page(), person, DEMO_PASSWORD)
        state = context.storage_state()
        context.close()
    faults = []
    for look, pages in groupby(sorted(chosen, key=lambda one: one[1:]), key=lambda one: one[1:]):
        language, width, scheme = look
        context = open_context(browser, site, width=width, scheme=scheme, language=language, storage_state=state)
        context.on("page", watch.listen)
        page = context.new_page()
        for address, *_look in pages:
            status = 200 if person else STATUS.get(address, 200)
            wanted = address if address.startswith("/") else f"/{language}/{with_keys(site, address)}"
            faults += faults_on(page, wanted, status, language, seen or [(width, scheme)])
        context.close()
    return faults


def test_public_pages_have_no_fault(site, browser, watch):
    faults = walk(site, browser, watch, looks(PUBLIC, PART))
    assert not faults, "\n" + "\n".join(faults)


def test_everybodys_own_pages_have_no_fault(site, browser, watch):
    chosen = looks([(person, page) for person, pages in OWN.items() for page in pages], PART[::-1])
    faults = []
    for person in OWN:
        theirs = [(page, *look) for (whose, page), *look in chosen if whose == person]
        faults += walk(site, browser, watch, theirs, person=person)
    assert not faults, "\n" + "\n".join(faults)


def test_the_desks_in_the_admin_have_no_fault(site, browser, watch):
    desks = [(f"/admin/{page}", "en", 1280, ("light", "dark")[number % 2]) for number, page in enumerate(DESKS)]
    faults = walk(site, browser, watch, desks, person=STAFF)
    assert not faults, "\n" + "\n".join(faults)


@pytest.mark.sweep
@pytest.mark.parametrize("person", ["", *OWN], ids=["visitor", *OWN])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_in_every_look(site, browser, watch, language, person):
    pages = OWN.get(person, PUBLIC)
    faults = walk(site, browser, watch, [(page, language, *EVERY[0]) for page in pages], person=person, seen=EVERY)
    assert not faults, "\n" + "\n".join(faults)
