import pytest

from icrweb.pages.folding import fold
from icrweb.pages.small_words import SMALL_WORDS
from icrweb.pages.stemming import stem, with_stems


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("en", ["report", "reports", "reported", "reporting"]),
        ("en", ["randomised", "randomized", "randomisation", "randomization"]),
        ("en", ["tumour", "tumor", "tumours"]),
        ("en", ["anaemia", "anemia"]),
        ("id", ["laporan", "melaporkan", "dilaporkan", "pelaporan"]),
        ("id", ["persetujuan", "menyetujui", "disetujui"]),
        ("ms", ["penyelidik", "menyelidik", "penyelidikan"]),
        ("fil", ["malubha", "malubhang"]),
    ],
)
def test_forms_of_a_word_have_one_stem(language, forms):
    assert len({stem(language, form) for form in forms}) == 1


@pytest.mark.parametrize(
    ("language", "word"), [("en", "r3"), ("en", "ich"), ("vi", "nguoi"), ("ja", "x8a66x9a13x"), ("id", "vi.2")]
)
def test_what_has_no_forms_stays(language, word):
    assert stem(language, word) == word


def test_stems_follow_the_words_once_and_only_where_they_differ():
    assert with_stems("en", "reports report reported") == "reports report reported"
    assert with_stems("en", "reports reporting") == "reports reporting report"
    assert with_stems("th", "reports") == "reports"


def test_small_words_are_written_as_they_stand_in_the_index():
    for language, words in SMALL_WORDS.items():
        assert all(fold(word) == word for word in words if not word.startswith("x")), language
    assert "duoc" in SMALL_WORDS["vi"]
