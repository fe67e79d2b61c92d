"""What the page says when there is no plain answer: calmly, with what to do next."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from copilot.answer import Answer
from copilot.app.shown_text import as_typed, markdown

Ask = Callable[[str], None]

_HEADINGS = {
    "clarify": (":material/help:", "Which do you mean?"),
    "out_of_scope": (":material/explore_off:", "Not something I answer"),
    "no_data": (":material/search_off:", "The data cannot say"),
    "error": (":material/error:", "This did not work"),
}
_TRY_AGAIN = (
    "Ask it once more, or in other words. If it happens again, `revcopilot doctor` says what is "
    "wrong on this machine."
)


def show_unanswered(answer: Answer, ask: Ask) -> None:
    """A turn without a plain answer: what it is, why, and the choices where it asks back."""
    icon, heading = _HEADINGS[answer.status]
    if answer.reason is not None and answer.reason.code == "act_request":
        heading = "I read and answer; I change nothing"
    with st.container(border=True, key=f"{answer.answer_id}-state", gap="small"):
        st.markdown(f"{icon} **{heading}**")
        st.markdown(as_typed(answer.reason.detail) if answer.reason else markdown(answer.text))
        if answer.status == "error":
            st.caption(_TRY_AGAIN)
        if answer.options:
            show_questions(answer.options, f"{answer.answer_id}-option", ask, is_list=True)


def show_questions(questions: Sequence[str], key: str, ask: Ask, *, is_list: bool = False) -> None:
    """Complete questions as buttons, side by side or one below the other; each asks itself."""
    with st.container(key=key, gap="xsmall", horizontal=not is_list):
        for at, question in enumerate(questions):
            st.button(as_typed(question), key=f"{key}-{at}", on_click=ask, args=(question,))


def show_failure(detail: str, fix: str) -> None:
    """A question that could not even be kept, or a page that cannot open."""
    with st.container(border=True, gap="small"):
        st.markdown(f":material/error: **{_HEADINGS['error'][1]}**")
        st.markdown(as_typed(detail))
        st.caption(as_typed(fix) if fix else _TRY_AGAIN)


def show_no_snapshot() -> None:
    """Nothing has been published yet: the one command that mends it."""
    st.title("Revenue Copilot", anchor=False)
    with st.container(border=True, gap="small"):
        st.markdown(":material/database_off: **There is no pipeline to ask about yet**")
        st.markdown("Create a demo company and its snapshot; it takes about a minute:")
        st.code("revcopilot refresh demo", language="bash")
        st.markdown("Or load your own CRM export:")
        st.code(
            "revcopilot refresh csv FOLDER --mapping FILE.yaml", language="bash", wrap_lines=True
        )
        st.caption(
            "Run it in the folder this page was started from, or with the same `REVCOPILOT_HOME`. "
            "Then look again."
        )
        st.button("Look again", key="look-again", icon=":material/refresh:")
