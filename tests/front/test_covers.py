"""Pictures beside shared links: of what everybody may read, drawn once, and never of anything else."""

import re
import struct
import subprocess
import uuid
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from PIL import Image, ImageChops
from wagtail.models import PageViewRestriction

from courses.choices import Audience
from icrweb.pages import covers
from icrweb.pages.covers import Cover, picture_of, site_cover
from tests.factories.cohorts import restrict
from tests.factories.courses import make_course, make_edition, translate
from tests.factories.people import make_user
from tests.factories.site import make_site

pytestmark = pytest.mark.django_db
TAG = re.compile(r'<meta (?:name="description" )?(?:property|name)="((?:og|twitter):[^"]+)" content="([^"]*)">')


@pytest.fixture
def drawings(monkeypatch):
    """Counts what is drawn, and draws in its place what takes no time."""
    drawn = []

    def draw(cover):
        drawn.append(cover)
        return b"\x89PNG" + cover.title.encode() + covers.END_OF_PNG

    monkeypatch.setattr(covers, "_drawn", draw)
    return drawn


def tags_of(client, address: str) -> list[tuple[str, str]]:
    return TAG.findall(client.get(address).content.decode())


def place_of(tags, settings) -> str:
    return dict(tags)["og:image"].removeprefix(settings.BASE_URL)


def test_a_course_has_a_picture_of_its_own_in_the_size_that_its_page_says(client, settings):
    course = make_course(title="Safety reporting", code="C7")
    make_edition(course)
    tags = dict(tags_of(client, f"/en/courses/{course.slug}/"))
    answer = client.get(place_of(tags, settings))
    width, height = struct.unpack(">II", answer.content[16:24])
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    assert (width, height) == (1200, 630) == (int(tags["og:image:width"]), int(tags["og:image:height"]))
    assert tags["og:image:alt"] == "icrweb: C7, Safety reporting, 35 min"


def test_the_head_says_what_a_preview_needs(client, settings):
    course = make_course(title="Safety reporting", summary="What to report.")
    translate(course, "ja", title="安全性報告")
    tags = tags_of(client, f"/en/courses/{course.slug}/")
    assert dict(tags) | {"og:image": "", "og:image:alt": ""} == {
        "og:title": "Safety reporting",
        "og:description": "What to report.",
        "og:type": "website",
        "og:url": f"{settings.BASE_URL}/en/courses/{course.slug}/",
        "og:site_name": "icrweb",
        "og:locale": "en_GB",
        "og:locale:alternate": "ja_JP",
        "og:image": "",
        "og:image:type": "image/png",
        "og:image:width": "1200",
        "og:image:height": "630",
        "og:image:alt": "",
        "twitter:card": "summary_large_image",
    }


def test_an_alias_shows_the_picture_of_the_words_it_shows_and_has_none_itself(client, settings):
    course = make_course()
    assert place_of(tags_of(client, f"/ja/courses/{course.slug}/"), settings).startswith(
        f"/en/covers/{course.translation_key}.png?v="
    )
    assert client.get(f"/ja/covers/{course.translation_key}.png").status_code == 404


def test_the_address_that_names_these_words_may_be_kept_for_ever_and_others_an_hour(client, settings, drawings):
    course = make_course(title="Before")
    place = place_of(tags_of(client, f"/en/courses/{course.slug}/"), settings)
    assert client.get(place)["Cache-Control"] == "public, max-age=31536000, immutable"
    course.title = "After"
    course.save_revision().publish()
    assert client.get(place)["Cache-Control"] == "public, max-age=3600"
    assert place_of(tags_of(client, f"/en/courses/{course.slug}/"), settings) != place
    assert "Vary" not in client.get(place)


def test_a_new_edition_that_takes_another_time_has_another_picture(client, settings, drawings):
    course = make_course()
    place = place_of(tags_of(client, f"/en/courses/{course.slug}/"), settings)
    make_edition(course)
    assert place_of(tags_of(client, f"/en/courses/{course.slug}/"), settings) != place


def test_a_picture_is_drawn_once_whatever_the_address_asks_for(client, drawings):
    course = make_course()
    for asked in ("", "?v=1", "?v=2", "?title=Other"):
        assert client.get(f"/en/covers/{course.translation_key}.png{asked}").status_code == 200
    assert [cover.title for cover in drawings] == [course.title]


