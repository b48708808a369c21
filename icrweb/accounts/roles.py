"""The roles of the product: groups, and what each may do in the admin. Learners and coordinators never enter it."""

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext_lazy as _
from wagtail.models import Collection, GroupApprovalTask, GroupCollectionPermission, GroupPagePermission, Page
from wagtail.snippets.models import create_extra_permissions

LEARNER = "learner"
EDITOR = "editor"
TRANSLATOR = "translator"
MEDICAL_REVIEWER = "medical_reviewer"
COUNTRY_EDITOR = "country_editor"
ORGANIZER = "organizer"
COORDINATOR = "coordinator"
DIRECTOR = "director"
OPERATOR = "operator"
HELPER = "helper"

LABELS = {
    LEARNER: _("Learner"),
    EDITOR: _("Editor"),
    TRANSLATOR: _("Translator"),
    MEDICAL_REVIEWER: _("Medical reviewer"),
    COUNTRY_EDITOR: _("Country editor"),
    ORGANIZER: _("Seminar organizer"),
    COORDINATOR: _("Site coordinator"),
    HELPER: _("Help desk"),
    DIRECTOR: _("Programme director"),
    OPERATOR: _("Operator"),
}

ADMIN = "wagtailadmin.access_admin"
WRITE = ("add", "change", "delete", "view")

# "app.codename", or "app.model" with the actions allowed on it.
PERMISSIONS: dict[str, list] = {
    LEARNER: [],
    COORDINATOR: [],
    EDITOR: [
        ADMIN,
        "wagtail_localize.submit_translation",
        "translating.write_words",
        ("courses.questionbank", WRITE),
        ("courses.objective", WRITE),
        ("courses.question", WRITE),
        ("courses.case", WRITE),
        ("courses.edition", ("add", "change", "view")),
        ("courses.courseaccess", ("change", "view")),
        ("courses.cohort", ("add", "change", "view")),
        "courses.add_waiver",
        ("courses.itemoutcome", ("view",)),
        "helpdesk.answer_course",
        "helpdesk.answer_translation",
        ("evaluation.evaluation", ("view",)),
        ("evaluation.wording", WRITE),
        ("pages.guideline", WRITE),
        ("pages.guidelineedition", WRITE),
        ("courses.glossaryterm", (*WRITE, "publish")),
        ("courses.localsubject", WRITE),
        ("courses.localnote", ("add", "publish")),  # whoever may add notes changes their own: OwnNotesPolicy
        ("media.recording", ("add", "change", "view")),
        ("translating.term", WRITE),
        "translating.add_termproposal",
        ("certificates.requirement", WRITE),
        ("certificates.body", WRITE),
        ("certificates.achievement", ("change", "view")),
    ],
    COUNTRY_EDITOR: [ADMIN, ("courses.localnote", ("add", "publish"))],
    TRANSLATOR: [
        ADMIN,
        "wagtail_localize.submit_translation",
        "translating.write_words",
        ("courses.objective", ("change", "view")),
        ("courses.question", ("change", "view")),
        ("courses.case", ("change", "view")),
        ("courses.itemoutcome", ("view",)),
        ("courses.glossaryterm", ("change", "view")),
        "courses.view_courseaccess",
        "helpdesk.answer_translation",
        ("media.recording", ("change", "view")),
        ("translating.term", ("view",)),
        "translating.add_termproposal",
    ],
    MEDICAL_REVIEWER: [
        ADMIN,
        "wagtail_localize.submit_translation",
        "translating.write_words",
        "translating.review_words",
        ("courses.objective", ("change", "view")),
        ("courses.question", ("change", "view", "publish")),
        ("courses.case", ("change", "view", "publish")),
        ("courses.itemoutcome", ("view",)),
        ("courses.glossaryterm", ("change", "view", "publish")),
        ("media.recording", ("change", "view")),
        ("translating.term", ("view",)),
        "translating.add_termproposal",
        "courses.view_courseaccess",
    ],
    ORGANIZER: [
        ADMIN,
        ("seminars.seminar", WRITE),
        ("seminars.sitting", WRITE),
        ("seminars.registration", WRITE),
        ("seminars.attendance", WRITE),
        ("seminars.lettertemplate", ("change",)),
        ("seminars.officialletter", ("add", "change", "view")),
        ("evaluation.seminarplan", ("change", "view")),
        "seminars.view_passport",  # with directors the only role; see NEVER
        ("accounts.institution", ("add", "change", "view")),
        ("accounts.affiliation", ("change", "view")),
        "accounts.add_identitycheck",
    ],
    HELPER: [
        ADMIN,
        "helpdesk.help_learners",
        "helpdesk.answer_help",
        "accounts.add_identitycheck",
        "certificates.check_externaltraining",
    ],
    DIRECTOR: [
        ADMIN,
        "helpdesk.help_learners",
        "helpdesk.answer_help",
        ("evaluation.evaluation", ("view",)),
        "courses.publish_unreviewed",
        ("courses.question", ("change", "view", "publish")),
        ("courses.case", ("change", "view", "publish")),
        ("courses.itemoutcome", ("view",)),
        ("accounts.user", ("view",)),
        ("accounts.institution", ("view",)),
        ("accounts.affiliation", ("view",)),
        "accounts.add_identitycheck",
        ("trail.auditentry", ("view",)),
        ("certificates.certificate", ("view", "revoke", "supersede")),
        ("certificates.report", ("view", "change")),
        "certificates.check_externaltraining",
        ("certificates.certificatetemplate", ("change",)),
        ("certificates.requirement", ("view",)),
        ("courses.edition", ("attest", "view")),
        ("courses.enrolment", ("view",)),
        ("courses.courseaccess", ("view",)),
        ("courses.cohort", ("view",)),
        ("seminars.seminar", ("view",)),
        ("seminars.registration", ("view",)),
        ("seminars.officialletter", ("view",)),
        ("evaluation.seminarplan", ("view",)),
        "seminars.view_passport",
    ],
}

