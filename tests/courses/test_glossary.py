import pytest
from django.urls import reverse
from django.utils import translation

from tests.factories.references import make_term
from tests.factories.site import make_site

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def site():
    return make_site()


def words(client, language="en", **query) -> list[str]:
    with translation.override(language):
        response = client.get(reverse("courses:glossary"), query)
    assert response.status_code == 200
    return [term.word for term in response.context["page_obj"]]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("", ["Adverse event", "Equipoise"]),
        ("EQUIPOISE", ["Equipoise"]),
        ("ae", ["Adverse event"]),
        ("clínical doubt", ["Equipoise"]),
        ("doubt harm", []),
    ],
)
def test_terms_are_narrowed_by_word_other_form_and_definition(client, wanted, found):
    make_term("Adverse event", other_forms="AE", definition="Harm that follows.")
    make_term("Equipoise", definition="Clinical doubt about which arm is better.")
    make_term("Draft", live=False)
    assert words(client, q=wanted) == found


def test_a_term_is_found_within_words_without_spaces(client):
    make_term("有害事象", "ja", definition="試験薬を投与された人に起こる、好ましくないこと。")
    make_term("同意", "ja", definition="本人の承諾。")
    assert words(client, "ja", q="投与") == ["有害事象"]


def test_a_letter_narrows_the_list_and_an_unknown_one_does_not(client):
    make_term("Adverse event")
    make_term("Equipoise")
    assert words(client, letter="E") == ["Equipoise"]
    assert words(client, letter="?") == ["Adverse event", "Equipoise"]


def test_where_a_language_has_no_terms_the_english_ones_are_shown_and_marked(client):
    make_term("Equipoise")
    assert words(client, "th") == ["Equipoise"]
    with translation.override("th"):
        assert 'lang="en"' in client.get(reverse("courses:glossary")).content.decode()
