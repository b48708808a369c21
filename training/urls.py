from django.urls import path

from . import views

app_name = "training"
urlpatterns = [
    path("my/record/", views.own, name="own"),
    path("my/record/link/", views.make_link, name="make_link"),
    path("my/record/link/<uuid:key>/revoke/", views.revoke_link, name="revoke_link"),
    path("my/record/paper/", views.ask_for_paper, name="ask_for_paper"),
    path("my/record/<uuid:key>.pdf", views.paper, name="paper"),
    path("record/<str:token>/", views.shared, name="shared"),
]
