from django.urls import path

from icrweb.media import views

app_name = "media"
urlpatterns = [
    path("<uuid:key>", views.file, name="file"),
    path("captions/<uuid:captions_key>.vtt", views.captions, name="captions"),
]
