"""What is declined without planning: requests to act, orders to the machine, other topics."""

from __future__ import annotations

from copilot.understanding.frame import Frame
from copilot.understanding.lexicon.refusals import INSTEAD
from copilot.understanding.lexicon.tables import group, phrases
from copilot.understanding.lexicon.tools import CAN, STARTERS
from copilot.understanding.reading import Option, Reason
from copilot.understanding.stops import Stop, missing

_SHOW_ME = ("^ send me|us", "send|mail me|us by|via|to mail|email|slack", "to my mail|email|inbox")


def refuse(frame: Frame) -> None:
    """Stop where something is asked that no tool does.

    Raises:
        Stop: out_of_scope, act_request or off_topic.
    """
    refuse_orders(frame)
    kind = act_of(frame)
    if kind is not None:
        raise Stop("out_of_scope", Reason("act_request", INSTEAD[kind]), _alternatives(frame))
    if frame.has(*phrases("refusals", "subscriptions")):
        raise missing("subscriptions", "This data holds no subscriptions.", table=True)
    if frame.has(*phrases("refusals", "off_topic")):
        raise off_topic()


def refuse_orders(frame: Frame) -> None:
    """Stop where the machine itself is ordered about, whatever else is asked beside it.

    Raises:
        Stop: off_topic.
    """
    if frame.has(*phrases("refusals", "injection")):
        raise off_topic()


def act_of(frame: Frame) -> str | None:
    """The kind of act asked for, or None. Asking for words to edit is no act, nor is "send me"."""
    if frame.has(*phrases("refusals", "draft")) and not frame.has(*phrases("refusals", "sending")):
        return None
    for (kind,), said in group("refusals", "act"):
        if frame.has(*said):
            to_me = kind == "send" and frame.has(_SHOW_ME[0]) and not frame.has(*_SHOW_ME[1:])
            return None if to_me else kind
    return None


def off_topic() -> Stop:
    """Nothing that a tool can answer."""
    choices = tuple(Option(question) for question in STARTERS)
    return Stop("out_of_scope", Reason("off_topic", CAN), choices)


def off_topic_part(said: str) -> Stop:
    """One part of a question, in its own words, that no tool can answer."""
    return Stop("out_of_scope", Reason("off_topic", f"“{said}” is not answered here. {CAN}"))


def softly_off_topic(frame: Frame) -> bool:
    """Words of another topic, which count only where nothing of sales is asked."""
    return frame.has(*phrases("refusals", "off_topic_soft"))


def _alternatives(frame: Frame) -> tuple[Option, ...]:
    deals = [mention.deal for mention in frame.deals if mention.deal is not None]
    if deals:
        return (Option(f"Summarize deal {deals[0].id}"),)
    for kind in ("rep", "team", "account"):
        for mention in frame.of(kind)[:1]:
            if not mention.ambiguous:
                name = mention.values[0]
                owner = f"{name}'s team" if kind == "team" else name
                return (Option(f"What are the open deals of {owner}?"),)
    return ()
