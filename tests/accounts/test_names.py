import unicodedata

import pytest

from icrweb.accounts import glyphs, names
from icrweb.accounts.models import User
from tests.factories.people import make_user

# Everybody of the demonstration: each name exercises a rule of this region.
PEOPLE = [
    ("Kanokwan Srisuksawat", "กนกวรรณ ศรีสุขสวัสดิ์"),
    ("Nguyễn Thị Đặng Ánh", "Nguyễn Thị Đặng Ánh"),
    ("Sutrisno", ""),
    ("Nur Aisyah binti Rahman", ""),
    ("Kavitha a/p Subramaniam", ""),
    ("Jose Ramon D. Peñaflor Jr.", ""),
    ("Kim Seo-yeon", "김서연"),
    ("Lin Yi-chun", "林怡君"),
    ("Zhang Wei", "张伟"),
    ("Tan Wei Ling, Grace", "陈慧玲"),
    ("Mori Haruka", "森 遥"),
    ("Sato Kenji", "佐藤 健二"),
    ("Pimchanok Thongdee", "พิมพ์ชนก ทองดี"),
    ("Trần Minh Khoa", "Trần Minh Khoa"),
    ("Anan Boonmee", "อนันต์ บุญมี"),
]


@pytest.mark.parametrize(("latin", "native"), PEOPLE)
def test_every_name_of_the_region_can_be_kept_and_printed(latin, native):
    assert names.not_latin(latin) == []
    assert glyphs.latin_printable(latin) == glyphs.printable(native) == []
    assert names.tidy(f"  {unicodedata.normalize('NFD', latin)} ") == unicodedata.normalize("NFC", latin)


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("กนกวรรณ", list(dict.fromkeys("กนกวรรณ"))),
        ("森 Haruka", ["森"]),
        ("Иван", list("Иван")),
        ("Zhang😀", ["😀"]),
        ("Ann3", ["3"]),
    ],
)
def test_what_is_not_latin_is_named(name, wrong):
    assert names.not_latin(name) == wrong


def test_apostrophes_hyphens_and_rare_marks_are_latin():
    assert names.not_latin("D’Souza-O'Brien, Ph. a/l Ğü ŵ ł ʼOkina Ṃ") == []


def test_rare_han_prints_and_scripts_without_a_typeface_do_not():
    assert glyphs.printable("髙﨑 德 𠮷") == []
    assert glyphs.printable("မြန်မာ")[0] == "မ"
    assert glyphs.printable("Anna\u0007") == ["\u0007"]


def test_invisible_characters_are_dropped():
    assert names.tidy("Kim\u200b Seo-yeon\u202e") == "Kim Seo-yeon"


@pytest.mark.parametrize(
    ("text", "folded"),
    [("Đặng Ánh", "dang anh"), ("Peñaflor", "penaflor"), ("กนกวรรณ ศรี", "กนกวรรณ ศรี"), ("김서연", "김서연"), ("ŁÓDŹ", "lodz")],
)
def test_folding_drops_latin_marks_and_keeps_other_scripts(text, folded):
    assert names.fold(text) == folded


@pytest.mark.parametrize(
    ("name", "initials"), [("Nguyễn Thị Đặng Ánh", "NÁ"), ("Sutrisno", "S"), ("Kavitha a/p Subramaniam", "KS"), ("", ""), ("…", "")]
)
def test_initials_stand_for_a_person(name, initials):
    assert names.initials(name) == initials


@pytest.mark.django_db
@pytest.mark.parametrize("wanted", ["dang", "ĐẶNG", "anh nguyen", "Đặng Ánh", "anh@demo"])
def test_a_person_is_found_with_and_without_marks_and_in_any_order(wanted):
    anh = make_user("anh@demo.example", latin_name="Nguyễn Thị Đặng Ánh")
    make_user(latin_name="Zhang Wei", native_name="张伟")
    assert list(User.objects.named(wanted)) == [anh]


@pytest.mark.django_db
def test_two_people_of_one_name_stay_two():
    make_user(latin_name="Zhang Wei", native_name="张伟")
    make_user(latin_name="Zhang Wei", native_name="张伟")
    assert User.objects.named("张伟").count() == 2


@pytest.mark.django_db
def test_a_changed_name_is_found_at_once_even_when_only_it_was_saved():
    person = make_user(latin_name="Anan Bunmi")
    person.latin_name = "Anan Boonmee"
    person.save(update_fields=["latin_name"])
    assert list(User.objects.named("boonmee")) == [person]
