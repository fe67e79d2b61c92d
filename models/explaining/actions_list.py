"""The rules of next actions, in their order: the first that holds for a deal is its action."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Trigger:
    """A fact that a rule looked at: its metric, where it stands, and its unit.

    `peer`: the threshold it was held against, a name of `actions_ground.THRESHOLDS`, or "".
    """

    metric: str
    expression: str
    unit: str
    peer: str = ""


@dataclass(frozen=True)
class Rule:
    """One rule.

    Attributes:
        name: its id, kept in `deal_actions.rule`.
        action: what a person may do, as an instruction.
        condition: SQL over an open deal with its scores; NULL counts as not met.
        triggers: the facts that the condition looks at.
        columns: opportunity columns that the condition reads; the rule is left out where a source
            does not feed them, or knows them only as of a later extract.
        wide: columns of the table `deals` that a source may not feed.
    """

    name: str
    action: str
    condition: str
    triggers: tuple[Trigger, ...]
    columns: tuple[str, ...] = ()
    wide: tuple[str, ...] = ()


_AMOUNT = Trigger("amount", "amount", "money", "won_amount_upper")
_AGE = Trigger("age_days", "age_days", "days")
_WIN_LOW = Trigger("win_by_horizon", "win_by_horizon", "ratio", "win_median")
_PLANNED = Trigger("recorded_close_on", "recorded_close_on", "date")
_EXPECTED = Trigger("expected_close_on", "expected_close_on", "date")

RULES: tuple[Rule, ...] = (
    Rule(
        "revive_large_stale", "Make one more attempt to revive it, then close it out",
        "stale AND amount_summed >= won_amount_upper",
        (Trigger("stale", "'stale'", "text"), _AGE, _AMOUNT),
    ),
    Rule(
        "close_out_stale", "Close it out, or say what would revive it",
        "stale",
        (Trigger("stale", "'stale'", "text"), _AGE),
    ),
    Rule(
        "review_commit", "Review the commit call",
        "category = 'commit' AND win_by_horizon < win_median",
        (Trigger("category", "category", "text"), _WIN_LOW),
        ("forecast_category",),
    ),
    Rule(
        "ask_what_changed", "Ask what changed before you set another closing date",
        "push_count >= 3",
        (Trigger("push_count", "push_count", "count"), _PLANNED),
        ("recorded_close_on",), ("push_count",),
    ),
    Rule(
        "agree_new_date", "Agree a new closing date with the customer",
        "days_overdue > 0",
        (_PLANNED, Trigger("days_overdue", "days_overdue", "days")),
        ("recorded_close_on",),
    ),
    Rule(
        "get_in_touch", "Get in touch: it has been quiet for long",
        "days_since_activity > silence_upper",
        (Trigger("days_since_activity", "days_since_activity", "days", "silence_upper"),),
        (), ("days_since_activity",),
    ),
    Rule(
        "large_at_quarter_end", "Bring in a manager before the quarter ends",
        "amount_summed >= won_amount_upper AND win_by_horizon < win_median "
        "AND recorded_close_on BETWEEN $day AND quarter_end",
        (_AMOUNT, _WIN_LOW, _PLANNED),
        ("recorded_close_on",),
    ),
    Rule(
        "move_stage_on", "Agree the step that leads to the next stage",
        "days_in_stage > stay_upper",
        (
            Trigger("days_in_stage", "days_in_stage", "days", "stay_upper"),
            Trigger("stage", "stage", "text"),
        ),
        ("stage",), ("days_in_stage",),
    ),
    Rule(
        "hold_the_price", "Hold the price: settle the value before any further discount",
        "discount_rate > discount_upper AND stage_position >= late_stage",
        (
            Trigger("discount_rate", "discount_rate", "ratio", "discount_upper"),
            Trigger("stage", "stage", "text"),
        ),
        ("amount", "stage"), ("discount_rate",),
    ),
    Rule(
        "answer_competitor", "Settle how to win against the competitor",
        "competitor IS NOT NULL",
        (Trigger("competitor", "competitor", "text"),),
        ("competitor",), ("competitor",),
    ),
    Rule(
        "start_renewal", "Start the renewal talk",
        "type = 'renewal' AND recorded_close_on BETWEEN $day AND $soon",
        (Trigger("type", "type", "text"), _PLANNED),
        ("type", "recorded_close_on"),
    ),
    Rule(
        "set_next_step", "Record a next step",
        "next_step IS NULL",
        (Trigger("next_step", "next_step", "text"),),
        ("next_step",),
    ),
    Rule(
        "secure_the_close", "Secure the close: confirm the date and who signs",
        "win_by_horizon >= win_upper AND expected_close_on <= $soon",
        (Trigger("win_by_horizon", "win_by_horizon", "ratio", "win_upper"), _EXPECTED),
    ),
    Rule(
        "confirm_still_alive", "Confirm with the customer that it is still alive",
        "age_days > won_age_upper",
        (Trigger("age_days", "age_days", "days", "won_age_upper"),),
    ),
    Rule(
        "work_on_large", "Put it among the first to work on this month",
        "value_at_risk >= at_risk_upper AND expected_close_on <= $soon",
        (Trigger("value_at_risk", "value_at_risk", "money", "at_risk_upper"), _EXPECTED),
    ),
    Rule(
        "qualify_new", "Qualify it: need, budget and who decides",
        "age_days <= 14",
        (_AGE,),
    ),
)  # fmt: skip
