"""Addresses that badges name for ever. They know no language."""

from django.urls import path

from . import views

app_name = "badges"
urlpatterns = [
    path("status/<int:number>.json", views.status_list, name="status_list"),
    path("<str:code>.<str:kind>", views.badge, name="badge"),
]
