"""`revcopilot demo-files`: writes the files of a demo company into an empty folder."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Literal, get_args

import typer

from data.demo.company import EXTRACTED_ON, OPPORTUNITIES, SEED, generate, generate_salesforce
from data.errors import UsageError

Shape = Literal["plain", "salesforce"]

FolderArg = Annotated[Path, typer.Argument(help="Where to write; new, or empty.")]
ShapeOption = Annotated[
    str, typer.Option("--shape", help="plain (canonical names) or salesforce (its names and ids).")
]
SizeOption = Annotated[int, typer.Option("--opportunities", help="How many deals.")]
SeedOption = Annotated[int, typer.Option("--seed", help="Which company.")]
DayOption = Annotated[
    str, typer.Option("--extracted-on", help="The day of the extract (YYYY-MM-DD).")
]
_DAY = EXTRACTED_ON.isoformat()


def demo_files(
    folder: FolderArg,
    shape: ShapeOption = "plain",
    opportunities: SizeOption = OPPORTUNITIES,
    seed: SeedOption = SEED,
    extracted_on: DayOption = _DAY,
) -> None:
    """Write the CRM export of a demo company, to look at or to load."""
    if shape not in get_args(Shape):
        names = ", ".join(get_args(Shape))
        raise UsageError(f"There is no shape {shape!r}.", fix=f"Valid: {names}.")
    day = _day(extracted_on)
    _check_empty(folder)
    write = generate if shape == "plain" else generate_salesforce
    write(folder, seed=seed, opportunities=opportunities, extracted_on=day)
    for path in sorted(folder.rglob("*.*")):
        typer.echo(f"{path.relative_to(folder).as_posix()}: {path.stat().st_size:,} bytes")
    if shape == "plain":
        typer.echo("truth/ holds what was planted; nothing that answers questions reads it.")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(
            f"--extracted-on {text!r} is not a day.", fix="Write YYYY-MM-DD."
        ) from error


def _check_empty(folder: Path) -> None:
    if folder.is_file():
        raise UsageError(f"{folder.name} is a file.", fix="Name a folder.")
    if folder.is_dir() and any(folder.iterdir()):
        raise UsageError(
            f"The folder {folder.name} is not empty.", fix="Name a new folder, or empty it."
        )
