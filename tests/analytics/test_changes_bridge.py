"""The bridge over random states: the identity in cents, step by step, against plain Python."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.changes.bridge import ADDING, STEPS, Bridge
from analytics.changes.states import DealState

SINCE = date(2026, 3, 31)
KEYS = ("East", "West", None)
ADD = {"created", "reopened", "moved_in", "pulled_in", "grown"}

cents = st.integers(0, 10**9).map(lambda n: Decimal(n) / 100)
flags = st.booleans()


@st.composite
def a_state(draw, deal: str) -> DealState:
    status = draw(st.sampled_from(("open", "open", "won", "lost")))
    in_scope = draw(st.sampled_from((True, True, False)))
    is_open = status == "open"
    reason = draw(st.sampled_from((None,) * 12 + ("undated", "no_rate", "no_amount")))
    return DealState(
        id=deal,
        status=status,
        in_scope=in_scope,
        stays_in_scope=in_scope if is_open else draw(flags),
        in_window=draw(st.sampled_from((True, True, False))),
        left_out=reason,
        amount=None if reason else draw(cents),
        won_for=draw(cents) if status == "won" else None,
        is_list_priced=draw(flags),
        key=draw(st.sampled_from(KEYS)),
        closed_on=None
        if is_open
        else date(2026, draw(st.integers(3, 4)), draw(st.integers(1, 30))),
    )


@st.composite
def two_days(draw) -> tuple[list[DealState], list[DealState]]:
    before, after = [], []
    for number in range(draw(st.integers(0, 20))):
        deal = f"D{number}"
        if draw(flags):
            before.append(draw(a_state(deal)))
        if draw(st.integers(0, 4)):
            after.append(draw(a_state(deal)))
    return before, after


def counts(state: DealState | None) -> bool:
    return bool(state and state.status == "open" and state.in_scope and state.in_window)


def by_hand(before: list[DealState], after: list[DealState]) -> tuple[dict, Counter]:
    """Every deal's steps, one after the other as the definition tells them."""
    then = {state.id: state for state in before}
    now = {state.id: state for state in after}
    amounts: dict[str, Decimal] = defaultdict(Decimal)
    numbers: Counter[str] = Counter()

    for deal in sorted(then.keys() | now.keys()):
        old, new = then.get(deal), now.get(deal)
        if not any(state and state.left_out for state in (old, new)):
            for step, amount in steps_of(old, new):
                amounts[step] += amount
                numbers[step] += 1
    return amounts, numbers


def steps_of(old: DealState | None, new: DealState | None) -> list[tuple[str, Decimal]]:
    was, stands = counts(old), counts(new)
    found = [("opening", old.amount)] if was else []
    found += [("closing", new.amount)] if stands else []
    if was and stands:
        more = new.amount - old.amount
        return found + ([("grown" if more > 0 else "shrunk", abs(more))] if more else [])
    if stands:
        return [*found, (came_by(old), new.amount)]
    if was:
        return [*found, (left_by(new), old.amount)]
    if not passed(old, new):
        return []
    amount = old.amount if old and old.status == "open" else new.amount
    return [(came_by(old), amount), (new.status, amount), ("came_and_went", amount)]


def came_by(old: DealState | None) -> str:
    if old is None:
        return "created"
    if old.status != "open":
        return "reopened"
    return "pulled_in" if old.in_scope else "moved_in"


def left_by(new: DealState | None) -> str:
    if new is None:
        return "removed"
    if new.status != "open":
        return new.status if new.stays_in_scope else "moved_out"
    return "pushed_out" if new.in_scope else "moved_out"


def passed(old: DealState | None, new: DealState | None) -> bool:
    if new is None or new.status == "open" or not (new.in_scope and new.in_window):
        return False
    return bool(old and old.status == "open") or new.closed_on > SINCE


def adds_up(row: dict) -> None:
    steps = sum((row[s] if s in ADD else -row[s]) for s in STEPS)
    assert row["opening"] + steps == row["closing"]
    moves = [s for s in STEPS if s not in ("grown", "shrunk")]
    steps = sum((1 if s in ADD else -1) * row[f"{s}_count"] for s in moves)
    assert row["opening_count"] + steps == row["closing_count"]


