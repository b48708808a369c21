"""People in the admin: found by any spelling, changed with a trace, never deleted."""

from allauth.account.models import EmailAddress
from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn
from wagtail.admin.widgets.button import Button
from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views import users

from icrweb.trail import audit

from .models import User
from .profile_forms import language_choices, latin, printable, time_zone_choices
from .roles import role_label

FIELDS = [
    "email",
    "latin_name",
    "native_name",
    "name_order",
    "country",
    "time_zone",
    "language",
    "translates_into",
    "is_active",
    "is_superuser",
    "groups",
]
NAMES = {"latin_name", "native_name", "name_order"}


class PersonForm(forms.ModelForm):
    """What both forms share: our fields instead of first and last names, and the reason for a change."""

    first_name = last_name = None
    time_zone = forms.ChoiceField(label=gettext_lazy("time zone"), choices=time_zone_choices)
    language = forms.ChoiceField(label=gettext_lazy("language of the site and of mails"), choices=language_choices)
    translates_into = forms.MultipleChoiceField(
        label=gettext_lazy("languages of translations"),
        required=False,
        choices=language_choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Into which this person translates, or whose translations they review."),
    )
    why = forms.CharField(
        label=gettext_lazy("Why"),
        required=False,
        max_length=500,
        help_text=gettext_lazy(
            "Kept in the audit trail. Needed to correct a name that stands on a certificate, or to close an account."
        ),
    )

    def __init__(self, *args, by: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["groups"].label = _("Roles")
        self.fields["groups"].label_from_instance = lambda group: role_label(group.name)
        if not by.is_superuser:
            self.fields.pop("is_superuser", None)

    def clean_latin_name(self):
        return latin(self.cleaned_data["latin_name"])

    def clean_native_name(self):
        return printable(self.cleaned_data["native_name"])


class NewPersonForm(PersonForm, UserCreationForm):
    class Meta(UserCreationForm.Meta):
        model = User
        fields = [name for name in FIELDS if name != "is_active"]

    def clean_email(self):
        email = self.cleaned_data["email"].lower()
        if EmailAddress.objects.filter(email=email).exists():
            raise ValidationError(_("Somebody has this address already. Find them in the list."), code="taken")
        return email


class ChangedPersonForm(PersonForm, UserEditForm):
    email = None

    class Meta(UserEditForm.Meta):
        model = User
        fields = [name for name in FIELDS if name != "email"]

    def _clean_username(self):
        """The address is not changed here: that would hand the account to somebody else."""

    def clean(self):
        cleaned = super().clean()
        corrected = self.instance.names_locked_at and NAMES & set(self.changed_data)
        closed = "is_active" in self.changed_data and not cleaned.get("is_active")
        if (corrected or closed) and not cleaned.get("why"):
            self.add_error("why", ValidationError(_("Say why. It is kept in the audit trail."), code="required"))
        return cleaned


class PeopleFilters(users.UserFilterSet):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.filters["group"].label = _("Role")
        self.filters["group"].field.label_from_instance = lambda group: role_label(group.name)


class PeopleIndex(users.IndexView):
    page_title = gettext_lazy("People")
    add_item_label = gettext_lazy("Add a person")
    search_fields = ["folded"]
    template_name = "wagtailadmin/generic/index.html"
    results_template_name = "wagtailadmin/generic/index_results.html"

    @cached_property
    def columns(self):
        name = self._get_title_column_class(users.TitleColumn)
        return [
            name("name", accessor=lambda person: str(person), label=_("Name"), sort_key="latin_name", get_url=self.get_edit_url),
            Column("native_name", label=_("Own script")),
            Column("email", label=_("E-mail"), sort_key="email"),
            Column("roles", accessor=_roles, label=_("Roles")),
            BooleanColumn("is_active", label=_("May sign in"), sort_key="is_active"),
            DateColumn("last_login", label=_("Last seen"), sort_key="last_login"),
        ]

    def get_base_queryset(self):
        return User.objects.prefetch_related("groups")

    def search_queryset(self, queryset):
        return queryset.filter(pk__in=User.objects.named(self.search_query).values("pk")) if self.is_searching else queryset

    def get_delete_url(self, instance):
        return None

    def get_copy_url(self, instance):
        return None


class NewPerson(users.CreateView):
    page_title = gettext_lazy("Add a person")
    success_message = gettext_lazy("%(object)s was added. They sign in with a code by mail; a password is theirs to choose.")

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "by": self.request.user}

    def save_instance(self):
        person = super().save_instance()
        EmailAddress.objects.create(user=person, email=person.email, primary=True, verified=False)
        audit.record(
            "person.create", person, actor=self.request.user, person=person, new=_facts(person), why=self.form.cleaned_data["why"]
        )
        return person


class ChangedPerson(users.EditView):
    success_message = gettext_lazy("%(object)s was changed.")

    def dispatch(self, request, *args, **kwargs):
        if self.object.is_superuser and not request.user.is_superuser:
            raise PermissionDenied
        self.can_delete = False
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "by": self.request.user}

    def save_instance(self):
        before = _facts(User.objects.select_for_update().get(pk=self.object.pk))
        person = super().save_instance()
        after = _facts(User.objects.get(pk=person.pk))
        if changed := [name for name in after if before[name] != after[name]]:
            audit.record(
                "person.change",
                person,
                actor=self.request.user,
                person=person,
                old={name: before[name] for name in changed},
                new={name: after[name] for name in changed},
                why=self.form.cleaned_data["why"],
            )
        return person

    @cached_property
    def header_more_buttons(self):
        links = {"trail": (_("Audit trail"), "history", "audit_trail:index"), "mail": (_("Mail"), "mail", "mail_outbox:index")}
        return [
            Button(label, url=f"{reverse(route)}?{urlencode({'person': self.object.email})}", icon_name=icon)
            for label, icon, route in links.values()
            if self.request.user.has_perm("trail.view_auditentry" if route.startswith("audit") else "trail.view_mail")
        ]


class NoDeletion(users.DeleteView):
    """A person's row is never deleted: certificates, attempts and the audit trail rest on it."""

    def dispatch(self, request, *args, **kwargs):
        messages.error(
            request,
            _("People are never deleted: their certificates rest on them. Close the account instead: untick “may sign in”."),
        )
        return redirect(reverse("wagtailusers_users:edit", args=[self.object.pk]))

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.object = self.get_object()


class PeopleViewSet(users.UserViewSet):
    menu_label = gettext_lazy("People")
    add_to_settings_menu = False
    add_to_admin_menu = True
    menu_order = 500
    ordering = "latin_name"
    copy_view_enabled = False
    filterset_class = PeopleFilters
    index_view_class = PeopleIndex
    add_view_class = NewPerson
    edit_view_class = ChangedPerson
    delete_view_class = NoDeletion
    index_template_name = "wagtailadmin/generic/index.html"
    index_results_template_name = "wagtailadmin/generic/index_results.html"
    create_template_name = "accounts/admin/person_add.html"
    edit_template_name = "accounts/admin/person_edit.html"

    def get_form_class(self, for_update=False):
        return ChangedPersonForm if for_update else NewPersonForm


def _roles(person: User) -> str:
    names = [_("Administrator")] if person.is_superuser else []
    return ", ".join(names + [role_label(group.name) for group in person.groups.all()])


def _facts(person: User) -> dict:
    facts = {name: getattr(person, name) for name in FIELDS if name != "groups"}
    return {**facts, "groups": sorted(group.name for group in person.groups.all())}
