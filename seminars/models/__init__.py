from .content import SeminarIndexPage, SeminarPage
from .records import Attendance, Mode, Registration, Seminar, Sitting

__all__ = ["Attendance", "Mode", "Registration", "Seminar", "SeminarIndexPage", "SeminarPage", "Sitting"]
