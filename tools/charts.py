"""Charts as Vega-Lite, drawn from the rows of a result; their data stand inside them."""

from __future__ import annotations

from typing import Any


def bar_chart(title: str, field: str, unit: str, rows: list[tuple[str, float]]) -> dict[str, Any]:
    """A horizontal bar chart, in the order given."""
    return {
        "title": title,
        "data": {"values": [{"name": name, "value": value} for name, value in rows]},
        "mark": {"type": "bar", "tooltip": True},
        "encoding": {
            "y": {"field": "name", "type": "nominal", "sort": None, "title": None,
                  "axis": {"labelLimit": 200}},
            "x": {"field": "value", "type": "quantitative", "title": field,
                  "axis": {"format": _axis(unit)}},
        },
    }  # fmt: skip


def line_chart(title: str, field: str, unit: str, rows: list[tuple[str, float]]) -> dict[str, Any]:
    """A line over time buckets."""
    return {
        "title": title,
        "data": {"values": [{"name": name, "value": value} for name, value in rows]},
        "mark": {"type": "line", "point": True, "tooltip": True},
        "encoding": {
            "x": {"field": "name", "type": "nominal", "sort": None, "title": None,
                  "axis": {"labelAngle": 0}},
            "y": {"field": "value", "type": "quantitative", "title": field,
                  "axis": {"format": _axis(unit)}},
        },
    }  # fmt: skip


def range_chart(
    title: str, field: str, unit: str, rows: list[tuple[str, float, float, float]]
) -> dict[str, Any]:
    """For each name a line from its low to its high amount, with a point in the middle."""
    names = ("name", "low", "middle", "high")
    x = {"type": "quantitative", "title": field, "axis": {"format": _axis(unit)}}
    return {
        "title": title,
        "data": {"values": [dict(zip(names, row, strict=True)) for row in rows]},
        "encoding": {
            "y": {"field": "name", "type": "nominal", "sort": None, "title": None,
                  "axis": {"labelLimit": 200}},
        },
        "layer": [
            {"mark": {"type": "rule", "strokeWidth": 3, "tooltip": True},
             "encoding": {"x": {"field": "low", **x}, "x2": {"field": "high"}}},
            {"mark": {"type": "point", "filled": True, "size": 90, "tooltip": True},
             "encoding": {"x": {"field": "middle", **x}}},
        ],
    }  # fmt: skip


def _axis(unit: str) -> str:
    if unit == "ratio":
        return ".0%"
    return "$~s" if unit == "USD" else "~s"
