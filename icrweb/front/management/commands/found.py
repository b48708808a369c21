"""Make the first pages of a new site."""

from django.core.management.base import BaseCommand

from icrweb.front.founding import found_site


class Command(BaseCommand):
    help = "Make the home page in every language and the site where they are missing; what is there stays."

    def handle(self, **options):
        home = found_site()
        return f"The home page is {home.full_url}."
