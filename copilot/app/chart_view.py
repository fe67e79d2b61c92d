"""A chart as the page draws it: the answer's own marks and data, with room for every name."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import streamlit as st

_STEP = 24
# As many marks on an axis as there is room for, whatever the width of the screen.
_TICKS = {"expr": "clamp(floor(width / 80), 2, 7)"}
_NAME_PIXELS = {"expr": "windowSize()[0] < 640 ? 132 : 300"}

# A phone has no room for many side by side.
_LEGEND_COLUMNS = {"expr": "windowSize()[0] < 640 ? 2 : 4"}


def show_chart(chart: dict[str, Any], key: str) -> None:
    """Draw a Vega-Lite chart; its data stand inside it, and nothing is fetched."""
    st.vega_lite_chart(spaced(chart), key=key, alt=str(chart.get("title", "")))


def spaced(chart: dict[str, Any]) -> dict[str, Any]:
    """The same chart with room for every bar's name and no title said twice."""
    drawn = deepcopy(chart)
    drawn["width"] = "container"
    drawn["autosize"] = {"type": "fit-x", "contains": "padding"}
    named = drawn.get("encoding", {}).get("y", {})
    if named.get("type") == "nominal":
        drawn.setdefault("height", {"step": _STEP})
        named.setdefault("axis", {})["labelLimit"] = _NAME_PIXELS
    for told in _axes(drawn):
        if _is_said(told.get("title"), str(drawn.get("title", ""))):
            told["title"] = None
        told.setdefault("axis", {}).setdefault("tickCount", _TICKS)
        told["axis"].setdefault("labelOverlap", True)
    for color in _colors(drawn):
        color["legend"] = {**color["legend"], "columns": _LEGEND_COLUMNS}
    drawn.setdefault("config", {}).setdefault("axis", {}).setdefault("labelFlush", False)
    return drawn


def _axes(chart: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every axis of amounts, those of the chart's layers among them."""
    for part in (chart, *chart.get("layer", ())):
        for channel in ("x", "y"):
            told = part.get("encoding", {}).get(channel, {})
            if told.get("type") == "quantitative":
                yield told


def _colors(chart: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every color with a legend, those of the chart's layers among them."""
    for part in (chart, *chart.get("layer", ())):
        told = part.get("encoding", {}).get("color", {})
        if told.get("legend"):
            yield told


def _is_said(axis_title: str | None, title: str) -> bool:
    """Whether the chart's own title begins with all that the axis would say."""
    return axis_title is not None and title.startswith(axis_title)
