"""From a question to a plan, by rules alone: refuse, follow up, split, detect, plan, check."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from functools import partial

from copilot.understanding import followups, narrowing, parts
from copilot.understanding.catalog import Catalog
from copilot.understanding.change_followups import of_explained, of_forecast, of_kind
from copilot.understanding.frame import Frame, read_frame
from copilot.understanding.hints import hinted
from copilot.understanding.intents import cue, detect, metrics_of, strong
from copilot.understanding.labels import check_labels
from copilot.understanding.leads import counts_leads, names_leads
from copilot.understanding.lexicon.tools import CAN
from copilot.understanding.negation import check_negation
from copilot.understanding.options import ask_which, picked
from copilot.understanding.periods import spans
from copilot.understanding.plans import (
    changes,
    deals,
    facts_about,
    figures,
    outlook,
    people,
    what_if,
)
from copilot.understanding.plans.base import Asked
from copilot.understanding.reading import (
    Call,
    JsonObject,
    Memory,
    Option,
    Reading,
    ServedTool,
)
from copilot.understanding.references import dangles, resolved
from copilot.understanding.refusing import off_topic, refuse, refuse_orders, softly_off_topic
from copilot.understanding.serving import nearest, not_served, unread_condition
from copilot.understanding.stops import Stop, ambiguous, nothing_to_refer_to, unknown
from copilot.understanding.unknown import check_numbers, unknown_name
from copilot.understanding.unread import check_unread
from data.periods import FiscalCalendar

PLANS: dict[str, Callable[[Asked], list[Call]]] = {
    "deals_at_risk": deals.at_risk,
    "deal_summary": deals.summary,
    "deal_drivers": deals.drivers,
    "find_deals": deals.listed,
    "draft_follow_up": deals.draft,
    "metric": figures.metric,
    "pipeline_summary": figures.pipeline,
    "pipeline_changes": changes.changes,
    "explain_change": changes.explain_change,
    "forecast": outlook.forecast,
    "target_outlook": outlook.target,
    "what_if": what_if.what_if,
    "forecast_accuracy": outlook.accuracy,
    "rep_summary": people.person,
    "account_summary": people.account,
    "whitespace": people.whitespace,
    "rank_leads": people.leads,
    "explain_method": facts_about.method,
    "data_status": facts_about.status,
    "data_quality": facts_about.quality,
}
_POINTING = (
    "she|he|her|him|they|them|it",
    "this|that|these|those one|ones|deal|rep|account",
)
_NAMES_ONLY = (
    "list|show|which|what|who|many|name * @account|@rep|reps|accounts|products|managers",
)
_BY_NAME = (
    (("account",), "account_summary"),
    (("rep", "team"), "rep_summary"),
    (("region", "sector", "product", "segment", "stage"), "pipeline_summary"),
)
_SOCIAL = frozenset(
    {"account_summary", "rep_summary", "find_deals", "deal_summary", "data_quality"}
)


def understand(
    question: str,
    *,
    catalog: Catalog,
    as_of: date,
    calendar: FiscalCalendar,
    memory: Memory | None = None,
    served: Mapping[str, ServedTool],
    asking: bool = True,
) -> Reading:
    """Read a question and plan its calls; what is not clear is asked back, never guessed.

    Args:
        memory: what the turn before left; None or an empty one begins a conversation.
        served: the tools of this version, by name.
        asking: whether the choices of a question asked back are read themselves, so that only
            what is served is offered.
    """
    frame = read_frame(question, catalog=catalog, as_of=as_of, calendar=calendar)
    choice = picked(frame, memory) if memory is not None else None
    if choice is not None and memory is not None:
        reading = understand(
            choice.question, catalog=catalog, as_of=as_of, calendar=calendar,
            memory=replace(memory, options=()), served=served,
        )  # fmt: skip
        return replace(reading, inherited={**reading.inherited, "question": choice.question})
    links = {m.text: m.values[0] for m in frame.mentions if not m.ambiguous and m.how != "exact"}
    try:
        calls, inherited, told = _planned(frame, memory if memory and _said(memory) else None)
        reading = _served(calls, inherited, told, links, served)
        left = unread_condition(frame, calls)
    except Stop as stop:
        reading = _stopped(stop, links)
        named = stop.reason.code == "ambiguous_entity"
        if reading.status != "clarify" or named or not served:
            return reading
        sure = partial(
            understand, catalog=catalog, as_of=as_of, calendar=calendar, served=served, asking=False
        )
        return _sure(reading, sure) if asking else reading
    if left is not None and reading.meant == "planned":
        return replace(reading, status="out_of_scope", meant="out_of_scope", calls=(), reason=left)
    return replace(reading, confident=detect(frame) is not None or bool(inherited))


def _said(memory: Memory) -> bool:
    return bool(memory.calls or memory.focus or memory.listed)


Planned = tuple[list[Call], JsonObject, list[JsonObject]]


def _planned(frame: Frame, memory: Memory | None) -> Planned:
    refuse_orders(frame)
    if names_leads(frame) and not counts_leads(frame):
        return _about_leads(frame, memory)
    if not any(piece.stop for piece in parts.split(frame)):
        refuse(frame)
    list_before = narrowing.narrowed(frame, memory)
    if list_before is not None:
        return (*list_before, [])
    frame, pointed = resolved(frame, memory)
    several = parts.split(frame)
    if several:
        return _several(several, memory)
    _check_names(frame)
    followed = _followed(frame, memory)
    if followed is not None:
        return (*followed, [])
    if dangles(frame):
        raise nothing_to_refer_to("I do not know whom or what you mean.", people.STARTERS)
    tool = detect(frame) or hinted(frame) or _fallback(frame, memory)
    if tool in _SOCIAL and softly_off_topic(frame):
        raise off_topic()
    check_negation(frame, tool)
    check_unread(frame, tool)
    calls = PLANS[tool](Asked(frame, memory))
    if memory is not None:
        calls, kept = followups.continued(calls, frame, memory, bool(pointed))
        return calls, {**pointed, **kept}, []
    return calls, pointed, []


def _about_leads(frame: Frame, memory: Memory | None) -> Planned:
    """A question about leads, or about leads and something else."""
    several = parts.beside_leads(parts.split(frame))
    if several:
        return _several(several, memory)
    refuse(frame)
    return people.leads(Asked(frame, memory)), {}, []


def _check_names(frame: Frame) -> None:
    """Ask for a name that the snapshot does not hold, unless the whole is about something else."""
    check_numbers(frame)
    check_labels(frame)
    name = unknown_name(frame)
    if name is None:
        return
    about = any(strong(frame, intent) for intent in ("about", "account_summary", "rep_summary"))
    if detect(frame) is None and not about and len(frame.words) > 4:
        raise off_topic()
    if softly_off_topic(frame):
        raise off_topic()
    raise unknown(name, frame.catalog.index.nearest(name))


def _followed(frame: Frame, memory: Memory | None) -> tuple[list[Call], JsonObject] | None:
    short = followups.elliptical(frame)
    if memory is None:
        if (
            short
            and followups.leads_on(frame)
            and detect(frame) in {None, "rep_summary", "account_summary"}
        ):
            raise followups.nothing_before(frame)
        if followups.asks_why(frame):
            deals.drivers(Asked(frame, None))
        return None
    about_change = (
        of_forecast(frame, memory) or of_kind(frame, memory) or of_explained(frame, memory)
    )
    if about_change is not None:
        return about_change
    if followups.asks_why(frame) and not frame.deals:
        return deals.drivers(Asked(frame, memory)), {"deal": memory.focus}
    if not memory.calls or not short:
        return None
    check_unread(frame, memory.calls[0].tool)
    return followups.carried(frame, memory)


def _several(several: list[parts.Piece], memory: Memory | None) -> Planned:
    """One plan a part; a part that names nobody shares the names of the others.

    A part that cannot be planned is told with its reason; where something in it is to be asked
    back, or no part can be planned, that is the answer to the whole.
    """
    calls: list[Call] = []
    told: list[JsonObject] = []
    stops: list[Stop] = []
    for piece in several:
        row: JsonObject = {"question": piece.clause.said, "status": "planned", "reason": None}
        planned: list[Call] = []
        try:
            planned = _piece_calls(piece, memory)
        except Stop as stop:
            if stop.status == "clarify":
                raise
            stops.append(stop)
            row |= {"status": stop.status, "reason": stop.reason.as_json()}
        planned = [call for call in planned if call not in calls]
        told.append({**row, "calls": list(range(len(calls), len(calls) + len(planned)))})
        calls += planned
    if not calls:
        raise stops[0]
    return calls, {}, told


def _piece_calls(piece: parts.Piece, memory: Memory | None) -> list[Call]:
    if piece.stop is not None:
        raise piece.stop
    _check_names(piece.clause)
    check_negation(piece.clause, piece.tool)
    check_unread(piece.clause, piece.tool)
    calls = PLANS[piece.tool](Asked(piece.clause, memory))
    left = unread_condition(piece.clause, calls)
    if left is not None:
        raise Stop("out_of_scope", left)
    return calls


def _fallback(frame: Frame, memory: Memory | None) -> str:
    """No words say the tool: what is named does, if little else is said."""
    rest = [w for w, _ in frame.words if not w.startswith("<") and w != ";"]
    if softly_off_topic(frame) or len(rest) > 9:
        raise off_topic()
    for mention in frame.mentions:
        if mention.ambiguous:
            raise ask_which(frame, mention)
    named = next((tool for kinds, tool in _BY_NAME if frame.of(*kinds)), None)
    if named and frame.has(*_NAMES_ONLY):
        raise off_topic()
    if frame.deals or named:
        return "deal_summary" if frame.deals else str(named)
    if metrics_of(frame):
        return "metric"
    if frame.has(*_POINTING):
        raise nothing_to_refer_to("I do not know whom or what you mean.", people.STARTERS)
    if cue(frame, "about") or cue(frame, "forecast") or memory is not None:
        raise _unclear(frame)
    raise off_topic()


def _unclear(frame: Frame) -> Stop:
    told = spans(frame)
    when = f" {told[0].text}" if told else " this quarter"
    choices = (
        Option(f"How much did we win{when}?"),
        Option("How does the pipeline look?"),
        Option("What's at risk this week?"),
    )
    return ambiguous("That can mean several things.", choices, code="ambiguous_intent")


def _stopped(stop: Stop, links: Mapping[str, str]) -> Reading:
    return Reading(
        status=stop.status,
        meant=stop.status,
        wanted=stop.wanted,
        reason=stop.reason,
        choices=stop.choices if stop.status == "clarify" else (),
        suggestions=tuple(choice.question for choice in stop.choices),
        links=links,
        confident=stop.status != "out_of_scope" or stop.reason.detail != CAN,
    )


def _sure(reading: Reading, read: Callable[[str], Reading]) -> Reading:
    """The reading with choices that plan as they stand; another that is served in the place of
    one that does not, and none twice."""
    kept: dict[str, Option] = {}
    for place, choice in enumerate((*reading.choices, *people.STARTERS)):
        if place >= len(reading.choices) and len(kept) >= 2:
            break
        again = read(choice.question)
        if again.status == "planned":
            kept.setdefault(choice.question, choice)
        elif again.suggestions and choice in reading.choices:
            question = again.suggestions[0]
            kept.setdefault(question, Option(question, choice.traits))
    told = tuple(kept.values())
    suggestions = tuple(choice.question for choice in told)
    return replace(reading, choices=told, suggestions=suggestions)


def _served(
    calls: list[Call],
    inherited: JsonObject,
    told: list[JsonObject],
    links: Mapping[str, str],
    served: Mapping[str, ServedTool],
) -> Reading:
    reasons = [not_served(call, served) for call in calls]
    kept = tuple(call for call, reason in zip(calls, reasons, strict=True) if reason is None)
    first = next((reason for reason in reasons if reason is not None), None)
    offered = tuple(
        option.question
        for call, reason in zip(calls, reasons, strict=True)
        if reason is not None
        for option in nearest(call)
    )
    return Reading(
        status="planned" if kept else "out_of_scope",
        calls=kept,
        wanted=tuple(calls),
        reason=None if kept else first,
        inherited=inherited,
        parts=tuple(parts.told_parts(calls, reasons, told)),
        links=links,
        suggestions=tuple(dict.fromkeys(offered)),
    )
