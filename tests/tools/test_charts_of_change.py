"""Bridges, ranges and long lists as charts: levels add up, an axis says where it begins."""

from __future__ import annotations

from typing import Any

import pytest

from tools.charts import (
    MOST_BARS,
    StepKind,
    bar_chart,
    bridge_chart,
    outcome_chart,
    range_chart,
    with_target,
)

Steps = list[tuple[str, float, StepKind]]
SMALL: Steps = [
    ("opening", 1000.0, "total"), ("created", 50.0, "added"), ("lost", 20.0, "taken"),
    ("won", 10.0, "won"), ("closing", 1020.0, "total"),
]  # fmt: skip


def _levels(chart: dict[str, Any]) -> list[tuple[float, float]]:
    return [(one["start"], one["end"]) for one in chart["data"]["values"]]


def _axis(chart: dict[str, Any]) -> dict[str, Any]:
    return dict(chart["layer"][0]["encoding"]["x"])


def test_each_bar_of_a_bridge_begins_where_the_one_before_ended() -> None:
    drawn = bridge_chart("Bridge", "USD", SMALL)
    assert _levels(drawn) == [(0, 1000), (1000, 1050), (1050, 1030), (1030, 1020), (0, 1020)]
    told = [one["told"] for one in drawn["data"]["values"]]
    assert told == ["$1k", "+$50", "−$20", "−$10", "$1.02k"]


def test_a_won_deal_is_never_colored_as_bad_news() -> None:
    color = bridge_chart("Bridge", "USD", SMALL)["layer"][0]["encoding"]["color"]
    named = dict(zip(color["scale"]["domain"], color["scale"]["range"], strict=True))
    assert len(set(named.values())) == len(named) == 4
    assert named["won"] != named["takes from it"]


def test_small_steps_are_seen_and_the_cut_axis_says_so() -> None:
    axis = _axis(bridge_chart("Bridge", "USD", SMALL))
    low, high = axis["scale"]["domain"]
    assert 0 < low < 1000
    assert high > 1050
    assert axis["title"] == "The axis does not begin at zero"


@pytest.mark.parametrize(
    "steps",
    [
        [("opening", 100.0, "total"), ("created", 80.0, "added"), ("closing", 180.0, "total")],
        [("opening", 0.0, "total"), ("closing", 0.0, "total")],
        [("opening", 0.0, "total"), ("created", 5.0, "added"), ("closing", 5.0, "total")],
        [("opening", 5.0, "total"), ("lost", 5.0, "taken"), ("closing", 0.0, "total")],
    ],
)
def test_large_steps_and_empty_bridges_begin_at_zero(steps: Steps) -> None:
    axis = _axis(bridge_chart("Bridge", "USD", steps))
    assert axis["scale"]["domain"][0] == 0
    assert "zero" not in axis["title"]


def test_a_long_list_is_drawn_in_part_and_says_so() -> None:
    rows = [(f"rep {place}", float(place)) for place in range(60)]
    long, short = (bar_chart("By rep", "Won", "USD", some) for some in (rows, rows[:MOST_BARS]))
    assert [one["name"] for one in long["data"]["values"]] == [name for name, _ in rows[:MOST_BARS]]
    assert long["title"] == f"By rep: the first {MOST_BARS} of 60"
    assert short["title"] == "By rep"


def test_outcomes_are_told_apart_by_whether_the_range_held() -> None:
    rows = [("a", 1.0, 2.0, 3.0, 3.0), ("b", 1.0, 2.0, 3.0, 3.5), ("c", 1.0, 2.0, 3.0, 0.5)]
    told = [one["kept"] for one in outcome_chart("T", "Revenue", "USD", rows)["data"]["values"]]
    assert [word.split()[1] for word in told] == ["inside", "outside", "outside"]


def test_a_target_is_written_beside_its_line() -> None:
    chart = range_chart("T", "Revenue", "EUR", [("all", 1e6, 2e6, 3e6)], from_zero=False)
    drawn = with_target(chart, 9_666_000.0, "EUR")
    assert len(chart["layer"]) + 2 == len(drawn["layer"])
    assert drawn["layer"][-1]["data"]["values"][0]["told"] == "target 9.67M"
    assert chart["layer"][0]["encoding"]["x"]["scale"] == {"zero": False}
