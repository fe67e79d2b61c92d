"""What the benchmark of planted truth computes: factors by hand, and the order of drivers."""

from __future__ import annotations

from datetime import date
from math import log

import pytest

from benchmarks.planted_truth import planted_factors, report_drivers

TRUTH = {
    "process": {
        "win_by_inactivity": [[0, 1.0], [100, 0.5]],
        "win_by_days_in_stage": [[0, 1.0], [100, 1.0]],
        "win_by_push": 0.8,
        "most_pushes": 4,
        "win_by_days_to_plan": [[-30, 0.5], [0, 1.0], [60, 1.0]],
    },
    "extracted_on": "2026-11-16",
}


def _deal(**more: object) -> dict[str, object]:
    plain = {"days_since_activity": 0, "days_in_stage": 0, "push_count": 0,
             "recorded_close_on": date(2026, 12, 1)}  # fmt: skip
    return plain | more


@pytest.mark.parametrize(
    ("driver", "deal", "factor"),
    [
        ("stagnation", _deal(days_since_activity=100), 0.5),
        ("stagnation", _deal(days_since_activity=50), 0.75),
        ("closing_date", _deal(), 1.0),
        ("closing_date", _deal(push_count=2), 0.8**2),
        ("closing_date", _deal(push_count=9), 0.8**4),
        ("closing_date", _deal(recorded_close_on=date(2026, 10, 17)), 0.5),
    ],
)
def test_planted_factors_by_hand(driver: str, deal: dict[str, object], factor: float) -> None:
    assert planted_factors(TRUTH, {})[driver](deal) == pytest.approx(log(factor))


@pytest.mark.parametrize("sign", [1, -1])
def test_the_order_of_points_is_told_with_its_sign_and_size(sign: int) -> None:
    deals = {f"D-{n}": {"planted": n} for n in range(40)}
    points = {(deal, "size"): -sign * 2.0 * row["planted"] for deal, row in deals.items()}
    told: list[str] = []
    report_drivers(deals, points, {"size": lambda row: row["planted"]}, told.append)
    assert f"size         {sign:+.3f}" in told[1]
    assert "size 39.00" in told[1]
    assert "n 40" in told[1]


def test_a_driver_without_points_has_nothing_to_compare() -> None:
    told: list[str] = []
    report_drivers({"D-1": {}}, {}, {"people": lambda _: 0.0}, told.append)
    assert "nothing to compare" in told[1]
