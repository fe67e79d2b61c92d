"""Which home a command works on: REVCOPILOT_HOME, else `.revcopilot` in the working folder."""

from __future__ import annotations

import os
from pathlib import Path

from data.store.home import Home

DEFAULT = ".revcopilot"


def home_from_environment() -> Home:
    """The home of the present environment; the folder need not exist yet."""
    return Home(Path(os.environ.get("REVCOPILOT_HOME") or DEFAULT))
