"""Charts as Vega-Lite, drawn from the rows of a result; their data stand inside them.

Colors are named only where they carry a meaning; all others are left to the page that draws.
"""

from __future__ import annotations

from typing import Any, Literal

Encoding = dict[str, Any]

# Told apart by all eyes, and clear on white as on black.
_AGAINST, _FOR = "#d9772b", "#3f8fd0"
_TOTAL = "#8a8f98"
_KINDS_OF_STEPS = {0: "pipeline", 1: "in", -1: "out"}


def bar_chart(title: str, field: str, unit: str, rows: list[tuple[str, float]]) -> dict[str, Any]:
    """A horizontal bar chart, in the order given."""
    return {
        "title": title,
        "data": {"values": [{"name": name, "value": value} for name, value in rows]},
        "mark": {"type": "bar"},
        "encoding": {
            "y": _names(),
            "x": _amounts("value", field, unit),
            "tooltip": _tooltip(unit, ("value", field)),
        },
    }


def line_chart(title: str, field: str, unit: str, rows: list[tuple[str, float]]) -> dict[str, Any]:
    """A line over time buckets."""
    return {
        "title": title,
        "data": {"values": [{"name": name, "value": value} for name, value in rows]},
        "mark": {"type": "line", "point": True},
        "encoding": {
            "x": {"field": "name", "type": "nominal", "sort": None, "title": None,
                  "axis": {"labelAngle": 0}},
            "y": _amounts("value", field, unit),
            "tooltip": _tooltip(unit, ("value", field)),
        },
    }  # fmt: skip


def range_chart(
    title: str, field: str, unit: str, rows: list[tuple[str, float, float, float]]
) -> dict[str, Any]:
    """For each name a bar from its low to its high amount, with a point in the middle."""
    names = ("name", "low", "middle", "high")
    told = f"{field}: P10, P50, P90"
    shown = (("low", "low (P10)"), ("middle", "middle (P50)"), ("high", "high (P90)"))
    return {
        "title": title,
        "data": {"values": [dict(zip(names, row, strict=True)) for row in rows]},
        "encoding": {"y": _names(), "tooltip": _tooltip(unit, *shown)},
        "layer": [
            {"mark": {"type": "bar", "size": 8, "cornerRadius": 4, "opacity": 0.4},
             "encoding": {"x": _amounts("low", told, unit), "x2": {"field": "high"}}},
            {"mark": {"type": "point", "filled": True, "size": 90, "opacity": 1},
             "encoding": {"x": _amounts("middle", told, unit)}},
        ],
    }  # fmt: skip


def outcome_chart(
    title: str, field: str, unit: str, rows: list[tuple[str, float, float, float, float]]
) -> dict[str, Any]:
    """For each name a bar from low to high with a tick in the middle, and a point: what came."""
    names = ("name", "low", "middle", "high", "came")
    shown = (("low", "low (P10)"), ("middle", "middle (P50)"), ("high", "high (P90)"),
             ("came", "what came"))  # fmt: skip
    told = f"{field}: forecast range and what came"
    x = {"field": "name", "type": "nominal", "sort": None, "title": None}
    return {
        "title": title,
        "data": {"values": [dict(zip(names, row, strict=True)) for row in rows]},
        "encoding": {"x": x, "tooltip": _tooltip(unit, *shown)},
        "layer": [
            {"mark": {"type": "bar", "size": 10, "cornerRadius": 4, "opacity": 0.4, "color": _FOR},
             "encoding": {"y": _amounts("low", told, unit), "y2": {"field": "high"}}},
            {"mark": {"type": "tick", "size": 12, "thickness": 2, "color": _FOR},
             "encoding": {"y": _amounts("middle", told, unit)}},
            {"mark": {"type": "point", "filled": True, "size": 50, "opacity": 1,
                      "color": _AGAINST},
             "encoding": {"y": _amounts("came", told, unit)}},
        ],
    }  # fmt: skip


