"""Official letters: numbers without gaps, words of the programme, void and anew, the paper, the check by code."""

import hashlib
import io
import zipfile

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.files.storage import storages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from icrweb.trail.models import AuditEntry, Mail
from seminars import registration
from seminars.models import LetterCounter, LetterTemplate, OfficialLetter, Seminar
from seminars.papers import files, issuing, placeholders, printing
from seminars.papers.reading import outdated_letters
from seminars.papers.templating import save_template, set_terms
from tests.at_once import at_once
from tests.factories.people import make_affiliation, make_user
from tests.factories.seminars import make_registration, make_seminar, make_seminar_with_page

pytestmark = pytest.mark.django_db
ON_SITE = {"format": "on_site", "venue": "Seminar room 2", "city": "Tokyo", "zone": "Asia/Tokyo"}
TERMS = {"programme": "ICR", "sponsor": "", "flight": "the host", "hotel": "", "per_diem": ""}


def make_person(name="Nguyen Thi Lan", **fields):
    person = make_user(latin_name=name, **fields)
    make_affiliation(person)
    return person


def make_participants(seminar, number=1):
    return [make_registration(seminar, make_person(f"Person {number}")) for number in range(number)]


def make_letter(row, kind="leave", by=None, **fields):
    [letter] = issuing.issue(row.seminar, [row.pk], kind=kind, by=by or make_user(), **fields).issued
    return letter


def words_of(letter) -> str:
    return " ".join(PdfReader(io.BytesIO(files.content_of(letter))).pages[0].extract_text().split())


def test_letters_are_numbered_by_programme_and_year_without_gaps():
    seminar, by = make_seminar(**ON_SITE), make_user()
    rows = make_participants(seminar, 3)
    issuing.issue(seminar, [row.pk for row in rows], kind="leave", by=by)
    with pytest.raises(ValidationError, match="Say first who pays"):
        issuing.issue(seminar, [rows[0].pk], kind="guarantee", by=by)
    set_terms(seminar, TERMS, by)
    issuing.issue(seminar, [rows[0].pk], kind="guarantee", by=by)
    year = timezone.now().year
    assert [one.number for one in OfficialLetter.objects.order_by("pk")] == [f"ICR-{year}-000{n}" for n in (1, 2, 3, 4)]
    with time_machine.travel(f"{year + 1}-02-01"):
        later = make_seminar(**ON_SITE)
        assert make_letter(make_participants(later)[0]).number == f"ICR-{year + 1}-0001"
    other = make_seminar(**ON_SITE)
    set_terms(other, {**TERMS, "programme": "ATLAS"}, by)
    assert make_letter(make_participants(other)[0]).number == f"ATLAS-{year}-0001"


def test_all_of_a_batch_or_none_and_a_refusal_uses_no_number():
    seminar = make_seminar(seats=1, **ON_SITE)
    confirmed, waiting = make_participants(seminar, 2)
    with pytest.raises(ValidationError, match="These have none: Person 1"):
        issuing.issue(seminar, [confirmed.pk, waiting.pk], kind="leave", by=make_user())
    assert not OfficialLetter.objects.exists()
    assert make_letter(confirmed).sequence == 1


def test_issuing_twice_gives_the_letter_that_stands():
    row, by = make_participants(make_seminar(**ON_SITE))[0], make_user()
    first = make_letter(row, by=by)
    again = issuing.issue(row.seminar, [row.pk], kind="leave", by=by)
    assert (again.issued, again.stood) == ([], [first])
    assert make_letter(row, by=by, language="ja").sequence == 2


def test_attendance_is_confirmed_only_to_who_attended():
    row = make_participants(make_seminar(**ON_SITE))[0]
    with pytest.raises(ValidationError, match="Not yet found to have attended"):
        make_letter(row, "attendance")
    row.attended_at = timezone.now()
    row.save()
    assert "attended the seminar" in make_letter(row, "attendance").facts["body"]


