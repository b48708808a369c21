"""A course as schema.org describes one, for search engines: only what its page shows to everybody."""

import json

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

_CLOSED = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def course_markup(page, url: str, language: str, edition, languages: list[str]) -> SafeString:
    """JSON-LD of https://schema.org/Course; no word in it can end the script element it stands in."""
    found = {
        "@context": "https://schema.org",
        "@type": "Course",
        "name": page.title,
        "description": page.summary,
        "url": url,
        "courseCode": page.code,
        "inLanguage": language,
        "availableLanguage": languages,
        "isAccessibleForFree": True,
        "provider": {"@type": "Organization", "name": settings.WAGTAIL_SITE_NAME, "url": settings.BASE_URL},
        "teaches": [sentence.value for sentence in page.objectives],
    }
    if edition:
        found |= {
            "version": edition.label,
            "datePublished": edition.effective_on.isoformat(),
            "timeRequired": f"PT{edition.minutes}M",
        }
        found["hasCourseInstance"] = {"@type": "CourseInstance", "courseMode": "Online", "courseWorkload": f"PT{edition.minutes}M"}
        found["offers"] = {"@type": "Offer", "category": "Free", "price": 0, "priceCurrency": "USD"}
    return mark_safe(json.dumps(found, ensure_ascii=False).translate(_CLOSED))  # noqa: S308 - what could end the script is escaped
