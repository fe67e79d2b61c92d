"""What each deal brings with it: the product of all factors that stay the same through its life."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.demo.accounts import REGIONS, Accounts
from data.demo.catalog import FAMILIES, families
from data.demo.deals import Deals
from data.demo.process import SOURCES, Process
from data.demo.state import State
from data.demo.streams import Flags, Floats, Ints, Streams
from data.demo.wishes import NEW

_VIGOR_SPREAD = 0.35


@dataclass(frozen=True)
class Traits:
    """Planted and drawn factors by deal and by rep.

    Attributes:
        lingers: whether the deal can never be won.
        rep_win, rep_loss: the factors planted for each seller.
        vigor: how often something happens on the deal, around 1.
    """

    process: Process
    accounts: Accounts
    deals: Deals
    lingers: Flags
    rep_win: Floats
    rep_loss: Floats
    vigor: Floats

    def settle(self, state: State, deal: Ints, kind: Ints, product: Ints) -> None:
        """Fill in the factors of these deals, whose type and product are known now."""
        process, deals = self.process, self.deals
        family = families()[product]
        segment = self.accounts.segment[deals.account[deal]]
        lingers = self.lingers[deal]
        win = _by_name(process.win_by_family)[family] * np.asarray(process.win_by_type)[kind]
        win = win * self.rep_win[deals.rep[deal]] * np.asarray(process.win_by_segment)[segment]
        win = win * np.asarray(process.win_by_source)[self.source(deal, kind)]
        win = win * np.asarray([*process.win_by_competitor, 1.0])[deals.competitor[deal]]
        win = win * np.exp(
            process.win_by_discount * (deals.discount[deal] - process.usual_discount)
        )
        loss = _by_name(process.loss_by_family)[family] * np.asarray(process.loss_by_type)[kind]
        loss = loss * self.rep_loss[deals.rep[deal]]
        pace = np.asarray(process.pace_by_segment)[segment]
        state.win[deal] = np.where(lingers, 0.0, win)
        state.loss[deal] = np.where(lingers, process.linger_loss, 1.0) * loss
        state.pace[deal] = np.where(lingers, process.linger_advance, 1.0) * pace
        quieter = np.where(lingers, process.activity_if_lingering, 1.0)
        state.vigor[deal] = self.vigor[deal] * quieter
        state.shaken[deal] = self._shaken(deal, family)

    def source(self, deal: Ints, kind: Ints) -> Ints:
        """Where a deal came from; all but new business comes from existing customers."""
        return np.where(kind == NEW, self.deals.source[deal], len(SOURCES) - 1)

    def _shaken(self, deal: Ints, family: Ints) -> Floats:
        process = self.process
        region = self.accounts.region[self.deals.account[deal]]
        by_family = np.where(
            family == FAMILIES.index(process.regime_family), process.regime_family_win, 1.0
        )
        by_region = np.where(
            region == REGIONS.index(process.regime_region), process.regime_region_win, 1.0
        )
        return np.asarray(by_family * by_region)


def make_traits(
    streams: Streams, process: Process, accounts: Accounts, deals: Deals, sellers: int
) -> Traits:
    """Reps differ in winning and a little in losing; a few deals linger for ever."""
    random = streams.of("rep effects")
    return Traits(
        process=process,
        accounts=accounts,
        deals=deals,
        rep_win=np.exp(process.rep_spread * random.standard_normal(sellers)),
        rep_loss=np.exp(0.4 * process.rep_spread * random.standard_normal(sellers)),
        lingers=streams.of("lingering").random(deals.count) < process.linger_share,
        vigor=np.exp(_VIGOR_SPREAD * streams.of("vigor").standard_normal(deals.count)),
    )


def _by_name(factors: dict[str, float]) -> Floats:
    return np.asarray([factors[name] for name in FAMILIES])
