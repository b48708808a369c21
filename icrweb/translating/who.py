"""Who may do what to a translation: a permission, the languages of the person, and the right to change what is translated."""

from django.conf import settings
from django.db.models import Model
from wagtail.models import DraftStateMixin, Locale, Page

from icrweb.accounts.models import User

BEGIN, WRITE, REVIEW = "wagtail_localize.submit_translation", "translating.write_words", "translating.review_words"


def sees_translations(user: User) -> bool:
    """Whoever begins, writes or reviews translations has their pages in the admin."""
    return any(user.has_perm(permission) for permission in (BEGIN, WRITE, REVIEW))


def languages_of(user: User) -> list[str]:
    """Into which somebody translates; administrators into all."""
    if user.is_superuser:
        return [code for code, _name in settings.LANGUAGES]
    return [code for code, _name in settings.LANGUAGES if code in user.translates_into]


def may_write(user: User, row: Model, locale: Locale) -> bool:
    """`row`: the target where there is one, else the source."""
    return _has(user, WRITE, locale) and may_change(user, row)


def may_review(user: User, row: Model, locale: Locale) -> bool:
    return _has(user, REVIEW, locale) and may_change(user, row)


def may_change(user: User, row: Model) -> bool:
    if isinstance(row, Page):
        return row.permissions_for_user(user).can_edit()
    return _policy(row).user_has_permission_for_instance(user, "change", row)


def may_publish(user: User, row: Model) -> bool:
    """What has no drafts is published by whoever may change it."""
    if isinstance(row, Page):
        return row.permissions_for_user(user).can_publish()
    action = "publish" if isinstance(row, DraftStateMixin) else "change"
    return _policy(row).user_has_permission_for_instance(user, action, row)


def _has(user: User, permission: str, locale: Locale) -> bool:
    return user.has_perm(permission) and locale.language_code in languages_of(user)


def _policy(row: Model):
    return type(row).snippet_viewset.permission_policy
