"""Opening the engine over the home of the environment, for commands that answer."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import cast

from copilot.cli.common import new_id, now
from copilot.engine import Copilot
from data.home_folder import home_from_environment


def _leave_pandas_out() -> None:
    """Keep duckdb from importing pandas, which it does at the first bound value if it can.

    No command that answers uses data frames, and the import costs a cold answer a third of a
    second. With the name blocked duckdb goes on as if pandas were not installed.
    """
    sys.modules.setdefault("pandas", cast(ModuleType, None))


@contextmanager
def opened(snapshot_id: str | None = None) -> Iterator[Copilot]:
    """The engine over the current or a named snapshot.

    Raises:
        NoSnapshot: nothing is published there.
    """
    _leave_pandas_out()
    engine = Copilot(home_from_environment(), new_id=new_id, now=now, snapshot_id=snapshot_id)
    try:
        yield engine
    finally:
        engine.close()
