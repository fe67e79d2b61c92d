"""Companies for the tests of learning: one drawn here, whose truth is known, and published ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

import numpy as np
import pytest

from data.store.home import Home
from data.store.snapshot import Snapshot
from models.past.history import DealHistory

MakeCompany = Callable[..., DealHistory]


@pytest.fixture(scope="session")
def make_company() -> MakeCompany:
    """Deals that begin over two years; a fifth never close; wins come at young or any ages."""

    def make(deals: int = 1500, seed: int = 5, *, signal: bool = True) -> DealHistory:
        rng = np.random.default_rng(seed)
        started = np.datetime64("2024-01-01") + rng.integers(0, 720, deals)
        won = rng.random(deals) < 0.5
        typical = np.where(won, 15, 70) if signal else np.full(deals, 40)
        length = 1 + rng.gamma(3.0, typical / 3.0).astype(int)
        never = rng.random(deals) < 0.2
        if not signal:
            length, never = 1 + rng.geometric(0.02, deals), np.zeros(deals, bool)
        closed = started + length
        is_open = never | (closed > np.datetime64("2025-12-31"))
        return DealHistory(
            started,
            np.where(is_open, np.datetime64("NaT"), closed),
            np.where(is_open, 0, np.where(won, 1, 2)).astype(np.int8),
        )

    return make


@pytest.fixture(scope="session")
def as_of() -> date:
    """The middle of a quarter."""
    return date(2025, 11, 16)


@pytest.fixture(scope="module")
def public(public_home: Home) -> Iterator[Snapshot]:
    snapshot = Snapshot.open(public_home)
    yield snapshot
    snapshot.close()


@pytest.fixture(params=["demo", pytest.param("public", marks=pytest.mark.maventech)])
def company(request: pytest.FixtureRequest) -> Snapshot:
    found: Snapshot = request.getfixturevalue(request.param)
    return found
