"""A course as https://schema.org/Course describes one."""

from django.utils.safestring import SafeString

from icrweb.pages.covers import Cover
from icrweb.pages.markup import json_ld, publisher


def course_markup(page, url: str, cover: Cover, edition, languages: list[str], first: list[str]) -> SafeString:
    """JSON-LD of a course in the language of its cover; `languages` are those it is complete in, `first` the titles of what comes first."""
    found = {
        "@type": "Course",
        "name": page.title,
        "description": page.summary,
        "url": url,
        "image": cover.address,
        "courseCode": page.code,
        "inLanguage": cover.language,
        "availableLanguage": languages,
        "isAccessibleForFree": True,
        "provider": publisher(),
        "teaches": [sentence.value for sentence in page.objectives],
    }
    if first:
        found["coursePrerequisites"] = first
    if edition:
        time = f"PT{edition.minutes}M"
        found |= {
            "version": edition.label,
            "datePublished": edition.effective_on.isoformat(),
            "timeRequired": time,
            "hasCourseInstance": {
                "@type": "CourseInstance",
                "courseMode": "Online",
                "courseWorkload": time,
                "inLanguage": languages or [cover.language],
            },
            "offers": {"@type": "Offer", "category": "Free", "price": 0, "priceCurrency": "USD"},
        }
    if edition and edition.gives_certificate:
        found["educationalCredentialAwarded"] = {
            "@type": "EducationalOccupationalCredential",
            "name": page.title,
            "credentialCategory": "Certificate",
            "recognizedBy": publisher(),
        }
    return json_ld(found)
