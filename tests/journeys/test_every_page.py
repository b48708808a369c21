"""axe-core, a ruler and the catalogue on every kind of page: in ten languages, three widths and both schemes.

`make check` takes a fixed, varied part, `make sweep` all.
"""

import re
from itertools import product
from uuid import UUID

import pytest

from tests.journeys.conftest import open_context
from tests.journeys.steps import DEMO_PASSWORD, faults_on_screen, sign_in
from tests.journeys.words import faults_of_language

pytestmark = pytest.mark.journey

PUBLIC = ["", "courses/", "courses/c1b/", "courses/c1b/what-changed/the-new-shape/", "courses/c1b/at-your-site/final-test/"]
PUBLIC += ["seminars/", "seminars/capacity-building-visit/", "seminars/bangkok-webinar/", "network/", "about/", "privacy/"]
PUBLIC += [
    "search/?q=consent",
    "search/?q=同意",
    "verify/",
    "verify/badge/",
    "accounts/sign-in/",
    "accounts/sign-up/",
    "accounts/password/forgotten/",
]
PUBLIC += ["accounts/sign-in/by-mail/", "styleguide/", "no-such-page/"]
PUBLIC += [
    "paths/",
    "paths/pharmacist/?country=VN",
    "learn/glossary/",
    "my/lessons/{fig/numbers-of-a-trial/the-step-and-the-tick}/print/",
]
PUBLIC += ["courses/fig/numbers-of-a-trial/the-step-and-the-tick/", "courses/fig/judgements-at-a-site/what-a-variant-means/"]
OWN = ["my/", "my/seminars/", "my/certificates/", "accounts/profile/", "accounts/profile/affiliations/add/", "accounts/addresses/"]
OWN += ["accounts/welcome/", "courses/c7/", "courses/c7/recognise/event-and-reaction/", "courses/c7/report/final-test/"]
OWN += ["seminars/protocol-workshop/"]
OWN += [
    "my/notes/",
    "my/questions/",
    "my/ask/",
    "my/groups/join/",
    "my/lessons/{c7/judge/the-blind}/notes/",
    "my/lessons/{c7/judge/the-blind}/print/?notes",
]
PERSON = "kanokwan@demo.example"
DESKS = ["courses/waiting/", "questions-from-learners/", "help-desk/?q=anh", "groups_desk/", "editions/", "courses-at-work/"]
DESKS += ["reports/cited-guidelines/", "courses/import/"]
STAFF = "ops@demo.example"
STATUS = {"no-such-page/": 404, "courses/c1b/at-your-site/final-test/": 403}

LANGUAGES = ["en", "ja", "th", "vi", "ko", "zh-hans", "zh-hant", "id", "ms", "fil"]
WIDTHS = [320, 390, 1280]
EVERY = list(product(LANGUAGES, WIDTHS, ["light", "dark"]))
# Every page once, each in another look: a fixed walk through all languages and widths.
PART = [(language, WIDTHS[number % 3], ("light", "dark")[number % 2]) for number, language in enumerate(LANGUAGES)]


def looks(pages, combinations):
    return [(page, *combinations[number % len(combinations)]) for number, page in enumerate(pages)]


def with_keys(site, address: str) -> str:
    """`{course/module/lesson}` in an address stands for that lesson's key."""

    def key(found) -> str:
        rows = site.rows("SELECT translation_key FROM wagtailcore_page WHERE url_path = ?", f"/en/courses/{found[1]}/")
        return str(UUID(rows[0]["translation_key"]))

    return re.sub(r"\{(.+?)\}", key, address)


def faults_on(page, address, status, language) -> list[str]:
    """What is wrong with a page; axe also praises an error page, so it must be the one that was asked for."""
    answer = page.goto(address)
    if answer.status != status:
        return [f"{address}: {answer.status} instead of {status}"]
    return [f"{address}: {fault}" for fault in [*faults_on_screen(page), *faults_of_language(page, language)]]


def walk(site, browser, watch, chosen, *, person: str = "") -> list[str]:
    watch.expect(r"status of (404|403)")
    state = None
    if person:
        context = open_context(browser, site, width=1280, scheme="light")
        sign_in(context.new_page(), person, DEMO_PASSWORD)
        state = context.storage_state()
        context.close()
    faults = []
    for address, language, width, scheme in sorted(chosen, key=lambda one: one[1:]):
        context = open_context(browser, site, width=width, scheme=scheme, language=language, storage_state=state)
        context.on("page", watch.listen)
        status = 200 if person else STATUS.get(address, 200)
        wanted = address if address.startswith("/") else f"/{language}/{with_keys(site, address)}"
        found = faults_on(context.new_page(), wanted, status, language)
        faults += [f"{fault} ({width} px, {scheme})" for fault in found]
        context.close()
    return faults


def test_public_pages_have_no_fault(site, browser, watch):
    faults = walk(site, browser, watch, looks(PUBLIC, PART))
    assert not faults, "\n" + "\n".join(faults)


def test_a_learners_own_pages_have_no_fault(site, browser, watch):
    faults = walk(site, browser, watch, looks(OWN, PART[::-1]), person=PERSON)
    assert not faults, "\n" + "\n".join(faults)


def test_the_desks_in_the_admin_have_no_fault(site, browser, watch):
    desks = [(f"/admin/{page}", "en", 1280, ("light", "dark")[number % 2]) for number, page in enumerate(DESKS)]
    faults = walk(site, browser, watch, desks, person=STAFF)
    assert not faults, "\n" + "\n".join(faults)


@pytest.mark.sweep
@pytest.mark.parametrize(("language", "width", "scheme"), EVERY)
def test_every_page_in_every_look(site, browser, watch, language, width, scheme):
    faults = walk(site, browser, watch, [(page, language, width, scheme) for page in PUBLIC])
    faults += walk(site, browser, watch, [(page, language, width, scheme) for page in OWN], person=PERSON)
    assert not faults, "\n" + "\n".join(faults)
