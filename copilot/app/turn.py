"""One turn of the conversation, drawn from the stored JSON of its answer."""

from __future__ import annotations

from typing import Any

import streamlit as st
from pydantic import ValidationError

from copilot.answer import Answer
from copilot.app.chart_view import show_chart
from copilot.app.evidence import show_evidence
from copilot.app.shown_text import as_typed, markdown
from copilot.app.states import Ask, show_failure, show_questions, show_unanswered
from copilot.app.table_view import show_table
from copilot.app.wording import carried_over, days_of
from tools.claims import escape


def show_question(question: str) -> None:
    """What the person asked, as typed."""
    with st.chat_message("user", avatar=":material/person:"):
        st.markdown(as_typed(question))


def show_reply(
    kept: dict[str, Any], ask: Ask, *, is_last: bool, own_currency: str | None = None
) -> None:
    """The copilot's side of a turn.

    Args:
        kept: the JSON of an answer.
        is_last: the last turn offers what to ask next.
        own_currency: the company's, for tables of amounts under a text that names none.
    """
    try:
        answer = Answer.model_validate(kept)
    except ValidationError:
        show_failure(
            "This turn was kept by another version and cannot be drawn.",
            "Ask the question once more.",
        )
        return
    if answer.inherited:
        st.caption(f":material/history: Carried over: {as_typed(carried_over(answer.inherited))}")
    if answer.status == "answered":
        _show_answer(answer, own_currency)
    else:
        show_unanswered(answer, ask)
    if is_last and answer.status != "clarify" and answer.suggestions:
        st.caption("You might ask next" if answer.status == "answered" else "What I can answer")
        show_questions(answer.suggestions, f"{answer.answer_id}-next", ask)


def _show_answer(answer: Answer, own_currency: str | None) -> None:
    st.markdown(markdown(_without_listed_unknowns(answer)))
    _show_unknowns(answer)
    if answer.charts:
        show_chart(answer.charts[0], f"{answer.answer_id}-chart")
    currency = _currency(answer, own_currency)
    for at, table in enumerate(answer.tables):
        show_table(table, currency, f"{answer.answer_id}-table-{at}", beside=_drawn_title(answer))
    st.caption(f":material/calendar_today: {as_typed(days_of(answer))}")
    show_evidence(answer)


def _drawn_title(answer: Answer) -> str:
    return str(answer.charts[0].get("title", "")) if answer.charts else ""


def _without_listed_unknowns(answer: Answer) -> str:
    """The text less the paragraph that the list of unknowns repeats word for word."""
    kept = answer.text
    said = [escape(unknown.detail) for unknown in answer.unknowns]
    for paragraph in answer.text.split("\n\n"):
        words = paragraph.strip().removeprefix("Not known: ")
        if words != paragraph.strip() and _is_made_of(words, said):
            kept = kept.replace(paragraph, "")
    return kept


def _is_made_of(words: str, sentences: list[str]) -> bool:
    for sentence in sorted(sentences, key=len, reverse=True):
        words = words.replace(sentence, "")
    return not words.strip()


def _show_unknowns(answer: Answer) -> None:
    details = dict.fromkeys(unknown.detail for unknown in answer.unknowns)
    if details:
        lines = "\n".join(f"- {as_typed(detail)}" for detail in details)
        st.markdown(f"**Not known**\n\n{lines}")


def _currency(answer: Answer, own: str | None) -> str | None:
    """The one currency of all money in the answer; None where there are several."""
    found = {fact.currency for fact in answer.facts if fact.currency}
    if len(found) > 1:
        return None
    return found.pop() if found else own
