"""Whether the words beside a figure could contradict the metric of the fact behind it.

A concept that names another metric or state ("lost", "median", "stale") may not stand beside a
figure at all; others ("expected", "risk") go with many metrics and are left to the matching.
"""

from __future__ import annotations

import re

from copilot.grounding.context import Context
from copilot.grounding.ledger import LedgerIndex, Say
from copilot.grounding.lexicon import COUNTING, GENERIC, Profile, profile
from copilot.grounding.sentence import Scene
from copilot.grounding.tokens import Figure, word_set

_LOOSE = GENERIC | word_set(
    "at_risk change check close expected forecast interval left_out list_price missing prediction"
    " risk slip snapshot value amount largest stage need ever"
)
_WITH_CHANCE = frozenset({"probability", "rate", "ever"})
_EACH = re.compile(r"(?i)\s*,?\s*(?:each|apiece|a piece|on (?:the )?average|per [a-z]+)\b")
_CLOSED = re.compile(r"\s+(?:[a-z]+\s+){0,2}closed\b")
_MISSING = frozenset({"missing", "left_out", "list_price"})
_TO_SAY = frozenset({"stale", "overdue", "weighted"})
_ALWAYS = frozenset({"missing", "overdue"})
_SIDES = (("against", 1), ("in_favor", -1))
_MEANS = frozenset({"mean", "median", "rate", "p50", "probability", "share"})


def contradicted(say: Say, context: Context) -> bool:
    """Whether a concept beside the figure excludes the fact."""
    strict = context.local - _LOOSE - say.profile.all
    if bool(strict) and bool(strict - _also(say.profile)):
        return True
    return _unsaid(say, context) or _on_other_side(say, context)


def _on_other_side(say: Say, context: Context) -> bool:
    """Whether points that speak against something are said to speak for it, or the reverse."""
    if say.kind != "points":
        return False
    return any(sign * say.value < 0 for side, sign in _SIDES if side in context.local)


def _also(profile: Profile) -> frozenset[str]:
    """Concepts that may stand beside a metric though none of its own."""
    found: set[str] = set()
    if "weighted" in profile.core or "brier" in profile.core:
        found |= {"win", "probability"}
    if "rate" in profile.core or "discount" in profile.core:
        found |= {"mean"}
    if "median" in profile.all:
        found |= {"p50"}
    if profile.core == {"amount"} or "slip" in profile.core or "lose" in profile.core:
        found |= {"open"}
    return frozenset(found)


def _unsaid(say: Say, context: Context) -> bool:
    """Whether a metric of what is missing, stale or overdue is said without saying so."""
    if say.aspect in ("of", "low", "high"):
        return False
    said = context.local | context.chunk | context.clause
    core = say.profile.core or (say.profile.all if say.profile.all & _ALWAYS else frozenset())
    if core & _MISSING and not said & _MISSING:
        return True
    if say.kind == "number" and say.profile.core & {"win", "lose"} == say.profile.core - COUNTING:
        return not say.profile.core & said and bool(say.profile.core & {"win", "lose"})
    return say.kind in ("number", "money") and bool(core & _TO_SAY - said)


def says_another(index: LedgerIndex, scene: Scene, figure: Figure, say: Say) -> bool:
    """Whether what follows a figure makes a total a figure each, or open deals closed ones."""
    tail = scene.text[figure.end : min(figure.end + 40, scene.sentence.end)]
    if _EACH.match(tail) and not say.profile.all & _MEANS and say.kind in ("money", "number"):
        return True
    if say.kind != "number" or not _CLOSED.match(tail):
        return False
    if say.aspect == "of":
        return whole_contradicted(index, scene, figure, say)
    core = profile(index.facts[say.fact].metric).core
    if core & {"open", "at_risk", "due", "stale", "weighted"}:
        return True
    return "close" not in say.profile.all and say.aspect == "value"


def whole_contradicted(index: LedgerIndex, scene: Scene, whole: Figure, part: Say) -> bool:
    """Whether the deals of which some are counted ("2 of 23 lost deals") are said to be others."""
    tail = re.match(r"\s+((?:[a-z]+\s+)?)(?:deals?|opportunit)", scene.text[whole.end :][:40])
    if tail is None:
        return False
    said = {c.concept for c in scene.cues_between(whole.end, whole.end + tail.end(1))} - GENERIC
    if not said:
        return False
    if {"win", "rate"} <= part.profile.core or (part.aspect == "n" and "rate" in part.profile.all):
        return said != {"close"}
    same = [
        other for other in index.says.get("number", [])
        if other.value == whole.value and other.aspect in ("value", "all") and not other.score
    ]  # fmt: skip
    if not same:
        return bool(said - {"open", "close"})
    return not any(said <= other.profile.all for other in same)
