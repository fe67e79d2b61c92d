"""Records of people and accounts, recomputed with pandas from the raw files of two companies."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from data.store.home import Home
from data.store.snapshot import Snapshot
from tools.context import Context
from tools.registry import get
from tools.result import ToolResult

DEMO_DAY, PUBLIC_DAY = date(2026, 11, 16), date(2017, 10, 16)
QUARTERS = {"demo": ("2026-07-01", "2026-09-30"), "public": ("2017-07-01", "2017-09-30")}
BEFORE = {"demo": ("2026-04-01", "2026-06-30"), "public": ("2017-04-01", "2017-06-30")}
PARAMS = ["demo", pytest.param("public", marks=pytest.mark.maventech)]


def _demo(folder: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    deals = pd.read_csv(folder / "opportunities.csv", keep_default_na=False, na_values=[""])
    prices = pd.read_csv(folder / "products.csv").set_index("product")["list_price"]
    deals["closed"] = pd.to_datetime(deals["closed_on"])
    deals["status"] = "open"
    deals.loc[deals["closed"].notna(), "status"] = "lost"
    deals.loc[deals["stage"] == "Closed Won", "status"] = "won"
    deals["worth"] = deals["amount"].fillna(deals["product"].map(prices))
    deals["start"] = pd.to_datetime(deals["created_on"])
    people = pd.read_csv(folder / "reps.csv")
    return deals, people.rename(columns={"rep": "name"})


def _public(folder: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    deals = pd.read_csv(folder / "sales_pipeline.csv")
    deals = deals.rename(columns={"sales_agent": "rep"})
    deals["product"] = deals["product"].replace("GTXPro", "GTX Pro")
    deals["start"], deals["closed"] = (
        pd.to_datetime(deals[f"{name}_date"], format="%m/%d/%Y") for name in ("engage", "close")
    )
    deals = deals[deals["start"] <= pd.Timestamp(PUBLIC_DAY)].copy()
    known = deals["closed"] <= pd.Timestamp(PUBLIC_DAY)
    deals["status"] = deals["deal_stage"].str.lower().where(known, "open")
    prices = pd.read_csv(folder / "products.csv").set_index("product")["sales_price"]
    deals["worth"] = deals["product"].map(prices)
    people = pd.read_csv(folder / "sales_teams.csv")
    return deals, people.rename(columns={"sales_agent": "name"})


@pytest.fixture(scope="module", params=PARAMS)
def company(request: Any) -> tuple[str, Snapshot, pd.DataFrame, pd.DataFrame]:
    home: Home = request.getfixturevalue(f"{request.param}_home")
    if request.param == "demo":
        deals, people = _demo(home.sources / "demo")
    else:
        deals, people = _public(request.getfixturevalue("public_files"))
    return request.param, Snapshot.open(home), deals, people


def _call(snapshot: Snapshot, tool_name: str, /, **args: Any) -> ToolResult:
    tool = get(tool_name)
    return tool.run(Context(snapshot), tool.validate(args))


def _facts(result: ToolResult, start: str | None = None) -> dict[str, Any]:
    """Facts of the whole scope by metric; those of a period that starts on the day given first."""
    found: dict[str, Any] = {}
    for fact in result.facts:
        if fact.subject.kind != "scope":
            continue
        begins = str(fact.period.start) if fact.period else None
        if fact.metric not in found or begins == start:
            found[fact.metric] = fact
    return found


def _closed(deals: pd.DataFrame, span: tuple[str, str]) -> pd.DataFrame:
    return deals[(deals["status"] != "open") & deals["closed"].between(*span)]


def _expected(closed: pd.DataFrame) -> dict[str, float | None]:
    won = closed[closed["status"] == "won"]
    days = (won["closed"] - won["start"]).dt.days
    return {
        "revenue_won": float(won["close_value"].sum()),
        "deals_won": len(won),
        "deals_lost": len(closed) - len(won),
        "win_rate": len(won) / len(closed) if len(closed) else None,
        "average_deal_size": float(won["close_value"].mean()) if len(won) else None,
        "sales_cycle_days": float(days.median()) if len(won) else None,
    }


def _check(result: ToolResult, start: str, expected: dict[str, float | None]) -> None:
    facts = _facts(result, start)
    for name, value in expected.items():
        told = facts[name].value
        assert told == (None if value is None else pytest.approx(value, abs=0.006)), name


def _some(names: list[str]) -> list[str]:
    return names[:: max(1, len(names) // 12)][:12]


def test_a_dozen_people_in_a_quarter_and_the_one_before(company) -> None:
    name, snapshot, deals, _ = company
    for rep in _some(sorted(set(deals["rep"]))):
        span, own = QUARTERS[name], deals[deals["rep"] == rep]
        result = _call(snapshot, "rep_summary", rep=rep, period={"start": span[0], "end": span[1]})
        now, was = (_expected(_closed(own, days)) for days in (span, BEFORE[name]))
        _check(result, span[0], now)
        _check(result, BEFORE[name][0], was)
        change = _facts(result, span[0]).get("change_in_win_rate")
        if change is not None:
            points = 100 * (now["win_rate"] - was["win_rate"])  # type: ignore[operator]
            assert change.value == pytest.approx(points, abs=1e-5)
        still = own[own["status"] == "open"]
        facts = _facts(result)
        assert facts["open_deals"].value == len(still)
        if len(still):
            assert facts["open_pipeline"].value == pytest.approx(still["worth"].sum(), abs=0.01)


def test_teams_are_everybody_below_at_any_depth(company) -> None:
    name, snapshot, deals, people = company
    above = dict(zip(people["name"], people["manager"], strict=True))
    for manager in _some(sorted(set(people["manager"].dropna()))):
        below = {
            rep for rep in {*people["name"], *deals["rep"]} if manager in {rep, *_chain(above, rep)}
        }
        own = deals[deals["rep"].isin(below)]
        span = QUARTERS[name]
        result = _call(
            snapshot, "rep_summary", team=manager, period={"start": span[0], "end": span[1]}
        )
        _check(result, span[0], _expected(_closed(own, span)))
        table = next(table for table in result.tables if table.title == "By rep")
        active = own[(own["status"] == "open") | own.index.isin(_closed(own, span).index)]
        assert {row[0] for row in table.rows} == set(active["rep"])
        for row in table.rows:
            told = _expected(_closed(own[own["rep"] == row[0]], span))
            assert row[1:5] == (
                pytest.approx(told["revenue_won"]), told["deals_won"], told["deals_lost"],
                None if told["win_rate"] is None else pytest.approx(told["win_rate"]),
            )  # fmt: skip


def _chain(above: dict[str, Any], rep: str) -> list[str]:
    found: list[str] = []
    while isinstance(above.get(rep), str) and above[rep] not in found:
        rep = above[rep]
        found.append(rep)
    return found


def test_a_dozen_accounts(company) -> None:
    _, snapshot, deals, _ = company
    for account in _some(sorted(set(deals["account"].dropna()))):
        own = deals[deals["account"] == account]
        result = _call(snapshot, "account_summary", account=account)
        _check(result, "", _expected(own[own["status"] != "open"]))
        facts, won = _facts(result), own[own["status"] == "won"]["closed"]
        assert facts["open_deals"].value == (own["status"] == "open").sum()
        if len(won):
            assert facts["first_won_on"].value == str(won.min().date())
        if len(won) > 1:
            assert facts["last_won_on"].value == str(won.max().date())
        tables = {table.title: table for table in result.tables}
        if "Open deals" in tables:
            assert len(tables["Open deals"].rows) == (own["status"] == "open").sum()
        owners = {row[0]: row[2] for row in tables["People"].rows}
        assert owners == (own["status"] == "won").groupby(own["rep"]).sum().to_dict()


def test_products_ordered_come_from_the_orders(demo_home: Home) -> None:
    snapshot = Snapshot.open(demo_home)
    orders = pd.read_csv(demo_home.sources / "demo" / "orders.csv")
    orders = orders[pd.to_datetime(orders["ordered_on"]) <= pd.Timestamp(DEMO_DAY)]
    for account in _some(sorted(set(orders["account"]))):
        result = _call(snapshot, "account_summary", account=account)
        table = next(table for table in result.tables if table.title == "Products bought")
        own = orders[orders["account"] == account].groupby("product")["amount"].sum()
        assert {row[0]: row[1] for row in table.rows} == pytest.approx(own.to_dict())
