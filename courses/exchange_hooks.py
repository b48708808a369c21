"""Questions from and for other systems in the admin: addresses."""

from django.urls import path
from wagtail import hooks

from courses.views import exchange


@hooks.register("register_admin_urls")
def register_exchange():
    return [
        path("questions/import/", exchange.import_, name="courses_questions_import"),
        path("questions/import/<uuid:key>/", exchange.report, name="courses_questions_report"),
        path("questions/export/", exchange.export, name="courses_questions_export"),
    ]
