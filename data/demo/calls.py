"""What managers said every Monday that their team would win in the quarter, each with a lean."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.demo.draw import Company
from data.demo.outcomes import WON
from data.demo.quarters import Quarters
from data.demo.streams import Floats, Ints, Streams

CALLED = ("commit", "best_case")
_SKIPPED, _YEAR = 1, 4
_KNOWN = 0.55
_OF_CALL = (0.85, 1.3)
_NOISE, _MOOD, _LEAN = 0.08, 0.1, 0.16
_OVER, _UNDER = 1.4, 0.7


@dataclass(frozen=True)
class Calls:
    """One entry a call, ordered by manager, quarter, category and day; `lean` is by manager.

    Attributes:
        amount: whole dollars for the whole quarter, with what was won by the end of that day.
    """

    manager: Ints
    quarter: Ints
    category: Ints
    day: Ints
    amount: Ints
    lean: Floats


def make_calls(company: Company, quarters: Quarters, close_value: Ints) -> Calls:
    """What is still to come is called from a rough knowledge of it and from the year before.

    It is multiplied by the manager's lean: one calls far too much, one far too little.
    """
    streams = company.streams
    leans = _leans(streams, len(company.people.managers))
    random = streams.of("forecast calls")
    pieces = []
    for manager in range(len(leans)):
        moods = _MOOD * random.standard_normal(quarters.count)
        for quarter in range(_SKIPPED, quarters.count):
            mondays = _mondays(quarters, quarter, company.today)
            won, rest = _won_and_rest(company, quarters, close_value, manager, quarter, mondays)
            noise = _NOISE * random.standard_normal(len(mondays)) + moods[quarter]
            for category, share in enumerate(_OF_CALL):
                factor = share * leans[manager] * np.exp(noise)
                amount = np.rint((won + rest * factor) / 100).astype(np.int64) * 100
                amount = np.maximum(amount, np.ceil(won).astype(np.int64))
                keys = np.tile([[manager], [quarter], [category]], len(mondays))
                pieces.append(np.vstack([keys, mondays, amount]))
    table = np.concatenate([np.zeros((5, 0), dtype=np.int64), *pieces], axis=1)
    return Calls(*_ordered(table), lean=leans)


def _leans(streams: Streams, managers: int) -> Floats:
    random = streams.of("leans")
    leans = np.exp(_LEAN * random.standard_normal(managers))
    over, under = random.permutation(managers)[:2]
    leans[over], leans[under] = _OVER, _UNDER
    return np.asarray(np.round(leans, 3))


def _mondays(quarters: Quarters, quarter: int, today: int) -> Ints:
    days = np.arange(quarters.first[quarter], min(int(quarters.last[quarter]), today) + 1)
    return np.asarray(days[(days + 3) % 7 == 0])


def _won_and_rest(
    company: Company,
    quarters: Quarters,
    close_value: Ints,
    manager: int,
    quarter: int,
    mondays: Ints,
) -> tuple[Floats, Floats]:
    """Won by the end of each Monday, and what the manager thinks of the rest before any lean."""
    outcomes, first, last = company.outcomes, quarters.first[quarter], quarters.last[quarter]
    members = quarters.team[company.deals.rep, quarter] == manager
    ours = members & (outcomes.result == WON) & (outcomes.ended >= first) & (outcomes.ended <= last)
    ended, value = outcomes.ended[ours], close_value[ours].astype(np.float64)
    order = np.argsort(ended, kind="stable")
    running = np.concatenate([[0.0], np.cumsum(value[order])])
    won = running[np.searchsorted(ended[order], mondays, side="right")]
    usual = _usual(quarters, manager, quarter) * (last - mondays) / (last - first + 1)
    return won, _KNOWN * (running[-1] - won) + (1 - _KNOWN) * usual


def _usual(quarters: Quarters, manager: int, quarter: int) -> float:
    """The team's mean quarter of the year before; of the first quarters, where there is none."""
    start = max(quarter - _YEAR, _SKIPPED)
    stop = max(quarter, start + 1)
    ours = quarters.team[:, start:stop] == manager
    return float((quarters.won[:, start:stop] * ours).sum() / (stop - start))


def _ordered(table: Ints) -> tuple[Ints, Ints, Ints, Ints, Ints]:
    manager, quarter, category, day, amount = table[:, np.lexsort(table[3::-1])]
    return manager, quarter, category, day, amount
