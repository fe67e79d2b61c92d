"""Win probability on the public MavenTech files: every kind of model beside the simple rules.

Run as `python -m benchmarks.win_probability DIR`, DIR holding the public files. Every Monday T is
an origin: all deals engaged before T and not closed before T, never-closing ones included; what is
said rests on what was known at the end of T − 1. Tables are learnt at every origin, the regression
and LightGBM every fourth week, LightGBM with the table of the week. Forms and strengths were chosen
on origins up to 2017-09-04; later ones are only reported. Files are read here with the csv module,
apart from the product's loader; features come from the product's own definitions.
"""

from __future__ import annotations

import argparse
import csv
import sys
import time
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from analytics.features import FEATURES, create_features
from data.periods import FiscalCalendar
from models.judging.backtest import rows_of
from models.judging.evaluation import auc, brier, calibration_error, log_loss
from models.judging.refits import Refits
from models.learners.base_rate import base_rate
from models.learners.kinds import KIND_TITLES, KINDS, HazardModel
from models.past.history import LOST, OPEN, WON, DealHistory, Flags, Floats
from models.past.landmarks import OWNER_FEATURE, Landmarks, landmarks_of
from models.scores.points import points_of

FIRST_MONDAY = date(2017, 7, 3)
LAST_CHOSEN_ON = date(2017, 9, 4)
FIRST_LANDMARK = date(2017, 3, 1)
WINDOWS = {28: 23, 91: 14}
REFIT_DAYS = 28
Columns = dict[str, Any]
OUTCOMES = {"Won": WON, "Lost": LOST}
FED = (
    "age_days", "log_list_value", "product", "family", "rep_win_rate", "rep_closed_365d",
    "rep_open_deals", "rep_tenure_days", "region",
)  # fmt: skip
MEASURES = {"AUC": auc, "Brier": brier, "log-loss": log_loss, "ECE": calibration_error}


def read(folder: Path) -> DealHistory:
    """Deals with an engage date, straight from the file, in the order of their ids."""
    rows = _engaged(folder)
    return DealHistory(
        started=np.array([_day(row["engage_date"]) for row in rows], dtype="datetime64[D]"),
        closed=np.array([_day(row["close_date"]) for row in rows], dtype="datetime64[D]"),
        outcome=np.array([OUTCOMES.get(row["deal_stage"], OPEN) for row in rows], dtype=np.int8),
        owner=np.array([row["sales_agent"] for row in rows], dtype=np.object_),
    )


def read_landmarks(folder: Path, days: Sequence[date]) -> Landmarks:
    """Features of the deals open at the end of these days.

    Accounts are left out: on the public files an open deal without one never closes, which could
    not have been known at the time.
    """
    rows = _engaged(folder)
    connection = duckdb.connect()
    tables = {
        "products": (_file(folder, "products.csv"), {"product": "product", "series": "family"}),
        "reps": (
            _file(folder, "sales_teams.csv"),
            {"sales_agent": "rep", "regional_office": "region", "manager": "manager"},
        ),
    }
    for name, (content, columns) in tables.items():
        renamed: Columns = {new: [row[old] for row in content] for old, new in columns.items()}
        if name == "products":
            renamed["list_price"] = [float(row["sales_price"]) for row in content]
        _create(connection, name, renamed)
    _create(
        connection, "stages",
        {
            "stage": ["Engaging", "Won", "Lost"], "position": [1, 2, 3],
            "status": ["open", "won", "lost"],
        },
    )  # fmt: skip
    nothing = pa.nulls(len(rows), pa.string())
    _create(
        connection, "opportunities",
        {
            "opportunity_id": [row["opportunity_id"] for row in rows],
            "rep": [row["sales_agent"] for row in rows],
            "product": [row["product"].replace("GTXPro", "GTX Pro") for row in rows],
            "stage": [row["deal_stage"] for row in rows],
            "engaged_on": [_day(row["engage_date"]) for row in rows],
            "closed_on": [_day(row["close_date"]) for row in rows],
            "created_on": pa.nulls(len(rows), pa.date32()),
            "account": nothing, "type": nothing, "source": nothing, "currency": nothing,
            "amount": pa.nulls(len(rows), pa.float64()),
        },
    )  # fmt: skip
    features = [*(one for one in FEATURES if one.name in FED), OWNER_FEATURE]
    create_features(connection, days, features, target="features_by_day")
    ids = [row["opportunity_id"] for row in rows]
    return landmarks_of(connection, "features_by_day", ids, features)


def _create(connection: duckdb.DuckDBPyConnection, name: str, columns: Columns) -> None:
    connection.register("made", pa.table(columns))
    connection.execute(f"CREATE TABLE {name} AS SELECT * FROM made")
    connection.unregister("made")


