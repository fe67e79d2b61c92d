"""The tool `explain_method`: what a figure means, from the running definitions."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from analytics.glossary import TOPICS
from analytics.metrics import MetricName
from data.errors import NoData
from tools.arguments import Arguments
from tools.context import Context
from tools.deals.risk_levels import ORDER, PAST_WORDS, past_levels, past_rate
from tools.facts import Subject
from tools.figures.targets import recorded_targets
from tools.registry import Tool
from tools.report import Report
from tools.result import ToolResult

Topic = Literal[
    "risk_score", "win_probability", "value_at_risk", "forecast", "time_to_close", "drivers",
    "next_action", "coverage", "stale", "due", "changes", "whitespace", "lead_score", "grounding",
    "as_of", MetricName,
]  # fmt: skip


class ExplainMethod(Arguments):
    """Arguments of `explain_method`."""

    topic: Topic = Field(description="What to explain: a topic or a metric's name.")


def explain_method(context: Context, args: ExplainMethod) -> ToolResult:
    """The definition in force, with this snapshot's own numbers where it has some."""
    topic = TOPICS.get(args.topic)
    if topic is None:
        raise NoData("missing_table", f"{args.topic.replace('_', ' ').capitalize()} is not "
                     "computed in this version.")  # fmt: skip
    report = Report("explain_method", context)
    subject = Subject(kind="metric", id=topic.name, name=topic.title)
    first, _, more = topic.body.partition(". ")
    body = report.ledger.add(
        subject, "definition", topic.body, "text", display=first + ("." if more else "")
    )
    report.say("headline", "{body.name}. {body}", body=body)
    if more:
        rest = report.ledger.add(subject, "definition", topic.body, "text", display=more)
        report.say("detail", "{rest}", rest=rest)
    if args.topic in ("risk_score", "value_at_risk", "win_probability", "weighted_pipeline"):
        _tell_horizon(report)
    if args.topic == "risk_score":
        _tell_levels(report)
    if args.topic in ("as_of", "changes"):
        _tell_as_of(report)
    if args.topic in ("coverage", "quota_attainment"):
        _tell_targets(report)
    if topic.caution:
        caution = report.ledger.add(subject, "caution", topic.caution, "text")
        report.say("note", "{caution}", caution=caution)
    report.suggestions += ["What's at risk this week?", "Which model is this?"]
    return report.result()


def _tell_horizon(report: Report) -> None:
    report.say(
        "detail",
        "The present risk horizon is {horizon}.",
        horizon=report.total("horizon_on", str(report.snapshot.manifest.horizon_on), "date"),
    )


def _tell_levels(report: Report) -> None:
    levels = past_levels(report)
    for name in ORDER:
        if name not in levels:
            continue
        report.say("item", "{rate.name} risk: " + PAST_WORDS, rate=past_rate(report, levels[name]))


def _tell_as_of(report: Report) -> None:
    report.say(
        "detail",
        "The as-of date of this snapshot is {as_of}.",
        as_of=report.total("as_of", str(report.snapshot.as_of), "date"),
    )


def _tell_targets(report: Report) -> None:
    """How many targets this snapshot holds, or that it holds none."""
    recorded = len(recorded_targets(report.context))
    if not recorded:
        report.unknown("missing_table", "The source holds no targets.", "targets")
        return
    report.say(
        "detail",
        "This snapshot holds {targets} recorded targets.",
        targets=report.count("targets_count", recorded),
    )


TOOL = Tool(
    name="explain_method",
    summary="What a figure means and how it is computed.",
    arguments=ExplainMethod,
    run=explain_method,
    examples=("how is the risk score computed", "what does win rate mean"),
    figures=(
        "definition",
        "caution",
        "horizon_on",
        "level_past_win_rate",
        "as_of",
        "targets_count",
    ),
)
