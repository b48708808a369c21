"""Numbers: as random as the system can, and readable from paper."""

from collections import Counter

import pytest

from certificates import codes

CODE = "7KMQ4XTH9RWC2PNJ6VDB"
CODE += codes.check_character(CODE)


def test_a_number_is_twenty_characters_of_five_random_bits_and_a_check():
    made = [codes.new_code() for _ in range(20_000)]
    assert len(set(made)) == 20_000
    assert {len(code) for code in made} == {21}
    assert 32**20 == 2**100
    for place in range(20):
        counts = Counter(code[place] for code in made)
        assert set(counts) == set(codes.ALPHABET)
        # 625 expected of each; seven standard deviations either way.
        assert 450 < min(counts.values()) <= max(counts.values()) < 800


def test_neighbouring_numbers_share_nothing():
    made = [codes.new_code()[:20] for _ in range(2_000)]
    same = [sum(a == b for a, b in zip(first, second, strict=True)) for first, second in zip(made, made[1:], strict=False)]
    assert 0.4 < sum(same) / len(same) < 0.85  # 20/32 expected by chance


def test_the_alphabet_has_no_look_alikes():
    assert len(codes.ALPHABET) == len(set(codes.ALPHABET)) == 32
    assert not set("01IO") & set(codes.ALPHABET)


def test_the_number_is_printed_in_groups_of_four():
    assert codes.format_code("7KMQ4XTH9RWC2PNJ6VDBF") == "7KMQ 4XTH 9RWC 2PNJ 6VDB F"


@pytest.mark.parametrize(
    "write",
    [
        codes.format_code,
        str.lower,
        lambda code: codes.format_code(code).replace(" ", "-").lower(),
        lambda code: codes.format_code(code).replace(" ", " – "),
        lambda code: f"  {codes.format_code(code)}\n",
        lambda code: "\u3000".join(chr(ord(char) + 0xFEE0) for char in code),
        lambda code: "".join(chr(0x0E50 + int(char)) if char.isdigit() else char for char in code),
        lambda code: code.replace("Q", "0"),
        lambda code: code.replace("Q", "o"),
    ],
)
def test_a_number_is_understood_however_it_is_typed(write):
    assert codes.parse_code(write(CODE)) == CODE


def test_one_and_i_are_read_as_l():
    body = "LKMQ4XTH9RWC2PNJ6VDB"
    code = body + codes.check_character(body)
    assert codes.parse_code("1" + code[1:]) == codes.parse_code("i" + code[1:]) == code


def test_any_one_wrong_character_is_noticed():
    for place in range(21):
        for char in codes.ALPHABET:
            if char != CODE[place]:
                with pytest.raises(codes.MistypedError):
                    codes.parse_code(CODE[:place] + char + CODE[place + 1 :])


def test_any_two_swapped_characters_are_noticed():
    for first in range(21):
        for second in range(first + 1, 21):
            typed = list(CODE)
            typed[first], typed[second] = typed[second], typed[first]
            if "".join(typed) != CODE:
                with pytest.raises(codes.MistypedError):
                    codes.parse_code("".join(typed))


@pytest.mark.parametrize("text", ["", "7KMQ", CODE + "2", "7KMQ 4XTH 9RWC 2PNJ 6VDB", "?" * 21, "ก" * 21, "x" * 10_000])
def test_what_cannot_be_a_number_is_told_apart(text):
    with pytest.raises(codes.WrongShapeError):
        codes.parse_code(text)
