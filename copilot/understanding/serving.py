"""Which of the calls meant this version serves, and what to say about the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from copilot.understanding.conditions import conditions_of, read_conditions
from copilot.understanding.frame import Frame
from copilot.understanding.lexicon.tools import ARGUMENTS, DOES, NEAREST
from copilot.understanding.numbers import Quantity
from copilot.understanding.periods import spans
from copilot.understanding.reading import Call, JsonObject, Option, Reason, ServedTool
from copilot.understanding.scope import is_money

_FINE = {"metric": ("name", "metrics"), "explain_method": ("topic", "topics")}


def not_served(call: Call, served: Mapping[str, ServedTool]) -> Reason | None:
    """Why this version cannot run a call, or None where it can. No condition is ever dropped."""
    tool = served.get(call.tool)
    if tool is None:
        return Reason("not_served", f"Not served in this version yet: {_lower(DOES[call.tool])}.")
    absent = [name for name in call.args if name not in tool.arguments]
    if absent:
        words = ", ".join(ARGUMENTS.get(name, name.replace("_", " ")) for name in absent)
        detail = f"Not served in this version yet for {_lower(DOES[call.tool])}: {words}."
        return Reason("not_served", detail)
    return _fine(call, tool)


def _fine(call: Call, tool: ServedTool) -> Reason | None:
    """A metric, a topic or a grouping that the tool does not know yet."""
    argument, field = _FINE.get(call.tool, ("", ""))
    value = call.args.get(argument)
    known: frozenset[str] = getattr(tool, field) if field else frozenset()
    if known and value not in known:
        words = str(value).replace("_", " ")
        return Reason("not_served", f"“{words}” is not served in this version yet.")
    group = call.args.get("group_by")
    if group and tool.groups and group not in tool.groups:
        words = str(group).replace("_", " ")
        return Reason("not_served", f"Grouping by {words} is not served in this version yet.")
    return None


_NARROWED = frozenset(
    {"metric", "pipeline_summary", "deals_at_risk", "find_deals", "forecast", "rep_summary"}
)


def unread_condition(frame: Frame, calls: Sequence[Call]) -> Reason | None:
    """A condition that was said and that no call of the plan carries, or None.

    Bounds on anything but money ("more than 500 employees") and conditions on deals where a
    figure is asked for ("win rate of deals older than 60 days") are declined, never dropped.
    """
    if not calls or any(call.tool not in _NARROWED for call in calls):
        return None
    carried = any("where" in call.args for call in calls)
    read = {row.token for row in read_conditions(frame)} if carried else set()
    bounds = [
        q
        for q in frame.quantities
        if q.bound and not is_money(frame, q) and q.first not in read and not _is_time(frame, q)
    ]
    if bounds:
        first, last = frame.tokens[bounds[0].first], frame.tokens[bounds[0].last - 1]
        said = frame.text[first.start : last.end]
        return Reason("not_served", f"Not served in this version yet: the condition “{said}”.")
    if carried:
        return None
    figures = [call for call in calls if call.tool in {"metric", "pipeline_summary", "forecast"}]
    asked = {call.args.get("name") for call in figures}
    rows = [row for row in conditions_of(frame) if row["field"] not in asked] if figures else []
    if rows:
        field = str(rows[0]["field"]).replace("_", " ")
        return Reason("not_served", f"Not served in this version yet: figures narrowed by {field}.")
    return None


def _is_time(frame: Frame, quantity: Quantity) -> bool:
    """Whether a number is part of a mention of time ("bigger than a month ago")."""
    start, end = frame.tokens[quantity.last - 1].start, frame.tokens[quantity.last - 1].end
    return any(time.start <= start and end <= time.end for time in spans(frame))


def nearest(call: Call) -> tuple[Option, ...]:
    """A question of the same kind that is served."""
    template = NEAREST.get(call.tool)
    if template is None or ("{deal}" in template and "deal" not in call.args):
        return (Option("What's at risk this week?"),)
    question = template.replace("{deal}", str(call.args.get("deal", "")))
    return (Option(question.replace("{where}", _where(call.args))),)


def _where(args: JsonObject) -> str:
    """The scope of a call in words, for the few kinds that read well."""
    scope = dict(args.get("scope", {}))
    for kind in ("rep", "team", "account"):
        if kind in args:
            scope[kind] = [args[kind]]
    for kind in ("team", "rep", "region", "account", "sector", "product"):
        names = scope.get(kind)
        if names:
            joined = " and ".join(names) if len(names) < 3 else ", ".join(names)
            return (
                f" for {joined}'s team" if kind == "team" and len(names) == 1 else f" for {joined}"
            )
    return ""


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
