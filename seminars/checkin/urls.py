"""Addresses on the day: those of participants, and those of the desk in the admin."""

from django.urls import path

from .views import door, own

urlpatterns = [
    path("<uuid:seminar_key>/pass/", own.own_pass, name="pass"),
]
desk_urlpatterns = [
    path("<int:pk>/door/", door.page, name="door"),
    path("<int:pk>/door/names/", door.names, name="door_names"),
    path("<int:pk>/door/send/", door.send, name="door_send"),
]
