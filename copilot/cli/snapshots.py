"""`revcopilot snapshots`: what is stored, what to keep, and clearing away the rest."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from copilot.cli.common import put_json
from data.errors import NoSnapshot
from data.home_folder import home_from_environment
from data.state.store import StateStore, state_url
from data.store.home import Home
from data.store.shelf import Shelf, Stored, size_of

IdArg = Annotated[str, typer.Argument(help="The snapshot's id.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]
UndoOption = Annotated[bool, typer.Option("--undo", help="Take the mark off again.")]
KeepOption = Annotated[int, typer.Option("--keep", min=0, help="How many of the newest to keep.")]
ForceOption = Annotated[
    bool, typer.Option("--force", help="Also marked ones, and those that stored answers name.")
]
DryOption = Annotated[bool, typer.Option("--dry-run", help="Only say what would go.")]
_SQLITE = "sqlite:///"

snapshots = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    help="List the stored snapshots, mark those to keep, clear old ones away.",
)


@snapshots.command("list")
def list_all(as_json: JsonOption = False) -> None:
    """Show every stored snapshot, the newest first."""
    home = home_from_environment()
    shelf = _shelf(home)
    found = shelf.all()
    unused = [path.name for path in shelf.unused_models()]
    models = size_of(home.models)
    if as_json:
        put_json(
            {
                "snapshots": [_described(one) for one in found],
                "models_bytes": models,
                "unused_models": unused,
            }
        )
        return
    rows = [_HEADS, *(_cells(one) for one in found)]
    widths = [max(len(row[at]) for row in rows) for at in range(len(_HEADS))]
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=True)]
        typer.echo("  ".join(cells).rstrip())
    total = size_told(sum(one.size for one in found))
    typer.echo(f"{_counted(len(found), 'snapshot')}, {total}; models, {size_told(models)}.")


@snapshots.command("keep")
def keep(snapshot_id: IdArg, undo: UndoOption = False) -> None:
    """Mark a snapshot, so that prune leaves it."""
    shelf = _shelf(home_from_environment())
    if undo:
        shelf.release(snapshot_id)
        typer.echo(f"Snapshot {snapshot_id} is no longer marked; prune may remove it.")
        return
    shelf.keep(snapshot_id)
    typer.echo(f"Snapshot {snapshot_id} is kept; prune leaves it unless told to --force.")


@snapshots.command("prune")
def prune(
    keep_newest: KeepOption,
    force: ForceOption = False,
    dry_run: DryOption = False,
    as_json: JsonOption = False,
) -> None:
    """Remove all snapshots but the newest; the current one always stays.

    Marked ones, and those that a stored answer names, go only with --force. Models that no
    snapshot names any more go too.
    """
    home = home_from_environment()
    if dry_run:
        told = _pruned(_shelf(home), keep_newest, force=force, is_real=False)
    else:
        with home.refresh_lock():
            told = _pruned(_shelf(home), keep_newest, force=force, is_real=True)
    if as_json:
        put_json(told)
    else:
        _tell(told)


def _pruned(shelf: Shelf, newest: int, *, force: bool, is_real: bool) -> dict[str, Any]:
    """What went, or would go, and what stays for another reason than its age."""
    found = shelf.all()
    stays = shelf.stays(newest, forced=force)
    going = [one for one in found if one.snapshot_id not in stays]
    gone = [one for one in going if not is_real or shelf.remove(one, forced=force)]
    names = [one.snapshot_id for one in gone]
    models = shelf.unused_models(gone=names)
    removed = [(path.name, size_of(path)) for path in models]
    for path in models if is_real else ():
        shelf.remove_model(path)
    held = {key: why for key, why in stays.items() if why in ("kept", "named by answers")}
    return {
        "dry_run": not is_real,
        "removed": [_described(one) for one in gone],
        "removed_models": [name for name, _ in removed],
        "freed_bytes": sum(one.size for one in gone) + sum(size for _, size in removed),
        "left": len(found) - len(gone),
        "answers_lost": shelf.answers_naming(names),
        "held": held,
    }


def _tell(told: dict[str, Any]) -> None:
    would = "would be " if told["dry_run"] else ""
    for one in told["removed"]:
        typer.echo(f"{one['snapshot_id']} {would}removed ({size_told(one['bytes'])})")
    for name in told["removed_models"]:
        typer.echo(f"model {name} {would}removed: no snapshot names it")
    for snapshot_id, why in told["held"].items():
        typer.echo(f"{snapshot_id} stays: {why}; --force removes it too")
    if told["answers_lost"]:
        can = "could" if would else "can"
        lost = _counted(told["answers_lost"], "stored answer")
        typer.echo(f"{lost} {can} no longer be replayed.")
    typer.echo(
        f"{_counted(len(told['removed']), 'snapshot')} and "
        f"{_counted(len(told['removed_models']), 'model')} {would}removed, "
        f"{size_told(told['freed_bytes'])} {would}freed; {_counted(told['left'], 'snapshot')} left."
    )


def _shelf(home: Home) -> Shelf:
    """The snapshots of a home with the answers that name them.

    Raises:
        NoSnapshot: nothing is stored there.
    """
    if not home.folders():
        home.current_id()
        raise NoSnapshot("No snapshot is stored here.", fix="Run `revcopilot refresh`.")
    return Shelf(home, _answers(home))


def _answers(home: Home) -> dict[str, set[str]]:
    """Snapshot → stored answers that name it; nothing is created where none was ever stored."""
    url = state_url(home.folder)
    if url == f"{_SQLITE}{home.state}" and not home.state.is_file():
        return {}
    state = StateStore(url)
    try:
        return state.naming()
    finally:
        state.close()


_HEADS = ("snapshot", "as of", "company", "deals", "model", "built", "size", "")


def _cells(one: Stored) -> tuple[str, ...]:
    told = _described(one)
    marks = ["current"] if one.is_current else []
    marks += ["kept"] if one.is_kept else []
    marks += [f"named by {_counted(one.answers, 'answer')}"] if one.answers else []
    marks += [_UNREADABLE[one.state]] if one.state in _UNREADABLE else []
    return (
        one.snapshot_id,
        told["as_of"] or "unknown",
        told["company_title"] or "unknown",
        "unknown" if told["deals"] is None else f"{told['deals']:,}",
        told["model"] or "none",
        told["built_at"] or "unknown",
        size_told(one.size),
        ", ".join(marks),
    )


_UNREADABLE = {"other version": "written by another version", "damaged": "damaged"}


def _described(one: Stored) -> dict[str, Any]:
    """A snapshot as JSON; what cannot be read of it is null."""
    said = one.noted
    counts = said.get("row_counts")
    return {
        "snapshot_id": one.snapshot_id,
        "as_of": said.get("as_of"),
        "company": one.company[0] or None,
        "company_title": one.company[1] or None,
        "deals": counts.get("opportunities") if isinstance(counts, dict) else None,
        "model": one.model,
        "built_at": said.get("built_at"),
        "bytes": one.size,
        "current": one.is_current,
        "kept": one.is_kept,
        "answers": one.answers,
        "state": one.state,
    }


def size_told(size: int) -> str:
    """Bytes for people, in decimal units: "11.2 MB"."""
    for unit, step in (("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1_000)):
        if size >= step:
            return f"{size / step:,.1f} {unit}"
    return f"{size} bytes"


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
