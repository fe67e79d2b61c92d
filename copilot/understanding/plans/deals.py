"""Plans about deals: at risk, one deal, lists, drivers, drafts."""

from __future__ import annotations

from copilot.understanding.conditions import conditions_of
from copilot.understanding.deals import the_deal
from copilot.understanding.frame import Frame
from copilot.understanding.grouping import deal_order, limit_of
from copilot.understanding.lexicon.orders import DATES, STATUSES
from copilot.understanding.periods import as_json, check_future, check_history, main_period, spans
from copilot.understanding.plans.base import Asked, call
from copilot.understanding.reading import Call, JsonObject

_TONES = {"friendly": "friendly|warm|casual|nice|informal", "direct": "direct|blunt|firm|straight|crisp",
          "professional": "professional|formal|polite"}  # fmt: skip
_AIMS = {
    "schedule_meeting": ("schedule|set|book|arrange|get|ask|request|propose ** meeting|call|demo|time|chat",),
    "re_engage": ("re-engage|reengage|revive|reconnect|rekindle|reactivate", "win|get * back", "re engage"),
    "close": ("to close|sign|signature", "get * signed|signature", "closing mail|note|message|push"),
}  # fmt: skip
_DEFAULT_ORDER = ("amount", "desc")


def at_risk(asked: Asked) -> list[Call]:
    """Open deals by risk; a day spoken of as a state becomes `as_of`."""
    frame = asked.frame
    period, as_of = _future(frame)
    where = _conditions(frame, {"risk_level", "risk_score"})
    return [call("deals_at_risk", scope=asked.scope(), period=period, where=where,
                 limit=limit_of(frame), as_of=as_of)]  # fmt: skip


def summary(asked: Asked) -> list[Call]:
    """One deal on one screen."""
    return [call("deal_summary", deal=the_deal(asked.frame, asked.memory, "deal_summary").id)]


def drivers(asked: Asked) -> list[Call]:
    """What speaks for and against one deal."""
    return [call("deal_drivers", deal=the_deal(asked.frame, asked.memory, "deal_drivers").id)]


def draft(asked: Asked) -> list[Call]:
    """A draft to edit, for a deal or, where no deal is named, for an account."""
    frame, memory = asked.frame, asked.memory
    tone = next((tone for tone, words in _TONES.items() if frame.has(words)), None)
    aim = next((aim for aim, words in _AIMS.items() if frame.has(*words)), None)
    focus = memory.focus if memory else None
    accounts = [m for m in frame.of("account") if not m.ambiguous]
    if focus is not None and focus["kind"] == "deal" and all(m.how == "reference" for m in frame.mentions):
        return [call("draft_follow_up", deal=focus["id"], tone=tone, aim=aim)]
    only_account = len(accounts) == 1 and not (frame.deals or frame.of("product", "rep", "team"))
    if only_account and not frame.has("@deal"):
        name = accounts[0].values[0]
        if len(frame.catalog.deals.find(account=name)) != 1:
            return [call("draft_follow_up", account=name, tone=tone, aim=aim)]
    if focus is not None and focus["kind"] == "account" and not frame.mentions and not frame.deals:
        if len(frame.catalog.deals.find(account=str(focus["name"]))) != 1:
            return [call("draft_follow_up", account=focus["name"], tone=tone, aim=aim)]
    deal = the_deal(frame, memory, "draft_follow_up")
    return [call("draft_follow_up", deal=deal.id, tone=tone, aim=aim)]


def listed(asked: Asked) -> list[Call]:
    """A list of deals with a status, an order and conditions."""
    frame = asked.frame
    status = status_of(frame)
    where = _conditions(frame)
    dates = next((name for name, words in DATES if frame.has(*words)), None) if spans(frame) else None
    age_said = any(row["field"].startswith(("age", "days")) for row in where)
    if status in {"won", "lost"} or (status == "all" and frame.has("did|was|were|had")):
        period, as_of, dates = _past(frame), None, None
    elif dates == "created":
        period, as_of = _past(frame), None
    else:
        period, as_of = _future(frame)
    if age_said:
        period = None
    sort_by, order = deal_order(frame) or (None, None)
    if sort_by == "closed" and status == "open":
        sort_by, order = None, None
    if _is_risk_order(sort_by, order, status, where) and not dates:
        return [call("deals_at_risk", scope=asked.scope(), period=period, limit=limit_of(frame),
                     as_of=as_of)]  # fmt: skip
    return [
        call(
            "find_deals",
            scope=asked.scope(),
            status=None if status == "open" else status,
            period=period,
            dates=dates,
            where=where,
            sort_by=None if (sort_by, order) == _DEFAULT_ORDER and False else sort_by,
            order=None if order == "desc" else order,
            limit=limit_of(frame),
            as_of=as_of,
        )
    ]


def _is_risk_order(sort_by: str | None, order: str | None, status: str, where: object) -> bool:
    return sort_by == "risk" and order == "desc" and status == "open" and not where


def status_of(frame: Frame) -> str:
    """open unless the words or a period wholly past say otherwise."""
    for status, phrases in STATUSES:
        if frame.has(*phrases):
            return status
    return "open"


def _conditions(frame: Frame, only: set[str] | None = None) -> list[JsonObject]:
    rows = conditions_of(frame)
    if only is None:
        return rows
    return [row for row in rows if not (row["field"] in only and row.get("value") == "high")]


def _past(frame: Frame) -> JsonObject | None:
    period = main_period(frame, "past")
    check_history(frame, period, "past")
    return None if period is None else as_json(period)


def _future(frame: Frame) -> tuple[JsonObject | None, str | None]:
    """The period ahead, or the day whose state is asked for."""
    for time in spans(frame):
        if time.kind == "as_of_day":
            check_history(frame, time.past, "past")
            return None, time.past.end.isoformat()
        if time.kind != "since":
            check_future(frame, time.future)
            return as_json(time.future), None
    return None, None
