from django.urls import path

from .views import places

app_name = "seminars"
urlpatterns = [
    path("<uuid:seminar_key>/", places.register, name="register"),
    path("<uuid:seminar_key>/place/", places.place, name="place"),
    path("<uuid:seminar_key>/cancel/", places.cancel, name="cancel"),
    path("<uuid:seminar_key>/calendar.ics", places.calendar, name="calendar"),
]
