"""Tables on the page: each column shown in its unit, missing cells blank, and a CSV to keep."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from copilot.app.shown_text import as_typed
from copilot.csv_cells import csv_text
from data.periods import display_day
from tools.claims import plain
from tools.result import Column, Table

_NUMERIC = frozenset({"money", "ratio", "score", "days", "hours", "count", "points"})
# An amount, count, share or span as text, such as "−$2,741" or "58.5 days".
_FIGURE = re.compile(r"–|[+−-]?[^\w\s]?[\d,.]+[%kMB]?( days| points| day| point)?")
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_LETTER, _GAP, _WIDEST, _NARROWEST = 7, 24, 720, 64
# Beside other columns no text takes more; the whole of it stands in the cell when clicked.
_FEW, _WIDEST_OF_MANY, _WIDEST_ACCOUNT = 4, 420, 220
# A wider column that stays in view would leave a phone no room for the others.
_WIDEST_PINNED = 200
# What is looked at first, where a table has it: right after the name of what the row is about.
_FIRST = (
    "account", "amount", "value at risk", "risk", "level", "win probability", "main driver",
    "next action", "recorded close", "expected on", "recorded close before", "recorded close after",
)  # fmt: skip
_FIRST_OF_RANGE = ("low (P10)", "middle (P50)", "high (P90)")
MOST_SHOWN_WHOLE = 16
_NO_CENTS = 1_000


def show_table(table: Table, currency: str | None, key: str, *, beside: str = "") -> None:
    """A table under its title, and a button that saves it.

    Columns without a single value are not shown; the saved file keeps them.

    Args:
        beside: the title of the chart it stands under; a table of that title says it once more
            in other words.
        currency: of all money in it, or None where there are several.
        key: unique on the page.
    """
    names = unique_names([column.name for column in table.columns])
    title = f"{table.title}, in figures" if table.title == beside else table.title
    st.markdown(f"**{as_typed(title)}**")
    st.dataframe(
        frame_of(table),
        width="content",
        key=f"{key}-grid",
        hide_index=True,
        height="content" if len(table.rows) <= MOST_SHOWN_WHOLE else "auto",
        column_order=filled(table, read_order(names)),
        column_config=_settings(table, names, currency),
        placeholder="",
        alt=plain(table.title),
    )
    st.download_button(
        "Save as CSV",
        csv_text([column.name for column in table.columns], table.rows),
        file_name=f"{file_stem(table.title)}.csv",
        mime="text/csv",
        key=f"{key}-csv",
        on_click="ignore",
        type="tertiary",
        icon=":material/download:",
    )


def frame_of(table: Table) -> pd.DataFrame:
    """The table as a frame: numbers as numbers, days as days, all else as text."""
    names = unique_names([column.name for column in table.columns])
    return pd.DataFrame(
        {
            name: _cells([row[at] for row in table.rows], column.unit)
            for at, (name, column) in enumerate(zip(names, table.columns, strict=True))
        }
    )


def read_order(names: Sequence[str]) -> list[str]:
    """The columns in the order a person reads them; the saved file keeps the table's own."""
    lead = _FIRST if names[0] == "deal" else _FIRST_OF_RANGE
    first = [names[0], *(name for name in lead if name in names)]
    return [*first, *(name for name in names if name not in first)]


def filled(table: Table, order: Sequence[str]) -> list[str]:
    """The columns of an order that hold any value; the first one always stays."""
    names = unique_names([column.name for column in table.columns])
    held = {
        name
        for at, name in enumerate(names)
        if not table.rows or any(row[at] not in (None, "") for row in table.rows)
    }
    return [name for name in order if name in held or name == order[0]]


def unique_names(names: Sequence[str]) -> list[str]:
    """The names, numbered where one comes twice."""
    seen: dict[str, int] = {}
    made = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        made.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return made


def file_stem(title: str) -> str:
    """A title as the name of a file."""
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-") or "table"


def _cells(values: list[Any], unit: str) -> Any:
    if _is_numeric(values, unit):
        rounded = _whole if _is_whole_money(values, unit) else _ROUNDED.get(unit)
        if rounded:
            values = [None if value is None else rounded(float(value)) for value in values]
        return pd.array(values, dtype="Int64" if unit == "count" else "Float64")
    if unit == "date":
        days = [None if value is None else date.fromisoformat(str(value)) for value in values]
        return pd.Series(days, dtype="object")
    return pd.Series([_words(value) for value in values], dtype="object")


