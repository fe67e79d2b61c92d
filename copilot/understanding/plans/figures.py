"""Plans about figures: metrics, and the pipeline as it stands."""

from __future__ import annotations

from datetime import date

from copilot.understanding.deal_conditions import asks_for_reasons
from copilot.understanding.frame import Frame
from copilot.understanding.grouping import group_of, metric_order, split_of
from copilot.understanding.intents import metrics_of
from copilot.understanding.leads import lead_figures
from copilot.understanding.lexicon.metrics import LEAD_METRICS, STOCKS
from copilot.understanding.lexicon.tables import phrases
from copilot.understanding.limits import limit_of
from copilot.understanding.periods import (
    as_json,
    before,
    beside_present,
    check_history,
    compared,
    is_other_side,
    spans,
)
from copilot.understanding.plans.base import Asked, call, require
from copilot.understanding.plans.two_days import ahead_and_days, two_days
from copilot.understanding.reading import Call, JsonObject, Option
from copilot.understanding.stops import not_yet
from data.periods import Period, display_day

_TREND = (
    "going|trending|heading|moving up|down",
    "is|are|has|have|did|does|do ** improving|improved|improve|worsening|worsened|rising|risen|"
    "rise|falling|fallen|fall|increasing|increased|increase|declining|declined|decline|growing|grown|"
    "grow|shrinking|shrunk|dropping|dropped|better|worse",
    "how|has|have|did ** change|changed|develop|developed",
)
_EVERYBODY = (
    "versus|against|than|compared * company|team|average|everyone|everybody|others|rest|peers|"
    "overall|org|colleagues",
)
_LABELS = {"win_rate": "Win rate", "deals_won": "Deals won", "deals_lost": "Deals lost"}
_JOINED = (
    "and|plus|& * revenue|wins|losses|sales|bookings|lost|won|deals|how|number",
    "revenue|wins|losses|sales|bookings|won|deals * and|plus|&|;",
)


def metric(asked: Asked) -> list[Call]:
    """One call a metric named; period, scope and grouping are shared."""
    frame = asked.frame
    names = lead_figures(frame) or (["deals_lost"] if asks_for_reasons(frame) else _meant(frame))
    if frame.has(*_EVERYBODY) and len(frame.of("rep", "team", "region", "product")) == 1:
        detail = "one name against everybody; a figure by rep is."
        raise not_yet(detail, Option(f"{_LABELS.get(names[0], 'Revenue')} by rep"))
    group = group_of(frame, beside=True) or (
        "month" if frame.has(*phrases("orders", "over_time")) else None
    )
    if asks_for_reasons(frame):
        group = "loss_reason"
    if group is None and frame.has(*_TREND) and all(t.kind == "since" for t in spans(frame)):
        group = "quarter"
    scope = asked.scope()
    if (
        group in {"rep", "team", "region", "sector", "product"}
        and group in scope
        and len(scope[group]) == 1
    ):
        group = None if not frame.has(f"by|per|each|every {group}") else group
    for name in names:
        require(frame, name)
    if names == ["weighted_pipeline"] and two_days(frame) is not None:
        return pipeline(asked)  # the chances of a past day stand in its own snapshot
    if group and not (group == "source" and set(names) <= LEAD_METRICS):
        require(frame, group)
    calls = []
    for name in names:
        period, other = periods_of(frame, name)
        sort = (
            metric_order(frame, name)
            if group and group not in {"week", "month", "quarter"}
            else None
        )
        calls.append(
            call("metric", name=name, scope=scope, period=period, compare_to=other, group_by=group,
                 sort=None if sort == "desc" else sort, limit=limit_of(frame) if group else None)
        )  # fmt: skip
    return calls


def _meant(frame: Frame) -> list[str]:
    names = metrics_of(frame)
    if split_of(frame) == "amount_band" and len(names) > 1:
        names = [name for name in names if name != "average_deal_size"]
    if len(names) > 1:
        names = [name for name in names if not _swallowed(name, names, frame)]
    return names or ["revenue_won"]


def _swallowed(name: str, names: list[str], frame: Frame) -> bool:
    """A general word beside the metric that it belongs to is no second figure."""
    if name in {"revenue_won", "deals_won", "deals_lost", "open_deals"}:
        joined = frame.has(*_JOINED)
        return not joined or (name == "open_deals" and "open_pipeline" in names)
    return False


def periods_of(frame: Frame, name: str) -> tuple[JsonObject | None, JsonObject | None]:
    """The period of a figure and the one it is compared with; a stock has two days.

    Raises:
        Stop: a day to compare with, where the figure takes a span of days.
    """
    pair = two_days(frame, at_ends=True) if name in STOCKS else None
    if pair is not None:
        now, was = (as_json(Period(start=day, end=day, label=display_day(day))) for day in pair)
        return now, was
    told = compared(frame)
    if told is None:
        return None, None
    period, other = told
    if other is None and len(spans(frame)) == 1 and is_other_side(frame, spans(frame)[0]):
        period, other = beside_present(frame, period)
    whole = [time for time in spans(frame) if time.kind == "period"]
    if other is None and frame.has(*_TREND) and len(whole) == 1 and not group_of(frame):
        other = before(period, frame)
    if name == "weighted_pipeline":
        ahead = [time.future for time in spans(frame) if time.role != "against"]
        period = ahead[0] if ahead else period
    elif name not in STOCKS:
        check_history(frame, period, "past")
    return as_json(period), None if other is None else as_json(other)


def pipeline(asked: Asked) -> list[Call]:
    """The pipeline as it stands, in one total or split, on one day or two."""
    frame = asked.frame
    period, days = ahead_and_days(frame, at_ends=True)
    as_of = days[0]
    group = group_of(frame, beside=frame.has("compare|versus|against|or"))
    if period is not None and date.fromisoformat(period["end"]) < frame.as_of:
        as_of, period = period["end"], None
        days = (as_of,)
    if group:
        require(frame, group)
    limit = limit_of(frame)
    if limit is not None:
        return _few(asked, group, period or as_of, limit)
    return [
        call("pipeline_summary", scope=asked.scope(), group_by=group, period=period, as_of=day)
        for day in days
    ]


def _few(asked: Asked, group: str | None, narrowed: object, limit: int) -> list[Call]:
    """Only some groups of the pipeline, or some deals of it: a summary lists all of them."""
    if group is None:
        return [call("find_deals", scope=asked.scope(), sort_by="amount", limit=limit)]
    if narrowed:
        raise not_yet("a number of groups of the pipeline of a period; all groups are.")
    return [call("metric", name="open_pipeline", scope=asked.scope(), group_by=group, limit=limit)]
