"""Companies to test on: a dozen deals by hand, the demo company, and public files where present."""

from __future__ import annotations

import copy
import csv
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from data.demo import generate
from data.loading.load import Loaded, load
from data.mapping import Mapping, bundled, load_mapping
from data.store.home import Home
from data.store.snapshot import Snapshot
from models.judging import backtest
from models.refreshing.refresh import Order, Outcome, refresh

ROOT = Path(__file__).resolve().parent.parent
PUBLIC = ROOT.parent / "shared" / "data" / "maventech"
BUILT_AT = "2026-11-20T08:00:00"

Rows = list[dict[str, str]]


def _small_tables() -> dict[str, Rows]:
    deals = [
        # id, rep, product, account, stage, created, planned, closed, amount, close value
        ("A1", "Ann", "Alpha", "Acme", "Won", "2026-01-05", "2026-02-20", "2026-03-02", "100",
         "90"),
        ("A2", "Ann", "Beta", "Bolt", "Lost", "2026-01-10", "2026-03-01", "2026-02-15", "200", "0"),
        ("A3", "Bob", "Alpha", "Acme", "Open", "2026-02-01", "2026-05-15", "", "120.50", ""),
        ("A4", "Bob", "Beta", "", "Open", "2026-03-20", "2026-04-01", "", "", ""),
        ("A5", "Cyd", "Beta", "Cone", "Won", "2026-02-10", "2026-04-10", "2026-04-20", "250",
         "240"),
        ("A6", "Cyd", "Alpha", "Bolt", "Open", "2026-04-25", "2026-06-30", "", "90", ""),
    ]  # fmt: skip
    heads = ("id", "owner", "item", "customer", "phase", "created", "planned", "closed", "worth",
             "paid")  # fmt: skip
    return {
        "accounts": [
            {"name": "Acme", "industry": "retail"},
            {"name": "Bolt", "industry": "finance"},
            {"name": "Cone", "industry": "retail"},
        ],
        "products": [
            {"name": "Alpha", "line": "First", "price": "110"},
            {"name": "Beta", "line": "First", "price": "220.25"},
        ],
        "reps": [
            {"name": "Ann", "boss": "Mia", "area": "East"},
            {"name": "Bob", "boss": "Mia", "area": "East"},
            {"name": "Cyd", "boss": "Ned", "area": "West"},
            {"name": "Mia", "boss": "Vic", "area": "East"},
            {"name": "Ned", "boss": "Vic", "area": "West"},
            {"name": "Vic", "boss": "", "area": ""},
        ],
        "deals": [dict(zip(heads, deal, strict=True)) for deal in deals],
    }


SMALL_MAPPING: dict[str, Any] = {
    "name": "small",
    "title": "Small Company",
    "tables": {
        "accounts": {
            "file": "accounts.csv",
            "columns": {"account": {"from": "name"}, "sector": {"from": "industry"}},
        },
        "products": {
            "file": "products.csv",
            "columns": {
                "product": {"from": "name"},
                "family": {"from": "line"},
                "list_price": {"from": "price"},
            },
        },
        "reps": {
            "file": "reps.csv",
            "columns": {
                "rep": {"from": "name"},
                "manager": {"from": "boss"},
                "region": {"from": "area"},
            },
        },
        "opportunities": {
            "file": "deals.csv",
            "columns": {
                "opportunity_id": {"from": "id"},
                "rep": {"from": "owner"},
                "product": {"from": "item"},
                "account": {"from": "customer"},
                "stage": {"from": "phase", "known": "outcome"},
                "created_on": {"from": "created"},
                "recorded_close_on": {"from": "planned", "known": "current"},
                "closed_on": {"from": "closed", "known": "outcome"},
                "amount": {"from": "worth"},
                "close_value": {"from": "paid", "known": "outcome"},
            },
        },
    },
    "stages": [
        {"name": "Open", "status": "open"},
        {"name": "Won", "status": "won"},
        {"name": "Lost", "status": "lost"},
    ],
}


