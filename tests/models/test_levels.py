"""Levels where the score tells, where it does not, and where nothing has passed yet."""

from __future__ import annotations

import numpy as np
import pytest
from pydantic import ValidationError

from models.judging.levels import Levels, PastScores, set_levels


def past(signal: float, rows: int = 4000, rows_per_deal: int = 4) -> PastScores:
    """Scores 0–100 of deals won with chance .4 + signal × (50 − score) ÷ 100."""
    rng = np.random.default_rng(7)
    score = np.repeat(rng.uniform(0, 100, rows // rows_per_deal), rows_per_deal)
    chance = 0.4 + signal * (50 - score) / 100
    won = rng.random(rows // rows_per_deal) < chance[::rows_per_deal]
    deal = np.repeat(np.arange(rows // rows_per_deal), rows_per_deal)
    return PastScores(score, np.repeat(won, rows_per_deal), deal, horizons=2, origins=9)


def test_three_levels_where_the_score_tells() -> None:
    data = past(signal=0.7)
    levels = set_levels(data)
    assert [level.name for level in levels.levels] == ["low", "medium", "high"]
    assert levels.all_live is not None
    low, medium, high = (level.past for level in levels.levels)
    assert high.win_rate <= levels.all_live.win_rate / 2
    assert high.high < levels.all_live.low
    assert low.low > levels.all_live.high
    assert high.high < medium.low
    assert medium.high < low.low
    assert (levels.horizons, levels.origins) == (2, 9)
    # The rates are those of the rows the thresholds cut out.
    above = data.risk_score >= levels.levels[2].from_score
    assert high.win_rate == pytest.approx(data.won[above].mean())
    assert (high.rows, high.deals) == (above.sum(), above.sum() // 4)


def test_no_levels_where_the_score_says_nothing() -> None:
    levels = set_levels(past(signal=0.0))
    assert levels.levels == ()
    assert "apart" in levels.reason
    assert levels.all_live is not None
    assert levels.named(np.array([10.0, 90.0])).tolist() == ["", ""]


def test_fewer_levels_where_the_data_are_thin() -> None:
    levels = set_levels(past(signal=0.7, rows=320))
    assert [level.name for level in levels.levels] in (["medium", "high"], [])


def test_nothing_passed_yet_is_said() -> None:
    nothing = PastScores(np.empty(0), np.empty(0, bool), np.empty(0, np.int64), 0, 0)
    levels = set_levels(nothing)
    assert levels.levels == ()
    assert "passed" in levels.reason


def test_a_score_on_the_threshold_belongs_to_the_higher_level() -> None:
    levels = set_levels(past(signal=0.7))
    medium, high = levels.levels[1].from_score, levels.levels[2].from_score
    scores = np.array([0.0, medium - 0.01, medium, high - 0.01, high, 100.0])
    expected = ["low", "low", "medium", "medium", "high", "high"]
    assert levels.named(scores).tolist() == expected


def test_stored_levels_are_checked() -> None:
    good = set_levels(past(signal=0.7))
    assert Levels.model_validate_json(good.model_dump_json()) == good
    broken = good.model_dump(mode="json")
    broken["levels"].reverse()
    with pytest.raises(ValidationError, match="rise"):
        Levels.model_validate(broken)
    with pytest.raises(ValidationError, match="no reason"):
        Levels()
