"""Arguments, periods and carried-over context in words for a person; plain text, not Markdown."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from pydantic import ValidationError

from copilot.answer import Answer, PlannedCall
from data.periods import Period, display_day

_CALLED = {
    "group_by": "by",
    "compare_to": "compared with",
    "sort_by": "sorted by",
    "as_of": "as of",
}
_FIGURES = {
    "age_days": "days open",
    "bias": "too high (+) or too low (−) in all",
    "called_too_high": "calls above what came",
    "called_too_low": "calls below what came",
    "coverage_meant": "share of outcomes that a range should cover",
    "backtest_window": "days of the backtest",
    "base_risk": "risk score of a typical live deal",
    "brier": "Brier score (mean squared error of the chances)",
    "callers": "managers who made a call",
    "date_gap_days": "days from expected to recorded close",
    "days_passed": "days of the period that have passed",
    "days_in_period": "days of the whole period",
    "days_compared": "length of a period compared",
    "first_event": "day the data begin",
    "driver_points": "points of this driver",
    "changed_since": "changed since",
    "delta_mean": "change of the forecast (mean)",
    "delta_p50": "change of the forecast, middle (P50)",
    "earlier_revenue_mean": "revenue before, mean",
    "earlier_revenue_p50": "revenue before, middle (P50)",
    "part_total": "change in all",
    "part_time": "change by time alone",
    "part_facts": "change by facts",
    "part_model": "change by the model",
    "part_of_driver": "change by this driver",
    "part_of_deal": "change by this deal",
    "part_won": "change by deals won",
    "part_lost": "change by deals lost",
    "part_removed": "change by deals removed",
    "part_created": "change by deals created",
    "part_amounts": "change by amounts",
    "part_prospects": "change by other facts of open deals",
    "part_scope": "change by deals in or out of scope",
    "part_pace": "change by the pace of new deals",
    "part_curves": "change by the new model on the same facts",
    "part_learned": "change by what past forecasts taught",
    "expected_close_from": "expected close, earliest",
    "expected_close_on": "expected close",
    "expected_close_to": "expected close, latest",
    "fewest_closed_deals": "closed deals that a rank takes",
    "forecast_on": "forecast made on",
    "horizon_on": "risk horizon",
    "interval_coverage": "past outcomes inside their range",
    "last_event_on": "last event",
    "later_held": "later forecasts with the outcome in their range",
    "level_count": "deals at this risk level",
    "level_past_win_rate": "past win rate at this risk level",
    "loss_by_horizon": "chance to be lost by the horizon",
    "main_driver_count": "deals with this main driver",
    "missing_started_on": "without creation date",
    "next_action_count": "deals with this next action",
    "over_called": "periods with more called than came",
    "over_caller": "usually calls too much",
    "over_callers": "managers who usually call too much",
    "pace_ahead": "less error at the pace of recent weeks",
    "pace_error": "error of the pace of recent weeks",
    "pace_rule": "revenue at the pace of recent weeks",
    "points_against": "points that speak against it",
    "points_for": "points that speak for it",
    "push_count": "times pushed",
    "recorded_close_on": "recorded close",
    "realized_share": "share of open amounts that is realized",
    "repeat_ahead": "less error if earlier results repeat",
    "repeat_error": "error if earlier results repeat",
    "repeat_rule": "revenue if earlier results repeat",
    "reps_apart": "reps whose win rate stands apart",
    "rest_mean": "mean without the largest deal",
    "open_pipeline_own_mean": "open deals by their own chances (mean)",
    "rule_limit": "limit of the rule",
    "season_ahead": "less error at the usual level of the season",
    "season_error": "error of the usual level of the season",
    "season_rule": "revenue at the usual level of the season",
    "separate_windows": "windows that do not overlap",
    "shared_count": "deals that share this",
    "slip_by_horizon": "chance to be still open at the horizon",
    "top_contribution": "mean of the largest deal",
    "top_share": "share of the largest deal",
    "wape": "error on average (WAPE)",
    "unranked_reps": "reps with too few closed deals for a rank",
    "win_by_horizon": "chance to be won by the horizon",
    "win_probability": "chance to be won within a year",
}
# What the tools of change and of what lies ahead say in a word of their own.
_FIGURES |= {
    "after_mean": "revenue after the change, mean",
    "after_p10": "revenue after the change, low (P10)",
    "after_p50": "revenue after the change, middle (P50)",
    "after_p90": "revenue after the change, high (P90)",
    "added_amount": "amount of the added deal",
    "added_probability": "chance of the added deal",
    "came_and_went": "deals that came and went in between, amount",
    "came_and_went_count": "deals that came and went in between",
    "chance_after": "chance of the target after the change",
    "chance_if_lost": "chance of the target if the deal is lost",
    "chance_if_won": "chance of the target if the deal is won",
    "chance_of_target": "chance of making the target",
    "changed_deals": "deals that go otherwise",
    "changed_until": "changed until",
    "closing": "pipeline at the end",
    "closing_count": "deals open at the end",
    "conversion_windows": "past windows behind the conversion",
    "created": "deals created, amount",
    "days_to_go": "days of the period to go",
    "delta_chance": "change of the chance of the target",
    "delta_p10": "change of the forecast, low (P10)",
    "delta_p90": "change of the forecast, high (P90)",
    "employees": "employees of the account",
    "explained_until": "explained until",
    "gap_to_target": "gap to the target",
    "grown": "open amounts that grew, by how much",
    "grown_count": "deals whose amount grew",
    "historic_conversion": "share of open pipeline that was won in the past",
    "list_priced_count": "deals at their list price",
    "lost": "deals lost, amount",
    "moved_deals": "deals with another chance",
    "moved_in": "deals moved in, amount",
    "moved_in_count": "deals moved in",
    "moved_out": "deals moved out, amount",
    "moved_out_count": "deals moved out",
    "opening": "pipeline at the beginning",
    "opening_count": "deals open at the beginning",
    "ordered_amount": "amount of orders",
    "overdue_amount": "overdue deals, amount",
    "pipeline_at_hand": "open pipeline at hand",
    "pipeline_missing": "open pipeline that is missing",
    "pipeline_needed": "open pipeline needed",
    "pulled_in": "deals pulled in, amount",
    "pulled_in_count": "deals pulled in",
    "pushed_out": "deals pushed out, amount",
    "pushed_out_count": "deals pushed out",
    "recorded_close_on_before": "recorded close before",
    "removed": "deals removed, amount",
    "reopened": "deals reopened, amount",
    "reps_short_of_target": "reps who fall short of their target",
    "sales_cycle_days": "sales cycle",
    "shrunk": "open amounts that shrank, by how much",
    "shrunk_count": "deals whose amount shrank",
    "slip_to": "slips to",
    "stale_amount": "stale deals, amount",
    "target_kind": "kind of target",
    "target_source": "where the target comes from",
    "too_high": "forecasts too high in all, by",
    "too_low": "forecasts too low in all, by",
    "window_days": "days of a window",
    "won": "deals won, amount they were open with",
    "won_for": "deals won, amount they were won for",
}
_ENDINGS = {
    "_p10": ", low (P10)",
    "_p50": ", middle (P50)",
    "_p90": ", high (P90)",
    "_mean": ", mean",
}


_LATELY = re.compile(r"(\w+)_(\d+)d")

# Values that need no name before them: the metric itself follows the tool of metrics.
_SAYS_ITSELF = ("tool", "question", "name")
_BEGINNINGS = {"change_in_": "change in ", "missing_": "without "}


def label(name: str) -> str:
    """A field's or figure's name in words."""
    return _CALLED.get(name, name.replace("_", " "))


def figure(metric: str) -> str:
    """A figure's name in words: "revenue, low (P10)" for `revenue_p10`."""
    if metric in _FIGURES:
        return _FIGURES[metric]
    if lately := _LATELY.fullmatch(metric):
        return f"{figure(lately[1])}, last {lately[2]} days"
    for ending, told in _ENDINGS.items():
        if metric.endswith(ending):
            return label(metric.removesuffix(ending)) + told
    for beginning, told in _BEGINNINGS.items():
        if metric.startswith(beginning):
            return told + figure(metric.removeprefix(beginning))
    if metric.endswith("_count"):
        counted = label(metric.removesuffix("_count"))
        return counted if counted.endswith(("s", "risk")) else f"{counted} deals"
    return label(metric)


