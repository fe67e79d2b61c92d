"""Plans about deals: at risk, one deal, lists, drivers, drafts."""

from __future__ import annotations

from dataclasses import replace

from copilot.understanding.conditions import conditions_of
from copilot.understanding.counting import lost_money
from copilot.understanding.deals import SUPERLATIVE, the_deal
from copilot.understanding.frame import Frame
from copilot.understanding.grouping import deal_order, group_of, split_of
from copilot.understanding.lexicon.orders import UNIT_DAYS
from copilot.understanding.limits import limit_of
from copilot.understanding.negation import unlikely_to_win
from copilot.understanding.periods import compared, is_other_side, spans
from copilot.understanding.plans.base import (
    Asked,
    ahead_or_day,
    call,
    day_of,
    period_arg,
    require,
    said,
)
from copilot.understanding.plans.figures import periods_of
from copilot.understanding.plans.two_days import ahead_and_days, two_days
from copilot.understanding.reading import Call, JsonObject, Memory, Option
from copilot.understanding.stops import not_yet

_SINGLE = (
    "@big|@small|oldest|newest|latest|youngest|safest|riskiest open|won|lost|live|stale? @deal",
)
# Conditions whose number of days is read from the words of a period.
_SPANS = frozenset({"age_days", "days_in_stage", "days_since_activity"})
_COUNTED = {"open": "open_deals", "won": "deals_won", "lost": "deals_lost"}


def at_risk(asked: Asked) -> list[Call]:
    """Open deals by risk; a day spoken of as a state becomes `as_of`."""
    frame = asked.frame
    where = _conditions(frame, {"risk_level", "risk_score"})
    period, days = ahead_and_days(without_spans(frame, where))
    limit = limit_of(frame) or (1 if frame.has(*SUPERLATIVE) else None)
    return [
        call("deals_at_risk", scope=asked.scope(), period=period, where=where, limit=limit,
             as_of=day)
        for day in days
    ]  # fmt: skip


def summary(asked: Asked) -> list[Call]:
    """One deal on one screen, or on two days."""
    as_of = day_of(asked.frame)
    known = [mention.deal.id for mention in asked.frame.deals if mention.deal is not None]
    if len(known) > 1 and len(known) == len(asked.frame.deals):
        return [call("deal_summary", deal=deal_id, as_of=as_of) for deal_id in known]
    deal = the_deal(asked.frame, asked.memory, "deal_summary")
    _, days = ahead_and_days(asked.frame)
    return [call("deal_summary", deal=deal.id, as_of=day) for day in days]


def drivers(asked: Asked) -> list[Call]:
    """What speaks for and against one deal."""
    deal = the_deal(asked.frame, asked.memory, "deal_drivers")
    return [call("deal_drivers", deal=deal.id, as_of=day_of(asked.frame))]


def draft(asked: Asked) -> list[Call]:
    """A draft to edit, for a deal or, where no deal is named, for an account."""
    frame, memory = asked.frame, asked.memory
    tone, aim = said(frame, "tone"), said(frame, "aim")
    account = None if _deal_before(frame, memory) else _account_alone(frame, memory)
    if account is not None and len(frame.catalog.deals.find(account=account)) != 1:
        return [call("draft_follow_up", account=account, tone=tone, aim=aim)]
    if memory is not None and memory.focus is not None and _deal_before(frame, memory):
        return [call("draft_follow_up", deal=memory.focus["id"], tone=tone, aim=aim)]
    deal = the_deal(frame, memory, "draft_follow_up")
    return [call("draft_follow_up", deal=deal.id, tone=tone, aim=aim)]


def _deal_before(frame: Frame, memory: Memory | None) -> bool:
    """Whether the deal spoken of before is meant: nothing else is named."""
    focus = memory.focus if memory else None
    named = any(mention.how != "reference" for mention in frame.mentions) or frame.deals
    return focus is not None and focus["kind"] == "deal" and not named


def _account_alone(frame: Frame, memory: Memory | None) -> str | None:
    """The account named, or spoken of before, where neither deal nor person is."""
    if frame.deals or frame.has("@deal") or frame.of("product", "rep", "team"):
        return None
    named = [mention for mention in frame.of("account") if not mention.ambiguous]
    if len(named) == 1:
        return named[0].values[0]
    focus = memory.focus if memory else None
    return str(focus["name"]) if focus is not None and focus["kind"] == "account" else None


