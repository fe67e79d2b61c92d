"""Opening the engine over the home of the environment, for commands that answer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from copilot.cli.common import new_id, now
from copilot.engine import Copilot
from data.home_folder import home_from_environment


@contextmanager
def opened(snapshot_id: str | None = None) -> Iterator[Copilot]:
    """The engine over the current or a named snapshot.

    Raises:
        NoSnapshot: nothing is published there.
    """
    engine = Copilot(home_from_environment(), new_id=new_id, now=now, snapshot_id=snapshot_id)
    try:
        yield engine
    finally:
        engine.close()
