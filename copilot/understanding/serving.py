"""Which of the calls meant this version serves, and what to say about the others."""

from __future__ import annotations

from collections.abc import Mapping

from copilot.understanding.lexicon.tools import ARGUMENTS, DOES, NEAREST
from copilot.understanding.reading import Call, JsonObject, Option, Reason, ServedTool

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
