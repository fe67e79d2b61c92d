"""Identities that answers about time must keep, on two made-up companies and any scope and day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.demo import generate
from data.errors import NoData
from data.mapping import bundled, load_mapping
from data.store.home import Home
from data.store.snapshot import Snapshot
from models.judging import backtest
from tools import registry
from tools.context import Context
from tools.result import ToolResult

STEPS = {
    "opening": 1, "created": 1, "reopened": 1, "moved_in": 1, "pulled_in": 1, "grown": 1,
    "shrunk": -1, "pushed_out": -1, "moved_out": -1, "removed": -1, "lost": -1, "won": -1,
    "closing": -1,
}  # fmt: skip
FACTS = ("won", "lost", "removed", "created", "amounts", "prospects", "scope", "pace")
SEEDS = ((None, 900), (23, 700))
# As many past days as a snapshot keeps, across quarters and reorganizations.
AGO = (0, 5, 48, 139, 400)


def few(examples: int) -> Any:
    return settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
    )


@dataclass(frozen=True)
class Company:
    """A published company and the names that a scope may be drawn from."""

    snapshot: Snapshot
    names: dict[str, list[str]]
    origins: list[date]

    @classmethod
    def of(cls, snapshot: Snapshot) -> Company:
        def every(query: str) -> list[Any]:
            return [row["name"] for row in snapshot.rows(f"{query} ORDER BY 1")]

        names = {
            "region": every("SELECT DISTINCT region AS name FROM reps WHERE region IS NOT NULL"),
            "rep": every("SELECT DISTINCT rep AS name FROM deals"),
            "team": every("SELECT DISTINCT manager AS name FROM team_members"),
            "product": every("SELECT product AS name FROM products"),
            "segment": every("SELECT DISTINCT segment AS name FROM accounts"),
            "stage": every("SELECT stage AS name FROM stages WHERE status = 'open'"),
        }
        days = every("SELECT DISTINCT origin AS name FROM score_history WHERE model = 'refitted'")
        return cls(snapshot, names, sorted({*days, snapshot.as_of}))

    def run(self, tool: str, **args: Any) -> ToolResult:
        found = registry.get(tool)
        return found.run(Context(self.snapshot), found.validate(args))


@pytest.fixture(scope="module")
def companies(
    tmp_path_factory: pytest.TempPathFactory, few_deals: Path, refreshed: Any
) -> Iterator[list[Company]]:
    """Both, with fewer past days than the product records, which halves the time."""
    found = []
    for seed, deals in SEEDS:
        home = Home(tmp_path_factory.mktemp("identities"))
        files = few_deals
        if seed is not None:
            files = tmp_path_factory.mktemp("drawn") / "demo"
            generate(files, seed=seed, opportunities=deals)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(backtest, "WEEKLY_ORIGINS", 9)
            patch.setattr(backtest, "MONTH_ENDS", 3)
            refreshed(home, load_mapping(bundled()["demo"]), files)
        found.append(Company.of(Snapshot.open(home)))
    yield found
    for company in found:
        company.snapshot.close()


def total(result: ToolResult, metric: str) -> Any:
    """The first figure of that name that is not one deal's."""
    found = [f for f in result.facts if f.metric == metric and f.subject.kind != "deal"]
    return found[0].value


def cents(value: Any) -> int:
    return round(float(value) * 100)


@st.composite
def scopes(draw: st.DrawFn, company: Company, fields: tuple[str, ...]) -> dict[str, Any]:
    scope: dict[str, Any] = {}
    for field in draw(st.lists(st.sampled_from(fields), max_size=2, unique=True)):
        some = st.lists(st.sampled_from(company.names[field]), min_size=1, max_size=4, unique=True)
        scope[field] = draw(some)
    if draw(st.booleans()):
        field = draw(st.sampled_from(fields))
        scope["exclude"] = {field: [draw(st.sampled_from(company.names[field]))]}
    if draw(st.integers(0, 4)) == 0:
        scope["min_amount"] = draw(st.sampled_from([20_000, 60_000.5]))
    return scope


ANY = ("region", "rep", "team", "product", "segment", "stage")
LASTING = ("region", "rep", "team", "product", "segment")


def quarter(company: Company, day: date, following: int = 0) -> dict[str, str]:
    found = company.snapshot.calendar.quarter(day)
    for _ in range(following):
        found = company.snapshot.calendar.quarter(found.end + timedelta(days=1))
    return {"start": str(found.start), "end": str(found.end)}