def signed_chart(
    title: str,
    field: str,
    unit: str,
    rows: list[tuple[str, float]],
    signs: tuple[str, str],
    *,
    good_when: Literal["up", "down"] = "down",
) -> dict[str, Any]:
    """Horizontal bars to both sides of zero, in the order given.

    Args:
        signs: what a bar above zero means, and one below.
        good_when: which of the two is good news.
    """
    colors = [_AGAINST, _FOR] if good_when == "down" else [_FOR, _AGAINST]
    values = [{"name": name, "value": value, "sign": signs[value < 0]} for name, value in rows]
    color = {
        "field": "sign", "type": "nominal", "title": None,
        "scale": {"domain": list(signs), "range": colors},
        "legend": {"orient": "top"},
    }  # fmt: skip
    return {
        "title": title,
        "data": {"values": values},
        "mark": {"type": "bar"},
        "encoding": {
            "y": _names(),
            "x": _amounts("value", field, unit),
            "color": color,
            "tooltip": _tooltip(unit, ("value", field)),
        },
    }


def bridge_chart(title: str, unit: str, steps: list[tuple[str, float, int]]) -> dict[str, Any]:
    """A bridge: bars that begin where the one before ended, from one total to another.

    Args:
        steps: name, amount, and its sign: 1 adds, -1 takes away, 0 is a total that stands.
    """
    values, level = [], 0.0
    for name, amount, sign in steps:
        start = level if sign else 0.0
        level = round(start + (sign or 1) * amount, 2)
        kind = _KINDS_OF_STEPS[sign]
        values.append({"name": name, "start": start, "end": level, "value": amount, "kind": kind})
    kinds = [_KINDS_OF_STEPS[sign] for sign in (0, 1, -1)]
    color = {
        "field": "kind", "type": "nominal", "title": None,
        "scale": {"domain": kinds, "range": [_TOTAL, _FOR, _AGAINST]},
        "legend": {"orient": "top"},
    }  # fmt: skip
    return {
        "title": title,
        "data": {"values": values},
        "mark": {"type": "bar"},
        "encoding": {
            "y": _names(),
            "x": _amounts("start", title, unit),
            "x2": {"field": "end"},
            "color": color,
            "tooltip": _tooltip(unit, ("value", "amount")),
        },
    }


def _names() -> Encoding:
    return {"field": "name", "type": "nominal", "sort": None, "title": None}


def _amounts(column: str, title: str, unit: str) -> Encoding:
    told = f"{title} ({unit})" if _is_money(unit) and unit != "USD" else title
    return {"field": column, "type": "quantitative", "title": told, "axis": _axis(unit)}


def _axis(unit: str) -> dict[str, Any]:
    """Round marks in the unit: "$0", "$1.5M", "$2B", "40%", "+5"."""
    if unit == "ratio":
        return {"format": ".0%"}
    if unit == "points":
        return {"format": "+~g", "labelExpr": "datum.value === 0 ? '0' : datum.label"}
    zero = "$0" if unit == "USD" else "0"
    return {
        "format": "$~s" if unit == "USD" else "~s",
        "labelExpr": f"datum.value === 0 ? '{zero}' : replace(datum.label, 'G', 'B')",
    }


def _tooltip(unit: str, *shown: tuple[str, str]) -> list[Encoding]:
    """The name of what is pointed at, and its figures written out."""
    name = {"field": "name", "type": "nominal", "title": "for"}
    return [name, *(_figure(column, title, unit) for column, title in shown)]


def _figure(column: str, title: str, unit: str) -> Encoding:
    form = {"ratio": ".1%", "points": "+.1f", "USD": "$,.0f"}.get(unit, ",~f")
    return {"field": column, "type": "quantitative", "title": title, "format": form}


def _is_money(unit: str) -> bool:
    return len(unit) == 3 and unit.isupper()
