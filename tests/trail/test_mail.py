"""The outbox: a letter is sent once; after a crash between the server's answer and our note, the same letter and no other."""

from datetime import timedelta
from email import message_from_bytes

import pytest
import time_machine
from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone

from icrweb.trail import mail
from icrweb.trail.models import Mail

pytestmark = pytest.mark.django_db


class KilledError(BaseException):
    """Nothing catches it."""


@pytest.fixture
def delivered(monkeypatch):
    """The Message-IDs that the server took, in order."""
    taken = []
    monkeypatch.setattr(mail, "_deliver", lambda row: taken.append(message_from_bytes(bytes(row.raw))["Message-ID"]))
    return taken


def write_letter() -> Mail:
    (letter,) = mail.put(EmailMessage("Your certificate", "It is there.", to=["anh@demo.example"]))
    return letter


def test_a_letter_is_sent_once(delivered):
    letter = write_letter()
    assert mail.send_waiting_mail() == 1
    assert mail.send_waiting_mail() == 0
    assert delivered == [letter.message_id]


@pytest.mark.parametrize("already_taken", [False, True], ids=["before the server took it", "after the server took it"])
def test_a_killed_worker_leads_to_no_second_message_id(delivered, monkeypatch, already_taken):
    letter = write_letter()
    deliver = mail._deliver

    def die(row):
        if already_taken:
            deliver(row)
        raise KilledError

    with monkeypatch.context() as patched:
        patched.setattr(mail, "_deliver", die)
        with pytest.raises(KilledError):
            mail.send_waiting_mail()
    assert mail.send_waiting_mail() == 0  # its lease holds still
    with time_machine.travel(timezone.now() + settings.LEASE + timedelta(seconds=1)):
        assert mail.send_waiting_mail() == 1
    assert set(delivered) == {letter.message_id}
    assert len(delivered) == (2 if already_taken else 1)
