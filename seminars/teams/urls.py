from django.urls import path

from . import desk, views

urlpatterns = [
    path("team/join/<str:team_token>/", views.join, name="join_team"),
    path("team/<uuid:team_key>/", views.team, name="team"),
    path("<uuid:seminar_key>/team/", views.form, name="form_team"),
]
desk_urlpatterns = [path("<int:pk>/teams/", desk.teams, name="teams")]
