"""Terms that translators agreed on: proposed, decided, checked, out as a table and in again."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from icrweb.trail.models import AuditEntry
from icrweb.translating import term_files
from icrweb.translating.models import SentFile, Term, TermForm, TermProposal
from icrweb.translating.terms import accept, propose, refuse, terms_for
from tests.factories.people import make_user
from tests.factories.site import make_site

pytestmark = pytest.mark.django_db


def make_term(word="participant", *, part="noun", forms=(), **fields) -> Term:
    term = Term.objects.create(word=word, part_of_speech=part, **fields)
    for language, form, standing in forms:
        TermForm.objects.create(term=term, language=language, form=form, standing=standing)
    return term


def make_proposal(**facts) -> TermProposal:
    said = {
        "word": "participant",
        "language": "ja",
        "form": "治験参加者",
        "standing": "approved",
        "why": "E6(R3)",
        "by": make_user(),
    }
    return propose(**{**said, **facts})


@pytest.fixture
def editor(client):
    make_site()
    person = make_user(groups=["editor"])
    client.force_login(person)
    return person


def test_checks_know_approved_and_forbidden_forms_and_what_is_not_translated():
    make_term(forms=[("ja", "治験参加者", "approved"), ("ja", "被験者", "forbidden"), ("th", "ผู้เข้าร่วม", "approved")])
    make_term("RECIST", part="name", do_not_translate=True)
    make_term("site")
    known = {term.term: term for term in terms_for("ja")}
    assert set(known) == {"participant", "RECIST"}
    assert known["participant"].approved == ("治験参加者",)
    assert known["participant"].forbidden == ("被験者",)
    assert known["RECIST"].do_not_translate
    assert terms_for("ja", "th") == []


def test_what_checks_know_is_read_again_only_when_terms_have_changed(django_assert_num_queries):
    term = make_term(forms=[("ja", "治験参加者", "approved")])
    assert len(terms_for("ja")) == 1
    with django_assert_num_queries(2):
        assert len(terms_for("ja")) == 1
    form = term.forms.get()
    form.form = "参加者"
    form.save()
    assert terms_for("ja")[0].approved == ("参加者",)
    TermForm.objects.filter(pk=form.pk).delete()
    assert terms_for("ja") == []


def test_an_accepted_proposal_counts_and_makes_the_term():
    proposal = make_proposal()
    editor = make_user()
    accept(proposal, by=editor)
    assert [(term.term, term.approved) for term in terms_for("ja")] == [("participant", ("治験参加者",))]
    proposal.refresh_from_db()
    assert (proposal.state, proposal.decided_by) == ("accepted", editor)
    assert AuditEntry.objects.filter(deed="term.accept", actor=editor).count() == 1


def test_a_refused_proposal_counts_for_nothing_and_says_why():
    proposal = make_proposal()
    with pytest.raises(ValidationError) as refused:
        refuse(proposal, by=make_user(), reason=" ")
    assert refused.value.code == "reason"
    refuse(proposal, by=make_user(), reason="The ministry writes it otherwise.")
    proposal.refresh_from_db()
    assert (proposal.state, proposal.reason) == ("refused", "The ministry writes it otherwise.")
    assert terms_for("ja") == []


def test_nobody_decides_their_own_and_nothing_is_decided_twice():
    proposal = make_proposal()
    with pytest.raises(ValidationError) as refused:
        accept(proposal, by=proposal.by)
    assert refused.value.code == "own"
    accept(proposal, by=make_user())
    with pytest.raises(ValidationError) as refused:
        refuse(proposal, by=make_user(), reason="No.")
    assert refused.value.code == "decided"


def test_what_waits_or_is_agreed_is_not_proposed_again():
    proposal = make_proposal()
    with pytest.raises(ValidationError) as refused:
        make_proposal(word="Participant")
    assert refused.value.code == "waits"
    accept(proposal, by=make_user())
    with pytest.raises(ValidationError) as refused:
        make_proposal()
    assert refused.value.code == "known"


def test_a_table_comes_back_as_it_went_out():
    make_term(forms=[("ja", "治験参加者", "approved"), ("ja", "被験者", "forbidden")], definition="Who takes part.")
    make_term("=SUM", part="name", do_not_translate=True)
    text = "\n".join(",".join(f'"{cell}"' for cell in row) for row in term_files.table())
    assert [line.status for line in term_files.plan(text)] == ["same", "same"]
    Term.objects.all().delete()
    assert term_files.carry_out(term_files.plan(text), by=make_user()) == 2
    assert set(TermForm.objects.values_list("language", "form", "standing")) == {
        ("ja", "治験参加者", "approved"),
        ("ja", "被験者", "forbidden"),
    }
    assert Term.objects.get(word="=SUM").do_not_translate


def test_a_table_adds_and_changes_but_never_takes_away():
    make_term("site", forms=[("th", "สถานที่", "approved")], note="a hospital")
    lines = term_files.plan("term\tth\tzh_Hans\tnote\nsite\t\t中心\t\nRECIST\t\t\tA standard\n")
    assert [(line.number, line.status) for line in lines] == [(2, "changed"), (3, "new")]
    assert Term.objects.count() == 1
    term_files.carry_out(lines, by=make_user())
    assert set(TermForm.objects.values_list("language", "form")) == {("th", "สถานที่"), ("zh-hans", "中心")}
    assert Term.objects.get(word="site").note == "a hospital"


@pytest.mark.parametrize(("text", "code"), [("", "head"), ("word,ja\nsite,x", "head"), ("term\n" + "a\n" * 5001, "long")])
def test_a_table_that_cannot_be_read_is_refused(text, code):
    with pytest.raises(ValidationError) as refused:
        term_files.plan(text)
    assert refused.value.code == code


def test_a_row_that_is_wrong_is_named_and_the_others_come_in():
    lines = term_files.plan(
        "term,part of speech,ja\nsite,noun,施設\n,noun,x\nvisit,thing,来院\nsite,noun,場所\n" + "a" * 121 + ",noun,x\n"
    )
    assert [(line.number, line.status) for line in lines] == [
        (2, "new"),
        (3, "refused"),
        (4, "refused"),
        (5, "refused"),
        (6, "refused"),
    ]
    assert all(line.sentence for line in lines[1:])
    assert term_files.carry_out(lines, by=make_user()) == 1


def test_an_editor_looks_at_a_table_before_it_changes_anything(client, editor):
    upload = SimpleUploadedFile("terms.csv", "term,ja\nsite,施設\n".encode())
    answer = client.post(reverse("translating_terms_in"), {"file": upload}, follow=True)
    assert "施設" in answer.content.decode()
    assert not Term.objects.exists()
    client.post(answer.redirect_chain[-1][0])
    assert TermForm.objects.get().form == "施設"
    assert SentFile.objects.get().text == ""
    assert "施設" in client.get(reverse("translating_terms_out")).content.decode()


def test_a_table_that_is_no_table_is_refused_in_the_form(client, editor):
    upload = SimpleUploadedFile("terms.csv", b"\xff\xfe\x00")
    answer = client.post(reverse("translating_terms_in"), {"file": upload})
    assert answer.status_code == 422
    assert "UTF-8" in answer.content.decode()


def test_a_translator_proposes_and_an_editor_decides(client, editor):
    translator = make_user(groups=["translator"])
    client.force_login(translator)
    said = {"word": "site", "language": "th", "form": "สถานที่วิจัย", "standing": "approved", "why": "Used by the ministry."}
    client.post(reverse("translating_proposals"), said)
    proposal = TermProposal.objects.get(by=translator)
    assert client.post(reverse("translating_decide", args=[proposal.pk]), {"accept": "1"}).status_code == 302
    assert not Term.objects.exists()
    client.force_login(editor)
    client.post(reverse("translating_decide", args=[proposal.pk]), {"accept": "1"})
    assert TermForm.objects.get().form == "สถานที่วิจัย"


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_of_proposals_asks_the_same_of_the_database_for_more_rows(client, editor, number, django_assert_max_num_queries):
    for count in range(number):
        make_proposal(form=f"form {count}")
    client.get(reverse("translating_proposals"))
    with django_assert_max_num_queries(16):
        answer = client.get(reverse("translating_proposals"))
    assert answer.content.decode().count('name="accept"') == number


def test_the_list_of_terms_offers_table_and_proposals(client, editor):
    make_term(forms=[("ja", "治験参加者", "approved")])
    page = client.get(reverse("wagtailsnippets_translating_term:list")).content.decode()
    assert reverse("translating_terms_in") in page
    assert "participant" in page
    assert client.get(reverse("wagtailsnippets_translating_term:list"), {"q": "治験"}).content.decode().count("participant") >= 1
