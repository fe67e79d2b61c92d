"""What the product's words mean, in sentences for people; numbers come from the configuration."""

from __future__ import annotations

from dataclasses import dataclass

from analytics.metrics import METRICS


@dataclass(frozen=True)
class Topic:
    """One topic: its title, how it is computed, and what it must not be taken for."""

    name: str
    title: str
    body: str
    caution: str = ""


_TOPICS = (
    Topic(
        "risk_score", "Risk score",
        "The risk score is the calibrated chance, out of a hundred, that a deal is not won by the "
        "risk horizon: lost by then, or still open. The horizon is the same for every deal: the "
        "end of the present fiscal quarter, or of the next one when fewer than four weeks remain. "
        "Levels are thresholds frozen with the model version; each is shown with how often such "
        "deals were won in the past.",
        "It is a probability by a date, not a rank and not a verdict on a person.",
    ),
    Topic(
        "win_probability", "Win probability",
        "Each open deal is followed day by day: it may be won, be lost, or stay open. From past "
        "deals the model learns how often each happens at a deal’s age and at that place in the "
        "fiscal quarter; adding these up over the coming days gives the chance to be won by any "
        "day. Win probability without a date means within one year.",
        "Of many deals with the same chance, about that share is won; a single deal may go either "
        "way.",
    ),
    Topic(
        "value_at_risk", "Value at risk",
        "Value at risk is a deal’s amount times the chance that it is not won by the risk horizon. "
        "It has two parts: value at loss (lost by then) and value at slip (still open then).",
        "Slipped business is late, not gone; read the two parts apart.",
    ),
    Topic(
        "forecast", "Forecast",
        "A forecast is a range: one outcome in ten lies below its lower end and one in ten above "
        "its upper end, with the middle as likely to be exceeded as not. It adds what is won "
        "already, what open deals may bring, and business not yet in the pipeline. Each open deal "
        "counts at its amount, times the share of open amounts that won deals have realized, with "
        "its own chance to be won in the period. New business follows from how many deals have "
        "been created lately and how young deals develop. Both are then moved toward the usual "
        "level for the season, as far as past forecasts bear that out, and the range is widened by "
        "how far past forecasts were off.",
        "Means of the parts add up to the mean of the whole; the ends of their ranges do not. What "
        "managers have called is shown beside a forecast and does not enter it.",
    ),
    Topic(
        "time_to_close", "Time to close",
        "The same curves that give the chance to win say when a deal is expected to close: the "
        "expected day is the one by which half of its closings fall, given that it closes within a "
        "year; the window leaves out the earliest and the latest tenth.",
        "It is what the model expects; the closing date recorded in the CRM is shown apart.",
    ),
    Topic(
        "drivers", "Drivers",
        "Drivers split a deal’s risk score exactly into parts that a person understands, for and "
        "against, measured against its peers: age, stage reached, time without progress, recorded "
        "closing date, size and discount, product, the owner’s record, the customer, type and "
        "source. A part is what the score gains once that is known, averaged over every order in "
        "which these things could become known. What all peers share, and the parts, add up to "
        "the score.",
        "A driver says what the score rests on. It is no cause: changing it need not change the "
        "outcome.",
    ),
    Topic(
        "next_action", "Next action",
        "A next action is suggested by a fixed rule over a deal’s drivers and recorded facts, such "
        "as a closing date that has passed, days without activity or a missing next step. It names "
        "the rule and the facts that triggered it. Where no rule applies there is nothing to "
        "suggest.",
        "It is a suggestion to a person; nothing is sent or changed.",
    ),
    Topic(
        "coverage", "Coverage",
        "Coverage is the amount of the open deals that are set to close in a period, stale deals "
        "left out, divided by what is still missing to the target: target less won to date. A deal "
        "counts in the period of its recorded closing date, else of its expected one. The target "
        "is the one recorded for exactly that period: the company’s plan, a team’s or a person’s "
        "quota. Quotas are added only over a set of people, and plans never to quotas.",
        "Without a target there is no coverage; it is never guessed. With the target reached it is "
        "not needed.",
    ),
    Topic(
        "stale", "Stale deals",
        "A deal is stale when its chance of closing within a year, won or lost, is below one in "
        "twenty. Stale deals have no level and no expected closing date, and count in no total "
        "at risk; "
        "they are reported in one line.",
    ),
    Topic(
        "due", "Due deals",
        "An open deal is due in a period when its expected close window meets it, or when its "
        "recorded closing date lies in it. A deal whose recorded closing date has passed is "
        "due in the present week.",
        "The window is wide on purpose: it leaves out only the earliest and the latest tenth.",
    ),
    Topic(
        "changes", "Changes",
        "What changed since seven days before compares the same question at two dates: deals due "
        "now and not then are new, the reverse are gone, and the rest have grown or shrunk by "
        "value at risk. Both ends are measured on the present risk horizon with the present model.",
    ),
    Topic(
        "whitespace", "Whitespace",
        "Whitespace is what an account does not own yet, ranked by the chance to buy it, with the "
        "evidence.",
        "Whitespace is not served in this version.",
    ),
    Topic(
        "lead_score", "Lead score",
        "A lead score is the calibrated chance that a lead converts.",
        "Leads are not served in this version.",
    ),
    Topic(
        "grounding", "Grounding",
        "Every figure, date, name and direction in an answer is matched with a fact that a tool "
        "computed, of the same entity, metric, unit and period. An answer with a single miss is "
        "not shown. Every answer keeps a receipt and can be computed again.",
    ),
    Topic(
        "as_of", "As-of date",
        "All facts are those known at the end of the as-of date. What happened later is not known; "
        "deals closed later are open. “This week” and every other period is counted from that "
        "date, never from the clock.",
    ),
)  # fmt: skip

TOPICS: dict[str, Topic] = {topic.name: topic for topic in _TOPICS} | {
    metric.name: Topic(metric.name, metric.label, metric.definition) for metric in METRICS.values()
}
