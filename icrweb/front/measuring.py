"""Counting visits: off until the operator switches it on and the visitor accepts; a page, a day and a number, nobody's name."""

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from icrweb.front.models import PageVisits
from icrweb.pages.context import may_measure

LONGEST_PATH = 200


class MeasuringMiddleware:
    """Counts a page that was shown, for visitors who said yes while visits are measured."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        shown = request.method == "GET" and response.status_code == 200 and response.get("Content-Type", "").startswith("text/html")
        if shown and not request.path.startswith("/admin/") and may_measure(request):
            count(request.path[:LONGEST_PATH])
        return response


def count(path: str) -> None:
    """One more visit of this address today (UTC)."""
    today = {"day": timezone.now().date(), "path": path}
    if PageVisits.objects.filter(**today).update(visits=F("visits") + 1):
        return
    try:
        with transaction.atomic():
            PageVisits.objects.create(**today, visits=1)
    except IntegrityError:
        # The first two visitors of the day came at once.
        PageVisits.objects.filter(**today).update(visits=F("visits") + 1)
