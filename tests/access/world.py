"""One owner with a record of every kind, and a visitor in each role, for the walk of test_access.py."""

import uuid
from dataclasses import dataclass, field

from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.mail import EmailMessage
from django.test import Client
from django.utils import timezone

from certificates.issuing import Facts, achievement_for, issue_certificate
from certificates.models import Badge, IssuerKey, Paper, StatusList
from certificates.reporting import report
from courses.models import CourseImport, Enrolment, PracticeRound, Question, QuestionBank, QuestionImport, Regrade
from courses.practice_letters import stop_address
from courses.practising import begin_practice
from courses.quizzes import start_attempt
from evaluation.followups.letters import token_of as supervisor_token
from evaluation.inviting import invite
from evaluation.models import Outcome, SeminarReply, Wording
from helpdesk import asking, helping
from helpdesk.noting import write_note
from helpdesk.places import place_of
from icrweb.accounts.models import User
from icrweb.accounts.roles import make_roles
from icrweb.trail import audit, mail
from icrweb.translating.models import CaptionWork, TermProposal
from icrweb.translating.sending import send_in
from icrweb.translating.working import write_words
from seminars.applications.applying import change
from seminars.applications.drafting import keep_file
from seminars.calendar.feeding import address_of as feed_address_of
from seminars.calendar.feeding import make_feed
from seminars.calendar.messaging import write as write_message
from seminars.calendar.quiet import stop_address as quiet_address
from seminars.calendar.watching import stop_address as watch_address
from seminars.materials import add_material
from seminars.models import Invitation, MeetingReport, Nomination, Passport, Registration, Review, SeminarPage, Team
from seminars.papers import issuing, sealing
from seminars.papers.forms import PASSPORT_LABELS
from seminars.papers.templating import save_template as save_letter_template
from seminars.selection.arranging import set_delegate
from seminars.tokens import new_token
from tests.access.roles import ROLES
from tests.factories.applications import a_file, make_question
from tests.factories.cohorts import make_cohort, make_member
from tests.factories.courses import lessons_of, make_cpd, make_enrolment
from tests.factories.external import make_pdf, make_sent
from tests.factories.media import make_recording, video_block
from tests.factories.paths import make_path, step
from tests.factories.people import PASSWORD, make_affiliation, make_user
from tests.factories.questions import make_sitting, right_answer
from tests.factories.references import make_guideline
from tests.factories.selection import make_selection
from tests.factories.seminars import make_call, make_invitation, make_registration, make_rule, make_seminar_with_page
from tests.factories.site import make_site
from tests.factories.templates import make_template
from tests.factories.translations import begin as begin_translation
from tests.factories.translations import in_language, outdate, segment_of
from training.models import RecordPaper
from training.record import gather
from training.renewal_letters import stop_address as stop_reminders_address
from training.sharing import address_of, make_link

EMAIL, LATIN, NATIVE = "zyx.canary@demo.example", "Zyxcanary Ownerson", "所有者 試験"


@dataclass
class World:
    """One owner with a record of every kind, and a visitor in each role."""

    owner: User
    values: dict  # what stands in an address, by (namespace, name) or by name
    forms: dict  # what is sent, where an empty form would be refused for what it says and not for who sends it
    clients: dict = field(default_factory=dict)
    pages: dict = field(default_factory=dict)


