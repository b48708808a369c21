"""Translations as files, and by a machine, in the admin."""

from django.urls import path
from wagtail import hooks

from icrweb.translating import exchange_views


@hooks.register("register_admin_urls")
def register_exchange():
    of = "translating/<int:source_pk>/<str:language>"
    return [
        path(f"{of}/out.po", exchange_views.words_out, {"kind": "po"}, name="translating_words_po"),
        path(f"{of}/out.xlf", exchange_views.words_out, {"kind": "xlf"}, name="translating_words_xliff"),
        path(f"{of}/in/", exchange_views.words_in, name="translating_words_in"),
        path(f"{of}/in/<uuid:key>/", exchange_views.words_file, name="translating_words_file"),
        path(f"{of}/machine/", exchange_views.by_machine, name="translating_by_machine"),
    ]
