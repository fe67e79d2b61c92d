"""Which tool a question asks for: a cascade over cues, the more particular intents first."""

from __future__ import annotations

from collections.abc import Callable

from copilot.understanding.conditions import conditions_of
from copilot.understanding.counting import counted_tool, counts_deals, counts_open, lost_money
from copilot.understanding.deal_conditions import (
    COUNTING,
    asks_for_reasons,
    bare_condition,
    conditioned,
    created_and_open,
    created_since,
    ordered_by_trait,
    risk_conditioned,
    whose_deal,
)
from copilot.understanding.deals import names_a_deal
from copilot.understanding.forecasts import forecast_then
from copilot.understanding.frame import Frame
from copilot.understanding.grouping import group_of
from copilot.understanding.leads import lead_figures
from copilot.understanding.lexicon.metrics import EXPLICIT
from copilot.understanding.lexicon.tables import phrases, sections, weighted
from copilot.understanding.negation import unlikely_to_win
from copilot.understanding.scope import amounts_of

_LISTING = (
    "everything|anything|all|stuff ** won|lost|closed|signed",
    "which|what|show|list|give|any|find|pull|see|all|name * @deals",
    "which|what ones",
    "^ @deals won|lost in|last|this|since|during|by|to|on|<period>",
)
_AHEAD = ("@will|expect|expected|expecting|gonna|likely|forecast|projected|coming|upcoming",)
_BACK = ("did|has|have|had|was|were|won|sold|booked|brought|made|closed|earned|generated|lost",)
_BOTH = (
    "win|won|wins and|or|versus|& * lose|lost|losses",
    "lose|lost|losses and|or|& * win|won|wins",
)
_COUNTS_OF_DEALS = frozenset({"open_deals", "deals_created", "deals_won", "deals_lost"})


def cue(frame: Frame, intent: str) -> int:
    """The weight of the strongest phrase of an intent, 0 where none stands in the question."""
    for weight, said in weighted(intent):
        if frame.has(*said):
            return weight
    return 0


def strong(frame: Frame, intent: str) -> bool:
    """Whether a phrase says the intent alone."""
    return cue(frame, intent) >= 5


def topic_of(frame: Frame) -> str | None:
    """What an explanation would be about."""
    rows = sections("topics")[2:]
    return next((title[0] for title, said in rows if frame.has(*said)), None)


def metrics_of(frame: Frame) -> list[str]:
    """The metrics named, each found in words that no earlier one took."""
    stream, found = frame.stream, []
    text = stream.text
    for title, said in sections("metrics"):
        for phrase in said:
            match = stream.find(phrase)
            if match is None or match.group() not in text:
                continue
            found.append(title[0])
            text = text.replace(match.group(), " | ", 1)
            break
    if "deals_lost" in found and "deals_won" not in found and frame.has(*_BOTH):
        found.insert(found.index("deals_lost"), "deals_won")
    if counts_open(frame) and not set(found) & (EXPLICIT - {"deals_won"}):
        found = [name for name in found if name not in {"revenue_won", "deals_won"}]
        found = found if "open_deals" in found else [*found, "open_deals"]
    return found


def listing(frame: Frame) -> bool:
    """Whether deals themselves are asked for, not a figure about them."""
    return frame.has(*_LISTING) and not frame.has(*COUNTING)


def looks_ahead(frame: Frame) -> bool:
    """Whether a figure is asked for that is not known yet."""
    if any(time.role != "against" and time.future.start > frame.as_of and time.past == time.future
           for time in frame.times):  # fmt: skip
        return True
    return frame.has(*_AHEAD) and not frame.has(
        "so far", "did|has|have * @win|@close|made|book|booked|sold"
    )


def _method(frame: Frame) -> bool:
    if _defines(frame):
        return True
    if frame.has(*phrases("topics", "only_method")) and not frame.mentions and not frame.times:
        return True
    if not frame.has(*phrases("topics", "explain")) or topic_of(frame) is None:
        return False
    plainly = frame.has(
        "mean|means|meaning|computed|calculated|calculate|compute|definition|define|derived|formula|"
        "methodology|come up with", "worked out", "work|works $", "come|comes from",
    )  # fmt: skip
    if names_a_deal(frame):
        return False
    return plainly or not (frame.mentions or frame.times)


def _defines(frame: Frame) -> bool:
    """ "Explain coverage": a word of the product and little else."""
    bare = not (frame.mentions or frame.times or frame.deals) and len(frame.words) <= 6
    changed = frame.has("why|change|changed|changes|drop|rise|fall|difference|pipeline")
    return bare and not changed and frame.has("^ explain|define") and topic_of(frame) is not None


