"""The small company of six deals with every optional table, made by hand."""

from __future__ import annotations

import copy
from datetime import date
from typing import Any

import pytest

from data.store.home import Home
from data.store.snapshot import Snapshot

DAY = date(2026, 4, 30)
_STAGES = {"A3": "Late", "A4": "Early", "A6": "Early"}
_MORE = {
    # source, competitor, loss reason, next step
    "A1": ("web", "Rivalco", "", ""), "A2": ("web", "Rivalco", "price", ""),
    "A3": ("fair", "", "", "call"), "A4": ("fair", "", "", ""), "A5": ("web", "", "", ""),
    "A6": ("", "Otherco", "", "Call"),
}  # fmt: skip
_TABLES: dict[str, tuple[str, list[str]]] = {
    "close_date_history": (
        "opportunity_id recorded_close_on changed_on",
        [
            "A1 2026-02-20 2026-01-05", "A1 2026-03-10 2026-02-18", "A2 2026-03-01 2026-01-10",
            "A3 2026-03-15 2026-02-01", "A3 2026-04-15 2026-03-14", "A3 2026-05-15 2026-04-14",
            "A4 2026-04-01 2026-03-20", "A5 2026-04-10 2026-02-10", "A6 2026-06-30 2026-04-25",
        ],
    ),
    "stage_history": (
        "opportunity_id stage entered_on",
        [
            "A1 Early 2026-01-05", "A1 Late 2026-01-20", "A1 Won 2026-03-02",
            "A2 Early 2026-01-10", "A2 Lost 2026-02-15",
            "A3 Early 2026-02-01", "A3 Late 2026-02-11", "A4 Early 2026-03-20",
            "A5 Early 2026-02-10", "A5 Late 2026-03-01", "A5 Won 2026-04-20",
            "A6 Early 2026-04-25",
        ],
    ),
    "activities": ("activity_id opportunity_id happened_on", ["T1 A3 2026-04-10"]),
    "opportunity_lines": ("opportunity_id product quantity", ["A5 Beta 2"]),
    "leads": (
        "lead_id created_on first_contact_on converted_on rep source sector",
        [
            "L1 2026-04-01 2026-04-03 2026-04-10 Ann web retail",
            "L2 2026-04-05 2026-04-05 - Bob web retail",
            "L3 2026-04-20 - - Cyd fair finance",
            "L4 2026-02-01 2026-02-02 2026-02-10 Ann fair finance",
        ],
    ),
    "targets": (
        "level name start end kind amount currency",
        [
            "company Small 2026-01-01 2026-03-31 plan 400 USD",
            "company Small 2026-01-01 2026-03-31 quota 300 USD",
            "company Small 2026-04-01 2026-06-30 plan 500 USD",
            "team Mia 2026-01-01 2026-03-31 quota 200 USD",
            "rep Ann 2026-01-01 2026-03-31 quota 100 USD",
            "rep Bob 2026-01-01 2026-03-31 quota 100 USD",
            "rep Cyd 2026-04-01 2026-06-30 quota 100 EUR",
            "team Ned 2026-04-01 2026-04-30 quota 100 USD",
            "team Ned 2026-05-01 2026-05-31 quota 100 USD",
            "team Ned 2026-06-01 2026-06-30 quota 120 USD",
        ],
    ),
}  # fmt: skip


@pytest.fixture(scope="session")
def full(six_deals: Any, refreshed: Any, tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """The company published as of Apr 30, 2026; one euro is two dollars."""
    small = six_deals(tmp_path_factory.mktemp("full") / "files")
    for deal in small.tables["deals"]:
        deal["phase"] = _STAGES.get(deal["id"], deal["phase"])
        names = ("lead_source", "rival", "why", "todo")
        deal |= dict(zip(names, _MORE[deal["id"]], strict=True))
    small.map_deals(
        source={"from": "lead_source"}, competitor={"from": "rival"},
        loss_reason={"from": "why", "known": "outcome"}, next_step={"from": "todo"},
    )  # fmt: skip
    tables = copy.deepcopy(small.changes["tables"])
    for name, (heads, rows) in _TABLES.items():
        columns = heads.split()
        small.tables[name] = [
            dict(zip(columns, ["" if cell == "-" else cell for cell in row.split()], strict=True))
            for row in rows
        ]
        mapped = {column: {"from": column} for column in columns}
        tables[name] = {"file": f"{name}.csv", "columns": mapped}
    small.changes |= {
        "tables": tables,
        "rates": {"EUR": {"rate": 2.0, "dated": "2026-04-01"}},
        "stages": [
            {"name": "Early", "status": "open"}, {"name": "Late", "status": "open"},
            {"name": "Won", "status": "won"}, {"name": "Lost", "status": "lost"},
        ],
    }  # fmt: skip
    small.write()
    home = Home(tmp_path_factory.mktemp("full_home"))
    refreshed(home, small.mapping, small.folder, DAY)
    return Snapshot.open(home)
