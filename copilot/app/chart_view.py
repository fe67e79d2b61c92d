"""A chart as the page draws it: the answer's own marks and data, with room for every name."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import streamlit as st

_STEP, _TICKS = 24, 6


def show_chart(chart: dict[str, Any], key: str) -> None:
    """Draw a Vega-Lite chart; its data stand inside it, and nothing is fetched."""
    st.vega_lite_chart(spaced(chart), key=key, alt=str(chart.get("title", "")))


def spaced(chart: dict[str, Any]) -> dict[str, Any]:
    """The same chart with room for every bar's name and no title said twice."""
    drawn = deepcopy(chart)
    drawn["width"] = "container"
    drawn["autosize"] = {"type": "fit-x", "contains": "padding"}
    encoding = drawn.get("encoding", {})
    if encoding.get("y", {}).get("type") == "nominal":
        drawn.setdefault("height", {"step": _STEP})
    for channel in ("x", "y"):
        told = encoding.get(channel, {})
        if told.get("type") == "quantitative":
            if told.get("title") == drawn.get("title"):
                told["title"] = None
            told.setdefault("axis", {}).setdefault("tickCount", _TICKS)
    drawn.setdefault("config", {}).setdefault("axis", {}).setdefault("labelFlush", False)
    return drawn
