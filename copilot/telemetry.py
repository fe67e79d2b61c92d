"""Switches off what libraries would send away; called before any of them is imported."""

from __future__ import annotations

import os

SWITCHES = {
    "LANGSMITH_TRACING": "false",
    "LANGSMITH_TRACING_V2": "false",
    "LANGCHAIN_TRACING_V2": "false",
    "STREAMLIT_BROWSER_GATHER_USAGE_STATS": "false",
    "DO_NOT_TRACK": "1",
}


def switch_off() -> None:
    """Set every switch, whatever somebody's shell says: pipeline data must not leave."""
    os.environ.update(SWITCHES)
