"""The glossary of the site, in the reader's language: by letter, by search, an address for each term."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from courses.models import GlossaryTerm
from icrweb.pages.folding import fold
from icrweb.pages.languages import language_name

TERMS_A_PAGE = 50
SOURCE = "en"


def glossary(request: HttpRequest) -> HttpResponse:
    """The live terms of this language; where it has none yet, the English ones, marked."""
    language = get_language()
    terms = GlossaryTerm.objects.live().in_language(language)
    shown_in = language
    if not terms.exists() and language != SOURCE:
        terms, shown_in = GlossaryTerm.objects.live().in_language(SOURCE), SOURCE
    letters = list(terms.order_by("letter").values_list("letter", flat=True).distinct())
    wanted = request.GET.get("q", "").strip()[:100]
    letter = request.GET.get("letter", "")
    for token in fold(wanted).split():
        terms = terms.filter(folded__contains=token)
    if letter in letters:
        terms = terms.filter(letter=letter)
    page_obj = Paginator(terms.select_related("guideline__guideline"), TERMS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "letters": letters,
        "letter": letter,
        "wanted": wanted,
        "page_obj": page_obj,
        "lang": shown_in if shown_in != language else "",
        "shown_in": language_name(shown_in),
    }
    return render(request, "courses/glossary.html", context)