@settings(max_examples=25, deadline=None, derandomize=True)
@given(two_days())
def test_every_step_and_the_identity_to_the_cent(days) -> None:
    bridge = Bridge(*days, SINCE)
    total = bridge.total()
    amounts, numbers = by_hand(*days)
    for name in ("opening", *STEPS, "closing", "came_and_went"):
        assert total[name] == amounts[name], name
        assert total[f"{name}_count"] == numbers[name], name
    adds_up(total)


@settings(max_examples=25, deadline=None, derandomize=True)
@given(two_days(), st.sampled_from(("each", "before", "after")))
def test_each_group_adds_up_and_groups_make_the_total(days, group_from) -> None:
    bridge = Bridge(*days, SINCE, group_from)
    total, groups = bridge.total(), bridge.groups()
    for row in groups:
        adds_up(row)
    for name in ("opening", "closing", "removed", "won", "lost"):
        assert sum(row[name] for row in groups) == total[name], name
        assert sum(row[f"{name}_count"] for row in groups) == total[f"{name}_count"], name
    net = sum(row["moved_in"] - row["moved_out"] for row in groups)
    others = ("created", "reopened", "pulled_in", "grown", "shrunk", "pushed_out")
    net += sum((1 if s in ADD else -1) * (sum(row[s] for row in groups) - total[s]) for s in others)
    assert net == total["moved_in"] - total["moved_out"]


@settings(max_examples=12, deadline=None, derandomize=True)
@given(two_days())
def test_the_deals_listed_make_the_steps(days) -> None:
    bridge = Bridge(*days, SINCE)
    total, rows = bridge.total(), bridge.deals()
    for step in STEPS:
        own = bridge.deals(step)
        assert own == [row for row in rows if row["step"] == step]
        assert sum(row["amount"] for row in own) == total[step]
        assert len(own) == total[f"{step}_count"]
        assert len({row["id"] for row in own}) == len(own)
    assert [row["amount"] for row in rows] == sorted((r["amount"] for r in rows), reverse=True)


@settings(max_examples=12, deadline=None, derandomize=True)
@given(two_days())
def test_the_bridge_back_swaps_both_ends(days) -> None:
    """What was in the opening pipeline is in the closing one of the bridge the other way round."""
    there, back = Bridge(*days, SINCE).total(), Bridge(*reversed(days), SINCE).total()
    assert (there["opening"], there["closing"]) == (back["closing"], back["opening"])
    assert (there["grown"], there["shrunk"]) == (back["shrunk"], back["grown"])


def test_two_empty_days_are_zero_in_every_part() -> None:
    total = Bridge([], [], SINCE).total()
    assert {value for name, value in total.items()} == {0}
    assert Bridge([], [], SINCE).groups() == []


def test_deals_left_out_are_counted_once_with_their_reason() -> None:
    undated = DealState("A", "open", left_out="undated")
    no_rate = DealState("B", "open", left_out="no_rate")
    outside = DealState("C", "open", in_scope=False, left_out="no_rate")
    old = DealState("D", "won", left_out="undated", closed_on=SINCE)
    new = DealState("E", "won", left_out="undated", closed_on=date(2026, 4, 1))
    after = [undated, no_rate, outside, old, new]
    bridge = Bridge([undated], after, SINCE)
    assert bridge.left_out() == {"no_rate": 1, "undated": 2}
    assert bridge.total()["deals"] == 0


def test_a_deal_that_changes_its_group_and_closes_is_won_in_the_new_one() -> None:
    before = [DealState("A", "open", amount=Decimal("10.10"), key="East")]
    after = [
        DealState("A", "won", amount=Decimal("10.10"), won_for=Decimal(9), key="West",
                  closed_on=date(2026, 4, 2))
    ]  # fmt: skip
    east, west = Bridge(before, after, SINCE).groups()
    assert (east["key"], east["opening"], east["moved_out"]) == ("East",) + (Decimal("10.10"),) * 2
    assert (west["moved_in"], west["won"], west["won_for"]) == (*(Decimal("10.10"),) * 2, 9)
    assert west["closing"] == east["closing"] == 0


def test_what_adds_is_told_apart_from_what_takes_away() -> None:
    assert set(ADDING) == ADD
