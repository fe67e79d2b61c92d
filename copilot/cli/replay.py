"""`revcopilot replay`: computes a stored answer again and compares it byte for byte."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer

from copilot.cli.common import new_id, now, put_json
from copilot.engine import Copilot, differences
from data.home_folder import home_from_environment
from data.state.store import StateStore, state_url
from data.version import code_version

IdArg = Annotated[str, typer.Argument(help="The answer's id.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def replay(answer_id: IdArg, as_json: JsonOption = False) -> None:
    """Recompute a stored answer; ends 1 where it differs, 3 where its snapshot is gone."""

    home = home_from_environment()
    state = StateStore(state_url(home.folder))
    stored = state.answer(answer_id)
    state.close()
    engine = Copilot(home, new_id=new_id, now=now, snapshot_id=stored.snapshot_id)
    try:
        found = differences(stored.answer, engine.recompute(stored))
    finally:
        engine.close()
    same_code = stored.code_version == code_version()
    if as_json:
        put_json(
            {
                "answer_id": answer_id,
                "equal": not found,
                "same_code": same_code,
                "stored_code": stored.code_version,
                "code": code_version(),
                "differences": [
                    {"field": name, "stored": was, "again": again} for name, was, again in found
                ],
            }
        )
    else:
        _tell(answer_id, found, same_code)
    if found:
        raise typer.Exit(1)


def _tell(answer_id: str, found: list[tuple[str, Any, Any]], same_code: bool) -> None:
    if not same_code:
        typer.echo("The answer was computed by another version of the code.")
    if not found:
        typer.echo(f"Answer {answer_id} computed again: equal in every compared field.")
    for name, was, again in found:
        typer.echo(f"{name} differs")
        typer.echo(f"  stored: {json.dumps(was, ensure_ascii=False)}")
        typer.echo(f"  again:  {json.dumps(again, ensure_ascii=False)}")
