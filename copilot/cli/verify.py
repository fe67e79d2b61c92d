"""`revcopilot verify`: checks texts against ledgers, by the verifier that every answer passes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from copilot.cli.common import put_json
from copilot.grounding import check_line
from data.errors import Infrastructure, UsageError

FileArg = Annotated[Path, typer.Argument(help='JSON lines: {"id", "facts", "text"}.')]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON lines.")]


def verify(file: FileArg, as_json: JsonOption = False) -> None:
    """Check texts against the facts they claim to rest on; ends 1 on any violation."""

    if not file.is_file():
        raise Infrastructure(f"There is no file {file.name}.", fix="Check the path.")
    failed = False
    with file.open(encoding="utf-8", errors="replace") as lines:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            made = check_line(_parsed(number, line))
            failed = failed or not made["supported"]
            if as_json:
                put_json(made)
            else:
                _tell(made)
    if failed:
        raise typer.Exit(1)


def _parsed(number: int, line: str) -> Any:

    try:
        return json.loads(line)
    except json.JSONDecodeError as error:
        raise UsageError(f"Line {number} is not JSON: {error.msg}.") from error


def _tell(made: dict[str, Any]) -> None:
    typer.echo(f"{made['id']}: {'supported' if made['supported'] else 'NOT supported'}")
    for violation in made["violations"]:
        span = violation["span"]
        typer.echo(f"    {span['text'] if isinstance(span, dict) else span}: {violation['reason']}")
