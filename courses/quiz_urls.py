"""Addresses of quizzes, attempts and practice, within those of courses."""

from django.urls import path

from courses import quiz_views
from courses.views import practice

urlpatterns = [
    path("quizzes/<uuid:quiz_key>/start/", quiz_views.start, name="start_attempt"),
    path("attempts/<uuid:attempt_key>/", quiz_views.attempt, name="attempt"),
    path("attempts/<uuid:attempt_key>/answers/", quiz_views.answer, name="answer"),
    path("attempts/<uuid:attempt_key>/overview/", quiz_views.overview, name="overview"),
    path("attempts/<uuid:attempt_key>/hand-in/", quiz_views.hand_in, name="hand_in"),
    path("attempts/<uuid:attempt_key>/result/", quiz_views.result, name="result"),
    path("enrolments/<uuid:enrolment_key>/practice/", practice.practice, name="practice"),
    path("enrolments/<uuid:enrolment_key>/practice/begin/", practice.begin, name="begin_practice"),
    path("enrolments/<uuid:enrolment_key>/practice/stop/", practice.stop, name="end_practice"),
    path("practice/<uuid:round_key>/", practice.practice_round, name="practice_round"),
    path("practice/stop/<str:token>/", practice.stop_by_mail, name="stop_practice"),
]