def _accuracy(frame: Frame) -> bool:
    if forecast_then(frame):
        return False
    if frame.has("how far off are|am we|i|they|<rep>|<team>") and not frame.has("@forecast"):
        return False
    return strong(frame, "forecast_accuracy") and not frame.has("win|close rate")


def _target(frame: Frame) -> bool:
    if frame.has("attainment") or (group_of(frame) in {"month", "quarter"}):
        return False
    if frame.has("who|whom|which|accounts|customers ** target|approach for|with|<product>"):
        return False
    if frame.has("<account> ** target|targets", "target|targets <product>|@account"):
        return False
    if _past_only(frame) and not looks_ahead(frame) and frame.has("quota|quotas"):
        return False
    odds = frame.has("chance|chances|odds|likelihood|probability") and frame.has("<min>")
    return strong(frame, "target_outlook") or (odds and not frame.has("@deals|deal"))


def _past_only(frame: Frame) -> bool:
    ends = [time.past.end for time in frame.times if time.kind != "bucket"]
    return bool(ends) and all(end < frame.as_of for end in ends)


def _drivers(frame: Frame) -> bool:
    return names_a_deal(frame) and strong(frame, "deal_drivers")


def _pointing_why(frame: Frame) -> bool:
    """ "Why is it so risky?" with nobody named: about a deal spoken of before, or none."""
    return not frame.mentions and frame.has(
        "why is|does|are it|that|this", "why is it|that|this deal"
    )


def _quality(frame: Frame) -> bool:
    if not strong(frame, "data_quality") or (listing(frame) and not counts_deals(frame)):
        return False
    return not frame.has("@deals") or frame.has(
        *COUNTING, "data|crm|record|records|quality|hygiene", "missing", "share|percent of"
    )


def _whitespace(frame: Frame) -> bool:
    if not strong(frame, "whitespace"):
        return False
    if frame.has(
        "whitespace", "white space", "upsell|crosssell|upselling", "cross|up sell|selling"
    ):
        return True
    if frame.has("whos|who is|are|was|has|sold") and frame.has("sold|won|@rep|revenue"):
        return False
    if frame.has("@deals") and not frame.of("account", "product"):
        return False
    things = frame.of("account", "product") or frame.has("them|they|her|him|@account")
    past = frame.has("did|sold|won|have we|i sold") and not frame.has("not|never|yet|else|next")
    return bool(things) and not past and not names_a_summary(frame)


def names_a_summary(frame: Frame) -> bool:
    """Words that only a summary of a deal is asked for with."""
    return bool(frame.deals) or frame.has("<account> * @deal")


def _changes(frame: Frame) -> bool:
    if any(row["field"] == "push_count" for row in conditions_of(frame)):
        return False
    if frame.has("compare * @pipe") and not frame.times and group_of(frame, beside=True):
        return False
    if set(metrics_of(frame)) & (EXPLICIT | {"revenue_won"}) and not frame.has(
        "@pipe|@deals|dates"
    ):
        return False
    why = frame.has("why") and not frame.has("@pipe")
    if why or frame.has("at risk") or frame.has("what * best|biggest"):
        return frame.has("bridge|waterfall") or frame.has("what|anything|how changed|moved")
    return strong(frame, "pipeline_changes")


def _metric(frame: Frame) -> bool:
    named = metrics_of(frame)
    if not named or (listing(frame) and group_of(frame) is None and named[0] != "win_rate"):
        return False
    explicit = [name for name in named if name in EXPLICIT | {"open_deals", "open_pipeline"}]
    if set(explicit) <= _COUNTS_OF_DEALS and frame.has("at risk @deals", "@deals * at risk"):
        return False
    if not explicit or (looks_ahead(frame) and explicit[0] in {"deals_won", "deals_created"}):
        return False
    if "open_pipeline" in explicit and frame.has("@pipe") and group_of(frame) is None:
        return len(explicit) > 1
    return True


def _risk(frame: Frame) -> bool:
    if names_a_deal(frame) and not frame.has("@deals", "any|anything|what|which"):
        return False
    if frame.has("value at risk") and frame.has("@deals", "rank|sort|order"):
        return False
    return strong(frame, "deals_at_risk")


def _forecast(frame: Frame) -> bool:
    if listing(frame) or (frame.has("@deals") and not frame.has("how many|much", "forecast")):
        return False
    if not strong(frame, "forecast") or names_a_deal(frame):
        return False
    if frame.has("due|slated|scheduled") and not frame.has("how much", "forecast|revenue|bookings"):
        return False
    clear = frame.has(
        "forecast|projection|p10|p50|p90|outlook|commit|land|expected|expect|projected"
    )
    past = frame.has(*_BACK) and not frame.has("@will", "expect|expected")
    return (
        clear
        or looks_ahead(frame)
        or not (past or (metrics_of(frame) == ["revenue_won"] and _past_only(frame)))
    )


