"""Parts of a forecast's change: they add up, nothing gives nothing, a lone change its own part."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.forecast.ahead import Leaning
from analytics.forecast.levels import Creation, Realized
from analytics.forecast.moves import PARTS, Fate, Move
from analytics.forecast.stand import Stand
from data.periods import Period

DAY = date(2026, 10, 5)
LATER = DAY + timedelta(days=7)
QUARTER = Period(start=date(2026, 10, 1), end=date(2026, 12, 31))
STEPS = 4
SETTINGS = settings(max_examples=40, deadline=None, derandomize=True)


def stand(as_of: date, deals: int, seed: int) -> Stand:
    """A made-up company of so many deals."""
    draw = np.random.default_rng(seed)
    ends = tuple(as_of + timedelta(days=30 * (k + 1)) for k in range(STEPS))
    return Stand(
        as_of=as_of,
        ends=ends,
        amounts=draw.uniform(0, 900, deals).round(2),
        chances=draw.uniform(0, 0.2, (deals, STEPS)),
        used=draw.random(deals) < 0.7,
        arrivals=draw.uniform(0, 5, STEPS),
        creation=Creation(draw.uniform(1, 500, 20), draw.integers(0, 4, 26).astype(float), 182),
        own_creation=Creation(draw.uniform(1, 500, 9), draw.integers(0, 2, 26).astype(float), 182),
        realized=Realized(float(draw.uniform(0.8, 1.1)), float(draw.uniform(0.8, 1.1)), 40),
        leaning=Leaning(tuple(draw.uniform(10, 900, STEPS)), tuple(draw.uniform(0, 1, STEPS))),
        won=float(draw.uniform(0, 2_000)),
    )


def still(deals: int, seed: int) -> Move:
    """A step in which nothing happens and no time passes."""
    old = stand(DAY, deals, seed)
    kept: tuple[Fate, ...] = tuple("kept" for _ in range(deals))
    return Move(old, old, old.chances, old, kept)


FATES: tuple[Fate, ...] = ("kept", "won", "lost", "removed", "created")


@SETTINGS
@given(deals=st.integers(1, 12), seed=st.integers(0, 10_000), data=st.data())
def test_parts_add_up_to_the_difference_of_the_means(deals: int, seed: int, data: Any) -> None:
    fate = tuple(data.draw(st.lists(st.sampled_from(FATES), min_size=deals, max_size=deals)))
    old, new = stand(DAY, deals, seed), stand(LATER, deals, seed + 1)
    gone = np.array([one in ("won", "lost", "removed") for one in fate])
    new = replace(new, chances=np.where(gone[:, None], 0.0, new.chances))
    other = stand(LATER, deals, seed + 2)
    move = Move(
        old, replace(old, as_of=LATER, ends=new.ends, chances=other.chances), new.chances, new,
        fate, won_moved=3.5,
    )  # fmt: skip
    parts = move.parts(QUARTER)
    assert tuple(parts) == PARTS
    assert sum(parts.values()) == pytest.approx(
        new.mean(QUARTER) - old.mean(QUARTER), rel=0, abs=1e-9
    )


@SETTINGS
@given(deals=st.integers(1, 12), seed=st.integers(0, 10_000))
def test_no_change_gives_exactly_zeros(deals: int, seed: int) -> None:
    assert set(still(deals, seed).parts(QUARTER).values()) == {0.0}


def happened(fate: Fate, move: Move) -> Move:
    """The same step with one thing happening to its first deal."""
    old, first = move.old, np.arange(len(move.fate)) == 0
    emptied = np.where(first[:, None], 0.0, old.chances)
    fates: tuple[Fate, ...] = tuple(fate if at else "kept" for at in first)
    if fate == "created":
        amounts = np.where(first, 0.0, old.amounts)
        before = replace(old, chances=emptied, amounts=amounts, used=old.used & ~first)
        return replace(move, old=before, aged=before, fate=fates)
    worth = 500.0 if fate == "won" else 0.0
    new = replace(old, chances=emptied, won=old.won + worth)
    return replace(move, moved=emptied, new=new, fate=fates)


def changed(name: str, move: Move) -> Move:
    """The same step with one thing happening to its first deal, or to the company."""
    if name in FATES:
        return happened(name, move)
    old = move.old
    more, less = old.chances * 1.1, old.chances * 0.9
    busier = Creation(np.append(old.own_creation.amounts, 90.0), old.own_creation.weekly, 182)
    aged = replace(old, chances=less)
    pieces: dict[str, dict[str, Any]] = {
        "time": {"aged": aged, "moved": less, "new": aged},
        "amounts": {"new": replace(old, amounts=old.amounts + 100.0)},
        "prospects": {"moved": more, "new": replace(old, chances=more)},
        "scope": {"new": replace(old, used=~old.used, won=old.won + 9.0), "won_moved": 9.0},
        "pace": {"new": replace(old, own_creation=busier)},
        "curves": {"new": replace(old, arrivals=old.arrivals * 1.2)},
        "learned": {"new": replace(old, realized=Realized(1.5, 1.5, 50))},
    }
    return replace(move, **pieces[name])


@pytest.mark.parametrize("name", PARTS)
@SETTINGS
@given(deals=st.integers(2, 8), seed=st.integers(0, 10_000))
def test_a_lone_change_gives_only_its_own_part(name: str, deals: int, seed: int) -> None:
    parts = changed(name, still(deals, seed)).parts(QUARTER)
    assert {part for part, value in parts.items() if value} <= {name}


def test_the_mean_by_hand() -> None:
    """Two deals, one in scope; one step that ends with the quarter; no calendar, no new business.

    200 × realized share 0.9 × chance 0.25 + 100 won = 145; a deal out of scope adds nothing.
    """
    none = Creation(np.empty(0), np.zeros(26), 182)
    one = Stand(
        as_of=DAY,
        ends=(QUARTER.end,),
        amounts=np.array([200.0, 999.0]),
        chances=np.array([[0.25], [0.5]]),
        used=np.array([True, False]),
        arrivals=np.zeros(1),
        creation=none,
        own_creation=none,
        realized=Realized(0.9, 0.9, 30),
        leaning=Leaning((None,), (0.5,)),
        won=100.0,
    )
    assert one.mean(QUARTER) == pytest.approx(145.0)
    assert one.mean(Period(start=date(2026, 9, 1), end=DAY)) == 100.0
    lost = replace(one, chances=np.array([[0.0], [0.5]]))
    parts = Move(one, one, lost.chances, lost, ("lost", "kept")).parts(QUARTER)
    assert parts["lost"] == pytest.approx(-45.0)
    won = replace(lost, won=280.0)
    parts = Move(one, one, won.chances, won, ("won", "kept")).parts(QUARTER)
    assert parts["won"] == pytest.approx(135.0)
