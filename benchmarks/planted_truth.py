"""The demo company's scores and drivers beside what was planted in it.

Run as `python -m benchmarks.planted_truth [--seed 7] [--opportunities 12000]`. The company is made
and refreshed in a temporary folder, as the product does it; the truth, which the product never
reads, tells the planted factors and, for up to 1,000 open deals, the true chances. Those know more
than any CRM records (whether a deal can be won at all, whether it has gone quiet for good), so a
perfect agreement is out of reach.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
import tempfile
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from scipy.stats import spearmanr

from data.demo import generate
from data.demo.accounts import SEGMENTS
from data.demo.process import OPEN_STAGES, SOURCES, TYPES
from data.mapping import bundled, load_mapping
from data.store.home import Home
from data.store.snapshot import Snapshot
from models.past.history import Floats
from models.refreshing.manifest import Order
from models.refreshing.refresh import refresh

BUILT_AT = "2026-11-20T00:00:00"
MEASURES = {"auc": "AUC", "brier": "Brier", "log_loss": "log-loss", "calibration_error": "ECE"}
GROUPS = ("family", "segment", "type", "stage", "region")
LEAST_DEALS = 20
Row = dict[str, Any]


def planted_factors(truth: Row, orders: dict[str, tuple[str, ...]]) -> dict[str, Any]:
    """Driver group → planted log factor on winning of a deal, today's facts given."""
    process, log = truth["process"], np.log

    def at(knots: str, value: float | None) -> float:
        return float(log(np.interp(value or 0, *np.array(process[knots]).T)))

    def named(values: str, order: str, value: str) -> float:
        return float(log(process[values][orders[order].index(value)]))

    def regime(row: Row) -> float:
        return float(
            (row["family"] == process["regime_family"]) * log(process["regime_family_win"])
        )

    def region(row: Row) -> float:
        return float(
            (row["region"] == process["regime_region"]) * log(process["regime_region_win"])
        )

    return {
        "stage": lambda row: named("win_by_stage", "stage", row["stage"]),
        "stagnation": lambda row: (
            at("win_by_inactivity", row["days_since_activity"])
            + at("win_by_days_in_stage", row["days_in_stage"])
        ),
        "closing_date": lambda row: (
            min(row["push_count"] or 0, process["most_pushes"]) * float(log(process["win_by_push"]))
            + at("win_by_days_to_plan", _days_to_plan(row, truth["extracted_on"]))
        ),
        "size": lambda row: (
            process["win_by_discount"] * ((row["discount_rate"] or 0) - process["usual_discount"])
        ),
        "product": lambda row: float(log(process["win_by_family"][row["family"]])) + regime(row),
        "people": lambda row: float(log(truth["reps"][row["rep"]]["win"])),
        "customer": lambda row: named("win_by_segment", "segment", row["segment"]) + region(row),
        "origin": lambda row: (
            named("win_by_type", "type", row["type"])
            + named("win_by_source", "source", row["source"])
        ),
    }  # fmt: skip


def _days_to_plan(row: Row, today: str) -> float | None:
    planned = row["recorded_close_on"]
    return None if planned is None else float((planned - date.fromisoformat(today)).days)


def report_models(card: Row, tell: Callable[[str], None]) -> None:
    """Every kind on the same past origins, from the published model's card."""
    for window in dict.fromkeys(one["window"] for one in card["evaluations"]):
        rows = [one for one in card["evaluations"] if one["window"] == window]
        tell(f"\n{window}, {rows[0]['origins']} origins, {rows[0]['rows']:,} predictions")
        tell(f"  {'':66}" + "".join(f"{head:>10}" for head in MEASURES.values()))
        for one in rows:
            values = [one["measures"][name]["value"] for name in MEASURES]
            told = "".join(f"{'' if value is None else f'{value:.4f}':>10}" for value in values)
            published = " *" if one["published"] else ""
            tell(f"  {one['model'] + published:66}{told}")
    tell("  * published")