def test_no_page_waits_for_its_picture(client, drawings):
    course = make_course()
    client.get(f"/en/courses/{course.slug}/")
    client.get("/en/")
    assert drawings == []


@pytest.mark.parametrize("hide", ["audience", "restriction", "unpublished"])
def test_a_course_that_is_not_for_everybody_has_neither_picture_nor_tags_not_even_for_who_may_see_it(client, drawings, hide):
    course = make_course(title="Canary course", summary="Canary summary")
    translate(course, "ja", title="Canary in Japanese")
    if hide == "audience":
        restrict(course, Audience.COHORTS)
    elif hide == "restriction":
        PageViewRestriction.objects.create(page=course, restriction_type=PageViewRestriction.LOGIN)
    else:
        course.unpublish()
        course.get_translations().get().unpublish()
    for visitor in (None, make_user(is_superuser=True)):
        if visitor:
            client.force_login(visitor)
        for language in ("en", "ja"):
            assert client.get(f"/{language}/covers/{course.translation_key}.png").status_code == 404
            tags = str(tags_of(client, f"/{language}/courses/{course.slug}/"))
            assert "og:title" not in tags
            assert str(course.translation_key) not in tags
    assert drawings == []


@pytest.mark.parametrize("place", ["/xx/covers/site.png", f"/en/covers/{uuid.UUID(int=1)}.png", "/en/covers/a.png"])
def test_nothing_is_drawn_for_an_address_that_is_nobodys(client, drawings, place):
    make_site()
    assert client.get(place, follow=True).status_code == 404
    assert drawings == []


def test_a_page_without_a_picture_of_its_own_shows_the_sites_in_its_language(client, settings):
    make_site()
    for language, words in (("en", "Courses and seminars"), ("ja", "アジアの病院")):
        tags = dict(tags_of(client, f"/{language}/"))
        assert words in tags["og:image:alt"]
        assert tags["og:image"] == site_cover(language).address
    assert site_cover("ja").digest != site_cover("en").digest


def test_half_a_picture_is_drawn_again(drawings):
    cover = site_cover("en")
    storages["drawn"].save(covers._name(cover), ContentFile(b"\x89PNG half"))
    assert picture_of(cover).endswith(covers.END_OF_PNG)
    assert len(drawings) == 1


def test_what_could_not_be_drawn_is_not_tried_again_at_once(client, monkeypatch):
    tried = []

    def fail(cover):
        tried.append(cover)
        raise subprocess.CalledProcessError(1, "drawing", stderr=b"no such font")

    monkeypatch.setattr(covers, "_drawn", fail)
    for _again in range(3):
        answer = client.get("/en/covers/site.png")
        assert (answer.status_code, answer["Retry-After"], answer["Cache-Control"]) == (503, "3600", "no-store")
    assert len(tried) == 1


def test_who_comes_while_another_is_drawn_is_told_to_come_again(client, monkeypatch, drawings):
    monkeypatch.setattr(covers, "LONGEST_WAIT", 0)
    with covers._our_turn():
        assert client.get("/en/covers/site.png")["Retry-After"] == "0"
    assert client.get("/en/covers/site.png").status_code == 200


@pytest.mark.parametrize("language", ["en", "ja", "ko", "zh-hans", "zh-hant", "th", "vi"])
def test_the_longest_title_stands_in_its_picture(language):
    """It changes nothing outside its box: the stair, the drawing and the facts are as they are without it."""
    title = {"en": "W" * 255, "ja": "験" * 255, "ko": "험" * 255, "zh-hans": "验" * 255, "zh-hant": "驗" * 255}.get(language)
    title = title or {"th": "คลินิกที่ดี" * 23, "vi": "NGHIỄM ỆỮ " * 25}[language]
    facts = {"course_key": uuid.UUID(int=1), "code": "W" * 12, "time": "99 h 59 min", "figure": "curve"}
    left, top, right, bottom = what_differs(Cover(language, title, **facts), Cover(language, "", **facts))
    assert (left >= 75, top >= 236, right <= 1125, bottom <= 480) == (True, True, True, True), (left, top, right, bottom)


def what_differs(cover: Cover, other: Cover) -> tuple:
    one, two = (Image.open(BytesIO(covers._drawn(each))).convert("RGB") for each in (cover, other))
    return ImageChops.difference(one, two).getbbox()
