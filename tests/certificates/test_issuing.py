"""Once per piece of evidence, frozen, corrected by a new one, taken back in the open."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.models import Site

from certificates.issuing import achievement_for, issue_certificate, issue_owed_certificates, revoke, supersede
from certificates.models import Achievement, Certificate, OwedCertificate, Paper, Status
from icrweb.accounts.models import Institution
from icrweb.pages.models import SiteSettings
from icrweb.trail.models import AuditEntry
from tests.factories.certificates import COMPLETED_AT, make_achievement, make_certificate, make_facts
from tests.factories.people import make_affiliation, make_institution, make_user

pytestmark = pytest.mark.django_db
DAY = COMPLETED_AT.date()


def test_a_certificate_freezes_what_it_states():
    Institution.objects.create(code="JP1", name="Tokyo", kind="coordinating", country="JP", time_zone="Asia/Tokyo")
    site = SiteSettings.for_site(Site.objects.get_or_create(is_default_site=True, defaults={"hostname": "x", "root_page_id": 1})[0])
    site.issuer_name, site.responsible_person, site.responsible_person_native = "The network", "Mori Haruka", "森 遥"
    site.responsible_role = "Programme director"
    site.save()
    person = make_user(
        latin_name="Kanokwan Srisuksawat", native_name="กนกวรรณ ศรีสุขสวัสดิ์", country="TH", time_zone="Asia/Bangkok", language="th"
    )
    make_affiliation(person, make_institution(name="Isan Regional University Hospital (demo)"), confirmed_at=timezone.now())
    certificate = make_certificate(person, study_language="th")
    assert certificate.latin_name == "Kanokwan Srisuksawat"
    assert certificate.title == "Good Clinical Practice for Investigator Sites"
    assert certificate.completed_at == COMPLETED_AT
    assert certificate.facts == {
        **make_facts(study_language="th").as_json(),
        "template": 1,
        "design": None,
        "kind": "completion",
        "code": "C1",
        "time_zone": "Asia/Bangkok",
        "latin_name": "Kanokwan Srisuksawat",
        "native_name": "กนกวรรณ ศรีสุขสวัสดิ์",
        "native_language": "th",
        "name_order": "given_first",
        "institution": "Isan Regional University Hospital (demo)",
        "country": "TH",
        "identity": "confirmed",
        "issuer": "The network",
        "responsible_person": "Mori Haruka",
        "responsible_person_native": "森 遥",
        "responsible_native_language": "ja",
        "responsible_role": "Programme director",
        "issued_at": certificate.issued_at.isoformat(),
    }


def test_nothing_that_happens_later_changes_it():
    person = make_user(latin_name="Sato Kenji", native_name="佐藤 健二", country="JP")
    institution = make_institution(name="Tokyo")
    make_affiliation(person, institution)
    achievement = make_achievement()
    certificate = make_certificate(person, achievement=achievement)
    before = Certificate.objects.values().get(pk=certificate.pk)
    person.latin_name, person.native_name, person.country, person.time_zone = "Someone Else", "", "VN", "Asia/Tokyo"
    person.save()
    institution.name, institution.country = "Closed", "KR"
    institution.save()
    SiteSettings.objects.update(issuer_name="Another issuer")
    achievement_for(achievement.key, achievement.kind, "C9", "Another title")
    assert Certificate.objects.values().get(pk=certificate.pk) == before


@pytest.mark.parametrize("field", ["facts", "latin_name", "title", "code", "completed_at", "valid_until", "recipient"])
def test_code_cannot_change_a_certificate_either(field):
    certificate = make_certificate()
    with pytest.raises(TypeError, match="never change"):
        certificate.save(update_fields=[field])
    with pytest.raises(TypeError, match="never change"):
        Certificate.objects.filter(pk=certificate.pk).update(**{field: getattr(certificate, field)})
    with pytest.raises(TypeError, match="never change"):
        certificate.save()


def test_certificates_are_never_deleted():
    certificate = make_certificate()
    with pytest.raises(TypeError, match="never deleted"):
        certificate.delete()
    with pytest.raises(TypeError, match="never deleted"):
        Certificate.objects.all().delete()
    assert Certificate.objects.count() == 1


def test_the_same_evidence_gives_the_same_certificate():
    person, achievement, evidence = make_user(), make_achievement(), uuid.uuid4()
    first = issue_certificate(person, achievement, evidence, make_facts())
    second = issue_certificate(person, achievement, evidence, make_facts(edition_label="other"))
    assert first == second
    assert Certificate.objects.count() == 1
    assert AuditEntry.objects.filter(deed="certificate.issue").count() == 1


def test_the_database_refuses_a_second_standing_certificate():
    certificate = make_certificate()
    with pytest.raises(IntegrityError), transaction.atomic():
        Certificate.objects.create(
            achievement=certificate.achievement,
            recipient=certificate.recipient,
            evidence_key=certificate.evidence_key,
            facts=certificate.facts,
            completed_at=certificate.completed_at,
        )


def test_a_person_may_hold_many_certificates():
    person = make_user()
    for _ in range(3):
        make_certificate(person)
    assert Certificate.objects.for_recipient(person).valid().count() == 3


def test_issuing_locks_the_name_once():
    person = make_user()
    with time_machine.travel("2027-02-01T00:00:00Z", tick=False):
        make_certificate(person)
    make_certificate(person)
    person.refresh_from_db()
    assert person.names_locked_at == datetime(2027, 2, 1, tzinfo=UTC)


def test_a_paper_is_asked_for_in_the_language_of_study():
    certificate = make_certificate(make_user(language="ja"), study_language="th")
    assert list(certificate.papers.values_list("language", "sha256")) == [("th", "")]


def test_the_interface_language_counts_where_no_study_language_is_known():
    certificate = make_certificate(make_user(language="ja"), study_language="")
    assert list(certificate.papers.values_list("language", flat=True)) == ["ja"]


def test_the_affiliation_of_the_day_of_completion_counts_and_a_confirmed_one_first():
    person = make_user(country="SG")
    make_affiliation(person, make_institution(name="Earlier"), ended_on=DAY - timedelta(days=1))
    make_affiliation(person, make_institution(name="Later"), started_on=DAY + timedelta(days=1))
    make_affiliation(person, make_institution(name="Declared", country="MY"), started_on=DAY)
    make_affiliation(person, make_institution(name="Confirmed", country="VN"), confirmed_at=timezone.now())
    facts = make_certificate(person).facts
    assert (facts["institution"], facts["country"], facts["identity"]) == ("Confirmed", "VN", "confirmed")


def test_the_day_is_the_one_in_the_zone_that_counts():
    person = make_user(time_zone="Asia/Tokyo")
    make_affiliation(person, make_institution(name="Old"), ended_on=date(2027, 1, 15))
    make_affiliation(person, make_institution(name="New"), started_on=date(2027, 1, 16))
    late = datetime(2027, 1, 15, 15, 30, tzinfo=UTC)  # the 16th in Tokyo
    assert make_certificate(person, completed_at=late).facts["institution"] == "New"
    assert make_certificate(person, completed_at=late, time_zone="Asia/Bangkok").facts["institution"] == "Old"


def test_without_an_affiliation_the_holder_speaks_for_themselves():
    facts = make_certificate(make_user(country="PH")).facts
    assert (facts["institution"], facts["country"], facts["identity"]) == ("", "PH", "self_declared")


def test_who_has_no_name_is_owed_the_certificate_and_gets_it_with_the_name():
    person, achievement, evidence = make_user(latin_name=""), make_achievement(), uuid.uuid4()
    facts = make_facts(valid_until=date(2030, 1, 14))
    assert issue_certificate(person, achievement, evidence, facts) is None
    assert issue_certificate(person, achievement, evidence, facts) is None
    assert OwedCertificate.objects.count() == 1
    assert issue_owed_certificates() == 0
    person.latin_name = "Sutrisno"
    person.save()
    assert issue_owed_certificates() == 1
    certificate = Certificate.objects.get(evidence_key=evidence)
    assert (certificate.latin_name, certificate.completed_at) == ("Sutrisno", COMPLETED_AT)
    assert certificate.valid_until == date(2030, 1, 14)
    assert certificate.facts["modules"] == facts.modules
    assert not OwedCertificate.objects.exists()
    assert issue_owed_certificates() == 0


def test_an_achievement_follows_its_course_and_stays_one():
    key = uuid.uuid4()
    first = achievement_for(key, "completion", "C1", "Old")
    second = achievement_for(key, "completion", "C1", "New")
    assert first == second
    assert Achievement.objects.get().name == "New"


def test_revoking_says_when_and_why_and_writes_the_trail():
    certificate, staff = make_certificate(), make_user()
    revoke(certificate, by=staff, reason="shared_account", why="Two people, one account.")
    certificate.refresh_from_db()
    assert certificate.status() is Status.REVOKED
    assert certificate.revocation_reason == "shared_account"
    entry = AuditEntry.objects.get(deed="certificate.revoke")
    assert (entry.actor, entry.person, entry.why) == (staff, certificate.recipient, "Two people, one account.")
    assert entry.old == {"revoked_at": None, "revocation_reason": ""}
    assert entry.new["revocation_reason"] == "shared_account"


def test_superseding_issues_a_new_one_on_the_same_evidence_and_keeps_the_old():
    person, staff = make_user(latin_name="Peñaflor Jose Ramon D. Jr."), make_user()
    old = make_certificate(person)
    frozen = dict(old.facts)
    new = supersede(old, staff, "The order was wrong.", latin_name="Jose Ramon D. Peñaflor Jr.")
    old.refresh_from_db()
    assert old.superseded_by == new
    assert (old.status(), new.status()) == (Status.SUPERSEDED, Status.VALID)
    assert old.facts == frozen
    assert new.code != old.code
    assert new.evidence_key == old.evidence_key
    assert new.completed_at == old.completed_at
    changed = {name for name in frozen if frozen[name] != new.facts[name]}
    assert changed == {"latin_name", "issued_at"}
    entry = AuditEntry.objects.get(deed="certificate.supersede")
    assert (entry.actor, entry.person, entry.why) == (staff, person, "The order was wrong.")
    assert (entry.old["latin_name"], entry.new["latin_name"]) == ("Peñaflor Jose Ramon D. Jr.", "Jose Ramon D. Peñaflor Jr.")
    assert (entry.old["number"], entry.new["number"]) == (old.number, new.number)
    assert list(new.papers.values_list("language", flat=True)) == ["en"]


def test_a_corrected_certificate_may_be_corrected_again():
    first = make_certificate()
    second = supersede(first, make_user(), "spelling", latin_name="Sato Kenj")
    third = supersede(second, make_user(), "spelling", latin_name="Sato Kenji", native_name="佐藤 健二")
    assert Certificate.objects.standing().get() == third
    assert third.native_name == "佐藤 健二"
    assert issue_certificate(first.recipient, first.achievement, first.evidence_key, make_facts()) == third


def _superseded():
    certificate = make_certificate()
    supersede(certificate, make_user(), "spelling", latin_name="Corrected")
    return certificate


def _revoked():
    return revoke(make_certificate(), make_user(), "issued_in_error", "by mistake")


@pytest.mark.parametrize(
    ("make", "deed", "code"),
    [
        (_superseded, lambda one, by: revoke(one, by, "misconduct", "why"), "superseded"),
        (_revoked, lambda one, by: revoke(one, by, "misconduct", "why"), "revoked"),
        (_revoked, lambda one, by: supersede(one, by, "why", latin_name="New"), "revoked"),
        (_superseded, lambda one, by: supersede(one, by, "why", latin_name="New"), "superseded"),
        (make_certificate, lambda one, by: revoke(one, by, "misconduct", "  "), "why"),
        (make_certificate, lambda one, by: revoke(one, by, "mood", "why"), "reason"),
        (make_certificate, lambda one, by: supersede(one, by, " ", latin_name="New"), "why"),
        (make_certificate, lambda one, by: supersede(one, by, "why", latin_name=" "), "name"),
        (make_certificate, lambda one, by: supersede(one, by, "why"), "same"),
    ],
)
def test_what_cannot_be_done_is_refused_and_changes_nothing(make, deed, code):
    certificate = make()
    before = list(Certificate.objects.order_by("pk").values()), AuditEntry.objects.count(), Paper.objects.count()
    with pytest.raises(ValidationError) as refusal:
        deed(certificate, make_user())
    assert refusal.value.code == code
    assert (list(Certificate.objects.order_by("pk").values()), AuditEntry.objects.count(), Paper.objects.count()) == before


def test_validity_is_inclusive_and_none_means_that_others_set_it():
    certificate = make_certificate(valid_until=date(2030, 1, 14))
    assert certificate.status(date(2030, 1, 14)) is Status.VALID
    assert certificate.status(date(2030, 1, 15)) is Status.PAST
    assert make_certificate().status(date(2999, 1, 1)) is Status.VALID


@pytest.mark.parametrize("day", [date(2030, 1, 14), date(2030, 1, 15)])
def test_lists_by_status_agree_with_the_status_of_each(day):
    _superseded(), _revoked(), make_certificate(), make_certificate(valid_until=date(2030, 1, 14))
    both = _superseded()
    Certificate.objects.filter(pk=both.pk).update(revoked_at=timezone.now())
    for status in Status:
        by_list = set(Certificate.objects.with_status(status, day))
        one_by_one = {one for one in Certificate.objects.all() if one.status(day) is status}
        assert by_list == one_by_one
