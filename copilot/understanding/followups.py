"""Short follow-ups ("and in the East?", "same for next week"): the last plan, changed a little."""

from __future__ import annotations

import re
from copy import deepcopy
from datetime import date

from copilot.understanding.deal_conditions import asks_for_reasons
from copilot.understanding.deals import the_deal
from copilot.understanding.frame import Frame
from copilot.understanding.grouping import deal_order, group_of, metric_order
from copilot.understanding.intents import detect, metrics_of, strong
from copilot.understanding.leads import names_leads
from copilot.understanding.lexicon.words import FILLERS
from copilot.understanding.limits import limit_of
from copilot.understanding.periods import as_json, before, check_history, compared, spans
from copilot.understanding.plans.base import ahead_or_day, day_of
from copilot.understanding.plans.changes import days_before, ends, state_or_ends
from copilot.understanding.plans.outlook import target_amount
from copilot.understanding.reading import Call, JsonObject, Memory, Option
from copilot.understanding.scope import LISTS, scope_of
from copilot.understanding.stops import nothing_to_refer_to
from data.periods import Period, add_months

_SAME_LAST_YEAR = re.compile(
    r"(?:the )?same (?:quarter|month|week|period|half|time|days)s? (?:of )?(?:last|a|one) year"
)
_CHART = ("chart|graph|plot|visual|visualize|visualise|diagram|table|bars",)
_LEADS_ON = (
    "^ and|same|also",
    "what|how about",
    "^ same",
    "same thing|again|but|for|by",
    "^ only|just|without|not|excluding",
)
_WHO = ("team", "rep", "region")
_SPLIT = frozenset(
    {"metric", "pipeline_summary", "forecast", "target_outlook", "forecast_accuracy",
     "pipeline_changes"}
)  # fmt: skip
_AT_A_DAY = frozenset(
    {"deals_at_risk", "deal_summary", "deal_drivers", "find_deals", "pipeline_summary", "forecast"}
)
_PAST_TOOLS = frozenset({"metric", "forecast_accuracy", "rep_summary", "pipeline_changes"})
_STATUSES = {
    "won": ("won|closed", "wins"), "lost": ("lost", "losses"), "stale": ("stale",),
    "open": ("open",),
}  # fmt: skip
_STATUS_WORDS = frozenset({"won", "closed", "wins", "lost", "losses", "stale", "open"})
_SINGLE = {
    "account_summary": ("account",),
    "rep_summary": ("rep", "team"),
    "whitespace": ("account", "product"),
}
_ALL = (
    "everywhere|overall",
    "all|every regions|region|reps|teams|products|sectors",
    "whole|entire company|team|business",
    "everyone|everybody",
)


def elliptical(frame: Frame) -> bool:
    """Whether nothing is said beyond names, periods, numbers and little words."""
    if frame.has("@deals") and detect(frame) not in {None, "find_deals"}:
        return False
    status = status_said(frame) and not frame.has("@deals")
    known = FILLERS | _STATUS_WORDS if status else FILLERS
    rest = [word for word, _ in frame.words if not word.startswith("<") and word not in known]
    order = deal_order(frame) is not None or metric_order(frame, "") is not None
    return not rest or (order and len(rest) <= 1)


def leads_on(frame: Frame) -> bool:
    """Whether it begins as a follow-up does."""
    return frame.has(*_LEADS_ON)


def carried(frame: Frame, memory: Memory) -> tuple[list[Call], JsonObject] | None:
    """The last calls with what this question changes, and what was kept; None if it is nothing."""
    if names_leads(frame):
        return None
    first = _of_list(frame, memory) or memory.calls
    calls = [_changed(call, frame, memory) for call in first]
    same = [after.args for after in calls] == [before.args for before in first] and (
        first == memory.calls
    )
    if same and not frame.has(*_CHART, "again|repeat|same"):
        return None
    kept = {
        name: value for name, value in first[0].args.items() if calls[0].args.get(name) == value
    }
    return calls, {"tool": calls[0].tool, **kept}


def _of_list(frame: Frame, memory: Memory) -> tuple[Call, ...]:
    """The calls of the list shown before a single deal of it was spoken of, where the question
    narrows, orders or cuts a list."""
    single = all("deal" in call.args for call in memory.calls)
    said = (
        status_said(frame) or limit_of(frame) or deal_order(frame)
        or any(quantity.bound for quantity in frame.quantities)
        or (frame.mentions and frame.has("only|just|without|except|excluding"))
    )  # fmt: skip
    return memory.list_calls if single and said and not frame.deals else ()


def status_said(frame: Frame) -> str | None:
    """The status that "the won ones" asks of a list, or None."""
    told = next((name for name, words in _STATUSES.items() if frame.has(*words)), None)
    return told if told and not frame.has("did|how|many|much|@will|rate|why") else None


