"""What a list of people to invite says, and what is wrong in which line."""

import pytest
from django.core.exceptions import ValidationError

from seminars.invitations.listing import Guest, read_guests
from tests.factories.people import make_user
from tests.factories.seminars import make_invitation, make_registration, make_seminar

pytestmark = pytest.mark.django_db


def read(text, seminar, holds_seat=False):
    return read_guests(text, seminar, language="en", holds_seat=holds_seat)


def test_a_line_says_address_name_language_and_way():
    seminar = make_seminar(format="hybrid", seats=9, seats_online=4)
    found = read("E-mail;Name;Language;Mode\nAnn@Demo.example;Ann Lee;JA;On site\nbo@demo.example\n\n", seminar)
    assert found.faults == []
    assert found.people == [Guest("ann@demo.example", "Ann Lee", "ja", "on_site"), Guest("bo@demo.example", "", "en", "")]


def test_every_fault_is_named_with_its_line_and_nothing_is_written():
    seminar = make_seminar(format="online")
    make_registration(seminar, make_user("there@demo.example"))
    make_invitation(seminar, "known@demo.example")
    lines = [
        "good@demo.example;Good",
        "nobody",
        "Good@demo.example",
        "known@demo.example",
        "there@demo.example",
        "a@demo.example;;xx",
        "b@demo.example;;;by train",
        "c@demo.example;;;on_site",
        "d@demo.example;1;en;online;more",
        "e@demo.example Name without a separator",
        ";Name first",
    ]
    found = read("\n".join(lines), seminar)
    assert [guest.address for guest in found.people] == ["good@demo.example"]
    said = {line: why for line, _typed, why in found.faults}
    words = {
        2: "not an e-mail address", 3: "stands in line 1", 4: "invited already", 5: "registered already", 6: "no language",
        7: "no way to take part", 8: "no such way", 9: "5 columns", 10: "told apart", 11: "told apart",
    }  # fmt: skip
    assert sorted(said) == sorted(words)
    for line, word in words.items():
        assert word in said[line], said[line]
    assert seminar.invitations.count() == 1


def test_a_seat_is_held_for_one_way_so_the_line_says_which():
    seminar = make_seminar(format="hybrid", seats=9, seats_online=4)
    found = read("a@demo.example\nb@demo.example;;;online", seminar, holds_seat=True)
    assert [guest.address for guest in found.people] == ["b@demo.example"]
    assert "on_site or online" in found.faults[0][2]


def test_too_many_lines_are_refused_whole():
    with pytest.raises(ValidationError, match="at most 1000"):
        read("\n".join(f"p{number}@demo.example" for number in range(1001)), make_seminar())
