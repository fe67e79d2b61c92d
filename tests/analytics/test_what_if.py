"""Changed books and distributions without one deal: identities over random deals, sums by hand."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.forecast.left_out import without_each
from analytics.forecast.new_business import NewBusiness
from analytics.forecast.total import Outlook, outlook
from analytics.forecast.what_if import Addition, Book, Change, Contradiction, Rate, changed

NONE = NewBusiness(np.empty(0), np.empty(0), float("inf"))
NEW = NewBusiness(np.array([40.0, 75.0]), np.array([0.6, 0.3]), 8.0)
SHARES = (0.1, 0.5, 0.9)
bounded = settings(max_examples=25, deadline=None, derandomize=True)


@st.composite
def books(draw: st.DrawFn) -> Book:
    deals = draw(
        st.lists(st.tuples(st.integers(1, 400), st.floats(0.01, 0.97)), min_size=2, max_size=30)
    )
    amounts, chances = (np.array(column, dtype=np.float64) for column in zip(*deals, strict=True))
    return Book(float(draw(st.integers(0, 500))), amounts, chances)


def told(book: Book, spread: float = 0.15) -> Outlook:
    return outlook(book.won, book.amounts, book.chances, NEW, spread)


def quantiles(book: Book) -> list[float]:
    return [told(book).total.quantile(share) for share in SHARES]


def grain(book: Book) -> float:
    """What a quantile may be off by: a few cells of the grid, and the rounding of one deal."""
    return 4 * told(book).total.unit + 2e-3 * float(book.amounts.max())


@bounded
@given(books())
def test_no_change_gives_exactly_nothing(book: Book) -> None:
    nothing = (
        ([], [], []), ([], [], [Rate(0.0, "points")]), ([], [], [Rate(0.0, "percent")]),
        ([], [Addition(90.0, 0.0)], []), ([], [Addition(0.0, 0.5)], []),
    )  # fmt: skip
    for changes, additions, rates in nothing:
        after = changed(book, changes, additions, rates).book
        assert after.won == book.won
        assert np.array_equal(after.amounts, book.amounts)
        assert np.array_equal(after.chances, book.chances)
        assert quantiles(after) == quantiles(book)
        assert told(after).total.mean == told(book).total.mean


@bounded
@given(books(), st.randoms(use_true_random=False))
def test_the_order_of_changes_does_not_matter(book: Book, random) -> None:
    changes = [
        Change(0, "win", amount=float(book.amounts[0])), Change(0, "amount", 70.0, won_for=71.0),
        Change(1, random.choice(["lose", "slip", "remove"])),
    ]  # fmt: skip
    additions = [Addition(33.3, 0.3), Addition(0.1, 0.7), Addition(33.3, 0.2)]
    rates = [Rate(5.0, "points"), Rate(-20.0, "percent"), Rate(3.3, "points"), Rate(7, "percent")]
    first = changed(book, changes, additions, rates)
    for one in (changes, additions, rates):
        random.shuffle(one)
    second = changed(book, [*changes, changes[0]], additions, rates)
    assert (first.book.won, first.added) == (second.book.won, second.added)
    for name in ("amounts", "chances"):
        assert np.array_equal(getattr(first.book, name), getattr(second.book, name))
    assert np.array_equal(first.deltas, second.deltas)
    assert first.book.won == book.won + 71.0


@bounded
@given(books(), st.data())
def test_a_win_never_lowers_and_a_loss_never_raises(book: Book, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(book.amounts) - 1))
    before = quantiles(book)
    won = changed(book, [Change(place, "win", amount=float(book.amounts[place]))]).book
    lost = changed(book, [Change(place, "lose")]).book
    slack = max(grain(book), grain(won), grain(lost))
    for was, up, down in zip(before, quantiles(won), quantiles(lost), strict=True):
        assert up >= was - slack
        assert down <= was + slack


@bounded
@given(books(), st.data())
def test_parts_of_a_change_add_up_to_the_change_of_the_mean(book: Book, data) -> None:
    kinds = data.draw(
        st.lists(
            st.sampled_from(["win", "lose", "slip", "remove", "amount"]), min_size=1, max_size=2
        )
    )
    changes = [Change(place, kind, 55.0, 60.0, 0.4) for place, kind in enumerate(kinds)]
    result = changed(book, changes, [Addition(80.0, 0.25)], [Rate(4.0, "points")])
    moved = told(result.book).total.mean - told(book).total.mean
    assert moved == pytest.approx(float(result.deltas.sum()) + sum(result.added), abs=1e-6)


@bounded
@given(books())
def test_the_chance_falls_as_the_target_grows(book: Book) -> None:
    total = told(book).total
    chances = [total.at_least(x) for x in np.linspace(0.0, float(book.amounts.sum()) * 1.2, 60)]
    assert all(one >= other - 1e-12 for one, other in pairwise(chances))
    assert 0.0 <= chances[-1] <= chances[0] <= 1.0


def test_the_chance_of_a_target_is_that_of_all_outcomes_counted_one_by_one() -> None:
    amounts, chances = (10.0, 20.0, 35.0, 50.0, 80.0), (0.1, 0.5, 0.35, 0.8, 0.25)
    total = outlook(7.0, np.array(amounts), np.array(chances), NONE, 0.0).total
    for target in (12.0, 43.0, 61.0, 90.0, 133.0, 190.0):
        exact = 0.0
        for outcome in product((0, 1), repeat=5):
            weight = np.prod([p if won else 1 - p for p, won in zip(chances, outcome, strict=True)])
            exact += weight * (7.0 + np.dot(amounts, outcome) >= target)
        assert total.at_least(target) == pytest.approx(exact, abs=1e-9)


@pytest.mark.parametrize("spread", [0.0, 0.2])
def test_without_a_deal_is_the_outlook_of_the_others(spread: float) -> None:
    random = np.random.default_rng(3)
    for count in (12, 300):
        amounts = np.round(random.gamma(1.5, 60.0, count)) + 1.0
        chances = random.uniform(0.02, 0.9, count)
        places = [0, 5, 11]
        found = without_each(places, 25.0, amounts, chances, NEW, spread)
        for place, one in zip(places, found, strict=True):
            rest = np.delete(np.arange(count), place)
            alone = outlook(25.0, amounts[rest], chances[rest], NEW, spread).total
            assert one.mean == pytest.approx(alone.mean)
            for target in (alone.mean * 0.8, alone.mean, alone.mean * 1.2):
                assert one.at_least(target) == pytest.approx(alone.at_least(target), abs=0.01)


def test_a_small_example_by_hand() -> None:
    book = Book(100.0, np.array([10.0, 20.0, 40.0]), np.array([0.5, 0.25, 0.98]))
    changes = [
        Change(0, "amount", amount=9.0, won_for=12.0), Change(0, "win", amount=11.0),
        Change(1, "slip", chance=0.1),
    ]  # fmt: skip
    result = changed(book, changes, [Addition(50.0, 0.2)], [Rate(5.0, "points")])
    assert result.book.won == 112.0
    assert result.book.amounts.tolist() == [9.0, 20.0, 40.0, 50.0]
    assert result.book.chances.tolist() == [0.0, 0.1, 1.0, 0.2]
    assert result.deltas.tolist() == pytest.approx([12 - 5, 2 - 5, 40 - 39.2])
    assert (result.clamped, result.added) == (1, (10.0,))


def test_what_contradicts_is_refused() -> None:
    book = Book(0.0, np.array([10.0]), np.array([0.5]))
    for one, other in (
        (Change(0, "win", amount=10.0), Change(0, "lose")),
        (Change(0, "slip"), Change(0, "slip", chance=0.2)),
        (Change(0, "amount", amount=1.0), Change(0, "amount", amount=2.0)),
    ):
        with pytest.raises(Contradiction):
            changed(book, [one, other])
    with pytest.raises(ValueError, match="amount"):
        changed(book, [Change(0, "amount", amount=-1.0)])
    with pytest.raises(ValueError, match="chance"):
        changed(book, [], [Addition(1.0, 1.5)])
