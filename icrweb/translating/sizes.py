"""How much there is to translate."""

import re

_BREAK, _TAG = re.compile(r"<br\s*/?>"), re.compile(r"<[^>]*>")
_UNPARTED = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
LETTERS_A_WORD = 2  # where a script does not part its words


def words_in(string: str) -> int:
    """The words of one string without its tags; two letters count as a word in scripts that do not part them."""
    plain = _TAG.sub("", _BREAK.sub(" ", string))
    letters = len(_UNPARTED.findall(plain))
    return len(_UNPARTED.sub(" ", plain).split()) + -(-letters // LETTERS_A_WORD)
