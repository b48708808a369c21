import pytest
from django.template import Context, Template
from wagtail.models import Page
from wagtail.rich_text import RichText

from icrweb.pages.blocks import BodyBlock, ParagraphBlock
from icrweb.pages.languages import address, alias_label
from icrweb.pages.templatetags.page_text import in_letter
from tests.factories.courses import make_index, translate


def shown(value) -> str:
    return Template("{% load page_text %}{{ value|footnotes }}").render(Context({"value": value}))


def test_a_footnote_mark_becomes_a_link_to_its_reference():
    assert shown(RichText("<p>So.[^12]</p>")) == '<p>So.<sup class="footnote"><a href="#reference-12">12</a></sup></p>'


def test_plain_text_is_escaped_before_its_marks_become_links():
    assert shown("<b>[^1]") == '&lt;b&gt;<sup class="footnote"><a href="#reference-1">1</a></sup>'


@pytest.mark.parametrize("text", ["[1]", "[^a]", "[^1234]", "^1"])
def test_what_is_no_mark_stays_as_it_is(text):
    assert shown(text) == text


def test_two_versions_of_a_text_are_compared_with_its_heading_apart():
    earlier, later = RichText("<h2>Care</h2><p>One.</p>"), RichText("<h2>Care</h2><p>Two &amp; more.</p>")
    comparison = ParagraphBlock().get_comparison_class()(ParagraphBlock(), True, True, earlier, later)
    assert comparison.htmlvalue(later) == "Care Two &amp; more."
    assert comparison.htmldiff() == ('Care <span class="deletion">One.</span><span class="addition">Two &amp; more.</span>')


def test_a_language_names_itself():
    assert Template("{% load page_text %}{{ 'ja'|in_itself }}").render(Context()) == "日本語"


def test_the_address_of_a_page_follows_from_its_path():
    assert address("/en-ja/courses/c1/m1/", "ja") == "/ja/courses/c1/m1/"
    assert address("/en/", "en") == "/en/"


@pytest.mark.django_db
def test_the_address_is_the_one_that_wagtail_serves():
    index = make_index()
    for page in Page.objects.filter(translation_key=index.translation_key).select_related("locale"):
        assert address(page.url_path, page.locale.language_code) == page.url


@pytest.mark.django_db
def test_an_alias_is_labelled_and_a_translation_is_not():
    index = make_index()
    alias = Page.objects.get(translation_key=index.translation_key, locale__language_code="ja")
    assert alias_label(index) is None
    assert alias_label(alias) == {"wanted": "日本語", "shown": "English", "code": "en", "attribute": ' lang="en"'}
    assert alias_label(translate(index, "ja", title="コース")) is None


def render(kind: str, value) -> str:
    block = BodyBlock().to_python([{"type": kind, "value": value, "id": "an-id"}])[0]
    return Template("{% load wagtailcore_tags %}{% with id=block.id %}{% include_block block %}{% endwith %}").render(
        Context({"block": block})
    )


def test_a_table_has_a_caption_header_cells_and_a_box_that_scrolls():
    html = render("table", {"caption": "Old and new", "rows": [["Question", "Place"], ["Who?", "Chapter 2"]]})
    assert 'role="region" tabindex="0" aria-labelledby="caption-an-id"' in html
    assert '<caption id="caption-an-id">Old and new</caption>' in html
    assert '<th scope="col">Place</th>' in html
    assert '<th scope="row">Who?</th><td>Chapter 2</td>' in html


def test_steps_keep_their_words_as_text_and_offer_the_description():
    steps = [{"label": "First", "text": "Begin"}, {"label": "Then", "text": ""}]
    html = render("steps", {"title": "How", "description": "Two steps up.", "steps": steps})
    assert "<strong>First</strong> <small>Begin</small>" in html
    assert "<strong>Then</strong></li>" in html
    assert "Two steps up." in html


def test_references_are_numbered_and_say_when_they_were_checked():
    item = {"text": "ICH E6(R3)", "edition": "Step 4", "checked_on": "2026-11-20", "address": "https://www.ich.org/"}
    html = render("references", {"items": [item]})
    assert (
        '<span class="references__words">ICH E6(R3). Step 4. <time datetime="2026-11-20">Checked 20 November 2026.</time></span>'
        in html
    )


@pytest.mark.parametrize(
    ("kind", "css"),
    [("case", "callout"), ("note", "callout--note"), ("warning", "callout--danger"), ("practice", "callout--practice")],
)
def test_a_box_shows_its_kind(kind, css):
    html = render("callout", {"kind": kind, "title": "Look", "text": "<p>So it is.</p>"})
    assert css in html
    assert "<p>So it is.</p>" in html


def test_a_fact_of_a_letter_keeps_its_days_whole_links_our_addresses_and_is_escaped(settings):
    assert in_letter("<b> 2029-07-25") == '&lt;b&gt; <span style="white-space:nowrap;">2029-07-25</span>'
    ours = f"{settings.BASE_URL}/en/my/reminders/stop/a-2029-07-25/"
    assert in_letter(ours) == f'<a href="{ours}" style="color:#2b3f91;">{ours}</a>'
    assert "<a " not in in_letter("https://elsewhere.example/")
    assert "<a " not in in_letter(f"{settings.BASE_URL} and more")
