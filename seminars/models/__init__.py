from .content import SeminarIndexPage, SeminarPage
from .records import Attendance, Registration, Seminar, Sitting

__all__ = ["Attendance", "Registration", "Seminar", "SeminarIndexPage", "SeminarPage", "Sitting"]
