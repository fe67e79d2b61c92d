"""Questions that hold several: which clauses stand for calls of their own."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

from copilot.understanding.conditions import conditions_of
from copilot.understanding.frame import Frame
from copilot.understanding.intents import cue, detect
from copilot.understanding.leads import names_leads
from copilot.understanding.lexicon.tools import DOES
from copilot.understanding.lexicon.vocabulary import is_word
from copilot.understanding.lexicon.words import words
from copilot.understanding.reading import Call, JsonObject, Reason
from copilot.understanding.refusing import off_topic_part, refuse
from copilot.understanding.stops import Stop

_ALONE = words("what_if explain_change")
_JOINTS = words("and plus then also as")
_ASKING = words(
    "what which who whom how where why when show list tell give any summarize is are do does did"
)
_OWN = words(
    """
    deals_at_risk find_deals pipeline_summary metric pipeline_changes forecast target_outlook
    rep_summary account_summary
    """
)
_FIGURE = (
    "revenue|sales|bookings|rate|size|cycle|discount|wins|losses|won|lost|win|sold|sell|many|much"
)
_PAIRS = {frozenset({one, other}) for one in _OWN for other in _OWN if one != other} | {
    frozenset({"account_summary", "whitespace"}),
    frozenset({"deal_summary", "deal_drivers"}),
    frozenset({"deal_summary", "draft_follow_up"}),
    frozenset({"deal_drivers", "draft_follow_up"}),
    frozenset({"forecast", "forecast_accuracy"}),
}
# A question for a target that adds "and which deals decide it" is one question.
_PAIRS -= {frozenset({"target_outlook", "find_deals"})}
_ANYWHERE = words("explain_method data_status data_quality")
# Words that ask for nothing by themselves ("show me", "tell me please").
_LITTLE = _ASKING | words(
    """
    me us i you we they it this that these those the a an my our your please can could would will
    should to of for in on at by with about there be been was were has have had not if now today
    them him her his their its here okay ok hi hello hey thanks thank just so well let
    """
)
_OTHER_WORK = [
    [word] for word in ("play", "sing", "translate", "calculate", "compose", "guess", "recommend")
]
# A comparison or a further period goes on with the question before it.
_GOING_ON = (
    "compare|compares|compared|versus|against|same|about|before|more|else|one|ones|other|others",
)
# "What should I bring up?" after the page of whom one meets asks for that page.
_PAGES = frozenset({"rep_summary", "account_summary", "deal_summary"})
_TO_SAY = "what|anything should|shall|can|to i|we? bring|raise|ask|discuss|cover|mention|know up?"
_PAST = ("did|was|were|won|lost",)
_TAKEN_AS = words("count counts counted defined known treated seen marked described")
_ASIDE = frozenset({"if", "in", "for", "as", "according", "at"})
_ENDS = frozenset({".", "?", "!", ";"})


@dataclass(frozen=True)
class Piece:
    """One question among several: the tool it asks for, or why it is declined."""

    clause: Frame
    tool: str = ""
    stop: Stop | None = None


def split(frame: Frame) -> list[Piece]:
    """The clauses that each ask for something of their own, in order; [] where it is one."""
    pieces: list[Piece] = []
    apart = False
    frame = _without_declined(frame)
    for first, last, ended in _clauses(frame):
        piece = _piece(frame, first, last)
        if piece is None or _goes_on(piece, pieces, ended=ended):
            continue
        apart = apart or (ended and bool(pieces)) or piece.stop is not None
        pieces.append(piece)
    tools = [piece.tool for piece in pieces if piece.tool]
    if len(pieces) < 2 or not tools or detect(frame) in _ALONE:
        return []
    if len(tools) < len(pieces) and "draft_follow_up" in tools:
        return []
    whole = apart or len(tools) > 2 or _fits(tools)
    if not whole:
        return []
    return [_timed(_named(frame, piece), pieces[:place]) for place, piece in enumerate(pieces)]


def beside_leads(pieces: list[Piece]) -> list[Piece]:
    """The pieces where one asks for leads and another for something else; [] where none else is."""
    told = [
        replace(piece, tool="rank_leads", stop=None) if names_leads(piece.clause) else piece
        for piece in pieces
    ]
    other = any(piece.tool not in {"", "rank_leads"} for piece in told)
    return told if other else []


def _fits(tools: list[str]) -> bool:
    """Whether two tools joined by "and" are two questions."""
    pair = frozenset(tools)
    return len(pair) == 1 or pair in _PAIRS or bool(pair & _ANYWHERE)


def _without_declined(frame: Frame) -> Frame:
    """The question without the names of its clauses that are declined: no other shares them."""
    for first, last, _ in _clauses(frame):
        clause = frame.part(first, last)
        if _declined(clause) is not None:
            mentions = tuple(m for m in frame.mentions if m not in clause.mentions)
            deals = tuple(deal for deal in frame.deals if deal not in clause.deals)
            frame = replace(frame, mentions=mentions, deals=deals)
    return frame


def _declined(clause: Frame) -> Stop | None:
    try:
        refuse(clause)
    except Stop as stop:
        return stop
    return None


def _piece(frame: Frame, first: int, last: int) -> Piece | None:
    clause = frame.part(first, last)
    stop = _declined(clause)
    if stop is not None:
        other = stop.reason.code == "off_topic"
        return Piece(clause, stop=off_topic_part(clause.said) if other else stop)
    tool = _clear(_with_names(frame, clause))
    if tool == "data_quality" and _only_condition(clause):
        return None
    if tool is None:
        strange = _is_strange(frame, clause)
        return Piece(clause, stop=off_topic_part(clause.said)) if strange else None
    return Piece(clause, tool)


def _only_condition(clause: Frame) -> bool:
    """ "… and no next step": a condition on the deals spoken of, no question of its own."""
    return bool(conditions_of(clause)) and not clause.has("@anydeal") and not _asking(clause)


def _asking(clause: Frame) -> bool:
    return bool(clause.words) and clause.words[0][0] in _ASKING


def _is_strange(frame: Frame, clause: Frame) -> bool:
    """Whether a clause that asks for nothing known must be told, not dropped.

    It names nothing of the company, and either asks, or follows "and" with words that the lexicon
    does not have.
    """
    if clause.mentions or clause.deals or clause.quantities or conditions_of(clause):
        return False
    said = [word for word, _ in clause.words if word.isalpha() and word not in _LITTLE]
    if _asking(clause):
        return bool(said) and not clause.has(*_GOING_ON)
    joined = frame.norm(clause.first - 1) in _JOINTS - {"as"}
    strange = any(not is_word(word) for word in said) or said[:1] in _OTHER_WORK
    return joined and not clause.times and len(said) > 1 and strange


def _goes_on(piece: Piece, before: list[Piece], *, ended: bool) -> bool:
    """Whether a clause of a tool that was asked for already only goes on with it."""
    if before and before[-1].tool in _PAGES and piece.clause.has(_TO_SAY):
        return True
    if piece.stop is not None or piece.tool not in {other.tool for other in before}:
        return False
    asks = _asks(piece) and all(_asks(other) for other in before if other.tool == piece.tool)
    said = bool(piece.clause.times or piece.clause.mentions or piece.clause.deals)
    return not (asks and (said or ended or piece.tool == "metric"))


def _asks(piece: Piece) -> bool:
    return _asking(piece.clause)


def _named(frame: Frame, piece: Piece) -> Piece:
    """A piece with the names said in the others; never those of one that is declined."""
    return piece if piece.stop else replace(piece, clause=_with_names(frame, piece.clause))


def _timed(piece: Piece, before: list[Piece]) -> Piece:
    """ "What did we win last month, and what did we lose?": both are about last month."""
    told = next((other.clause.times for other in before[::-1] if other.clause.times), ())
    both = bool(before) and piece.clause.has(*_PAST) and before[-1].clause.has(*_PAST)
    if piece.stop or piece.clause.times or not both:
        return piece
    return replace(piece, clause=replace(piece.clause, times=told))


def _with_names(frame: Frame, clause: Frame) -> Frame:
    """A clause that names nobody speaks of those named elsewhere in the question."""
    if clause.mentions or clause.deals:
        return clause
    return replace(clause, mentions=frame.mentions, deals=frame.deals)


def _clear(clause: Frame) -> str | None:
    """The tool that a clause says by its own words."""
    tool = detect(clause)
    if tool is None or clause.last - clause.first < 2:
        return None
    if tool == "deal_summary" and (cue(clause, "about") < 5 or _only_names(clause)):
        return None
    if tool == "metric" and not clause.has(_FIGURE):
        return None
    return tool


def _only_names(clause: Frame) -> bool:
    """Whether the clause is only a name."""
    return all(word.startswith("<") or word == ";" for word, _ in clause.words)


def _cuts_here(frame: Frame, at: int) -> bool:
    """A joint always cuts; a comma only before words that ask again."""
    if frame.norm(at) == "as" and frame.norm(at - 1) in _TAKEN_AS:
        return False
    if frame.norm(at) in _JOINTS or frame.norm(at) in {".", "?", "!", ";", ":"}:
        return True
    if _aside(frame, at):
        return False
    following = {frame.norm(at + 1), frame.norm(at + 2)}
    return frame.tokens[at].is_break and bool(following & _ASKING)


def _aside(frame: Frame, at: int) -> bool:
    """Whether a comma begins or ends words thrown in: "deals, if any, are"."""
    for start in (at, *range(at - 2, max(frame.first, at - 6), -1)):
        if frame.norm(start) == "," and frame.norm(start + 1) in _ASIDE:
            ends = {frame.norm(step) for step in range(start + 2, start + 6)}
            return start < at or "," in ends
    return False


def _clauses(frame: Frame) -> list[tuple[int, int, bool]]:
    """First and last token of each clause, and whether a mark ends the one before it."""
    cuts, at = [frame.first], frame.first
    held = {step for slot in frame.slots.values() for step in range(slot[0] + 1, slot[1])}
    while at < frame.last:
        if at not in held and _cuts_here(frame, at):
            cuts += [at, at + 1]
        at += 1
    cuts.append(frame.last)
    rows = [(first, last) for first, last in pairwise(cuts) if last - first > 1]
    return [(first, last, _ended(frame, first)) for first, last in rows]


def _ended(frame: Frame, first: int) -> bool:
    return frame.norm(first - 1) in _ENDS or frame.norm(first - 2) in _ENDS


def told_parts(
    calls: list[Call], reasons: list[Reason | None], told: list[JsonObject]
) -> list[JsonObject]:
    """One entry a part, with what became of it; none where the question is one and whole.

    `calls` of an entry are the places of its calls among those that are served.
    """
    if not told and (len(calls) < 2 or not any(reasons) or all(reasons)):
        return []
    rows = told or [
        {"question": DOES[call.tool], "status": "planned", "reason": None, "calls": [at]}
        for at, call in enumerate(calls)
    ]
    kept = [at for at, reason in enumerate(reasons) if reason is None]
    return [_told_part(row, reasons, kept) for row in rows]


def _told_part(row: JsonObject, reasons: list[Reason | None], kept: list[int]) -> JsonObject:
    places = [kept.index(at) for at in row["calls"] if at in kept]
    first = next((reasons[at] for at in row["calls"] if reasons[at] is not None), None)
    if places or first is None:
        return {**row, "calls": places}
    return {**row, "status": "out_of_scope", "reason": first.as_json(), "calls": []}