def _file(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / name).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _engaged(folder: Path) -> list[dict[str, str]]:
    rows = [row for row in _file(folder, "sales_pipeline.csv") if row["engage_date"]]
    return sorted(rows, key=lambda row: row["opportunity_id"])


def _day(written: str) -> date | None:
    return datetime.strptime(written, "%m/%d/%Y").date() if written else None  # noqa: DTZ007


def landmark_days(origins: Sequence[date]) -> list[date]:
    """The origins, and every seventh day before them back to the first recorded closing."""
    weeks = (origins[0] - FIRST_LANDMARK).days // 7
    return sorted({*origins, *(origins[0] - timedelta(weeks=week) for week in range(weeks + 1))})


def rate_of_closed(history: DealHistory, as_of: date) -> float:
    """Won ÷ closed so far: the usual mistake, as if every open deal were about to close."""
    known = history.known_at(as_of)
    return known.won / (known.won + known.lost)


def forecasts(
    history: DealHistory, landmarks: Landmarks, models: dict[str, HazardModel], as_of: date
) -> dict[tuple[str, int], Floats]:
    """What each model says of every deal open at the end of `as_of`, for each window."""
    _, rows = rows_of(history, as_of, landmarks)
    known = history.known_at(as_of)
    said: dict[tuple[str, int], Floats] = {}
    for window in WINDOWS:
        for name, rate in (
            ("rate of closed deals", rate_of_closed(known, as_of)),
            ("base rate", base_rate(known, as_of, window)),
        ):
            said[name, window] = np.full(len(rows), rate)
    for title, model in models.items():
        points = points_of(model, rows)
        said.update({(title, window): points.win_by(window) for window in WINDOWS})
    return said


def outcomes(history: DealHistory, as_of: date, window: int) -> Flags:
    """Whether the deals open at the end of `as_of` were won within the window."""
    live = history.live_at(as_of)
    return history.won_between(as_of, as_of + timedelta(days=window))[live]


def report(
    said: Sequence[dict[tuple[str, int], Floats]],
    came: Sequence[Flags],
    window: int,
    mondays: Sequence[date],
    tell: Callable[[str], None],
) -> None:
    """Print one table for a window: all origins, those chosen on, and the later ones."""
    for title, chosen in (
        ("all origins", [True] * len(mondays)),
        (f"up to {LAST_CHOSEN_ON}", [day <= LAST_CHOSEN_ON for day in mondays]),
        (f"after {LAST_CHOSEN_ON}", [day > LAST_CHOSEN_ON for day in mondays]),
    ):
        picked = [number for number, used in enumerate(chosen) if used]
        happened = np.concatenate([came[number] for number in picked])
        tell(
            f"\n{window} days, {title}: {len(picked)} Mondays, {len(happened):,} rows, "
            f"base {happened.mean():.3f}"
        )
        for name in dict.fromkeys(name for name, _ in said[0]):
            chance = np.concatenate([said[number][name, window] for number in picked])
            figures = "  ".join(
                f"{key} {measure(chance, happened):.4f}" for key, measure in MEASURES.items()
            )
            tell(f"  {name:64} {figures}")


def main(arguments: Sequence[str]) -> int:
    """Print both windows; 0 when the files were there."""
    parser = argparse.ArgumentParser(prog="win_probability", description=__doc__)
    parser.add_argument("folder", type=Path, help="folder with sales_pipeline.csv")
    folder = parser.parse_args(arguments).folder
    if not (folder / "sales_pipeline.csv").is_file():
        print(f"No sales_pipeline.csv in {folder}.", file=sys.stderr)
        return 3
    begun = time.perf_counter()
    history = read(folder)
    mondays = [FIRST_MONDAY + timedelta(weeks=k) for k in range(max(WINDOWS.values()))]
    origins = [day - timedelta(days=1) for day in mondays]
    landmarks = read_landmarks(folder, landmark_days(origins))
    refits = Refits(history, FiscalCalendar(), landmarks, KINDS, refit_days=REFIT_DAYS)
    said = []
    for origin in origins:
        models = {KIND_TITLES[kind]: model for kind, model in refits.at(origin).items()}
        said.append(forecasts(history, landmarks, models, origin))
    for window, count in WINDOWS.items():
        came = [outcomes(history, origin, window) for origin in origins[:count]]
        report(said[:count], came, window, mondays[:count], print)
    for kind, reason in refits.left_out.items():
        print(f"\nnot compared: {KIND_TITLES[kind]} ({reason})")
    print(f"\n{time.perf_counter() - begun:.1f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
