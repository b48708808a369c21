"""What a hand without a mouse does: Tab, Space, Enter, the arrows and typing."""

from playwright.sync_api import Page

HERE = "[data-quiz-question]:not([hidden])"


def tab_to(page: Page, selector: str, limit: int = 160) -> None:
    """Tab until the element has the focus, and see that the focus is visible and on the screen."""
    for _ in range(limit):
        page.keyboard.press("Tab")
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            break
    else:
        raise AssertionError(f"Tab never reached {selector} on {page.url}")
    seen = page.evaluate(
        """() => { const it = document.activeElement, box = it.getBoundingClientRect(), style = getComputedStyle(it);
        const around = [it, it.closest("label"), it.closest(".option"), it.closest(".field--check")].filter(Boolean);
        const drawn = around.some((one) => { const s = getComputedStyle(one);
          return s.outlineStyle !== "none" && parseFloat(s.outlineWidth) > 0 || s.boxShadow !== "none"; });
        return { drawn, inside: box.bottom > 0 && box.top < innerHeight }; }"""
    )
    assert seen == {"drawn": True, "inside": True}, f"{selector} on {page.url}: {seen}"


def write(page: Page, selector: str, text: str) -> None:
    tab_to(page, selector)
    page.keyboard.type(text)


def press(page: Page, selector: str, key: str = "Enter") -> None:
    tab_to(page, selector)
    page.keyboard.press(key)


def answer_by_keyboard(page: Page, marking: dict, *, number: str = "", text: str = "") -> None:
    """Answer the question in view rightly; `number`: how to type the right number; `text`: own words."""
    kind = marking["kind"]
    if kind == "numeric":
        write(page, f"{HERE} input[type=text]", number or marking["answer"])
        page.keyboard.press("Tab")  # a number is saved when its field is left
    elif kind == "short_text":
        write(page, f"{HERE} textarea", text)
        page.keyboard.press("Tab")
    elif kind == "multiple":
        for choice in page.locator(f"{HERE} input[name=answer]").evaluate_all("all => all.map((one) => one.value)"):
            if choice in marking["right"]:
                press(page, f"{HERE} input[value='{choice}']", "Space")
    elif kind == "ordering":
        _order(page, marking["right"])
    elif kind in ("matching", "cloze"):
        for value in page.locator(f"{HERE} select").evaluate_all("all => all.map((one) => one.options[1].value)"):
            row = value.partition("=")[0]
            _choose(page, f"{HERE} select:has(option[value='{value}'])", f"{row}={marking['right'][row]}")
    else:
        panel = marking.get("panel")
        _point(page, max(panel, key=panel.get) if panel else marking["right"][0])


def _order(page: Page, right: list[str]) -> None:
    """With the buttons beside the steps: each step upwards until it has its place."""
    for place, step in enumerate(right):
        for _ in range(len(right)):
            standing = page.locator(f"{HERE} .answer-step select").evaluate_all("all => all.map((one) => one.id)")
            if standing.index(step) == place:
                break
            up = f"{HERE} .answer-step:has([id='{step}']) [data-way=up]"
            if not page.evaluate("(selector) => document.activeElement.matches(selector)", up):
                tab_to(page, up)
            page.keyboard.press("Enter")


def _choose(page: Page, menu: str, value: str) -> None:
    """The arrow keys through a menu."""
    tab_to(page, menu)
    for _ in range(12):
        if page.evaluate("document.activeElement.value") == value:
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"the arrows never reached {value}")


def _point(page: Page, choice: str) -> None:
    """Radio buttons are one stop of the Tab key; the arrows choose among them."""
    tab_to(page, f"{HERE} input[name=answer]")
    page.keyboard.press("Space")
    for _ in range(12):
        if page.evaluate("document.activeElement.value") == choice:
            assert page.evaluate("document.activeElement.checked")
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError("the arrows never reached the right choice")
