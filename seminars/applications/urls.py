from django.urls import path

from . import views

urlpatterns = [
    path("files/<uuid:file_key>/", views.file, name="application_file"),
    path("<uuid:seminar_key>/answers/", views.answers, name="answers"),
    path("<uuid:seminar_key>/questions/", views.after_acceptance, name="after_acceptance"),
    path("<uuid:seminar_key>/draft/<slug:part>/", views.draft, name="draft"),
]
