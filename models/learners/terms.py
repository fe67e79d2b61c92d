"""Log-hazards split into parts a person understands: what scores and drivers are both made from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.past.history import Floats, Ints


@dataclass(frozen=True, eq=False)
class Terms:
    """Log of the daily rate of winning and losing, interval by interval, as sums of groups.

    A deal's log rate in an interval is the base plus its groups' parts; a group's part has the
    mean 0 over the live deals it was centered on (its peers), interval by interval.

    Attributes:
        groups: names of the groups, at most ten.
        days: last day of each interval, as days after the as-of date, rising; the first begins on
            day 1.
        base_win, base_lose: interval.
        win, lose: group × deal × interval.
    """

    groups: tuple[str, ...]
    days: Ints
    base_win: Floats
    base_lose: Floats
    win: Floats
    lose: Floats

    @property
    def lengths(self) -> Ints:
        """Days in each interval."""
        return np.diff(self.days, prepend=0)

    def log_rates(self) -> tuple[Floats, Floats]:
        """Log daily rates of winning and losing, deal × interval, all groups switched on."""
        return self.base_win + self.win.sum(axis=0), self.base_lose + self.lose.sum(axis=0)


def curves(log_win: Floats, log_lose: Floats, lengths: Ints) -> tuple[Floats, Floats]:
    """Chance to be won, and lost, by the end of each interval (last axis), given log daily rates.

    Rates are constant within an interval and compete: of the deals that close in it, won and lost
    stand in the ratio of the rates. Neither curve falls; together they never pass 1.
    """
    win, lose = np.exp(log_win), np.exp(log_lose)
    total = win + lose
    spent = np.cumsum(total * lengths, axis=-1)
    before = np.concatenate([np.zeros_like(spent[..., :1]), spent[..., :-1]], axis=-1)
    closing = np.exp(-before) - np.exp(-spent)
    share = np.divide(win, total, out=np.zeros_like(win), where=total > 0)
    return np.cumsum(closing * share, axis=-1), np.cumsum(closing * (1.0 - share), axis=-1)
