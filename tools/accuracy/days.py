"""The company at each past origin, as its forecast of that day started from: all in one place.

The same as cutting the snapshot to each day, without building it: whatever differs between days
follows from dates, the teams of the day and stored curves.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np

from analytics.curves import stored_days
from analytics.forecast.ahead import Ahead, arrivals
from analytics.forecast.arrivals import curves_of
from analytics.forecast.baselines import Past
from analytics.forecast.grid import Floats
from analytics.forecast.learned import Learned
from analytics.forecast.levels import CREATION_DAYS, YEAR_DAYS, Realized
from data.store.snapshot import Row, Snapshot
from tools.accuracy.deals import NEVER, Facts, Ints, number
from tools.forecasting.company import Company, Created, learned_from

# Windows end at most so many days after an origin; curves are kept no longer than that.
REACH = timedelta(days=123)
MOST_CELLS = 20_000_000
_KEPT: WeakKeyDictionary[Snapshot, PastDays] = WeakKeyDictionary()


@dataclass(frozen=True, eq=False)
class Day:
    """One origin: the company on it, and where its deals stand among all."""

    company: Company
    open_places: Ints
    created_places: Ints


class PastDays:
    """The origins of a snapshot that have curves, and the company at each."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        rows = snapshot.rows(
            "SELECT DISTINCT origin FROM score_history WHERE model = 'refitted' "
            "AND cum_win IS NOT NULL AND origin IN (SELECT origin FROM newcomer_history) ORDER BY 1"
        )
        self.origins: list[date] = [row["origin"] for row in rows]
        self.facts = Facts.of(snapshot, self.origins[0] if self.origins else snapshot.as_of)
        self._place = {deal: place for place, deal in enumerate(self.facts.ids)}
        first = snapshot.row("SELECT min(closed_on) AS day FROM deals WHERE status <> 'open'")
        self._first: date = first["day"] or snapshot.as_of
        self._record = snapshot.rows(
            "SELECT * FROM forecast_record WHERE kind = 'window' AND actual IS NOT NULL "
            "ORDER BY origin"
        )
        self._days: OrderedDict[date, Day] = OrderedDict()
        # What was computed from these days before, by name.
        self.kept: dict[str, Any] = {}

    def at(self, origin: date) -> Day:
        """The company at an origin; the last ones asked for are kept."""
        if origin not in self._days:
            self._days[origin] = self._build(origin)
            while self._cells > MOST_CELLS and len(self._days) > 1:
                self._days.popitem(last=False)
        self._days.move_to_end(origin)
        return self._days[origin]

    @property
    def _cells(self) -> int:
        return sum(2 * day.company.ahead.chances.size for day in self._days.values())

    def _build(self, origin: date) -> Day:
        facts, today = self.facts, number(origin)
        places, cumulative = self._curves(origin)
        known = ~np.isnan(facts.open_amount[places])
        places, cumulative = places[known], cumulative[known]
        stored = tuple(origin + timedelta(days=offset) for offset in stored_days(origin))
        newcomers = tuple(curves_of(self._newcomers(origin)))
        realized, created_places = self._realized(today), self._created(today)
        created = self._creation(created_places, today)
        ahead = Ahead(
            as_of=origin,
            ends=stored,
            amounts=facts.open_amount[places] * realized.share,
            chances=np.maximum(np.diff(cumulative, axis=1, prepend=0.0), 0.0),
            arrivals=arrivals(newcomers, origin, stored),
            creation=created.creation(),
            realized=realized,
        )
        won = facts.won_by_day(np.ones(len(facts.ids), np.bool_), today)
        past = Past(won, min(self._first, origin), origin)
        learned = _learned(self._record, origin)
        blended = ahead.blended(past, self.snapshot.calendar, learned)
        company = Company(
            ids=[facts.ids[place] for place in places.tolist()],
            stored=stored,
            ahead=_near(blended),
            own=_near(ahead),
            created=created,
            past=past,
            learned=learned,
            newcomers=newcomers,
            amounts=facts.open_amount[places],
        )
        return Day(company, places, created_places)

    def _curves(self, origin: date) -> tuple[Ints, Floats]:
        chosen = (
            "FROM score_history WHERE model = 'refitted' AND origin = $origin "
            "AND cum_win IS NOT NULL ORDER BY opportunity_id"
        )
        ids = self.snapshot.columns(f"SELECT opportunity_id {chosen}", {"origin": origin})
        chances = self.snapshot.columns(
            f"SELECT unnest(cum_win)::DOUBLE AS chance FROM (SELECT cum_win {chosen})",
            {"origin": origin},
        )
        places = [self._place[str(one)] for one in ids["opportunity_id"]]
        flat = np.ma.filled(np.ma.asarray(chances["chance"], dtype=np.float64), 0.0)
        return np.array(places, np.int64), flat.reshape(len(places), -1)

    def _newcomers(self, origin: date) -> list[Row]:
        return self.snapshot.rows(
            "SELECT started_on, day, cum_win FROM newcomer_history WHERE origin = $origin",
            {"origin": origin},
        )

    def _realized(self, today: int) -> Realized:
        facts, first = self.facts, today - YEAR_DAYS
        now = self._amounts(today)
        won = facts.won & (facts.closed > first) & (facts.closed <= today)
        won &= (facts.amount > 0) & ~np.isnan(facts.value) & (facts.started != NEVER)
        begun = (facts.started > first) & (facts.started <= today) & ~np.isnan(now)
        mean = float(now[begun].mean()) if begun.any() else None
        value, amount = float(facts.value[won].sum()), float(facts.amount[won].sum())
        return Realized.of(value, amount, int(won.sum()), mean)

    def _amounts(self, today: int) -> Floats:
        facts = self.facts
        return np.where(facts.closed <= today, facts.amount, facts.open_amount)

    def _created(self, today: int) -> Ints:
        started = self.facts.started
        return np.flatnonzero((started > today - CREATION_DAYS) & (started <= today))

    def _creation(self, places: Ints, today: int) -> Created:
        amounts = np.nan_to_num(self._amounts(today)[places], nan=0.0)
        ago = (today - self.facts.started[places]).astype(np.float64)
        return Created([self.facts.ids[place] for place in places.tolist()], amounts, ago)


def past_days(snapshot: Snapshot) -> PastDays:
    """The past days of a snapshot; kept as long as it is open."""
    if snapshot not in _KEPT:
        _KEPT[snapshot] = PastDays(snapshot)
    return _KEPT[snapshot]


def _learned(rows: list[Row], day: date) -> tuple[Learned, ...]:
    """From the windows of the record that had passed by a day."""
    return learned_from([row for row in rows if row["until"] <= day])


def _near(ahead: Ahead) -> Ahead:
    """Its steps up to REACH."""
    kept = sum(end <= ahead.as_of + REACH for end in ahead.ends)
    return replace(
        ahead,
        ends=ahead.ends[:kept],
        chances=np.ascontiguousarray(ahead.chances[:, :kept]),
        arrivals=ahead.arrivals[:kept],
    )
