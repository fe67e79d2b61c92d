"""Figures of a track record as facts, the same for every scope, group and length."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from analytics.accuracy import FEWEST_WINDOWS, RULES, Window, accuracy, beside
from data.periods import Period
from tools.facts import Fact, Subject
from tools.report import Report

Facts = dict[str, Fact]
# Below this a bias reads as none.
BALANCED = 0.005
RULE_WORDS = {
    "season": "the usual level for the season",
    "pace": "the pace of recent weeks",
    "repeat": "a repeat of earlier results",
}


def span_of(windows: Sequence[Window]) -> Period:
    """From the first day of any window to the last."""
    first = min(one.origin for one in windows) + timedelta(days=1)
    return Period(start=first, end=max(one.until for one in windows))


def add_facts(report: Report, subject: Subject, windows: Sequence[Window]) -> Facts:
    """The record of some windows: counts always, error and bias where anything came.

    windows: how many have passed. interval_coverage: share in which what came lay from P10 to P90,
    with Wilson's 95% interval as if they were independent. separate_windows: the most of which no
    two share a day. wape: Σ |P50 − came| ÷ Σ came. bias: Σ (P50 − came) ÷
    Σ came, above 0 too high; `too_high` or `too_low` is its size.
    """
    told, period = accuracy(windows), span_of(windows)
    ledger = report.ledger
    found = {
        "windows": ledger.add(subject, "windows", told.windows, "count", period=period),
        "held": ledger.add(
            subject, "interval_coverage", told.coverage, "ratio", period=period,
            n=told.within, of=told.windows, interval=told.interval,
        ),
        "apart": ledger.add(
            subject, "separate_windows", told.separate, "count", period=period
        ),
    }  # fmt: skip
    if told.wape is not None and told.bias is not None:
        found["wape"] = ledger.add(
            subject, "wape", told.wape, "ratio", period=period, good_when="down"
        )
        found["bias"] = ledger.add(subject, "bias", told.bias, "ratio", period=period)
        name = "too_high" if told.bias > 0 else "too_low"
        found["side"] = ledger.add(
            subject, name, abs(told.bias), "ratio", period=period, parents=(found["bias"],)
        )
    return found


def side_words(facts: Facts) -> str:
    """ "{side} too high", or that neither side prevails."""
    if abs(float(facts["bias"].value or 0)) < BALANCED:
        return "about level"
    return f"{{side}} {facts['side'].metric.replace('_', ' ')}"


def add_rules(
    report: Report, subject: Subject, windows: Sequence[Window], fewest: int = FEWEST_WINDOWS
) -> Facts:
    """Errors of the simple rules and of the forecast on the windows at which all could speak."""
    same, errors = beside(windows)
    if same < fewest:
        return {}
    period = span_of([one for one in windows if one.has_rules])
    metrics = {"forecast": "forecast_error", **{rule: f"{rule}_error" for rule in RULES}}
    return {
        name: report.ledger.add(
            subject, metrics[name], error, "ratio", period=period, n=same, good_when="down"
        )
        for name, error in errors.items()
        if error is not None
    }


def say_rules(report: Report, rules: Facts) -> None:
    """The simple rules on the same days, and any that did better than the forecast."""
    if "forecast" not in rules:
        return
    told = [f"{{{name}}} for {words}" for name, words in RULE_WORDS.items()]
    report.say(
        "beside",
        "For comparison, simple rules had an error of " + listed(told) + ".",
        **rules,
    )
    say_better(report, rules, rules["forecast"])


def say_better(report: Report, rules: Facts, ours: Fact) -> None:
    """Which simple rules did better than the forecast, by how many points; and which as well."""
    named = [name for name in RULE_WORDS if name in rules]
    level = [name for name in named if rules[name].display == ours.display]
    better = {
        name: _ahead(report, name, rules[name], ours)
        for name in named
        if name not in level and _value(rules[name]) < _value(ours)
    }
    if better:
        first, *others = better
        told = [f"{RULE_WORDS[first]} alone was better by {{{first}}}"]
        told += [f"{RULE_WORDS[name]} by {{{name}}}" for name in others]
        report.say("beside", _capital(listed(told)) + ".", **better)
    if level:
        words = listed([RULE_WORDS[name] for name in level])
        report.say("beside", _capital(words) + " alone did as well.")


def _ahead(report: Report, name: str, theirs: Fact, ours: Fact) -> Fact:
    points = 100 * (_value(ours) - _value(theirs))
    return report.ledger.add(
        ours.subject, f"{name}_ahead", points, "points", display=f"{points:.1f} points",
        period=ours.period, good_when="up", parents=(theirs, ours),
    )  # fmt: skip


def listed(words: Sequence[str]) -> str:
    """ "a, b and c"."""
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def _capital(words: str) -> str:
    return words[0].upper() + words[1:]


def _value(fact: Fact) -> float:
    return float(fact.value or 0)
