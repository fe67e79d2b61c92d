"""When an open deal falls due, and which period it counts in: SQL over deals joined with scores."""

from __future__ import annotations

from datetime import date
from typing import Any

from data.periods import FiscalCalendar, Period

# An open deal counts in exactly one period: that of its recorded closing date, else the expected.
COUNTS_ON = "coalesce(recorded_close_on, expected_close_on)"


def due_condition(
    period: Period, as_of: date, calendar: FiscalCalendar
) -> tuple[str, dict[str, Any]]:
    """Condition for open deals due in a period.

    A deal is due when its expected close window (10% to 90% of its closing date) meets the period,
    or its recorded closing date lies in it. A deal whose recorded date has passed is due in the
    week of `as_of`.
    """
    week = calendar.week(as_of)
    window = "(expected_close_from <= $due_end AND expected_close_to >= $due_start)"
    recorded = "recorded_close_on BETWEEN $due_start AND $due_end"
    overdue = "days_overdue > 0" if period.meets(week) else "false"
    condition = (
        f"(coalesce({window}, false) OR coalesce({recorded}, false) OR coalesce({overdue}, false))"
    )
    return condition, {"due_start": period.start, "due_end": period.end}
