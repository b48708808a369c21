from .access import CourseAccess, Waiver
from .cases import Case
from .cohorts import Cohort, CohortMembership, CohortMessage, CohortTeacher, DueReminder
from .content import COURSE_DEPTH, CourseIndexPage, CoursePage, LessonPage, ModulePage, QuizPage, visible_pages
from .digests import ReviewDigest
from .glossary import GlossaryTerm
from .imports import CourseImport, QuestionImport, QuestionOrigin
from .local_notes import LocalNote, LocalSubject
from .outcomes import ItemOutcome
from .paths import PathChoice, PathIndexPage, PathPage
from .practice import Practice, PracticeRound
from .questions import Objective, Question, QuestionBank, QuestionTag
from .recognition import CpdActivity
from .records import (
    Attempt,
    Edition,
    EditionRevision,
    Enrolment,
    ExtraAttempt,
    ExtraTime,
    LessonCompletion,
    LessonPosition,
    Response,
    SeenQuestion,
)
from .regrades import Regrade, RegradedAttempt
from .review import ApprovalTask, Declaration, LanguageEditTask, PeerReviewTask, RevisionFacts
from .reviewed import Reviewed
from .tallies import QuestionTally, Tally
from .watching import LessonMinutes, LessonTime, Watching

__all__ = [
    "COURSE_DEPTH",
    "ApprovalTask",
    "Attempt",
    "Case",
    "Cohort",
    "CohortMembership",
    "CohortMessage",
    "CohortTeacher",
    "CourseAccess",
    "CourseImport",
    "CourseIndexPage",
    "CoursePage",
    "CpdActivity",
    "Declaration",
    "DueReminder",
    "Edition",
    "EditionRevision",
    "Enrolment",
    "ExtraAttempt",
    "ExtraTime",
    "GlossaryTerm",
    "ItemOutcome",
    "LanguageEditTask",
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
    "PeerReviewTask",
    "Practice",
    "PracticeRound",
    "Question",
    "QuestionBank",
    "QuestionImport",
    "QuestionOrigin",
    "QuestionTag",
    "QuestionTally",
    "QuizPage",
    "Regrade",
    "RegradedAttempt",
    "Response",
    "ReviewDigest",
    "Reviewed",
    "RevisionFacts",
    "SeenQuestion",
    "Tally",
    "Waiver",
    "Watching",
    "visible_pages",
]
