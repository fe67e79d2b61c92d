"""Checks all claims of one sentence: figures first, then what leans on them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from copilot.grounding import deal_states, proper, states
from copilot.grounding.attributes import Attributes
from copilot.grounding.binding import Binder
from copilot.grounding.claims_of_time import TimeCheck
from copilot.grounding.context import Reader
from copilot.grounding.direction import find_directions
from copilot.grounding.direction_check import DirectionCheck
from copilot.grounding.labels import says_another, whole_contradicted
from copilot.grounding.ledger import LedgerIndex, Say
from copilot.grounding.matching import Match, Matcher
from copilot.grounding.pairs import match_part, match_range, pair_kind
from copilot.grounding.ranks import Rank, RankCheck, find_ranks
from copilot.grounding.sentence import Scene
from copilot.grounding.tokens import Figure, Mention, Problem
from copilot.grounding.wording import unsupported_words

_SELF = Match(None, "a figure compared with itself")
_OF_THE = re.compile(r"(?i)\b(?:of the|of these|all)\s$")
_COMPARED = re.compile(r"\b(?:vs\.?|versus|against|from|compared (?:with|to))\s*$")
_MOST = 120
_ANOTHER = "the words beside the figure name another metric"
_NO_RANK = "a rank that no fact supports"
_NO_DIRECTION = "a direction that no fact supports"
_NO_LEVEL = "a level that no fact gives"
_NO_NEGATION = "a negation that no fact supports"


@dataclass(slots=True)
class Findings:
    """What has been found so far in a text."""

    problems: list[Problem] = field(default_factory=list)
    spans: list[tuple[int, int, int]] = field(default_factory=list)
    claims: int = 0

    def record(self, start: int, end: int, fact: int | None, reason: str) -> None:
        """Count a claim and keep the fact behind it, or the reason why there is none."""
        self.claims += 1
        if fact is None:
            self.problems.append(Problem(start, end, reason))
        else:
            self.spans.append((start, end, fact))


class Checks:
    """The checks of one text, shared by its sentences."""

    def __init__(self, index: LedgerIndex, scenes: list[Scene], ordinals: list[Rank]) -> None:
        self.index = index
        self.binder = Binder(index, scenes)
        self.reader = Reader(self.binder)
        self.matcher = Matcher(index)
        self.attributes = Attributes(index, self.binder)
        self.times = TimeCheck(index)
        self.directions = DirectionCheck(index)
        self.ranks = RankCheck(index)
        self.ordinals = ordinals
        self.own_words = index.own_words()
        self.deals_named = _deals_named(index, scenes)


def _deals_named(index: LedgerIndex, scenes: list[Scene]) -> int:
    deals = {
        subject
        for scene in scenes
        for name in scene.names
        for subject in name.subjects
        if index.kinds[subject] == "deal"
    }
    return len(deals)


class SentenceCheck:
    """All claims of one sentence."""

    def __init__(self, checks: Checks, scene: Scene, found: Findings) -> None:
        self.checks, self.scene, self.found = checks, scene, found
        self.said: list[tuple[Figure, Say | None]] = []

    def run(self) -> None:
        """Check every claim and record it."""
        sentence = self.scene.sentence
        tokens = (self.scene.figures, self.scene.names, self.scene.whens, self.scene.quotes)
        if any(len(found) > _MOST for found in tokens) or len(self.scene.words) > 10 * _MOST:
            self.found.record(sentence.start, sentence.end, None, "too dense to check")
            return
        self._figures()
        self._names()
        self._times()
        self._levels()
        for problem in deal_states.false_states(self.checks.index, self.scene, self._owners):
            self.found.record(problem.start, problem.end, None, problem.reason)
        self._directions()
        self._ranks()
        self._negations()
        for problem in (
            *states.foreign_levels(self.scene),
            *proper.unknown_names(self.scene, self.checks.own_words),
            *unsupported_words(self.scene, self.checks.own_words),
        ):
            self.found.record(problem.start, problem.end, None, problem.reason)

    def _figures(self) -> None:
        figures, place = self.scene.figures, 0
        while place < len(figures):
            mate = figures[place + 1] if place + 1 < len(figures) else None
            both = self._pair(figures[place], mate) if mate else None
            if mate and both:
                both = self._of_the_right_whole(mate, both)
                self._said(figures[place], both[0])
                self._said(mate, both[1])
                place += 2
                continue
            self._said(figures[place], self._single(figures[place]))
            place += 1

    def _pair(self, figure: Figure, mate: Figure) -> tuple[Match, Match] | None:
        kind = pair_kind(self.scene, figure, mate)
        if not kind:
            return None
        matcher, first = self.checks.matcher, self.checks.reader.context(self.scene, figure)
        if kind == "range":
            return match_range(matcher, figure, mate, first)
        second = self.checks.reader.context(self.scene, mate)
        if kind == "whole":
            part, whole = match_part(matcher, mate, figure, (second, second))
            if part.say is None or whole.say is None:
                part, whole = match_part(matcher, mate, figure, (second, first))
            return whole, part
        return match_part(matcher, figure, mate, (first, second))

    def _of_the_right_whole(self, whole: Figure, both: tuple[Match, Match]) -> tuple[Match, Match]:
        part, say = both[0].say, both[1].say
        if part is None or say is None or part.fact != say.fact or part.score:
            return both
        if part.kind == "number" and whole_contradicted(self.checks.index, self.scene, whole, part):
            return both[0], Match(None, _ANOTHER)
        return both

    def _single(self, figure: Figure) -> Match:
        context = self.checks.reader.context(self.scene, figure)
        match = self.checks.matcher.match(figure, context)
        if match.say is None and self._structural(figure):
            return Match(None)
        return _SELF if match.say and self._is_itself(figure, match.say) else match

    def _is_itself(self, figure: Figure, say: Say) -> bool:
        """Whether a figure is compared with the very fact that was said just before."""
        before = self.scene.same_kind_before(figure)
        gap = self.scene.text[before.end : figure.start] if before else ""
        if not _COMPARED.search(gap):
            return False
        return any(f is before and s and s.fact == say.fact for f, s in self.said)

    def _structural(self, figure: Figure) -> bool:
        """A number that counts the list below it, or the names around it, needs no fact."""
        scene = self.scene
        if figure.kind != "number" or figure.problem or figure.hedge:
            return False
        if figure.value == scene.sentence.items_below > 0:
            return True
        sizes = {
            len(group.members)
            for group in self.checks.binder.groups(scene)
            if len(group.members) > 1 or 0 < group.start - figure.end < 12
        }
        if figure.value in sizes:
            return True
        alone = len(scene.figures) == 1 and not scene.names and not scene.whens
        plain = not self.checks.reader.context(scene, figure).distinctive
        if alone and plain and figure.value == self.checks.deals_named:
            return True
        around = scene.text[max(0, figure.start - 9) : figure.start], scene.text[figure.end :][:6]
        return (
            around[1] == " deals"
            and _OF_THE.search(around[0]) is not None
            and figure.value == self.checks.index.kinds.count("deal")
        )

    def _said(self, figure: Figure, match: Match) -> None:
        if match.say and says_another(self.checks.index, self.scene, figure, match.say):
            match = Match(None, _ANOTHER)
        self.said.append((figure, match.say))
        if match.say is not None or match.reason:
            fact = match.say.fact if match.say else None
            self.found.record(figure.start, figure.end, fact, match.reason)

    def _names(self) -> None:
        attributes = self.checks.attributes
        for mention in self.scene.names:
            fact = attributes.behind(self.scene, mention)
            reason = "the ledger gives this to another subject"
            self.found.record(mention.start, mention.end, fact, reason)
        for problem in attributes.no_such_pairs(self.scene):
            self.found.problems.append(problem)
        for quote in self.scene.quotes:
            fact = attributes.quoted(self.scene, quote)
            self.found.record(quote.start, quote.end, fact, "said of another subject")

    def _times(self) -> None:
        for when in self.scene.whens:
            owner = self.checks.binder.owner(self.scene, when)
            fact, reason = self.checks.times.holds(self.scene, when, owner)
            self.found.record(when.start, when.end, fact, reason)

    def _levels(self) -> None:
        for word in states.find_levels(self.scene):
            owner = self.checks.binder.owner(self.scene, Mention(word.start, word.end, frozenset()))
            fact = states.level_fact(self.checks.index, word, owner, self.said)
            self.found.record(word.start, word.end, fact, _NO_LEVEL)

    def _owners(self, start: int) -> frozenset[int]:
        owner = self.checks.binder.owner(self.scene, Mention(start, start, frozenset()))
        if owner.named and owner.allowed:
            return owner.allowed
        return owner.allowed | self.checks.index.ambient

    def _directions(self) -> None:
        for direction in find_directions(self.scene):
            owners = self._owners(direction.start)
            fact = self.checks.directions.holds(self.scene, direction, self.said, owners)
            self.found.record(direction.start, direction.end, fact, _NO_DIRECTION)

    def _ranks(self) -> None:
        sentence = self.scene.sentence
        own = [r for r in self.checks.ordinals if sentence.start <= r.start < sentence.end]
        for rank in [*find_ranks(self.scene), *own]:
            if self._orders_list(rank):
                continue
            carried = self.checks.binder.carried(self.scene)
            fact = self.checks.ranks.holds(self.scene, rank, self.said, carried)
            self.found.record(rank.start, rank.end, fact, _NO_RANK)

    def _orders_list(self, rank: Rank) -> bool:
        """ "The 3 largest:" and "largest first:" say how the list below is ordered."""
        sentence = self.scene.sentence
        return sentence.items_below > 0 and not self.scene.names and abs(rank.place) == 1

    def _negations(self) -> None:
        for negation in states.find_negations(self.scene):
            self.found.claims += 1
            if not states.negation_holds(self.checks.index, self.scene, negation, self.said):
                problem = Problem(negation.start, negation.end, _NO_NEGATION)
                self.found.problems.append(problem)
