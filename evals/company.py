"""A company's files as a catalog, read by plain CSV: what understanding is graded against.

Nothing is loaded, scored or published here; the reading of files shares no code with the loader.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from copilot.understanding.catalog import Catalog, DealRef, DealStatus
from data.errors import UsageError
from data.mapping import Mapping, bundled, load_mapping

Row = dict[str, str]


@dataclass(frozen=True)
class Deal:
    """An engaged opportunity as known at the end of a day."""

    ref: DealRef
    engaged_on: date
    closed_on: date | None
    value: float


class Deals:
    """The deals of a company, found as `DealLookup` asks."""

    def __init__(self, deals: Iterable[Deal]) -> None:
        self.all = sorted(deals, key=lambda deal: (-(deal.ref.amount or 0), deal.ref.id))
        self._by_id = {deal.ref.id.upper(): deal.ref for deal in self.all}
        self._by_account: dict[str, list[DealRef]] = defaultdict(list)
        for deal in self.all:
            self._by_account[deal.ref.account].append(deal.ref)

    def by_id(self, deal_id: str) -> DealRef | None:
        """The deal of that id, whatever its case."""
        return self._by_id.get(deal_id.upper())

    def find(
        self,
        account: str | None = None,
        product: tuple[str, ...] = (),
        rep: str | None = None,
        status: DealStatus = "open",
    ) -> list[DealRef]:
        """Deals that fit all that is given."""
        rows = self._by_account.get(account, []) if account else [deal.ref for deal in self.all]
        return [
            deal
            for deal in rows
            if (not product or deal.product in product)
            and (rep is None or deal.rep == rep)
            and status in ("all", deal.status)
        ]


def fitting_mapping(folder: Path, name: str = "") -> Mapping:
    """The bundled mapping of that name, or the one whose files are all in the folder.

    Raises:
        UsageError: there is none.
    """
    for stem, path in bundled().items():
        mapping = load_mapping(path)
        here = all((folder / table.file).is_file() for table in mapping.tables.values())
        if stem == name or (not name and here):
            return mapping
    raise UsageError(f"No bundled mapping fits the files of {folder.name}.")


def rows_of(folder: Path, mapping: Mapping, table: str) -> list[Row]:
    """The rows of a table under canonical names, corrections made."""
    mapped = mapping.tables[table]
    with (folder / mapped.file).open(encoding=mapping.encoding, newline="") as file:
        raw = list(csv.DictReader(file, delimiter=mapping.delimiter))
    told = []
    for row in raw:
        clean = {name: row[column.source].strip() for name, column in mapped.columns.items()}
        for name, value in clean.items():
            clean[name] = mapping.corrections.get(f"{table}.{name}", {}).get(value, value)
        told.append(clean)
    return told


def read_deals(folder: Path, mapping: Mapping, as_of: date, products: dict[str, float]) -> Deals:
    """Opportunities engaged by the day; closed later means open."""
    by_key = {_key(name): name for name in products}
    status = {stage.name: stage.status for stage in mapping.stages}
    found = []
    for row in rows_of(folder, mapping, "opportunities"):
        engaged, closed = _day(row["engaged_on"], mapping), _day(row["closed_on"], mapping)
        if engaged is None or engaged > as_of:
            continue
        is_open = closed is None or closed > as_of
        product = by_key.get(_key(row["product"]), row["product"])
        value = 0.0 if is_open else float(row["close_value"] or 0)
        state = "open" if is_open else status[row["stage"]]
        amount = value or products.get(product)
        ref = DealRef(row["opportunity_id"], row["account"], product, row["rep"], amount, state)
        found.append(Deal(ref, engaged, None if is_open else closed, value))
    return Deals(found)


def read_company(folder: Path, mapping: Mapping, as_of: date) -> Catalog:
    """The names and deals of a company at the end of a day."""
    products = rows_of(folder, mapping, "products")
    accounts = rows_of(folder, mapping, "accounts")
    reps = rows_of(folder, mapping, "reps")
    families: dict[str, list[str]] = defaultdict(list)
    for row in products:
        families[row["family"]].append(row["product"])
    deals = read_deals(
        folder, mapping, as_of, {row["product"]: float(row["list_price"]) for row in products}
    )
    return Catalog(
        reps=tuple(row["rep"] for row in reps),
        managers=tuple(dict.fromkeys(row["manager"] for row in reps)),
        accounts=tuple(row["account"] for row in accounts),
        products=tuple(row["product"] for row in products),
        families={name: tuple(names) for name, names in families.items()},
        regions=tuple(dict.fromkeys(row["region"] for row in reps)),
        sectors=tuple(dict.fromkeys(row["sector"] for row in accounts)),
        stages=tuple(stage.name for stage in mapping.stages if stage.status == "open"),
        rep_manager={row["rep"]: row["manager"] for row in reps},
        rep_region={row["rep"]: row["region"] for row in reps},
        account_sector={row["account"]: row["sector"] for row in accounts},
        deals=deals,
        first_event=min(deal.engaged_on for deal in deals.all),
        has_leads="leads" in mapping.tables,
        has_targets="targets" in mapping.tables,
        sources=frozenset(mapping.tables) - {"opportunities", "accounts", "products", "reps"},
    )


def _key(name: str) -> str:
    return "".join(letter for letter in name.lower() if letter.isalnum())


def _day(text: str, mapping: Mapping) -> date | None:
    return datetime.strptime(text, mapping.dates).date() if text else None  # noqa: DTZ007 - a day
