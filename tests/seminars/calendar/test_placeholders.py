import pytest

from seminars.letters.placeholders import KNOWN, StrayBraceError, UnknownPlaceholderError, check, fill

VALUES = {name: name.upper() for name in KNOWN}


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("Dear {name}, see {link}", "Dear NAME, see LINK"),
        ("{{name}} stays", "{name} stays"),
        ("{{{name}}}", "{NAME}"),
        ("100 % {position}", "100 % POSITION"),
        ("", ""),
        ("%(name)s {% debug %}".replace("{% debug %}", "$name"), "%(name)s $name"),
    ],
)
def test_placeholders_are_filled_and_doubled_braces_are_one(text, filled):
    assert fill(text, VALUES) == filled


@pytest.mark.parametrize("text", ["{nmae}", "{}", "{name.email}", "{0}", "{name!r}", "{ name }", "{% debug %}"])
def test_an_unknown_placeholder_is_refused_by_its_name(text):
    with pytest.raises(UnknownPlaceholderError) as refusal:
        check(text)
    assert str(refusal.value) == text[1:-1]


@pytest.mark.parametrize("text", ["{", "}", "a { b", "{name", "{{name}", "name}"])
def test_a_brace_alone_is_refused(text):
    with pytest.raises(StrayBraceError):
        check(text)


def test_what_a_value_says_is_never_read_again():
    assert fill("{name}", {**VALUES, "name": "{link} {{x}}"}) == "{link} {{x}}"
