"""Distributions of a forecast against enumeration, scipy and draws; means that add up."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from scipy import stats

from analytics.forecast.grid import Distribution, Grid
from analytics.forecast.new_business import NewBusiness, dispersion, rate_shape
from analytics.forecast.shock import Shock
from analytics.forecast.sum_of_deals import checked, sum_of_deals, transform_of_deals
from analytics.forecast.total import outlook

QUANTILES = (0.1, 0.5, 0.9)
NOTHING_NEW = NewBusiness(np.empty(0), np.empty(0), math.inf)


def book(deals: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Amounts and chances of invented deals."""
    draw = np.random.default_rng(seed)
    return draw.lognormal(8.5, 1.2, deals), draw.beta(1.5, 4.0, deals)


def enumerated(amounts: np.ndarray, chances: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Every outcome of a few deals, rising, with its chance."""
    sums, weights = [], []
    for won in itertools.product((0.0, 1.0), repeat=len(amounts)):
        taken = np.array(won)
        sums.append(float(taken @ amounts))
        weights.append(float(np.prod(np.where(taken == 1, chances, 1 - chances))))
    order = np.argsort(sums)
    return np.array(sums)[order], np.array(weights)[order]


@pytest.mark.parametrize("deals", [1, 2, 5, 9, 12])
def test_a_few_deals_as_by_enumeration(deals: int) -> None:
    amounts, chances = book(deals, seed=deals)
    sums, weights = enumerated(amounts, chances)
    told = sum_of_deals(amounts, chances)
    rising = np.cumsum(weights)
    for share in QUANTILES:
        exact = sums[int(np.searchsorted(rising, share))]
        assert told.quantile(share) == pytest.approx(exact, abs=2.5 * told.unit)
    for amount in np.quantile(sums, (0.05, 0.37, 0.8)) + 3.3 * told.unit:
        exact = weights[sums >= amount].sum()
        near = weights[np.abs(sums - amount) <= 2 * told.unit].sum()
        assert told.at_least(float(amount)) == pytest.approx(exact, abs=1e-9 + near)
    assert told.chances[0] == pytest.approx(np.prod(1 - chances), abs=1e-9)
    assert told.mean == pytest.approx(float(sums @ weights), rel=1e-12)


@pytest.mark.parametrize(("deals", "chance"), [(40, 0.5), (300, 0.03), (2000, 0.35)])
def test_equal_amounts_are_binomial(deals: int, chance: float) -> None:
    told = sum_of_deals(np.full(deals, 250.0), np.full(deals, chance))
    for share in QUANTILES:
        assert told.quantile(share) == pytest.approx(
            250.0 * stats.binom.ppf(share, deals, chance), abs=250.0
        )
    spread = math.sqrt(deals * chance * (1 - chance))
    middle = 250.0 * deals * chance
    for places in (-1.5, 0.0, 1.5):
        amount = middle + 250.0 * spread * places
        exact = stats.binom.sf(math.ceil(amount / 250.0) - 1, deals, chance)
        step = stats.binom.pmf(round(deals * chance), deals, chance)
        assert told.at_least(amount) == pytest.approx(exact, abs=step)


@pytest.mark.parametrize("times", [1.0, 0.02])
def test_many_deals_as_by_draws(times: float) -> None:
    amounts, chances = book(1500, seed=4)
    chances = chances * times
    told = sum_of_deals(amounts, chances)
    draw = np.random.default_rng(5)
    sums = np.array([amounts[draw.random(1500) < chances].sum() for _ in range(6000)])
    for share in QUANTILES:
        assert (sums <= told.quantile(share)).mean() == pytest.approx(share, abs=0.02)


def test_the_grid_keeps_mean_and_variance() -> None:
    amounts, chances = book(700, seed=9)
    told = sum_of_deals(amounts, chances)
    places = told.start + told.unit * np.arange(len(told.chances))
    mean = float(told.chances @ places)
    assert mean == pytest.approx(float(amounts @ chances), rel=1e-6)
    variance = float(told.chances @ (places - mean) ** 2)
    assert variance == pytest.approx(float(amounts**2 @ (chances * (1 - chances))), rel=1e-3)


def test_deals_beyond_the_exact_ones_count_as_a_normal_amount() -> None:
    amounts, chances = book(900, seed=11)
    exact = sum_of_deals(amounts, chances)
    deals = checked(amounts, chances)
    grid = Grid.covering([deals.reach(0)])
    near = Distribution.read(
        grid, transform_of_deals(grid, deals, most=450)[0], deals.reach(0).low, exact.mean
    )
    for share in QUANTILES:
        assert near.quantile(share) == pytest.approx(exact.quantile(share), rel=2e-3)


def test_nothing_to_win_is_nothing() -> None:
    told = outlook(75.0, np.array([10.0, 0.0]), np.array([0.0, 0.4]), NOTHING_NEW, 0.2)
    assert [told.total.quantile(share) for share in QUANTILES] == [75.0] * 3
    assert told.total.mean == 75.0
    assert told.open.mean == told.new.mean == 0.0
    empty = sum_of_deals(np.empty(0), np.empty(0))
    assert empty.quantile(0.9) == 0.0
    assert empty.at_least(0.01) == 0.0


@pytest.mark.parametrize(
    ("amounts", "chances"), [([1.0], [1.2]), ([-1.0], [0.5]), ([math.nan], [0.5]), ([1.0], [])]
)
def test_what_is_no_deal_is_refused(amounts: list[float], chances: list[float]) -> None:
    with pytest.raises(ValueError, match="must"):
        sum_of_deals(np.array(amounts), np.array(chances))


def test_a_sure_deal_is_sure() -> None:
    told = sum_of_deals(np.array([100.0, 40.0]), np.array([1.0, 0.5]))
    assert told.quantile(0.1) == pytest.approx(100.0, abs=2 * told.unit)
    assert told.quantile(0.9) == pytest.approx(140.0, abs=2 * told.unit)
    assert told.at_least(99.0) == pytest.approx(1.0, abs=1e-9)


@pytest.mark.parametrize("spread", [0.0, 0.1, 0.4])
def test_a_shock_leaves_every_mean_as_it_is(spread: float) -> None:
    chances = np.array([0.0, 0.01, 0.3, 0.8, 0.99, 1.0])
    shock = Shock.of(spread)
    states = shock.chances(chances)
    assert shock.weights.sum() == pytest.approx(1)
    assert float(shock.weights @ shock.multiples) == pytest.approx(1)
    assert shock.weights @ states == pytest.approx(chances, abs=1e-8)
    assert ((states >= 0) & (states <= 1)).all()
    with pytest.raises(ValueError, match="negative"):
        Shock.of(-0.1)


@pytest.mark.parametrize("deals", [6, 200, 3000])
def test_parts_add_up_and_quantiles_rise(deals: int) -> None:
    amounts, chances = book(deals, seed=deals)
    new = NewBusiness(amounts[:100], np.full(min(deals, 100), 0.2), 20.0)
    told = outlook(5000.0, amounts, chances, new, 0.15)
    assert told.total.mean == pytest.approx(5000.0 + told.open.mean + told.new.mean, rel=1e-12)
    assert told.open.mean == pytest.approx(float(amounts @ chances), rel=1e-12)
    for one in (told.open, told.new, told.total):
        low, middle, high = (one.quantile(share) for share in QUANTILES)
        assert low <= middle <= high
    parts = sum(one.quantile(0.9) - one.quantile(0.1) for one in (told.open, told.new))
    assert told.total.quantile(0.9) - told.total.quantile(0.1) < parts


def test_a_joint_distribution_as_by_draws() -> None:
    """The shared state, the waves of creation and every deal drawn one by one."""
    amounts, chances = book(120, seed=3)
    new = NewBusiness(amounts[:60], np.full(60, 0.15), 12.0)
    told = outlook(0.0, amounts, chances, new, 0.25)
    draw, scale = np.random.default_rng(8), math.sqrt(math.log1p(0.25**2))
    common = np.exp(scale * draw.standard_normal(4000) - scale**2 / 2)
    hazard = -np.log1p(-chances)
    for _ in range(40):
        spared = np.exp(-np.outer(common, hazard))
        hazard = hazard + (spared.mean(axis=0) - (1 - chances)) / (common @ spared / len(common))
    sums = []
    for multiple in common:
        open_part = amounts[draw.random(120) < 1 - np.exp(-multiple * hazard)].sum()
        waves = draw.gamma(12.0) / 12.0
        sums.append(open_part + draw.poisson(new.wins * waves * multiple) @ new.amounts)
    for share in QUANTILES:
        below = (np.array(sums) <= told.total.quantile(share)).mean()
        assert below == pytest.approx(share, abs=0.025)


def test_a_large_company_gets_one_hump_of_the_shared_state() -> None:
    """With 20,000 small deals only the shared state is left: a lognormal, by scipy."""
    amounts, chances = np.full(20_000, 10.0), np.full(20_000, 0.001)
    told = outlook(0.0, amounts * 1_000, chances, NOTHING_NEW, 0.2)
    alone = sum_of_deals(amounts[:5000], np.full(5000, 0.5))
    assert alone.quantile(0.9) - alone.quantile(0.1) == pytest.approx(
        2 * stats.norm.ppf(0.9) * 10 * math.sqrt(5000 / 4), rel=0.01
    )
    variance = 20_000 * 0.001 * 1e8 + (0.2 * told.open.mean) ** 2
    width = told.total.quantile(0.9) - told.total.quantile(0.1)
    assert width == pytest.approx(2 * stats.norm.ppf(0.9) * math.sqrt(variance), rel=0.06)


def test_new_business_is_negative_binomial() -> None:
    new = NewBusiness(np.full(3, 100.0), np.full(3, 4.0), 6.0)
    told = outlook(0.0, np.empty(0), np.empty(0), new, 0.0)
    wins = stats.nbinom(6.0, 6.0 / (6.0 + 12.0))
    for share in QUANTILES:
        assert told.new.quantile(share) == pytest.approx(
            100 * wins.ppf(share), abs=2 * told.new.unit
        )
    assert new.variance == pytest.approx(100.0**2 * wins.var())
    assert told.new.at_least(50.0) == pytest.approx(1 - wins.pmf(0), abs=1e-6)


def test_rates_are_as_uncertain_as_their_counts() -> None:
    assert rate_shape(0, 1.0, 10.0) == math.inf
    assert rate_shape(50, 1.0, 10.0) == 50.0
    assert rate_shape(50, 2.0, 10.0) == pytest.approx(1 / (0.1 + 2 / 50))
    assert dispersion(np.array([4.0, 4.0, 4.0])) == 1.0
    assert dispersion(np.array([0.0, 8.0])) == pytest.approx(32.0 / 4.0)
    assert dispersion(np.zeros(5)) == 1.0
