"""Questions that hold several: which clauses stand for calls of their own."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from copilot.understanding.frame import Frame
from copilot.understanding.intents import cue, detect
from copilot.understanding.lexicon.words import words

_ALONE = words("what_if explain_change data_status explain_method")
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


def split(frame: Frame) -> list[tuple[str, Frame]]:
    """The clauses that each ask for another tool, in order; [] where the question is one."""
    clauses = [_with_names(frame, frame.part(first, last)) for first, last in _clauses(frame)]
    told = [(tool, clause) for clause in clauses if (tool := _clear(clause)) is not None]
    tools = list(dict.fromkeys(tool for tool, _ in told))
    if len(tools) != 2 or frozenset(tools) not in _PAIRS or detect(frame) in _ALONE:
        return []
    return [next((t, c) for t, c in told if t == tool) for tool in tools]


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
    if frame.norm(at) in _JOINTS or frame.norm(at) in {".", "?", "!", ";", ":"}:
        return True
    following = {frame.norm(at + 1), frame.norm(at + 2)}
    return frame.tokens[at].is_break and bool(following & _ASKING)


def _clauses(frame: Frame) -> list[tuple[int, int]]:
    cuts, at = [frame.first], frame.first
    held = {step for slot in frame.slots.values() for step in range(slot[0] + 1, slot[1])}
    while at < frame.last:
        if at not in held and _cuts_here(frame, at):
            cuts += [at, at + 1]
        at += 1
    cuts.append(frame.last)
    return [(first, last) for first, last in pairwise(cuts) if last - first > 1]
