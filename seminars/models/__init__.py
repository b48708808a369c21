from .content import SeminarIndexPage, SeminarPage
from .invitations import Invitation
from .materials import Material
from .quotas import Quota
from .records import Attendance, Mode, Registration, Seminar, Sitting

__all__ = [
    "Attendance",
    "Invitation",
    "Material",
    "Mode",
    "Quota",
    "Registration",
    "Seminar",
    "SeminarIndexPage",
    "SeminarPage",
    "Sitting",
]
