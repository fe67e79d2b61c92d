"""Win probability on the public MavenTech files, beside the simple rules it has to beat.

Run as `python -m benchmarks.win_probability DIR`, DIR holding sales_pipeline.csv. Every Monday T is
an origin: all deals engaged before T and not closed before T, never-closing ones included; what is
said rests on what was known at the end of T − 1. Bands, positions and strengths of the models were
chosen on origins up to 2017-09-04; later ones are only reported. Files are read here with the csv
module, apart from the product's loader.
"""

from __future__ import annotations

import argparse
import csv
import sys
import time
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np

from data.periods import FiscalCalendar
from models.base_rate import base_rate
from models.evaluation import auc, brier, calibration_error, log_loss
from models.hazard import KIND_TITLES, KINDS, Kind, fit
from models.history import LOST, OPEN, WON, DealHistory, Flags, Floats
from models.points import curve_points

FIRST_MONDAY = date(2017, 7, 3)
LAST_CHOSEN_ON = date(2017, 9, 4)
WINDOWS = {28: 23, 91: 14}
OUTCOMES = {"Won": WON, "Lost": LOST}
Forecasts = dict[str, list[Floats]]
MEASURES = {"AUC": auc, "Brier": brier, "log-loss": log_loss, "ECE": calibration_error}


def read(folder: Path) -> DealHistory:
    """Deals with an engage date, straight from the file."""
    with (folder / "sales_pipeline.csv").open(newline="", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["engage_date"]]
    return DealHistory(
        started=np.array([_day(row["engage_date"]) for row in rows], dtype="datetime64[D]"),
        closed=np.array([_day(row["close_date"]) for row in rows], dtype="datetime64[D]"),
        outcome=np.array([OUTCOMES.get(row["deal_stage"], OPEN) for row in rows], dtype=np.int8),
    )


def _day(written: str) -> date | None:
    return datetime.strptime(written, "%m/%d/%Y").date() if written else None  # noqa: DTZ007


def rate_of_closed(history: DealHistory, as_of: date) -> float:
    """Won ÷ closed so far: the usual mistake, as if every open deal were about to close."""
    known = history.known_at(as_of)
    return known.won / (known.won + known.lost)


def forecasts(
    history: DealHistory, as_of: date, window: int, calendar: FiscalCalendar
) -> dict[str, Floats]:
    """What each model says of every deal open at the end of `as_of`."""
    started = history.started[history.live_at(as_of)]
    known = history.known_at(as_of)

    def table(kind: Kind) -> Floats:
        return curve_points(fit(known, as_of, calendar, kind), started, as_of).win_by(window)

    return {
        "rate of closed deals": np.full(len(started), rate_of_closed(known, as_of)),
        "base rate": np.full(len(started), base_rate(known, as_of, window)),
        **{KIND_TITLES[kind]: table(kind) for kind in KINDS},
    }


def outcomes(history: DealHistory, as_of: date, window: int) -> Flags:
    """Whether the deals open at the end of `as_of` were won within the window."""
    live = history.live_at(as_of)
    return history.won_between(as_of, as_of + timedelta(days=window))[live]


def report(
    history: DealHistory, window: int, mondays: Sequence[date], tell: Callable[[str], None]
) -> None:
    """Print one table for a window: all origins, those chosen on, and the later ones."""
    calendar = FiscalCalendar()
    said = [forecasts(history, day - timedelta(days=1), window, calendar) for day in mondays]
    came = [outcomes(history, day - timedelta(days=1), window) for day in mondays]
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
        for name in said[0]:
            chance = np.concatenate([said[number][name] for number in picked])
            figures = "  ".join(
                f"{key} {measure(chance, happened):.4f}" for key, measure in MEASURES.items()
            )
            tell(f"  {name:54} {figures}")


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
    for window, count in WINDOWS.items():
        report(history, window, [FIRST_MONDAY + timedelta(weeks=k) for k in range(count)], print)
    print(f"\n{time.perf_counter() - begun:.1f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
