"""The checks of lessons, quizzes and courses. Importing this registers them all."""

from . import courses, lessons, quizzes, references, texts

__all__ = ["courses", "lessons", "quizzes", "references", "texts"]
