import re

import pytest
from django.conf import settings
from django.urls import reverse
from wagtail.models import Locale, PageViewRestriction, Site

from icrweb.front.models import PageVisits
from icrweb.pages.languages import spread
from icrweb.pages.models import SiteSettings, StandardPage
from tests.factories.courses import make_course, make_edition
from tests.factories.people import make_user
from tests.factories.seminars import make_seminar_with_page
from tests.factories.site import make_site

pytestmark = pytest.mark.django_db


def plain(title) -> str:
    return title.replace("<mark>", "").replace("</mark>", "")


def make_page(home, title="Mission", slug="mission", language="en", **fields) -> StandardPage:
    """A published page below home in English, with aliases in the other languages."""
    page = home.add_child(
        instance=StandardPage(title=title, slug=slug, locale=Locale.objects.get(language_code=language), **fields)
    )
    page.save_revision().publish()
    spread(page)
    return page


@pytest.mark.parametrize(
    ("wish", "language"),
    [("", "en"), ("ja,en;q=0.5", "ja"), ("zh-TW", "zh-hant"), ("zh-CN", "zh-hans"), ("fil-PH,fil", "fil"), ("xx", "en")],
)
def test_the_root_leads_to_the_readers_language(client, wish, language):
    response = client.get("/", headers={"accept-language": wish})
    assert (response.status_code, response["Location"]) == (302, f"/{language}/")
    assert "Accept-Language" in response["Vary"]


@pytest.mark.parametrize("language", ["en", "ja", "ko", "zh-hans", "zh-hant", "th", "vi", "id", "ms", "fil"])
def test_an_untranslated_page_opens_under_every_prefix_and_says_which_language_it_is_in(client, language):
    make_page(make_site(languages=()), summary="What we are here for.")
    response = client.get(f"/{language}/mission/")
    html = response.content.decode()
    assert response.status_code == 200
    assert f'<html lang="{language}"' in html
    assert ('<h1 lang="en">' in html) is (language != "en")
    assert "What we are here for." in html


def test_search_finds_a_page_once_and_only_in_the_language_of_its_words(client):
    make_page(make_site(languages=()), title="Informed consent")
    assert client.get("/en/search/?q=consent").context["page_obj"].paginator.count == 1
    assert client.get("/ko/search/?q=consent").context["page_obj"].paginator.count == 0


@pytest.mark.parametrize("words", ["Dang", "đặng", "DANG anh"])
def test_search_finds_vietnamese_with_and_without_marks(client, words):
    make_page(make_site(), title="Đặng Ánh")
    assert [plain(hit.title) for hit in client.get("/en/search/", {"q": words}).context["page_obj"]] == ["Đặng Ánh"]


@pytest.mark.parametrize(("title", "word"), [("臨床試験の同意", "試験"), ("การทดลองทางคลินิก", "คลินิก"), ("임상시험 동의서", "시험")])
def test_search_finds_a_word_inside_a_sentence_without_spaces(client, title, word):
    make_page(make_site(), title=title)
    assert [plain(hit.title) for hit in client.get("/en/search/", {"q": word}).context["page_obj"]] == [title]


def test_private_and_unpublished_pages_are_found_by_neither_search_nor_sitemap(client):
    home = make_site()
    hidden = make_page(home, title="Canary private", slug="canary-private")
    PageViewRestriction.objects.create(page=hidden, restriction_type=PageViewRestriction.LOGIN)
    make_page(home, title="Canary draft", slug="canary-draft").unpublish()
    for address in ("/en/search/?q=canary", "/sitemap.xml", "/en/"):
        body = client.get(address).content.decode().replace("q=canary", "").replace('value="canary"', "")
        assert "canary" not in body.lower(), address


def test_the_sitemap_lists_a_page_once_a_language_that_has_its_words(client):
    make_page(make_site())
    body = client.get("/sitemap.xml").content.decode()
    assert body.count("/en/mission/</loc>") == 1
    assert "/ja/mission/" not in body


