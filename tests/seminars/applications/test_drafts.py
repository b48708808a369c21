import pytest

from seminars.models import Draft, Registration
from tests.factories.applications import a_file, field, make_question
from tests.factories.people import make_user
from tests.factories.seminars import make_seminar_with_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def seminar(client):
    client.force_login(make_user())
    return make_seminar_with_page(title="Protocol Workshop")


def at(seminar, end=""):
    return f"/en/take-part/{seminar.key}/{end}"


def test_save_and_go_on_later_keeps_what_is_typed_right_or_wrong(client, seminar):
    mail, why = make_question(seminar, kind="email", required=True), make_question(seminar, kind="multiline")
    concept = make_question(seminar, kind="file")
    sent = {field(mail): "not an address", field(why): "Because\x00", field(concept): a_file(), "save": "1"}
    answer = client.post(at(seminar), sent, follow=True)
    words = answer.content.decode()
    assert answer.redirect_chain == [(at(seminar), 302)]
    assert "Saved as a draft. Nothing is handed in yet." in words
    assert 'value="not an address"' in words and "Because" in words and "concept.pdf" in words
    assert not Registration.objects.exists()


def test_the_page_saves_by_itself_without_files(client, seminar):
    question = make_question(seminar)
    answer = client.post(at(seminar, "draft/sign_up/"), {field(question): "A tr", "seen": "0", "question-99": "of others"})
    assert answer.json() == {"version": 1, "words": "Saved as a draft. Nothing is handed in yet."}
    assert Draft.objects.get().typed == {field(question): ["A tr"]}
    assert "A tr" in client.get(at(seminar)).content.decode()


def test_of_two_tabs_the_last_one_wins_and_is_told(client, seminar):
    question = make_question(seminar)
    address = at(seminar, "draft/sign_up/")
    for words in ("One", "One and two"):
        first = client.post(address, {field(question): words, "seen": "1"}).json()
    assert first["version"] == 2 and "another window" not in first["words"]
    second = client.post(address, {field(question): "Other", "seen": "1"}).json()
    assert second["version"] == 3 and "another window" in second["words"]
    assert Draft.objects.get().typed == {field(question): ["Other"]}


def test_a_draft_is_its_persons_alone(client, seminar):
    question = make_question(seminar)
    client.post(at(seminar, "draft/sign_up/"), {field(question): "Mine"})
    client.force_login(make_user())
    assert "Mine" not in client.get(at(seminar)).content.decode()


def test_nothing_is_kept_of_what_could_not_be_handed_in(client, seminar):
    question = make_question(seminar)
    assert client.post(at(seminar, "draft/accepted/"), {field(question): "A"}).status_code == 409
    seminar.cancelled_at = seminar.starts_at
    seminar.save()
    assert client.post(at(seminar, "draft/sign_up/"), {field(question): "A"}).status_code == 409
    assert client.post(at(seminar, "draft/other/"), {}).status_code == 404
    assert not Draft.objects.exists()


def test_a_file_of_the_draft_is_taken_away_and_what_is_typed_stays(client, seminar):
    question, concept = make_question(seminar), make_question(seminar, kind="file")
    client.post(at(seminar), {field(question): "A", field(concept): a_file(), "save": "1"})
    words = client.post(at(seminar), {field(question): "A and B", "drop": str(concept.pk)}, follow=True).content.decode()
    assert "concept.pdf" not in words and 'value="A and B"' in words
