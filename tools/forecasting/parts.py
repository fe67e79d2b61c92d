"""Forecasts of a scope, a period and its groups, from what lies ahead of the whole company."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import numpy as np

from analytics.forecast.baselines import Past, quarter_ago, season, trailing
from analytics.forecast.grid import Floats
from analytics.forecast.learned import at_length
from analytics.forecast.levels import CREATION_DAYS, Creation
from analytics.forecast.spans import ahead
from analytics.forecast.total import Outlook, outlook
from analytics.scored import NOW
from data.periods import FiscalCalendar, Period
from data.store.snapshot import Snapshot
from tools.forecasting.company import Company, company_of, daily_revenue, daily_revenue_by

MOST_KEPT = 1_000


@dataclass(frozen=True, eq=False)
class Part:
    """Some of the company's deals: a scope, or a group of it.

    Attributes:
        name: tells it from every other part of the company.
        used: which open deals of the company belong to it.
        creation: of those that were created lately, the ones that belong to it.
        past: its won revenue by day.
    """

    name: str
    company: Company
    used: Any
    creation: Creation
    past: Past

    @property
    def is_empty(self) -> bool:
        """Whether no deal of it is open, was created lately or was ever won."""
        return not (self.used.any() or len(self.creation.amounts) or self.past.daily)

    def outlook(self, period: Period) -> Outlook:
        """The distribution of a period; what has passed of it counts as won. Computed once."""
        key = (self.name, period.start, period.end)
        told = self.company.told
        if key not in told:
            if len(told) >= MOST_KEPT:
                told.clear()
            told[key] = self._outlook(period)
        return told[key]

    def _outlook(self, period: Period) -> Outlook:
        won = self.past.won(period.start, period.end)
        rest = ahead(period, self.company.ahead.as_of)
        if rest is None:
            return outlook(won, np.empty(0), np.empty(0), self._nothing(period), 0.0)
        whole = self.company.ahead
        days = (rest.end - whole.as_of).days
        _, spread = at_length(self.company.learned, days)
        new = whole.new_in(rest, self.creation)
        return outlook(
            won, whole.amounts[self.used], self.company.won_in(rest)[self.used], new, spread
        )

    def _nothing(self, period: Period) -> Any:
        return Creation(np.empty(0), np.empty(0), 1).ahead(0.0, period.days, 1.0)

    def mean(self, period: Period) -> float:
        """The mean of a period, without its distribution."""
        won, rest = self.past.won(period.start, period.end), ahead(period, self.past.as_of)
        if rest is None:
            return won
        whole = self.company.ahead
        chances = self.company.won_in(rest)[self.used]
        return (
            won + float(whole.amounts[self.used] @ chances) + whole.new_in(rest, self.creation).mean
        )

    def with_others(self, others: Sequence[Part]) -> Part:
        """This part and others together; none may share a deal with another."""
        every = [self, *others]
        daily: dict[date, float] = {}
        for part in every:
            for day, won in part.past.daily.items():
                daily[day] = daily.get(day, 0.0) + won
        creation = Creation(
            np.concatenate([part.creation.amounts for part in every]),
            np.sum([part.creation.weekly for part in every], axis=0),
            self.creation.days,
        )
        used = np.any([part.used for part in every], axis=0)
        name = " + ".join(part.name for part in every)
        return replace(
            self, name=name, used=used, creation=creation, past=replace(self.past, daily=daily)
        )

    def of_open(self) -> Part:
        """The open deals of it alone."""
        none = Creation(np.empty(0), np.empty(0), self.creation.days)
        return replace(
            self, name=f"open {self.name}", creation=none, past=replace(self.past, daily={})
        )

    def without_new(self) -> Part:
        """All of it but deals still to be created."""
        none = Creation(np.empty(0), np.empty(0), self.creation.days)
        return replace(self, name=f"without new {self.name}", creation=none)

    def without_open(self) -> Part:
        """All of it but the open deals."""
        return replace(self, name=f"not open {self.name}", used=np.zeros_like(self.used))

    def contributions(self, period: Period) -> tuple[list[str], Floats]:
        """What each deal adds to the mean of the open part, with its id."""
        rest = ahead(period, self.company.ahead.as_of)
        if rest is None:
            return [], np.empty(0)
        whole = self.company.ahead
        found = whole.amounts[self.used] * self.company.won_in(rest)[self.used]
        places = np.flatnonzero(self.used).tolist()
        return [self.company.ids[place] for place in places], found

    def own_mean(self, period: Period) -> float:
        """What open deals would bring by the chances they were scored with, calendar left out."""
        rest = ahead(period, self.company.ahead.as_of)
        if rest is None:
            return 0.0
        own = self.company.own
        return float(own.amounts[self.used] @ own.won_in(rest)[self.used])

    def rules(self, period: Period, calendar: FiscalCalendar) -> dict[str, float | None]:
        """The simple rules for the same period: what has passed of it, and their say for the rest.

        Only where some of the period lies ahead.
        """
        rest = ahead(period, self.past.as_of)
        if rest is None:
            return {}
        won = self.past.won(period.start, period.end)
        said = {
            "pace": trailing(self.past, rest),
            "repeat": quarter_ago(self.past, rest),
            "season": season(self.past, rest, calendar),
        }
        return {name: None if one is None else won + one for name, one in said.items()}


def part_of(snapshot: Snapshot, condition: str, values: Mapping[str, Any]) -> Part:
    """The deals of a snapshot that meet a condition; read once."""
    company = company_of(snapshot)
    name = f"{condition} {sorted(values.items())}"
    return company.kept(name, lambda: _part_of(snapshot, company, name, condition, values))


def _part_of(
    snapshot: Snapshot, company: Company, name: str, condition: str, values: Mapping[str, Any]
) -> Part:
    chosen = _keys(snapshot, "true", condition, values)
    used = np.array([one in chosen for one in company.ids], dtype=np.bool_)
    created = np.array([one in chosen for one in company.created.ids], dtype=np.bool_)
    past = Past(daily_revenue(snapshot, condition, values), company.past.first, snapshot.as_of)
    return Part(name, company, used, company.created.creation(created), past)


def parts_by(
    snapshot: Snapshot, expression: str, condition: str, values: Mapping[str, Any]
) -> dict[Any, Part]:
    """One part for each value of an expression over deals, by name; read once."""
    company = company_of(snapshot)
    name = f"{condition} {sorted(values.items())} {expression}"
    return company.kept(
        name, lambda: _parts_by(snapshot, company, name, expression, condition, values)
    )


def _parts_by(
    snapshot: Snapshot,
    company: Company,
    name: str,
    expression: str,
    condition: str,
    values: Mapping[str, Any],
) -> dict[Any, Part]:
    key_of = _keys(snapshot, expression, condition, values)
    daily = daily_revenue_by(snapshot, expression, condition, values)
    keys = sorted({*key_of.values(), *daily}, key=lambda key: (key is None, str(key)))
    number = {key: place for place, key in enumerate(keys)}
    own, new = (
        np.array([number[key_of[one]] if one in key_of else -1 for one in ids], dtype=np.int64)
        for ids in (company.ids, company.created.ids)
    )
    found = {}
    for key, place in number.items():
        past = Past(daily.get(key, {}), company.past.first, snapshot.as_of)
        creation = company.created.creation(new == place)
        found[key] = Part(f"{name} {key!r}", company, own == place, creation, past)
    return found


def _keys(
    snapshot: Snapshot, expression: str, condition: str, values: Mapping[str, Any]
) -> dict[str, Any]:
    """An expression for each deal, of those open or created lately, that meets a condition."""
    found = snapshot.columns(
        f"SELECT opportunity_id AS id, {expression} AS key FROM {NOW} "
        f"WHERE (status = 'open' OR started_on > $created_after) AND ({condition})",
        {**values, "created_after": snapshot.as_of - timedelta(days=CREATION_DAYS)},
    )
    return dict(zip(found["id"].tolist(), found["key"].tolist(), strict=True))
