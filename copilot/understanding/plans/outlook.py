"""Plans about what is to come and what became of it: forecast, target, what-if, accuracy, change."""

from __future__ import annotations

from datetime import timedelta

from copilot.understanding.deals import find_deals, names_a_deal, the_deal
from copilot.understanding.frame import Frame
from copilot.understanding.grouping import deal_order, group_of, limit_of
from copilot.understanding.intents import looks_ahead
from copilot.understanding.numbers import Quantity
from copilot.understanding.periods import as_json, check_history, spans
from copilot.understanding.plans.base import Asked, call, period_arg
from copilot.understanding.plans.figures import require
from copilot.understanding.reading import Call, JsonObject, Option, Reason
from copilot.understanding.scope import is_money
from copilot.understanding.stops import Stop, nothing_to_refer_to

_GRAINS = ("week", "month", "quarter")
_CHANGES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("slip", ("slip|slips|slipped|slide|slides|slid|slipping|sliding|push|pushes|pushed|delay|delays|delayed|postpone|"
              "postponed|postpones|move|moves|moved|drift|drifts into|to|out|until|by|past|back|till?",
              "slip|slips|slipped|slide|slides|slid|delayed|postponed|pushed|drags|late")),
    ("remove", ("remove|removed|exclude|excluded|ignore|without|take out|drop out|disappear|disappears|vanish|vanishes|"
                "strip|removing", "take|took|taking|leave|strip * out")),
    ("lose", ("lose|loses|lost|losing|dies|die|died|falls|fall|fell|falling through|apart|over|out?|collapses|collapse|walk|"
              "walks|bail|bails|goes|go south|away|cold|drop|drops|evaporate|evaporates|lose", "falls through", "fall through",
              "goes south|away|wrong|cold|dark", "not come|close|happen|sign|land", "say|says no", "drops out", "lose")),
    ("win", ("win|wins|won|winning|land|lands|landed|close|closes|closed|sign|signs|signed|bring|brings|brought|bag|bags|"
             "come|comes in|home|through?", "pull|pulls off|in", "say|says yes", "get|gets|got * signed|done|over")),
    ("amount", ("cut|cuts|shrink|shrinks|grow|grows|double|doubles|halve|halves|reduce|reduced|raise|raised|increase|"
                "increased|worth|price|amount", "comes in at|for", "down|up|drop|drops to <money>", "come in at")),
)  # fmt: skip


def forecast(asked: Asked) -> list[Call]:
    """What will close, as a range, in total or by a grain of time."""
    frame = asked.frame
    group, grain = group_of(frame), None
    if group in _GRAINS:
        group, grain = None, group
    if group:
        require(frame, group)
    return [call("forecast", period=period_arg(frame, "future"), grain=grain, scope=asked.scope(), group_by=group)]


def target(asked: Asked) -> list[Call]:
    """The chance of a target.

    Raises:
        Stop: no target was said and none is stored.
    """
    frame = asked.frame
    amount = target_amount(frame)
    if amount is None and not frame.catalog.has_targets:
        raise _no_target(asked)
    scope = {name: value for name, value in asked.scope().items() if not name.endswith("_amount")}
    return [call("target_outlook", target=amount, period=period_arg(frame, "future"), scope=scope,
                 group_by=group_of(frame))]  # fmt: skip


def _no_target(asked: Asked) -> Stop:
    frame = asked.frame
    told = spans(frame)
    when = told[0].text if told else "this quarter"
    choices = (Option(f"Where will we land {when}?"), Option(f"How does the pipeline look for {when}?"))
    wanted = call("target_outlook", period=period_arg(frame, "future"), scope=asked.scope())
    reason = Reason("missing_table", "No targets are stored: say the amount you want to reach, such as 2.5M.", ("target",))
    return Stop("clarify", reason, choices, (wanted,))


def target_amount(frame: Frame) -> float | int | None:
    """The amount of money spoken of as a goal."""
    found = [q for q in frame.quantities if q.sort == "money" or (q.sort == "number" and q.value >= 1000)]
    return _plain(max(found, key=_sized)) if found else None


def _sized(quantity: Quantity) -> float:
    return quantity.value


def _plain(quantity: Quantity) -> float | int:
    return int(quantity.value) if quantity.value == int(quantity.value) else quantity.value


