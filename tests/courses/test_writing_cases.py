"""Writing cases in the CMS: what is refused, what is warned of, and the preview."""

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from courses.checks import findings_of
from courses.choices import QuestionKind
from courses.models import Case, Question
from courses.review import found_workflows
from courses.waiting import waiting_for
from icrweb.accounts.roles import EDITOR, TRANSLATOR, make_roles
from tests.factories.people import make_user
from tests.factories.questions import make_bank, make_case, make_objective, make_question, translate_case

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client):
    make_roles()
    person = make_user()
    person.groups.add(Group.objects.get(name=EDITOR))
    client.force_login(person)
    return client


@pytest.fixture
def superuser(client, admin_user):
    client.force_login(admin_user)
    return client


def refusals(client, row, **changed) -> dict:
    """What the editor of a case or a question says when it is to be published with some fields changed."""
    if isinstance(row, Case):
        values = {"title": row.title, "slug": row.slug, "vignette": rich_text(row.vignette)}
    else:
        values = {"name": row.name, "kind": row.kind, "level": row.level, "stem": rich_text(row.stem), "choices": streamfield([])}
        values |= {"answer": "3", "tolerance": "0", "points": "1"}
    values = nested_form_data({"bank": row.bank_id, "objective": row.objective, **values, **changed})
    address = f"/admin/snippets/courses/{row._meta.model_name}/edit/{row.pk}/"
    answer = client.post(address, {**values, "action-publish": "1"})
    return {name: list(sentences) for name, sentences in answer.context["form"].errors.items()}


def codes(row) -> set[str]:
    return {finding.code for finding in findings_of(row)}


def test_an_editor_lists_and_opens_cases_and_a_learner_does_not(editor, client):
    case = make_case(make_bank(), 2)
    assert case.title in editor.get("/admin/snippets/courses/case/").content.decode()
    shown = editor.get(f"/admin/snippets/courses/case/edit/{case.pk}/").content.decode()
    assert all(question.name in shown for question in case.asked())
    client.force_login(make_user())
    assert client.get("/admin/snippets/courses/case/").status_code == 302


def test_a_case_without_vignette_stays_a_draft():
    case = make_case(vignette="<p></p>", live=False)
    with pytest.raises(ValidationError) as refusal:
        case.save_revision().publish()
    assert refusal.value.message_dict == {"vignette": ["Write the vignette."]}
    assert not Case.objects.get().live


def test_the_preview_shows_the_vignette_with_its_live_questions_in_order(superuser):
    bank = make_bank()
    make_objective(bank, words="Run consent")
    case = make_case(bank)
    second = make_question(bank, case=case.slug, place_in_case=2, stem="<p>Second?</p>")
    make_question(bank, QuestionKind.HOT_SPOT, case=case.slug, place_in_case=1, stem="<p>First?</p>", feedback="Hush.")
    make_question(bank, case=case.slug, place_in_case=3, stem="<p>Never published?</p>", live=False)
    context = case.get_preview_context(superuser.get("/").wsgi_request, "")
    assert [question["stem"] for question in context["questions"]] == ["<p>First?</p>", second.stem]
    assert context["questions"][0]["picture"]["places"]
    text = case.make_preview_request().render().content.decode()
    assert text.index("wants to stop.") < text.index("First?") < text.index("Second?")
    assert "Hush." not in text


def test_the_preview_of_a_question_shows_the_vignette_of_its_case(superuser):
    case = make_case(make_bank(), 1)
    text = case.asked().get().make_preview_request().render().content.decode()
    assert text.count("wants to stop.") == 1
    assert "wants to stop." not in make_question(case.bank).make_preview_request().render().content.decode()


def test_checks_warn_of_a_case_that_would_be_drawn_badly_and_of_a_question_without_its_case():
    case = make_case(make_bank(), 1)
    assert codes(case) == {"case_questions"}
    other = make_question(case.bank, case=case.slug, place_in_case=1)
    assert codes(case) == {"case_places"}
    Question.objects.filter(pk=other.pk).update(place_in_case=2)
    make_question(case.bank, QuestionKind.CONCORDANCE, case=case.slug, place_in_case=3)
    assert codes(case) == {"case_formative"}
    assert "case_not_live" not in codes(other)
    case.unpublish()
    assert "case_not_live" in codes(other)
    assert "case_not_live" not in codes(make_question(case.bank))


def test_a_question_names_a_case_of_its_bank_and_a_place_of_its_own(superuser):
    bank = make_bank()
    make_objective(bank)
    case = make_case(bank, 1, slug="stopping")
    taken = case.asked().get()
    question = make_question(bank, QuestionKind.NUMERIC, answer=3)
    assert refusals(superuser, question, case="other")["case"] == [
        "This bank has no such case. Choose one of: stopping. Or add it to the bank first."
    ]
    assert refusals(superuser, question, case="stopping")["place_in_case"] == [
        "Say at which place of its case this question is asked: 1 is the first."
    ]
    assert refusals(superuser, question, case="stopping", place_in_case="1")["place_in_case"] == [
        f"“{taken.name}” stands at this place of the case. Choose another place."
    ]


def test_the_short_name_of_a_case_with_questions_stays_and_is_its_own(superuser):
    bank = make_bank()
    make_case(bank, slug="taken")
    case = make_case(bank, 1, slug="stopping")
    assert refusals(superuser, case, slug="other")["slug"] == [
        "Questions name this case “stopping”. Keep that, or give them the new name first."
    ]
    empty = make_case(bank, slug="empty")
    assert refusals(superuser, empty, slug="taken")["slug"] == ["This bank has another case of this short name. Choose another."]


def test_a_translation_follows_its_source_and_has_questions_of_its_own_language():
    case = make_case(make_bank(), 2, one_way=True)
    japanese = translate_case(case, "ja")
    assert (japanese.slug, japanese.one_way) == (case.slug, True)
    assert {question.locale.language_code for question in japanese.asked()} == {"ja"}
    assert not japanese.is_source


def test_a_case_goes_through_review_and_waits_by_its_title():
    make_roles()
    found_workflows()
    case = make_case(live=False)
    case.save_revision()
    case.get_workflow().start(case, make_user())
    assert [(row.title, row.kind, row.course) for row in waiting_for(make_user())] == [(case.title, "case", case.bank.name)]


def test_translators_may_change_a_case_and_not_add_one(client):
    make_roles()
    person = make_user()
    person.groups.add(Group.objects.get(name=TRANSLATOR))
    assert person.has_perm("courses.change_case")
    assert not person.has_perm("courses.add_case")
