"""What a question says and no plan would carry: told by name, so that nothing is dropped."""

from __future__ import annotations

import re

from copilot.understanding.class_words import check_classes
from copilot.understanding.counting import counts_nothing_said
from copilot.understanding.frame import Frame
from copilot.understanding.grouping import group_of, splits_of, strange_split
from copilot.understanding.intents import metrics_of
from copilot.understanding.leads import lead_figures
from copilot.understanding.lexicon.metrics import NEEDS
from copilot.understanding.lexicon.names import (
    COMPASS,
    COUNTRIES,
    CUSTOMER_CLASSES,
    PLACE_NOUNS,
    PLACED,
    REGION_WORDS,
)
from copilot.understanding.limits import MOST, count_said
from copilot.understanding.numbers import Quantity
from copilot.understanding.periods import spans
from copilot.understanding.qualifiers import check_qualifiers
from copilot.understanding.reading import Option, Reason
from copilot.understanding.stops import Stop, ambiguous, missing, not_yet, unknown

_FIGURES = frozenset({"metric", "pipeline_summary", "deals_at_risk", "forecast"})
_LISTS = frozenset({"find_deals", "deals_at_risk", "metric", "pipeline_summary"})
_NARROWED = _FIGURES | {"find_deals"}
_STATISTICS = ("median|quartile|quartiles|variance|correlation|percentile|percentiles|deviation",)
_ACTIVITIES = (
    "how many * calls|meetings|emails|mails|visits|demos|activities|touches",
    "number|count of calls|meetings|emails|mails|visits|demos|activities|touches",
    "calls|meetings|emails|activities per|by <bucket>|rep|team|week|month",
)
_NOT_HELD = (
    "margin|margins|profit|profits|profitability|cogs",
    "cost|costs of sales|goods",
    "with|to|against|versus|than the? industry|market|benchmark|benchmarks $",
    "industry|market average|averages|benchmark|benchmarks",
)
_CAUSES = {
    "competitor": ("competitor|competitors|competition|rival|rivals",),
    "loss_reason": ("loss|lost|losing reason|reasons", "reason|reasons * lost|lose|losing|loss"),
    "source": ("lead source|sources", "marketing|sales channel|channels"),
}
_WHY_ONE = ("^ why ** @big|@small|riskiest|oldest|newest|latest open? @deal",)
_UNITS = re.compile(r"(?:week|quarter|month|year|fy|sprint|cw|kw)s?")
_DAYS = re.compile(r"(?:day|week|month|quarter|year)s?")
_FREE = frozenset({"the", "our", "my", "a", "an", "this", "that", "all", "sales", "whole"})
_RELATIVE = frozenset({"last", "past", "previous", "next", "coming", "in", "within"})


def check_unread(frame: Frame, tool: str) -> None:
    """Refuse, or ask back, where a condition was said that the tool's plan does not carry.

    Raises:
        Stop: an impossible date, an unknown place, grouping or statistic, or a count of rows
            outside 1 to 200.
    """
    check_dates(frame)
    if tool not in _NARROWED:
        return
    _check_held(frame)
    if counts_nothing_said(frame):
        raise _which_count(frame)
    if tool == "deals_at_risk" and frame.has(*_WHY_ONE):
        raise _why_one()
    _check_counts(frame)
    if tool in {"metric", "pipeline_summary"}:
        _check_numbers(frame)
    _check_places(frame)
    check_classes(frame)
    _check_causes(frame, tool)
    check_qualifiers(frame, tool)
    if tool in _FIGURES or splits_of(frame):
        _check_groups(frame, tool)
    if tool == "metric" and frame.has(*_STATISTICS):
        said = next(word for word, _ in frame.words if frame.has(word) and word in _STATISTICS[0])
        raise not_yet(f"the {said}; averages are.", Option("What is the average deal size?"))
    if tool == "metric" and frame.has("average|typical|mean * open|active|live|pending|lost"):
        detail = "the average size of deals that are not won; that of deals won is."
        if "average_deal_size" in metrics_of(frame):
            raise not_yet(detail, Option("What is the average deal size?"))


