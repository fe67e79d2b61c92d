"""`revcopilot`: looks a command up by name, imports only that one, gives exit codes a meaning.

0 done · 1 an error, or the check failed · 2 bad usage · 3 no snapshot, or something is missing
"""

from __future__ import annotations

import gc
import logging
import sys
from importlib.metadata import EntryPoint, entry_points
from typing import Any

import typer
from typer.core import TyperGroup

from copilot import telemetry
from data.errors import CopilotError

GROUP = "revcopilot.commands"
ORDER = (
    "refresh", "ask", "chat", "ui", "tool", "export", "verify", "replay", "snapshots", "status",
    "doctor",
)  # fmt: skip


class LazyCommands(TyperGroup):
    """A group whose commands come from entry points, each imported when it is needed."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002
        """Known commands, the usual ones first."""
        names = set(_registered())
        return [n for n in ORDER if n in names] + sorted(names - set(ORDER))

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002
        """The command or group of commands of that name, or None."""
        found = _registered().get(cmd_name)
        if found is None:
            return None
        loaded = found.load()
        if isinstance(loaded, typer.Typer):
            return typer.main.get_command(loaded)
        single = typer.Typer(
            add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False
        )
        single.command(cmd_name)(loaded)
        return typer.main.get_command(single)


def _registered() -> dict[str, EntryPoint]:
    return {entry.name: entry for entry in entry_points(group=GROUP)}


app = typer.Typer(
    cls=LazyCommands, add_completion=False, rich_markup_mode=None, no_args_is_help=True
)


@app.callback()
def _root() -> None:
    """Ask about a sales pipeline; every figure was computed and can be checked offline."""


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and leave with its exit code."""
    telemetry.switch_off()
    gc.disable()  # a single answer is mostly imports; commands that go on longer enable it again
    logging.basicConfig(
        stream=sys.stderr, level=logging.WARNING, format="%(levelname)s %(message)s"
    )
    sys.exit(run(arguments))


def run(arguments: list[str] | None = None) -> int:
    """Run the command line and give its exit code; deliberate errors are told on standard error."""
    try:
        result = app(args=arguments, standalone_mode=True)
    except CopilotError as error:
        tell(error)
        return error.exit_code
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else int(leaving.code is not None)
    except Exception as error:
        if not isinstance(error, (OSError, *_storage_errors())):
            raise
        said = str(error).splitlines()[0] if str(error) else type(error).__name__
        print(f"revcopilot: {said} (`revcopilot doctor` says what is missing)", file=sys.stderr)  # noqa: T201
        return 3
    return int(result or 0)


def _storage_errors() -> tuple[type[Exception], ...]:
    """Errors of the snapshot's and the state's databases, as far as either was loaded."""
    places = {"duckdb": "Error", "sqlalchemy.exc": "SQLAlchemyError"}
    found = [getattr(sys.modules[m], name) for m, name in places.items() if m in sys.modules]
    return tuple(found)


def tell(error: CopilotError) -> None:
    """An error on standard error: what is wrong, everything found, and the fix."""
    for finding in getattr(error, "findings", ()):
        if finding.severity == "error":
            print(finding.line, file=sys.stderr)  # noqa: T201
    print(f"revcopilot: {error}", file=sys.stderr)  # noqa: T201
