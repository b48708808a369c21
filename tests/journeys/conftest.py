"""A browser before the whole site: its own data folder, the web server and the worker, once a session."""

import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tools.served import Served, chromium

# Whatever breaks the policy is said aloud, also where the browser would only note it.
TELL_OF_VIOLATIONS = """
addEventListener("securitypolicyviolation", (event) =>
  console.error(`policy: ${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));
"""


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """The demonstration, loaded once; journeys make accounts of their own in it.

    Whoever works on journeys prepares it once and names the folder in ICRWEB_JOURNEYS_FROM; it is copied, never written to.
    """
    served = Served(tmp_path_factory.mktemp("site"))
    if prepared := os.environ.get("ICRWEB_JOURNEYS_FROM"):
        shutil.copytree(prepared, served.folder, dirs_exist_ok=True)
    else:
        served.prepare()
    with served:
        yield served


@pytest.fixture(scope="session")
def browser():
    path = chromium()
    assert path, "Chromium is not here; name it in ICRWEB_CHROMIUM."
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


class Watch:
    """What no page may do: say an error, break its policy, ask another host, answer 500."""

    def __init__(self, site: Served):
        self.site = site
        self.faults: list[str] = []
        self.expected: list[str] = []

    def expect(self, pattern: str) -> None:
        """This journey causes that fault itself, e.g. by going offline."""
        self.expected.append(pattern)

    def listen(self, page: Page) -> None:
        page.on(
            "console", lambda message: self.note(message.type == "error", f"console: {message.text} ({message.location['url']})")
        )
        page.on("pageerror", lambda error: self.note(True, f"script: {error}"))
        page.on("response", lambda answer: self.note(answer.status >= 500, f"{answer.status}: {answer.url}"))
        page.on("request", lambda request: self.note(self.foreign(request.url), f"another host: {request.url}"))

    def foreign(self, url: str) -> bool:
        return not url.startswith((self.site.url, "data:", "blob:", "about:"))

    def note(self, wrong: bool, words: str) -> None:
        if wrong:
            self.faults.append(words)

    def verdict(self) -> list[str]:
        return [fault for fault in self.faults if not any(re.search(pattern, fault) for pattern in self.expected)]


@pytest.fixture
def watch(site):
    watch = Watch(site)
    yield watch
    assert watch.verdict() == [], site.log()


@pytest.fixture
def visitor(site, browser, watch, request) -> Callable[..., Page]:
    """Somebody with a browser of their own: `visitor(width=390, scheme="dark")`. A failing journey leaves a picture of each."""
    contexts: list[BrowserContext] = []

    def arrive(*, width: int = 1280, scheme: str = "light", language: str = "en", **options) -> Page:
        context = open_context(browser, site, width=width, scheme=scheme, language=language, **options)
        contexts.append(context)
        context.on("page", watch.listen)
        return context.new_page()

    yield arrive
    failed = getattr(request.node, "failed_call", False)
    for number, context in enumerate(contexts):
        for page in context.pages if failed else []:
            picture = Path("var") / "journeys" / f"{request.node.name}-{number}.png"
            page.screenshot(path=picture, full_page=True)
        context.close()


def open_context(browser: Browser, site: Served, *, width: int, scheme: str, language: str = "en", **options) -> BrowserContext:
    context = browser.new_context(
        base_url=site.url,
        viewport=viewport(width),
        color_scheme=scheme,
        locale=language,
        reduced_motion="reduce",
        **options,
    )
    context.set_default_timeout(30_000)
    context.add_init_script(TELL_OF_VIOLATIONS)
    return context


def viewport(width: int) -> dict[str, int]:
    return {"width": width, "height": 844 if width < 700 else 800}


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if report.when == "call":
        item.failed_call = report.failed
    return report
