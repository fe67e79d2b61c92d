"""The history's own checks, and what is known as of a day."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from models.past.history import LOST, OPEN, WON, DealHistory


def history(*deals: tuple[str, str, int]) -> DealHistory:
    started, closed, outcome = zip(*deals, strict=True)
    return DealHistory(
        np.array(started, "datetime64[D]"),
        np.array([day or "NaT" for day in closed], "datetime64[D]"),
        np.array(outcome, np.int8),
    )


THREE = history(
    ("2020-01-01", "2020-01-10", WON),
    ("2020-01-05", "2020-01-11", LOST),
    ("2020-01-10", "", OPEN),
)


def test_the_day_itself_is_known() -> None:
    known = THREE.known_at(date(2020, 1, 10))
    assert len(known) == 3
    assert known.outcome.tolist() == [WON, OPEN, OPEN]
    assert np.isnat(known.closed).tolist() == [False, True, True]


def test_later_starts_are_unknown() -> None:
    known = THREE.known_at(date(2020, 1, 9))
    assert len(known) == 2
    assert known.won == known.lost == 0
    assert known.first_closing is None


def test_live_and_won_between() -> None:
    assert THREE.live_at(date(2020, 1, 10)).tolist() == [False, True, True]
    assert THREE.won_between(date(2020, 1, 9), date(2020, 1, 10)).tolist() == [True, False, False]
    assert not THREE.won_between(date(2020, 1, 10), date(2020, 1, 20)).any()


def test_fingerprint_ignores_order_and_sees_a_change() -> None:
    swapped = DealHistory(THREE.started[::-1], THREE.closed[::-1], THREE.outcome[::-1])
    assert swapped.fingerprint() == THREE.fingerprint()
    assert THREE.known_at(date(2020, 1, 10)).fingerprint() != THREE.fingerprint()


@pytest.mark.parametrize(
    ("deal", "problem"),
    [
        (("2020-01-02", "2020-01-01", WON), "closed before they started"),
        (("2020-01-02", "", WON), "without a closing day"),
        (("2020-01-02", "2020-01-03", OPEN), "open deals with a closing day"),
        (("2020-01-02", "2020-01-03", 3), "outcomes other than"),
        (("", "", OPEN), "without a starting day"),
    ],
)
def test_names_what_does_not_fit(deal: tuple[str, str, int], problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        history(deal if deal[0] else ("NaT", "", OPEN))


def test_columns_of_different_length() -> None:
    with pytest.raises(ValueError, match="one length"):
        DealHistory(THREE.started, THREE.closed[:2], THREE.outcome)