def test_a_void_letter_stays_listed_and_its_number_is_never_used_again():
    row, by = make_participants(make_seminar(**ON_SITE))[0], make_user()
    letter = make_letter(row, by=by)
    with pytest.raises(ValidationError, match="Write why"):
        issuing.void([letter], by, " ")
    done = issuing.void([letter], by, "The venue is another.", again=True)
    letter.refresh_from_db()
    assert letter.void_reason == "The venue is another."
    [new] = done.issued
    assert (new.sequence, new.replaces) == (2, letter)
    assert "withdrawn" in Mail.objects.order_by("-pk")[0].subject
    with pytest.raises(ValidationError, match="void already"):
        issuing.void([letter], by, "Once more.")
    assert list(AuditEntry.objects.filter(deed__startswith="letter.").values_list("deed", flat=True).order_by("pk")) == [
        "letter.issue",
        "letter.void",
        "letter.issue",
    ]


def test_a_letter_is_not_issued_anew_to_who_has_lost_the_place():
    row, by = make_participants(make_seminar(**ON_SITE))[0], make_user()
    letter = make_letter(row, by=by)
    registration.cancel(row, by, "Ill.")
    with pytest.raises(ValidationError, match="These have none"):
        issuing.void([letter], by, "Cancelled.", again=True)
    letter.refresh_from_db()
    assert letter.voided_at is None, "the whole deed is taken back"
    assert LetterCounter.objects.get().last == 1
    issuing.void([letter], by, "Cancelled.")


def test_the_nearest_template_gives_the_words_and_issued_letters_keep_theirs():
    seminar, other, by = make_seminar(**ON_SITE), make_seminar(**ON_SITE), make_user()
    for of, title in ((None, "For all"), (seminar, "For one")):
        words = {"title": title, "body": "{name} comes.\n\nRole: {role}\nFlight: {flight}"}
        save_template(None, kind="leave", language="en", seminar=of, words=words, by=by)
    mine, theirs = make_participants(seminar)[0], make_participants(other)[0]
    letter = make_letter(mine, by=by)
    assert (letter.facts["title"], make_letter(theirs, by=by).facts["title"]) == ("For one", "For all")
    assert letter.facts["body"].startswith("Person 0 comes.\n\nRole: ")
    assert "Flight" not in letter.facts["body"], "a line with nothing to say is left out"
    template = LetterTemplate.objects.get(seminar=seminar)
    save_template(template, kind="leave", language="en", seminar=seminar, words={"title": "New", "body": "New."}, by=by)
    letter.refresh_from_db()
    assert letter.facts["title"] == "For one"


@pytest.mark.parametrize(
    ("body", "sentence"),
    [("Dear {nmae}", "{nmae}"), ("Dear {name", "stands alone"), ("{name} {hotel_name} {x}", "{hotel_name}, {x}")],
)
def test_a_place_that_means_nothing_is_named(body, sentence):
    with pytest.raises(ValidationError) as refused:
        save_template(None, kind="leave", language="en", seminar=None, words={"title": "T", "body": body}, by=make_user())
    assert sentence in str(refused.value)


def test_what_somebody_wrote_into_their_name_is_never_a_place():
    filled = placeholders.fill("{name}: {passport_number}", {"name": "{passport_number}"})
    assert filled == "(passport_number): {passport_number}"


def test_the_worker_makes_the_paper_once_tagged_in_its_language_and_keeps_the_hash():
    row = make_participants(make_seminar(**ON_SITE))[0]
    letter = make_letter(row, language="ja")
    assert printing.render_waiting_letters() == 1
    assert printing.render_waiting_letters() == 0
    letter.refresh_from_db()
    content = files.content_of(letter)
    assert hashlib.sha256(content).hexdigest() == letter.sha256
    root = PdfReader(io.BytesIO(content)).trailer["/Root"]
    assert root["/Lang"] == "ja-JP"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/AcroForm"]["/Fields"][0].get_object()["/T"] == "Issuer"
    text = words_of(letter)
    assert letter.number in text
    assert "Person 0" in text
    assert "PREVIEW" not in text


