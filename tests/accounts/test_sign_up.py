from datetime import timedelta
from types import SimpleNamespace

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.core.context import request_context
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.fallback import FallbackStorage
from django.core.cache import cache
from django.utils import timezone

from icrweb.accounts.forms import SignUpForm
from icrweb.accounts.models import Consent, User
from icrweb.trail.models import Mail
from icrweb.trail.reading import text_of
from tests.accounts.conftest import comparable
from tests.factories.people import PASSWORD, make_user

pytestmark = pytest.mark.django_db
NEW = "new@demo.example"


def sign_up(client, email=NEW, language="en", **fields):
    return client.post(
        f"/{language}/accounts/sign-up/", {"email": email, "password1": PASSWORD, "accept": "on", "homepage": "", **fields}
    )


def type_code(client, code, language="en", **fields):
    return client.post(f"/{language}/accounts/code/", {"action": "verify", "code": code, **fields})


def test_signing_up_makes_a_learner_who_accepted_todays_notice_in_the_language_of_the_page(client):
    response = sign_up(client, language="ja")
    assert response["Location"] == "/ja/accounts/code/"
    user = User.objects.get(email=NEW)
    assert (user.language, [group.name for group in user.groups.all()]) == ("ja", ["learner"])
    assert list(Consent.objects.values_list("user", "purpose", "version", "language")) == [
        (user.pk, "notice", settings.NOTICE_VERSION, "ja")
    ]


def test_in_the_demonstration_the_mail_to_the_address_waited_for_is_shown_and_no_other(client, client_pair, newest_code):
    sign_up(client)
    make_user("known@demo.example")
    client_pair[0].post("/en/accounts/sign-in/by-mail/", {"email": "known@demo.example"})
    page = client.get("/en/accounts/outbox/").content.decode()
    assert newest_code(NEW) in page
    assert "known@demo.example" not in page
    assert "Nothing here yet" in client_pair[1].get("/en/accounts/outbox/").content.decode()


def test_in_the_demonstration_a_code_of_staff_is_not_shown_to_whoever_types_their_address(client, newest_code):
    make_user("root@demo.example", is_superuser=True)
    client.post("/en/accounts/sign-in/by-mail/", {"email": "root@demo.example"})
    page = client.get("/en/accounts/outbox/").content.decode()
    assert newest_code("root@demo.example") not in page
    assert "Mail to staff is shown in the admin only" in page


def test_without_the_box_ticked_nobody_is_made_and_what_was_typed_stays(client):
    response = client.post("/en/accounts/sign-up/", {"email": NEW, "password1": PASSWORD, "homepage": ""})
    assert response.status_code == 200
    assert "Tick the box to sign up." in response.content.decode()
    assert f'value="{NEW}"' in response.content.decode()
    assert not User.objects.exists()


def test_the_code_signs_in_and_asks_for_the_name_once(client, newest_code):
    sign_up(client)
    code = newest_code(NEW)
    response = type_code(client, f" {code[:3]}-{code[3:]} ")
    assert response["Location"] == "/en/accounts/welcome/"
    assert EmailAddress.objects.get(email=NEW).verified
    assert client.get("/en/accounts/profile/").status_code == 200


def test_a_code_in_thai_digits_is_the_same_code(client, newest_code):
    sign_up(client)
    thai = newest_code(NEW).translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"))
    assert type_code(client, thai)["Location"] == "/en/accounts/welcome/"


def test_a_wrong_code_says_so_and_the_right_one_still_works(client, newest_code):
    sign_up(client)
    right = newest_code(NEW)
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"
    assert "That is not the code." in type_code(client, wrong).content.decode()
    assert type_code(client, right).status_code == 302


