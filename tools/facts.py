"""Facts: the ledger of an answer. A fact binds entity, metric, value, unit and period together.

Whatever an answer shows comes from a fact; `display` is the only way its value is ever written.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict

from data.periods import Period, display_day

Unit = Literal["ratio", "points", "count", "days", "hours", "score", "date", "text"] | str
SubjectKind = Literal[
    "company", "scope", "deal", "account", "rep", "team", "region", "product", "family", "sector",
    "segment", "stage", "group", "level", "snapshot", "model", "finding", "metric",
]  # fmt: skip
Value = float | int | str | None


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Subject(_Model):
    """Who or what a fact is about. `name` is what a text may call it."""

    kind: SubjectKind
    id: str
    name: str


class Source(_Model):
    """The call of this answer that computed the fact."""

    tool: str
    call: int = 0


class Fact(_Model):
    """One computed value with everything it takes to say it correctly.

    Attributes:
        value: major units for money, 0–1 for a ratio, ISO text for a date.
        unit: an ISO currency code, or one of ratio, points, count, days, hours, score, date, text.
        display: the value as a text may show it; rounding is declared by it.
        n, of: the count behind a rate and the population it was taken from.
        interval: 95% interval of a rate.
        parents: ids of the facts it was computed from.
        good_when: which direction is good news.
    """

    id: str
    subject: Subject
    metric: str
    value: Value
    unit: str
    display: str
    period: Period | None = None
    source: Source
    currency: str | None = None
    n: int | None = None
    of: int | None = None
    interval: tuple[float, float] | None = None
    parents: tuple[str, ...] = ()
    good_when: Literal["up", "down"] | None = None


COMPANY = Subject(kind="company", id="company", name="the company")


def show_money(value: float, currency: str) -> str:
    """American money: "$4,821", cents only below a thousand ("$482.50"), "EUR 4,821" elsewhere."""
    whole = abs(value - round(value)) < 0.005 or abs(value) >= 1_000
    digits = f"{abs(value):,.0f}" if whole else f"{abs(value):,.2f}"
    sign = "-" if value < 0 and digits.strip("0.,") else ""
    return f"{sign}${digits}" if currency == "USD" else f"{sign}{currency} {digits}"


def show_ratio(value: float) -> str:
    """A share as a percentage: whole above 10%, one decimal below, never a false 0% or 100%."""
    percent = value * 100
    if 0 < percent < 0.1:
        return "under 0.1%"
    if 99.5 <= percent < 100:
        return "over 99%"
    return f"{percent:.0f}%" if percent >= 10 or percent == 0 else f"{percent:.1f}%"


def show_value(value: Value, unit: str) -> str:
    """The one way a value of a unit is written; a missing value is "unknown"."""
    if value is None:
        return "unknown"
    if isinstance(value, str):
        return display_day(date.fromisoformat(value)) if unit == "date" else value
    if unit in _SHOWN:
        return _SHOWN[unit](value)
    if unit in ("days", "hours"):
        return _show_span(value, unit)
    return show_money(value, unit)


def _show_span(value: float, unit: str) -> str:
    number = f"{value:,.0f}" if value == int(value) else f"{value:,.1f}"
    return f"{number} {unit[:-1] if number == '1' else unit}"


_SHOWN: dict[str, Callable[[float], str]] = {
    "ratio": show_ratio,
    "count": lambda value: f"{value:,.0f}",
    "score": lambda value: f"{value:,.0f} of 100",
    "points": lambda value: f"{value:+.1f} points",
}


class Ledger:
    """Collects the facts of one call and hands out their ids."""

    def __init__(self, tool: str) -> None:
        self._source = Source(tool=tool)
        self.facts: list[Fact] = []

    def add(
        self,
        subject: Subject,
        metric: str,
        value: Value,
        unit: str,
        *,
        display: str | None = None,
        period: Period | None = None,
        n: int | None = None,
        of: int | None = None,
        interval: tuple[float, float] | None = None,
        parents: tuple[Fact, ...] = (),
        good_when: Literal["up", "down"] | None = None,
    ) -> Fact:
        """Record a fact; money is recognised by its unit being a currency code."""
        is_money = len(unit) == 3 and unit.isupper()
        fact = Fact(
            id=f"F{len(self.facts) + 1}",
            subject=subject,
            metric=metric,
            value=round(value, 2) if is_money and isinstance(value, float) else value,
            unit=unit,
            display=display if display is not None else show_value(value, unit),
            period=period,
            source=self._source,
            currency=unit if is_money else None,
            n=n,
            of=of,
            interval=interval,
            parents=tuple(parent.id for parent in parents),
            good_when=good_when,
        )
        self.facts.append(fact)
        return fact
