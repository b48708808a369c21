"""Templates in the admin: drawn up on one page, looked at before they count, and nothing typed or chosen is lost."""

import pytest

from certificates.models import Achievement, CertificateTemplate
from icrweb.accounts.roles import make_roles
from tests.factories.certificates import make_certificate
from tests.factories.people import make_user
from tests.factories.seminars import make_seminar
from tests.factories.site import make_site
from tests.factories.templates import make_template, picture_file

pytestmark = pytest.mark.django_db
INDEX = "/admin/certificate-templates/"


@pytest.fixture(autouse=True)
def director(client, db):
    make_site()
    make_roles()
    user = make_user(groups=["director"], is_staff=True)
    client.force_login(user)
    return user


def filled(**changes) -> dict:
    rows = {f"signatories-{row}-{name}": "" for row in range(3) for name in ("name", "titles", "signature-kept", "seal-kept")}
    form = {"name": "Programme paper", "use": "all", "paper": "a4", "bilingual": "on", "logo-kept": ""}
    wording = {"opening": "", "sentence": "", "statement": ""}
    management = {"signatories-TOTAL_FORMS": "3", "signatories-INITIAL_FORMS": "0"}
    return {**form, **wording, **management, **rows, **changes}


def test_without_a_template_the_list_says_what_papers_look_like(client):
    assert "No template yet: papers have the site&#x27;s own look." in client.get(INDEX).content.decode()


def test_a_template_is_drawn_up_and_listed_with_its_version(client):
    sent = filled(
        logo=picture_file(),
        opening="en: We state that\nth: ขอรับรองว่า",
        **{"signatories-0-name": "Prof. Ratana Chai", "signatories-0-titles": "en: Director"},
    )
    assert client.post(f"{INDEX}add/", sent).status_code == 302
    template = CertificateTemplate.objects.get()
    design = template.newest.design
    assert design["wording"] == {"opening": {"en": "We state that", "th": "ขอรับรองว่า"}}
    assert design["signatories"] == [{"name": "Prof. Ratana Chai", "titles": {"en": "Director"}, "signature": "", "seal": ""}]
    page = client.get(INDEX).content.decode()
    assert "Programme paper" in page
    shown = client.get(f"{INDEX}{template.pk}/").content.decode()
    assert design["logo"] in shown
    assert "en: We state that" in shown
    assert client.get(f"{INDEX}pictures/{design['logo']}.png")["Content-Type"] == "image/png"


def test_saving_without_a_new_picture_keeps_the_old_one_and_taking_it_away_does_not(client):
    template = make_template()
    logo = template.newest.design["logo"]
    assert client.post(f"{INDEX}{template.pk}/", filled(**{"logo-kept": logo})).status_code == 302
    assert template.newest.design["logo"] == logo
    assert client.post(f"{INDEX}{template.pk}/", filled(**{"logo-kept": logo, "logo-remove": "on"})).status_code == 302
    assert template.newest.design["logo"] == ""
    assert template.newest.number == 3


def test_what_is_refused_comes_back_with_the_picture_that_was_chosen(client):
    answer = client.post(f"{INDEX}add/", filled(name="", logo=picture_file(), statement="xx: no language"))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Start each line with a language" in page
    assert "xx: no language" in page
    (kept,) = {part.split('"')[0] for part in page.split('name="logo-kept" value="')[1:]}
    assert len(kept) == 64
    assert client.post(f"{INDEX}add/", filled(**{"logo-kept": kept})).status_code == 302
    assert CertificateTemplate.objects.get().newest.design["logo"] == kept


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"logo": "not a picture"}, ""),
        ({"sentence": "en: finished"}, "give a template for both no sentence of its own"),
        ({"signatories-1-titles": "en: Director"}, "Write who signs"),
        ({"opening": f"en: {'long ' * 30}"}, "90 fit on the paper"),
        ({"name": "\U00016a00"}, "cannot print these characters"),
    ],
)
def test_mistakes_are_named(client, changes, words):
    answer = client.post(f"{INDEX}add/", filled(**changes))
    assert answer.status_code == (422 if words else 302)
    assert words in answer.content.decode()


def test_a_preview_saves_nothing_and_shows_what_stands_in_the_form(client):
    answer = client.post(f"{INDEX}preview/", filled(name="Not yet"))
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    assert not CertificateTemplate.objects.exists()
    assert client.post(f"{INDEX}preview/", filled(name="")).status_code == 422


def test_an_old_version_can_be_looked_at_and_a_template_deleted(client):
    template = make_template()
    assert client.get(f"{INDEX}{template.pk}/versions/1/").content.startswith(b"%PDF")
    assert client.get(f"{INDEX}{template.pk}/versions/2/").status_code == 404
    assert "Keep it" in client.get(f"{INDEX}{template.pk}/delete/").content.decode()
    client.post(f"{INDEX}{template.pk}/delete/")
    assert not CertificateTemplate.objects.exists()


def test_others_see_neither_templates_nor_pictures(client):
    logo = make_template().newest.design["logo"]
    client.force_login(make_user(groups=["author"], is_staff=True))
    for address in (INDEX, f"{INDEX}add/", f"{INDEX}pictures/{logo}.png"):
        assert client.get(address).status_code in (302, 403, 404)


def test_organizers_see_the_pictures_that_their_letters_share_and_no_template(client):
    logo = make_template().newest.design["logo"]
    client.force_login(make_user(groups=["organizer"], is_staff=True))
    for address in (INDEX, f"{INDEX}add/"):
        assert client.get(address).status_code in (302, 403, 404)
    assert client.get(f"{INDEX}pictures/{logo}.png").status_code == 200


def test_a_planned_seminar_has_its_template_before_anybody_has_its_certificate(client):
    seminar = make_seminar()
    achievement = Achievement.objects.get(key=seminar.key)
    assert seminar.code in client.get(f"{INDEX}add/").content.decode()
    assert client.post(f"{INDEX}add/", filled(use="chosen", achievements=[achievement.pk])).status_code == 302
    certificate = make_certificate(achievement=achievement)
    assert certificate.facts["design"]["template"] == "Programme paper"
