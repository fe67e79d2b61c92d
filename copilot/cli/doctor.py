"""`revcopilot doctor`: what is installed, configured and reachable, and what to do if not."""

from __future__ import annotations

import importlib
import os
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from copilot.cli.common import put_json
from data.errors import CopilotError
from data.home_folder import home_from_environment
from data.state.store import StateStore, state_url
from data.store.snapshot import Snapshot
from data.version import repository

JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]
CHECKS = "revcopilot.checks"
PACKAGES = ("data", "analytics", "models", "tools", "copilot", "prompts", "evals")
LIBRARIES = ("duckdb", "langgraph", "numpy", "pandas", "pydantic", "sqlalchemy", "streamlit")


@dataclass(frozen=True)
class Check:
    """One thing looked at. `is_needed`: without it the product does not work."""

    name: str
    is_fine: bool
    told: str
    is_needed: bool = True


def doctor(as_json: JsonOption = False) -> None:
    """Look at everything the product needs; ends 3 where something needed is missing."""

    found = [*(look() for look in LOOKS), *_learners()]
    if as_json:
        put_json([vars(check) for check in found])
    else:
        for check in found:
            mark = "ok  " if check.is_fine else ("FAIL" if check.is_needed else "note")
            typer.echo(f"{mark}  {check.name}: {check.told}")
    if any(not check.is_fine and check.is_needed for check in found):
        raise typer.Exit(3)


def _python() -> Check:
    version = ".".join(str(part) for part in sys.version_info[:3])
    fits = (3, 11) <= sys.version_info[:2] < (3, 14)
    return Check("Python", fits, version if fits else f"{version}; 3.11 to 3.13 is needed")


def _packages() -> Check:

    strangers = []
    for name in PACKAGES:
        place = Path(str(importlib.import_module(name).__file__)).resolve()
        if repository() not in place.parents:
            strangers.append(name)
    told = "imported from this repository"
    if strangers:
        told = f"{', '.join(strangers)} come from elsewhere; use the environment of `make setup`"
    return Check("packages", not strangers, told)


def _libraries() -> Check:

    absent = [name for name in LIBRARIES if find_spec(name) is None]
    told = f"missing {', '.join(absent)}; run `make setup`" if absent else "installed"
    return Check("libraries", not absent, told)


def _home() -> Check:

    home = home_from_environment()
    try:
        home.prepare()
    except CopilotError as error:
        return Check("home", False, str(error))
    return Check("home", os.access(home.folder, os.W_OK), f"{home.folder} can be written")


def _snapshot() -> Check:

    try:
        snapshot = Snapshot.open(home_from_environment())
    except CopilotError as error:
        return Check("snapshot", False, str(error))
    told = f"{snapshot.manifest.snapshot_id} of {snapshot.manifest.company.title} opens"
    snapshot.close()
    return Check("snapshot", True, told)


def _state() -> Check:

    try:
        state = StateStore(state_url(home_from_environment().folder))
        told = f"{state.count():,} answers kept"
        state.close()
    except Exception as error:
        return Check("state", False, f"cannot be opened: {error}")
    return Check("state", True, told)


def _port() -> Check:
    with socket.socket() as probe:
        taken = probe.connect_ex(("127.0.0.1", 8501)) == 0
    told = "is in use; `revcopilot ui --port` takes another" if taken else "is free"
    return Check("port 8501", not taken, told, is_needed=False)


def _language_model() -> Check:
    is_set = bool(os.environ.get("OPENAI_API_KEY"))
    told = "a key is set, but this version does not use one" if is_set else "none; templates speak"
    return Check("language model", not is_set, told, is_needed=False)


def _learners() -> list[Check]:
    """What learning lacks: each check registered by the batch says why not, or ""."""
    found = []
    for entry in sorted(entry_points(group=CHECKS), key=lambda one: one.name):
        reason = entry.load()()
        told = reason or "loads"
        found.append(Check(entry.name, not reason, told, is_needed=False))
    return found


LOOKS: tuple[Callable[[], Check], ...] = (
    _python, _packages, _libraries, _home, _snapshot, _state, _port, _language_model,
)  # fmt: skip
