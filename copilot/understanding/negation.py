"""States of deals that are denied ("not stale", "did not win"): planned or declined, never the
opposite of what was asked."""

from __future__ import annotations

from copilot.understanding.conditions import conditions_of
from copilot.understanding.frame import Frame
from copilot.understanding.reading import Option
from copilot.understanding.stops import Stop, ambiguous, not_yet

_NOT = "not|never|no|non|neither|nor|without|isnt|arent"
_RISK = (f"{_NOT} at|in risk|danger|trouble", f"{_NOT} really|so|very|too|high|a? risky|risk|shaky")
_STALE = (f"{_NOT} be|yet|really|all? stale|deadwood|zombie|zombies",)
_AHEAD = ("@will ** not * win|land|sign", "not going|likely|gonna to? win|land|sign")
_WIN = (f"{_NOT} be|yet|we|i|they|<rep>|<team>|ever|actually? win|won",)
_LOSE = (f"{_NOT} be|yet|we|i|they|<rep>|<team>|ever|actually? lose|lost",)
_OPEN = (f"{_NOT} be|still|yet? open|active|live|pending",)
_CLOSE = (
    f"{_NOT} be|yet|actually|going? to? due|close|closes|closed|closing|land|expected|slated ** "
    "<period>",
    "not|except|excluding|outside|without in|during|of|for? <period>",
)
_MOVED = (f"{_NOT} been? moved|changed|progressed|updated|touched|advanced",)
_NAMES = (
    "@rep|@account|accounts|teams|regions who|that|without|which ** not|never|no",
    "reps|people|sellers who|that|without|which? ** not|never|no",
)
_DEALLESS = (
    "@rep|@account|accounts|reps|teams without|with no? an|any|a|single? open|live|won|lost? "
    "@anydeal",
    "@rep|@account|accounts|reps|teams have|has|had no open|live|won|lost? @anydeal",
)
_TOOLS = frozenset({"find_deals", "deals_at_risk", "metric", "pipeline_summary"})
_IDIOMS = ("if|why", "win|won or|and not", "or not")


def unlikely_to_win(frame: Frame) -> bool:
    """ "Which deals are we not going to win": those with the lowest chance."""
    return frame.has(*_AHEAD) and frame.has("@deals|ones") and not frame.has("if|why")


def check_negation(frame: Frame, tool: str) -> None:
    """Decline, or ask back, where a state is denied that a plan can only affirm.

    Raises:
        Stop: it offers what can be asked.
    """
    _check_ahead(frame, tool)
    if tool not in _TOOLS or frame.has(*_IDIOMS) or unlikely_to_win(frame):
        return
    if frame.has(*_STALE):
        raise not_yet(
            "a list that leaves stale deals out; deals at risk leave them out.",
            Option("What's at risk?"), Option("Which deals are stale?"),
        )  # fmt: skip
    if frame.has(*_RISK):
        raise not_yet(
            "deals that are not at risk; open deals by risk, the lowest first, are.",
            Option("Which open deals are the least risky?"),
        )
    if frame.has(*_CLOSE):
        raise not_yet("leaving out what closes in a period; what is due in one is.")
    if frame.has(*_MOVED) and not conditions_of(frame):
        raise not_yet("deals by when they last moved.", Option("Which deals are stale?"))
    if frame.has(*_DEALLESS):
        raise not_yet("names without a deal; open deals by rep or account are.",
                      Option("Open deals by rep"))  # fmt: skip
    if frame.has(*_WIN) and frame.has(*_NAMES):
        raise not_yet("names without a win; deals won by rep are.", Option("Deals won by rep"))
    for said, states in ((_WIN, ("lost", "open")), (_LOSE, ("won", "open")),
                         (_OPEN, ("won", "lost"))):  # fmt: skip
        if frame.has(*said):
            raise _which(states)


def _which(states: tuple[str, str]) -> Stop:
    choices = tuple(Option(f"Show {state} deals") for state in states)
    detail = f"Such deals are either {states[0]} or {states[1]}."
    return ambiguous(detail, choices, code="ambiguous_intent")


def _check_ahead(frame: Frame, tool: str) -> None:
    """What will not happen has no forecast; what may not happen is a risk."""
    if tool == "forecast" and frame.has(f"{_NOT} be|yet|we|i|they|going|to? close|land|win|sell"):
        raise not_yet("what will not close; open deals by risk are.", Option("What's at risk?"))
