"""Make the first pages of a new site."""

from django.core.management.base import BaseCommand

from courses.review import found_workflows
from icrweb.front.founding import found_site


class Command(BaseCommand):
    help = "Make the home page in every language, the site and the workflows where they are missing; what is there stays."

    def handle(self, **options):
        home = found_site()
        found_workflows()
        return f"The home page is {home.full_url}."
