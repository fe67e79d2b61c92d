"""Long lists bound to a query as one text.

duckdb converts a bound list value by value, a hundredth of a millisecond each; a JSON text it reads
all at once.
"""

from __future__ import annotations

import json
from collections.abc import Iterable


def bound_list(values: Iterable[object]) -> str:
    """The value to bind: a JSON list. Days and exact amounts are written as text."""
    return json.dumps(list(values), default=str)


def list_of(name: str, kind: str = "VARCHAR") -> str:
    """SQL for the list bound under a name, its elements of a type; None is NULL."""
    return f"from_json(${name}, '[\"{kind}\"]')"
