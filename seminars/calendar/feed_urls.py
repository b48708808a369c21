"""Addresses that people paste into calendar programs: without a language, and never changed."""

from django.urls import path

from . import views

app_name = "calendars"
urlpatterns = [path("<str:feed_token>.ics", views.feed, name="feed")]