def _is_numeric(values: list[Any], unit: str) -> bool:
    known = [value for value in values if value is not None]
    kinds = int if unit == "count" else int | float
    return unit in _NUMERIC and all(isinstance(value, kinds) for value in known)


def _short(share: float) -> float:
    """A share to a tenth of a percent, and finer where that would read as nothing."""
    return round(share, 3 if abs(share) >= 0.001 else 5)


def _whole(amount: float) -> float:
    return float(f"{amount:.0f}") + 0.0


def _is_whole_money(values: list[Any], unit: str) -> bool:
    """Whether the text of an answer would write every one of these amounts without cents."""
    known = [abs(round(value, 2)) for value in values if value is not None]
    return unit == "money" and all(amount >= _NO_CENTS or amount % 1 == 0 for amount in known)


# As the text of an answer rounds them, so that the two never differ by how a half is treated.
_ROUNDED: dict[str, Callable[[float], float]] = {"ratio": _short, "score": _whole}


def _words(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, float):
        return f"{value:,.2f}"
    if isinstance(value, int):
        return f"{value:,}"
    text = plain(str(value))
    return display_day(date.fromisoformat(text)) if _ISO_DAY.fullmatch(text) else text


def _settings(table: Table, names: list[str], currency: str | None) -> dict[str, Any]:
    """How each column is shown; what a row is about stays in view beside many columns."""
    shown = {
        name: _shown_as(column, currency, [row[at] for row in table.rows], _widest(name, names))
        for at, (name, column) in enumerate(zip(names, table.columns, strict=True))
    }
    if len(names) > _FEW and (shown[names[0]].get("width") or 0) <= _WIDEST_PINNED:
        shown[names[0]]["pinned"] = True
    return shown


def _widest(name: str, names: list[str]) -> int:
    if len(names) <= _FEW:
        return _WIDEST
    return _WIDEST_ACCOUNT if name == "account" else _WIDEST_OF_MANY


def _shown_as(column: Column, currency: str | None, values: list[Any], widest: int) -> Any:
    label = column.name[:1].upper() + column.name[1:]
    unit = column.unit
    if unit == "date":
        return st.column_config.DateColumn(label, format="MMM D, YYYY")
    if _is_numeric(values, unit):
        known = [value for value in values if value is not None]
        title, form = _number(label, unit, currency, known)
        return st.column_config.NumberColumn(title, format=form, width=_room(title, unit, known))
    longest = max([len(label), *(len(_words(value) or "") for value in values)])
    width = max(_NARROWEST, min(widest, _GAP + _LETTER * longest))
    is_amount = all(_FIGURE.fullmatch(_words(value) or "–") for value in values)
    return st.column_config.TextColumn(
        label, width=width, alignment="right" if is_amount and any(values) else None
    )


def _room(title: str, unit: str, known: list[float]) -> int:
    """Pixels for the head and for the longest number, wherever in the column it stands."""
    digits = [len(f"{value:,.0f}") for value in known]
    longest = max([4, *digits]) + {"money": 5}.get(unit, 3)
    if unit == "money" and _is_whole_money(known, unit):
        longest -= 3
    return max(_NARROWEST, _GAP + _LETTER * max(longest, len(title)))


def _number(label: str, unit: str, currency: str | None, known: list[float]) -> tuple[str, str]:
    """The head and the format of a column of numbers."""
    if unit == "money":
        digits = "%,.0f" if _is_whole_money(known, unit) else "%,.2f"
        if currency == "USD" and any(value < 0 for value in known):
            # No format writes the sign before the dollar and leaves the cents away.
            return f"{label} ($)", digits.replace("%", "%+") if "hange" in label else digits
        if currency == "USD":
            return label, f"${digits}"
        return label, f"{currency} {digits}" if currency else digits
    if unit in ("days", "hours"):
        is_whole = all(value == int(value) for value in known)
        return f"{label} ({unit})", "%,d" if is_whole else "%,.1f"
    return label, {"ratio": "percent", "score": "%.0f", "points": "%+.1f"}.get(unit, "%,d")