# What each role may do to pages, from the root of the tree down; "add" alone means: one's own pages. Editors submit; what they
# wrote goes live when somebody else approves it. Medical reviewers publish translations; in the catalogue, what was written there
# first is published without review by directors and operators only ("publish_unreviewed").
PAGES = {
    EDITOR: ("add", "change", "lock", "unlock"),
    DIRECTOR: ("add", "change", "publish", "lock", "unlock"),
    TRANSLATOR: ("change",),
    MEDICAL_REVIEWER: ("change", "publish"),
    ORGANIZER: ("add",),
    OPERATOR: ("add", "change", "publish", "lock", "unlock", "bulk_delete"),
}
FILES = ("wagtailimages.add_image", "wagtailimages.change_image", "wagtailimages.choose_image")
FILES += ("wagtaildocs.add_document", "wagtaildocs.change_document", "wagtaildocs.choose_document")
FILES += ("wagtailmedia.add_media", "wagtailmedia.change_media")
FILE_ROLES = (EDITOR, ORGANIZER, OPERATOR)

# Operators do not get these: people are never deleted, and the audit trail writes itself; passport data are for organizers and
# directors only, and `seminars.papers.passports.may_see` asks for the role, not for a superuser's right to everything.
NEVER = {"accounts.delete_user", "trail.add_auditentry", "trail.change_auditentry", "trail.delete_auditentry"}
NEVER |= {"certificates.add_achievement", "certificates.delete_achievement"}  # courses and seminars make them
NEVER |= {"seminars.view_passport"}
NEVER |= {"accounts.change_consent", "accounts.delete_consent", "trail.add_mail", "trail.delete_mail"}


def role_label(group_name: str) -> str:
    """A role as people read it; a group that somebody made by hand keeps its own name."""
    return str(LABELS.get(group_name, group_name))


def make_roles() -> dict[str, Group]:
    """Make each role with exactly its permissions.

    When these lists change, the newest migration of `front` calls this, and the one that called it before no longer does.
    """
    _complete_permissions()
    every = {f"{row.content_type.app_label}.{row.codename}": row for row in Permission.objects.select_related("content_type")}
    groups = {name: Group.objects.get_or_create(name=name)[0] for name in LABELS}
    for name, wanted in PERMISSIONS.items():
        groups[name].permissions.set(every[code] for code in _codes(wanted))
    groups[OPERATOR].permissions.set(row for code, row in every.items() if code not in NEVER)
    _allow_pages_and_files(groups, every)
    _replace_stock_groups(groups)
    return groups


def allow_pages(role: str, page: Page, actions: tuple[str, ...]) -> None:
    """Let a role do more in one part of the tree, e.g. organizers publish below the seminar index."""
    group = Group.objects.get(name=role)
    for action in actions:
        permission = Permission.objects.get(content_type__app_label="wagtailcore", codename=f"{action}_page")
        GroupPagePermission.objects.get_or_create(group=group, page=page, permission=permission)


def _codes(wanted: list) -> list[str]:
    codes = []
    for item in wanted:
        if isinstance(item, str):
            codes.append(item)
        else:
            (app, model), actions = item[0].split("."), item[1]
            codes += [f"{app}.{action}_{model}" for action in actions]
    return codes


def _complete_permissions() -> None:
    """Permissions come into being after all migrations; a migration that hands them out must make them first."""
    ContentType.objects.clear_cache()
    for config in apps.get_app_configs():
        if config.models_module:
            create_permissions(config, verbosity=0)
    create_extra_permissions(apps.get_app_config("wagtailsnippets"))
    # Wagtail makes "publish" only once the model is registered as a snippet, which may come later than this.
    for model, words in (
        ("question", "question"),
        ("case", "case"),
        ("glossaryterm", "glossary term"),
        ("localnote", "local note"),
    ):
        of = ContentType.objects.get_by_natural_key("courses", model)
        Permission.objects.get_or_create(content_type=of, codename=f"publish_{model}", defaults={"name": f"Can publish {words}"})


def _allow_pages_and_files(groups: dict[str, Group], every: dict[str, Permission]) -> None:
    if root := Page.get_first_root_node():
        for name, actions in PAGES.items():
            allow_pages(name, root, actions)
            codes = [f"{action}_page" for action in actions]
            GroupPagePermission.objects.filter(group=groups[name], page=root).exclude(permission__codename__in=codes).delete()
    if top := Collection.get_first_root_node():
        for name in FILE_ROLES:
            for code in FILES:
                GroupCollectionPermission.objects.get_or_create(group=groups[name], collection=top, permission=every[code])


def _replace_stock_groups(groups: dict[str, Group]) -> None:
    """Wagtail brings "Editors" and "Moderators"; ours take their place, also in the approval task it made."""
    stock = Group.objects.filter(name__in=["Editors", "Moderators"])
    for task in GroupApprovalTask.objects.filter(groups__in=stock).distinct():
        task.groups.add(groups[MEDICAL_REVIEWER], groups[EDITOR])
    stock.delete()
