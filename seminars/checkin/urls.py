"""Addresses on the day: those of participants, and those of the desk in the admin."""

from django.urls import path

from .views import assessment, desk, door, meeting, own, room

urlpatterns = [
    path("<uuid:seminar_key>/pass/", own.own_pass, name="pass"),
    path("<uuid:seminar_key>/room/", room.enter, name="room"),
]
desk_urlpatterns = [
    path("<int:pk>/day/", desk.day, name="day"),
    path("<int:pk>/day/<int:registration_pk>/", desk.person, name="seen"),
    path("<int:pk>/day/<int:registration_pk>/<uuid:passing_key>/", desk.take_back, name="take_back_passing"),
    path("<int:pk>/day/door-list/", desk.door_list, name="door_list"),
    path("<int:pk>/day/badges/", desk.badges, name="badges"),
    path("<int:pk>/day/answers/<int:question_pk>/", desk.catering, name="catering"),
    path("<int:pk>/day/room/", room.wall, name="wall"),
    path("<int:pk>/assessment/", assessment.assessment, name="assessment"),
    path("<int:pk>/meeting/", meeting.meeting, name="meeting"),
    path("<int:pk>/meeting/waiting/", meeting.waiting, name="meeting_waiting"),
    path("<int:pk>/meeting/<uuid:report_key>/", meeting.report, name="meeting_report"),
    path("<int:pk>/door/", door.page, name="door"),
    path("<int:pk>/door/names/", door.names, name="door_names"),
    path("<int:pk>/door/send/", door.send, name="door_send"),
]
