"""Classes of deals that are named and not held here: stages, types, currencies."""

from __future__ import annotations

from copilot.understanding.frame import Frame
from copilot.understanding.lexicon.metrics import NEEDS
from copilot.understanding.lexicon.names import DEAL_NOUNS
from copilot.understanding.lexicon.words import words
from copilot.understanding.stops import missing, not_yet, unknown

_STAGE = words("stage stages phase")
# Words before "stage" that name none.
_ANY_STAGE = words(
    """
    the a an each every which what by per any same other one this that these those current next
    previous last first final each's sales deal pipeline in at of to from and or no her his its
    their our my your long later earlier early late open stage
    """
)
_TYPES = words("renewal renewals expansion expansions upsell upsells")
_CATEGORIES = words("commit omitted")
_CURRENCY = ("in|to euro|euros|eur|gbp|pounds|sterling|yen|francs",)


def check_classes(frame: Frame) -> None:
    """Refuse a stage, type, category or currency that no plan can narrow to.

    Raises:
        Stop: unknown_entity for a stage, missing_column for a type or category not recorded.
    """
    if frame.has(*_CURRENCY):
        raise not_yet("amounts in another currency.")
    held = {at for first, last, _ in frame.slots.values() for at in range(first, last)}
    for at in range(frame.first, frame.last):
        if at in held:
            continue
        word, after = frame.norm(at), frame.norm(at + 1)
        if after in _STAGE and word.isalpha() and word not in _ANY_STAGE:
            _check_stage(frame, at)
        if word in _TYPES and (after in DEAL_NOUNS or word.startswith("renewal")):
            _check_fed(frame, "type", frame.catalog.types)
        if word in _CATEGORIES and after in DEAL_NOUNS:
            _check_fed(frame, "category", frame.catalog.categories)


def _check_stage(frame: Frame, at: int) -> None:
    """ "In the Legal stage": introduced as a name, and none of the stages."""
    if frame.norm(at - 1) in {"the", "in", "at"} or frame.tokens[at].capital:
        raise unknown(frame.tokens[at].raw, list(frame.catalog.stages))


def _check_fed(frame: Frame, kind: str, known: tuple[str, ...]) -> None:
    if not known and not frame.catalog.holds(NEEDS[kind]):
        words = NEEDS[kind].replace("_", " ")
        raise missing(NEEDS[kind], f"This data records no {words} of a deal.", table=False)
