"""Deals said to be won, lost, open, live or stale, checked against the ledger."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from copilot.grounding.ledger import LedgerIndex
from copilot.grounding.lexicon import COUNTING, profile
from copilot.grounding.sentence import Scene
from copilot.grounding.tokens import DATE, NAME, Problem, word_set
from tools.facts import Fact

_WORDS = r"(?P<state>won|lost|closed|stale|dead|signed|cancelled|canceled|live|open|active|overdue)"
_STATE = re.compile(
    rf"(?:[{NAME})]|\b[Ii]t|\bdeal)\s+(?:was|is|has been|have been|were|are|got)\s+"
    rf"(?:already\s+)?{_WORDS}\b(?! (?:by [^{NAME}]|for\b|since\b|until\b|at risk))"
    rf"|[,(–]\s+{_WORDS.replace('state', 'cell')}\b"
    rf"(?=\s*(?:[,).:;{DATE}]|$|\n|on {DATE}|by {NAME}))"
)
_STAGE = re.compile(r"\bstage(?: is| of|:)? (?P<name>[A-Z][a-z]+)")
_NOT_STATES = word_set("rep owner note last_note next_step account team manager unknown product")
_CLOSED = frozenset({"won", "lost", "closed", "signed", "cancelled", "canceled"})
REASON = "a state that no fact gives"


def false_states(
    index: LedgerIndex, scene: Scene, owners: Callable[[int], frozenset[int]]
) -> Iterator[Problem]:
    """Deals said to be in a state that no fact says they are in."""
    for match in _STATE.finditer(scene.text, scene.sentence.start, scene.sentence.end):
        group = "state" if match.group("state") else "cell"
        deals = [s for s in owners(match.start(group)) if index.kinds[s] == "deal"]
        word = match.group(group).lower()
        if deals and not any(_in_state(index, deal, word) for deal in deals):
            yield Problem(match.start(group), match.end(group), REASON)
    for match in _STAGE.finditer(scene.text, scene.sentence.start, scene.sentence.end):
        yield Problem(match.start("name"), match.end(), "a stage that no fact gives")


def _in_state(index: LedgerIndex, deal: int, word: str) -> bool:
    facts = [index.facts[number] for number in index.by_subject[deal]]
    told = {str(f.value).lower() for f in facts if _tells_state(f)}
    metrics = {fact.metric.lower() for fact in facts}
    if any(word in value.split() for value in told) or any(word in m.split("_") for m in metrics):
        return not (word == "closed" and "open" in told)
    closed = "closed_on" in metrics or bool(told & {"won", "lost"})
    if word in _CLOSED:
        return closed and not told & {"won", "lost", "open"} and _as_counted(index, word)
    scored = any(m.startswith(("risk_", "value_at_", "expected_close")) for m in metrics)
    if word in ("stale", "dead"):
        return not scored and not closed and "status" not in metrics
    if word in ("live", "active"):
        return scored and not closed and "stale" not in told
    return word == "open" and not closed


def _tells_state(fact: Fact) -> bool:
    return fact.unit == "text" and fact.metric.lower() not in _NOT_STATES


def _as_counted(index: LedgerIndex, word: str) -> bool:
    """Whether the deals listed are counted as won or as lost, or as neither."""
    if word == "closed":
        return True
    counted = {
        frozenset(profile(index.facts[number].metric).core - COUNTING)
        for subject in index.ambient
        for number in index.by_subject[subject]
    }
    won, lost = frozenset({"win"}) in counted, frozenset({"lose"}) in counted
    if won == lost:
        return False
    return won if word in ("won", "signed") else lost
