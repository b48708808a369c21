"""What a visit to the home page and the network page shows besides their words."""

from collections import defaultdict

from django.contrib.contenttypes.models import ContentType
from django.shortcuts import render
from django.utils.translation import get_language
from wagtail.models import Page

from courses.catalogue import listed, rows_of
from courses.models import CourseIndexPage, CoursePage
from icrweb.accounts.choices import Country
from icrweb.accounts.models import Institution
from icrweb.front.models import HomePage
from icrweb.media.embeds import hosts_in, open_frames
from icrweb.pages.context import MEASURING_COOKIE, frame, measuring_is_on
from icrweb.pages.languages import address, alias_label
from icrweb.pages.models import NetworkPage, StandardPage
from icrweb.pages.privacy import open_to_all
from icrweb.translating.showing import stale_page
from seminars.models import SeminarIndexPage
from seminars.overview import upcoming_events

SHOWN = 3
PRIVACY_SLUG = "privacy"


def home(request, page: HomePage):
    """The home page with the first courses of the catalogue and the next seminars."""
    language, private = get_language(), frame(request).private
    courses = listed(open_to_all(CoursePage.objects.filter(locale_id=page.locale_id).visible_to(request.user), private))
    catalogue_url, seminars_url = _addresses_of([CourseIndexPage, SeminarIndexPage], page, private)
    context = {
        "page": page,
        "self": page,
        "alias": alias_label(page),
        "stale": stale_page(page),
        "courses": rows_of(list(courses[:SHOWN]), language, request.user),
        "course_count": courses.count(),
        "events": upcoming_events(language, SHOWN, private),
        "catalogue_url": catalogue_url,
        "seminars_url": seminars_url,
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
        "stale": stale_page(page),
        "countries": countries,
    }
    return render(request, "pages/network_page.html", context)


def words(request, page: StandardPage):
    """A page of words, as it stands; the privacy page is also where the answer about measuring visits is changed."""
    context = {"page": page, "self": page, "alias": alias_label(page), "stale": stale_page(page)}
    if page.slug == PRIVACY_SLUG and measuring_is_on():
        context["measuring"] = request.COOKIES.get(MEASURING_COOKIE, "")
        context["ask_about_measuring"] = False
        context["may_choose"] = True
    return open_frames(render(request, page.template, context), hosts_in(page.body))


def _addresses_of(models, home: HomePage, private) -> list[str]:
    """Where the one page of each type below home is, in the language of `home`; home itself while there is none."""
    language = home.locale.language_code
    kinds = [ContentType.objects.get_for_model(model).pk for model in models]
    pages = open_to_all(Page.objects.live().filter(locale_id=home.locale_id, content_type__in=kinds), private)
    found = dict(pages.order_by("-path").values_list("content_type", "url_path"))
    return [address(found[kind], language) if kind in found else f"/{language}/" for kind in kinds]