@dataclass
class SmallCompany:
    """A company of six deals in a folder; change `tables` or `mapping`, then write and load."""

    folder: Path
    tables: dict[str, Rows] = field(default_factory=_small_tables)
    changes: dict[str, object] = field(default_factory=dict)

    @property
    def mapping(self) -> Mapping:
        return Mapping.model_validate({**SMALL_MAPPING, **self.changes})

    def map_deals(self, **columns: dict[str, str]) -> None:
        """Map further columns of the deals."""
        tables = copy.deepcopy(SMALL_MAPPING["tables"])
        tables["opportunities"]["columns"].update(columns)
        self.changes["tables"] = tables

    def feed(self, name: str, head: str, *rows: str, known: dict[str, str] | None = None) -> None:
        """Feed an optional table: a head and rows as CSV text, columns by their canonical names."""
        tables = self.mapping.model_dump(by_alias=True)["tables"]
        names = head.split(",")
        columns = {column: {"from": column} for column in names}
        for column, how in (known or {}).items():
            columns[column]["known"] = how
        tables[name] = {"file": f"{name}.csv", "columns": columns}
        self.changes["tables"] = tables
        self.tables[name] = [dict(zip(names, row.split(","), strict=True)) for row in rows]

    def write(self, encoding: str = "utf-8") -> Path:
        self.folder.mkdir(parents=True, exist_ok=True)
        for name, rows in self.tables.items():
            with (self.folder / f"{name}.csv").open("w", encoding=encoding, newline="") as handle:
                heads = list(rows[0]) if rows else list(_small_tables()[name][0])
                writer = csv.DictWriter(handle, heads)
                writer.writeheader()
                writer.writerows(rows)
        return self.folder

    def load(self, as_of: date | None = None) -> tuple[Loaded, duckdb.DuckDBPyConnection]:
        connection = duckdb.connect()
        for name in ("raw", "staged"):
            connection.execute(f"ATTACH ':memory:' AS {name}")
        return load(connection, self.mapping, self.folder, as_of, lambda _: None), connection


@pytest.fixture(scope="session")
def six_deals() -> type[SmallCompany]:
    """The small company itself, for fixtures that live longer than a test."""
    return SmallCompany


@pytest.fixture
def small(tmp_path: Path) -> SmallCompany:
    """Six deals by hand."""
    return SmallCompany(tmp_path / "files")


def build(home: Home, mapping: Mapping, folder: Path, as_of: date | None = None) -> Outcome:
    """One refresh with a fixed build time."""
    return refresh(home, Order(mapping, folder, as_of, BUILT_AT), lambda _: None)


@pytest.fixture(scope="session")
def refreshed() -> Callable[..., Outcome]:
    """The refresh, for tests that build homes of their own."""
    return build


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The demo company, published; its files stand in `sources/demo`."""
    home = Home(tmp_path_factory.mktemp("demo"))
    home.prepare()
    generate(home.sources / "demo")
    build(home, load_mapping(bundled()["demo"]), home.sources / "demo")
    return home


@pytest.fixture(scope="session")
def few_deals(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of a demo company of 900 deals, for tests that refresh several times."""
    folder = tmp_path_factory.mktemp("few") / "demo"
    generate(folder, opportunities=900)
    return folder


@pytest.fixture(scope="session")
def public_files() -> Path:
    """The public CRM files; tests that need them are skipped, and say so, where absent."""
    if not (PUBLIC / "sales_pipeline.csv").is_file():
        pytest.skip("the public MavenTech files are not in ../shared/data")
    return PUBLIC


@pytest.fixture(scope="session")
def public_home(tmp_path_factory: pytest.TempPathFactory, public_files: Path) -> Home:
    """The public company as of Monday, Oct 16, 2017, published."""
    home = Home(tmp_path_factory.mktemp("public"))
    build(home, load_mapping(bundled()["maventech"]), public_files, date(2017, 10, 16))
    return home


