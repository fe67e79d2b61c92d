"""Whether deals are asked for by what is recorded of them: conditions, dates, figures, reasons."""

from __future__ import annotations

from copilot.understanding.conditions import conditions_of
from copilot.understanding.frame import Frame
from copilot.understanding.grouping import deal_order
from copilot.understanding.lexicon.metrics import TRAITS

COUNTING = ("how many|much", "number|count|total|value of", "average|avg")
_REASONS = (
    "loss|lost|losing reason|reasons", "reasons * lost|lose|losing|loss",
    "why do|did|are|have|does we|i|they|<rep>|<team> lose|losing|lost|keep "
    "@deals|business|so|to|in|<period>",
)  # fmt: skip
_LISTED = (
    "which|show|list|give|find|see|name|any ** @anydeal",
    "^ what * @deals",
    "^ <number>? @deals",
    "^ @big|@small|open|oldest|newest",
)
_FIGURES = (
    "win|close rate|rates",
    "winrate",
    "revenue|bookings|turnover for|from|of|on|in|with",
    "sales from|of",
    "average|avg|mean deal|sales size|cycle",
    "sales cycle",
    "weighted pipeline",
)
_CREATED = ("created|opened|added|entered|started|engaged|logged",)


def conditioned(frame: Frame) -> bool:
    """ "Deals pushed twice or more": deals narrowed by figures of theirs."""
    return (
        bool(conditions_of(frame))
        and frame.has("@anydeal", "which|what|show|list", "anything|everything")
        and not asks_a_figure(frame)
    )


def asks_a_figure(frame: Frame) -> bool:
    """ "Win rate for deals older than 90 days": a figure about deals, not the deals."""
    if frame.has(*_LISTED):
        return False
    rows = conditions_of(frame)
    counted = "risk_score" not in {row["field"] for row in rows} and frame.has("forecast|outlook")
    return counted or frame.has(*_FIGURES) or frame.has("@pipe of|for|from|by", "^ @pipe|forecast")


def created_and_open(frame: Frame) -> bool:
    """Deals of a creation date that are still open, asked for as deals and not as a number."""
    still = frame.has("still open|live|pending|active|running", "open|live|pending @deals")
    return still and frame.has("@anydeal") and frame.has(*_CREATED) and not frame.has(*COUNTING)


def created_since(frame: Frame) -> bool:
    """ "Deals created since last week": what came into the pipeline since a day, with the deals."""
    since = any(time.kind == "since" for time in frame.times)
    created = frame.has("^ new @deals", "^ @deals * created|opened|added|entered|started|logged")
    return since and created and not frame.has(*COUNTING)


def ordered_by_trait(frame: Frame) -> bool:
    """ "Biggest deals by discount": deals in the order of one of their figures."""
    order = deal_order(frame)
    return order is not None and order[0] in TRAITS and frame.has("@deals")


def risk_conditioned(frame: Frame) -> bool:
    """ "What's at risk with no next step": by risk, narrowed by other figures of the deals."""
    fields = {row["field"] for row in conditions_of(frame)} - {"risk_level", "risk_score"}
    return bool(fields) and frame.has("at risk") and not frame.has("value at risk")


def bare_condition(frame: Frame) -> bool:
    """ "No activity for 30 days", and little else."""
    few = len(frame.words) <= 9 and not frame.has(*COUNTING)
    return few and bool(conditions_of(frame)) and not asks_a_figure(frame)


def whose_deal(frame: Frame) -> bool:
    """ "Who closed the biggest deal this year": a deal, whose owner is shown with it."""
    return frame.has(
        "^ who ** @big|oldest|newest|latest|riskiest open|won? @deal", "^ whose * @big @deal"
    )


def asks_for_reasons(frame: Frame) -> bool:
    """Whether the recorded reasons of losses are asked for, not why one deal may be lost."""
    return frame.has(*_REASONS) and not frame.deals
