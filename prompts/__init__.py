"""Answer templates: text files with declared variables, each known by the hash of its content."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

FOLDER = Path(__file__).parent
VARIABLES = {
    "answer": ("sections", "unanswered"),
    "clarify": ("detail", "options"),
    "out_of_scope": ("code", "detail", "suggestions"),
    "no_data": ("detail", "suggestions"),
    "error": ("detail",),
}


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(FOLDER),
        undefined=StrictUndefined,
        autoescape=False,  # noqa: S701 - Markdown; names are escaped when claims are rendered
        trim_blocks=True,
        lstrip_blocks=True,
    )


@lru_cache(maxsize=1)
def versions() -> dict[str, str]:
    """Template name → short hash of its text."""
    return {name: _version(name) for name in VARIABLES}


def _version(name: str) -> str:
    return hashlib.sha256((FOLDER / f"{name}.md.j2").read_bytes()).hexdigest()[:10]


def fill(name: str, **values: Any) -> str:
    """The text of a template; every declared variable must be given, and no other.

    Raises:
        ValueError: variables are missing or unknown.
    """
    if set(values) != set(VARIABLES[name]):
        raise ValueError(f"template {name!r} takes {VARIABLES[name]}, not {tuple(values)}")
    return _environment().get_template(f"{name}.md.j2").render(values).strip() + "\n"
