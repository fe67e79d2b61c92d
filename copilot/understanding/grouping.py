"""What a figure is grouped by, how a list is ordered, and how many rows were asked for."""

from __future__ import annotations

from copilot.understanding.frame import Frame
from copilot.understanding.lexicon.metrics import DIMENSIONS, LOWER_IS_BETTER, TIME_BUCKETS
from copilot.understanding.lexicon.tables import group, phrases
from copilot.understanding.lexicon.words import CLASSES, words

_PER = "by|per|each|every|across|between|among"
_RANKED = (
    "top|best|worst|bottom|strongest|weakest|@big|@small|leading|lowest|highest|fastest|slowest"
)
_LIMIT_BEFORE = words("top bottom best worst first last next") | frozenset(
    CLASSES["big"].split() + CLASSES["small"].split()
)
_LIMIT_AFTER = (
    _LIMIT_BEFORE
    | frozenset(CLASSES["anydeal"].split() + CLASSES["lead"].split() + CLASSES["account"].split())
    | frozenset(CLASSES["rep"].split())
    | words(
    """
    oldest newest riskiest dodgiest shakiest wobbliest safest surest likeliest weakest
    strongest latest stalest hottest warmest open most least ones products regions teams
    sectors managers names rows risky youngest soonest wins losses people industries retail
    offices prospects ripest juiciest earliest cheapest priciest lost won months segments
    """
)
)
_NOT_A_COUNT = words(
    """
    day days week weeks month quarter quarters year years hour hours min mins minutes %
    percent points times x am pm o'clock wks wk qtr
    """
)


def group_of(frame: Frame, *, beside: bool = False) -> str | None:
    """The dimension a figure is split by, or None; with `beside`, also where several names of one
    kind stand side by side."""
    if frame.has("by|per risk level|levels?"):
        return "risk_level"
    buckets = [time.bucket for time in frame.times if time.kind == "bucket"]
    if buckets and buckets[0] in TIME_BUCKETS:
        return buckets[0]
    for name, words in DIMENSIONS.items():
        nouns = words.replace(" ", "|")
        if frame.has(f"{_PER} {nouns}", f"for|of each|every|all|the {nouns}") and _split(
            frame, nouns
        ):
            return name
    return _asked_group(frame) or (_side_by_side(frame) if beside else None)


def _split(frame: Frame, nouns: str) -> bool:
    """ "by rep", "for each rep"; not "the rep's" nor "all reps" alone."""
    safe = [noun for noun in nouns.split("|") if noun not in {"each", "head", "step", "line"}]
    options = "|".join(safe)
    return frame.has(
        f"by|per {options}|head", f"each|every {options}", f"across|between|among the|our|all? {options}",
        f"split|broken|break|cut|slice|sliced|grouped|group|organized ** by {options}",
        f"by|per our|each|sales|the {options}",
    )  # fmt: skip


def _asked_group(frame: Frame) -> str | None:
    """ "Which region …", "who …", "top 5 reps", "reps by revenue", several names side by side."""
    if frame.has(
        "^ who|whose",
        "who is|has|had|sold|closed|won|made|gives|gave|does|did|lost",
        "which|what person",
    ):
        return "rep"
    for name, words in DIMENSIONS.items():
        safe = [
            noun
            for noun in words.split()
            if noun not in {"who", "each", "head", "step", "line", "item", "items"}
        ]
        nouns = "|".join(safe)
        plural = "|".join(noun for noun in safe if noun.endswith("s") or noun == "people") or "-"
        if frame.has(
            f"which|what of? our|the|my? sales? {nouns}", f"{_RANKED} <number>? sales|selling|performing|earning? {nouns}",
            f"<number> * {plural}", f"rank|compare|leaderboard of? * {plural}", f"{plural} by|ranked|with|sorted",
        ) and not frame.has("<number> @deals"):  # fmt: skip
            return name
    return None


def _side_by_side(frame: Frame) -> str | None:
    for kind in ("team", "rep", "region", "sector", "product", "account", "segment"):
        mentions = [m for m in frame.of(kind) if m.how != "family"]
        if len(mentions) > 1:
            return kind
    return None


def limit_of(frame: Frame) -> int | None:
    """The number of rows asked for ("top 5", "ten dodgiest deals")."""
    for quantity in frame.quantities:
        whole = quantity.value == int(quantity.value) and 1 <= quantity.value <= 200
        if quantity.sort != "number" or quantity.bound or not whole:
            continue
        before, after = frame.norm(quantity.first - 1), frame.norm(quantity.last)
        if after in _NOT_A_COUNT:
            continue
        if after == "of" and frame.norm(quantity.last + 1) in {"them", "those", "these"}:
            return int(quantity.value)
        superlative = after.endswith("est") or after in {"most", "least", "best", "worst"}
        if (
            before in _LIMIT_BEFORE
            or after in _LIMIT_AFTER
            or superlative
            or _followed(frame, quantity.last)
        ):
            return int(quantity.value)
    return None


def _followed(frame: Frame, at: int) -> bool:
    """A noun that can be counted within three words ("10 retail accounts")."""
    words = [frame.norm(step) for step in range(at, at + 4)]
    ends = [
        step for step, word in enumerate(words) if word in {"", ".", ",", "and", "in", "of", "to"}
    ]
    return any(word in _LIMIT_AFTER - {"open"} for word in words[: ends[0] if ends else 4])


def deal_order(frame: Frame) -> tuple[str, str] | None:
    """How a list of deals is ordered, or None where it is not said."""
    for (sort_by, order), said in group("orders", "order"):
        if frame.has(*said):
            return sort_by, order
    return None


def metric_order(frame: Frame, metric: str) -> str | None:
    """asc or desc for a grouped figure, or None where no order is said."""
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
