"""A question's words as a file: stem, choices with feedback, general feedback. No Django here."""

from courses.files import schema
from courses.files.body import choices_of
from courses.files.items import Sort
from courses.files.schema import Kind, hear, say, without_ids
from courses.files.text import Document, FileError, gettext_noop

FIELDS = ("stem", "choices", "feedback", "feedback_wrong")


def read_words(sort: Sort, document: Document, correct: list[str]) -> dict:
    """The values of stem, choices (without ids) and feedback. `correct`: letters of the right choices."""
    choices = sort.fields["choices"]
    if set(FIELDS) & set(document.facts):
        said = {name: document.facts[name] for name in FIELDS if name in document.facts}
        return {name: hear(sort.fields[name], said.get(name, ""), document.place, 1) for name in FIELDS if name != "choices"} | {
            "choices": hear(choices, said.get("choices", []), document.place, 1)
        }
    stem, found, feedback = parts(document)
    letters = [choice["letter"] for choice in found]
    if any(letter not in letters for letter in correct) and found:
        raise FileError(document.place, gettext_noop("Give every choice its letter: “- a) first”."), document.body_line)
    said = [{"text": choice["text"], "correct": choice["letter"] in correct, "feedback": choice["feedback"]} for choice in found]
    return {
        "stem": hear(Kind(schema.RICH), stem, document.place, document.body_line),
        "choices": hear(choices, [{"choice": one} for one in said], document.place, document.body_line),
        "feedback": feedback[0] if feedback else "",
        "feedback_wrong": feedback[1] if len(feedback) > 1 else "",
    }


def letters_of(choices: list[dict]) -> list[str]:
    return [_letter(number) for number, choice in enumerate(choices) if choice["value"].get("correct")]


def write_words(sort: Sort, values: dict, correct: list[str]) -> tuple[dict, str]:
    """What goes to the front matter, and the body, that `read_words` reads as the same values."""
    values = {name: without_ids(sort.fields[name], values[name]) for name in FIELDS}
    body = _body(say(sort.fields["stem"], values["stem"]), values)
    if body is not None:
        try:
            if body == body.strip("\n") and "\r" not in body and read_words(sort, Document("", {}, body), correct) == values:
                return {}, body
        except FileError:
            pass
    return {name: say(sort.fields[name], values[name]) for name in FIELDS}, ""


def _body(stem, values: dict) -> str | None:
    if not isinstance(stem, str) or len(values["choices"]) > 26 or any(one["type"] != "choice" for one in values["choices"]):
        return None
    lines = [stem, ""] if stem else []
    for number, child in enumerate(values["choices"]):
        choice = child["value"]
        lines.append(f"- {_letter(number)}) {choice['text']}")
        if choice["feedback"]:
            lines.append(f"  > {choice['feedback']}")
    for feedback in (values["feedback"], values["feedback_wrong"]):
        if feedback:
            lines += ["", f"> {feedback}"]
    return "\n".join(lines).strip("\n")


def _letter(number: int) -> str:
    return chr(ord("a") + number)


def parts(document: Document) -> tuple[str, list[dict], list[str]]:
    """Stem, choices, general feedback paragraphs. The first line that is a choice or feedback ends the stem."""
    stem: list[str] = []
    choices: list[str] = []
    feedback: list[str] = []
    fresh = True
    for line in document.body.split("\n"):
        if line.startswith("- "):
            choices.append(line)
        elif line.startswith("> "):
            if fresh or not feedback:
                feedback.append("")
            feedback[-1] = f"{feedback[-1]} {line[2:].strip()}".strip()
        elif line.startswith((" ", "\t")) and choices and not feedback:
            choices.append(line)
        elif line.strip():
            stem.append(line)
        elif not choices and not feedback:
            stem.append("")
        fresh = not line.strip()
    return "\n".join(stem), choices_of(choices), feedback
