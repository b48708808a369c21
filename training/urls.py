from django.urls import path

from . import renewal_views, site_people, views
from .external import site_views
from .external import views as external_views

app_name = "training"
urlpatterns = [
    path("my/record/", views.own, name="own"),
    path("my/record/link/", views.make_link, name="make_link"),
    path("my/record/link/<uuid:key>/revoke/", views.revoke_link, name="revoke_link"),
    path("my/record/paper/", views.ask_for_paper, name="ask_for_paper"),
    path("my/record/<uuid:key>.pdf", views.paper, name="paper"),
    path("my/record/external/", external_views.add, name="add_external"),
    path("my/record/external/<uuid:external_key>/file/", external_views.file, name="external_file"),
    path("my/record/external/<uuid:external_key>/withdraw/", external_views.withdraw, name="withdraw_external"),
    path("my/institutions/<uuid:institution_key>/external/", site_views.queue, name="site_external"),
    path("my/institutions/<uuid:institution_key>/external/<uuid:external_key>/", site_views.one, name="site_external_one"),
    path("my/institutions/<uuid:institution_key>/people/", site_people.people, name="site_people"),
    path("my/institutions/<uuid:institution_key>/people/<uuid:person_key>/", site_people.person, name="site_person"),
    path("my/institutions/<uuid:institution_key>/renewals/", renewal_views.renewals, name="renewals"),
    path("my/reminders/stop/<str:stop_token>/", renewal_views.stop_reminders, name="stop_reminders"),
    path("record/<str:token>/", views.shared, name="shared"),
]