def what_if(asked: Asked) -> list[Call]:
    """The forecast recomputed under changes to deals or to the win rate."""
    frame = asked.frame
    kind = next((name for name, words in _CHANGES if frame.has(*words)), "lose")
    slip_to = _slip_to(frame) if kind == "slip" else None
    changes = _rate(frame) or _added(frame) or _deal_changes(asked, kind, slip_to)
    return [call("what_if", changes=changes, period=_of_result(frame, slip_to), scope={} if names_a_deal(frame) or
                 _joint(frame) else asked.scope(), target=_goal(frame))]  # fmt: skip


def _joint(frame: Frame) -> bool:
    return bool(frame.of("account", "product", "rep"))


def _goal(frame: Frame) -> float | int | None:
    return target_amount(frame) if frame.has("make|hit|reach|get to|still") and frame.has("<money>") else None


def _rate(frame: Frame) -> list[JsonObject]:
    if not frame.has("win|close rate|rates", "conversion", "winrate"):
        return []
    found = [q for q in frame.quantities if q.sort in {"percent", "number"}]
    if not found:
        return []
    points = frame.has("points|point|pts|pp")
    down = frame.has("drop|drops|fall|falls|down|lower|decrease|decreases|worse|worsens|declines|loses|sinks|dips")
    value = _plain(found[0])
    return [{"change": "rate", "by": -value if down else value, "unit": "points" if points else "percent"}]


def _added(frame: Frame) -> list[JsonObject]:
    money = [q for q in frame.quantities if q.sort == "money"]
    if not money or not frame.has("add|adds|adding|added|another|extra|additional|new", "new <money>"):
        return []
    row: JsonObject = {"change": "add", "amount": _plain(money[0])}
    chance = [q for q in frame.quantities if q.sort == "percent"]
    if chance:
        row["win_probability"] = chance[0].value / 100
    return [row]


def _deal_changes(asked: Asked, kind: str, slip_to: JsonObject | None) -> list[JsonObject]:
    frame = asked.frame
    extra: JsonObject = {"to": slip_to} if slip_to else {}
    money = [q for q in frame.quantities if q.sort == "money"]
    if kind == "amount" and money:
        extra["amount"] = _plain(money[0])
    if frame.deals:
        ids = [m.deal.id for m in frame.deals if m.deal is not None] or [the_deal(frame, None, "what_if").id]
        return [{"change": kind, "deal": deal_id, **extra} for deal_id in ids]
    if frame.has("@deals|ones") and not _several_accounts(frame):
        return [{"change": kind, "select": _selected(asked), **extra}]
    return [{"change": kind, "deal": deal_id, **extra} for deal_id in _named(asked)]


def _several_accounts(frame: Frame) -> bool:
    return len(frame.of("account")) > 1


def _named(asked: Asked) -> list[str]:
    """The deals named; with several accounts, the one deal of each."""
    frame = asked.frame
    accounts = frame.of("account")
    if len(accounts) < 2:
        return [the_deal(frame, asked.memory, "what_if").id]
    products = tuple(name for m in frame.of("product") for name in m.values)
    reps = [name for m in frame.of("rep") for name in m.values]
    ids = []
    for account in accounts:
        found = find_deals(frame, list(account.values), products, reps)
        if len(found) != 1:
            only = frame.part(account.first, account.last)
            return [the_deal(only, None, "what_if").id]
        ids.append(found[0].id)
    return ids


def _selected(asked: Asked) -> JsonObject:
    frame = asked.frame
    sort_by, order = deal_order(frame) or ("amount", "desc")
    if sort_by in {"closed", "value_at_risk"}:
        sort_by = "amount"
    found = call("find_deals", scope=asked.scope(), sort_by=sort_by, order=order, limit=limit_of(frame))
    return found.args


def _slip_to(frame: Frame) -> JsonObject | None:
    """The period after "slips into", where one is said there."""
    for time in spans(frame):
        first, _ = frame.token_span(time)
        before = {frame.norm(at) for at in range(first - 4, first)}
        if before & {"into", "to", "until", "till", "in", "past"} and time.future.start > frame.as_of:
            return as_json(time.future)
    return None


def _of_result(frame: Frame, slip_to: JsonObject | None) -> JsonObject | None:
    told = [as_json(time.future) for time in spans(frame) if time.role != "against" and time.kind == "period"]
    rest = [period for period in told if period != slip_to]
    return rest[-1] if rest else None


def accuracy(asked: Asked) -> list[Call]:
    """How good past forecasts were."""
    return [call("forecast_accuracy", period=period_arg(asked.frame, "past"), scope=asked.scope(),
                 group_by=group_of(asked.frame) or _who(asked.frame))]  # fmt: skip


def _who(frame: Frame) -> str | None:
    return "rep" if frame.has("^ who", "who overcalls|sandbags|over|under") else None


