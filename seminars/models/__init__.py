from .applications import AcceptanceForm, Answer, ApplicationFile, Draft, ExtraQuestion
from .assessments import Assessment, CourseTest
from .calendar import CalendarFeed, LeftOutSitting, NoReminders, RegistrationMail, SittingReminder, Watch
from .checkin import Passing
from .content import SeminarIndexPage, SeminarPage
from .invitations import Invitation
from .materials import Material
from .meetings import MeetingReport, MeetingRow
from .messages import Message, MessageCopy, OwnWords
from .nominations import Nomination, NominationCall, SiteNumber
from .papers import LetterCounter, LetterKind, LetterTemplate, LetterTerms, OfficialLetter, Passport, PassportRequest
from .quotas import Quota
from .records import Attendance, Mode, Registration, Seminar, Sitting
from .selection import CountryRank, Criterion, Delegate, Endorsement, Review, Reviewer, Selection
from .teams import Team, TeamMember, TeamRule

__all__ = [
    "AcceptanceForm",
    "Answer",
    "ApplicationFile",
    "Assessment",
    "Attendance",
    "CalendarFeed",
    "CountryRank",
    "CourseTest",
    "Criterion",
    "Delegate",
    "Draft",
    "Endorsement",
    "ExtraQuestion",
    "Invitation",
    "LeftOutSitting",
    "LetterCounter",
    "LetterKind",
    "LetterTemplate",
    "LetterTerms",
    "Material",
    "Message",
    "MessageCopy",
    "MeetingReport",
    "MeetingRow",
    "Mode",
    "NoReminders",
    "Nomination",
    "NominationCall",
    "OfficialLetter",
    "OwnWords",
    "Passing",
    "Passport",
    "PassportRequest",
    "Quota",
    "Registration",
    "RegistrationMail",
    "Review",
    "Reviewer",
    "Selection",
    "Seminar",
    "SeminarIndexPage",
    "SeminarPage",
    "SiteNumber",
    "Sitting",
    "SittingReminder",
    "Team",
    "TeamMember",
    "TeamRule",
    "Watch",
]
