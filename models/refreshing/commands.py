"""`revcopilot refresh`: builds and publishes a snapshot from a source."""

from __future__ import annotations

import gc
import sys
import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer

from data.demo import generate
from data.errors import UsageError
from data.home_folder import home_from_environment
from data.loading.load import Progress
from data.mapping import Mapping, bundled, load_mapping
from data.sources.given_targets import with_given_targets
from data.store.home import Home
from models.refreshing.refresh import Order
from models.refreshing.refresh import refresh as build

SourceArg = Annotated[
    str, typer.Argument(help="demo, the name of a bundled mapping, or csv with --mapping.")
]
PlaceArg = Annotated[str | None, typer.Argument(help="The folder of files.")]
MappingOption = Annotated[Path | None, typer.Option("--mapping", help="A mapping of your own.")]
AsOfOption = Annotated[
    str | None, typer.Option("--as-of", help="What was known on this day (YYYY-MM-DD).")
]
TargetsOption = Annotated[
    Path | None,
    typer.Option("--targets", help="A file of targets, in the place of the source's own."),
]
TrainOption = Annotated[
    bool, typer.Option("--train/--no-train", help="Train, or score with the current model.")
]
ReplaceOption = Annotated[
    bool, typer.Option("--replace", help="Put this company in the place of another.")
]
SeedOption = Annotated[int, typer.Option("--seed", help="Which demo company.")]
SizeOption = Annotated[int, typer.Option("--opportunities", help="Deals of the demo company.")]


def refresh(
    source: SourceArg,
    place: PlaceArg = None,
    mapping: MappingOption = None,
    as_of: AsOfOption = None,
    targets: TargetsOption = None,
    train: TrainOption = True,
    replace: ReplaceOption = False,
    seed: SeedOption = 7,
    opportunities: SizeOption = 12_000,
) -> None:
    """Load, validate, train, score and publish a snapshot."""
    started = time.perf_counter()
    gc.enable()
    day = _day(as_of)
    home = home_from_environment()
    tell = _progress(started)
    chosen, folder = _source(home, source, place, mapping, (seed, opportunities), tell)
    if targets is not None:
        chosen = with_given_targets(chosen, targets)
        tell(f"{targets.name} stands in the place of the source's own targets")

    built_at = datetime.now(UTC).isoformat(timespec="seconds")
    order = Order(
        chosen, folder, day, built_at, is_training=train, is_replacing=replace, targets=targets
    )
    outcome = build(home, order, tell)
    for finding in outcome.findings:
        if finding.severity == "warning":
            print(finding.line, file=sys.stderr)  # noqa: T201
    manifest = outcome.manifest
    scored = f"{manifest.row_counts['deal_scores']:,} open deals scored"
    typer.echo(
        f"{manifest.company.title} as of {manifest.as_of}: "
        f"{manifest.row_counts['opportunities']:,} deals, "
        f"{scored + '.' if manifest.model else 'no scores: ' + manifest.no_scores} "
        f"Snapshot {manifest.snapshot_id}."
    )


def _progress(started: float) -> Progress:
    def tell(step: str) -> None:
        print(f"[{time.perf_counter() - started:5.1f} s] {step}", file=sys.stderr)  # noqa: T201

    return tell


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"--as-of {text!r} is not a day.", fix="Write YYYY-MM-DD.") from error


def _source(
    home: Home,
    source: str,
    place: str | None,
    mapping: Path | None,
    demo: tuple[int, int],
    tell: Progress,
) -> tuple[Mapping, Path]:
    known = bundled()
    if source == "demo":
        return _demo(home, known["demo"], demo, tell)
    if source == "sql":
        raise UsageError("refresh sql is not served in this version.", code="not_served")
    if source == "csv":
        if mapping is None:
            raise UsageError("refresh csv needs --mapping FILE.")
        return load_mapping(mapping), _folder(place)
    if source not in known:
        names = ", ".join(["demo", "csv", *(name for name in known if name != "demo")])
        raise UsageError(f"There is no source {source!r}.", fix=f"Valid: {names}.")
    return load_mapping(mapping or known[source]), _folder(place)


def _folder(place: str | None) -> Path:
    if place is None:
        raise UsageError("Name the folder of files.", fix="revcopilot refresh SOURCE DIR")
    return Path(place)


def _demo(
    home: Home,
    mapping: Path,
    demo: tuple[int, int],
    tell: Progress,
) -> tuple[Mapping, Path]:

    seed, opportunities = demo
    home.prepare()
    folder = home.sources / f"demo-{seed}-{opportunities}"
    tell(f"creating the demo company: {opportunities:,} deals, seed {seed}")
    generate(folder, seed=seed, opportunities=opportunities)
    return load_mapping(mapping), folder
