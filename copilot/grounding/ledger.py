"""The ledger as the verifier needs it: sayable values by kind, subjects, periods, dates, names."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from copilot.grounding.figures import find_figures
from copilot.grounding.lexicon import Profile, aspect_profile, phrases, profile, stem
from copilot.grounding.names import NameIndex
from copilot.grounding.normal import seen
from copilot.grounding.tokens import Figure, Kind
from tools.facts import Fact, Subject

Aspect = Literal["value", "n", "all", "of", "low", "high"]
AMBIENT = frozenset({"company", "scope", "snapshot", "model", "metric", "finding"})
_DURATIONS: dict[str, Kind] = {
    "days": "days",
    "hours": "hours",
    "weeks": "weeks",
    "months": "months",
}


@dataclass(frozen=True, slots=True)
class Say:
    """One value that a fact allows a text to say."""

    fact: int
    subject: int
    kind: Kind
    value: float
    profile: Profile
    aspect: Aspect = "value"
    currency: str = ""
    score: bool = False


class LedgerIndex:
    """Built once per check; facts and subjects are numbers in it."""

    def __init__(self, facts: Sequence[Fact]) -> None:
        self.facts = list(facts)
        self.subjects: list[Subject] = []
        self.subject_of: list[int] = []
        self._number_subjects()
        self.ambient = frozenset(i for i, s in enumerate(self.subjects) if s.kind in AMBIENT)
        self.says: dict[str, list[Say]] = {}
        self._says_of: dict[tuple[str, int], list[Say]] = {}
        self.by_subject: dict[int, list[int]] = {}
        self.days: dict[int, date] = {}
        self._shown: dict[str, list[Figure]] = {}
        for number, fact in enumerate(self.facts):
            self.by_subject.setdefault(self.subject_of[number], []).append(number)
            self._add(number, fact)
        self.names = NameIndex(self.subjects, self.facts)
        self.as_of = self._as_of()
        self.words = self._metric_words()
        self.kinds = [subject.kind for subject in self.subjects]

    def _number_subjects(self) -> None:
        numbers: dict[tuple[str, str, str], int] = {}
        for fact in self.facts:
            key = (fact.subject.kind, fact.subject.id, fact.subject.name)
            if key not in numbers:
                numbers[key] = len(self.subjects)
                self.subjects.append(fact.subject)
            self.subject_of.append(numbers[key])

    def _metric_words(self) -> dict[str, str]:
        known = {concept for concepts in phrases().values() for concept in concepts}
        metrics = {fact.metric for fact in self.facts}
        cores = {concept for metric in metrics for concept in profile(metric).core}
        return {
            stem(concept): concept for concept in cores if concept not in known and len(concept) > 1
        }

    def own_words(self) -> frozenset[str]:
        """Words of metrics and period labels, which may be written with a capital."""
        words: set[str] = set()
        for fact in self.facts:
            words.update(fact.metric.lower().split("_"))
            words.update(fact.period.label.lower().split() if fact.period else ())
        return frozenset(words)

    def _as_of(self) -> date | None:
        for number, day in self.days.items():
            if self.facts[number].metric.lower() in ("as_of", "snapshot_as_of", "as_of_date"):
                return day
        return None

    def _say(
        self, number: int, kind: Kind, value: float, aspect: Aspect = "value", **more: object
    ) -> None:
        if not math.isfinite(value):
            return
        fact = self.facts[number]
        say = Say(
            number, self.subject_of[number], kind, value,
            aspect_profile(fact.metric, aspect), aspect, str(more.get("currency", "")),
            bool(more.get("score")),
        )  # fmt: skip
        self.says.setdefault(kind, []).append(say)
        self._says_of.setdefault((kind, say.subject), []).append(say)

    def says_of(self, kind: str, subjects: Iterable[int]) -> list[Say]:
        """Values of a kind that facts of these subjects allow."""
        return [say for s in subjects for say in self._says_of.get((kind, s), ())]

    def shown(self, say: Say) -> list[float]:
        """The figures of the fact's own display, of the kind that is said."""
        if say.aspect != "value":
            return []
        return [f.value for f in self._figures(self.facts[say.fact].display) if f.kind == say.kind]

    def _figures(self, display: str) -> list[Figure]:
        if display not in self._shown:
            self._shown[display] = find_figures(seen(display)) if len(display) < 60 else []
        return self._shown[display]

    def _add(self, number: int, fact: Fact) -> None:
        if fact.n is not None:
            self._say(number, "number", fact.n, "n" if fact.of is not None else "all")
        if fact.of is not None:
            self._say(number, "number", fact.of, "of")
        value = fact.value
        if isinstance(value, str):
            self._add_text(number, fact, value)
        elif value is not None:
            self._add_value(number, fact, float(value))
            for side, end in zip(("low", "high"), fact.interval or (), strict=False):
                self._add_value(number, fact, end, side)  # type: ignore[arg-type]

    def _add_text(self, number: int, fact: Fact, value: str) -> None:
        if fact.unit == "date":
            try:
                self.days[number] = date.fromisoformat(value[:10])
            except ValueError:
                return
        elif fact.unit != "text":
            for figure in self._figures(fact.display):
                self._say(number, figure.kind, figure.value, currency=figure.currency)

    def _add_value(self, number: int, fact: Fact, value: float, aspect: Aspect = "value") -> None:
        unit = fact.unit
        currency = (fact.currency or unit).upper()
        if len(unit) == 3 and unit.isupper():
            self._say(number, "money", value, aspect, currency=currency)
        elif unit in ("ratio", "percent"):
            percent = value * 100 if unit == "ratio" else value
            self._say(number, "percent", percent, aspect)
            self._say(number, "number", percent / 100, aspect)
            self._say(number, "times", percent / 100, aspect)
        elif unit == "points":
            self._say(number, "points", value, aspect)
        elif unit in _DURATIONS:
            self._say(number, _DURATIONS[unit], value, aspect)
            if unit == "days" and value >= 14:
                self._say(number, "weeks", value / 7, aspect)
        elif unit in ("count", "score"):
            self._say(number, "number", value, aspect, score=unit == "score")
        else:
            self._add_odd(number, fact, value)

    def _add_odd(self, number: int, fact: Fact, value: float) -> None:
        for figure in self._figures(fact.display) or []:
            self._say(number, figure.kind, figure.value, currency=figure.currency)
        if not self._figures(fact.display) and fact.unit != "text":
            self._say(number, "number", value)
