"""The languages of one paper: English first and the paper's own below it, or its own alone."""

from collections.abc import Callable
from dataclasses import dataclass

from icrweb.pages.scripts import run

from . import words
from .designs import wording


@dataclass(frozen=True)
class Tongue:
    """`own` is the language of the paper; with `bilingual` English stands before it."""

    own: str
    bilingual: bool

    @property
    def main(self) -> str:
        """Where only one language has room."""
        return "en" if self.bilingual else self.own

    @property
    def codes(self) -> tuple[str, ...]:
        """The languages in which our own words stand on the paper."""
        return ("en", self.own) if self.bilingual and self.own != "en" else (self.main,)

    def mainly(self, write: Callable) -> str:
        return words.in_language(self.main, write)

    def both(self, write: Callable) -> dict:
        """The words in each language; `second` is None where there is none or it says the same."""
        return self._pair([words.in_language(code, write) for code in self.codes])

    def theirs(self, design: dict, which: str, write: Callable) -> dict:
        """The same, with the programme's own wording in place of ours wherever it gave one."""
        said = {code: words.in_language(code, write) for code in self.codes}
        wanted = (self.main, self.own) if self.bilingual else (self.main,)
        return self._pair([text for code in wanted if (text := wording(design, which, code) or said.get(code))])

    def _pair(self, said: list[str]) -> dict:
        first, second = said[0], said[-1]
        return {"first": run(first, self.main), "second": run(second, self.own) if second != first else None}
