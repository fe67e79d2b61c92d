"""Figures that are one claim together: ranges ("57% – 65%") and parts ("312 of 511", "71 of 100").

Both sides must come from the same fact, or from two that belong together, and in the right order.
"""

from __future__ import annotations

import re
from dataclasses import replace

from copilot.grounding.context import Context
from copilot.grounding.direction import DIRECTION_WORDS
from copilot.grounding.figures import is_range_gap
from copilot.grounding.labels import contradicted
from copilot.grounding.ledger import Say
from copilot.grounding.matching import Match, Matcher
from copilot.grounding.rounding import fits
from copilot.grounding.sentence import Scene
from copilot.grounding.tokens import Figure
from copilot.grounding.vocabulary import SCORE_SCALE

_PART = re.compile(
    r"\s*(?:(?:deals?|wins?|won|lost|accounts?|closed|were|are)\s+){0,2}(?:/|of|out of|"
    r"in)\s+(?:its|the|their|a|all|total|our|\s)*$|\s*/\s*$"
)
_WHOLE = re.compile(r"\s*(?:[a-z]+\s*){0,3},\s*$")
_OF = re.compile(r"(?i)\bof (?:the |all )?$")
_FROM = re.compile(r"\bfrom\s+(?:about\s+)?$")
_ENDS = (
    ("p10", "p90"),
    ("low", "high"),
    ("from", "to"),
    ("min", "max"),
    ("lower", "upper"),
)


def pair_kind(scene: Scene, left: Figure, right: Figure) -> str:
    """ "range", "part", or "" where two neighbours are no pair."""
    gap = scene.text[left.end : right.start]
    if len(gap) > 24:
        return ""
    if left.kind == right.kind and is_range_gap(scene.text, left, right):
        before = scene.text[max(scene.sentence.start, left.start - 50) : left.start].lower()
        moved = DIRECTION_WORDS.search(before if _FROM.search(before) else before[-12:])
        moves = gap.strip() == "to" and moved is not None
        return "" if moves else "range"
    if left.kind == right.kind == "number" and _PART.match(gap):
        return "part"
    if left.kind == right.kind == "number" and _WHOLE.match(gap):
        before = scene.text[max(scene.sentence.start, left.start - 12) : left.start]
        return "whole" if _OF.search(before) else ""
    return ""


def match_range(
    matcher: Matcher, left: Figure, right: Figure, context: Context
) -> tuple[Match, Match]:
    """Both ends of an interval, or of two facts that are the ends of one."""
    if left.value > right.value or left.kind != right.kind:
        no = Match(None, "a range whose ends do not fit together")
        return no, no
    says = matcher.candidates(left, context)
    for low in [
        s
        for s in says
        if fits(left, s.value) and s.currency == left.currency and matcher.owns(s, context)
    ]:
        for high in [
            s
            for s in says
            if s.subject == low.subject and s.currency == right.currency and fits(right, s.value)
        ]:
            one = low.fact == high.fact and (low.aspect, high.aspect) == ("low", "high")
            both = one or _ends(matcher.metric(low), matcher.metric(high))
            if both and matcher.called_loosely(low, context):
                return Match(low), Match(high)
    no = Match(None, "no fact has this range")
    return no, no


def _ends(left: str, right: str) -> bool:
    return any(a in left and left.replace(a, b) == right for a, b in _ENDS)


def match_part(
    matcher: Matcher, left: Figure, right: Figure, contexts: tuple[Context, Context]
) -> tuple[Match, Match]:
    """ "n of m" of one fact, a score on its scale, a share as "one in five", or two counts."""
    score = _score(matcher, left, right, contexts[0])
    if score is not None:
        return score, score
    both = contexts[0].joined(contexts[1])
    counted = [s for s in matcher.candidates(left, both) if matcher.owns(s, both)]
    wholes = {s.fact for s in counted if s.aspect == "of"}
    tops = [s for s in counted if s.fact in wholes and (s.aspect == "n" or matcher.is_main(s))]
    found = _of_one_fact(matcher, left, right, both, tops)
    if found is not None or any(fits(left, s.value) for s in tops):
        no = Match(None, "no fact has this part of this whole")
        return found or (no, no)
    ratio = _ratio(matcher, left, right, contexts[0])
    if ratio is not None:
        return ratio, ratio
    if left.value >= right.value:
        no = Match(None, "a part larger than its whole")
        return no, no
    part = matcher.match(left, contexts[0])
    whole = matcher.match(right, contexts[1])
    if part.say and whole.say is None:
        whole = _whole_of_all(matcher, part.say, right)
    return part, whole


def _whole_of_all(matcher: Matcher, part: Say, right: Figure) -> Match:
    """The same metric of the company, of which a named subject has a part."""
    for say in matcher.index.says_of(right.kind, matcher.index.ambient):
        if matcher.metric(say) == matcher.metric(part) and fits(right, say.value):
            return Match(say)
    return Match(None, "no fact has this whole")


def _of_one_fact(
    matcher: Matcher, left: Figure, right: Figure, context: Context, tops: list[Say]
) -> tuple[Match, Match] | None:
    """Count and population of one fact, which the words fit at least as well as any other."""
    counts_deals = context.noun in ("", "deal", "row")
    called = [
        s for s in tops
        if (counts_deals or matcher.noun_fits(s, context.noun))
        and matcher.called_loosely(s, context)
        and not contradicted(s, context)
    ]  # fmt: skip
    best = max((matcher.score(s, context) for s in called), default=0.0)
    for top in called:
        whole = matcher.index.facts[top.fact].of
        right_one = fits(left, top.value) and whole is not None and fits(right, whole)
        if right_one and matcher.score(top, context) >= best - 1e-9:
            return Match(top), Match(top)
    return None


def _score(matcher: Matcher, left: Figure, right: Figure, context: Context) -> Match | None:
    if right.value != SCORE_SCALE:
        return None
    says = [s for s in matcher.candidates(left, context) if s.score]
    found = matcher.match(left, context, says)
    return found if found.say else None


def _ratio(matcher: Matcher, left: Figure, right: Figure, context: Context) -> Match | None:
    if not 0 < left.value < right.value <= 10:
        return None
    share = 100 * left.value / right.value
    for say in matcher.candidates(replace(left, kind="percent"), context):
        close = abs(say.value - share) <= 2.5 and say.aspect == "value"
        if close and matcher.owns(say, context) and matcher.called_loosely(say, context):
            return Match(say)
    return None