def report_chances(deals: dict[str, Row], truth: list[Row], tell: Callable[[str], None]) -> None:
    """Chances said beside true ones: overall, and by the groups that effects were planted in."""
    rows = [(deals[one["opportunity_id"]], one) for one in truth]
    for days in (28, 91):
        said = np.array([deal[f"win_probability_{days}d"] for deal, _ in rows])
        true = np.array([float(one[f"win_{days}d"]) for _, one in rows])
        order = spearmanr(said, true).statistic
        tell(
            f"\n{days} days, {len(rows):,} open deals: said {said.mean():.4f}, true "
            f"{true.mean():.4f}, mean distance {np.abs(said - true).mean():.4f}, "
            f"rank correlation {order:.3f}"
        )
        for name in GROUPS:
            values = [deal[name] for deal, _ in rows]
            for value in sorted({one for one in values if one}):
                here = np.array([one == value for one in values])
                if here.sum() >= LEAST_DEALS:
                    tell(
                        f"  {name:8} {value:24} n {here.sum():4}  said {said[here].mean():.4f}  "
                        f"true {true[here].mean():.4f}"
                    )


def report_drivers(
    deals: dict[str, Row],
    points: dict[tuple[str, str], float],
    factors: dict[str, Any],
    tell: Callable[[str], None],
) -> None:
    """Points of each driver beside the planted factor: a better factor should mean fewer points.

    Where the mean of the points is next to nothing, their order says nothing either.
    """
    tell("\ndriver        rank correlation of points for a deal with the planted log factor")
    for driver, factor in factors.items():
        ids = [deal for deal in deals if (deal, driver) in points]
        planted = np.array([factor(deals[deal]) for deal in ids])
        told = -np.array([points[deal, driver] for deal in ids])
        if len(ids) < LEAST_DEALS or planted.min() == planted.max():
            tell(f"  {driver:12} nothing to compare")
            continue
        order = spearmanr(told, planted).statistic
        low, high = (_mean(told, planted, side) for side in (0.25, 0.75))
        tell(
            f"  {driver:12} {order:+.3f}   mean points for a deal: worst quarter {low:+.2f}, "
            f"best quarter {high:+.2f}, size {np.abs(told).mean():.2f}   n {len(ids):,}"
        )


def _mean(told: Floats, planted: Floats, side: float) -> float:
    edge = np.quantile(planted, side)
    return float(told[planted <= edge if side < 0.5 else planted >= edge].mean())


def _read(path: Path) -> list[Row]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def main(arguments: Sequence[str]) -> int:
    """Make, refresh, compare, print."""
    parser = argparse.ArgumentParser(prog="planted_truth", description=__doc__)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--opportunities", type=int, default=12_000)
    parser.add_argument("--as-of", type=date.fromisoformat, default=None)
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder) / "home")
        home.prepare()
        source = Path(folder) / "source"
        generate(source, seed=given.seed, opportunities=given.opportunities)
        order = Order(load_mapping(bundled()["demo"]), source, given.as_of, BUILT_AT)
        outcome = refresh(home, order, lambda step: print(step, file=sys.stderr))
        if outcome.manifest.model is None:
            print(outcome.manifest.no_scores, file=sys.stderr)
            return 1
        report_models(outcome.manifest.model.card, print)
        _compare(Snapshot.open(home), source / "truth")
    return 0


def _compare(snapshot: Snapshot, truth: Path) -> None:
    rows = snapshot.rows("SELECT * FROM deals_now WHERE win_probability IS NOT NULL")
    deals = {row["opportunity_id"]: row for row in rows}
    found = snapshot.rows("SELECT opportunity_id, driver, points FROM deal_drivers")
    points = {(row["opportunity_id"], row["driver"]): row["points"] for row in found}
    planted = json.loads((truth / "parameters.json").read_text(encoding="utf-8"))
    orders = {"stage": OPEN_STAGES, "type": TYPES, "source": SOURCES, "segment": SEGMENTS}
    chances = [one for one in _read(truth / "open_deals.csv") if one["opportunity_id"] in deals]
    report_chances(deals, chances, print)
    report_drivers(deals, points, planted_factors(planted, orders), print)
    snapshot.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
