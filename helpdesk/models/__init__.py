from .notes import Note
from .threads import CourseContact, Look, Message, PublishedAnswer, Thread

__all__ = ["CourseContact", "Look", "Message", "Note", "PublishedAnswer", "Thread"]
