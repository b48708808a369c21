"""Whose letter forms a name wants."""

import pytest

from certificates.facts import Facts, language_of_name
from tests.factories.certificates import make_facts


@pytest.mark.parametrize(
    ("name", "country", "language", "expected"),
    [
        ("กนกวรรณ ศรีสุขสวัสดิ์", "TH", "en", "th"),
        ("佐藤 健二", "JP", "en", "ja"),
        ("髙﨑 惠子", "JP", "ja", "ja"),
        ("たなか 花", "US", "en", "ja"),
        ("김서연", "KR", "en", "ko"),
        ("金瑞娟", "KR", "en", "ko"),
        ("林怡君", "TW", "en", "zh-hant"),
        ("陳大文", "HK", "en", "zh-hant"),
        ("张伟", "CN", "en", "zh-hans"),
        ("陈慧玲", "SG", "en", "zh-hans"),
        ("林怡君", "", "zh-hant", "zh-hant"),
        ("Nguyễn Thị Đặng Ánh", "VN", "vi", "vi"),
        ("", "PH", "fil", ""),
    ],
)
def test_a_name_is_set_in_the_forms_of_its_country(name, country, language, expected):
    assert language_of_name(name, country, language) == expected


def test_facts_survive_being_kept_as_json():
    facts = make_facts()
    assert Facts.from_json(facts.as_json()) == facts
