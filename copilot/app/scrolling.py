"""Brings a turn's question to the top of the window: a long answer is read from its beginning."""

from __future__ import annotations

import streamlit as st

# Constant but for two whole numbers; nothing that anybody typed comes near it.
_SCRIPT = """<script>
setTimeout(() => document.querySelector(".st-key-turn-{turn:d}")
    ?.scrollIntoView({{behavior: "smooth", block: "start"}}), {wait:d});
</script>"""
_NEW_MS, _ALL_MS = 120, 1200


def scroll_to(turn: int, *, is_new: bool) -> None:
    """Scroll to the turn of that number, once; a page just opened needs time to lay itself out."""
    script = _SCRIPT.format(turn=turn, wait=_NEW_MS if is_new else _ALL_MS)
    st.html(script, unsafe_allow_javascript=True)