def make_world() -> World:
    make_site()
    groups = make_roles()
    owner = make_user(EMAIL, latin_name=LATIN, native_name=NATIVE, password=PASSWORD)
    affiliation = make_affiliation(owner)
    owner.groups.set([groups["coordinator"]])
    coordinated = make_affiliation(owner, confirmed_at=timezone.now()).institution
    enrolment, quiz = make_sitting(learner=owner)
    attempt = start_attempt(enrolment, quiz, "en", declared=True)
    item = attempt.paper[0]["item"]
    answer = right_answer(attempt, item)
    seminar = make_seminar_with_page()
    seminar_page = SeminarPage.objects.get(translation_key=seminar.key, locale__language_code="en")
    registration = make_registration(seminar, owner)
    other = make_registration(seminar, make_user(latin_name="Somebody Else"))
    question = make_question(seminar, kind="file")
    keep_file(owner, question, a_file(), "pdf")
    asked = make_question(seminar)
    change(registration, {asked.pk: "A canary"})
    make_question(seminar, part="accepted")
    sealed = sealing.seal(dict.fromkeys(PASSPORT_LABELS, ""))
    Passport.objects.create(registration=registration, sealed=sealed, consent={})
    [official] = issuing.issue(seminar, [registration.pk], kind="leave", by=owner).issued
    Registration.objects.filter(pk=registration.pk).update(attended_at=timezone.now())
    reply_row = SeminarReply.objects.create(
        registration=registration, stage="m3", given_at=timezone.now(), supervisor_asked_at=timezone.now()
    )
    outcome = Outcome.objects.create(
        registration=registration, kind="trial", happened_on=timezone.localdate(), noted_by=owner, note="A trial."
    )
    seminar.decides_online = True
    seminar.save()
    selection = make_selection(seminar, endorsed=True, ranked=True, scores=1)
    set_delegate(selection, "TH", owner, make_user())
    review = Review.objects.create(registration=other, reviewer=owner, assigned_by=owner)
    material = add_material(seminar, "Slides", SimpleUploadedFile("slides.pdf", b"%PDF-1.7"), owner)
    call = make_call(seminar, coordinated)
    nomination = Nomination.objects.create(
        call=call, institution=coordinated, person=owner, why="Herself.", nominated_by=owner, ends_at=call.ends_at
    )
    make_rule(seminar)
    team = Team.objects.create(seminar=seminar, name="Canaries", mode="online", leader=owner)
    team.members.create(address=EMAIL, person=owner, joined_at=timezone.now())
    team_token, token_hash = new_token()
    team.members.create(address="other@demo.example", token_hash=token_hash)
    _invited, invitation_token = make_invitation(seminar, EMAIL, name=LATIN)
    achievement = achievement_for(uuid.uuid4(), "completion", "C9", "Canaries")
    facts = Facts(titles={"en": "Canaries"}, source_language="en", completed_at=timezone.now())
    certificate = issue_certificate(owner, achievement, uuid.uuid4(), facts)
    badge = Badge.objects.create(
        certificate=certificate,
        key=IssuerKey.objects.create(multikey="z6MkCanary"),
        status_list=StatusList.objects.create(number=1, document="{}", signed_at=timezone.now()),
        index=7,
        document="{}",
    )
    entry = audit.record("person.rename", owner, actor=owner, person=owner, old={"latin_name": "Z"}, new={"latin_name": LATIN})
    (letter,) = mail.put(EmailMessage("For you", f"Dear {LATIN}", "desk@demo.example", [EMAIL]), person=owner)
    course = quiz.get_parent().get_parent().specific
    recording = make_recording()
    lesson = lessons_of(course)[0]
    lesson.body.append(video_block(recording))
    lesson.save_revision().publish()
    finished = make_enrolment(learner=owner)
    Enrolment.objects.filter(pk=finished.pk).update(completed_at=timezone.now())
    finished.refresh_from_db()
    practice = begin_practice(finished, by_mail=False)
    practice_round = PracticeRound.objects.create(
        practice=practice, day=3, language="en", paper=attempt.paper, marking=attempt.marking
    )
    cohort = make_cohort(course, teacher=owner)
    path = make_path(step(course))
    lesson = lessons_of(course)[0]
    place = place_of(lesson, course, str(lesson.body[0].id))
    thread = asking.ask(owner, "question", f"I am {LATIN}. What now?", language="en", place=place)
    regrade = Regrade.objects.create(question_key=uuid.uuid4(), name="A question", void=True, by=owner, state="ready")
    regrade.changes.create(attempt=attempt, percent_before=0, percent_after=100, passed_before=False, reached=True)
    record_link = make_link(owner, "A monitor", 7)
    RecordPaper.objects.create(key=record_link.key, person=owner, language="en", facts=gather(owner))
    translated = begin_translation(lessons_of(course)[0])
    changed = outdate(write_words(segment_of(translated, "tell one"), in_language("ja"), "見分ける", None))
    world = World(
        owner,
        {
            ("translating", "page_pk"): course.pk,
            ("translating", "app_label"): "courses",
            ("translating", "model_name"): "question",
            ("translating", "row_pk"): Question.objects.order_by("pk")[0].pk,
            ("translating", "source_pk"): translated.pk,
            ("translating", "language"): "ja",
            ("translating", "change_pk"): changed.change_id,
            ("changes", "key"): changed.change.key,
            "course_key": enrolment.course_key,
            "lesson_key": lessons_of(course)[0].translation_key,
            "quiz_key": quiz.translation_key,
            "question_key": Question.objects.order_by("pk")[0].translation_key,
            "seminar_key": seminar.key,
            ("courses", "key"): enrolment.key,
            ("cover", "key"): enrolment.course_key,
            ("sitemap_part", "section"): "pages",
            "attempt_key": attempt.key,
            "cohort_key": cohort.key,
            ("groups", "member_key"): (member := make_member(cohort, owner)).key,
            "membership_key": member.key,
            "path_key": path.translation_key,
            ("groups_desk", "pk"): cohort.pk,
            "code": certificate.code,
            ("badges", "kind"): "json",
            ("badges", "number"): badge.status_list_id,
            "language": "en",
            ("accounts", "pk"): affiliation.pk,
            ("confirm_affiliation", "pk"): affiliation.pk,
            ("institutions", "pk"): affiliation.institution_id,
            ("audit_trail", "pk"): entry.pk,
            ("mail_outbox", "pk"): letter.pk,
            ("certificates_admin", "pk"): certificate.pk,
            ("certificate_templates", "pk"): (template := make_template()).pk,
            ("certificate_templates", "number"): 1,
            "digest": template.newest.design["logo"],
            ("certificate_reports", "pk"): report(certificate.number, "It looks wrong.", "", "en").pk,
            "sha256": Paper.objects.create(certificate=certificate, language="ko", sha256="0" * 64).sha256,
            ("seminars_desk", "pk"): seminar.pk,
            ("seminars_desk", "key"): material.key,
            "material_key": material.key,
            "question_pk": asked.pk,
            "report_key": MeetingReport.objects.create(seminar=seminar, filename="report.csv", by=owner, zone="UTC").key,
            ("seminars", "token"): invitation_token,
            "call_key": call.key,
            "team_key": team.key,
            "team_token": team_token,
            "nomination_key": nomination.key,
            ("seminars_desk", "invitation_pk"): Invitation.objects.get().pk,
            "file_key": registration.files.get().key,
            ("seminars", "part"): "sign_up",
            ("seminars", "code"): official.code,
            ("short_letter", "code"): official.code,
            "letter_key": official.key,
            "reply_key": reply_row.key,
            ("evaluation", "token"): supervisor_token(reply_row),
            ("evaluation", "registration_key"): registration.key,
            "outcome_key": outcome.key,
            ("afterwards", "pk"): seminar.pk,
            "template_pk": save_letter_template(
                None, kind="leave", language="en", seminar=None, words={"title": "Leave", "body": "{name}"}, by=owner
            ).pk,
            "selection_key": selection.key,
            "registration_key": registration.key,
            "review_key": review.key,
            ("seminars", "country"): "TH",
            ("seminars_desk", "page_id"): seminar_page.pk,
            ("seminars_desk", "registration_pk"): registration.pk,
            ("seminars_desk", "deed"): "confirm",
            ("editions", "pk"): enrolment.edition_id,
            "activity_pk": make_cpd(enrolment.edition).pk,
            ("citing", "pk"): make_guideline().pk,
            ("citing_results", "pk"): make_guideline().pk,
            ("media", "key"): recording.files[0].key,
            "captions_key": recording.captions.get().key,
            "media_id": recording.files[0].pk,
            ("wagtailusers_users", "pk"): owner.pk,
            "page_id": course.pk,
            ("courses_regrade", "pk"): Question.objects.first().pk,
            ("courses_regrade_report", "key"): regrade.key,
            ("courses_import_report", "key"): CourseImport.objects.create(by=owner, filename="c.zip").key,
            ("courses_questions_report", "key"): QuestionImport.objects.create(by=owner, bank=QuestionBank.objects.first()).key,
            ("courses_add_from_word", "page_id"): lessons_of(course)[0].pk,
            "enrolment_key": finished.key,
            "round_key": practice_round.key,
            "token": stop_address(practice).split("/")[-2],
            "check_key": invite(finished).key,
            ("training", "token"): address_of(record_link).split("/")[-2],
            ("training", "key"): record_link.key,
            "institution_key": coordinated.key,
            "feed_token": feed_address_of(make_feed(owner)).split("/")[-1].removesuffix(".ics"),
            "message_key": write_message(seminar, [registration], {"en": {"subject": "A", "text": "B"}}, owner, {}).key,
            "mail_kind": "confirmed",
            "watch_token": watch_address(owner).split("/")[-2],
            "quiet_token": quiet_address(owner).split("/")[-2],
            "external_key": make_sent(owner, make_pdf()).key,
            "stop_token": stop_reminders_address(owner).split("/")[-2],
            "note_key": write_note(owner, place, f"{LATIN} wrote this for herself.").key,
            "thread_key": thread.key,
            "thread_pk": thread.pk,
            "course_page_pk": course.pk,
            "person_key": owner.key,
            "mail_pk": letter.pk,
            "kind": "csv",
            "source_pk": begin_translation(course).pk,
            **{(f"translating_{name}", "language"): "ja" for name in ("words_po", "words_xliff", "words_in", "words_file")},
            **{(f"translating_{name}", "language"): "ja" for name in ("by_machine", "captions", "captions_decide")},
            ("translating_captions", "key"): recording.key,
            ("translating_captions_decide", "key"): CaptionWork.objects.create(recording=recording, language="ja").recording.key,
            ("translating_decide", "pk"): TermProposal.objects.create(word="site", language="th", form="x", why="y", by=owner).pk,
            ("translating_terms_file", "key"): send_in("terms", "terms.csv", "term,th\nsite,x\n", by=owner).key,
            ("evaluation_wordings", "pk"): Wording.objects.create(question="useful", language="en", words="Useful?").pk,
            "deed": "set-lesson",
            ("helpdesk_people", "enrolment_key"): enrolment.key,
        },
        {
            "certificates:ask": {"language": "ja"},
            "training:make_link": {"name": "A monitor", "days": "7"},
            "training:ask_for_paper": {"language": "ja"},
            "courses:lesson_watched": {"block": lessons_of(course)[0].body[-1].id, "played": "[]"},
            "courses:lesson_place": {"block": lessons_of(course)[0].body[1].id},
            "courses:answer": {"item": item, f"answer-{item}": answer, "answer": answer, "sequence": "1"},
            "courses:start_attempt": {"declared": "on"},
        },
    )
    world.clients["owner"] = Client()
    world.clients["owner"].force_login(owner)
    for role in ROLES:
        world.clients[role] = Client()
        if role != "anonymous":
            visitor = make_user(latin_name=f"Visitor {role}", translates_into=["ja"])
            visitor.groups.set([groups[role]] if role in groups else [])
            visitor.is_superuser = role == "operator"
            visitor.save()
            world.clients[role].force_login(visitor)
            if role in ("helper", "director", "operator"):
                helping.open_look(owner, by=visitor, why="A canary.")
    return world