@pytest.fixture(scope="session")
def demo(demo_home: Home) -> Iterator[Snapshot]:
    """The demo snapshot, open."""
    snapshot = Snapshot.open(demo_home)
    yield snapshot
    snapshot.close()


MONDAYS = tuple(date(2017, 9, 4) + timedelta(weeks=week) for week in range(16))
# Two reps of two regions; few enough deals for sixteen refreshes.
WEEKLY_REPS = ("Cecily Lampkin", "Wilburn Farren")


@dataclass(frozen=True)
class Weekly:
    """A home refreshed on sixteen Mondays from the exports of a CRM that grew.

    Attributes:
        ids: Monday → the snapshot published then.
        exports: Monday → the folder of files it was built from.
    """

    home: Home
    ids: dict[date, str]
    exports: dict[date, Path]

    @property
    def mondays(self) -> list[date]:
        return list(self.ids)


def export_of(source: Path, folder: Path, day: date) -> Path:
    """The public CRM of two reps as an export at the end of a day would have looked.

    Deals not yet engaged are absent; those closed later are open, without closing columns, and
    only one in three has its account, as among the deals that are open in the file itself. Those
    never engaged have no date and are taken to appear a few at a time, by their ids.
    """
    folder.mkdir(parents=True)
    for name in ("accounts", "products", "sales_teams"):
        shutil.copy(source / f"{name}.csv", folder)
    with (source / "sales_pipeline.csv").open(encoding="utf-8", newline="") as handle:
        rows = [row for row in csv.DictReader(handle) if row["sales_agent"] in WEEKLY_REPS]
    kept = [told for row in rows if (told := _as_exported(row, day)) is not None]
    with (folder / "sales_pipeline.csv").open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, list(rows[0]))
        writer.writeheader()
        writer.writerows(kept)
    return folder


def _as_exported(row: dict[str, str], day: date) -> dict[str, str] | None:
    """One deal as an export of that day would have it, or None where it did not exist."""
    begun, closed = _american(row["engage_date"]), _american(row["close_date"])
    spread = sum(map(ord, row["opportunity_id"]))
    if begun is None:
        return row if spread % len(MONDAYS) <= (day - MONDAYS[0]).days // 7 else None
    if begun > day:
        return None
    if closed is None or closed <= day:
        return row
    account = row["account"] if spread % 3 == 0 else ""
    still_open = {"deal_stage": "Engaging", "close_date": "", "close_value": "", "account": account}
    return {**row, **still_open}


def _american(text: str) -> date | None:
    month, day, year = (int(part) for part in text.split("/")) if text else (0, 0, 0)
    return date(year, month, day) if year else None


@pytest.fixture(scope="session")
def weekly_home(tmp_path_factory: pytest.TempPathFactory, public_files: Path) -> Weekly:
    """Sixteen weekly refreshes; trained on the first Monday and every fourth after it.

    All but the last record fewer past days than the product does, which halves the time; what a
    snapshot says of its own day does not depend on them.
    """
    folder = tmp_path_factory.mktemp("weekly")
    home, mapping = Home(folder / "home"), load_mapping(bundled()["maventech"])
    ids, exports = {}, {}
    for week, day in enumerate(MONDAYS):
        exports[day] = export_of(public_files, folder / str(day), day)
        order = Order(mapping, exports[day], day, BUILT_AT, is_training=week % 4 == 0)
        with pytest.MonkeyPatch.context() as patch:
            if day != MONDAYS[-1]:
                patch.setattr(backtest, "WEEKLY_ORIGINS", 8)
                patch.setattr(backtest, "MONTH_ENDS", 2)
            ids[day] = refresh(home, order, lambda _: None).manifest.snapshot_id
    return Weekly(home, ids, exports)
