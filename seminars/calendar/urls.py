from django.urls import path

from . import views

urlpatterns = [
    path("calendar/", views.own, name="own_calendar"),
    path("calendar/new/", views.make, name="make_feed"),
    path("calendar/revoke/", views.revoke, name="revoke_feed"),
]
