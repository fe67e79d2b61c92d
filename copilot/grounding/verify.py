"""The verifier: every figure, date, name, rank, level, direction and negation of a text needs a fact.

Whoever wrote the text, it is read as a person would see it; what no fact of this ledger supports,
for the subject, metric, unit and period that the words name, is a violation. In doubt it rejects.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from copilot.grounding import proper, ranks, states
from copilot.grounding.binding import Binder
from copilot.grounding.claims_of_time import TimeCheck
from copilot.grounding.dates import find_dates
from copilot.grounding.direction import DirectionCheck, find_directions
from copilot.grounding.figures import find_figures, find_mixed, find_vague
from copilot.grounding.layout import lay_out
from copilot.grounding.ledger import LedgerIndex, Say
from copilot.grounding.markup import active, risky_name
from copilot.grounding.matching import Match, Matcher
from copilot.grounding.normal import Normal, normalise
from copilot.grounding.pairs import match_part, match_range, pair_kind
from copilot.grounding.sentence import Scene, find_cues, find_words, make_scene
from copilot.grounding.tokens import DATE, FIGURE, NAME, QUOTE, Cue, Figure, Mention, Problem, When
from copilot.grounding.verdict import Stretch, Verdict, Violation
from copilot.grounding.vocabulary import SCALE
from tools.claims import Span
from tools.facts import Fact

LONGEST = 200_000
Said = list[tuple[Figure, Say | None]]


def check(text: str, facts: Sequence[Fact], *, required: Sequence[str] = ()) -> Verdict:
    """Check a text against the ledger of its answer.

    Args:
        text: Markdown or plain text, whoever wrote it.
        facts: the ledger; nothing else supports anything.
        required: ids of facts that the text must say.
    """
    if len(text) > LONGEST:
        long = Violation(
            span=Stretch(start=0, end=len(text), text=text[:80]),
            reason="the text is too long to check",
        )
        return Verdict(supported=False, violations=(long,), spans=(), claims=1, unsupported=1,
                       required_missing=len(required))  # fmt: skip
    return _Check(text, facts).run(required)


@dataclass(slots=True)
class _Found:
    problems: list[Problem] = field(default_factory=list)
    spans: list[tuple[int, int, int]] = field(default_factory=list)
    claims: int = 0


class _Check:
    """One text against one ledger."""

    def __init__(self, text: str, facts: Sequence[Fact]) -> None:
        self.normal: Normal = normalise(text)
        self.index = LedgerIndex(facts)
        self.found = _Found()
        self.text = self.normal.text
        self.names: list[Mention] = []
        self.quotes: list[Mention] = []
        self.quantiles: list[Cue] = []
        self.ordinals: list[ranks.Rank] = []
        self.whens: list[When] = []
        self.figures: list[Figure] = []
        self.own_words = frozenset(
            word
            for fact in self.index.facts
            for word in fact.metric.lower().split("_")
            + (fact.period.label.lower().split() if fact.period else [])
        )

    def run(self, required: Sequence[str]) -> Verdict:
        self._read_names()
        self._read_markup()
        self._read_figures()
        scenes = self._scenes()
        binder = Binder(self.index, scenes)
        matcher = Matcher(self.index, binder)
        for scene in scenes:
            _SceneCheck(self.index, binder, matcher, self.found, scene, self).run()
        return self._verdict(required)

    def _mask(self, start: int, end: int, char: str) -> None:
        self._masks.append((start, end, char))

    def _apply(self) -> None:
        pieces, last = [], 0
        for start, end, char in sorted(self._masks):
            if start >= last:
                pieces += [self.text[last:start], char * (end - start)]
                last = end
        self.text = "".join(pieces) + self.text[last:]
        self._masks = []

    def _read_names(self) -> None:
        self._masks: list[tuple[int, int, str]] = []
        original = self.text
        for mention in self.index.names.find(original):
            if mention.quote:
                self.quotes.append(mention)
            else:
                self.names.append(mention)
            self._mask(mention.start, mention.end, QUOTE if mention.quote else NAME)
            literal = any(i in self.normal.literal for i in range(mention.start, mention.end))
            if risky_name(original[mention.start : mention.end], literal):
                self.found.problems.append(
                    Problem(mention.start, mention.end, "a name with active markup")
                )
        self._apply()

    def _read_markup(self) -> None:
        self.found.problems.extend(active(self.normal, self.text))
        for problem in self.normal.problems:
            inside = self.text[problem.start : problem.start + 1]
            if inside not in (NAME, QUOTE):
                self.found.problems.append(problem)

    def _read_figures(self) -> None:
        for match in SCALE.finditer(self.text):
            self._mask(match.start(), match.end(), " ")
        self._apply()
        self.whens = find_dates(self.text)
        for when in self.whens:
            self._mask(when.start, when.end, DATE)
        self._apply()
        self._read_displays()
        self.sentences, markers = lay_out(self.text)
        for start, end in markers:
            self._mask(start, end, " ")
        self._apply()
        self._read_mixed()
        self.figures = find_figures(self.text)
        self.found.problems.extend(find_vague(self.text))
        for figure in self.figures:
            self._mask(figure.start, figure.end, FIGURE)
        self._apply()

    def _read_displays(self) -> None:
        """Displays that are no plain figure ("under 0.1%") count as said when said verbatim."""
        odd = {
            fact.display: number
            for number, fact in enumerate(self.index.facts)
            if fact.unit not in ("text", "date") and fact.display.startswith(("under ", "over "))
        }
        for display in odd:
            facts = frozenset(n for n, f in enumerate(self.index.facts) if f.display == display)
            place = self.text.find(display)
            while place >= 0:
                self.quotes.append(
                    Mention(place, place + len(display), frozenset(), facts, quote=True)
                )
                self._mask(place, place + len(display), QUOTE)
                place = self.text.find(display, place + len(display))
        self._apply()
        self.quotes.sort(key=lambda mention: mention.start)

    def _read_mixed(self) -> None:
        for match, kind in find_mixed(self.text):
            word = match.group().lower()
            if kind == "ordinal":
                self.ordinals.append(
                    ranks.Rank(match.start(), match.end(), int(word[:-2][:6]), "", word)
                )
            elif kind == "quantile" and any(word in f.metric.lower() for f in self.index.facts):
                self.quantiles.append(Cue(match.start(), match.end(), word))
            else:
                self.found.problems.append(Problem(match.start(), match.end(), proper.REASON))
                self.found.claims += 1
            self._mask(match.start(), match.end(), " ")
        self._apply()

    def _scenes(self) -> list[Scene]:
        words = find_words(self.text)
        cues = find_cues(self.text, words, self.index.words)
        cues = sorted([*cues, *self.quantiles], key=lambda cue: cue.start)
        return [
            make_scene(s, self.text, words, self.names, self.quotes, self.figures, self.whens, cues)
            for s in self.sentences
        ]

    def _verdict(self, required: Sequence[str]) -> Verdict:
        problems = sorted(set((p.start, p.end, p.reason) for p in self.found.problems))
        violations = tuple(self._violation(*problem) for problem in problems)
        spans = []
        for start, end, fact in sorted(set(self.found.spans)):
            first, last = self.normal.raw_span(start, end)
            spans.append(Span(start=first, end=last, fact=self.index.facts[fact].id))
        said = {span.fact for span in spans}
        missing = sum(1 for fact in dict.fromkeys(required) if fact not in said)
        return Verdict(
            supported=not violations and not missing, violations=violations, spans=tuple(spans),
            claims=max(self.found.claims, len(violations)), unsupported=len(violations), required_missing=missing,
        )  # fmt: skip

    def _violation(self, start: int, end: int, reason: str) -> Violation:
        first, last = self.normal.raw_span(start, end)
        return Violation(
            span=Stretch(start=first, end=last, text=self.normal.raw[first:last]), reason=reason
        )


class _SceneCheck:
    """All claims of one sentence."""

    def __init__(
        self,
        index: LedgerIndex,
        binder: Binder,
        matcher: Matcher,
        found: _Found,
        scene: Scene,
        whole: _Check,
    ) -> None:
        self.index, self.binder, self.matcher = index, binder, matcher
        self.found, self.scene, self.whole = found, scene, whole
        self.said: Said = []

    def run(self) -> None:
        self._figures()
        self._names()
        self._quotes()
        self._times()
        self._words()

    def _record(self, start: int, end: int, fact: int | None, reason: str) -> None:
        self.found.claims += 1
        if fact is None:
            self.found.problems.append(Problem(start, end, reason))
        else:
            self.found.spans.append((start, end, fact))

    def _figures(self) -> None:
        scene, place = self.scene, 0
        while place < len(scene.figures):
            figure = scene.figures[place]
            context = self.matcher.context(scene, figure)
            mate = scene.figures[place + 1] if place + 1 < len(scene.figures) else None
            kind = pair_kind(scene, figure, mate) if mate else ""
            if mate and kind == "range":
                both = match_range(self.matcher, figure, mate, context)
            elif mate and kind == "part":
                both = match_part(
                    self.matcher, figure, mate, (context, self.matcher.context(scene, mate))
                )
            else:
                self._said(figure, self._structural(figure) or self.matcher.match(figure, context))
                place += 1
                continue
            self._said(figure, both[0])
            self._said(mate, both[1])
            place += 2

    def _structural(self, figure: Figure) -> Match | None:
        """A number that counts the list below it, or the names beside it, is no figure."""
        scene = self.scene
        if figure.kind != "number" or figure.problem or figure.hedge:
            return None
        if figure.value == scene.sentence.items_below > 0:
            return Match(None, "")
        sizes = {
            len(group.members)
            for group in self.binder.groups(scene)
            if len(group.members) > 1 or 0 < group.start - figure.end < 12
        }
        return Match(None, "") if figure.value in sizes else None

    def _said(self, figure: Figure, match: Match) -> None:
        self.said.append((figure, match.say))
        if match.say is None and not match.reason:
            return
        self._record(figure.start, figure.end, match.say.fact if match.say else None, match.reason)

    def _names(self) -> None:
        groups = self.binder.groups(self.scene)
        for mention in self.scene.names:
            fact = self._behind(mention, [g.union for g in groups if g.start < mention.start])
            reason = "the ledger gives this to another subject"
            self._record(mention.start, mention.end, fact, reason)
        for left, right in zip(self.scene.names, self.scene.names[1:], strict=False):
            self._joined(left, right)

    def _behind(self, mention: Mention, before: list[frozenset[int]]) -> int | None:
        """The fact whose subject is named, or whose value the name is, for the subject it speaks of."""
        own = next((self.index.by_subject[s][0] for s in mention.subjects), None)
        if not mention.facts:
            return own
        speaks_of = (
            before[-1]
            if before
            else (frozenset() if own is not None else self.binder.carried(self.scene))
        )
        values = [f for f in mention.facts if self.index.subject_of[f] in speaks_of]
        if values:
            return values[0]
        metrics = {self.index.facts[f].metric for f in mention.facts}
        others = [f for s in speaks_of for f in self.index.by_subject.get(s, [])]
        taken = any(self.index.facts[f].metric in metrics for f in others)
        if taken and not (mention.subjects & speaks_of):
            return None
        return own if own is not None else next(iter(mention.facts))

    def _joined(self, left: Mention, right: Mention) -> None:
        """ "Account – Product" must be a deal of the ledger where both are parts of deals."""
        gap = self.scene.text[left.end : right.start]
        deals = [{s for s in m.subjects if self.index.kinds[s] == "deal"} for m in (left, right)]
        if gap.strip(" (") in ("", "–", "-", "/", "'s") and all(deals) and not deals[0] & deals[1]:
            self.found.problems.append(Problem(left.start, right.end, "no such pair in the ledger"))

    def _quotes(self) -> None:
        for quote in self.scene.quotes:
            owner = self.binder.owner(self.scene, quote)
            fact = next(
                (
                    f for f in sorted(quote.facts)
                    if self.index.subject_of[f] in owner.allowed | self.index.ambient
                    or not owner.allowed
                ),
                None,
            )  # fmt: skip
            self._record(quote.start, quote.end, fact, "said of another subject")

    def _times(self) -> None:
        checker = TimeCheck(self.index)
        for when in self.scene.whens:
            fact, reason = checker.holds(self.scene, when, self.binder.owner(self.scene, when))
            self._record(when.start, when.end, fact, reason)

    def _words(self) -> None:
        self._levels()
        self._directions()
        self._ranks()
        for negation in states.find_negations(self.scene):
            self.found.claims += 1
            if not states.negation_holds(self.index, self.scene, negation, self.said):
                self.found.problems.append(
                    Problem(negation.start, negation.end, "a negation that no fact supports")
                )
        for problem in states.foreign_levels(self.scene):
            self.found.problems.append(problem)
        for problem in proper.unknown_names(self.scene, self.whole.own_words):
            self.found.claims += 1
            self.found.problems.append(problem)

    def _levels(self) -> None:
        for word in states.find_levels(self.scene):
            token = Mention(word.start, word.end, frozenset())
            fact = states.level_fact(
                self.index, self.scene, word, self.binder.owner(self.scene, token), self.said
            )
            self._record(word.start, word.end, fact, "a level that no fact gives")

    def _owners(self, start: int) -> frozenset[int]:
        owner = self.binder.owner(self.scene, Mention(start, start, frozenset()))
        return owner.allowed | (
            self.index.ambient if owner.ambient or not owner.named else frozenset()
        )

    def _directions(self) -> None:
        checker = DirectionCheck(self.index)
        for direction in find_directions(self.scene):
            fact = checker.holds(self.scene, direction, self.said, self._owners(direction.start))
            self._record(direction.start, direction.end, fact, "a direction that no fact supports")

    def _ranks(self) -> None:
        checker = ranks.RankCheck(self.index)
        sentence = self.scene.sentence
        own = [r for r in self.whole.ordinals if sentence.start <= r.start < sentence.end]
        for rank in [*ranks.find_ranks(self.scene), *own]:
            if self._orders_list(rank):
                continue
            fact = checker.holds(self.scene, rank, self.said, self.binder.carried(self.scene))
            self._record(rank.start, rank.end, fact, "a rank that no fact supports")

    def _orders_list(self, rank: ranks.Rank) -> bool:
        """ "The 3 largest:" and "largest first:" say how the list below is ordered."""
        return self.scene.sentence.items_below > 0 and not self.scene.names and abs(rank.place) == 1
