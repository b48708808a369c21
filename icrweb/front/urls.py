from django.urls import path

from . import views

app_name = "my"
urlpatterns = [
    path("", views.learning, name="learning"),
    path("seminars/", views.seminars, name="seminars"),
    path("certificates/", views.certificates, name="certificates"),
    path("translations/", views.translations, name="translations"),
]