@few(25)
@given(data=st.data())
def test_every_bridge_closes_to_the_cent_and_leads_on(
    companies: list[Company], data: st.DataObject
) -> None:
    company = data.draw(st.sampled_from(companies))
    ago = data.draw(st.lists(st.sampled_from(AGO), min_size=3, max_size=3, unique=True))
    days = [company.snapshot.as_of - timedelta(days=days) for days in sorted(ago, reverse=True)]
    args: dict[str, Any] = {"scope": data.draw(scopes(company, ANY))}
    if data.draw(st.booleans()):
        args["period"] = quarter(company, data.draw(st.sampled_from(days)))
    groups = st.sampled_from([None, "team", "region", "rep", "product", "stage"])
    args["group_by"] = data.draw(groups)
    told = []
    for since, until in ((days[0], days[1]), (days[1], days[2]), (days[0], days[2])):
        result = company.run("pipeline_changes", since=str(since), until=str(until), **args)
        parts: dict[tuple[str, str], dict[str, int]] = {}
        for fact in result.facts:
            if fact.metric in STEPS and fact.subject.kind != "deal":
                own = parts.setdefault((fact.subject.kind, fact.subject.name), {})
                own[fact.metric] = cents(fact.value)
        for own in parts.values():
            assert sum(STEPS[step] * amount for step, amount in own.items()) == 0
        whole, *_ = parts.values()
        told.append(whole)
        for table in result.tables:
            if " by " in table.title:
                heads = [column.name for column in table.columns]
                for part in {"opening", "closing", "won", "lost"} & {*heads}:
                    place = heads.index(part)
                    assert sum(cents(row[place]) for row in table.rows) == whole[part]
            if table.title.startswith("Deals behind"):
                steps = [(row[0], row[1]) for row in table.rows]
                assert len(steps) == len({*steps})
    assert told[0]["closing"] == told[1]["opening"]
    assert told[0]["opening"] == told[2]["opening"]
    assert told[1]["closing"] == told[2]["closing"]


@few(40)
@given(data=st.data())
def test_parts_of_a_deals_change_add_up_between_its_two_scores(
    companies: list[Company], data: st.DataObject
) -> None:
    company = data.draw(st.sampled_from(companies))
    since, until = sorted(data.draw(st.lists(
        st.sampled_from(company.origins), min_size=2, max_size=2, unique=True)))  # fmt: skip
    at = ("deal_scores WHERE $day = $day" if until == company.snapshot.as_of
          else "score_history WHERE model = 'refitted' AND origin = $day")  # fmt: skip
    rows = company.snapshot.rows(
        f"SELECT opportunity_id AS id, risk_score AS risk FROM {at} AND opportunity_id IN (SELECT "
        "opportunity_id FROM score_history WHERE model = 'refitted' AND origin = $since) "
        "ORDER BY 1",
        {"day": until, "since": since},
    )
    if not rows:
        return
    deal = data.draw(st.sampled_from(rows))
    result = company.run("explain_change", deal=deal["id"], since=str(since), until=str(until))
    was, now = (fact.value for fact in result.facts if fact.metric == "risk_score")
    values = {fact.metric: float(fact.value or 0) for fact in result.facts
              if fact.metric.startswith("part_")}  # fmt: skip
    parts = values["part_time"] + values["part_facts"] + values["part_model"]
    assert abs(parts - values["part_total"]) < 1e-9
    assert abs(float(now) - float(was) - values["part_total"]) < 1e-9
    assert float(now) == pytest.approx(deal["risk"], abs=1e-6)


@few(8)
@given(data=st.data())
def test_parts_of_a_forecasts_change_add_up_between_two_forecasts(
    companies: list[Company], data: st.DataObject
) -> None:
    company = data.draw(st.sampled_from(companies))
    at = data.draw(st.integers(len(company.origins) - 6, len(company.origins) - 2))
    since, until = company.origins[at], company.origins[at + 1]
    args = {
        "scope": data.draw(scopes(company, LASTING)),
        "period": quarter(company, until + timedelta(days=1), data.draw(st.integers(0, 1))),
    }
    try:
        change = company.run(
            "explain_change", forecast=True, since=str(since), until=str(until), **args
        )
    except NoData:  # Nothing in scope, or too few windows.
        return
    before, after = (company.run("forecast", as_of=str(day), **args) for day in (since, until))
    values = {f.metric: cents(f.value) for f in change.facts
              if f.metric.startswith("part_") and f.subject.kind != "deal"}  # fmt: skip
    assert values["part_total"] == sum(values[f"part_{n}"] for n in ("time", "facts", "model"))
    assert values["part_facts"] == sum(values.get(f"part_{name}", 0) for name in FACTS)
    means = [total(one, "revenue_mean") for one in (before, after)]
    assert total(change, "earlier_revenue_mean") == pytest.approx(means[0], abs=0.011)
    assert total(change, "revenue_mean") == pytest.approx(means[1], abs=0.011)
    assert abs(values["part_total"] - cents(means[1]) + cents(means[0])) <= 2


