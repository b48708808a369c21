"""The addresses of the organizer's pages of a selection, inside those of the desk."""

from django.urls import path

from .views import board, desk

urlpatterns = [
    path("<int:pk>/selection/", board.board, name="selection"),
    path("<int:pk>/selection/ranks/", board.ranks, name="selection_ranks"),
    path("<int:pk>/selection/<int:registration_pk>/", board.applicant, name="selection_applicant"),
    path("<int:pk>/selection/steps/", desk.steps, name="selection_steps"),
    path("<int:pk>/selection/people/", desk.people, name="selection_people"),
]
