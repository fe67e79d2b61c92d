"""Charts as Vega-Lite, drawn from the rows of a result; their data stand inside them.

Colors are named only where they carry a meaning; all others are left to the page that draws.
"""

from __future__ import annotations

from typing import Any, Literal

Encoding = dict[str, Any]

# Told apart by all eyes, and clear on white as on black.
_AGAINST, _FOR, _GAINED = "#d9772b", "#3f8fd0", "#2f9e6e"
_NEUTRAL = "#8a8f98"
StepKind = Literal["total", "added", "won", "taken"]
_STEP_KINDS = {
    "total": ("pipeline", _NEUTRAL),
    "added": ("adds to it", _FOR),
    "won": ("won", _GAINED),
    "taken": ("takes from it", _AGAINST),
}
_HELD, _MISSED = "came inside the range", "came outside it"
MOST_BARS = 20
_LEGEND: Encoding = {"orient": "top"}
# Of a bridge whose levels all lie above this share of the highest, the lowest part is not drawn.
_MOSTLY_LEVEL = 0.6


def bar_chart(title: str, field: str, unit: str, rows: list[tuple[str, float]]) -> dict[str, Any]:
    """A horizontal bar chart, in the order given; of very many the first, as its title says."""
    shown = rows[:MOST_BARS]
    return {
        "title": title if shown == rows else f"{title}: the first {len(shown)} of {len(rows)}",
        "data": {"values": [{"name": name, "value": value} for name, value in shown]},
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
    title: str,
    field: str,
    unit: str,
    rows: list[tuple[str, float, float, float]],
    *,
    from_zero: bool = True,
) -> dict[str, Any]:
    """For each name a bar from its low to its high amount, with a point in the middle.

    Args:
        from_zero: whether the axis begins at zero; not where small differences are the matter.
    """
    scale = {} if from_zero else {"scale": {"zero": False}}
    names = ("name", "low", "middle", "high")
    told = f"{field}: P10, P50, P90"
    shown = (("low", "low (P10)"), ("middle", "middle (P50)"), ("high", "high (P90)"))
    return {
        "title": title,
        "data": {"values": [dict(zip(names, row, strict=True)) for row in rows]},
        "encoding": {"y": _names(), "tooltip": _tooltip(unit, *shown)},
        "layer": [
            {"mark": {"type": "bar", "size": 8, "cornerRadius": 4, "opacity": 0.4},
             "encoding": {"x": _amounts("low", told, unit) | scale, "x2": {"field": "high"}}},
            {"mark": {"type": "point", "filled": True, "size": 90, "opacity": 1},
             "encoding": {"x": _amounts("middle", told, unit) | scale}},
        ],
    }  # fmt: skip


def with_target(chart: dict[str, Any], amount: float, unit: str) -> dict[str, Any]:
    """A chart of ranges with the target as a line across, and its amount above the line."""
    x = {"field": "target", "type": "quantitative", "title": None}
    data = {"values": [{"target": amount, "told": f"target {_brief(amount, unit)}"}]}
    form = "$,.0f" if unit == "USD" else ",.0f"
    tooltip = [{"field": "target", "type": "quantitative", "title": "target", "format": form}]
    line = {
        "data": data,
        "mark": {"type": "rule", "strokeDash": [6, 4], "size": 2, "color": _AGAINST},
        "encoding": {"x": x, "y": {"value": 0}, "y2": {"value": "height"}, "tooltip": tooltip},
    }
    words = {
        "data": data,
        "mark": {
            "type": "text",
            "align": "right",
            "baseline": "bottom",
            "dy": -4,
            "color": _AGAINST,
        },
        "encoding": {"x": x, "y": {"value": 0}, "text": {"field": "told", "type": "nominal"}},
    }
    return {**chart, "layer": [*chart["layer"], line, words]}