@few(12)
@given(data=st.data())
def test_means_of_forecasts_add_up_over_parts_groups_and_months(
    companies: list[Company], data: st.DataObject
) -> None:
    company = data.draw(st.sampled_from(companies))
    args = {
        "scope": data.draw(scopes(company, LASTING)),
        "period": quarter(company, company.snapshot.as_of, data.draw(st.integers(0, 2))),
    }
    try:
        whole = company.run("forecast", **args)
    except NoData:  # Nothing in scope, or too few windows.
        return
    mean = total(whole, "revenue_mean")
    parts = ("won_to_date", "open_pipeline_mean", "new_business_mean")
    assert mean == pytest.approx(sum(total(whole, part) for part in parts), abs=0.02)
    assert total(whole, "revenue_p10") <= total(whole, "revenue_p50") <= total(whole, "revenue_p90")
    for more in ({"grain": "month"}, {"group_by": "product"}):
        split = company.run("forecast", **args, **more)
        pieces = [f.value for f in split.facts if f.metric == "revenue_mean"]
        pieces = [one for one in pieces if abs(one - mean) > 0.02] or [mean]
        assert sum(pieces) == pytest.approx(mean, abs=0.01 * (len(pieces) + 1))


@few(10)
@given(data=st.data())
def test_what_ifs_are_zero_without_change_blind_to_order_and_additive(
    companies: list[Company], data: st.DataObject
) -> None:
    company = data.draw(st.sampled_from(companies))
    period = quarter(company, company.snapshot.as_of, data.draw(st.integers(0, 1)))
    rows = company.snapshot.rows(
        "SELECT opportunity_id AS id, amount::DOUBLE AS amount FROM deal_scores "
        "WHERE amount IS NOT NULL ORDER BY 1"
    )
    some = data.draw(st.lists(st.sampled_from(range(len(rows))), min_size=2, max_size=4,
                              unique=True))  # fmt: skip
    first = rows[some[0]]
    same = company.run("what_if", changes=[{"change": "rate", "by": 0}], period=period)
    for name in ("p10", "p50", "p90", "mean"):
        assert total(same, f"delta_{name}") == 0.0
    kinds = [data.draw(st.sampled_from(["win", "lose", "slip", "remove"])) for _ in some]
    changes: list[dict[str, Any]] = [
        {"change": kind, "deal": rows[place]["id"]} for kind, place in zip(kinds, some, strict=True)
    ]
    changes.append({"change": "add", "amount": 12_345.67, "win_probability": 0.25})
    one = company.run("what_if", changes=changes, period=period, target=900_000)
    other = company.run("what_if", changes=data.draw(st.permutations(changes)), period=period,
                        target=900_000)  # fmt: skip
    assert one.facts == other.facts
    assert one.tables == other.tables
    singly = sum(
        total(company.run("what_if", changes=[change], period=period), "delta_mean")
        for change in changes
    )
    assert total(one, "delta_mean") == pytest.approx(singly, abs=0.02 * len(changes))
    won, lost = (
        company.run("what_if", changes=[{"change": kind, "deal": first["id"]}], period=period)
        for kind in ("win", "lose")
    )
    gap = total(won, "after_mean") - total(lost, "after_mean")
    assert gap == pytest.approx(first["amount"], abs=0.03)


@few(12)
@given(data=st.data())
def test_the_chance_of_a_target_falls_as_it_grows(
    companies: list[Company], data: st.DataObject
) -> None:
    company = data.draw(st.sampled_from(companies))
    args = {
        "scope": data.draw(scopes(company, LASTING)),
        "period": quarter(company, company.snapshot.as_of, data.draw(st.integers(0, 1))),
    }
    targets = sorted(data.draw(st.lists(st.integers(1, 3_000_000), min_size=3, max_size=3)))
    try:
        told = [company.run("target_outlook", target=one, **args) for one in targets]
    except NoData:  # Nothing in scope, or too few windows.
        return
    chances = [total(one, "chance_of_target") for one in told]
    assert all(more <= less + 1e-12 for less, more in pairwise(chances))
    assert all(0 <= chance <= 1 for chance in chances)
    for target, one in zip(targets, told, strict=True):
        won = total(one, "won_to_date")
        assert total(one, "gap_to_target") == pytest.approx(max(0, target - won), abs=0.01)
        assert total(one, "attainment") == pytest.approx(won / target)
        if won >= target:
            assert total(one, "chance_of_target") == 1.0


@few(10)
@given(data=st.data())
def test_a_record_of_forecasts_keeps_its_bounds(
    companies: list[Company], data: st.DataObject
) -> None:
    company = data.draw(st.sampled_from(companies))
    scope = data.draw(scopes(company, ("region", "rep", "team", "product", "segment")))
    try:
        result = company.run("forecast_accuracy", scope=scope)
    except NoData:  # Nothing in scope, or too few windows.
        return
    by_name = {f.metric: f for f in reversed(result.facts) if f.subject.kind != "team"}
    held = by_name["interval_coverage"]
    low, high = held.interval or (1.0, 0.0)
    assert held.value == held.n / held.of
    assert 0 <= low <= held.value <= high <= 1
    assert by_name["separate_windows"].value <= by_name["windows"].value == held.of
    if "wape" in by_name:  # Unknown where nothing came.
        assert by_name["wape"].value >= abs(by_name["bias"].value) - 1e-12
