from .content import SeminarIndexPage, SeminarPage
from .materials import Material
from .records import Attendance, Mode, Registration, Seminar, Sitting

__all__ = ["Attendance", "Material", "Mode", "Registration", "Seminar", "SeminarIndexPage", "SeminarPage", "Sitting"]
