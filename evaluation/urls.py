from django.urls import path

from evaluation.views import people

app_name = "evaluation"
urlpatterns = [
    path("evaluation/<uuid:enrolment_key>/", people.after, name="after"),
    path("evaluation/<uuid:check_key>/later/", people.later, name="later"),
    path("evaluation/<uuid:check_key>/check/", people.check, name="check"),
    path("evaluation/<uuid:check_key>/stop/", people.stop, name="stop"),
]
