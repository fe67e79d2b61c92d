"""Questions for an empty page, each tried on the snapshot before it is offered."""

from __future__ import annotations

from copilot.engine import Copilot
from copilot.understanding.catalog import Catalog
from copilot.understanding.from_snapshot import catalog_of, served_tools
from copilot.understanding.planner import understand
from copilot.understanding.reading import Call
from data.errors import CopilotError
from tools import registry
from tools.context import Context
from tools.principal import EVERYTHING

MOST = 8
# {deal} is the deal with the most value at risk.
CANDIDATES = (
    "What's at risk this week?",
    "What will we close this quarter?",
    "Will we make the number?",
    "What changed since last week?",
    "Why did the forecast change since last week?",
    "What if we lose the two biggest deals?",
    "How good were our forecasts?",
    "Why is {deal} risky?",
    "Compare the reps",
    "Win rate by region last quarter against the one before",
    "Forecast by month",
    "What are the 5 biggest open deals?",
    "How does the pipeline look by region?",
    "How does the pipeline look?",
    "What did we win this quarter so far?",
    "How is the risk score computed?",
    "How fresh is the data?",
)


def working_examples(engine: Copilot) -> tuple[str, ...]:
    """The first eight candidates that plan and run on this snapshot."""
    context, catalog = engine.context(EVERYTHING), catalog_of(engine.snapshot, EVERYTHING)
    kept: list[str] = []
    deal = _deal_at_risk(context)
    for candidate in CANDIDATES:
        if "{deal}" in candidate and deal is None:
            continue
        question = candidate.format(deal=deal)
        if len(kept) < MOST and _works(question, context, catalog):
            kept.append(question)
    return tuple(kept)


def _deal_at_risk(context: Context) -> str | None:
    """The deal that the list of deals at risk begins with, where there is such a list."""
    tool = registry.get("deals_at_risk")
    try:
        result = tool.run(context, tool.validate({"limit": 1}))
    except CopilotError:
        return None
    return next((str(row[0]) for table in result.tables for row in table.rows), None)


def _works(question: str, context: Context, catalog: Catalog) -> bool:
    snapshot = context.snapshot
    reading = understand(
        question,
        catalog=catalog,
        as_of=snapshot.as_of,
        calendar=snapshot.calendar,
        served=served_tools(),
    )
    return reading.status == "planned" and all(_runs(call, context) for call in reading.calls)


def _runs(call: Call, context: Context) -> bool:
    tool = registry.get(call.tool)
    try:
        return bool(tool.run(context, tool.validate(call.args)).claims)
    except CopilotError:
        return False
