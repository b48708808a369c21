"""What staff do to templates: each change is a new version, each deed is in the audit trail."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from icrweb.accounts.models import User
from icrweb.trail import audit

from .models import Achievement, CertificateTemplate, TemplateVersion


@transaction.atomic
def save_template(
    template: CertificateTemplate | None, *, name: str, use: str, achievements: list[Achievement], design: dict, by: User
) -> CertificateTemplate:
    """Keep a template as it should be from now on. What was issued before keeps the version it froze."""
    template = CertificateTemplate.objects.select_for_update().get(pk=template.pk) if template else CertificateTemplate()
    achievements = achievements if use == CertificateTemplate.Use.CHOSEN else []
    _refuse_a_second_use(template, name, use, achievements)
    newest = template.newest if template.pk else None
    template.name, template.use = name, use
    template.save()
    template.achievements.set(achievements)
    if newest is None or newest.design != design:
        number = newest.number + 1 if newest else 1
        newest = TemplateVersion.objects.create(template=template, number=number, design=design, made_by=by)
    facts = {"name": name, "use": use, "achievements": [str(one) for one in achievements], "version": newest.number}
    audit.record("certificate_template.save", template, actor=by, new=facts)
    return template


@transaction.atomic
def delete_template(template: CertificateTemplate, *, by: User) -> None:
    """Take a template out of use for good. Papers are made from what their certificates froze, so none changes."""
    template = CertificateTemplate.objects.select_for_update().get(pk=template.pk)
    audit.record("certificate_template.delete", template, actor=by, old={"name": template.name, "use": template.use})
    template.delete()


def _refuse_a_second_use(template: CertificateTemplate, name: str, use: str, achievements: list[Achievement]) -> None:
    others = CertificateTemplate.objects.exclude(pk=template.pk)
    if others.filter(name=name).exists():
        raise ValidationError({"name": _("Another template has this name. Give this one a name of its own.")})
    if use != CertificateTemplate.Use.CHOSEN:
        if other := others.filter(use=use).first():
            sentence = _("“%(template)s” is used for this already. Change what that one is used for first.")
            raise ValidationError({"use": sentence % {"template": other}})
        return
    if not achievements:
        raise ValidationError({"achievements": _("Choose at least one course or seminar, or use the template for more.")})
    for achievement in achievements:
        if other := others.filter(achievements=achievement).first():
            sentence = _("%(course)s has the template “%(template)s” already. Take it away there first.")
            raise ValidationError({"achievements": sentence % {"course": achievement, "template": other}})