def test_the_first_bytes_recorded_are_served_for_ever():
    letter = make_letter(make_participants(make_seminar(**ON_SITE))[0])
    stale = OfficialLetter.objects.get(pk=letter.pk)
    printing.make(letter)
    letter.refresh_from_db()
    assert not printing.make(stale)
    letter.refresh_from_db()
    assert storages["private"].exists(letter.name)


def test_rendering_again_gives_the_same_bytes():
    letter = make_letter(make_participants(make_seminar(**ON_SITE))[0])
    assert printing.render(letter) == printing.render(letter)


def test_the_check_says_what_was_issued_and_that_it_is_void(client):
    row, by = make_participants(make_seminar(**ON_SITE))[0], make_user()
    letter = make_letter(row, by=by)
    short = client.get(f"/l/{letter.code}", follow=True)
    assert letter.number in short.content.decode()
    typed = letter.code.lower()[:4] + " " + letter.code.lower()[4:]
    page = client.get("/en/take-part/letters/", {"code": typed}, follow=True).content.decode()
    assert "Person 0" in page
    assert "it counts" in page
    issuing.void([letter], by, "A secret reason.")
    page = client.get(f"/th/take-part/letters/{letter.code}/").content.decode()
    assert "A secret reason" not in page
    assert 'data-status="revoked"' in page


def test_unknown_codes_are_one_answer_and_many_of_them_must_wait(client):
    letter = make_letter(make_participants(make_seminar(**ON_SITE))[0])
    wrong = letter.code[:-1] + ("A" if letter.code[-1] != "A" else "B")
    assert client.get(f"/en/take-part/letters/{wrong}/").status_code == 404
    for _number in range(30):
        client.get("/en/take-part/letters/22222222222222222222L/")
        client.get("/en/take-part/letters/222222222222222222222/")
    assert client.get(f"/en/take-part/letters/{letter.code}/").status_code == 429


def test_the_desk_previews_issues_packs_and_voids(organizer, client):
    seminar = make_seminar_with_page(**ON_SITE)
    rows = make_participants(seminar, 2)
    address = reverse("seminars_desk:issue_letters", args=[seminar.pk])
    sent = {"kind": "leave", "language": "en", "chosen": [row.pk for row in rows]}
    preview = client.post(address, {**sent, "preview": "1"})
    text = PdfReader(io.BytesIO(preview.content)).pages[0].extract_text()
    assert "PREVIEW" in text
    assert "Person 0" in text
    assert not OfficialLetter.objects.exists()
    assert client.post(address, {"kind": "leave", "chosen": []}).status_code == 422
    client.post(address, sent)
    printing.render_waiting_letters()
    letters = list(OfficialLetter.objects.order_by("pk"))
    packed = client.post(reverse("seminars_desk:letters_zip", args=[seminar.pk]), {"chosen": [one.pk for one in letters]})
    with zipfile.ZipFile(io.BytesIO(b"".join(packed.streaming_content))) as archive:
        assert sorted(archive.namelist()) == [f"{one.number}-leave.pdf" for one in letters]
    assert AuditEntry.objects.filter(deed="letter.export", actor=organizer).count() == 1
    void = reverse("seminars_desk:void_letters", args=[seminar.pk])
    assert "Void these letters" in client.post(void, {"chosen": [letters[0].pk]}).content.decode()
    client.post(void, {"chosen": [letters[0].pk], "why": "Typed wrongly."})
    page = client.get(reverse("seminars_desk:letters", args=[seminar.pk])).content.decode()
    assert "Typed wrongly." in page


def test_moving_somebody_between_on_site_and_online_offers_their_letters_anew(organizer, client):
    seminar = make_seminar_with_page(**{**ON_SITE, "format": "hybrid"}, seats=20, seats_online=10)
    row = registration.register(make_person(), seminar, "en", "on_site")
    letter = make_letter(row)
    address = reverse("seminars_desk:act", args=[seminar.pk, row.pk, "change-mode"])
    page = client.post(address, {"why": "No visa."}, follow=True).content.decode()
    assert "1 letter no longer says what is so" in page
    assert f'value="{letter.pk}"' in page
    client.post(
        reverse("seminars_desk:void_letters", args=[seminar.pk]), {"chosen": [letter.pk], "why": "Online now.", "again": "on"}
    )
    assert OfficialLetter.objects.standing().get().facts["place"] == "Online"


