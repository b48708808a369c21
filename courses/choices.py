"""The short lists of courses: what about, for whom, counted as what, and how a lesson is done."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from icrweb.pages.languages import content_languages  # noqa: F401 - the first migration knows it by this place


class Topic(models.TextChoices):
    GCP = "gcp", _("Good clinical practice")
    SAFETY = "safety", _("Safety")
    ETHICS = "ethics", _("Ethics")
    DESIGN = "design", _("Trial design")
    STATISTICS = "statistics", _("Statistics")
    GENOMICS = "genomics", _("Genomic medicine")


class Audience(models.TextChoices):
    EVERYONE = "everyone", _("Everyone")
    INSTITUTIONS = "institutions", _("Members of chosen institutions")
    COHORTS = "cohorts", _("Members of its groups only")


class LearnerRole(models.TextChoices):
    PI = "pi", _("Principal investigator")
    SUB_INVESTIGATOR = "sub_investigator", _("Sub-investigator")
    COORDINATOR = "coordinator", _("Study coordinator")
    PHARMACIST = "pharmacist", _("Pharmacist")
    NURSE = "nurse", _("Nurse")
    ETHICS_MEMBER = "ethics_member", _("Ethics-committee member")
    DATA_MANAGER = "data_manager", _("Data manager")


class HoursCategory(models.TextChoices):
    GCP = "gcp", _("GCP")
    ETHICS = "ethics", _("Ethics")
    SAFETY = "safety", _("Safety")
    GENE_CELL = "gene_cell", _("Gene and cell therapy")


class CompletionRule(models.TextChoices):
    OPENED = "opened", _("Opened")
    END = "end", _("Read to the end")
    CHECK = "check", _("Self-checks answered")
    WATCHED = "watched", _("Recordings played")


class Figure(models.TextChoices):
    STAIR = "stair", _("Stair")
    FORK = "fork", _("Fork")
    GAUGE = "gauge", _("Gauge")
    CURVE = "curve", _("Curve")
    VARIANT = "variant", _("Variant")
    SCALES = "scales", _("Scales")
    TRIANGLE = "triangle", _("Triangle")


class QuizPurpose(models.TextChoices):
    FINAL = "final", _("Final test: asks for a declaration of own work")
    LESSON = "lesson", _("Lesson test")
    PRE = "pre", _("Pre-test: offered before a module, shows no answers")
    POST = "post", _("Post-test")
    FORMATIVE = "formative", _("Practice: offered, shows its answers at once")


class QuestionKind(models.TextChoices):
    """One each for the kinds in `courses.asking`."""

    SINGLE = "single", _("One right answer")
    MULTIPLE = "multiple", _("Several right answers")
    TRUE_FALSE = "true_false", _("True or false")
    MATCHING = "matching", _("Matching")
    ORDERING = "ordering", _("Ordering")
    NUMERIC = "numeric", pgettext_lazy("a kind of question", "Number")
    CLOZE = "cloze", _("Text with gaps")
    HOT_SPOT = "hot_spot", _("Place on a picture")
    SHORT_TEXT = "short_text", _("Own words (not marked)")
    CONCORDANCE = "concordance", _("Judgement compared with a panel")
