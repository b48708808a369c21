"""Set one picture: a process of its own, so that no web process loads the typesetter and its fonts.

Takes {"template", "root", "fonts", "data"} as JSON, gives the PNG, one pixel a point.
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
        format="png",
        ppi=72.0,
    )


if __name__ == "__main__":
    sys.stdout.buffer.write(draw(json.load(sys.stdin.buffer)))
