from django.urls import path

from .views import check, own

urlpatterns = [
    path("letters/", check.ask, name="ask_letter"),
    path("letters/<str:code>/", check.check, name="check_letter"),
    path("letters/<uuid:letter_key>.pdf", own.pdf, name="letter_pdf"),
    path("<uuid:seminar_key>/letters/", own.letters, name="letters"),
    path("<uuid:seminar_key>/passport/", own.passport, name="passport"),
    path("<uuid:seminar_key>/passport/delete/", own.take_back, name="take_back_passport"),
]
