from .content import CourseIndexPage, CoursePage, LessonPage, ModulePage, QuizPage
from .questions import Objective, Question, QuestionBank
from .records import (
    Attempt,
    Edition,
    EditionRevision,
    Enrolment,
    LessonCompletion,
    LessonPosition,
    Response,
)

__all__ = [
    "Attempt",
    "CourseIndexPage",
    "CoursePage",
    "Edition",
    "EditionRevision",
    "Enrolment",
    "LessonCompletion",
    "LessonPage",
    "LessonPosition",
    "ModulePage",
    "Objective",
    "Question",
    "QuestionBank",
    "QuizPage",
    "Response",
]
