"""The checks of lessons, quizzes and courses. Importing this registers them all."""

from . import courses, lessons, quizzes, recordings, references, texts

__all__ = ["courses", "lessons", "quizzes", "recordings", "references", "texts"]
