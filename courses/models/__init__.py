from .access import CourseAccess, Waiver
from .cohorts import Cohort, CohortMembership, CohortMessage, CohortTeacher, DueReminder
from .content import CourseIndexPage, CoursePage, LessonPage, ModulePage, QuizPage, visible_pages
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

__all__ = [
    "Attempt",
    "Cohort",
    "CohortMembership",
    "CohortMessage",
    "CohortTeacher",
    "CourseAccess",
    "CourseIndexPage",
    "CoursePage",
    "DueReminder",
    "Edition",
    "EditionRevision",
    "Enrolment",
    "ExtraAttempt",
    "LessonCompletion",
    "LessonPage",
    "LessonPosition",
    "ModulePage",
    "Objective",
    "Question",
    "QuestionBank",
    "QuizPage",
    "Response",
    "Waiver",
    "visible_pages",
]
