"""Questions that hold several: which clauses stand for calls of their own."""

from __future__ import annotations

from itertools import pairwise
from dataclasses import replace

from copilot.understanding.frame import Frame
from copilot.understanding.intents import CASCADE, cue, detect
from copilot.understanding.lexicon.words import words

_ALONE = frozenset(
    {
        "what_if",
        "target_outlook",
        "draft_follow_up",
        "explain_change",
        "data_status",
        "explain_method",
    }
)
_JOINTS = frozenset({"and", "plus", "then", "also", "as"})
_PAIRS = frozenset(
    frozenset(pair)
    for pair in (
        ("pipeline_changes", "deals_at_risk"), ("account_summary", "whitespace"), ("forecast", "deals_at_risk"),
        ("deal_summary", "deal_drivers"), ("metric", "deals_at_risk"), ("pipeline_summary", "deals_at_risk"),
        ("forecast", "pipeline_summary"), ("metric", "forecast"), ("metric", "pipeline_summary"),
        ("pipeline_changes", "forecast"), ("rep_summary", "deals_at_risk"), ("account_summary", "deals_at_risk"),
        ("deal_summary", "draft_follow_up"), ("deal_drivers", "draft_follow_up"), ("metric", "find_deals"),
        ("pipeline_changes", "metric"), ("forecast", "forecast_accuracy"), ("rep_summary", "find_deals"),
        ("account_summary", "find_deals"), ("forecast", "target_outlook"), ("pipeline_summary", "find_deals"),
        ("metric", "pipeline_changes"), ("deals_at_risk", "find_deals"), ("deals_at_risk", "target_outlook"),
        ("metric", "target_outlook"), ("metric", "rep_summary"), ("forecast", "find_deals"),
    )
)  # fmt: skip


def split(frame: Frame) -> list[tuple[str, Frame]]:
    """The clauses that each ask for another tool, in order; [] where the question is one."""
    clauses = [frame.part(first, last) for first, last in _clauses(frame)]
    clauses = [_with_names(frame, clause) for clause in clauses]
    told = [(tool, clause) for clause in clauses if (tool := _clear(clause)) is not None]
    tools = list(dict.fromkeys(tool for tool, _ in told))
    if (
        len(tools) != 2
        or frozenset(tools) not in _PAIRS
        or detect(frame) in _ALONE - {"target_outlook", "draft_follow_up"}
    ):
        return []
    if "target_outlook" in tools and "find_deals" in tools:
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
    if tool in {"deal_summary"}:
        return tool if cue(clause, "about") >= 5 and not frame_starts(clause) else None
    return tool if any(name == tool for name, _ in CASCADE) else None


_ASKING = words(
    """
    what which who whom how where why when show list tell give any summarize is are do does
    did
    """
)


def frame_starts(clause: Frame) -> bool:
    """Whether the clause is only a name."""
    return all(word.startswith("<") or word == ";" for word, _ in clause.words)


def _cuts_here(frame: Frame, at: int) -> bool:
    """A joint always cuts; a comma only before words that ask again."""
    if frame.norm(at) in _JOINTS or frame.norm(at) in {".", "?", "!", ";", ":"}:
        return True
    words = {frame.norm(at + 1), frame.norm(at + 2)}
    return frame.tokens[at].is_break and bool(words & _ASKING)


def _clauses(frame: Frame) -> list[tuple[int, int]]:
    cuts, at = [frame.first], frame.first
    held = {step for slot in frame.slots.values() for step in range(slot[0] + 1, slot[1])}
    while at < frame.last:
        if at not in held and _cuts_here(frame, at):
            cuts += [at, at + 1]
        at += 1
    cuts.append(frame.last)
    return [(first, last) for first, last in pairwise(cuts) if last - first > 1]
