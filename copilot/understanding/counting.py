"""What "how many deals …" counts, and money that was lost: states first, never a guess."""

from __future__ import annotations

from copilot.understanding.conditions import conditions_of
from copilot.understanding.frame import Frame
from copilot.understanding.lexicon.tables import weighted
from copilot.understanding.periods import spans

_HOW_MANY = ("how many|much * @deals", "number|count of * @deals")
_RISK = ("at risk", "in danger|jeopardy|trouble", "risky|riskier|shaky|dodgy|endangered")
_DUE = ("due|closing|slated|scheduled|expected|supposed|set", "about|going to close")
_STALE = ("stale|deadwood|zombie|zombies", "dead wood")
_OUTCOME = (
    "@win|wins|@lose|losses|closed|close|closes|sign|signs|signed|land|lands|landed|bring|brought|"
    "bag|bagged|seal|sealed|sell|sold|convert|converts|converted|made|make|create|creates|created|"
    "opened|start|starts|started|add|adds|added|enter|enters|entered|log|logged|new|done|slip|slipped|pushed|moved",
    "did|do we|i|they|<rep>|<team> do",
)
_LOST_MONEY = (
    "how much|what|total|amount|value|worth ** @lose",
    "revenue|money|dollars|value|amount|sales|business ** lost|lose|losing",
    "lost|losing revenue|money|value|amount|business|sales",
)
_SUM = ("how much|total|sum", "value|amount|worth of")
_MONEY = ("how much", "revenue|money|dollars|value|amount|worth|sales|business")
_NOT_YET = (
    "could|can|might|may|would|will|stand|stands|likely|going|if|gonna|most|at risk|danger|to lose",
    "@lose if", "win|won|wins|winning|versus|many|why|reason|rate|sleep|track|interest",
)  # fmt: skip


def counts_deals(frame: Frame) -> bool:
    """Whether it asks how many deals there are."""
    return frame.has(*_HOW_MANY)


def counted_tool(frame: Frame) -> str | None:
    """The tool that tells how many deals are in a state that is no metric of its own."""
    if not counts_deals(frame):
        overdue = frame.has("how much|many * overdue|past") and bool(conditions_of(frame))
        return "find_deals" if overdue else None
    if frame.has(*_RISK):
        return "deals_at_risk"
    if any(weight >= 5 and frame.has(*said) for weight, said in weighted("data_quality")):
        return "data_quality"
    if frame.has(*_OUTCOME):
        return None
    asked = frame.has(*_DUE) and bool(spans(frame))
    return "find_deals" if asked or frame.has(*_STALE) or conditions_of(frame) else None


def counts_open(frame: Frame) -> bool:
    """Whether deals are counted without a word on how they ended: those open are meant."""
    past = any(time.past.start <= frame.as_of for time in spans(frame))
    return counts_deals(frame) and not frame.has(*_OUTCOME) and not past


def counts_nothing_said(frame: Frame) -> bool:
    """Whether deals of a past period are counted without a word on what happened to them."""
    said = (
        *_OUTCOME,
        *_RISK,
        *_DUE,
        *_STALE,
        "open|live|active|pending|pipeline|@pipe|outstanding",
    )
    past = any(time.past.start <= frame.as_of for time in spans(frame))
    return counts_deals(frame) and past and not frame.has(*said) and not conditions_of(frame)


def lost_money(frame: Frame) -> bool:
    """Whether it asks for the money of deals lost, which no metric is."""
    if frame.has("@deals") and not frame.has(*_SUM):
        return False
    return frame.has(*_LOST_MONEY) and frame.has(*_MONEY) and not frame.has(*_NOT_YET)
