"""How long content may go unlooked at. Plain Python. Source: the network's editorial rule, at most 24 months."""

import calendar
import datetime

LONGEST_REVIEW = 24  # months


def latest_review_day(day: datetime.date) -> datetime.date:
    """The last day on which something checked on `day` may be due: 24 months later, the month's last day where it is shorter."""
    years, month = divmod(day.month - 1 + LONGEST_REVIEW, 12)
    last = calendar.monthrange(day.year + years, month + 1)[1]
    return datetime.date(day.year + years, month + 1, min(day.day, last))
