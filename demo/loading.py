"""The order of loading the demonstration, one step a line of progress."""

from datetime import date
from pathlib import Path

from courses.review import found_workflows
from icrweb.accounts.roles import make_roles
from icrweb.front.founding import found_site
from seminars.models import SeminarIndexPage

from . import (
    applications,
    courses,
    external,
    groups,
    helping,
    history,
    network,
    pages,
    papers,
    paths,
    register,
    requirements,
    reviews,
    selecting,
    seminars,
    taking_part,
    translations,
)
from .files import facts_in

CONTENT = Path(__file__).parent / "content"


def _found(day: date) -> None:
    make_roles()
    home = found_site()
    pages.load_indexes(CONTENT / "pages", home)
    found_workflows()


def _people(day: date) -> None:
    network.load_institutions(CONTENT / "network.yaml")
    network.load_people(CONTENT / "people.yaml", day)


def _register(day: date) -> None:
    register.load_guidelines(CONTENT / "register.yaml")
    register.load_glossary(CONTENT / "glossary.yaml", "sato@demo.example", day)
    register.load_local_notes(CONTENT / "local-notes.yaml", day)
    register.load_terms(CONTENT / "terms.tsv", "sato@demo.example")


def _pages(day: date) -> None:
    home = found_site()
    pages.load_standard_pages(CONTENT / "pages", home)
    pages.load_home(CONTENT / "pages", home)
    pages.load_settings(facts_in(CONTENT / "site.yaml"))


def _courses(day: date) -> None:
    reworded = translations.reworded(CONTENT / "translations.yaml")
    courses.load_courses(CONTENT / "courses", CONTENT / "editions.yaml", day, reworded)


def _seminars(day: date) -> None:
    index = SeminarIndexPage.objects.get(locale__language_code="en")
    for path in sorted((CONTENT / "seminars").glob("*.yaml")):
        seminars.load_seminar(path, index, day)


STEPS = [
    ("Founding the site in ten languages", _found),
    ("Institutions and people", _people),
    ("Guidelines, glossary and local notes", _register),
    ("Pages", _pages),
    ("Courses and question banks", _courses),
    ("Declarations of interest and drafts in review", lambda day: reviews.load_reviews(CONTENT / "reviews.yaml", day)),
    ("Translations", lambda day: translations.load_translations(CONTENT / "translations.yaml", day)),
    ("Seminars", _seminars),
    ("Enrolments, certificates and registrations", lambda day: history.load_history(CONTENT / "history.yaml", day)),
    ("Nominations, teams and invitations", lambda day: taking_part.load_taking_part(CONTENT / "taking-part.yaml", day)),
    ("A selection under way", lambda day: selecting.load_selection(CONTENT / "selection.yaml", day)),
    ("Answers to what seminars ask", lambda day: applications.load_answers(CONTENT / "answers.yaml", day)),
    (
        "What bodies ask for",
        lambda day: requirements.load_requirements(CONTENT / "requirements.yaml", "sato@demo.example", day),
    ),
    ("Training of other providers", lambda day: external.load_external(CONTENT / "external.yaml", day)),
    ("Letters, and what came of a seminar", lambda day: papers.load_papers(CONTENT / "papers.yaml", day)),
    ("Notes, questions and evaluations", lambda day: helping.load_help(CONTENT / "help.yaml")),
    ("Groups and who may see a course", lambda day: groups.load_groups(CONTENT / "cohorts.yaml", day)),
    ("Role paths", lambda day: paths.load_paths(CONTENT / "paths" / "paths.yaml", found_site())),
]
