"""Addresses of quizzes and attempts, within those of courses."""

from django.urls import path

from courses import quiz_views

urlpatterns = [
    path("quizzes/<uuid:quiz_key>/start/", quiz_views.start, name="start_attempt"),
    path("attempts/<uuid:attempt_key>/", quiz_views.attempt, name="attempt"),
    path("attempts/<uuid:attempt_key>/answers/", quiz_views.answer, name="answer"),
    path("attempts/<uuid:attempt_key>/overview/", quiz_views.overview, name="overview"),
    path("attempts/<uuid:attempt_key>/hand-in/", quiz_views.hand_in, name="hand_in"),
    path("attempts/<uuid:attempt_key>/result/", quiz_views.result, name="result"),
]
