"""What previews show in place of a learner's record: no person is needed to preview a page."""

from django.utils.translation import gettext_lazy as _

EXAMPLE_KEY = "00000000-0000-0000-0000-000000000000"
EXAMPLE_PROGRESS = {
    "minutes": 37,
    "minutes_left": 25,
    "segments": [{"minutes": 12, "done": True}, {"minutes": 10, "here": True}, {"minutes": 15}],
}
_EXAMPLE_ENTRIES = [
    {"title": _("A lesson that is done"), "minutes": 12, "done": True},
    {"title": _("The lesson in hand"), "minutes": 10, "here": True},
    {"title": _("The final test"), "minutes": 15, "kind": "quiz"},
]
EXAMPLE_OUTLINE = {
    "longest": 37,
    "modules": [
        {"key": EXAMPLE_KEY, "number": 1, "title": _("A module"), "minutes": 37, "minutes_done": 12, "entries": _EXAMPLE_ENTRIES}
    ],
}