def _changed(call: Call, frame: Frame, memory: Memory) -> Call:
    args = deepcopy(call.args)
    if call.tool == "explain_change" and spans(frame):
        args["since"], args["until"] = state_or_ends(frame)
        if not (frame.mentions or frame.deals):
            return Call(call.tool, {k: v for k, v in args.items() if v is not None})
    if "deal" in args and call.tool != "pipeline_changes":
        if frame.of("account", "product", "rep") or frame.deals:
            args["deal"] = the_deal(frame, memory, call.tool).id
        day = day_of(frame) if call.tool in _AT_A_DAY else None
        if day is not None:
            args["as_of"] = day
        return Call(call.tool, args)
    status = status_said(frame)
    if status is not None and call.tool in {"find_deals", "deals_at_risk"}:
        return _with_status(call, status, frame)
    single = _single(call.tool, args, frame)
    _narrow(args, frame, single)
    _period(call.tool, args, frame)
    _shape(call.tool, args, frame)
    return Call(
        call.tool, {name: value for name, value in args.items() if value not in (None, {}, [])}
    )


def change(args: JsonObject, tool: str, frame: Frame) -> None:
    """What a short question changes in the arguments of a list: scope, period, order, rows."""
    _narrow(args, frame, ())
    if spans(frame):
        _period(tool, args, frame)
    _shape(tool, args, frame)


def _with_status(call: Call, status: str, frame: Frame) -> Call:
    """The same list with deals of another status; an order that only open deals have is left."""
    args = deepcopy(call.args)
    args.pop("status", None)
    if status != "open":
        args["status"] = status
    if status in {"won", "lost"} and args.get("sort_by") not in {None, "amount", "closed"}:
        args.pop("sort_by")
        args.pop("order", None)
    change(args, "find_deals", frame)
    return Call(
        "find_deals", {name: value for name, value in args.items() if value not in (None, {}, [])}
    )


def _single(tool: str, args: JsonObject, frame: Frame) -> tuple[str, ...]:
    """Names that are arguments of their own are replaced, not added to the scope."""
    kinds = _SINGLE.get(tool, ())
    said = [
        kind
        for kind in kinds
        if any(not m.ambiguous and len(m.values) == 1 for m in frame.of(kind))
    ]
    for kind in said:
        for other in kinds if tool == "rep_summary" else ():
            args.pop(other, None)
        args[kind] = frame.of(kind)[0].values[0]
    return tuple(said)


def _narrow(args: JsonObject, frame: Frame, single: tuple[str, ...]) -> None:
    said = scope_of(frame, leave=single)
    scope: JsonObject = dict(args.get("scope", {}))
    only = frame.has("only|just", "narrow|filter|focus|limit")
    if frame.has(*_ALL):
        scope = {name: value for name, value in scope.items() if name not in _WHO}
    if not only and any(kind in said for kind in _WHO):
        scope = {name: value for name, value in scope.items() if name not in _WHO or name in said}
    exclude = said.pop("exclude", None)
    scope.update(said)
    for kind in said:
        if kind in LISTS and kind in scope.get("exclude", {}):
            scope["exclude"] = {k: v for k, v in scope["exclude"].items() if k != kind}
    if exclude:
        scope["exclude"] = {**scope.get("exclude", {}), **exclude}
        for kind, names in exclude.items():
            kept = [name for name in scope.get(kind, []) if name not in names]
            scope.pop(kind, None)
            if kept:
                scope[kind] = kept
    args["scope"] = {name: value for name, value in scope.items() if value not in ({}, [])}


def _period(tool: str, args: JsonObject, frame: Frame) -> None:
    if not spans(frame):
        _step_back(tool, args, frame)
        return
    if tool == "pipeline_changes":
        args["since"], args["until"] = ends(frame)
        return
    if tool == "metric" or tool in _PAST_TOOLS or args.get("status") in {"won", "lost"}:
        told = compared(frame)
        period, other = told if told is not None else (None, None)
        against = [time for time in spans(frame) if time.role == "against"]
        if (
            tool == "metric"
            and len(spans(frame)) == 1
            and (against or frame.has("compare|compared|against|versus"))
        ):
            args["compare_to"] = _other_side(args, frame)
            return
        if _SAME_LAST_YEAR.match(spans(frame)[0].text.lower()) and args.get("period"):
            period, other = _a_year_earlier(args["period"]), None
        check_history(frame, period, "past")
        args["period"] = as_json(period) if period else None
        if tool == "metric":
            args["compare_to"] = as_json(other) if other else None
        return
    ahead, day = ahead_or_day(frame)
    if day is not None and tool in _AT_A_DAY:
        args["as_of"] = day
    if ahead is not None or day is None:
        args["period"] = ahead or as_json(spans(frame)[0].future)


