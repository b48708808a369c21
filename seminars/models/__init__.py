from .content import SeminarIndexPage, SeminarPage
from .materials import Material
from .quotas import Quota
from .records import Attendance, Mode, Registration, Seminar, Sitting

__all__ = ["Attendance", "Material", "Mode", "Quota", "Registration", "Seminar", "SeminarIndexPage", "SeminarPage", "Sitting"]
