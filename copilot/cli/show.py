"""An answer on a terminal: text, tables, what is unknown, what to ask next, and how it is known."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.markdown import Markdown
from rich.table import Table as RichTable
from rich.text import Text

from copilot.answer import Answer
from tools.claims import plain
from tools.facts import show_value
from tools.result import Table

LONGEST_CELL = 28


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
    """As many columns as fit side by side; the others stand in the JSON."""
    cells = [
        [shown(cell, column.unit) for cell, column in zip(row, table.columns, strict=True)]
        for row in table.rows
    ]
    fitting = _fitting(table, cells, width)
    hidden = len(table.columns) - fitting
    caption = Text(f"{hidden} more columns with --json", style="dim") if hidden else None
    drawn = RichTable(
        title=Text(table.title), title_justify="left", header_style="bold", caption=caption,
        caption_justify="left",
    )  # fmt: skip
    for column in table.columns[:fitting]:
        right = column.unit not in ("text", "date")
        drawn.add_column(Text(column.name), justify="right" if right else "left")
    for row in cells:
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


def shown(cell: Any, unit: str) -> str:
    """A table cell as a person reads it; a missing one is a dash."""
    if cell is None:
        return "–"
    if unit == "money" and isinstance(cell, int | float):
        return f"{cell:,.2f}"
    if unit == "score" and isinstance(cell, int | float):
        return f"{cell:,.0f}"
    if unit in ("ratio", "count") and isinstance(cell, int | float):
        return show_value(cell, unit)
    return plain(str(cell))


def _explain(console: Console, answer: Answer) -> None:
    for call in answer.plan_resolved:
        console.print(Text(f"call {call.tool} {call.args}"))
    for fact in answer.facts:
        period = f" [{fact.period.display}]" if fact.period else ""
        console.print(
            Text(f"{fact.id} {plain(fact.subject.name)} · {fact.metric}{period} = {fact.display}")
        )
    for receipt in answer.receipt:
        left = ", ".join(f"{row.count:,} {row.reason}" for row in receipt.left_out) or "none"
        console.print(Text(f"{receipt.tool}: {receipt.rows_read:,} rows read, left out: {left}"))
