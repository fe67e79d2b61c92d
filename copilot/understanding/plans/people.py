"""Plans about people and customers: reps and teams, accounts, whitespace, leads."""

from __future__ import annotations

from copilot.understanding.frame import Frame
from copilot.understanding.limits import limit_of
from copilot.understanding.options import ask_which
from copilot.understanding.periods import as_json, check_history, main_period, spans
from copilot.understanding.plans.base import Asked, call
from copilot.understanding.reading import Call, JsonObject, Option
from copilot.understanding.stops import missing, nothing_to_refer_to
from data.periods import Period

_THEIR_TEAM = "her|his|their|<rep> team|people|colleagues|peers"
STARTERS = (
    Option("What's at risk this week?"),
    Option("How does the pipeline look?"),
    Option("What are the 5 biggest open deals?"),
)


def one_name(asked: Asked, *kinds: str) -> tuple[str, str] | None:
    """The first name of these kinds: said, or spoken of before.

    Raises:
        Stop: it fits several equally well.
    """
    for mention in asked.frame.of(*kinds):
        if mention.ambiguous:
            raise ask_which(asked.frame, mention)
        return mention.kind, mention.values[0]
    focus = asked.memory.focus if asked.memory else None
    if focus is None:
        return None
    if focus["kind"] in kinds:
        return str(focus["kind"]), str(focus["name"])
    if focus["kind"] == "deal":
        deal = asked.frame.catalog.deals.by_id(str(focus["id"]))
        told = {"account": deal.account, "rep": deal.rep} if deal else {}
        return next(((kind, told[kind]) for kind in kinds if told.get(kind)), None)
    return None


def person(asked: Asked) -> list[Call]:
    """How a rep or a team is doing; nobody named: all in scope."""
    frame = asked.frame
    period = main_period(frame, "past") or _period_of_both(frame)
    ahead = period is not None and period.start > frame.as_of
    single_day = period is not None and period.days == 1
    args: JsonObject = {}
    if period is not None and not ahead and not single_day:
        check_history(frame, period, "past")
        args["period"] = as_json(period)
    found = one_name(asked, "rep", "team") if _speaks_of_one(frame) else None
    if found is None and frame.has("1:1", "one on one", "her|him") and not frame.has("@rep"):
        raise nothing_to_refer_to("I do not know whom you mean.", STARTERS)
    if found is None:
        return [call("rep_summary", scope=asked.scope(), **args)]
    people = [_with_team(frame, found), *_others(asked, found, "rep", "team")]
    scope = asked.scope("rep", "team")
    return [call("rep_summary", **{kind: name}, scope=scope, **args) for kind, name in people]


def _with_team(frame: Frame, found: tuple[str, str]) -> tuple[str, str]:
    """The team around a person with nobody below, where "his team" is said."""
    kind, name = found
    manager = frame.catalog.rep_manager.get(name)
    if kind == "rep" and manager and frame.has(_THEIR_TEAM):
        return "team", manager
    return found


def _period_of_both(frame: Frame) -> Period | None:
    """The period of two people side by side ("A vs B this year"): it is not compared with."""
    told = spans(frame)
    return told[0].past if told and len(frame.of("rep", "team")) > 1 else None


def _others(asked: Asked, first: tuple[str, str], *kinds: str) -> list[tuple[str, str]]:
    """Further names of these kinds: each gets a call of its own."""
    named = [(m.kind, m.values[0]) for m in asked.frame.of(*kinds) if not m.ambiguous]
    return [pair for pair in dict.fromkeys(named) if pair != first]


def _speaks_of_one(frame: Frame) -> bool:
    return bool(frame.of("rep", "team")) or not frame.has(
        "reps|team|teams|everyone|everybody|sellers|salespeople"
    )


def account(asked: Asked) -> list[Call]:
    """One customer on one page."""
    found = one_name(asked, "account")
    if found is None:
        raise nothing_to_refer_to("I do not know which account you mean.", STARTERS)
    accounts = [found, *_others(asked, found, "account")]
    return [call("account_summary", account=name) for _, name in accounts]


def whitespace(asked: Asked) -> list[Call]:
    """What an account may buy next, or who may buy a product."""
    frame = asked.frame
    found = frame.of("account")
    products = frame.of("product")
    refers = frame.has("them|they|it|her|him|their|that account")
    account = one_name(asked, "account") if found or (refers and not products) else None
    if len(found) > 1:
        account = None
    product: str | None = None
    if len(products) == 1 and len(products[0].values) == 1:
        product = products[0].values[0]
    if products and products[0].ambiguous:
        raise ask_which(frame, products[0])
    if account is None and not products and not found and refers and not frame.has("@account"):
        raise nothing_to_refer_to("I do not know which account you mean.", STARTERS)
    leave = (*(("account",) if account else ()), *(("product",) if product else ()))
    return [call("whitespace", account=account[1] if account else None, product=product,
                 scope=asked.scope(*leave), limit=limit_of(frame))]  # fmt: skip


def leads(asked: Asked) -> list[Call]:
    """Leads: ranked, one of them, or a draft to one.

    Raises:
        Stop: `missing_table` where the source has no leads.
    """
    frame = asked.frame
    if not frame.catalog.has_leads:
        raise missing("leads", "This data holds no leads.", table=True)
    ids = [m.text for m in frame.deals]
    if ids and frame.has("@write", "draft"):
        return [call("draft_follow_up", lead=ids[0])]
    if ids:
        return [call("lead_summary", lead=ids[0])]
    return [call("rank_leads", scope=asked.scope(), limit=limit_of(frame))]
