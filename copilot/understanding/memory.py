"""What a reading leaves for the next turn where no answer is at hand to say it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from copilot.understanding.catalog import Catalog
from copilot.understanding.reading import Call, JsonObject, Memory, Reading

_ONE = frozenset({"deal_summary", "deal_drivers", "draft_follow_up", "account_summary"})
_FOCUS = ("account", "rep", "team")


def after(
    before: Memory | None,
    question: str,
    reading: Reading,
    catalog: Catalog,
    listed: Sequence[JsonObject] = (),
) -> Memory:
    """The memory after a turn: the plan meant, what was listed, and the one thing spoken of."""
    kept = before or Memory()
    if not reading.plan:
        return replace(kept, options=reading.choices, question=question)
    focus = focus_of(reading.plan, catalog) or (None if listed else kept.focus)
    shown, list_calls = tuple(listed), reading.plan
    if all(call.tool in _ONE for call in reading.plan) and kept.listed:
        shown, list_calls = kept.listed, kept.list_calls
    picked = reading.inherited.get("question")
    others = tuple(option for option in kept.options if option.question != picked)
    others = others if len(others) < len(kept.options) else ()
    return Memory(reading.plan, shown, focus, (), question, list_calls, others)


def focus_of(calls: Sequence[Call], catalog: Catalog) -> JsonObject | None:
    """The one deal, account, rep or team of the first call."""
    args = calls[0].args
    deals = (
        [args["deal"]]
        if "deal" in args
        else [c["deal"] for c in args.get("changes", []) if "deal" in c]
    )
    if len(deals) == 1:
        deal = catalog.deals.by_id(str(deals[0]))
        name = deal.account if deal is not None and deal.account else str(deals[0])
        return {"kind": "deal", "id": deals[0], "name": name}
    scope = args.get("scope", {})
    for kind in _FOCUS:
        names = [args[kind]] if kind in args else scope.get(kind, [])
        if len(names) == 1:
            return {"kind": kind, "id": names[0], "name": names[0]}
    return None
