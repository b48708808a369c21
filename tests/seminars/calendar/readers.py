"""Calendar files read with others' eyes: icalendar, which goes by the name of a zone, and ical.js, which goes by the table in the file."""

import json
import os
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import icalendar
import pytest

REFEREE = Path(__file__).parents[2] / "referee"
NODE = os.environ.get("ICRWEB_FOUND_NODE", "")
with_node = pytest.mark.skipif(not NODE, reason="Node and the packages of tests/referee are not here")


def by_name(content: str) -> dict:
    """What icalendar reads: the method, and of each event uid, sequence, status, instants."""
    calendar = icalendar.Calendar.from_ical(content)
    events = [
        {
            "uid": str(one["uid"]),
            "sequence": int(one["sequence"]),
            "status": str(one["status"]),
            "summary": str(one["summary"]),
            "starts": instant(one["dtstart"].dt),
            "ends": instant(one["dtend"].dt),
            "attendee": str(one["attendee"]) if "attendee" in one else None,
        }
        for one in calendar.walk("VEVENT")
    ]
    return {"method": calendar.get("method"), "events": events}


def by_table(contents: list[str]) -> list[dict]:
    """What ical.js reads of each file, in the same shape."""
    done = subprocess.run(
        [NODE, REFEREE / "calendars.mjs"], input=json.dumps(contents), capture_output=True, text=True, timeout=60, check=True
    )
    return json.loads(done.stdout)


def instant(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.000Z"


def calendars_of(message) -> list[str]:
    """The calendar parts of a mail as text."""
    return [part.get_content() for part in message.walk() if part.get_content_type() == "text/calendar"]
