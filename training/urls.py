from django.urls import path

from . import renewal_views, views

app_name = "training"
urlpatterns = [
    path("my/record/", views.own, name="own"),
    path("my/record/link/", views.make_link, name="make_link"),
    path("my/record/link/<uuid:key>/revoke/", views.revoke_link, name="revoke_link"),
    path("my/record/paper/", views.ask_for_paper, name="ask_for_paper"),
    path("my/record/<uuid:key>.pdf", views.paper, name="paper"),
    path("my/institutions/<uuid:institution_key>/renewals/", renewal_views.renewals, name="renewals"),
    path("my/reminders/stop/<str:stop_token>/", renewal_views.stop_reminders, name="stop_reminders"),
    path("record/<str:token>/", views.shared, name="shared"),
]
