from django.urls import include, path

from .views import glossary, paths, steps, watching

app_name = "courses"
urlpatterns = [
    path("glossary/", glossary.glossary, name="glossary"),
    path("courses/<uuid:course_key>/enrol/", steps.enrol, name="enrol"),
    path("enrolments/<uuid:key>/leave/", steps.leave, name="leave"),
    path("enrolments/<uuid:key>/move-up/", steps.move_up, name="move_up"),
    path("enrolments/<uuid:key>/lessons/<uuid:lesson_key>/done/", steps.done, name="lesson_done"),
    path("enrolments/<uuid:key>/lessons/<uuid:lesson_key>/place/", steps.place, name="lesson_place"),
    path("enrolments/<uuid:key>/take-over/", steps.take_over, name="take_over"),
    path("paths/<uuid:path_key>/choose/", paths.choose, name="choose_path"),
    path("paths/drop/", paths.drop, name="drop_path"),
    path("enrolments/<uuid:key>/lessons/<uuid:lesson_key>/watched/", watching.watched, name="lesson_watched"),
    path("enrolments/<uuid:key>/lessons/<uuid:lesson_key>/transcript/", watching.transcript, name="lesson_transcript"),
    path("lessons/<uuid:lesson_key>/check/", steps.check, name="lesson_check"),
    path("", include("courses.quiz_urls")),
]
