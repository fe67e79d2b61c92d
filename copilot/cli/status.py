"""`revcopilot status`: which snapshot and model speak, and which others are published."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from copilot.cli.common import put_json
from data.home_folder import home_from_environment

MEASURES = ("auc", "brier", "log_loss", "calibration_error")
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def status(as_json: JsonOption = False) -> None:
    """Show the current snapshot, its model and findings, and the other published snapshots."""

    home = home_from_environment()
    current = home.manifest(home.current_id())
    others = [m.snapshot_id for m in home.published() if m.snapshot_id != current.snapshot_id]
    if as_json:
        put_json({"current": current.model_dump(mode="json"), "others": others})
        return
    rows = current.row_counts
    typer.echo(f"company    {current.company.title}")
    typer.echo(f"snapshot   {current.snapshot_id}, built {current.built_at}")
    typer.echo(f"as of      {current.as_of} (last known event {current.last_event})")
    typer.echo(f"deals      {rows['opportunities']:,}, of which {rows['deal_scores']:,} scored")
    model = current.model
    typer.echo(f"model      {f'{model.version} ({model.kind})' if model else current.no_scores}")
    typer.echo(f"horizon    {current.horizon_on}")
    found = current.findings
    typer.echo(f"findings   {found.get('warning', 0)} warnings, {found.get('note', 0)} notes")
    typer.echo(f"others     {', '.join(others) or 'none'}")
    for line in _comparison(model.card if model else {}):
        typer.echo(line)


def _comparison(card: dict[str, Any]) -> list[str]:
    """Every model on past origins, the published one marked; nothing where none was compared."""
    rows = card.get("evaluations", [])
    if not rows:
        return []
    head = f"{'':2}{'win within, by model':72}{'AUC':>7}{'Brier':>8}{'log-loss':>10}{'ECE':>7}"
    return ["", head, *(_compared(row) for row in rows)]


def _compared(row: dict[str, Any]) -> str:
    values = [row["measures"].get(name, {}).get("value") for name in MEASURES]
    told = [f"{value:.4f}" if value is not None else "–" for value in values]
    mark = "*" if row["published"] else ""
    name = f"{row['window']}: {row['model']}"
    return f"{mark:2}{name:72}{told[0]:>7}{told[1]:>8}{told[2]:>10}{told[3]:>7}"
