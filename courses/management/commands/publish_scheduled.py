"""Wagtail's command of this name asks nobody whether a page is needed. The worker does its work; so does this, once."""

from django.core.management.base import BaseCommand

from courses.timetable import follow_timetable


class Command(BaseCommand):
    help = "Publish and unpublish what is due. The worker does so all the time; nobody needs to call this."

    def handle(self, **options):
        while follow_timetable():
            pass
