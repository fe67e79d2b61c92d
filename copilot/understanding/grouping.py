"""What a figure is split by, and in which order rows are wanted."""

from __future__ import annotations

from functools import cache

from copilot.understanding.frame import Frame
from copilot.understanding.lexicon.metrics import DIMENSIONS, LOWER_IS_BETTER, TIME_BUCKETS
from copilot.understanding.lexicon.tables import group, phrases
from copilot.understanding.lexicon.vocabulary import is_word, mended
from copilot.understanding.lexicon.words import words
from copilot.understanding.scope import is_excluded

_RANKED = (
    "top|best|worst|bottom|strongest|weakest|@big|@small|leading|lowest|highest|fastest|slowest"
)
_LOOSE = frozenset({"who", "each", "head", "step", "line", "item", "items"})
_WHO = (
    "^ who|whose",
    "who is|has|had|sold|closed|won|made|gives|gave|does|did|lost",
    "which|what person",
)
_SIZE = ("by|per customer|account|company|client|buyer size|sizes|tier|class",)
_BAND = (
    "by|per deal|order|contract|amount|price|value size? band|bands|bracket|brackets|range|ranges",
    "by|per deal|order|contract size|sizes",
)
_ARTICLES = frozenset({"the", "our", "my", "each", "every", "sales", "customer", "deal"})
_BANDS = frozenset({"band", "bands", "bracket", "brackets", "bucket", "buckets", "range"})
_UNSERVED = words(
    """
    country countries currency currencies weekday weekdays weekend city cities state states
    continent continents language gender planet day days hour hours daily year years yearly band
    bands bracket brackets campaign campaigns partner partners domain zip probability forecast
    """
)
_BESIDE = ("team", "rep", "region", "sector", "product", "account", "segment")


def group_of(frame: Frame, *, beside: bool = False) -> str | None:
    """The dimension a figure is split by, or None.

    With `beside`, also the kind of several names that stand side by side ("East vs West").
    """
    if frame.has("by|per risk level|levels?"):
        return "risk_level"
    buckets = [time.bucket for time in frame.times if time.kind == "bucket"]
    if buckets and buckets[0] in TIME_BUCKETS:
        return buckets[0]
    split = split_of(frame)
    if split is not None:
        return split
    if frame.has(*_WHO):
        return "rep"
    if not frame.has("<number> @deals"):
        asked = next((name for name in DIMENSIONS if frame.has(*_asked_phrases(name))), None)
        if asked is not None:
            return asked
    return _side_by_side(frame) if beside else None


def split_of(frame: Frame) -> str | None:
    """The dimension named by "by", "per" or "each", or None."""
    if frame.has(*_BAND):
        return "amount_band"
    if frame.has(*_SIZE):
        return "segment"
    return next((name for name in DIMENSIONS if frame.has(*_split_phrases(name))), None)


def splits_of(frame: Frame) -> list[str]:
    """All dimensions that a figure is to be split by at once ("by stage and region")."""
    found = [name for name in DIMENSIONS if frame.has(*_split_phrases(name))]
    found += [
        name
        for name in DIMENSIONS
        if found and name not in found and any(frame.has(f"by|per {one} and|& by|per? {other}")
            for one in _nouns(found[0]) for other in _nouns(name))
    ]  # fmt: skip
    if frame.has(*_BAND):
        return ["amount_band"]
    if frame.has(*_SIZE):
        return [name for name in found if name != "account"] or ["segment"]
    buckets = [time.bucket for time in frame.times if time.kind == "bucket" and time.bucket]
    return list(dict.fromkeys([*found, *(name for name in buckets if name in TIME_BUCKETS)]))


def strange_split(frame: Frame) -> str | None:
    """What a figure is to be split by and nothing is ("by country"), or None."""
    row = [] if frame.has(*_BAND) else frame.words
    for place, (word, _) in enumerate(row[:-1]):
        if word not in {"by", "per"}:
            continue
        following = [(w, frame.norm(i)) for w, i in row[place + 1 : place + 4]]
        rest = [w if w.startswith("<") else said for w, said in following if w not in _ARTICLES]
        strange = rest[0] if rest else ""
        if strange == "forecast" and rest[1:] and rest[1] in DIMENSIONS["category"].split():
            return None
        if strange in _UNSERVED:
            return " ".join(rest[: 2 if rest[1:] and rest[1] in _BANDS else 1])
        if (
            strange.isalpha()
            and mended(strange) == strange
            and not is_word(strange)
            and word == "by"
        ):
            return strange
    return None


def _nouns(name: str) -> list[str]:
    return [word for word in DIMENSIONS[name].split() if word not in _LOOSE]


@cache
def _split_phrases(name: str) -> tuple[str, ...]:
    """ "by rep", "for each rep", "broken down by rep"; not "the rep's" nor "all reps" alone."""
    nouns = "|".join(word for word in DIMENSIONS[name].split() if word not in _LOOSE)
    people = "|head" if name == "rep" else ""
    return (
        f"by|per {nouns}{people}",
        f"by|per our|each|sales|the|loss|lost|customer|amount|deal|lead|forecast {nouns}",
        f"each|every {nouns}",
        f"across|between|among the|our|all? {nouns}",
        f"split|broken|break|cut|slice|sliced|grouped|group|organized ** by {nouns}",
    )


@cache
def _asked_phrases(name: str) -> tuple[str, ...]:
    """ "Which region …", "top 5 reps", "reps by revenue"."""
    own = _nouns(name)
    nouns = "|".join(own)
    plural = "|".join(word for word in own if word.endswith("s") or word == "people") or "-"
    return (
        f"which|what of? our|the|my? sales? {nouns}",
        f"{_RANKED} <number>? sales|selling|performing|earning? {nouns}",
        f"<number> * {plural}",
        f"rank|compare|leaderboard of? * {plural}",
        f"{plural} by|ranked|sorted",
    )


def _side_by_side(frame: Frame) -> str | None:
    for kind in _BESIDE:
        named = [mention for mention in frame.of(kind) if mention.how != "family"]
        if len([mention for mention in named if not is_excluded(frame, mention)]) > 1:
            return kind
    return None


def deal_order(frame: Frame) -> tuple[str, str] | None:
    """How a list of deals is ordered, or None where it is not said."""
    for (sort_by, order), said in group("orders", "order"):
        if frame.has(*said):
            return sort_by, order
    return None


def metric_order(frame: Frame, metric: str) -> str | None:
    """asc or desc for a grouped figure, or None where no order is said.

    "Worst" is the high end where less is better (discounts, days, losses).
    """
    down = metric in LOWER_IS_BETTER
    if frame.has(*phrases("orders", "poor")):
        return "desc" if down else "asc"
    if down and frame.has(*phrases("orders", "fine")):
        return "asc"
    if metric == "sales_cycle_days" and frame.has("slowest|longest"):
        return "desc"
    if frame.has(*phrases("orders", "ascending")):
        return "asc"
    return "desc" if frame.has(*phrases("orders", "descending")) else None
