"""Exact parts of a risk score: axioms, oracles by permutation, by `shap` and by the curves."""

from __future__ import annotations

import itertools
import warnings

import numpy as np
import pytest

from models.explaining import shapley
from models.explaining.shapley import chances_of_sets, horizon_weights, risk_parts
from models.learners.terms import Terms, curves
from models.scores.points import read_off_rows

DAYS = np.array([5, 9, 16, 23, 30])


def make_terms(deals: int = 7, groups: int = 4, seed: int = 1) -> Terms:
    rng = np.random.default_rng(seed)
    shape = (groups, deals, len(DAYS))
    return Terms(
        tuple(f"g{number}" for number in range(groups)),
        DAYS,
        np.log(0.02) + rng.normal(0, 0.2, len(DAYS)),
        np.log(0.01) + rng.normal(0, 0.2, len(DAYS)),
        rng.normal(0, 0.7, shape),
        rng.normal(0, 0.7, shape),
    )


def chance(terms: Terms, groups: tuple[int, ...], horizon: int) -> np.ndarray:
    """F of one set, by the curves that the whole product uses."""
    on = list(groups)
    cum_win, _ = curves(
        terms.base_win + terms.win[on].sum(axis=0),
        terms.base_lose + terms.lose[on].sum(axis=0),
        terms.lengths,
    )
    return read_off_rows(terms.days, cum_win, horizon)


def by_permutation(terms: Terms, horizon: int) -> np.ndarray:
    """Shapley values by their first definition: the mean gain over all orders of joining."""
    count = len(terms.groups)
    found = np.zeros((terms.win.shape[1], count))
    orders = list(itertools.permutations(range(count)))
    for order in orders:
        for place, group in enumerate(order):
            after = chance(terms, order[: place + 1], horizon)
            found[:, group] += after - chance(terms, order[:place], horizon)
    return -100 * found / len(orders)


@pytest.mark.parametrize("horizon", [1, 5, 7, 16, 29, 30])
def test_every_set_has_the_chance_of_the_curves(horizon) -> None:
    terms = make_terms()
    found = chances_of_sets(terms, horizon)
    assert found.shape == (16, 7)
    for number in range(16):
        on = tuple(group for group in range(4) if number >> group & 1)
        assert found[number] == pytest.approx(chance(terms, on, horizon), abs=1e-12)


@pytest.mark.parametrize("horizon", [3, 23, 30])
def test_parts_are_those_of_all_orders_and_add_up_to_the_risk(horizon) -> None:
    terms = make_terms()
    parts = risk_parts(terms, horizon)
    assert parts.points == pytest.approx(by_permutation(terms, horizon), abs=1e-9)
    risk = 100 * (1 - chance(terms, (0, 1, 2, 3), horizon))
    assert parts.base + parts.points.sum(axis=1) == pytest.approx(risk, abs=1e-9)
    assert parts.risk == pytest.approx(risk, abs=1e-9)
    assert parts.base == pytest.approx(100 * (1 - chance(terms, (), horizon)[0]), abs=1e-9)


def test_equal_groups_get_equal_parts_and_an_idle_one_nothing() -> None:
    terms = make_terms(groups=5)
    terms.win[1], terms.lose[1] = terms.win[0], terms.lose[0]
    terms.win[3] = terms.lose[3] = 0.0
    parts = risk_parts(terms, 23)
    assert parts.points[:, 1] == pytest.approx(parts.points[:, 0], abs=1e-10)
    assert abs(parts.points[:, 0]).min() > 0
    assert not parts.points[:, 3].any()
    kept = [0, 1, 2, 4]
    rest = Terms(tuple("abcd"), DAYS, terms.base_win, terms.base_lose, terms.win[kept],
                 terms.lose[kept])  # fmt: skip
    assert risk_parts(rest, 23).points == pytest.approx(parts.points[:, kept], abs=1e-10)


def test_a_group_that_raises_the_rate_of_winning_speaks_for_the_deal() -> None:
    terms = make_terms(groups=2)
    terms.win[0], terms.lose[0] = 0.5, 0.0
    terms.win[1], terms.lose[1] = 0.0, 0.5
    parts = risk_parts(terms, 30)
    assert (parts.points[:, 0] < 0).all()
    assert (parts.points[:, 1] > 0).all()


def test_chunks_of_deals_give_the_same_parts(monkeypatch) -> None:
    terms = make_terms(deals=23)
    whole = risk_parts(terms, 20).points
    monkeypatch.setattr(shapley, "CHUNK", 64)
    assert risk_parts(terms, 20).points == pytest.approx(whole, abs=1e-12)


def test_ten_groups_of_many_deals_add_up() -> None:
    terms = make_terms(deals=300, groups=10)
    risk = 100 * (1 - chance(terms, tuple(range(10)), 27))
    assert risk_parts(terms, 27).risk == pytest.approx(risk, abs=1e-9)


def test_no_deal_has_no_parts() -> None:
    assert risk_parts(make_terms(deals=0), 10).points.shape == (0, 4)


def test_what_cannot_be_split_exactly_is_refused() -> None:
    with pytest.raises(ValueError, match="at most 10"):
        risk_parts(make_terms(groups=11), 10)
    for day in (0, 31):
        with pytest.raises(ValueError, match="outside the curve"):
            risk_parts(make_terms(), day)
    terms = make_terms()
    terms.win[0, 0, 0] = -np.inf
    with pytest.raises(ValueError, match="not finite"):
        risk_parts(terms, 10)


def test_the_last_interval_counts_by_its_share() -> None:
    assert horizon_weights(DAYS, 7).tolist() == [1.0, 0.5, 0.0, 0.0, 0.0]
    assert horizon_weights(DAYS, 9).tolist() == [1.0, 1.0, 0.0, 0.0, 0.0]


@pytest.mark.slow
def test_parts_are_those_of_the_shap_library() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        shap = pytest.importorskip("shap")
    terms = make_terms(deals=3)
    found = risk_parts(terms, 23).points
    for deal in range(3):

        def risk(sets: np.ndarray, deal: int = deal) -> np.ndarray:
            on = [tuple(np.flatnonzero(row > 0.5)) for row in sets]
            return np.array([100 * (1 - chance(terms, groups, 23)[deal]) for groups in on])

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            masker = shap.maskers.Independent(np.zeros((1, 4)))
            values = shap.ExactExplainer(risk, masker)(np.ones((1, 4))).values[0]
        assert found[deal] == pytest.approx(values, abs=1e-9)


@pytest.mark.slow
def test_contributions_of_a_booster_are_those_of_the_shap_library() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        lightgbm = pytest.importorskip("lightgbm")
        shap = pytest.importorskip("shap")
    rng = np.random.default_rng(2)
    rows = rng.normal(size=(400, 5))
    counts = rng.poisson(np.exp(0.5 * rows[:, 0] - 0.3 * (rows[:, 1] > 0)))
    settings = {"objective": "poisson", "num_leaves": 4, "verbose": -1, "num_threads": 1, "seed": 1}
    booster = lightgbm.train(settings, lightgbm.Dataset(rows, counts), num_boost_round=20)
    parts = booster.predict(rows[:20], pred_contrib=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        values = shap.TreeExplainer(booster).shap_values(rows[:20])
    assert parts[:, :-1] == pytest.approx(values, abs=1e-6)
    log_rates = booster.predict(rows[:20], raw_score=True)
    assert parts.sum(axis=1) == pytest.approx(log_rates, abs=1e-9)