def _check_held(frame: Frame) -> None:
    """Figures that nothing in the snapshot is a record of."""
    if frame.has(*_ACTIVITIES):
        instead = Option("Which deals had no activity for 30 days?")
        raise not_yet("counts of activities; deals by their last activity are.", instead)
    if frame.has(*_NOT_HELD):
        raise not_yet("costs, margins and figures of other companies.")


def check_dates(frame: Frame) -> None:
    """Ask back for a date or period that no calendar holds, or that could not be read.

    Raises:
        Stop: it names the words as typed.
    """
    for date in frame.impossible:
        raise _no_such(frame, date.start, date.end, f": {date.why}")
    for at in range(frame.first, frame.last):
        last = _strange_period(frame, at)
        if last is not None:
            raise _no_such(frame, frame.tokens[at].start, frame.tokens[last - 1].end, "")


def _no_such(frame: Frame, start: int, end: int, why: str) -> Stop:
    before, after = frame.text[:start], frame.text[end:]
    before = re.sub(r"(?i)\b(?:in|on|from|during|by|for|the|between)\s*$", "", before)
    before = re.sub(r"(?i)\b(?:in|on|from|during|by|for|between)\s+the\s*$", "", before)
    told = [f"{before}{when}{after}".strip() for when in ("this quarter", "last quarter")]
    detail = f"I cannot read “{frame.text[start:end]}” as a period{why}."
    return Stop("clarify", Reason("ambiguous_intent", detail), tuple(Option(one) for one in told))


def _strange_period(frame: Frame, at: int) -> int | None:
    """The end of "week 40", "year 9999" or "last 999999999 days" that was not read as time."""
    if _in_slot(frame, at, ("<period>", "<bucket>", "<deal>")):
        return None
    word, after = frame.norm(at), frame.norm(at + 1)
    if _UNITS.fullmatch(word) and after.isdigit() and not _bounds(frame, at + 1):
        return at + 2
    if word in _RELATIVE and after.isdigit() and _DAYS.fullmatch(frame.norm(at + 2)):
        return at + 3 if word not in {"in", "within"} and len(after) > 3 else None
    return None


def _bounds(frame: Frame, at: int) -> bool:
    return any(quantity.first == at and quantity.bound for quantity in frame.quantities)


def _in_slot(frame: Frame, at: int, kinds: tuple[str, ...]) -> bool:
    return any(first <= at < last and kind in kinds for first, last, kind in frame.slots.values())


def _which_count(frame: Frame) -> Stop:
    """Deals of a period may be won or lost in it."""
    when = spans(frame)[0].text
    told = ("win", "lose")
    choices = tuple(Option(f"How many deals did we {done} {when}?") for done in told)
    return ambiguous("Deals won, or deals lost?", choices, code="ambiguous_intent")


def _why_one() -> Stop:
    """ "Why is the biggest deal risky": the list comes first, then the reasons of one in it."""
    instead = (Option("What's at risk?"), Option("What are the biggest open deals?"))
    return not_yet("finding a deal and its reasons in one question; first the list is.", *instead)


def _check_counts(frame: Frame) -> None:
    """Rows asked for that are none, or more than a list holds."""
    quantity = count_said(frame)
    if quantity is None or 1 <= quantity.value <= MOST:
        return
    start, end = frame.tokens[quantity.first].start, frame.tokens[quantity.last - 1].end
    before, after = frame.text[:start], frame.text[end:]
    numbers = (5, 10) if quantity.value < 1 else (10, MOST)
    choices = tuple(Option(f"{before}{number}{after}") for number in numbers)
    detail = f"I list between 1 and {MOST} rows, not {_plain(quantity)}."
    raise Stop("clarify", Reason("ambiguous_intent", detail), choices)


def _check_numbers(frame: Frame) -> None:
    """A bare number beside a figure that neither counts rows nor bounds anything."""
    for quantity in frame.quantities:
        typed = frame.norm(quantity.first)
        counted = quantity == count_said(frame) or _DAYS.fullmatch(frame.norm(quantity.last))
        if quantity.bound or counted or not typed.isdigit():
            continue
        raise Stop(
            "out_of_scope",
            Reason("not_served", f"I do not know what “{typed}” stands for in this question."),
        )


