"""Business time in questions: which days the words of a person mean, relative to `as_of`.

`find_periods` gives the mentions; `find_times` gives them together with words that look like a
date but name none (`ImpossibleDate`), so that the caller can ask back; `echo` prints a period.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from copilot.understanding.time.echo import echo
from copilot.understanding.time.finder import find_times
from copilot.understanding.time.mention import (
    Bucket,
    ImpossibleDate,
    Kind,
    Role,
    TimeFindings,
    TimeMention,
)
from data.periods import FiscalCalendar

__all__ = [
    "Bucket",
    "ImpossibleDate",
    "Kind",
    "Role",
    "TimeFindings",
    "TimeMention",
    "echo",
    "find_periods",
    "find_times",
]


def find_periods(
    text: str,
    *,
    as_of: date,
    calendar: FiscalCalendar,
    protected: Sequence[tuple[int, int]] = (),
) -> list[TimeMention]:
    """The mentions of time in a text, in its order, nothing overlapping. Never raises.

    `protected` are stretches (character offsets) already recognized as names; nothing that
    overlaps one is read as time. Impossible dates are left out here; see `find_times`.
    """
    return list(find_times(text, as_of=as_of, calendar=calendar, protected=protected).mentions)
