"""Dates and periods as claims: each must be a period or a day of a fact it can speak of."""

from __future__ import annotations

from copilot.grounding.dates import whole_days
from copilot.grounding.ledger import LedgerIndex
from copilot.grounding.lexicon import profile
from copilot.grounding.owners import Owner
from copilot.grounding.periods import names_as_of, states_day, states_period
from copilot.grounding.sentence import Scene
from copilot.grounding.tokens import When

_DATE_CUES = frozenset({"expected", "close", "create", "slip", "activity", "overdue", "opening"})
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


_LEADS = {
    "expected": "expected", "forecast": "expected", "predicted": "expected", "likely": "expected",
    "recorded": "recorded", "planned": "recorded", "scheduled": "recorded", "set": "recorded",
    "won": "closed", "lost": "closed", "closed": "closed", "signed": "closed",
    "created": "created", "opened": "created", "started": "created", "engaged": "created",
    "due": "due", "overdue": "overdue",
}  # fmt: skip
_DAYS = {
    "expected": ("expected", "due"), "recorded": ("recorded", "due", "overdue"),
    "closed_on": ("closed",), "created": ("created",), "started": ("created",),
    "close_date": ("expected", "recorded", "due", "closed"),
}  # fmt: skip


def _lead(scene: Scene, when: When) -> str:
    """The kind of day that the last telling word before a date makes it."""
    chunk = scene.chunks[scene.chunk_at(when.start)]
    start = max(chunk.start, max((w.end for w in scene.whens if w.end <= when.start), default=0))
    for word in reversed(scene.words_between(start, when.start)):
        if word.text.lower() in _LEADS:
            return _LEADS[word.text.lower()]
    return ""


class TimeCheck:
    """Finds the fact behind a date or period."""

    def __init__(self, index: LedgerIndex) -> None:
        self.index = index
        self._lead = ""

    def holds(self, scene: Scene, when: When, owner: Owner) -> tuple[int | None, str]:
        """The fact behind it, or None and the reason."""
        if when.problem:
            return None, when.problem
        self._lead = _lead(scene, when)
        subjects = owner.allowed or frozenset(range(len(self.index.subjects)))
        facts = [f for s in subjects for f in self.index.by_subject.get(s, [])]
        wanted = self._wanted(scene, when, facts)
        if wanted is not None:
            found = next((f for f in wanted if self._states(when, f)), None)
            return found, "" if found is not None else "the date of another fact or subject"
        for group in (facts, self._ambient_facts()):
            for fact in group:
                if self._states(when, fact):
                    return fact, ""
        days = whole_days(when.phrase) if when.grain == "relative" else None
        for say in self.index.says.get("days", []) if days is not None else ():
            if say.value == days and say.subject in owner.allowed:
                return say.fact, ""
        return self._anywhere(scene, when)

    def _ambient_facts(self) -> list[int]:
        return [f for s in self.index.ambient for f in self.index.by_subject.get(s, [])]

    def _anywhere(self, scene: Scene, when: When) -> tuple[int | None, str]:
        """A period may be any fact's where a figure beside it is checked against it."""
        chunk = scene.chunks[scene.chunk_at(when.start)]
        beside = any(chunk.start <= f.start < chunk.end for f in scene.figures)
        if when.mode != "start" and names_as_of(self.index, when):
            return 0 if self.index.facts else None, "no fact has this date"
        if beside or not scene.names or scene.sentence.block in ("heading", "row"):
            for number, fact in enumerate(self.index.facts):
                if fact.period is not None and states_period(self.index, when, fact.period):
                    return number, ""
        known = any(self._states(when, f) for f in range(len(self.index.facts)))
        return (
            None,
            "the date of another fact or subject" if known else "no fact has this date or period",
        )

    def _wanted(self, scene: Scene, when: When, facts: list[int]) -> list[int] | None:
        """Dated facts that the words beside a date call up, if there are any."""
        chunk = scene.chunks[scene.chunk_at(when.start)]
        if any(chunk.start <= f.start < chunk.end for f in scene.figures):
            return None
        start = max(
            chunk.start, max((w.end for w in scene.whens if w.end <= when.start), default=0)
        )
        cues = {c.concept for c in scene.cues_between(start, max(chunk.end, when.end))} & _DATE_CUES
        if not cues:
            return None
        dated = [f for f in facts if f in self.index.days]
        scored = [(len(profile(self.index.facts[f].metric).core & cues), f) for f in dated]
        best = max((score for score, _ in scored), default=0)
        if not best:
            return self._by_period(facts, cues)
        names = {self.index.facts[f].metric for score, f in scored if score == best}
        return [f for f in facts if self.index.facts[f].metric in names]

    def _by_period(self, facts: list[int], cues: set[str]) -> list[int] | None:
        found = [
            f for f in facts
            if self.index.facts[f].period is not None
            and len(profile(self.index.facts[f].metric).core & cues) == len(cues)
            and self.index.subject_of[f] not in self.index.ambient
        ]  # fmt: skip
        return found or None

    def _is_called(self, number: int) -> bool:
        """Whether a day may be called as the words before it do ("expected", "recorded")."""
        metric = self.index.facts[number].metric.lower()
        if not self._lead or self.index.subject_of[number] in self.index.ambient:
            return True
        kinds = next((kinds for part, kinds in _DAYS.items() if part in metric), None)
        return kinds is None or self._lead in kinds

    def _states(self, when: When, number: int) -> bool:
        fact = self.index.facts[number]
        if not self._is_called(number):
            return False
        if number in self.index.days:
            day = self.index.days[number]
            if when.mode == "start" and day == self.index.as_of:
                return False
            if states_day(when, day):
                return True
            if when.grain == "weekday" and _WEEKDAYS[day.weekday()] == when.phrase:
                return True
            if when.grain == "span" and self._window(when, number):
                return True
        return fact.period is not None and states_period(self.index, when, fact.period)

    def _window(self, when: When, number: int) -> bool:
        """A span whose ends are two dated facts of one subject ("_from" and "_to")."""
        metric = self.index.facts[number].metric
        if not metric.endswith("_from") or when.first is None or when.last is None:
            return False
        for other in self.index.by_subject[self.index.subject_of[number]]:
            same = self.index.facts[other].metric == metric.removesuffix("_from") + "_to"
            if same and other in self.index.days:
                return self.index.days[number] == when.first and self.index.days[other] == when.last
        return False
