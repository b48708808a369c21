from .badges import Badge, IssuerKey, StatusList, badge_address
from .external import ExternalTraining
from .records import Achievement, Certificate, Family, OwedCertificate, Paper, Report, Status
from .requirements import Body, BodyName, HoursNeed, Requirement, Subject, TrainingNeed
from .stamps import RequirementStamp
from .templates import CertificateTemplate, TemplateVersion

__all__ = [
    "Achievement",
    "Badge",
    "Body",
    "BodyName",
    "Certificate",
    "CertificateTemplate",
    "ExternalTraining",
    "Family",
    "HoursNeed",
    "IssuerKey",
    "OwedCertificate",
    "Paper",
    "Report",
    "Requirement",
    "RequirementStamp",
    "Status",
    "StatusList",
    "Subject",
    "TemplateVersion",
    "TrainingNeed",
    "badge_address",
]
