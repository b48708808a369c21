from django.urls import include, path

from .applications import urls as applications
from .checkin.urls import urlpatterns as on_the_day
from .invitations import urls as invitations
from .nominations import urls as nominations
from .papers import urls as papers
from .selection.urls import urlpatterns as selection_urls
from .teams import urls as teams
from .views import materials, places

app_name = "seminars"
urlpatterns = [
    *invitations.urlpatterns,
    *nominations.urlpatterns,
    path("", include("seminars.calendar.urls")),
    *papers.urlpatterns,
    *selection_urls,
    *teams.urlpatterns,
    path("<uuid:seminar_key>/", places.register, name="register"),
    path("<uuid:seminar_key>/place/", places.place, name="place"),
    path("<uuid:seminar_key>/accept/", places.accept, name="accept"),
    path("<uuid:seminar_key>/cancel/", places.cancel, name="cancel"),
    path("<uuid:seminar_key>/calendar.ics", places.calendar, name="calendar"),
    path("<uuid:seminar_key>/materials/<uuid:material_key>/", materials.read, name="material"),
    *on_the_day,
    *applications.urlpatterns,
]
