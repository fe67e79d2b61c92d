"""Arguments, periods and carried-over context in words for a person; plain text, not Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from pydantic import ValidationError

from copilot.answer import PlannedCall
from data.periods import Period

_CALLED = {
    "group_by": "by",
    "compare_to": "compared with",
    "sort_by": "sorted by",
    "as_of": "as of",
}


def label(name: str) -> str:
    """A field's or figure's name in words."""
    return _CALLED.get(name, name.replace("_", " "))


def periods_of(calls: Iterable[PlannedCall]) -> list[str]:
    """The spans of days that the calls spoke of, each once: "Oct 16 – 22, 2017"."""
    found = [
        _span(call.args[name])
        for call in calls
        for name in ("period", "compare_to")
        if call.args.get(name)
    ]
    return list(dict.fromkeys(span for span in found if span))


def carried_over(inherited: dict[str, Any]) -> str:
    """What earlier turns supplied, such as "region Central · period Q4 2017"."""
    return " · ".join(_pairs(inherited))


def _pairs(values: dict[str, Any]) -> list[str]:
    told: list[str] = []
    for name, value in values.items():
        if value in (None, "", [], {}):
            continue
        if name in ("scope", "exclude") and isinstance(value, dict):
            lead = "without " if name == "exclude" else ""
            told += [f"{lead}{pair}" for pair in _pairs(value)]
        elif name in ("tool", "question"):
            told.append(_value(value))
        else:
            told.append(f"{label(name)} {_value(value)}")
    return told


def _value(value: Any) -> str:
    if isinstance(value, dict):
        return _span(value) or str(value.get("name") or value.get("id") or _joined(value))
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(_value(item) for item in value)
    return str(value).replace("_", " ") if isinstance(value, str) else f"{value:,}"


def _joined(value: dict[str, Any]) -> str:
    return ", ".join(f"{label(name)} {_value(item)}" for name, item in value.items() if item)


def _span(value: Any) -> str:
    try:
        return Period.model_validate(value).display
    except ValidationError:
        return ""
