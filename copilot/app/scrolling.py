"""Brings a turn's question to the top of the window: a long answer is read from its beginning."""

from __future__ import annotations

import streamlit as st

# Constant but for a whole number; nothing that anybody typed comes near it.
_SCRIPT = """<script>
setTimeout(() => document.querySelector(".st-key-turn-{turn:d}")
    ?.scrollIntoView({{behavior: "smooth", block: "start"}}), 120);
</script>"""


def scroll_to(turn: int) -> None:
    """Scroll to the turn of that number, once."""
    st.html(_SCRIPT.format(turn=turn), unsafe_allow_javascript=True)
