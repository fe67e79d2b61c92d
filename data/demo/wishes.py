"""What a customer asks for next: the type of a deal and its product, given what is owned."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from data.demo.accounts import Accounts
from data.demo.affinity import Affinity
from data.demo.process import TYPES
from data.demo.streams import Flags, Ints, draw, draw_each

NEW, EXPANSION, RENEWAL = range(len(TYPES))
_TYPES_OF_CUSTOMERS = [0.26, 0.44, 0.30]
_AGAIN = 0.35


@dataclass(frozen=True)
class Wishes:
    """What every account owns by now; wins are added as they happen."""

    accounts: Accounts
    affinity: Affinity
    owned: Flags

    def next(self, random: np.random.Generator, account: Ints) -> tuple[Ints, Ints]:
        """Types and products of deals created today.

        New business until an account has bought; a renewal is of something owned, an expansion
        rather of something else.
        """
        owned = self.owned[account]
        drawn = draw(random, _TYPES_OF_CUSTOMERS, len(account))
        kind = np.where(owned.any(axis=1), drawn, NEW)
        weights = self.affinity.weights(
            self.accounts.segment[account], self.accounts.sector[account], owned
        )
        weights = np.where(owned, weights * _AGAIN, weights)
        renewed = (kind == RENEWAL)[:, None]
        return kind, draw_each(random, np.where(renewed & ~owned, 0.0, weights))

    def bought(self, account: Ints, product: Ints) -> None:
        """These accounts own these products from now on."""
        self.owned[account, product] = True