def _revenue(frame: Frame) -> bool:
    ahead = [time for time in frame.times if time.kind != "bucket"]
    if ahead and all(time.past.start > frame.as_of for time in ahead) and not frame.has("did|was"):
        return False
    if frame.has("sales team|teams|reps|rep|people|force") and strong(frame, "rep_summary"):
        return False
    return bool(metrics_of(frame)) and not (listing(frame) and group_of(frame) is None)


def _account(frame: Frame) -> bool:
    if frame.of("account") and frame.has("what is the deal with"):
        return True
    if not frame.of("account") or frame.has("@deals|@pipe") or frame.of("product"):
        return False
    if amounts_of(frame) or frame.has("everything|anything|all|what * open|won|lost|closed|live"):
        return False
    return strong(frame, "account_summary") or strong(frame, "about")


def _rep(frame: Frame) -> bool:
    if frame.has("@deals|@pipe") and not frame.has("1:1", "one on one", "coach|coaching"):
        return False
    person = bool(frame.of("rep", "team"))
    if strong(frame, "rep_summary"):
        return (
            person or frame.has("@rep", "team|teams|her|him|one") or frame.has("1:1", "one on one")
        )
    return person and strong(frame, "about")


def _find(frame: Frame) -> bool:
    return strong(frame, "find_deals") and not frame.has("how many|much")


def _pipeline(frame: Frame) -> bool:
    return strong(frame, "pipeline_summary")


def _only_conditions(frame: Frame) -> bool:
    """ "Discount above 10%": conditions, and no figure that is not one of theirs."""
    if not bare_condition(frame) or group_of(frame):
        return False
    fields = {row["field"] for row in conditions_of(frame)}
    return len(frame.words) <= 4 or bool(set(metrics_of(frame)) & fields)


def _pipeline_named(frame: Frame) -> bool:
    return (
        frame.has("@pipe", "coverage")
        and not frame.has("in|from the|our|my? @pipe ** @deals", "@deals * @pipe")
        and not (
            strong(frame, "forecast")
            and frame.has("close|land|forecast")
            and not frame.has("forecast category|categories")
        )
    )


CASCADE: tuple[tuple[str, Callable[[Frame], bool]], ...] = (
    ("explain_method", _method),
    ("data_status", lambda frame: strong(frame, "data_status") and not names_a_deal(frame)),
    ("draft_follow_up", lambda frame: strong(frame, "draft_follow_up")),
    ("explain_change", lambda frame: strong(frame, "explain_change")),
    ("forecast_accuracy", _accuracy),
    ("what_if", lambda frame: strong(frame, "what_if")),
    ("target_outlook", _target),
    ("deal_drivers", _drivers),
    ("deal_drivers", _pointing_why),
    ("rep_summary", lambda frame: frame.has("1:1", "1on1|oneonone", "one on one")),
    ("deals_at_risk", risk_conditioned),
    ("find_deals", _only_conditions),
    ("data_quality", _quality),
    ("pipeline_changes", _changes),
    ("whitespace", _whitespace),
    ("metric", lambda frame: bool(lead_figures(frame))),
    ("metric", asks_for_reasons),
    ("pipeline_changes", created_since),
    ("find_deals", created_and_open),
    ("find_deals", ordered_by_trait),
    ("find_deals", conditioned),
    ("find_deals", unlikely_to_win),
    ("find_deals", lambda frame: frame.has("least risky|endangered|shaky", "the? lowest risk")),
    ("find_deals", whose_deal),
    ("find_deals", lost_money),
    ("deals_at_risk", lambda frame: counted_tool(frame) == "deals_at_risk"),
    ("find_deals", lambda frame: counted_tool(frame) == "find_deals"),
    ("metric", _metric),
    ("deals_at_risk", _risk),
    ("deal_summary", names_a_deal),
    ("pipeline_summary", _pipeline_named),
    ("forecast", _forecast),
    ("metric", _revenue),
    ("account_summary", _account),
    ("rep_summary", _rep),
    ("find_deals", _find),
    ("pipeline_summary", _pipeline),
    ("find_deals", bare_condition),
)


def detect(frame: Frame) -> str | None:
    """The tool asked for, or None where no words of the question say it."""
    return next((tool for tool, fits in CASCADE if fits(frame)), None)
