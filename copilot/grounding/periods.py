"""Whether a date or period in a text is the period of a fact, or the day it states."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from copilot.grounding.dates import holds, same_day, whole_days
from copilot.grounding.ledger import LedgerIndex
from copilot.grounding.tokens import When
from data.periods import Period


def states_day(when: When, day: date) -> bool:
    """Whether a text's date is the day, or a month, quarter or year that holds it."""
    if when.first is None or when.last is None:
        return False
    if when.grain == "day":
        return same_day(when, when.first, day)
    return when.grain in ("month", "quarter", "half", "year") and holds(when, day)


def states_period(index: LedgerIndex, when: When, period: Period) -> bool:
    """Whether a text's date or period is a fact's period, its label, or the end its words name."""
    if period.label and when.phrase and _label(period.label) == _label(when.phrase):
        return True
    if when.grain == "relative":
        return _relative(index, when, period)
    return _day(when, period) if when.grain == "day" else _span(when, period)


def _span(when: When, period: Period) -> bool:
    if when.first is None or when.last is None:
        return False
    ends = same_day(when, when.last, period.end)
    if when.mode == "end":
        return ends
    fiscal = "FY" in period.label and when.grain in ("quarter", "half", "year")
    return ends and not fiscal and same_day(when, when.first, period.start)


def _label(text: str) -> str:
    return " ".join(text.lower().replace(",", " ").split())


def _day(when: When, period: Period) -> bool:
    if when.first is None:
        return False
    if when.mode == "end":
        return same_day(when, when.first, period.end)
    if when.mode == "start":
        return same_day(when, when.first, period.start)
    return same_day(when, when.first, period.end)


_LENGTHS = {"week": (7, 7), "month": (28, 31), "quarter": (89, 92), "year": (365, 366)}


def _relative(index: LedgerIndex, when: When, period: Period) -> bool:
    phrase, label = when.phrase, _label(period.label)
    if len(label) > 5 and label in phrase:
        return True
    if phrase in ("today", "yesterday", "tomorrow", "tonight"):
        return _named_day(index, phrase, period)
    if phrase.endswith("to date") or phrase in ("ytd", "qtd", "mtd"):
        return _to_date(index, phrase, period)
    days = whole_days(phrase)
    if days is not None:
        return _counted(index, phrase, days, period)
    return _whole(index, phrase, label, period)


def _named_day(index: LedgerIndex, phrase: str, period: Period) -> bool:
    if index.as_of is None:
        return False
    shift = {"yesterday": -1, "tomorrow": 1}.get(phrase, 0)
    day = index.as_of + timedelta(days=shift)
    return period.end == day


def _to_date(index: LedgerIndex, phrase: str, period: Period) -> bool:
    if index.as_of is not None and period.end != index.as_of:
        return False
    unit = {"ytd": "year", "qtd": "quarter", "mtd": "month"}.get(
        phrase, phrase.split(maxsplit=1)[0].rstrip("s")
    )
    if unit == "week":
        return period.start.weekday() == 0 and period.days <= 7
    return period.start.day == 1 and period.days <= _LENGTHS.get(unit, (0, 0))[1]


def _counted(index: LedgerIndex, phrase: str, days: int, period: Period) -> bool:
    if phrase.endswith(("ago", "earlier", "before")):
        return (period.end - period.start).days == days
    if period.days != days:
        return False
    if index.as_of is None:
        return True
    ahead = phrase.startswith(("next", "coming", "following"))
    return (
        period.start > index.as_of
        if ahead
        else period.end <= index.as_of or not phrase.startswith("last")
    )


def _whole(index: LedgerIndex, phrase: str, label: str, period: Period) -> bool:
    which, unit = phrase.split(maxsplit=1)[0], phrase.rsplit(maxsplit=1)[-1].rstrip("s")
    if phrase.endswith((" ago", " earlier", " before")):
        unit, which = phrase.split()[-2].rstrip("s"), "ago"
    low, high = _LENGTHS.get(unit, (0, 0))
    if not low <= period.days <= high or not _aligned(unit, period):
        return False
    if which == "ago":
        after = (fact.period.start for fact in index.facts if fact.period)
        return any((start - period.end).days == 1 for start in after)
    if index.as_of is None:
        return which in ("this", "current", "same") and not label.startswith(
            ("last", "next", "past")
        )
    return _beside(which, period, index.as_of, high)


def _beside(which: str, period: Period, as_of: date, longest: int) -> bool:
    """Whether a period is the present one, the one before or the one after."""
    if which in ("this", "current"):
        return period.start <= as_of <= period.end
    if which in ("last", "past", "previous", "prior", "preceding"):
        return 0 < (as_of - period.end).days <= longest
    if which in ("next", "coming", "following"):
        return 0 < (period.start - as_of).days <= longest
    return which == "same"


def _aligned(unit: str, period: Period) -> bool:
    if unit == "week":
        return period.start.weekday() == 0
    last = monthrange(period.end.year, period.end.month)[1]
    return period.start.day == 1 and period.end.day == last


def names_as_of(index: LedgerIndex, when: When) -> bool:
    """Whether the text names the snapshot's day."""
    if index.as_of is None:
        return False
    if when.phrase in ("today", "tonight"):
        return True
    return (
        when.grain == "day" and when.first is not None and same_day(when, when.first, index.as_of)
    )