def test_five_wrong_codes_spend_the_code(client, newest_code):
    sign_up(client)
    right = newest_code(NEW)
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"
    answers = [type_code(client, wrong) for _ in range(5)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 200, 302]
    assert answers[-1]["Location"] == "/en/accounts/sign-in/by-mail/"
    assert "that code is spent" in client.get(answers[-1]["Location"]).content.decode()
    assert type_code(client, right)["Location"] == "/en/accounts/sign-in/"
    assert not EmailAddress.objects.get(email=NEW).verified


def test_a_code_works_for_an_hour_and_no_longer(client, newest_code):
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        sign_up(client)
        code = newest_code(NEW)
        clock.move_to(start + timedelta(minutes=59))
        assert client.get("/en/accounts/code/").status_code == 200
        clock.move_to(start + timedelta(minutes=61))
        assert type_code(client, code)["Location"] == "/en/accounts/sign-in/"
    assert not EmailAddress.objects.get(email=NEW).verified


def test_a_code_sent_again_has_an_hour_of_its_own_and_ends_the_first(client, newest_code):
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        sign_up(client)
        first = newest_code(NEW)
        clock.move_to(start + timedelta(minutes=50))
        client.post("/en/accounts/code/", {"action": "resend"})
        second = newest_code(NEW)
        assert Mail.objects.filter(to=NEW).count() == 2
        clock.move_to(start + timedelta(minutes=100))
        if first != second:
            assert type_code(client, first).status_code == 200
        assert type_code(client, second)["Location"] == "/en/accounts/welcome/"


def test_two_mails_within_ten_seconds_are_one_too_many(client):
    sign_up(client)
    response = client.post("/en/accounts/code/", {"action": "resend"}, follow=True)
    assert "Wait ten seconds" in response.content.decode()
    assert Mail.objects.count() == 1


def test_the_address_can_be_changed_before_it_is_confirmed(client, newest_code):
    sign_up(client, "wrnog@demo.example")
    client.post("/en/accounts/code/", {"action": "change", "email": NEW})
    assert "new@demo.example" in client.get("/en/accounts/code/").content.decode()
    assert type_code(client, newest_code(NEW)).status_code == 302
    assert list(EmailAddress.objects.values_list("email", "verified", "primary")) == [(NEW, True, True)]
    assert User.objects.get().email == NEW


def test_next_is_kept_through_the_code_and_the_first_visit(client, newest_code):
    client.post("/en/accounts/sign-up/?next=/en/courses/", {"email": NEW, "password1": PASSWORD, "accept": "on", "homepage": ""})
    assert type_code(client, newest_code(NEW))["Location"] == "/en/accounts/welcome/?next=%2Fen%2Fcourses%2F"
    page = client.get("/en/accounts/welcome/?next=/en/courses/").content.decode()
    assert 'href="/en/courses/"' in page
    data = {"latin_name": "Sutrisno", "name_order": "single", "country": "ID", "time_zone": "Asia/Makassar", "next": "/en/courses/"}
    assert client.post("/en/accounts/welcome/", data)["Location"] == "/en/courses/"
    user = User.objects.get()
    assert (user.latin_name, user.name_order, user.time_zone) == ("Sutrisno", "single", "Asia/Makassar")


def test_a_trap_field_filled_by_a_program_makes_nobody(client):
    sign_up(client, homepage="https://spam.example")
    assert not User.objects.exists()
    assert not Mail.objects.exists()


def test_a_short_or_common_password_is_refused_and_any_characters_are_welcome(client):
    assert "at least 10" in sign_up(client, password1="short").content.decode()
    assert "too common" in sign_up(client, password1="1234567890").content.decode()
    assert sign_up(client, password1="สวัสดีครับผม").status_code == 302


def test_signing_up_with_a_known_address_looks_the_same_and_its_owner_is_told(client, client_pair):
    make_user("known@demo.example")
    known, unknown = client_pair
    first = [sign_up(known, "known@demo.example"), sign_up(unknown, NEW)]
    assert comparable(first[0]) == comparable(first[1])
    pages = [known.get("/en/accounts/code/"), unknown.get("/en/accounts/code/")]
    assert comparable(pages[0], "known@demo.example") == comparable(pages[1], NEW)
    assert "Change the address" in pages[0].content.decode()
    assert User.objects.count() == 2
    assert Mail.objects.get(to="known@demo.example").subject == "You have an account already"
    assert Mail.objects.count() == 2


