"""The production set-up: gunicorn with two workers behind a pretended proxy, this run's database, Redis where it answers."""

import http.client
import os
import re
import subprocess
import sys
import uuid
from http.cookies import SimpleCookie
from urllib.parse import urlencode

import pytest
from django.db import connection

from tests.factories.people import PASSWORD, make_user
from tests.factories.site import make_site
from tools.served import ROOT, Served

pytestmark = pytest.mark.django_db(transaction=True)
HOST = "icrweb.example"
PROXIED = {"Host": HOST, "X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.7"}


@pytest.fixture(scope="module")
def static_root(tmp_path_factory):
    """Static files as production serves them, collected once."""
    folder = tmp_path_factory.mktemp("static")
    environment = {**os.environ, "ICRWEB_DEMO": "1", "ICRWEB_STATIC_ROOT": str(folder)}
    command = [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity", "0"]
    subprocess.run(command, cwd=ROOT, env=environment, check=True)
    return folder


@pytest.fixture
def served(tmp_path, static_root):
    facts = connection.settings_dict
    if connection.vendor == "sqlite":
        database = ""
        (tmp_path / "db.sqlite3").symlink_to(facts["NAME"])
    else:
        database = f"postgresql://{facts['USER']}:{facts['PASSWORD']}@{facts['HOST']}:{facts['PORT'] or 5432}/{facts['NAME']}"
    environment = {
        "ICRWEB_DEMO": "",
        "ICRWEB_SECRET_KEY": "x9" * 40,
        "ICRWEB_BASE_URL": f"https://{HOST}",
        "ICRWEB_DATABASE_URL": database,
        "ICRWEB_REDIS_URL": os.environ.get("ICRWEB_FOUND_REDIS", ""),
        "ICRWEB_STATIC_ROOT": str(static_root),
        "ICRWEB_PROXY_COUNT": "1",
    }
    make_site()
    with Served(tmp_path, workers=2, host=HOST, **environment) as served:
        yield served


class Reader:
    """A plain http client that keeps its cookies and says what a proxy would say."""

    def __init__(self, served):
        self.port = served.port
        self.cookies = SimpleCookie()

    def ask(self, path, *, headers=PROXIED, form=None):
        talk = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {**headers, "Cookie": "; ".join(f"{name}={morsel.value}" for name, morsel in self.cookies.items())}
        body = None
        if form is not None:
            body = urlencode({**form, "csrfmiddlewaretoken": self.cookies["csrftoken"].value})
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"https://{HOST}"}
        talk.request("POST" if form is not None else "GET", path, body=body, headers=headers)
        answer = talk.getresponse()
        answer.text = answer.read().decode("utf-8", "replace")
        for name, value in answer.getheaders():
            if name == "Set-Cookie":
                self.cookies.load(value)
        talk.close()
        return answer

    def sign_in(self, email, password):
        self.ask("/en/accounts/sign-in/")
        return self.ask("/en/accounts/sign-in/", form={"login": email, "password": password})


def test_it_speaks_https_only_and_answers_to_its_own_name(served):
    reader = Reader(served)
    page = reader.ask("/en/accounts/sign-in/")
    assert page.status == 200
    assert page.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"
    assert "; Secure" in page.headers["Set-Cookie"]
    assert "unsafe" not in page.headers["Content-Security-Policy"]
    plain = reader.ask("/en/accounts/sign-in/", headers={**PROXIED, "X-Forwarded-Proto": "http"})
    assert (plain.status, plain.headers["Location"]) == (301, f"https://{HOST}/en/accounts/sign-in/")
    assert reader.ask("/livez", headers={"Host": HOST}).text == "ok"
    assert reader.ask("/readyz", headers={"Host": HOST}).status == 200
    assert reader.ask("/en/", headers={**PROXIED, "Host": "evil.example"}).status == 400


def test_styles_are_named_by_their_content_compressed_and_kept_for_ever(served):
    reader = Reader(served)
    style = re.search(r'href="(/static/css/site\.[0-9a-f]{12}\.css)"', reader.ask("/en/accounts/sign-in/").text).group(1)
    answer = reader.ask(style, headers={**PROXIED, "Accept-Encoding": "gzip"})
    assert (answer.status, answer.headers["Content-Encoding"]) == (200, "gzip")
    assert "immutable" in answer.headers["Cache-Control"]


def test_a_session_holds_in_every_worker(served):
    user, reader = make_user(password=PASSWORD), Reader(served)
    assert reader.sign_in(user.email, PASSWORD).status == 302
    assert {reader.ask("/en/accounts/profile/").status for _ in range(6)} == {200}


def test_wrong_passwords_count_once_for_all_workers(served):
    # An address of this run alone: Redis may still count another run's tries.
    user, reader = make_user(f"{uuid.uuid4().hex}@demo.example", password=PASSWORD), Reader(served)
    for _ in range(5):
        assert "Too many wrong tries" not in reader.sign_in(user.email, "wrong horse").text
    assert "Too many wrong tries" in reader.sign_in(user.email, PASSWORD).text


def test_the_demonstrations_mails_page_is_not_there(served):
    reader = Reader(served)
    assert reader.ask("/en/accounts/outbox/").status == 404
    assert reader.ask("/en/styleguide/").status == 404
