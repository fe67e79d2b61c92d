"""What commands share: ids, the clock, and writing JSON to standard output."""

from __future__ import annotations

import gc
import json
import sys
import uuid
from datetime import UTC, datetime
from typing import Any


def now() -> str:
    """The time in UTC as ISO text, for people."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def collect_garbage() -> None:
    """For commands that go on for long: what was imported is left alone, the rest collected."""
    gc.freeze()
    gc.enable()


def new_id() -> str:
    """A fresh unique id."""
    return uuid.uuid4().hex[:16]


def put_json(value: Any, *, indent: int | None = None) -> None:
    """One JSON object on standard output, on one line unless told otherwise."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=indent) + "\n")
    sys.stdout.flush()
