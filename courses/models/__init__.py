from .access import CourseAccess, Waiver
from .cohorts import Cohort, CohortMembership, CohortMessage, CohortTeacher, DueReminder
from .content import COURSE_DEPTH, CourseIndexPage, CoursePage, LessonPage, ModulePage, QuizPage, visible_pages
from .glossary import GlossaryTerm
from .imports import CourseImport
from .local_notes import LocalNote, LocalSubject
from .paths import PathChoice, PathIndexPage, PathPage
from .questions import Objective, Question, QuestionBank
from .records import (
    Attempt,
    Edition,
    EditionRevision,
    Enrolment,
    ExtraAttempt,
    LessonCompletion,
    LessonPosition,
    Response,
)
from .watching import LessonMinutes, LessonTime, Watching

__all__ = [
    "COURSE_DEPTH",
    "Attempt",
    "Cohort",
    "CohortMembership",
    "CohortMessage",
    "CohortTeacher",
    "CourseAccess",
    "CourseImport",
    "CourseIndexPage",
    "CoursePage",
    "DueReminder",
    "Edition",
    "EditionRevision",
    "Enrolment",
    "ExtraAttempt",
    "GlossaryTerm",
    "LessonCompletion",
    "LessonMinutes",
    "LessonPage",
    "LessonPosition",
    "LocalNote",
    "LocalSubject",
    "LessonTime",
    "ModulePage",
    "Objective",
    "PathChoice",
    "PathIndexPage",
    "PathPage",
    "Question",
    "QuestionBank",
    "QuizPage",
    "Response",
    "Waiver",
    "Watching",
    "visible_pages",
]
