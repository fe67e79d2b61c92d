"""The things a text can claim, as found in it: figures, dates, names, quotations, cues."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Kind = Literal[
    "money", "percent", "points", "days", "weeks", "months", "hours", "times", "number", "odd",
]  # fmt: skip
Hedge = Literal["", "about", "over", "under", "least", "most"]
Grain = Literal["day", "span", "month", "quarter", "half", "year", "relative", "weekday", "label"]
Mode = Literal["", "start", "end"]

NAME, QUOTE, DATE, FIGURE = "\ue000", "\ue001", "\ue002", "\ue003"
ANY_MASK = f"{NAME}-{FIGURE}"


def word_set(words: str) -> frozenset[str]:
    """The words of a text, as a set."""
    return frozenset(words.split())


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its unit. `value` is in the unit of its kind (31.0 for "31%").

    `step` is one unit of the last digit shown, `digits` how many significant digits are shown;
    `coarse` and `coarse_digits` the same when trailing zeros are read as rounding.
    `problem` names a form that is never accepted.
    """

    start: int
    end: int
    kind: Kind
    value: float
    step: float = 1.0
    digits: int = 2
    coarse: float = 1.0
    coarse_digits: int = 2
    currency: str = ""
    signed: bool = False
    hedge: Hedge = ""
    problem: str = ""
    opens: bool = False


@dataclass(frozen=True, slots=True)
class When:
    """A day, a span of days or a relative period. Without a year, only month and day count."""

    start: int
    end: int
    grain: Grain
    first: date | None = None
    last: date | None = None
    yearless: bool = False
    phrase: str = ""
    mode: Mode = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Mention:
    """A name of the ledger: the subjects it may mean, and the facts whose text value it is."""

    start: int
    end: int
    subjects: frozenset[int]
    facts: frozenset[int] = frozenset()
    quote: bool = False
    level: str = ""


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that name a metric, as a concept of the lexicon."""

    start: int
    end: int
    concept: str


@dataclass(frozen=True, slots=True)
class Word:
    """A plain word outside names, dates and figures."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Problem:
    """A stretch of the normalised text that must not stand."""

    start: int
    end: int
    reason: str
