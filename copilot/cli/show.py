"""An answer on a terminal: text, tables, what is unknown, what to ask next, and how it is known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.markdown import Markdown
from rich.table import Table as RichTable
from rich.text import Text

from copilot.answer import Answer
from copilot.app.wording import figure
from tools.claims import plain
from tools.facts import show_value
from tools.result import Table

LONGEST_CELL, MOST_ROWS = 28, 30
# From here on the text of an answer writes amounts without cents.
NO_CENTS = 1_000
_FORMS = {"score": ",.0f", "points": "+.1f"}


def show_answer(answer: Answer, *, explain: bool = False, show_outbound: bool = False) -> None:
    """Print an answer for a person."""
    console = Console(highlight=False)
    console.print(Markdown(answer.text))
    for table in answer.tables:
        console.print(_drawn(table, console.width))
    if answer.suggestions:
        console.print(Text("Next you might ask:", style="dim"))
        for suggestion in answer.suggestions:
            console.print(Text(f"  {suggestion}", style="dim"))
    model = answer.model_versions.get("win", "none")
    foot = (
        f"as of {answer.as_of} · snapshot {answer.snapshot_id} · model {model} · "
        f"answer {answer.answer_id} · {answer.grounding.unsupported} unsupported of "
        f"{answer.grounding.claims} checked"
    )
    console.print(Text(foot, style="dim"))
    if explain:
        _explain(console, answer)
    if show_outbound:
        console.print(Text("Nothing left this machine.", style="dim"))


def _drawn(table: Table, width: int) -> RichTable:
    """As many rows and columns as are read at a glance; the others stand in the JSON."""
    table = _without_empty(table)
    whole = [
        is_whole_money([row[at] for row in table.rows], column.unit)
        for at, column in enumerate(table.columns)
    ]
    cells = [
        [
            shown(cell, column.unit, is_whole=is_whole)
            for cell, column, is_whole in zip(row, table.columns, whole, strict=True)
        ]
        for row in table.rows
    ]
    fitting = _fitting(table, cells, width)
    hidden = len(table.columns) - fitting
    left = [
        f"{count:,} more {name}{'s' * (count != 1)}"
        for count, name in ((len(cells) - MOST_ROWS, "row"), (hidden, "column"))
        if count > 0
    ]
    caption = Text(f"{' and '.join(left)} with --json", style="dim") if left else None
    drawn = RichTable(
        title=Text(table.title), title_justify="left", header_style="bold", caption=caption,
        caption_justify="left",
    )  # fmt: skip
    for column in table.columns[:fitting]:
        right = column.unit not in ("text", "date")
        drawn.add_column(Text(column.name), justify="right" if right else "left")
    for row in cells[:MOST_ROWS]:
        drawn.add_row(*(Text(cell) for cell in row[:fitting]))
    return drawn


def _fitting(table: Table, cells: list[list[str]], width: int) -> int:
    """How many columns fit; a column takes its longest cell, at most LONGEST_CELL."""
    used, count = 1, 0
    for at, column in enumerate(table.columns):
        longest = max([len(column.name), *(len(row[at]) for row in cells)])
        used += min(longest, LONGEST_CELL) + 3
        if used > width and count > 1:
            break
        count += 1
    return count


def _without_empty(table: Table) -> Table:
    """The table less the columns that hold no value at all; the JSON has them."""
    held = [
        at
        for at in range(len(table.columns))
        if at == 0 or not table.rows or any(row[at] not in (None, "") for row in table.rows)
    ]
    return Table(
        title=table.title,
        columns=tuple(table.columns[at] for at in held),
        rows=tuple(tuple(row[at] for at in held) for row in table.rows),
    )


def is_whole_money(cells: Sequence[Any], unit: str) -> bool:
    """Whether the text of an answer would write every one of these amounts without cents."""
    known = [abs(round(cell, 2)) for cell in cells if isinstance(cell, int | float)]
    return unit == "money" and all(amount >= NO_CENTS or amount % 1 == 0 for amount in known)


def shown(cell: Any, unit: str, *, is_whole: bool = False) -> str:
    """A table cell as a person reads it; a missing one is a dash."""
    if cell is None:
        return "–"
    if unit == "date":
        return show_value(str(cell), unit)
    if isinstance(cell, str):
        return plain(cell)
    if unit == "money":
        return f"{round(cell) + 0:,.0f}" if is_whole else f"{round(cell, 2) + 0.0:,.2f}"
    if unit in _FORMS:
        return f"{cell:{_FORMS[unit]}}"
    return show_value(cell, unit) if unit in ("ratio", "count") else f"{cell:,.10g}"


def _explain(console: Console, answer: Answer) -> None:
    for call in answer.plan_resolved:
        console.print(Text(f"call {call.tool} {call.args}"))
    for fact in answer.facts:
        period = f" [{fact.period.display}]" if fact.period else ""
        console.print(
            Text(
                f"{fact.id} {plain(fact.subject.name)} · {figure(fact.metric)}{period} = "
                f"{fact.display}"
            )
        )
    for receipt in answer.receipt:
        left = ", ".join(f"{row.count:,} {row.reason}" for row in receipt.left_out) or "none"
        how = f"; how: {receipt.method}" if receipt.method else ""
        told = f"{receipt.tool}: {receipt.rows_read:,} rows read, left out: {left}{how}"
        console.print(Text(told))
