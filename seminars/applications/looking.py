"""That somebody of the staff opened an application or a file of it, for the audit trail."""

from icrweb.accounts.models import User
from icrweb.trail import audit

from ..models import ApplicationFile, Registration


def look_at(registration: Registration, by: User) -> None:
    """An application was read."""
    audit.record("registration.read", registration, actor=by, person=registration.person)


def look_at_file(file: ApplicationFile, by: User) -> None:
    """A file was opened by somebody else than whose it is."""
    audit.record("registration.read_file", file, actor=by, person=file.person, new={"sha256": file.sha256})