def days_of(answer: Answer) -> str:
    """The days that an answer speaks of: its periods, the past day it shows, the latest data."""
    calls = answer.plan_resolved
    spans = " against ".join(periods_of(calls)) or _moved(answer)
    past = {
        day for call in calls if (day := _day(call.args.get("as_of"))) not in (None, answer.as_of)
    }
    told = [spans] if spans else []
    told += [f"as it stood on {display_day(day)}" for day in sorted(filter(None, past))]
    told.append(
        f"as of {display_day(answer.as_of)}"
        if not past
        else f"data as of {display_day(answer.as_of)}"
    )
    said = " · ".join(told)
    return said[0].upper() + said[1:]


def _moved(answer: Answer) -> str:
    """The two days that a change lies between, as its figures name them."""
    moving = {call.tool for call in answer.plan_resolved if "since" in call.args}
    spans = Counter(
        (fact.period.start, fact.period.end)
        for fact in answer.facts
        if fact.source.tool in moving and fact.period and fact.period.days > 1
    )
    if not spans:
        return ""
    [(span, _)] = spans.most_common(1)
    return " to ".join(map(display_day, span))


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None


def periods_of(calls: Iterable[PlannedCall]) -> list[str]:
    """The spans of days that the calls spoke of, each once: "Oct 16 – 22, 2017"."""
    found = [
        _span(call.args[name])
        for call in calls
        for name in ("period", "compare_to")
        if call.args.get(name)
    ]
    return list(dict.fromkeys(span for span in found if span))


def carried_over(inherited: dict[str, Any]) -> str:
    """What earlier turns supplied, such as "region Central · period Q4 2017"."""
    return " · ".join(_pairs(inherited))


def _pairs(values: dict[str, Any]) -> list[str]:
    told: list[str] = []
    for name, value in values.items():
        if value in (None, "", [], {}) or (name, value) == ("tool", "metric"):
            continue
        if name in ("scope", "exclude") and isinstance(value, dict):
            lead = "without " if name == "exclude" else ""
            told += [f"{lead}{pair}" for pair in _pairs(value)]
        elif name in _SAYS_ITSELF:
            told.append(_value(value))
        else:
            told.append(f"{label(name)} {_value(value)}")
    return told


def _value(value: Any) -> str:
    if isinstance(value, dict):
        return _span(value) or str(value.get("name") or value.get("id") or _joined(value))
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(_value(item) for item in value)
    return str(value).replace("_", " ") if isinstance(value, str) else f"{value:,}"


def _joined(value: dict[str, Any]) -> str:
    return ", ".join(f"{label(name)} {_value(item)}" for name, item in value.items() if item)


def _span(value: Any) -> str:
    try:
        return Period.model_validate(value).display
    except ValidationError:
        return ""
