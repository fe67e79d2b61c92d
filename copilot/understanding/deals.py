"""Which deal is meant: by id, by who and what, or by what was spoken of before."""

from __future__ import annotations

from copilot.understanding.catalog import DealRef
from copilot.understanding.frame import Frame
from copilot.understanding.options import MOST, deal_option
from copilot.understanding.reading import Memory, Option
from copilot.understanding.stops import ambiguous, nothing_to_refer_to, unknown

TEMPLATES = {
    "deal_summary": "Summarize deal {deal}",
    "deal_drivers": "Why is deal {deal} risky?",
    "draft_follow_up": "Draft a follow-up for deal {deal}",
    "what_if": "What if we lose deal {deal}?",
    "pipeline_changes": "What changed on deal {deal} since last week?",
    "explain_change": "Why did the risk score of deal {deal} change?",
}
SUPERLATIVE = (
    "@big|@small|oldest|newest|latest|youngest|safest|riskiest open|won|lost|live|stale? @deal",
)
_SINGULAR = ("@deal", "<product> one", "the one", "that one")
_PLURAL = ("@deals",)


def names_a_deal(frame: Frame) -> bool:
    """Whether the question speaks of one deal: an id, or a deal noun with who or what."""
    if frame.deals:
        return True
    who = frame.of("account", "rep")
    if frame.has(*SUPERLATIVE):
        return False
    if frame.has(*_PLURAL) or frame.has("what is the deal with"):
        return False
    if frame.of("account") and frame.of("product"):
        return True
    noun = frame.has(*_SINGULAR)
    return noun and bool(who or frame.of("product"))


def the_deal(frame: Frame, memory: Memory | None, tool: str) -> DealRef:
    """The one deal meant.

    Raises:
        Stop: there is none, several fit, or nothing to refer to.
    """
    if frame.deals:
        return _by_id(frame)
    accounts = _values(frame, memory, "account")
    products = tuple(name for mention in frame.of("product") for name in mention.values)
    reps = _reps(frame)
    if not (accounts or products or reps):
        return _from_memory(frame, memory, tool)
    found = find_deals(frame, accounts, products, reps)
    if len(found) == 1:
        return found[0]
    if not found:
        raise unknown(_described(accounts, products), [])
    choices = tuple(deal_option(TEMPLATES[tool], deal, frame.catalog) for deal in found[:MOST])
    raise ambiguous(f"{len(found)} open deals fit.", choices)


def find_deals(
    frame: Frame, accounts: list[str], products: tuple[str, ...], reps: list[str]
) -> list[DealRef]:
    """Open deals that fit; failing that, one closed deal that is the only one."""
    lookup = frame.catalog.deals
    who: list[str | None] = [*accounts] or [None]
    owners: list[str | None] = [*reps] or [None]
    pairs = [(account, rep) for account in who for rep in owners]
    found = [deal for a, r in pairs for deal in lookup.find(account=a, product=products, rep=r)]
    if not found:
        found = [
            deal
            for a, r in pairs
            for deal in lookup.find(account=a, product=products, rep=r, status="all")
        ]
        found = found if len(found) == 1 else []
    return list({deal.id: deal for deal in found}.values())


def _by_id(frame: Frame) -> DealRef:
    typed = frame.deals[0]
    if typed.deal is None:
        raise unknown(typed.text, [])
    return typed.deal


def _values(frame: Frame, memory: Memory | None, kind: str) -> list[str]:
    mentions = frame.of(kind)
    if mentions:
        return [name for mention in mentions for name in mention.values]
    focus = memory.focus if memory else None
    if focus is None:
        return []
    if focus["kind"] == kind:
        return [str(focus["name"])]
    if focus["kind"] == "deal" and frame.of("product"):
        deal = frame.catalog.deals.by_id(str(focus["id"]))
        return [deal.account] if deal is not None and deal.account else []
    return []


def _reps(frame: Frame) -> list[str]:
    people = [name for mention in frame.of("rep") for name in mention.values]
    managers = {name for mention in frame.of("team") for name in mention.values}
    below = [rep for rep, boss in frame.catalog.rep_manager.items() if boss in managers]
    return people or sorted(below)


def _from_memory(frame: Frame, memory: Memory | None, tool: str) -> DealRef:
    focus = memory.focus if memory else None
    if focus is not None and focus["kind"] == "deal":
        deal = frame.catalog.deals.by_id(str(focus["id"]))
        if deal is not None:
            return deal
    listed = [row for row in (memory.listed if memory else ()) if row["kind"] == "deal"]
    deals = [frame.catalog.deals.by_id(str(row["id"])) for row in listed[:MOST]]
    choices = tuple(
        deal_option(TEMPLATES[tool], deal, frame.catalog) for deal in deals if deal is not None
    )
    raise nothing_to_refer_to(
        "I do not know which deal you mean.", choices or _starters(frame, tool)
    )


def _starters(frame: Frame, tool: str) -> tuple[Option, ...]:
    deals = frame.catalog.deals.find()[:3]
    return tuple(deal_option(TEMPLATES[tool], deal, frame.catalog) for deal in deals)


def _described(accounts: list[str], products: tuple[str, ...]) -> str:
    parts = [*accounts, *(products if len(products) == 1 else [])]
    return f"open deal with {', '.join(parts)}" if parts else "open deal like that"
