import re

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.test import Client

from icrweb.accounts.models import User
from icrweb.trail.models import Mail
from icrweb.trail.reading import text_of
from tests.accounts.conftest import comparable
from tests.factories.people import PASSWORD, make_user

pytestmark = pytest.mark.django_db
SIGN_IN = "/en/accounts/sign-in/"


def sign_in(client, email, password=PASSWORD, **extra):
    return client.post(SIGN_IN, {"login": email, "password": password}, **extra)


@pytest.fixture
def quick_passwords(settings):
    """Forty right passwords would take a minute to check with the real hasher."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def test_a_person_signs_in_with_any_confirmed_address_in_any_case(client):
    user = make_user("anh@demo.example", password=PASSWORD)
    EmailAddress.objects.create(user=user, email="anh@home.example", verified=True)
    assert sign_in(client, "ANH@Home.example")["Location"] == "/en/my/"
    assert client.session["_auth_user_id"] == str(user.pk)


def test_wrong_words_keep_the_address_typed_and_do_not_say_which_was_wrong(client_pair):
    make_user("known@demo.example", password=PASSWORD)
    answers = [sign_in(client_pair[0], "known@demo.example", "wrong"), sign_in(client_pair[1], "nobody@demo.example", "wrong")]
    assert comparable(answers[0], "known@demo.example") == comparable(answers[1], "nobody@demo.example")
    body = answers[0].content.decode()
    assert "The e-mail address or the password is not right." in body
    assert 'value="known@demo.example"' in body


def test_an_account_never_confirmed_looks_like_a_taken_address_to_who_made_it(client_pair):
    make_user("known@demo.example", password="another long password")
    for client, email in zip(client_pair, ("known@demo.example", "new@demo.example"), strict=True):
        client.post("/en/accounts/sign-up/", {"email": email, "password1": PASSWORD, "accept": "on", "homepage": ""})
    answers = [sign_in(Client(), "known@demo.example"), sign_in(Client(), "new@demo.example")]
    assert comparable(answers[0], "known@demo.example") == comparable(answers[1], "new@demo.example")


@pytest.mark.parametrize("proxied", [False, True])
def test_the_sixth_wrong_password_is_limited_whatever_address_it_claims_to_come_from(client, quick_passwords, proxied):
    make_user("known@demo.example", password=PASSWORD)
    answers = [
        sign_in(client, "known@demo.example", "wrong", headers={"X-Forwarded-For": f"10.0.0.{number}"} if proxied else {})
        for number in range(6)
    ]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    assert "Too many wrong tries." in answers[-1].content.decode()
    assert sign_in(client, "known@demo.example").status_code == 429


def test_limits_do_not_tell_a_known_address_from_an_unknown_one(client, quick_passwords):
    make_user("known@demo.example", password=PASSWORD)
    for _ in range(6):
        known, unknown = sign_in(client, "known@demo.example", "wrong"), sign_in(client, "nobody@demo.example", "wrong")
        assert comparable(known, "known@demo.example") == comparable(unknown, "nobody@demo.example")


def test_a_whole_hospital_behind_one_address_signs_in_within_a_minute(quick_passwords):
    people = [make_user(password=PASSWORD) for _ in range(40)]
    answers = [sign_in(Client(), person.email, headers={"X-Forwarded-For": "10.1.1.1"}) for person in people]
    assert [answer.status_code for answer in answers] == [302] * 40


def test_a_code_by_mail_signs_in_without_a_password(client, newest_code):
    user = make_user("sutrisno@demo.example", language="id")
    assert client.post("/en/accounts/sign-in/by-mail/?next=/en/courses/", {"email": user.email})["Location"].startswith(
        "/en/accounts/sign-in/code/"
    )
    code = newest_code(user.email)
    answer = client.post("/en/accounts/sign-in/code/?next=/en/courses/", {"action": "verify", "code": code})
    assert answer["Location"] == "/en/courses/"
    assert client.session["_auth_user_id"] == str(user.pk)


def test_asking_for_a_code_tells_nobody_whether_the_address_is_known(client_pair):
    make_user("known@demo.example")
    for client, email in zip(client_pair, ("known@demo.example", "nobody@demo.example"), strict=True):
        client.post("/en/accounts/sign-in/by-mail/", {"email": email})
    for data in (None, {"action": "verify", "code": "x"}, {"action": "resend"}):
        answers = [c.post("/en/accounts/sign-in/code/", data) if data else c.get("/en/accounts/sign-in/code/") for c in client_pair]
        assert comparable(answers[0], "known@demo.example") == comparable(answers[1], "nobody@demo.example"), data
    assert Mail.objects.filter(to="nobody@demo.example").get().subject == "There is no account for this address"


def test_five_wrong_sign_in_codes_spend_the_code(client, newest_code):
    user = make_user()
    client.post("/en/accounts/sign-in/by-mail/", {"email": user.email})
    right = newest_code(user.email)
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"
    answers = [client.post("/en/accounts/sign-in/code/", {"action": "verify", "code": wrong}) for _ in range(5)]
    assert answers[-1]["Location"] == "/en/accounts/sign-in/by-mail/"
    client.post("/en/accounts/sign-in/code/", {"action": "verify", "code": right})
    assert "_auth_user_id" not in client.session


def test_a_fourth_code_in_a_minute_is_limited(client):
    make_user("known@demo.example")
    answers = [Client().post("/en/accounts/sign-in/by-mail/", {"email": "known@demo.example"}) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [302, 302, 302, 429]


def test_a_forgotten_password_is_replaced_by_code_and_other_devices_are_signed_out(client, newest_code):
    user = make_user("anh@demo.example", password=PASSWORD)
    other = Client()
    sign_in(other, user.email)
    client.post("/en/accounts/password/forgotten/", {"email": user.email})
    client.post("/en/accounts/password/forgotten/code/", {"code": newest_code(user.email)})
    answer = client.post("/en/accounts/password/forgotten/new/", {"password1": "another fine password"})
    assert answer["Location"] == "/en/my/"
    assert User.objects.get(pk=user.pk).check_password("another fine password")
    assert other.get("/en/accounts/profile/").status_code == 302
    assert Mail.objects.filter(to=user.email).first().subject == "Your password was changed"


def test_resetting_tells_nobody_whether_the_address_is_known(client_pair):
    make_user("known@demo.example", password=PASSWORD)
    emails = ("known@demo.example", "nobody@demo.example")
    answers = [c.post("/en/accounts/password/forgotten/", {"email": e}) for c, e in zip(client_pair, emails, strict=True)]
    assert comparable(answers[0]) == comparable(answers[1])
    for data in (None, {"code": "123"}):
        url = "/en/accounts/password/forgotten/code/"
        answers = [client.post(url, data) if data else client.get(url) for client in client_pair]
        assert comparable(answers[0], emails[0]) == comparable(answers[1], emails[1])
    assert [Mail.objects.filter(to=email).count() for email in emails] == [1, 1]


def test_mail_takes_its_addresses_from_our_settings_and_not_from_the_request(client):
    for extra in ({"HTTP_X_FORWARDED_HOST": "evil.example"}, {"HTTP_X_FORWARDED_SERVER": "evil.example"}):
        Client().post("/en/accounts/password/forgotten/", {"email": "nobody@demo.example"}, **extra)
    assert (
        client.post("/en/accounts/password/forgotten/", {"email": "nobody@demo.example"}, HTTP_HOST="evil.example").status_code
        == 400
    )
    mails = [bytes(mail.raw).decode() for mail in Mail.objects.all()]
    assert len(mails) == 2
    assert "evil" not in "".join(mails)
    assert all(f"{settings.BASE_URL}/en/accounts/sign-up/" in text_of(mail.raw) for mail in Mail.objects.all())


def test_lookalike_letters_in_an_address_reach_nobodys_account(client):
    make_user("someone@demo.example", password=PASSWORD)
    for address in ("ſomeone@demo.example", "someone@demo.exampłe", "ѕomeone@demo.example"):
        client.post("/en/accounts/password/forgotten/", {"email": address})
        assert sign_in(client, address).status_code == 200
    assert not Mail.objects.filter(to="someone@demo.example").exists()


NEXT = [
    "//evil.example",
    "///evil.example",
    "////evil.example",
    "/\\evil.example",
    "\\/evil.example",
    "\\\\evil.example",
    "/\\/evil.example",
    "https:evil.example",
    "https:/evil.example",
    "https://evil.example",
    "http://evil.example",
    "HTTPS://evil.example",
    "ftp://evil.example",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,x",
    "vbscript:x",
    "//evil%E3%80%82example",
    "//evil.example@127.0.0.1",
    "https://testserver@evil.example",
    "https://testserver.evil.example",
    "//testserver:80@evil.example",
    "evil.example",
    "www.evil.example",
    "%2F%2Fevil.example",
    "mailto:x@evil.example",
    "http:///evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "\x08//evil.example",
    " //evil.example",
    "//evil.example/en/my/",
]


@pytest.mark.parametrize("payload", NEXT)
def test_next_never_leads_away_from_this_site(client, quick_passwords, payload):
    user = make_user(password=PASSWORD)
    for send in (
        lambda: client.get("/accounts/sign-in/", {"next": payload}),
        lambda: client.post(SIGN_IN, {"login": user.email, "password": PASSWORD, "next": payload}),
        lambda: client.get(SIGN_IN, {"next": payload}),
        lambda: client.post("/en/accounts/sign-out/", {"next": payload}),
    ):
        location = send()["Location"]
        assert re.match(r"^/(?![/\\])", location), location
        assert re.match(r"^/en/(my/|accounts/sign-in/|$)", location), location


def test_a_good_next_is_followed_from_the_address_without_a_language_on(client):
    user = make_user(password=PASSWORD)
    answer = client.get("/accounts/sign-in/", {"next": "/en/courses/?q=a&b=c"}, headers={"Accept-Language": "th"})
    assert answer["Location"] == "/th/accounts/sign-in/?next=%2Fen%2Fcourses%2F%3Fq%3Da%26b%3Dc"
    page = client.get(answer["Location"]).content.decode()
    assert 'name="next" value="/en/courses/?q=a&amp;b=c"' in page
    answer = client.post("/th/accounts/sign-in/", {"login": user.email, "password": PASSWORD, "next": "/en/courses/?q=a&b=c"})
    assert answer["Location"] == "/en/courses/?q=a&b=c"


def test_the_session_key_changes_at_sign_in(client):
    user = make_user(password=PASSWORD)
    client.get("/en/accounts/sign-up/")
    client.post("/en/accounts/sign-in/by-mail/", {"email": "nobody@demo.example"})
    before = client.session.session_key
    sign_in(client, user.email)
    assert before and client.session.session_key != before


def test_the_old_cookie_is_dead_after_signing_out(client):
    user = make_user(password=PASSWORD)
    sign_in(client, user.email)
    stolen = client.cookies[settings.SESSION_COOKIE_NAME].value
    client.post("/en/accounts/sign-out/")
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = stolen
    assert thief.get("/en/accounts/profile/").status_code == 302


def test_following_a_link_signs_nobody_out(client):
    user = make_user(password=PASSWORD)
    sign_in(client, user.email)
    assert client.get("/en/accounts/sign-out/").status_code == 200
    assert client.get("/en/accounts/profile/").status_code == 200


def test_changing_the_password_keeps_this_device_and_ends_the_others(client):
    user = make_user(password=PASSWORD)
    other = Client()
    sign_in(client, user.email), sign_in(other, user.email)
    answer = client.post("/en/accounts/password/", {"oldpassword": PASSWORD, "password1": "another fine password"})
    assert answer["Location"] == "/en/accounts/profile/"
    assert client.get("/en/accounts/profile/").status_code == 200
    assert other.get("/en/accounts/profile/").status_code == 302


def test_a_closed_account_cannot_sign_in_and_is_told_so(client):
    user = make_user(password=PASSWORD, is_active=False)
    assert sign_in(client, user.email)["Location"] == "/en/accounts/closed/"
    assert client.get("/en/accounts/closed/").status_code == 200
    assert "_auth_user_id" not in client.session


def test_closing_an_account_ends_its_sessions(client):
    user = make_user(password=PASSWORD)
    sign_in(client, user.email)
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert client.get("/en/accounts/profile/").status_code == 302


@pytest.mark.parametrize("path", ["sign-in", "sign-in/by-mail", "sign-up", "password/forgotten"])
@pytest.mark.parametrize("language", ["en", "ja", "th", "fil"])
def test_every_way_in_opens_in_every_language_and_fills_itself_in(client, path, language):
    page = client.get(f"/{language}/accounts/{path}/")
    assert page.status_code == 200
    assert f'<html lang="{language}"' in page.content.decode()
    assert re.search(r'autocomplete="(username|email)"', page.content.decode())
    assert "onpaste" not in page.content.decode()
