"""Plans of what-ifs: which deals change, how, and for which period the result is asked."""

from __future__ import annotations

from copilot.understanding.conditions import conditions_of
from copilot.understanding.deals import find_deals, the_deal
from copilot.understanding.frame import Frame
from copilot.understanding.grouping import deal_order
from copilot.understanding.limits import limit_of
from copilot.understanding.periods import as_json, spans
from copilot.understanding.plans.base import Asked, call, said
from copilot.understanding.plans.outlook import plain, target_amount
from copilot.understanding.reading import Call, JsonObject, Option
from copilot.understanding.stops import not_yet

_DOWN = (
    "drop|drops|dropped|fall|falls|fell|down|lower|decrease|decreases|worse|worsens|declines|"
    "loses|sinks|dips|slips",
)
_ADDING = ("add|adds|adding|added|another|extra|additional", "new <money>")
_MOST_ADDED = 20
_INTO = frozenset({"into", "to", "until", "till", "in", "past"})


def what_if(asked: Asked) -> list[Call]:
    """The forecast recomputed under changes to deals or to the win rate."""
    frame = asked.frame
    kind = said(frame, "change") or "lose"
    slip_to = _slip_to(frame) if kind == "slip" else None
    changes = _rate(frame) or _added(frame) or _deal_changes(asked, kind, slip_to)
    last = asked.memory.calls[0] if asked.memory and asked.memory.calls else None
    before = last.args if last is not None and last.tool == "target_outlook" else {}
    named = frame.deals or frame.of("account", "product", "rep")
    return [
        call(
            "what_if",
            changes=changes,
            period=_of_result(frame, slip_to) or before.get("period"),
            scope={} if named else _whose(asked, changes),
            target=_goal(frame) or before.get("target"),
        )
    ]


def _whose(asked: Asked, changes: list[JsonObject]) -> JsonObject:
    """Whose forecast the result is: what only picks the deals of a change narrows nothing else."""
    scope = asked.scope()
    if not any("select" in change for change in changes):
        return scope
    return {name: value for name, value in scope.items() if name in {"team", "region", "exclude"}}


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
    times = [q for q in frame.quantities if q.sort == "number" and q.last == money[0].first]
    return [dict(row) for _ in range(int(times[0].value) if times else 1)][:_MOST_ADDED]


def _deal_changes(asked: Asked, kind: str, slip_to: JsonObject | None) -> list[JsonObject]:
    frame = asked.frame
    extra: JsonObject = {"to": slip_to} if slip_to else {}
    money = [q for q in frame.quantities if q.sort == "money"]
    if kind == "amount" and not money:
        raise not_yet(
            "another amount of a deal without saying which amount.",
            Option("What if we lose the two biggest deals?"),
        )
    if kind == "amount":
        extra["amount"] = plain(money[0])
    if _describes(asked) and not frame.deals and len(frame.of("account")) < 2:
        return [{"change": kind, "select": _selected(asked), **extra}]
    kinds = _kinds_by_deal(frame)
    return [
        {"change": kinds.get(deal_id, kind), "deal": deal_id, **extra} for deal_id in _named(asked)
    ]


def _kinds_by_deal(frame: Frame) -> dict[str, str]:
    """What happens to each deal where every one has a clause ("if A is lost and B closes").

    The words between a deal and the next one are its own; nothing where a deal has none, or where
    a change needs more than its kind.
    """
    if len(frame.deals) < 2:
        return {}
    starts = [mention.first for mention in frame.deals]
    found = {}
    for mention, following in zip(frame.deals, [*starts[1:], frame.last], strict=True):
        clause = frame.part(mention.first, following)
        kind = said(clause, "change") or ("lose" if clause.has("lost|lose|loses|dies") else None)
        if mention.deal is None or kind not in {"lose", "win", "remove"}:
            return {}
        found[mention.deal.id] = kind
    return found


def _describes(asked: Asked) -> bool:
    """Whether deals are described ("the two biggest", "all in commit") and not named."""
    frame = asked.frame
    if frame.has("@deals|ones", "every|each ** @deal"):
        return True
    several = limit_of(frame) is not None and deal_order(frame) is not None
    return (several or frame.has("everything|anything|all")) and not _spoken_of(asked)


def _spoken_of(asked: Asked) -> list[str]:
    """The deals that "them" or "the first two" stand for: those just changed, else those listed."""
    frame, memory = asked.frame, asked.memory
    if memory is None or frame.deals or frame.of("account"):
        return []
    listed = [str(row["id"]) for row in memory.listed if row["kind"] == "deal"]
    count = next((int(q.value) for q in frame.quantities if q.sort == "number"), 0)
    if count and frame.has("first|top <number>"):
        return listed[:count]
    if count and frame.has("last|bottom <number>"):
        return listed[-count:]
    if not frame.has("them|both|these|those"):
        return []
    changes = memory.calls[0].args.get("changes", []) if memory.calls else []
    return [str(row["deal"]) for row in changes if "deal" in row] or listed


def _named(asked: Asked) -> list[str]:
    """The deals named; with several accounts, the one deal of each."""
    frame, accounts = asked.frame, asked.frame.of("account")
    spoken = _spoken_of(asked)
    if spoken:
        return spoken
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
    return call(
        "find_deals",
        scope=asked.scope(),
        status="stale" if asked.frame.has("stale|dead @deals|ones") else None,
        where=conditions_of(asked.frame),
        sort_by=sort_by,
        order=order,
        limit=limit_of(asked.frame),
    ).args


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
