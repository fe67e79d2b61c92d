"""What the product sees of business time: mentions, and dates that cannot be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from data.periods import Period

Kind = Literal["period", "since", "until", "as_of_day", "bucket"]
Bucket = Literal["week", "month", "quarter", "year"]
Role = Literal["", "against"]


@dataclass(frozen=True)
class TimeMention:
    """A stretch of a text that speaks of time, with its two readings.

    Attributes:
        start, end: character offsets; `text` is exactly what stands between them.
        past: the reading for what happened (the latest occurrence that has begun).
        future: the reading for what is to come (the next occurrence that has not ended);
            equal to `past` wherever the words leave no choice.
        kind: "period" a span of days · "since" from a day on · "until" up to a day, from `as_of`
            in `future` · "as_of_day" a state at the end of one day · "bucket" a grouping, whose
            periods are merely the bucket around `as_of`.
        explicit_year: whether the words fix the year, by number or as "of last year".
        bucket: the width of a grouping, None for everything else.
        role: "against" where the words make it the other side of a comparison.
    """

    start: int
    end: int
    text: str
    past: Period
    future: Period
    kind: Kind = "period"
    explicit_year: bool = False
    bucket: Bucket | None = None
    role: Role = ""


@dataclass(frozen=True)
class ImpossibleDate:
    """Words that look like a date or period but name none: "Feb 30", "Q7", "since tomorrow"."""

    start: int
    end: int
    text: str
    why: str


@dataclass(frozen=True)
class TimeFindings:
    """Everything about time in one text, in the order of the text, nothing overlapping."""

    mentions: tuple[TimeMention, ...]
    impossible: tuple[ImpossibleDate, ...]