def listed(asked: Asked) -> list[Call]:
    """A list of deals with a status, an order and conditions."""
    frame = asked.frame
    _refuse_new_owners(frame)
    status = "open" if unlikely_to_win(frame) else status_of(frame)
    bucket = next((time.bucket for time in frame.times if time.kind == "bucket"), None)
    split = split_of(frame) or bucket
    if lost_money(frame):
        status = "lost"
        _refuse_split_of_losses(frame)
    if split is not None and status in _COUNTED and not conditions_of(frame):
        return _counted(asked, status, split)
    where = _conditions(frame)
    if status in _COUNTED and not where and _is_compared(frame, status):
        period, other = periods_of(frame, _COUNTED[status])
        return [call("metric", name=_COUNTED[status], scope=asked.scope(), period=period,
                     compare_to=other)]  # fmt: skip
    dates = said(frame, "dates") if spans(frame) else None
    frame = without_spans(frame, where)
    if status in {"won", "lost"} or (status == "all" and frame.has("did|was|were|had")):
        period, as_of, dates = period_arg(frame, "past"), None, None
    elif dates == "created":
        period, as_of = period_arg(frame, "past"), None
    else:
        period, as_of = ahead_or_day(frame)
    sort_by, order = deal_order(frame) or (None, None)
    if unlikely_to_win(frame):
        sort_by, order = "win_probability", "asc"
    if lost_money(frame):
        sort_by, order = None, None
    if sort_by == "closed" and status == "open":
        sort_by, order = None, None
    limit = limit_of(frame) or (1 if frame.has(*SUPERLATIVE) else None)
    if _is_risk_order(sort_by, order, status, where) and not dates:
        return [call("deals_at_risk", scope=asked.scope(), period=period, limit=limit,
                     as_of=as_of)]  # fmt: skip
    return [
        call(
            "find_deals",
            scope=asked.scope(),
            status=None if status == "open" else status,
            period=period,
            dates=dates,
            where=where,
            sort_by=sort_by,
            order=None if order == "desc" else order,
            limit=limit,
            as_of=as_of,
        )
    ]


def _refuse_new_owners(frame: Frame) -> None:
    """Deals that changed hands are told by the bridge of each owner, not as a list."""
    if frame.has("changed|change|changes|switched|swapped owner|owners|hands|rep|reps"):
        instead = Option("Pipeline changes by rep since last week")
        raise not_yet("lists of deals whose owner changed; the pipeline by owner is.", instead)


def _is_compared(frame: Frame, status: str) -> bool:
    """Whether the deals of two periods, or those open on two days, are set side by side."""
    beside = any(is_other_side(frame, time) for time in spans(frame))
    return beside or (status == "open" and two_days(frame) is not None)


def _refuse_split_of_losses(frame: Frame) -> None:
    """Money lost is told in one sum and period; a count of deals lost can be split."""
    split, told = split_of(frame) or group_of(frame), compared(frame)
    if split is not None or (told is not None and told[1] is not None):
        by = f" by {split.replace('_', ' ')}" if split else ""
        instead = Option(f"How many deals did we lose{by}?")
        raise not_yet("the amount of lost deals, split or compared; their number is.", instead)


def _counted(asked: Asked, status: str, split: str) -> list[Call]:
    """Deals "by rep": a figure a group, since a list has no groups."""
    require(asked.frame, split)
    if status == "open":
        period, days = ahead_and_days(asked.frame)
        return [
            call("pipeline_summary", scope=asked.scope(), group_by=split, period=period, as_of=day)
            for day in days
        ]
    period, other = periods_of(asked.frame, _COUNTED[status])
    return [
        call("metric", name=_COUNTED[status], scope=asked.scope(), period=period,
             compare_to=other, group_by=split)
    ]  # fmt: skip


def _is_risk_order(sort_by: str | None, order: str | None, status: str, where: object) -> bool:
    return sort_by == "risk" and order == "desc" and status == "open" and not where


def status_of(frame: Frame) -> str:
    """open, unless the words say otherwise."""
    return said(frame, "status") or "open"


def without_spans(frame: Frame, where: list[JsonObject]) -> Frame:
    """The question without the span of time that a condition has read its days from.

    "This week" beside "no activity for 30 days" stays a period; "in the last month" alone does not.
    """
    if not any(row["field"] in _SPANS for row in where):
        return frame
    counted = any(frame.norm(quantity.last) in UNIT_DAYS for quantity in frame.quantities)
    kept = [time for time in frame.times if not any(c.isdigit() for c in time.text)]
    return replace(frame, times=tuple(kept) if counted else ())


def _conditions(frame: Frame, only: set[str] | None = None) -> list[JsonObject]:
    rows = conditions_of(frame)
    if only is None:
        return rows
    return [row for row in rows if not (row["field"] in only and row.get("value") == "high")]
