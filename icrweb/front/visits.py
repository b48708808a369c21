"""What a visit to the home page and the network page shows besides their words."""

from collections import defaultdict

from django.conf import settings
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language

from courses.catalogue import rows_of
from courses.models import CourseIndexPage, CoursePage
from icrweb.accounts.choices import Country
from icrweb.accounts.models import Institution
from icrweb.front.models import HomePage
from icrweb.pages.languages import alias_label
from icrweb.pages.models import NetworkPage
from seminars.models import SeminarIndexPage
from seminars.overview import upcoming_events

SHOWN = 3


def home(request, page: HomePage):
    """The home page with the first courses of the catalogue and the next seminars."""
    language = get_language()
    courses = CoursePage.objects.live().filter(locale_id=page.locale_id).order_by("path")
    columns = ("translation_key", "topics", "roles", "title", "summary", "code", "figure", "url_path", "gives_certificate")
    first = list(courses.values(*columns, shown_in=_source_language())[:SHOWN])
    context = {
        "page": page,
        "self": page,
        "alias": alias_label(page),
        "courses": rows_of(first, language, request.user),
        "course_count": courses.count(),
        "events": upcoming_events(language, SHOWN),
        "catalogue_url": _address_of(CourseIndexPage, page),
        "seminars_url": _address_of(SeminarIndexPage, page),
    }
    return render(request, "front/home_page.html", context)


def network(request, page: NetworkPage):
    """Institutions by country, the partner countries first, then the offices."""
    by_country = defaultdict(list)
    for institution in Institution.objects.filter(listed=True):
        by_country[institution.country].append(institution)
    countries = [(Country(code).label, code, by_country[code]) for code in Country.values if code in by_country]
    context = {
        "page": page,
        "self": page,
        "alias": alias_label(page),
        "countries": countries,
        "sites": sum(row.kind == Institution.Kind.SITE for rows in by_country.values() for row in rows),
        "now": timezone.now(),
    }
    return render(request, "pages/network_page.html", context)
