from django.urls import path

from helpdesk.views import asking, notes, printing

app_name = "helpdesk"
urlpatterns = [
    path("lessons/<uuid:lesson_key>/notes/", notes.lesson, name="lesson_notes"),
    path("lessons/<uuid:lesson_key>/ask/", asking.here, name="ask_here"),
    path("lessons/<uuid:lesson_key>/print/", printing.lesson, name="print_lesson"),
    path("notes/", notes.mine, name="notes"),
    path("notes/print/", notes.printed, name="notes_print"),
    path("notes/text/", notes.as_text, name="notes_text"),
    path("notes/<uuid:note_key>/", notes.change, name="note"),
    path("notes/<uuid:note_key>/delete/", notes.delete, name="note_delete"),
    path("questions/", asking.mine, name="threads"),
    path("questions/<uuid:thread_key>/", asking.thread, name="thread"),
    path("ask/", asking.general, name="ask"),
]
