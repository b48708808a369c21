"""The addresses of letters at the organizer's desk, `seminars_desk`."""

from django.urls import path

from .views import desk, templates

urlpatterns = [
    path("letter-templates/", templates.templates, name="letter_templates"),
    path("letter-templates/add/", templates.edit, name="add_letter_template"),
    path("letter-templates/specimen/", templates.specimen, name="letter_specimen_new"),
    path("letter-templates/<int:template_pk>/", templates.edit, name="letter_template"),
    path("letter-templates/<int:template_pk>/specimen/", templates.specimen, name="letter_specimen"),
    path("letter-templates/<int:template_pk>/delete/", templates.delete, name="delete_letter_template"),
    path("<int:pk>/letters/", desk.letters, name="letters"),
    path("<int:pk>/letters/issue/", desk.issue, name="issue_letters"),
    path("<int:pk>/letters/void/", desk.void, name="void_letters"),
    path("<int:pk>/letters/zip/", desk.archive, name="letters_zip"),
    path("<int:pk>/letters/terms/", desk.terms, name="letter_terms"),
    path("<int:pk>/letters/passports/<int:registration_pk>/", desk.passport, name="passport"),
]
