"""`revcopilot tool`: calls one tool, or lists all of them."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer

from copilot.cli.common import put_json
from copilot.cli.opening import opened
from data.errors import UsageError
from tools import registry

NameArg = Annotated[str | None, typer.Argument(help="The tool's name.")]
ArgsArg = Annotated[str, typer.Argument(help="Its arguments as a JSON object.")]
ListOption = Annotated[bool, typer.Option("--list", help="List tools, arguments and figures.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]
AsOption = Annotated[str | None, typer.Option("--as", help="Answer for this person's rows only.")]
SnapshotOption = Annotated[
    str | None, typer.Option("--snapshot", help="Use this snapshot instead of the current one.")
]


def tool(
    name: NameArg = None,
    args_json: ArgsArg = "{}",
    list_all: ListOption = False,
    as_json: JsonOption = False,
    as_name: AsOption = None,
    snapshot: SnapshotOption = None,
) -> None:
    """Call one tool over the current snapshot."""

    if list_all:
        _list(as_json)
        return
    if name is None:
        raise UsageError("Name a tool, or use --list.")
    chosen = registry.get(name)
    arguments = chosen.validate(_parsed(args_json))

    with opened(snapshot) as engine:
        result = chosen.run(engine.context(engine.principal(as_name)), arguments)
    made = result.model_dump(mode="json")
    put_json(
        {
            "tool": name,
            "args": arguments.model_dump(mode="json"),
            "facts": made["facts"],
            "tables": made["tables"],
            "charts": made["charts"],
            "unknowns": made["unknowns"],
            "receipt": made["receipt"],
        },
        indent=None if as_json else 2,
    )


def _parsed(text: str) -> dict[str, Any]:
    try:
        parsed = json.loads(text)
    except json.JSONDecodeError as error:
        raise UsageError(
            f"The arguments are not JSON: {error.msg} at character {error.pos}.",
            fix="""Write for example '{"limit": 5}'.""",
        ) from error
    if not isinstance(parsed, dict):
        raise UsageError("The arguments must be a JSON object, such as {}.")
    return parsed


def _list(as_json: bool) -> None:

    if as_json:
        put_json([_described(entry) for entry in registry.every()])
        return
    for entry in registry.every():
        typer.echo(f"{entry.name}({', '.join(entry.arguments.model_fields)})")
        typer.echo(f"    {entry.summary}")


def _described(entry: Any) -> dict[str, Any]:
    return {
        "name": entry.name,
        "summary": entry.summary,
        "arguments": entry.arguments.model_json_schema(),
        "not_yet_served": list(entry.later),
        "facts": list(entry.figures),
        "examples": list(entry.examples),
    }
