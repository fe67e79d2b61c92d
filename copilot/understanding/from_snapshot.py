"""The catalog of a snapshot, as far as it exists for the person who asks."""

from __future__ import annotations

from typing import Any

from analytics.glossary import TOPICS
from analytics.groups import PLAIN
from analytics.metrics import METRICS
from copilot.understanding.catalog import Catalog, DealRef, DealStatus
from copilot.understanding.reading import ServedTool
from data.store.snapshot import Row, Snapshot
from tools import registry
from tools.principal import Principal, row_filter

_DEAL = "opportunity_id, account, product, rep, value, status"
_OPTIONAL = (
    "forecast_category", "type", "next_step", "recorded_close_on", "source", "loss_reason",
    "competitor",
)  # fmt: skip
_LABELS = ("source", "competitor", "loss_reason", "country")


class SnapshotDeals:
    """Finds deals in a snapshot, among the rows that exist for one person."""

    def __init__(self, snapshot: Snapshot, principal: Principal) -> None:
        self._snapshot = snapshot
        self._own, self._values = row_filter(principal)

    def by_id(self, deal_id: str) -> DealRef | None:
        """The deal of that id, whatever its case."""
        rows = self._rows("lower(opportunity_id) = lower($id)", {"id": deal_id})
        return rows[0] if rows else None

    def find(
        self,
        account: str | None = None,
        product: tuple[str, ...] = (),
        rep: str | None = None,
        status: DealStatus = "open",
    ) -> list[DealRef]:
        """Deals that fit all that is given, the largest amount first."""
        parts, values = [], {}
        for column, value in (("account", account), ("rep", rep)):
            if value:
                parts.append(f"{column} = ${column}")
                values[column] = value
        if product:
            parts.append("list_contains($product, product)")
            values["product"] = list(product)  # type: ignore[assignment]
        if status != "all":
            parts.append("status = $status")
            values["status"] = status
        return self._rows(" AND ".join(parts) or "true", values)

    def _rows(self, condition: str, values: dict[str, Any]) -> list[DealRef]:
        rows = self._snapshot.rows(
            f"SELECT {_DEAL} FROM deals WHERE {condition} AND {self._own} "
            "ORDER BY value DESC NULLS LAST, opportunity_id LIMIT 50",
            {**values, **self._values},
        )
        return [_reference(row) for row in rows]


def _reference(row: Row) -> DealRef:
    amount = None if row["value"] is None else float(row["value"])
    return DealRef(
        row["opportunity_id"], row["account"] or "", row["product"], row["rep"], amount,
        row["status"],
    )  # fmt: skip


def catalog_of(snapshot: Snapshot, principal: Principal) -> Catalog:
    """Names, families and chains of managers, with a look-up of deals."""
    own, values = row_filter(principal)
    reps = snapshot.rows(f"SELECT rep, manager, region FROM reps WHERE {own} ORDER BY rep", values)
    names = {row["rep"] for row in reps}
    managers = [
        row["manager"]
        for row in snapshot.rows("SELECT DISTINCT manager FROM team_members ORDER BY 1")
        if principal.rows == "all" or row["manager"] in names or row["manager"] == principal.name
    ]
    accounts = snapshot.rows(_accounts(principal, own), values)
    products = snapshot.rows("SELECT product, family FROM products ORDER BY product")
    families: dict[str, list[str]] = {}
    for row in products:
        if row["family"]:
            families.setdefault(row["family"], []).append(row["product"])
    manifest = snapshot.manifest
    return Catalog(
        reps=tuple(row["rep"] for row in reps),
        managers=tuple(managers),
        accounts=tuple(row["account"] for row in accounts),
        products=tuple(row["product"] for row in products),
        families={name: tuple(members) for name, members in families.items()},
        regions=_distinct(snapshot, "SELECT DISTINCT region AS name FROM reps"),
        sectors=_distinct(snapshot, "SELECT DISTINCT sector AS name FROM accounts"),
        segments=_distinct(snapshot, "SELECT DISTINCT segment AS name FROM accounts"),
        stages=tuple(stage.name for stage in manifest.stages if stage.status == "open"),
        categories=_distinct(snapshot, "SELECT DISTINCT category AS name FROM deals"),
        types=_distinct(snapshot, "SELECT DISTINCT type AS name FROM deals"),
        rep_manager={row["rep"]: row["manager"] for row in reps if row["manager"]},
        rep_region={row["rep"]: row["region"] for row in reps if row["region"]},
        account_sector={row["account"]: row["sector"] for row in accounts if row["sector"]},
        deals=SnapshotDeals(snapshot, principal),
        first_event=manifest.first_event,
        has_leads=snapshot.has_table("leads"),
        has_targets=snapshot.has_table("targets"),
        sources=_sources(snapshot),
        labels={
            name: _distinct(snapshot, f"SELECT DISTINCT {name} AS name FROM deals")
            for name in _LABELS
        },
    )


def _accounts(principal: Principal, own: str) -> str:
    if principal.rows == "all":
        return "SELECT account, sector FROM accounts ORDER BY account"
    return (
        "SELECT DISTINCT account, sector FROM deals "
        f"WHERE account IS NOT NULL AND {own} ORDER BY account"
    )


def _distinct(snapshot: Snapshot, query: str) -> tuple[str, ...]:
    rows = snapshot.rows(f"SELECT name FROM ({query}) WHERE name IS NOT NULL ORDER BY 1")
    return tuple(row["name"] for row in rows)


def _sources(snapshot: Snapshot) -> frozenset[str]:
    columns = {name for name in _OPTIONAL if snapshot.feeds(name)}
    if _distinct(snapshot, "SELECT DISTINCT segment AS name FROM accounts"):
        columns.add("segment")
    return frozenset(columns | set(snapshot.manifest.tables))


def served_tools() -> dict[str, ServedTool]:
    """What the registry serves, for a planner."""
    return {
        tool.name: ServedTool(
            name=tool.name,
            arguments=frozenset(tool.arguments.model_fields),
            metrics=frozenset(METRICS) if tool.name == "metric" else frozenset(),
            topics=frozenset(TOPICS) if tool.name == "explain_method" else frozenset(),
            groups=frozenset({*PLAIN, "amount_band", "week", "month", "quarter"}),
        )
        for tool in registry.every()
    }