def outcome_chart(
    title: str, field: str, unit: str, rows: list[tuple[str, float, float, float, float]]
) -> dict[str, Any]:
    """For each name a bar from low to high with a tick in the middle, and a point: what came.

    A point has the color of good news where it lies in its bar, else that of bad news.
    """
    names = ("name", "low", "middle", "high", "came")
    shown = (("low", "low (P10)"), ("middle", "middle (P50)"), ("high", "high (P90)"),
             ("came", "what came"))  # fmt: skip
    told = f"{field}: bar P10 to P90, line P50"
    x = {
        "field": "name",
        "type": "nominal",
        "sort": None,
        "title": None,
        "axis": {"labelAngle": -45, "labelOverlap": "greedy"},
    }
    color = {
        "field": "kept",
        "type": "nominal",
        "title": None,
        "scale": {"domain": [_HELD, _MISSED], "range": [_GAINED, _AGAINST]},
        "legend": _LEGEND,
    }
    values = [
        dict(zip(names, row, strict=True))
        | {"kept": _HELD if row[1] <= row[4] <= row[3] else _MISSED}
        for row in rows
    ]
    return {
        "title": title,
        "data": {"values": values},
        "encoding": {"x": x, "tooltip": _tooltip(unit, *shown)},
        "layer": [
            {"mark": {"type": "bar", "size": 10, "cornerRadius": 4, "opacity": 0.4, "color": _FOR},
             "encoding": {"y": _amounts("low", told, unit), "y2": {"field": "high"}}},
            {"mark": {"type": "tick", "size": 12, "thickness": 2, "color": _FOR},
             "encoding": {"y": _amounts("middle", told, unit)}},
            {"mark": {"type": "point", "filled": True, "size": 60, "opacity": 1},
             "encoding": {"y": _amounts("came", told, unit), "color": color}},
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
        "legend": _LEGEND,
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


def bridge_chart(title: str, unit: str, steps: list[tuple[str, float, StepKind]]) -> dict[str, Any]:
    """A bridge: bars that begin where the one before ended, from one total to another.

    Where the steps are small beside the totals the axis does not begin at zero, and says so.

    Args:
        steps: name, amount (never negative), and whether it is a total that stands, adds to the
            level, or leaves it: won, or taken away otherwise.
    """
    values = _placed(steps, unit)
    # A step begins at the end of the one before, so that the ends are all the levels there are.
    levels = [one["end"] for one in values]
    lowest, highest = min(levels), max(levels)
    is_cut = highest > lowest > _MOSTLY_LEVEL * highest
    begins = lowest - 0.3 * (highest - lowest) if is_cut else 0.0
    scale = {"domain": [begins, (highest + 0.2 * (highest - begins)) or 1.0], "nice": False}
    said = "The axis does not begin at zero" if is_cut else title
    kinds = {kind: _STEP_KINDS[kind] for _, _, kind in steps}
    color = {
        "field": "kind", "type": "nominal", "title": None,
        "scale": {"domain": [name for name, _ in kinds.values()],
                  "range": [color for _, color in kinds.values()]},
        "legend": _LEGEND,
    }  # fmt: skip
    x = {"scale": scale, **_amounts("start", said, unit)}
    return {
        "title": title,
        "data": {"values": values},
        "encoding": {"y": _names(), "tooltip": _tooltip(unit, ("value", "amount"))},
        "layer": [
            {"mark": {"type": "bar", "clip": True},
             "encoding": {"x": x, "x2": {"field": "end"}, "color": color}},
            {"mark": {"type": "text", "align": "left", "dx": 5, "color": _NEUTRAL},
             "encoding": {"x": {**x, "field": "right"},
                          "text": {"field": "told", "type": "nominal"}}},
        ],
    }  # fmt: skip


def _placed(steps: list[tuple[str, float, StepKind]], unit: str) -> list[dict[str, Any]]:
    """Each step with where its bar begins and ends, and its amount in a few letters."""
    values, level = [], 0.0
    for name, amount, kind in steps:
        start = 0.0 if kind == "total" else level
        sign = {"total": "", "added": "+"}.get(kind, "−")
        level = round(start + (-amount if sign == "−" else amount), 2)
        values.append(
            {"name": name, "start": start, "end": level, "value": amount,
             "kind": _STEP_KINDS[kind][0], "right": max(start, level),
             "told": sign + _brief(amount, unit)}
        )  # fmt: skip
    return values


def _brief(amount: float, unit: str) -> str:
    """An amount to three figures: "$51.5M", "346k"."""
    lead = "$" if unit == "USD" else ""
    for size, letter in ((1e9, "B"), (1e6, "M"), (1e3, "k")):
        if abs(amount) >= size * 0.9995:
            return f"{lead}{_three(amount / size)}{letter}"
    return f"{lead}{_three(amount)}"


def _three(number: float) -> str:
    digits = 0 if abs(number) >= 99.95 else 1 if abs(number) >= 9.995 else 2
    told = f"{number:.{digits}f}"
    return told.rstrip("0").rstrip(".") if "." in told else told


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
