"""Which of the periods said a call means, and whether the snapshot reaches back to it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Literal

from copilot.understanding.frame import Frame
from copilot.understanding.reading import JsonObject, Option, Reason
from copilot.understanding.stops import Stop, ambiguous, not_yet
from copilot.understanding.time import TimeMention, find_periods
from data.periods import Period, display_day, display_span

Tense = Literal["past", "future"]
_JOINTS = frozenset({"and", "or", "&", "plus", "in", "also"})
_COMPARING = (
    "compare|compared|comparing|comparison|difference|versus|against|or|than|between|change|changed|"
    "both|differ|better|worse",
)
_THE_ONE_BEFORE = (
    "versus|against|over|than|compared * <number>? day|days|week|weeks|month|months|quarter|"
    "quarters|year|years|period|ones before|earlier|prior",
    "versus|against|over|than|compared * previous|prior|preceding <number>? period|days|one|ones|"
    "weeks|months",
)
_AGAINST = re.compile(
    r"(?i)\b(?:versus|vs|v|against|than|unlike|compare[sd]? (?:with|to)|relative to)\b\W*"
    r"(?:(?:the|our|my|its|their|that|those|this|one|ones|in|of|for|at|from|on|what|it|we|was|were|"
    r"had|did|same)\b\W*)*$"
)
_AND_NEXT = re.compile(
    r"\s*,?\s*(?:and|or|&)\s+(?:the\s+)?next\b"
    r"(?!\s+(?:\d|one|two|three|week|month|quarter|half|year|few|couple))"
)
_WITHIN = frozenset({"in", "the", "of", "during", "for"})


def spans(frame: Frame) -> list[TimeMention]:
    """The mentions that are periods, not groupings."""
    return [time for time in frame.times if time.kind != "bucket"]


def read_as(time: TimeMention, tense: Tense) -> Period:
    """The occurrence that a tense asks for."""
    return time.past if tense == "past" else time.future


def main_period(frame: Frame, tense: Tense) -> Period | None:
    """The period a question is about: the first that is not the other side of a comparison."""
    plain = [time for time in spans(frame) if time.role != "against"] or [
        time for time in spans(frame) if not is_other_side(frame, time)
    ]
    if not plain:
        return None
    first = read_as(plain[0], tense)
    if len(plain) > 1 and _joined(frame, plain[0], plain[1]):
        second = read_as(plain[1], tense)
        low, high = sorted((first, second), key=_start)
        if (high.start - low.end).days > 1:
            raise _either(frame, plain[0], plain[1])
        return Period(start=low.start, end=max(low.end, high.end))
    return first


def one_ahead(frame: Frame, told: list[TimeMention]) -> Period | None:
    """The one period ahead that is said; two that touch are one ("November or December").

    Raises:
        Stop: two that do not touch.
    """
    found = [time.future for time in told if time.role != "against"]
    if not found:
        return None
    period = _with_next(frame, told[0]) or found[0]
    for time, other in zip(told[1:], found[1:], strict=False):
        low, high = sorted((period, other), key=_start)
        if high.end <= low.end or low.start == high.start:
            wanted = max if _joined(frame, told[0], time) else min
            period = wanted(low, high, key=_length)
        elif _joined(frame, told[0], time) and (high.start - low.end).days <= 1:
            period = Period(start=low.start, end=high.end)
        else:
            raise _either(frame, told[0], time)
    return period


def _with_next(frame: Frame, time: TimeMention) -> Period | None:
    """ "This week or next": the period with the one that follows it."""
    if not _AND_NEXT.match(frame.text[time.end :]):
        return None
    first = frame.calendar
    for unit in (first.week, first.month, first.quarter, first.half, first.year):
        whole = unit(time.future.start)
        if (whole.start, whole.end) == (time.future.start, time.future.end):
            return Period(start=whole.start, end=unit(whole.end + timedelta(days=1)).end)
    return None


def _joined(frame: Frame, one: TimeMention, other: TimeMention) -> bool:
    """Whether two periods are said in one breath ("June and July")."""
    between = frame.text[one.end : other.start].lower().replace(",", " ").split()
    return len(between) <= 3 and set(between) <= _JOINTS


def _first_two(frame: Frame) -> tuple[TimeMention, TimeMention]:
    first, second = [time for time in spans(frame) if time.role != "against"][:2]
    return first, second


def _beside(frame: Frame, one: TimeMention, other: TimeMention) -> bool:
    """Whether two periods stand side by side without a word that says which comes first."""
    return frame.text[one.end : other.start].lower().strip(" .") in {"vs", "versus", "v"}


def _either(frame: Frame, one: TimeMention, other: TimeMention, *, both: bool = False) -> Stop:
    """Ask which of two periods is meant; with `both`, their comparison may be meant too."""
    before, after = frame.text[: one.start], frame.text[other.end :]
    early, late = sorted((one, other), key=lambda time: time.past.start)
    told = [one.text, other.text, *([f"{late.text} vs {early.text}"] if both else [])]
    choices = tuple(Option(f"{before}{text}{after}") for text in told)
    return ambiguous("I can look at one span of days at a time.", choices, code="ambiguous_intent")


def compared(frame: Frame) -> tuple[Period, Period | None] | None:
    """The period of a figure about the past and the one it is compared with.

    Of two that stand side by side ("2025 vs 2026") the later is the one it is about.

    Raises:
        Stop: three periods, or two joined by "and" that nothing compares.
    """
    told = spans(frame)
    if not told:
        return None
    if len({(time.past.start, time.past.end) for time in told}) > 2:
        detail = "three periods at once; two at a time, or a figure by quarter, are."
        raise not_yet(detail, Option("How much did we win by quarter?"))
    against = [time.past for time in told if time.role == "against"]
    plain = [time.past for time in told if time.role != "against"]
    if against and plain:
        pair = (plain[0], against[0])
        return _later_first(*pair) if _beside(frame, told[0], told[1]) else pair
    if len(plain) > 1:
        return _two(frame, plain)
    if len(told) == 1 and plain and frame.has(*_THE_ONE_BEFORE):
        return plain[0], before(plain[0], frame)
    return (plain or against)[0], None


def is_other_side(frame: Frame, time: TimeMention) -> bool:
    """Whether a mention follows the words that compare: not the Q1 of "East vs West in Q1"."""
    return bool(_AGAINST.search(frame.text[: time.start]))


def beside_present(frame: Frame, other: Period) -> tuple[Period, Period | None]:
    """The present period of the kind of one that is only compared with ("than last quarter").

    Raises:
        Stop: one day, beside which a figure of a span has no present.
    """
    if other.end >= frame.as_of:
        return other, None
    if other.days == 1:
        asked = frame.text[: spans(frame)[0].start].rstrip()
        choices = (Option(f"{asked} last month"), Option(f"{asked} last quarter"))
        detail = "A figure like this takes a span of days, not one day."
        raise ambiguous(detail, choices, code="ambiguous_intent")
    for unit in _units(frame):
        whole = unit(other.start)
        if (whole.start, whole.end) == (other.start, other.end):
            return unit(frame.as_of), other
    start = frame.as_of - timedelta(days=other.days - 1)
    return Period(start=start, end=frame.as_of), other


def _units(frame: Frame) -> tuple[Callable[[date], Period], ...]:
    calendar = frame.calendar
    return calendar.week, calendar.month, calendar.quarter, calendar.half, calendar.year


def _two(frame: Frame, plain: list[Period]) -> tuple[Period, Period | None]:
    """Two periods of equal standing: one inside the other, a comparison, or to be asked back."""
    nested = _nested(frame)
    if nested is not None:
        return nested, None
    if _joined(frame, *_first_two(frame)) and not frame.has(*_COMPARING):
        raise _either(frame, *_first_two(frame), both=True)
    return _later_first(plain[0], plain[1])


def _later_first(one: Period, other: Period) -> tuple[Period, Period | None]:
    later, earlier = max(one, other, key=_start), min(one, other, key=_start)
    return (later, earlier) if later != earlier else (later, None)


def _nested(frame: Frame) -> Period | None:
    """ "Last year in the first quarter": two mentions that together name one period."""
    first, second = [time for time in spans(frame) if time.role != "against"][:2]
    between = set(frame.text[first.end : second.start].lower().split())
    if not between or not between <= _WITHIN:
        return None
    for text in (f"{second.text} of {first.text}", f"{first.text} of {second.text}"):
        found = find_periods(text, as_of=frame.as_of, calendar=frame.calendar)
        if len(found) == 1:
            return found[0].past
    return None


def before(period: Period, frame: Frame) -> Period:
    """The same calendar unit before, else as many days before."""
    last = period.start - timedelta(days=1)
    for unit in _units(frame):
        whole = unit(period.start)
        if (whole.start, whole.end) == (period.start, period.end):
            return unit(last)
    return Period(start=last - timedelta(days=period.days - 1), end=last)


def _start(period: Period) -> date:
    return period.start


def _length(period: Period) -> int:
    return period.days


def as_json(period: Period) -> JsonObject:
    """The form of a period in a call."""
    return {
        "start": period.start.isoformat(),
        "end": period.end.isoformat(),
        "label": period.label or display_span(period.start, period.end),
    }


def check_history(frame: Frame, period: Period | None, tense: Tense) -> None:
    """Refuse what lies wholly before the first event known, or wholly after the last day.

    Raises:
        Stop: `outside_history`.
    """
    first = frame.catalog.first_event
    if period is None or tense != "past":
        return
    if first is not None and period.end < first:
        raise _outside(
            f"This snapshot knows nothing before {display_day(first)}; "
            f"{display_span(period.start, period.end)} lies before it."
        )
    if period.start > frame.as_of:
        raise _outside(
            f"This snapshot ends on {display_day(frame.as_of)}; "
            f"{display_span(period.start, period.end)} had not begun."
        )


def check_future(frame: Frame, period: Period | None) -> None:
    """Refuse a look ahead at a period that is over before anything is known."""
    first = frame.catalog.first_event
    if period is not None and first is not None and period.end < first:
        check_history(frame, period, "past")


def _outside(detail: str) -> Stop:
    return Stop("no_data", Reason("outside_history", detail))
