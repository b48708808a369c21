from django.urls import path

from evaluation.followups.views import people as seminars
from evaluation.views import people

app_name = "evaluation"
urlpatterns = [
    path("evaluation/<uuid:enrolment_key>/", people.after, name="after"),
    path("evaluation/<uuid:check_key>/later/", people.later, name="later"),
    path("evaluation/<uuid:check_key>/check/", people.check, name="check"),
    path("evaluation/<uuid:check_key>/stop/", people.stop, name="stop"),
    path("seminar-evaluation/<uuid:reply_key>/", seminars.answer, name="after_seminar"),
    path("seminar-evaluation/<uuid:reply_key>/stop/", seminars.stop, name="stop_seminar_mails"),
    path("supervisor/<str:token>/", seminars.supervisor, name="supervisor"),
    path("outcomes/<uuid:registration_key>/", seminars.outcomes, name="outcomes"),
    path("outcomes/<uuid:outcome_key>/withdraw/", seminars.withdraw, name="withdraw_outcome"),
]