def _other_side(args: JsonObject, frame: Frame) -> JsonObject:
    """The period compared with; "a year ago" is the same period one year earlier."""
    told = args.get("period")
    if not told or not frame.has("compare|compared|against|versus|to|with"):
        return as_json(spans(frame)[0].past)
    if not spans(frame)[0].text.lower().endswith(("year ago", "year earlier", "year before")):
        return as_json(spans(frame)[0].past)
    return as_json(_a_year_earlier(told))


def _a_year_earlier(told: JsonObject) -> Period:
    start, end = (add_months(date.fromisoformat(told[name]), -12) for name in ("start", "end"))
    return Period(start=start, end=end)


def _step_back(tool: str, args: JsonObject, frame: Frame) -> None:
    """ "The quarter before", "the previous one": the period before the one spoken of."""
    said = frame.has(
        "before|previous|prior|preceding one|quarter|month|week|year|period|half?",
        "@month|one|year before|earlier",
    )
    if said and tool == "pipeline_changes":
        args["since"], args["until"] = days_before(args, frame)
        return
    told = args.get("period")
    if not said or not told:
        return
    period = Period(start=date.fromisoformat(told["start"]), end=date.fromisoformat(told["end"]))
    earlier = as_json(before(period, frame))
    if tool == "metric" and frame.has("compare|compared|against|versus|to"):
        args["compare_to"] = earlier
    else:
        args["period"] = earlier


def _shape(tool: str, args: JsonObject, frame: Frame) -> None:
    """Grouping, order and number of rows."""
    group = group_of(frame)
    names = [mention.kind for mention in frame.mentions]
    if group is not None and not (group in names and len(frame.of(group)) < 2):
        if tool == "forecast" and group in {"week", "month", "quarter"}:
            args["grain"] = group
        elif tool in _SPLIT:
            args["group_by"] = group
    goal = target_amount(frame)
    if goal is not None and (tool == "target_outlook" or "target" in args):
        args["target"] = goal
    limit = limit_of(frame)
    if limit is not None:
        args["limit"] = limit
    order = deal_order(frame)
    kept = frame.has("top <number>") and not frame.has("by") and args.get("sort_by")
    if tool == "find_deals" and order is not None and not kept:
        args["sort_by"], args["order"] = order[0], None if order[1] == "desc" else order[1]
    sort = metric_order(frame, str(args.get("name", "")))
    if tool == "metric" and sort is not None:
        args["sort"] = None if sort == "desc" else sort
    metrics = metrics_of(frame)
    if tool == "metric" and len(metrics) == 1:
        args["name"] = metrics[0]


_OUTLOOK = frozenset({"forecast", "target_outlook", "what_if"})
_SCOPED = _SPLIT | {"deals_at_risk", "find_deals", "what_if"}


def continued(
    calls: list[Call], frame: Frame, memory: Memory, pointed: bool
) -> tuple[list[Call], JsonObject]:
    """A question of its own that goes on from the last one: it keeps the scope and, among looks
    ahead, the period, where it says none."""
    if not memory.calls or not (leads_on(frame) or pointed):
        return calls, {}
    before, kept = memory.calls[0], {}
    done = []
    for call in calls:
        args = dict(call.args)
        takes = call.tool in _SCOPED and before.tool in _SCOPED
        same = call.tool == before.tool or {call.tool, before.tool} <= _OUTLOOK
        if (
            takes
            and not args.get("scope")
            and before.args.get("scope")
            and (leads_on(frame) or same)
        ):
            args["scope"] = kept["scope"] = before.args["scope"]
        if takes and same and "period" not in args and "period" in before.args and not spans(frame):
            args["period"] = kept["period"] = before.args["period"]
        done.append(Call(call.tool, args))
    return done, kept


def nothing_before(frame: Frame) -> Exception:
    """A follow-up without anything before it: ask what is meant, with the names it has."""
    names = " and ".join(name for m in frame.mentions if not m.ambiguous for name in m.values[:1])
    where = f" for {names}" if names else ""
    choices = tuple(
        Option(text.format(where=where))
        for text in (
            "What's at risk{where} this week?",
            "How does the pipeline look{where}?",
            "How much did we win{where} this year?",
        )
    )
    return nothing_to_refer_to("I do not know what this follows on.", choices)


def asks_why(frame: Frame) -> bool:
    """ "why?", "how come", "reasons?" and nothing else."""
    words = [word for word, _ in frame.words if word != ";"]
    if asks_for_reasons(frame):
        return False
    return len(words) <= 4 and strong(frame, "deal_drivers") and not frame.mentions
