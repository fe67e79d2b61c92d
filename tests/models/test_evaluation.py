"""Measures by hand and against scikit-learn; intervals against simulation."""

from __future__ import annotations

import math

import numpy as np
import pytest
from sklearn import metrics

from data.errors import TooFewOutcomes
from models.judging.evaluation import auc, brier, calibration_error, log_loss
from models.judging.intervals import clustered_rate, jackknife, wilson


def column(*values: float) -> np.ndarray:  # type: ignore[type-arg]
    return np.array(values, dtype=float)


def flags(*values: int) -> np.ndarray:  # type: ignore[type-arg]
    return np.array(values, dtype=bool)


def test_by_hand() -> None:
    assert auc(column(0.2, 0.8, 0.8), flags(0, 0, 1)) == 0.75
    assert brier(column(0.2, 0.8), flags(0, 1)) == pytest.approx(0.04)
    assert log_loss(column(0.5, 0.5), flags(0, 1)) == pytest.approx(math.log(2))
    assert log_loss(column(0.0), flags(1)) == pytest.approx(-math.log(1e-6))
    assert calibration_error(np.full(10, 0.3), np.arange(10) < 4) == pytest.approx(0.1)


def test_calibration_error_of_two_bins_by_hand() -> None:
    # .1 said, half came (off by .4, ten rows); .9 said, all came (off by .1, ten rows).
    chance = np.repeat([0.1, 0.9], 10)
    happened = np.concatenate([np.arange(10) < 5, np.ones(10, bool)])
    assert calibration_error(chance, happened) == pytest.approx(0.25)


@pytest.mark.parametrize("digits", [1, 6])
def test_agrees_with_scikit_learn(digits: int) -> None:
    rng = np.random.default_rng(4)
    chance = np.round(rng.random(500), digits)
    happened = rng.random(500) < chance
    assert auc(chance, happened) == pytest.approx(metrics.roc_auc_score(happened, chance))
    assert brier(chance, happened) == pytest.approx(metrics.brier_score_loss(happened, chance))
    clipped = np.clip(chance, 1e-6, 1 - 1e-6)
    assert log_loss(chance, happened) == pytest.approx(metrics.log_loss(happened, clipped))


@pytest.mark.parametrize("measure", [auc, brier, log_loss, calibration_error])
def test_no_rows_are_named(measure) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(TooFewOutcomes):
        measure(column(), flags())


@pytest.mark.parametrize("happened", [flags(1, 1), flags(0, 0)])
def test_auc_of_one_class_is_named(happened: np.ndarray) -> None:  # type: ignore[type-arg]
    with pytest.raises(TooFewOutcomes):
        auc(column(0.1, 0.2), happened)


def test_refuses_what_is_no_chance() -> None:
    with pytest.raises(ValueError, match="outside 0 to 1"):
        brier(column(1.2), flags(1))
    with pytest.raises(ValueError, match="outside 0 to 1"):
        brier(column(math.nan), flags(1))
    with pytest.raises(ValueError, match="one length"):
        brier(column(0.2, 0.3), flags(1))


def test_wilson_by_hand() -> None:
    # Wilson's interval for 8 of 10: .490 to .943.
    assert wilson(0.8, 10) == pytest.approx((0.490, 0.943), abs=0.001)
    assert wilson(0.0, 30)[0] == 0.0
    assert wilson(0.0, 30)[1] > 0.1


def test_repeated_rows_of_a_deal_count_once() -> None:
    rng = np.random.default_rng(9)
    happened = rng.random(200) < 0.3
    once = clustered_rate(happened, np.arange(200))
    nine_times = clustered_rate(np.repeat(happened, 9), np.repeat(np.arange(200), 9))
    assert nine_times == pytest.approx(once, abs=1e-6)
    as_if_independent = clustered_rate(np.repeat(happened, 9), np.arange(1800))
    assert as_if_independent[2] - as_if_independent[1] < 0.5 * (once[2] - once[1])


def test_jackknife_covers_about_as_often_as_it_says() -> None:
    rng = np.random.default_rng(11)
    truth = 0.25 - 0.0  # Brier of always saying .5
    covered = 0
    for _ in range(100):
        happened = rng.random(200) < 0.3
        _, low, high = jackknife(brier, np.full(200, 0.3), happened, np.arange(200))
        covered += low <= 0.3 * 0.7 <= high
    assert 85 <= covered <= 100
    value, low, high = jackknife(brier, np.full(40, 0.5), rng.random(40) < 0.5, np.arange(40))
    assert value == low == high == truth