def test_every_step_on_the_code_page_is_the_same_for_a_known_address(client_pair):
    make_user("known@demo.example")
    make_user("other1@demo.example")
    make_user("other2@demo.example")
    known, unknown = client_pair
    typed = [["known@demo.example", "other1@demo.example"], [NEW, "other2@demo.example"]]
    sign_up(known, typed[0][0])
    sign_up(unknown, typed[1][0])
    for data in (
        {"action": "verify", "code": "abc"},
        {"action": "verify", "code": ""},
        {"action": "resend"},
        {"action": "change", "email": "not an address"},
        {"action": "change"},
    ):
        answers = [
            client.post("/en/accounts/code/", {"email": addresses[1], **data})
            for client, addresses in zip(client_pair, typed, strict=True)
        ]
        assert comparable(answers[0], *typed[0]) == comparable(answers[1], *typed[1]), data
        pages = [client.get("/en/accounts/code/") for client in client_pair]
        assert comparable(pages[0], *typed[0]) == comparable(pages[1], *typed[1]), data


def test_somebody_who_typed_a_known_address_by_mistake_can_change_it_to_their_own(client, newest_code):
    owner = make_user("known@demo.example")
    sign_up(client, "known@demo.example", language="th")
    client.post("/th/accounts/code/", {"action": "change", "email": NEW})
    assert type_code(client, newest_code(NEW), language="th")["Location"] == "/th/accounts/welcome/"
    user = User.objects.exclude(pk=owner.pk).get()
    assert (user.email, user.language, user.check_password(PASSWORD)) == (NEW, "th", True)
    assert Consent.objects.get(user=user).language == "th"


def test_no_code_is_right_for_a_known_address(client):
    make_user("known@demo.example")
    sign_up(client, "known@demo.example")
    state = client.session["account_email_verification_code"]
    assert type_code(client, state["code"]).status_code == 200


def test_a_password_that_was_never_proven_does_not_let_its_chooser_in_later(client_pair, newest_code):
    attacker, owner = client_pair
    sign_up(attacker, "victim@demo.example")
    owner.post("/en/accounts/sign-in/by-mail/", {"email": "victim@demo.example"})
    answer = owner.post("/en/accounts/sign-in/code/", {"action": "verify", "code": newest_code("victim@demo.example")})
    assert answer["Location"] == "/en/my/"
    assert not User.objects.get(email="victim@demo.example").has_usable_password()


def test_two_sign_ups_in_the_same_moment_make_one_person_and_look_the_same(client_pair, rf):
    requests, forms, answers = [], [], []
    for stranger in client_pair:
        request = rf.post("/en/accounts/sign-up/", {"email": NEW, "password1": PASSWORD, "accept": "on", "homepage": ""})
        request.session, request.user, request.allauth = stranger.session, AnonymousUser(), SimpleNamespace()
        request._messages = FallbackStorage(request)
        requests.append(request)
    for request in requests:
        form = SignUpForm(request.POST)
        assert form.is_valid()  # each sees the address free
        forms.append(form)
    for request, form in zip(requests, forms, strict=True):
        with request_context(request):
            cache.clear()  # the two mails are not ten seconds apart
            answers.append(form.try_save(request))
    assert [user is None for user, _answer in answers] == [False, True]
    assert answers[1][1]["Location"].endswith("/accounts/code/")
    assert User.objects.filter(email=NEW).count() == Consent.objects.count() == 1


def test_the_mail_is_in_the_language_of_the_page_small_and_holds_no_link(client):
    sign_up(client)
    mail = Mail.objects.get()
    assert len(mail.raw) < 20_000
    assert "http" not in text_of(mail.raw)
    assert mail.person == User.objects.get()
