"""How an answer is known: its facts, calls and rows, and how to compute it again offline."""

from __future__ import annotations

import json
import shlex

import pandas as pd
import streamlit as st

from copilot.answer import Answer, PlannedCall
from copilot.app.shown_text import as_typed
from copilot.app.wording import figure, label
from data.periods import display_day
from tools.claims import plain
from tools.facts import Fact, show_value
from tools.result import Receipt


def show_evidence(answer: Answer) -> None:
    """A closed drawer under an answer, with everything that stands behind it."""
    with st.expander(
        "How I know", key=f"{answer.answer_id}-how", icon=":material/fact_check:", type="compact"
    ):
        st.markdown(_checked(answer))
        if answer.facts:
            _show_facts(answer)
        for unknown in answer.unknowns:
            column = f" (`{unknown.column}`)" if unknown.column else ""
            st.markdown(f"Not known: {as_typed(unknown.detail)}{column}")
        _show_calls(answer)
        _show_origin(answer)


def facts_frame(facts: list[Fact]) -> pd.DataFrame:
    """One row a fact, every value exactly as an answer may write it; unknowns are told apart."""
    return pd.DataFrame(
        [
            {
                "Fact": fact.id,
                "About": plain(fact.subject.name),
                "Figure": figure(fact.metric),
                "Value": plain(fact.display),
                "Period": fact.period.display if fact.period else None,
                "Counted": _counted(fact),
                "95% interval": _interval(fact),
            }
            for fact in facts
            if fact.metric != "unknown"
        ]
    ).dropna(axis="columns", how="all")


def _counted(fact: Fact) -> str | None:
    if fact.n is None:
        return None
    return f"{fact.n:,} of {fact.of:,}" if fact.of is not None else f"{fact.n:,}"


def _interval(fact: Fact) -> str | None:
    if fact.interval is None:
        return None
    low, high = (show_value(end, fact.unit) for end in fact.interval)
    return f"{low} – {high}"


def _checked(answer: Answer) -> str:
    found = answer.grounding
    if not answer.facts:
        return "No figure was computed for this answer."
    said = (
        f"**{found.claims:,} claims** in the text (figures, names, dates, directions) were checked "
        f"against the facts below: **{found.unsupported:,} unsupported**."
    )
    if found.rejected_drafts:
        return said + " A first draft failed this check and was not shown."
    return said


def _show_facts(answer: Answer) -> None:
    frame = facts_frame(answer.facts)
    st.dataframe(
        frame,
        width="content",
        key=f"{answer.answer_id}-facts",
        hide_index=True,
        height="auto",
        column_config={
            name: st.column_config.TextColumn(width=_width([name, *frame[name].dropna()]))
            for name in frame.columns
        },
        placeholder="",
        alt="Facts behind this answer",
    )


def _width(texts: list[str]) -> int:
    """Pixels that the longest text takes, within reason."""
    return min(420, 28 + 7 * max(len(text) for text in texts))


def _show_calls(answer: Answer) -> None:
    for at, call in enumerate(answer.plan):
        st.markdown(f"**Call {at + 1}: {label(call.tool)}**")
        for receipt in _receipts(answer, at):
            st.markdown(rows_read(receipt))
        st.code(command_of(call), language="bash", wrap_lines=True)


def _receipts(answer: Answer, at: int) -> list[Receipt]:
    """The receipt of one call; receipts follow the calls that gave a result."""
    if len(answer.receipt) == len(answer.plan):
        return [answer.receipt[at]]
    wanted = answer.plan[at].tool
    return [receipt for receipt in answer.receipt if receipt.tool == wanted][:1]


def rows_read(receipt: Receipt) -> str:
    """How many rows a call read, which it left out, and by which way, as Markdown."""
    left = "; ".join(f"{row.count:,} {as_typed(row.reason)}" for row in receipt.left_out)
    method = f" How: {as_typed(receipt.method.rstrip('.'))}." if receipt.method else ""
    return f"{receipt.rows_read:,} rows read. Left out: {left or 'none'}.{method}"


def command_of(call: PlannedCall) -> str:
    """The call as a command that anybody can run."""
    arguments = json.dumps(call.args, ensure_ascii=False)
    return f"revcopilot tool {call.tool} {shlex.quote(arguments)} --json"


def _show_origin(answer: Answer) -> None:
    model = ", ".join(f"{name} {number}" for name, number in answer.model_versions.items())
    st.markdown(
        f"Snapshot `{answer.snapshot_id}`, as of {display_day(answer.as_of)} · "
        f"model `{model or 'none'}` · code `{answer.code_version}` · "
        f"planned by {answer.planner}, worded by {answer.narrator} · "
        f"{answer.timings_ms.get('total', 0):,.0f} ms"
    )
    st.markdown("To check this answer offline, byte for byte:")
    st.code(f"revcopilot replay {answer.answer_id}", language="bash")