def test_the_menu_holds_what_editors_put_there_in_their_order(client):
    home = make_site()
    make_page(home, title="Second", slug="second", show_in_menus=True)
    first = make_page(home, title="First", slug="first", show_in_menus=True)
    make_page(home, title="Elsewhere", slug="elsewhere")
    first.move(home, pos="first-child")
    menu = client.get("/en/").content.decode().split("<nav", 2)[1].split("</nav>")[0]
    assert re.findall(r"<a [^>]*>([^<]+)</a>", menu)[:2] == ["First", "Second"]


def test_the_stair_of_the_home_page_leads_to_the_same_page_in_every_language(client):
    make_site()
    html = client.get("/th/?from=mail&x=<b>").content.decode()
    stair = html.split('class="steps stair"')[1].split("</ol>")[0]
    assert re.findall(r'href="/([\w-]+)/\?from=mail&amp;x=%3Cb%3E"', stair) == [code for code, _name in settings.LANGUAGES]
    assert stair.count('aria-current="true"') == 1 and 'lang="th" hreflang="th" aria-current="true"' in stair


def test_nobody_is_asked_about_measuring_while_nothing_is_measured(client):
    make_site()
    assert "May we count visits?" not in client.get("/en/").content.decode()


@pytest.mark.parametrize("answer", ["yes", "no"])
def test_the_measuring_question_is_asked_until_it_is_answered(client, answer):
    make_site()
    SiteSettings.objects.update_or_create(site=Site.objects.get(is_default_site=True), defaults={"measure_visits": True})
    assert "May we count visits?" in client.get("/en/").content.decode()
    response = client.post("/en/choices/", {"measuring": answer})
    assert response.cookies["icrweb_measuring"].value == answer
    assert "May we count visits?" not in client.get("/en/").content.decode()


def test_visits_are_counted_only_where_measured_and_accepted(client):
    make_site()
    settings = SiteSettings.objects.create(site=Site.objects.get(is_default_site=True), measure_visits=True)
    client.get("/en/")
    client.cookies["icrweb_measuring"] = "no"
    client.get("/en/")
    client.cookies["icrweb_measuring"] = "yes"
    client.get("/en/")
    client.get("/en/")
    settings.measure_visits = False
    settings.save()
    client.get("/en/")
    assert list(PageVisits.objects.values_list("path", "visits")) == [("/en/", 2)]


def test_the_answer_about_measuring_can_be_changed_on_the_privacy_page(client):
    make_page(make_site(), title="Privacy", slug="privacy")
    SiteSettings.objects.create(site=Site.objects.get(is_default_site=True), measure_visits=True)
    client.cookies["icrweb_measuring"] = "yes"
    assert "Do not count my visits" in client.get("/en/privacy/").content.decode()
    assert client.post("/en/choices/", {"measuring": "no", "from": "privacy"})["Location"] == "/en/privacy/"
    assert "Your visits are not counted." in client.get("/en/privacy/").content.decode()


def test_pages_of_a_signed_in_person_are_nobody_elses_to_keep(client):
    make_site()
    client.force_login(make_user())
    assert client.get("/en/")["Cache-Control"] == "private, no-store"


def test_the_public_policy_allows_nothing_inline(client):
    make_site()
    policy = client.get("/en/")["Content-Security-Policy"]
    assert "unsafe-inline" not in policy
    assert "default-src 'none'" in policy


def test_health_answers_without_a_session(client):
    assert [client.get(reverse(name)).status_code for name in ("livez", "readyz")] == [200, 200]


def test_the_printed_address_leads_to_the_check_and_with_a_number_to_its_certificate(client):
    assert client.get("/v/")["Location"] == "/en/verify/"
    assert client.get("/v/7KMQ4XTH9RWC2PNJ6VDBF")["Location"] == "/en/verify/7KMQ4XTH9RWC2PNJ6VDBF/"


def test_home_asks_as_often_for_one_course_and_seminar_as_for_three(client, django_assert_num_queries):
    for _ in range(2):
        make_edition(make_course())
        make_seminar_with_page()
        client.get("/en/")
        with django_assert_num_queries(11):
            page = client.get("/en/").content.decode()
        make_edition(make_course())
        make_seminar_with_page()
    assert page.count('class="course-row"') == 3
