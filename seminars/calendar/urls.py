from django.urls import path

from . import desk, views

urlpatterns = [
    path("calendar/", views.own, name="own_calendar"),
    path("calendar/new/", views.make, name="make_feed"),
    path("calendar/revoke/", views.revoke, name="revoke_feed"),
    path("calendar/reminders/", views.reminders, name="reminders"),
    path("reminders/stop/<str:quiet_token>/", views.stop_reminders, name="stop_reminders"),
]
desk_urlpatterns = [path("<int:pk>/mails/", desk.mails, name="mails")]
