from django.urls import path

from . import desk, desk_messages, views

urlpatterns = [
    path("calendar/", views.own, name="own_calendar"),
    path("calendar/new/", views.make, name="make_feed"),
    path("calendar/revoke/", views.revoke, name="revoke_feed"),
    path("calendar/reminders/", views.reminders, name="reminders"),
    path("<uuid:seminar_key>/tell-me/", views.tell_me, name="tell_me"),
    path("tell-me/stop/<str:watch_token>/", views.stop_watching, name="stop_watching"),
    path("reminders/stop/<str:quiet_token>/", views.stop_reminders, name="stop_reminders"),
]
desk_urlpatterns = [
    path("<int:pk>/mails/", desk.mails, name="mails"),
    path("<int:pk>/messages/", desk_messages.index, name="messages"),
    path("<int:pk>/messages/write/", desk_messages.write, name="write_message"),
    path("<int:pk>/messages/<uuid:message_key>/", desk_messages.message, name="message"),
    path("<int:pk>/words/", desk_messages.own_words, name="own_words"),
    path("<int:pk>/words/<slug:mail_kind>/", desk_messages.own_words_of, name="own_words_of"),
]