def explain_change(asked: Asked) -> list[Call]:
    """Why a forecast or a deal's score changed."""
    frame = asked.frame
    since, until = ends(frame)
    if names_a_deal(frame):
        deal = the_deal(frame, asked.memory, "explain_change")
        return [call("explain_change", deal=deal.id, since=since, until=until)]
    if not frame.has("forecast|projection|outlook|number|p50|commit|landing|quarter"):
        focus = asked.memory.focus if asked.memory else None
        calls = asked.memory.calls if asked.memory else ()
        if focus is not None and focus["kind"] == "deal":
            return [call("explain_change", deal=focus["id"], since=since, until=until)]
        if not any(before.tool == "forecast" for before in calls):
            raise nothing_to_refer_to("I do not know what changed.", CHANGE_STARTERS)
    ahead = [as_json(t.future) for t in spans(frame) if t.kind == "period" and t.future.end > frame.as_of]
    return [call("explain_change", forecast=True, since=since, until=until, scope=asked.scope(),
                 period=ahead[0] if ahead else None)]  # fmt: skip


CHANGE_STARTERS = (
    Option("Why did the forecast change since last week?"),
    Option("What changed in the pipeline since last week?"),
    Option("What's at risk this week?"),
)


def ends(frame: Frame) -> tuple[str | None, str | None]:
    """The two days a change lies between: the end of the day before the first, and the last."""
    told = [time for time in spans(frame) if time.past.start <= frame.as_of]
    days = [time for time in told if time.kind == "as_of_day" or time.past.days == 1]
    if len(days) > 1 or (len(days) == 1 and frame.has("to|and|until|versus|vs <period>")):
        first, last = min(t.past.end for t in days), max(t.past.end for t in days)
        return first.isoformat(), last.isoformat() if last != first and last != frame.as_of else None
    for time in told:
        check_history(frame, time.past, "past")
        if time.past.days == 1 and time.kind == "period" and frame.has("from|versus|than|against|to <period>"):
            return time.past.end.isoformat(), None
        if time.past.end > frame.as_of and time.kind == "period":
            if frame.has("slipped|pushed|moved|slid|dropped|falling|fell|sliding out|from"):
                continue
            return (time.past.start - timedelta(days=1)).isoformat(), None
        since = time.past.start - timedelta(days=1)
        until = time.past.end if time.past.end < frame.as_of and time.kind != "since" else None
        if time.kind == "as_of_day" or (time.past.days == 1 and time.kind != "since" and since != frame.as_of):
            since = time.past.end if time.kind == "as_of_day" else since
            return since.isoformat(), None if time.past.end == frame.as_of or time.kind == "as_of_day" else until and until.isoformat()
        return since.isoformat(), until.isoformat() if until else None
    return None, None


def changes(asked: Asked) -> list[Call]:
    """What moved in the pipeline between two days."""
    frame = asked.frame
    since, until = ends(frame)
    kind = next((name for name, words in _KINDS if frame.has(*words)), None)
    window = None
    if kind in {"pushed_out", "pulled_in"}:
        told = [t for t in spans(frame) if t.future.end > frame.as_of and t.kind == "period"]
        window = as_json(told[0].future) if told else None
        require(frame, "push_count")
        if window and since == (told[0].past.start - timedelta(days=1)).isoformat():
            since = None
    deal = the_deal(frame, asked.memory, "pipeline_changes").id if names_a_deal(frame) else None
    scope = {} if deal else asked.scope()
    return [call("pipeline_changes", since=since, until=until, period=window, scope=scope, deal=deal,
                 kind=kind, group_by=group_of(frame))]  # fmt: skip


_KINDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("pushed_out", ("slipped|pushed|slid|postponed|delayed|slipping", "moved|slip|fell|dropped out")),
    ("pulled_in", ("pulled in|into|forward",)),
    ("grown", ("grew|grown|increased|larger|bigger @deals?", "which ** grew")),
    ("shrunk", ("shrank|shrunk|smaller|reduced",)),
    ("reopened", ("reopened",)),
    ("created", ("new|added|created|entered|appeared @deals|opps", "added|came|entered|joined to|in|into * @pipe",
                 "@deals ** added|created|entered")),
    ("lost", ("@deals ** lost", "did we lose", "what * lost")),
    ("won", ("@deals ** won", "did we win", "what * won")),
)  # fmt: skip
__all__ = ["accuracy", "changes", "ends", "explain_change", "forecast", "looks_ahead", "target", "what_if"]
