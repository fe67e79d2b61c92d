"""Plans of what-ifs: which deals change, how, and for which period the result is asked."""

from __future__ import annotations

from copilot.understanding.deals import find_deals, the_deal
from copilot.understanding.frame import Frame
from copilot.understanding.grouping import deal_order
from copilot.understanding.limits import limit_of
from copilot.understanding.periods import as_json, spans
from copilot.understanding.plans.base import Asked, call, said
from copilot.understanding.plans.outlook import plain, target_amount
from copilot.understanding.reading import Call, JsonObject

_DOWN = (
    "drop|drops|dropped|fall|falls|fell|down|lower|decrease|decreases|worse|worsens|declines|"
    "loses|sinks|dips|slips",
)
_ADDING = ("add|adds|adding|added|another|extra|additional", "new <money>")
_INTO = frozenset({"into", "to", "until", "till", "in", "past"})


def what_if(asked: Asked) -> list[Call]:
    """The forecast recomputed under changes to deals or to the win rate."""
    frame = asked.frame
    kind = said(frame, "change") or "lose"
    slip_to = _slip_to(frame) if kind == "slip" else None
    changes = _rate(frame) or _added(frame) or _deal_changes(asked, kind, slip_to)
    named = frame.deals or frame.of("account", "product", "rep")
    return [
        call(
            "what_if",
            changes=changes,
            period=_of_result(frame, slip_to),
            scope={} if named else asked.scope(),
            target=_goal(frame),
        )
    ]


def _goal(frame: Frame) -> float | int | None:
    wanted = frame.has("make|hit|reach|get|still ** <money>")
    return target_amount(frame) if wanted else None


def _rate(frame: Frame) -> list[JsonObject]:
    """ "The win rate drops by 5 points"."""
    found = [q for q in frame.quantities if q.sort in {"percent", "number"}]
    if not found or not frame.has("win|close rate|rates", "conversion", "winrate"):
        return []
    value = plain(found[0])
    unit = "points" if frame.has("points|point|pts|pp") else "percent"
    return [{"change": "rate", "by": -value if frame.has(*_DOWN) else value, "unit": unit}]


def _added(frame: Frame) -> list[JsonObject]:
    """ "We add a 50k deal at 40%"."""
    money = [q for q in frame.quantities if q.sort == "money"]
    if not money or not frame.has(*_ADDING):
        return []
    row: JsonObject = {"change": "add", "amount": plain(money[0])}
    chance = [q for q in frame.quantities if q.sort == "percent"]
    if chance:
        row["win_probability"] = chance[0].value / 100
    return [row]


def _deal_changes(asked: Asked, kind: str, slip_to: JsonObject | None) -> list[JsonObject]:
    frame = asked.frame
    extra: JsonObject = {"to": slip_to} if slip_to else {}
    money = [q for q in frame.quantities if q.sort == "money"]
    if kind == "amount" and money:
        extra["amount"] = plain(money[0])
    if frame.has("@deals|ones") and not frame.deals and len(frame.of("account")) < 2:
        return [{"change": kind, "select": _selected(asked), **extra}]
    return [{"change": kind, "deal": deal_id, **extra} for deal_id in _named(asked)]


def _named(asked: Asked) -> list[str]:
    """The deals named; with several accounts, the one deal of each."""
    frame, accounts = asked.frame, asked.frame.of("account")
    rows = asked.memory.listed if asked.memory else ()
    listed = [str(row["id"]) for row in rows if row["kind"] == "deal"]
    if listed and frame.has("them|both|these|those") and not (frame.deals or accounts):
        return listed
    known = [mention.deal.id for mention in frame.deals if mention.deal is not None]
    if known and len(known) == len(frame.deals):
        return known
    if len(accounts) < 2 or frame.deals:
        return [the_deal(frame, asked.memory, "what_if").id]
    products = tuple(name for mention in frame.of("product") for name in mention.values)
    reps = [name for mention in frame.of("rep") for name in mention.values]
    ids = []
    for account in accounts:
        found = find_deals(frame, list(account.values), products, reps)
        only = found[0] if len(found) == 1 else None
        alone = frame.part(account.first, account.last)
        ids.append((only or the_deal(alone, None, "what_if")).id)
    return ids


def _selected(asked: Asked) -> JsonObject:
    """The deals meant by a description ("our two biggest GTX deals"), as for find_deals."""
    sort_by, order = deal_order(asked.frame) or (None, None)
    if sort_by in {"closed", "value_at_risk"}:
        sort_by, order = "amount", "desc"
    limit = limit_of(asked.frame)
    return call("find_deals", scope=asked.scope(), sort_by=sort_by, order=order, limit=limit).args


def _slip_to(frame: Frame) -> JsonObject | None:
    """The period after "slips into", where one is said there."""
    for time in spans(frame):
        first, _ = frame.token_span(time)
        before = {frame.norm(at) for at in range(first - 4, first)}
        if before & _INTO and time.future.start > frame.as_of:
            return as_json(time.future)
    return None


def _of_result(frame: Frame, slip_to: JsonObject | None) -> JsonObject | None:
    told = [
        as_json(time.future)
        for time in spans(frame)
        if time.role != "against" and time.kind == "period"
    ]
    rest = [period for period in told if period != slip_to]
    return rest[-1] if rest else None
