"""The checks of lessons, quizzes, courses and cases. Importing this registers them all."""

from . import cases, courses, lessons, quizzes, recordings, references, texts

__all__ = ["cases", "courses", "lessons", "quizzes", "recordings", "references", "texts"]
