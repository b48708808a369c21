import pytest

from courses.letters import letter_of, sorting_key


@pytest.mark.parametrize(
    ("word", "letter"),
    [
        ("delegation", "D"),
        ("Đồng ý", "Đ"),
        ("ảnh hưởng", "A"),
        ("委任", "委"),
        ("いにん", "あ"),
        ("データ", "た"),
        ("ผู้เข้าร่วม", "ผ"),
        ("เมทาดาทา", "ม"),
        ("동의", "ㄷ"),
        ("3+3", "#"),
    ],
)
def test_a_word_stands_under_its_letter(word, letter):
    assert letter_of(word) == letter


def test_words_are_sorted_as_people_look_for_them():
    assert sorted(["đau", "dạng", "cấp", "e"], key=sorting_key) == ["cấp", "dạng", "đau", "e"]
    assert sorted(["ยา", "เมทาดาทา", "กาย"], key=sorting_key) == ["กาย", "เมทาดาทา", "ยา"]
