from .courses import SCALE, Asked, Evaluation, LaterCheck, NoMoreMail, Stage, Used, Wording
from .seminars import Outcome, SeminarPlan, SeminarReply

__all__ = [
    "SCALE",
    "Asked",
    "Evaluation",
    "LaterCheck",
    "NoMoreMail",
    "Outcome",
    "SeminarPlan",
    "SeminarReply",
    "Stage",
    "Used",
    "Wording",
]
