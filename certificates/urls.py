from django.urls import path

from . import views
from .badges import views as badges

app_name = "certificates"
urlpatterns = [
    path("", views.check, name="check"),
    path("batch/", views.check_batch, name="batch"),
    path("badge/", badges.check, name="check_badge"),
    path("report/", views.report, name="report"),
    path("paper/<str:sha256>.json", views.paper_by_hash, name="paper_by_hash"),
    path("<str:code>.json", views.verify, {"as_json": True}, name="verify_json"),
    path("<str:code>/", views.verify, name="verify"),
    path("<str:code>/paper/", views.ask, name="ask"),
    path("<str:code>/badge/", badges.ask, name="ask_badge"),
    path("<str:code>/badge/share/", badges.share, name="share_badge"),
    path("<str:code>/<str:language>.pdf", views.paper, name="paper"),
]
