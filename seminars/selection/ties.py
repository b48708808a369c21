"""Who may not score whose application, and why: ties that the records know. A reviewer declares the others."""

from collections import defaultdict
from collections.abc import Collection, Hashable

from django.utils.translation import gettext as _

from icrweb.accounts.models import Affiliation, User
from icrweb.pages.folding import fold

from ..models import CountryRank, Endorsement, Nomination, Registration, Review, Selection


class Ties:
    """The ties of some reviewers to the applications of one selection, read at once, however many there are."""

    def __init__(self, selection: Selection, people: Collection[User]):
        self.places: dict[int, set[Hashable]] = defaultdict(set)
        for one in Affiliation.objects.current().filter(user__in=people):
            self.places[one.user_id].add(one.institution_id or fold(one.unlisted_name))
        applications = selection.applications.values("pk")
        spoken = [
            *Endorsement.objects.filter(registration__in=applications).values_list("by", "registration"),
            *CountryRank.objects.filter(selection=selection).values_list("by", "registration"),
            *Nomination.objects.filter(registration__in=applications).values_list("nominated_by", "registration"),
        ]
        self.spoken = set(spoken)
        teams = selection.applications.filter(team__isnull=False, person__in=people)
        self.teams = set(teams.values_list("person", "team"))
        handed_back = Review.objects.filter(registration__in=applications, conflict=True)
        self.handed_back = set(handed_back.values_list("reviewer", "registration"))

    def why_not(self, person: User, registration: Registration) -> str:
        """Why somebody may not score an application; empty where they may."""
        if registration.person_id == person.pk:
            return _("It is their own application.")
        if (registration.institution_id or fold(registration.institution_name)) in self.places[person.pk]:
            return _("It comes from their own institution.")
        if (person.pk, registration.team_id) in self.teams:
            return _("They are in its team.")
        if (person.pk, registration.pk) in self.spoken:
            return _("They nominated or endorsed it, or put it in order for its country.")
        if (person.pk, registration.pk) in self.handed_back:
            return _("They handed it back: a conflict of interest.")
        return ""
