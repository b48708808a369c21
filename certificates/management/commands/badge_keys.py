"""The keys that signed badges: which there are, and withdrawing one that somebody else may have."""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db.models import Count

from certificates.badges.withdrawing import withdraw_key
from certificates.models import IssuerKey


class Command(BaseCommand):
    help = "List the public keys that signed badges; or withdraw one that was lost to somebody else."

    def add_arguments(self, parser):
        parser.add_argument("--withdraw", metavar="KEY", help="The key as the list shows it. Put another key file in place first.")
        parser.add_argument("--why", default="", help="Kept in the audit trail.")

    def handle(self, *, withdraw, why, **options):
        if withdraw:
            try:
                return f"Withdrawn. {withdraw_key(withdraw, why=why)} badges are signed anew by the worker."
            except ValidationError as refusal:
                raise CommandError(refusal.message) from refusal
        for key in IssuerKey.objects.annotate(number=Count("badges")):
            withdrawn = f", withdrawn {key.withdrawn_at:%Y-%m-%d}" if key.withdrawn_at else ""
            self.stdout.write(f"{key.multikey}  first used {key.first_used_at:%Y-%m-%d}, {key.number} badges{withdrawn}")
        return None
