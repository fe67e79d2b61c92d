"""How good past forecasts were: coverage, bias and error of windows that have passed.

Nothing here reads a table; each function takes forecasts beside what came and gives figures.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeVar

from analytics.intervals import wilson

FEWEST_WINDOWS = 4
RULES = ("pace", "repeat", "season")


class Span(Protocol):
    """Anything that covers the days after `origin` up to `until`."""

    @property
    def origin(self) -> date:
        """The day before its first."""

    @property
    def until(self) -> date:
        """Its last day."""


S = TypeVar("S", bound=Span)


@dataclass(frozen=True)
class Window:
    """One forecast of the days after `origin` up to `until`, and what came in them.

    Attributes:
        low, middle, high: P10, P50 and P90 as forecast at the end of `origin`.
        came: revenue won in the window.
        pace, repeat, season: what the simple rules said on that day; None where history was short.
    """

    origin: date
    until: date
    low: float
    middle: float
    high: float
    came: float
    pace: float | None = None
    repeat: float | None = None
    season: float | None = None

    @property
    def held(self) -> bool:
        """Whether what came lay from P10 to P90, both included."""
        return self.low <= self.came <= self.high

    @property
    def has_rules(self) -> bool:
        """Whether every simple rule had history enough."""
        return None not in (self.pace, self.repeat, self.season)


@dataclass(frozen=True)
class Accuracy:
    """The record of some windows.

    Attributes:
        windows: how many there are.
        separate: the most of them of which no two share a day.
        within: how many came inside P10–P90; `separate_within` of the separate ones.
        wape: see `wape`; bias: see `bias`.
    """

    windows: int
    separate: int
    within: int
    separate_within: int
    wape: float | None
    bias: float | None

    @property
    def coverage(self) -> float:
        """Share of windows in which what came lay from P10 to P90."""
        return self.within / self.windows

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's 95% interval of the coverage, windows taken as independent."""
        return wilson(self.within, self.windows)


def accuracy(windows: Sequence[Window]) -> Accuracy:
    """The record of windows.

    Raises:
        ValueError: there are none.
    """
    if not windows:
        raise ValueError("no window, no record")
    apart = separate(windows)
    pairs = [(one.middle, one.came) for one in windows]
    return Accuracy(
        windows=len(windows),
        separate=len(apart),
        within=sum(one.held for one in windows),
        separate_within=sum(one.held for one in apart),
        wape=wape(pairs),
        bias=bias(pairs),
    )


def wape(pairs: Iterable[tuple[float, float]]) -> float | None:
    """Weighted absolute percentage error: Σ |said − came| ÷ Σ came, a ratio; 0 is perfect.

    Population: pairs of what was said (the P50) and what came. A miss of a large window counts as
    much as its amount. None where nothing came in all, or no pair is given: an error has then
    nothing to be relative to. Worked: (90, 100) and (60, 50) give (10 + 10) ÷ 150 = 0.133.
    Source: Kolassa and Schütz, "Advantages of the MAD/Mean ratio over the MAPE", Foresight 2007.
    """
    known = list(pairs)
    came = sum(one for _, one in known)
    return sum(abs(said - one) for said, one in known) / came if came > 0 else None


def bias(pairs: Iterable[tuple[float, float]]) -> float | None:
    """Σ (said − came) ÷ Σ came, a ratio: above 0 too high, below 0 too low; None as in `wape`."""
    known = list(pairs)
    came = sum(one for _, one in known)
    return sum(said - one for said, one in known) / came if came > 0 else None


def separate(windows: Iterable[S]) -> list[S]:
    """The most windows of which no two share a day, in the order of their ends.

    Taken by the earliest end, of equal ends the latest origin, which no other choice can beat in
    number.
    """
    found: list[S] = []
    for one in sorted(windows, key=lambda one: (one.until, -one.origin.toordinal())):
        if not found or one.origin >= found[-1].until:
            found.append(one)
    return found


def beside(windows: Sequence[Window]) -> tuple[int, dict[str, float | None]]:
    """WAPE of the forecast and of each simple rule on the same windows, and how many these are.

    The windows are those at which every rule had history enough.
    """
    same = [one for one in windows if one.has_rules]
    names = {"forecast": "middle", **{rule: rule for rule in RULES}}
    return len(same), {
        name: wape((getattr(one, column), one.came) for one in same)
        for name, column in names.items()
    }


def leans(over: int, periods: int) -> int:
    """Whether somebody clearly says too much (1), too little (−1), or neither (0).

    Clearly: Wilson's 95% interval of the share of periods in which more was said than came leaves
    out one half. A period that came exactly as said counts as not over.
    """
    if not periods:
        return 0
    low, high = wilson(over, periods)
    return 1 if low > 0.5 else -1 if high < 0.5 else 0
