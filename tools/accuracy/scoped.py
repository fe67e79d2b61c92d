"""Past forecasts of a scope or of each of its groups, said anew as on the day, and what came.

A deal that was open at the origin belongs to the scope by what was known of it then, one begun
since by what is known of it now; the teams are those of the origin for both.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from analytics.accuracy import Window
from analytics.forecast.baselines import Past
from analytics.forecast.total import QUANTILES
from data.periods import Period
from tools.accuracy.days import Day, PastDays
from tools.accuracy.deals import USED, Flags, Ints, number, used_from
from tools.accuracy.teams import STRUCTURE, teams_of
from tools.forecasting.parts import Part

# Names of columns in the source that the wide table of deals calls otherwise.
_CALLED = {"forecast_category": "category"}
MOST_KEPT = 20_000
_LATER = ("loss_reason", "competitor", "category", "type", "source", "product", "account", "rep")


@dataclass(frozen=True, eq=False)
class Members:
    """For every deal the number of its group, −1 outside: by its state while open, and closed."""

    keys: Sequence[Any]
    while_open: Ints
    once_closed: Ints

    def at(self, day: int, started: Ints, closed: Ints) -> Ints:
        """Groups by what was known at a day; deals begun later by what is known now."""
        was_open = (started <= day) & (closed > day)
        return np.where(was_open, self.while_open, self.once_closed)


class Scoped:
    """A scope, or its groups by an expression over deals, on all past days."""

    def __init__(
        self, days: PastDays, condition: str, values: Mapping[str, Any], by: str = "true"
    ) -> None:
        self._days = days
        self._condition, self._values, self._by = condition, dict(values), by
        self._name = f"{condition} {sorted(values.items())} {by}"
        self._teams = teams_of(days.snapshot)
        self._members: dict[int, Members] = {}

    def keys(self, origins: Sequence[date]) -> list[Any]:
        """Groups that any of these days knows, in the order of their names."""
        found = {key for origin in origins for key in self.members(origin).keys}
        return sorted(found, key=lambda key: (key is None, str(key)))

    def members(self, origin: date) -> Members:
        """Who belongs to it, with the teams of the origin."""
        place = self._teams.number(origin)
        if place not in self._members:
            self._members[place] = self._read(origin)
        return self._members[place]

    def part(self, origin: date, key: Any = True) -> Part:
        """The part of the company that a group was at the end of an origin."""
        day = self._days.at(origin)
        name = f"{self._name} {key!r}"
        return day.company.kept(name, lambda: self._part(day, origin, name, key))

    def _part(self, day: Day, origin: date, name: str, key: Any) -> Part:
        chosen, today = self._chosen(origin, key), number(origin)
        return Part(
            name,
            day.company,
            chosen[day.open_places],
            day.company.created.creation(chosen[day.created_places]),
            Past(
                self._days.facts.won_by_day(chosen, today),
                day.company.past.first,
                origin,
            ),
        )

    def _chosen(self, origin: date, key: Any) -> Flags:
        members, facts = self.members(origin), self._days.facts
        if key not in members.keys:
            return np.zeros(len(facts.ids), np.bool_)
        groups = members.at(number(origin), facts.started, facts.closed)
        found: Flags = groups == members.keys.index(key)
        return found

    def came(self, origin: date, period: Period, key: Any = True) -> float:
        """Revenue won in a period."""
        facts = self._days.facts
        used = self._chosen(origin, key) & facts.won & ~np.isnan(facts.value)
        used &= (facts.closed >= number(period.start)) & (facts.closed <= number(period.end))
        return float(facts.value[used].sum())

    def window(self, origin: date, period: Period, key: Any = True) -> Window:
        """The forecast of a period as it would have been said at an origin, and what came.

        What had passed of the period by then counts as won in both.
        """
        kept = self._days.kept
        name = f"window {self._name} {key!r} {origin} {period.start} {period.end}"
        if name not in kept:
            if len(kept) > MOST_KEPT:
                kept.clear()
            kept[name] = self._window(origin, period, key)
        found: Window = kept[name]
        return found

    def _window(self, origin: date, period: Period, key: Any) -> Window:
        part = self.part(origin, key)
        told = part.outlook(period).total
        low, middle, high = (told.quantile(share) for share in QUANTILES)
        rules = part.rules(period, self._days.snapshot.calendar)
        came = self.came(origin, period, key)
        return Window(origin, period.end, low, middle, high, came, **rules)

    def after(self, origin: date, days: int, key: Any = True) -> Window:
        """The window of so many days after an origin."""
        period = Period(start=origin + timedelta(days=1), end=origin + timedelta(days=days))
        return self.window(origin, period, key)

    def _read(self, origin: date) -> Members:
        snapshot = self._days.snapshot
        outcomes = {_CALLED.get(name, name) for name in snapshot.rules.outcome_columns}
        unknown = [f"NULL AS {name}" for name in _LATER if name in outcomes]
        price = "list_price" if "amount" in outcomes else "amount"
        open_ones = ", ".join([f"({price})::DECIMAL(18,2) AS value", *unknown])
        found = snapshot.columns(
            f"""
            WITH {STRUCTURE},
            seen AS (SELECT d.* REPLACE (p.manager AS manager, p.region AS region)
                     FROM deals d LEFT JOIN people p ON p.rep = d.rep WHERE {USED}),
            keyed AS (
                SELECT opportunity_id, 0 AS state, coalesce({self._condition}, false) AS used,
                       {self._by} AS key FROM (SELECT * REPLACE ({open_ones}) FROM seen)
                UNION ALL
                SELECT opportunity_id, 1, coalesce({self._condition}, false), {self._by} FROM seen)
            SELECT state, used, key FROM keyed ORDER BY state, opportunity_id
            """,
            {**self._values, **self._teams.on(origin).values,
             "used_from": used_from(self._days.origins[0])},
        )  # fmt: skip
        used = np.ma.filled(found["used"], False).astype(np.bool_).tolist()
        keys = np.ma.asarray(found["key"]).tolist()
        known = sorted(
            {key for key, is_in in zip(keys, used, strict=True) if is_in},
            key=lambda key: (key is None, str(key)),
        )
        place = {key: at for at, key in enumerate(known)}
        numbers = np.array(
            [place[key] if is_in else -1 for key, is_in in zip(keys, used, strict=True)], np.int64
        )
        half = len(numbers) // 2
        return Members(known, numbers[:half], numbers[half:])
