"""Words of a paper in English and in its own language, each as a run the typesetter knows how to set."""

from .tongues import Tongue


def both(write, language: str) -> dict:
    """What `write` says in English and in the paper's language; `own` is None where the two are the same."""
    said = Tongue(language, bilingual=True).both(write)
    return {"en": said["first"], "own": said["second"]}


def fact(label, value, language: str) -> dict:
    """A label and its value, in both."""
    said = both(value, language)
    return {"label": both(label, language), "value": said["en"], "more": [said["own"]] if said["own"] else []}


def once(runs: list[dict]) -> list[dict]:
    """Each text once, the empty ones left out."""
    return list({run["text"]: run for run in reversed(runs) if run["text"]}.values())[::-1]