def _plain(quantity: Quantity) -> str:
    return f"{quantity.value:,.0f}"


def _check_places(frame: Frame) -> None:
    """A region, country or class of customers that this company does not have."""
    held = {at for first, last, _ in frame.slots.values() for at in range(first, last)}
    for at in range(frame.first, frame.last):
        if at not in held and _is_place(frame, at, held):
            known = [*frame.catalog.regions] if frame.norm(at) in COMPASS else []
            last = at + 1 + (frame.norm(at + 1) in PLACE_NOUNS)
            text = frame.text[frame.tokens[at].start : frame.tokens[last - 1].end]
            raise unknown(text, known[:4])


def _is_place(frame: Frame, at: int, held: set[int]) -> bool:
    word, after = frame.norm(at), frame.norm(at + 1)
    start = at - 1
    while frame.norm(start) in _FREE:
        start -= 1
    introduced = frame.norm(start) in PLACED and start not in held
    if after in PLACE_NOUNS and at + 1 not in held:
        return _is_strange(frame, at, word)
    if word in CUSTOMER_CLASSES:
        return introduced or after in {"deals", "customers", "accounts", "deal", "clients"}
    if word in COMPASS | set(REGION_WORDS) | COUNTRIES and after != "of":
        if word == "us" and frame.tokens[at].raw != "US":
            return False
        return introduced or after in {"deals", "pipeline", "team", "accounts", "customers"}
    return False


def _is_strange(frame: Frame, at: int, word: str) -> bool:
    """Whether a word before "region" names one ("moon region"), unlike "which region"."""
    from_name = word in COMPASS | set(REGION_WORDS) | COUNTRIES
    before = frame.norm(at - 1)
    return from_name or (
        word.isalpha() and before in {"the", "in", "for"} and word not in _BEFORE_PLACE
        and word not in _FREE and not word.endswith("est")
    )  # fmt: skip


_BEFORE_PLACE = frozenset(
    {"each", "every", "which", "what", "by", "per", "any", "same", "other", "one", "her", "his",
     "their", "its", "your", "top", "best", "worst", "leading", "entire", "right", "wrong", "no",
     "two", "three", "different", "these", "those", "some", "home", "and", "or", "sales", "of"}
)  # fmt: skip


def _check_causes(frame: Frame, tool: str) -> None:
    """A condition on what this data may not record: competitors, reasons, sources."""
    for source, said in _CAUSES.items():
        if not frame.has(*said) or (frame.of("account") and source == "competitor"):
            continue
        words = source.replace("_", " ")
        if source in {group_of(frame), *splits_of(frame)} and frame.catalog.holds(NEEDS[source]):
            continue
        if source == "loss_reason" and tool == "metric" and frame.catalog.holds(NEEDS[source]):
            continue
        if source == "source" and lead_figures(frame):
            continue
        if not frame.catalog.holds(NEEDS[source]):
            raise missing(source, f"This data records no {words}.", table=False)
        raise not_yet(f"figures by or about a {words}.")


def _check_groups(frame: Frame, tool: str) -> None:
    groups = splits_of(frame)
    if len(groups) > 1:
        names = " and ".join(group.replace("_", " ") for group in groups)
        raise not_yet(f"two groupings at once ({names}); one at a time is.", *_by_each(groups))
    strange = strange_split(frame)
    if strange is not None:
        raise not_yet(f"a grouping by “{strange}”.", Option("How much did we win by region?"))
    if tool == "deals_at_risk" and groups:
        name = groups[0].replace("_", " ")
        instead = Option(f"How does the pipeline look by {name}?")
        raise not_yet(f"what is at risk by {name}; the pipeline by {name} is.", instead)


def _by_each(groups: list[str]) -> tuple[Option, ...]:
    return tuple(
        Option(f"How much did we win by {group.replace('_', ' ')} this quarter?")
        for group in groups
    )
