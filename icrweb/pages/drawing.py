"""Set one picture or paper: a process of its own, so that no web process loads the typesetter and its fonts.

Takes {"template", "root", "fonts", "data", "options"} as JSON, gives the bytes; `typesetting.typeset` calls it.
"""

import json
import sys

import typst


def draw(asked: dict) -> bytes:
    return typst.compile(
        asked["template"],
        root=asked["root"],
        font_paths=asked["fonts"],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(asked["data"], ensure_ascii=False)},
        **asked["options"],
    )


if __name__ == "__main__":
    sys.stdout.buffer.write(draw(json.load(sys.stdin.buffer)))
