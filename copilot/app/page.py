"""The page: a header, the conversation so far, and the question now being asked."""

from __future__ import annotations

import logging
from pathlib import Path

import streamlit as st

from copilot.app.scrolling import scroll_to
from copilot.app.serving import JsonObject, Served, served
from copilot.app.shown_text import as_typed
from copilot.app.states import show_failure, show_no_snapshot, show_questions
from copilot.app.turn import show_question, show_reply
from copilot.cli.common import new_id
from data.errors import CopilotError, NoSnapshot
from data.home_folder import home_from_environment
from data.periods import display_day
from data.store.manifest import Manifest

CONVERSATION = "conversation"
_ASKED, _OPENED = "asked", "opened"
MOST_TURNS = 20
# An answer takes a moment, one about a past day longer.
_WORKING = "Looking into the data…"
_LOG = logging.getLogger("revcopilot")
_STYLE = Path(__file__).with_name("page.css")


def show_page() -> None:
    """Draw the page for the present state of the conversation; asks where a question waits."""
    st.set_page_config(page_title="Revenue Copilot", layout="wide")
    st.html(_STYLE)
    try:
        opened = served(home_from_environment())
    except NoSnapshot:
        show_no_snapshot()
    except CopilotError as error:
        show_failure(error.detail, error.fix)
    except Exception:
        _LOG.exception("the page cannot open")
        show_failure(
            "The snapshot cannot be opened.",
            "Run the refresh again; `revcopilot status` names what is published.",
        )
    else:
        _show_chat(opened)


def _show_chat(opened: Served) -> None:
    _show_header(opened.manifest)
    history, moving, below = st.container(), st.container(), st.container(key="ask")
    typed = below.chat_input("Ask about the pipeline", max_chars=2000)
    question = (typed or st.session_state.pop(_ASKED, "")).strip()
    conversation = st.query_params.get(CONVERSATION)
    try:
        turns = opened.turns(conversation) if conversation else []
    except CopilotError as error:
        show_failure(error.detail, error.fix)
        return
    with history:
        if not turns and not question:
            _show_welcome(opened)
        _show_history(turns, opened.manifest.currency, is_asking=bool(question))
        if question:
            conversation = conversation or new_id()
            # Before the answer: a next question may come while this one is being drawn.
            st.query_params[CONVERSATION] = conversation
            _show_new(opened, question, conversation, len(turns))
    last = len(turns) - (not question)
    if last > 0 and (question or _OPENED not in st.session_state):
        with moving:
            scroll_to(last, is_new=bool(question))
    st.session_state[_OPENED] = True


def _show_header(manifest: Manifest) -> None:
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"
    ):
        st.header(as_typed(manifest.company.title), anchor=False, width="content")
        st.button("New conversation", key="new", icon=":material/add_comment:", on_click=_begin)
    st.caption(_state_of(manifest))


def _state_of(manifest: Manifest) -> str:
    rows = manifest.row_counts
    told = [
        f"As of {display_day(manifest.as_of)}",
        f"{rows.get('opportunities', 0):,} deals, {rows.get('deal_scores', 0):,} open ones scored",
        f"snapshot {manifest.snapshot_id}",
    ]
    if manifest.no_scores:
        told[1] = (
            f"{rows.get('opportunities', 0):,} deals, no scores: {manifest.no_scores.rstrip('.')}"
        )
    warnings = manifest.findings.get("warning", 0)
    if warnings:
        told.append(f"{warnings:,} warning{'s' * (warnings > 1)} about the data")
    return " · ".join(told)


def _show_welcome(opened: Served) -> None:
    st.markdown("**Ask about your pipeline.** Every figure comes with how it is known.")
    show_questions(opened.examples, "examples", ask_next)


def _show_history(turns: list[JsonObject], currency: str | None, *, is_asking: bool) -> None:
    first = max(0, len(turns) - MOST_TURNS)
    if first and not st.toggle(f"Show {first:,} earlier turns", key="earlier"):
        turns_shown = list(enumerate(turns))[first:]
    else:
        turns_shown = list(enumerate(turns))
    for at, kept in turns_shown:
        with st.container(key=f"turn-{at}"):
            show_question(str(kept.get("question", "")))
            with _copilot():
                is_last = not is_asking and at == len(turns) - 1
                show_reply(kept, ask_next, is_last=is_last, own_currency=currency)


def _show_new(opened: Served, question: str, conversation: str, at: int) -> None:
    with st.container(key=f"turn-{at}"):
        show_question(question)
        with _copilot():
            try:
                with st.spinner(_WORKING):
                    kept = opened.ask(question, conversation)
            except CopilotError as error:
                show_failure(error.detail, error.fix)
                return
            except Exception:
                _LOG.exception("a question failed")
                show_failure("Something went wrong inside.", "")
                return
            own = opened.manifest.currency
            show_reply(kept, ask_next, is_last=True, own_currency=own)


def _copilot() -> st.delta_generator.DeltaGenerator:
    return st.chat_message("assistant", avatar=":material/insights:")


def ask_next(question: str) -> None:
    """Ask this on the run that follows the click."""
    st.session_state[_ASKED] = question


def _begin() -> None:
    st.query_params.clear()
    st.session_state.pop(_ASKED, None)
