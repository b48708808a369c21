"""What a page says of itself for search engines, as JSON-LD of schema.org: only what it shows to everybody."""

import json

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

_CLOSED = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def publisher() -> dict:
    return {"@type": "Organization", "name": settings.WAGTAIL_SITE_NAME, "url": settings.BASE_URL}


def json_ld(found: dict) -> SafeString:
    """The words of a script element; no word in it can end the element."""
    words = json.dumps({"@context": "https://schema.org", **found}, ensure_ascii=False)
    return mark_safe(words.translate(_CLOSED))  # noqa: S308 - what could end the script is escaped
