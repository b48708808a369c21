"""What an answer is worth: exact sums, and numbers as people in Asia type them."""

import unicodedata
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from courses import grading

DECIMAL_DIGITS = {
    chr(point): unicodedata.decimal(chr(point)) for point in range(0x110000) if unicodedata.category(chr(point)) == "Nd"
}
ZEROS = sorted(char for char, value in DECIMAL_DIGITS.items() if value == 0)


@pytest.mark.parametrize(
    ("typed", "unit", "value"),
    [
        ("0.54", "", "0.54"),
        ("0,54", "", "0.54"),
        ("  0.54 ", "", "0.54"),
        ("๐.๕๔", "", "0.54"),
        ("๐,๕๔", "", "0.54"),
        ("０．５４", "", "0.54"),
        ("０，５４", "", "0.54"),
        ("٠٫٥٤", "", "0.54"),
        (".5", "", "0.5"),
        (",5", "", "0.5"),
        ("5.", "", "5"),
        ("+5", "", "5"),
        ("-5", "", "-5"),
        ("−5", "", "-5"),
        ("–5", "", "-5"),
        ("－５", "", "-5"),
        ("- 5", "", "-5"),
        ("54 %", "", "54"),
        ("54%", "%", "54"),
        ("５４％", "%", "54"),
        ("32 months", "months", "32"),
        ("32 Months", "months", "32"),
        ("32months", "months", "32"),
        ("32か月", "か月", "32"),
        ("1 234", "", "1234"),
        ("1\u00a0234", "", "1234"),
        ("1\u202f234,5", "", "1234.5"),
        ("1,234.5", "", "1234.5"),
        ("1.234,5", "", "1234.5"),
        ("1,234,567", "", "1234567"),
        ("1.234.567", "", "1234567"),
        ("1,234,567.25", "", "1234567.25"),
        ("1.234.567,25", "", "1234567.25"),
        ("0.234", "", "0.234"),
        ("0,234", "", "0.234"),
        ("1,2345", "", "1.2345"),
        ("1.2340", "", "1.234"),
        ("1234,567", "", "1234.567"),
        ("\u200e54\u200b", "", "54"),
    ],
)
def test_a_number_is_read_as_it_is_typed(typed, unit, value):
    assert grading.parse_number(typed, unit) == Decimal(value)


@pytest.mark.parametrize(
    ("typed", "readings"),
    [
        ("1,234", ("1234", "1.2340")),
        ("1.234", ("1234", "1.2340")),
        ("12.500", ("12500", "12.5000")),
        ("-1,234", ("-1234", "-1.2340")),
        ("๑,๒๓๔", ("1234", "1.2340")),
        ("1,234 %", ("1234", "1.2340")),
    ],
)
def test_thousands_or_decimals_is_refused_with_both_readings(typed, readings):
    with pytest.raises(grading.NumberError) as refusal:
        grading.parse_number(typed)
    assert (refusal.value.code, refusal.value.readings) == ("ambiguous", readings)


@given(st.integers(1, 999), st.integers(0, 999), st.sampled_from(",."))
def test_both_readings_of_a_refused_number_are_accepted_and_differ(whole, decimals, separator):
    with pytest.raises(grading.NumberError) as refusal:
        grading.parse_number(f"{whole}{separator}{decimals:03}")
    thousands, decimal = (grading.parse_number(reading) for reading in refusal.value.readings)
    assert thousands == Decimal(f"{whole}{decimals:03}")
    assert decimal == Decimal(f"{whole}.{decimals:03}")


@pytest.mark.parametrize(
    "typed",
    [
        *("about 5", "5-6", "1/2", "½", "5²", "1e3", "NaN", "Infinity", "--5", "5,,4", "1,23,456", "12 34", "5 5", "0x1F"),
        *(".", ",", "-", "%", "months", "1.234.56", "1,234,5678", "9" * 61),
    ],
)
def test_what_is_no_single_number_is_refused(typed):
    with pytest.raises(grading.NumberError) as refusal:
        grading.parse_number(typed)
    assert refusal.value.code in ("not_a_number", "empty")


@pytest.mark.parametrize("typed", ["", "   ", "\u200b", "\u3000"])
def test_nothing_typed_is_said_to_be_empty(typed):
    with pytest.raises(grading.NumberError) as refusal:
        grading.parse_number(typed)
    assert refusal.value.code == "empty"


@given(st.decimals(-(10**9), 10**9, places=4), st.sampled_from(ZEROS), st.sampled_from(",."), st.sampled_from("-−–－"))
def test_every_script_and_separator_gives_the_same_number(value, zero, separator, minus):
    typed = "".join(chr(ord(zero) + int(char)) if char.isdigit() else char for char in f"{value:f}")
    assert grading.parse_number(typed.replace(".", separator).replace("-", minus)) == value


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused_and_never_crashes(typed):
    try:
        value = grading.parse_number(typed)
    except grading.NumberError:
        return
    assert value.is_finite()


@given(st.lists(st.fractions(0, 1), min_size=1, max_size=40))
def test_percent_is_the_exact_mean(earned):
    percent = grading.percent_correct(earned)
    assert percent * len(earned) == sum(earned) * 100
    assert 0 <= percent <= 100


def test_a_paper_without_questions_is_zero_percent():
    assert grading.percent_correct([]) == 0


@given(st.integers(1, 60), st.integers(1, 100), st.data())
def test_passed_means_reached_exactly(questions, pass_mark, data):
    right = data.draw(st.integers(0, questions))
    percent = grading.percent_correct([Fraction(1)] * right + [Fraction(0)] * (questions - right))
    assert grading.passed(percent, pass_mark) == (right * 100 >= pass_mark * questions)


@given(st.fractions(0, 100), st.integers(1, 100))
def test_the_percent_that_is_shown_never_reaches_a_pass_mark_that_was_missed(percent, pass_mark):
    assume(not grading.passed(percent, pass_mark))
    assert grading.floor_percent(percent) < pass_mark


def test_the_percent_that_is_shown_is_rounded_down():
    assert grading.floor_percent(Fraction(200, 3)) == Decimal("66.66")
    assert grading.floor_percent(Fraction(80)) == Decimal("80.00")
