import json
import re

import pytest

from tests.factories.courses import make_course, make_edition, translate
from tests.factories.people import make_user

pytestmark = pytest.mark.django_db


def test_a_page_names_its_address_and_its_other_languages_that_have_words_of_their_own(client, settings):
    course = make_course(title="GCP")
    alone = client.get(f"/en/courses/{course.slug}/").content.decode()
    assert f'<link rel="canonical" href="{settings.BASE_URL}/en/courses/{course.slug}/">' in alone
    assert '<link rel="alternate" hreflang' not in alone
    translate(course, "ja", title="臨床試験")
    both = client.get(f"/ja/courses/{course.slug}/").content.decode()
    for language in ("en", "ja"):
        assert f'<link rel="alternate" hreflang="{language}" href="{settings.BASE_URL}/{language}/courses/{course.slug}/">' in both
    assert '<meta property="og:title" content="臨床試験">' in both
    assert 'hreflang="th" href="http' not in both


def test_an_alias_names_the_page_whose_words_it_shows(client, settings):
    course = make_course()
    page = client.get(f"/ja/courses/{course.slug}/").content.decode()
    assert f'<link rel="canonical" href="{settings.BASE_URL}/en/courses/{course.slug}/">' in page


def test_a_narrowed_catalogue_has_one_address_whatever_the_order_of_its_filters(client, settings):
    make_course(topics=["gcp"], roles=["pi"])
    page = client.get("/en/courses/?topic=gcp&role=pi&order=").content.decode()
    assert f'<link rel="canonical" href="{settings.BASE_URL}/en/courses/?role=pi&amp;topic=gcp">' in page


def test_who_is_signed_in_is_spared_it(client):
    course = make_course()
    client.force_login(make_user())
    assert 'rel="canonical"' not in client.get(f"/en/courses/{course.slug}/").content.decode()


def test_a_course_describes_itself_as_schema_org_does_and_closes_no_script(client, settings):
    course = make_course(title="</script><b>GCP", code="C9", summary="What it is about.")
    make_edition(course, label="2026.7")
    page = client.get(f"/en/courses/{course.slug}/").content.decode()
    [found] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    data = json.loads(found)
    assert (data["@type"], data["name"], data["courseCode"]) == ("Course", "</script><b>GCP", "C9")
    assert (data["version"], data["timeRequired"], data["availableLanguage"]) == ("2026.7", "PT35M", ["en"])
    assert data["url"] == f"{settings.BASE_URL}/en/courses/{course.slug}/"
    assert data["provider"]["name"] == "icrweb"
    assert data["inLanguage"] == "en"
    assert data["image"].startswith(f"{settings.BASE_URL}/en/covers/{course.translation_key}.png?v=")
    assert data["hasCourseInstance"] == {
        "@type": "CourseInstance",
        "courseMode": "Online",
        "courseWorkload": "PT35M",
        "inLanguage": ["en"],
    }


@pytest.mark.parametrize("given", [True, False])
def test_a_course_names_a_credential_only_where_its_edition_gives_a_certificate(client, given):
    course = make_course(gives_certificate=given)
    make_edition(course)
    page = client.get(f"/en/courses/{course.slug}/").content.decode()
    [found] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    credential = json.loads(found).get("educationalCredentialAwarded", {})
    assert credential.get("credentialCategory") == ("Certificate" if given else None)


def test_a_course_that_nobody_can_take_yet_offers_nothing(client):
    course = make_course()
    [found] = re.findall(r'json">(.*?)</script>', client.get(f"/en/courses/{course.slug}/").content.decode())
    assert set(json.loads(found)) & {"hasCourseInstance", "offers", "timeRequired", "educationalCredentialAwarded"} == set()


@pytest.mark.parametrize(
    ("language", "font"), [("en", "literata-latin"), ("vi", "literata-latin"), ("th", "noto-serif-thai"), ("ja", ""), ("ko", "")]
)
def test_a_page_brings_the_font_that_draws_its_headings_and_none_to_who_saves_data(client, language, font):
    brought = re.findall(
        r'rel="preload" href="/static/fonts/([a-z-]+)', client.get(f"/{language}/accounts/login/").content.decode()
    )
    assert brought == ([font] if font else [])
    assert "fonts/" not in client.get(f"/{language}/accounts/login/", headers={"Save-Data": "on"}).content.decode()


def test_fonts_add_at_most_sixty_kilobytes(settings):
    assert sum(font.stat().st_size for font in (settings.BASE_DIR / "static" / "fonts").glob("*.woff2")) <= 60_000
