"""Whether a search finds what people ask, in each language, in the words of the demonstration."""

import json
from collections import defaultdict
from pathlib import Path

import pytest
import yaml

pytestmark = pytest.mark.journey
ASKED = yaml.safe_load((Path(__file__).parent / "relevance.yaml").read_text(encoding="utf-8"))
FIRST = 3
SEARCH = """
import json
from icrweb.accounts.models import User
from icrweb.front.search import find
editor = User.objects.filter(is_superuser=True).first()
asked = json.loads({asked!r})
print(json.dumps([[hit.url for hit in find(words, language, editor).hits[:10]] for language, words in asked]))
"""


def test_what_people_ask_is_among_the_first_three_in_each_language(site):
    questions = [
        (language, words, about["finds"])
        for about in ASKED.values()
        for language, asked in about.items()
        if language != "finds"
        for words in asked
    ]
    asked = json.dumps([[language, words] for language, words, _finds in questions], ensure_ascii=False)
    said = site.manage("shell", "--verbosity", "0", "-c", SEARCH.format(asked=asked))
    ranks, missed = defaultdict(list), []
    for (language, words, finds), urls in zip(questions, json.loads(said.strip().splitlines()[-1]), strict=True):
        rank = next((place for place, url in enumerate(urls, 1) if _is_one_of(url, finds)), 0)
        ranks[language].append(rank)
        if not 0 < rank <= FIRST:
            missed.append((language, words, urls[:FIRST]))
    assert len(ranks) == 10
    for language, found in ranks.items():
        assert len(found) >= 20, language
        among_first = sum(0 < rank <= FIRST for rank in found) / len(found)
        mean_reciprocal = sum(1 / rank for rank in found if rank) / len(found)
        assert (among_first >= 0.93, mean_reciprocal >= 0.85) == (True, True), (language, among_first, mean_reciprocal, missed)


def _is_one_of(url: str, finds: list[str]) -> bool:
    return any(url.endswith(end) if end.startswith("#") else url.partition("?")[0].endswith(end) for end in finds)