def test_letters_of_who_gave_the_place_back_are_counted_on_the_seminars_screen(organizer, client):
    seminar = make_seminar_with_page(**ON_SITE)
    gone, stays = make_participants(seminar, 2)
    issuing.issue(seminar, [gone.pk, stays.pk], kind="leave", by=organizer)
    address = reverse("seminars_desk:registrations", args=[seminar.pk])
    assert "without a place" not in client.get(address).content.decode()
    registration.cancel(gone, gone.person)
    assert "Letters: 1 without a place" in client.get(address).content.decode()
    page = client.post(reverse("seminars_desk:cancel", args=[seminar.pk]), {"why": "A storm."}, follow=True).content.decode()
    assert "2 letters no longer say what is so" in page


def test_a_template_keeps_what_was_typed_and_shows_a_specimen(organizer, client):
    address = reverse("seminars_desk:add_letter_template")
    sent = {"kind": "leave", "language": "ja", "title": "休暇願", "body": "{name} さん {nmae}"}
    refused = client.post(address, sent)
    assert refused.status_code == 422
    assert "{nmae}" in refused.content.decode()
    shown = client.post(reverse("seminars_desk:letter_specimen_new"), {**sent, "body": "{name} さん"})
    assert shown["Content-Type"] == "application/pdf"
    assert not LetterTemplate.objects.exists()
    client.post(address, {**sent, "body": "{name} さん"})
    template = LetterTemplate.objects.get()
    client.post(address, {**sent, "body": "{name} さん"})
    assert LetterTemplate.objects.count() == 1
    client.post(reverse("seminars_desk:delete_letter_template", args=[template.pk]))
    assert not LetterTemplate.objects.exists()


@pytest.mark.parametrize("name", ["letters", "issue_letters"])
def test_lists_ask_the_same_queries_whatever_their_length(organizer, client, name):
    counts = []
    for people in (1, 4):
        seminar = make_seminar_with_page(**ON_SITE)
        rows = make_participants(seminar, people)
        issuing.issue(seminar, [row.pk for row in rows], kind="leave", by=organizer)
        client.get(reverse(f"seminars_desk:{name}", args=[seminar.pk]))
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse(f"seminars_desk:{name}", args=[seminar.pk]))
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_person_reads_their_own_letters_and_nobody_elses(client):
    row = make_participants(make_seminar_with_page(**ON_SITE))[0]
    letter = make_letter(row)
    address = reverse("seminars:letter_pdf", args=[letter.key])
    client.force_login(row.person)
    assert "is being made" in client.get(address).content.decode()
    printing.render_waiting_letters()
    assert client.get(address).content.startswith(b"%PDF")
    assert letter.number in client.get(reverse("seminars:letters", args=[row.seminar.key])).content.decode()
    client.force_login(make_user())
    assert client.get(address).status_code == 404


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_letters_issued_at_once_have_numbers_without_gaps_and_without_doubles():
    by, rows = make_user(), [make_participants(make_seminar(**ON_SITE))[0] for _number in range(6)]
    results = at_once(*(lambda row=row: issuing.issue(row.seminar, [row.pk], kind="leave", by=by) for row in rows))
    assert not [one for one in results if isinstance(one, Exception)]
    assert sorted(OfficialLetter.objects.values_list("sequence", flat=True)) == [1, 2, 3, 4, 5, 6]


def test_a_cancelled_seminar_has_only_letters_that_do_not_fit():
    row, by = make_participants(make_seminar(**ON_SITE))[0], make_user()
    make_letter(row, by=by)
    registration.cancel_seminar(row.seminar, by, "A storm.")
    with pytest.raises(ValidationError, match="cancelled"):
        issuing.issue(Seminar.objects.get(pk=row.seminar_id), [row.pk], kind="guarantee", by=by)
    assert [one.kind for one in outdated_letters(row.seminar)] == ["leave"]
