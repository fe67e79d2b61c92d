"""Time of every tool and of whole answers, warm and first, and peak memory, over the demo company.

    python -m benchmarks.engine_time [--opportunities N] [--rounds 15]

Processor time of one process (wall time where said), since other work on the machine does not count
to it. Again: each call once before and so many times counted. First: in a process that has answered
nothing yet, after opening. Cold: a new process, user and system added. The demo company is made and
refreshed in a temporary folder.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

COLD_RUNS = 5
FIRST = (
    ("forecast", "{}", "250 ms"),
    ("forecast", '{"grain": "week"}', ""),
    ("forecast", '{"group_by": "rep"}', ""),
    ("pipeline_changes", "{}", "400 ms"),
    ("explain_change", '{"forecast": True}', "500 ms"),
    ("explain_change", '{"forecast": True, "since": day(91)}', "5,000 ms"),
    ("target_outlook", '{"target": 5e6}', "300 ms"),
    ("target_outlook", '{"group_by": "rep"}', "1,000 ms"),
    ("what_if", '{"changes": [{"change": "win", "deal": deal}]}', "300 ms"),
    ("forecast_accuracy", "{}", ""),
    ("forecast_accuracy", '{"scope": {"region": [region]}}', "1,500 ms"),
)
QUESTIONS = (
    "What's at risk this week?",
    "Which deals should I worry about in the East?",
    "How does the pipeline look by region?",
    "Show me the biggest open deals",
    "Which deals did we win last quarter?",
    "Win rate by region last quarter against the one before",
    "Top 5 reps by revenue this year",
    "How much did we win by month this year?",
    "What will we close this quarter?",
    "How is the risk score computed?",
)
_FIRST_PROCESS = """
import sys, time
from datetime import timedelta
from copilot.cli.opening import opened
from tools import registry
with opened() as engine:
    tool, context = registry.get({tool}), engine.context(engine.principal(None))
    rows, as_of = engine.snapshot.rows, engine.snapshot.as_of
    day = lambda before: str(as_of - timedelta(days=before))
    deal = rows("{deal}")[0]["name"]
    region = rows("{region}")[0]["name"]
    arguments = {arguments}
    begun = time.process_time()
    tool.run(context, tool.validate(arguments))
    print(1000 * (time.process_time() - begun))
"""
_DEAL = (
    "SELECT opportunity_id AS name FROM deals_now WHERE status = 'open' AND NOT stale "
    "ORDER BY value_at_risk_summed DESC LIMIT 5"
)


def _most(column: str) -> str:
    return (
        f"SELECT {column} AS name FROM deals_now WHERE {column} IS NOT NULL "
        "GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 3"
    )


@dataclass(frozen=True)
class Call:
    """A call of a tool, under the heading it is counted with."""

    heading: str
    tool: str
    arguments: dict[str, Any]


def calls(snapshot: Any) -> Iterator[Call]:
    """Every tool in several ways, every metric, conditions, and days of the past."""
    quarter = snapshot.calendar.quarter(snapshot.as_of).model_dump(mode="json")
    week = snapshot.calendar.week(snapshot.as_of).model_dump(mode="json")
    for heading, tool, arguments in (
        ("deals_at_risk", "deals_at_risk", [{}, {"period": week}, {"period": quarter}]),
        ("find_deals", "find_deals", [{}, {"status": "won", "period": quarter}, {"limit": 200}]),
        ("pipeline_summary", "pipeline_summary",
         [{}, *({"group_by": name} for name in ("region", "stage", "month", "rep"))]),
        ("forecast, again", "forecast",
         [{}, {"grain": "week"}, {"grain": "month"}, *({"group_by": name} for name in
                                                      ("rep", "team", "product"))]),
        ("explain_method", "explain_method", [{"topic": "risk_score"}]),
        ("data_status", "data_status", [{}]),
        ("data_quality", "data_quality", [{}]),
        ("with conditions", "find_deals",
         [{"where": [{"field": field, "op": ">=", "value": at_least}]} for field, at_least in
          (("push_count", 2), ("days_in_stage", 30), ("win_probability", 0.5))]),
        ("with conditions", "deals_at_risk",
         [{"where": [{"field": "days_since_activity", "op": ">=", "value": 30}]}]),
    ):  # fmt: skip
        yield from (Call(heading, tool, one) for one in arguments)
    for deal in _deals(snapshot):
        yield Call("deal_summary", "deal_summary", {"deal": deal})
        yield Call("deal_drivers", "deal_drivers", {"deal": deal})
    yield from _metrics(quarter)
    yield from _over_time(snapshot, quarter)
    past = str(snapshot.as_of - timedelta(days=40))
    for tool in ("deals_at_risk", "find_deals", "pipeline_summary", "forecast"):
        yield Call("a past day, again", tool, {"as_of": past})


def _over_time(snapshot: Any, quarter: dict[str, Any]) -> Iterator[Call]:
    """What changed, why, what may come, and how people and accounts are doing."""
    since = [str(snapshot.as_of - timedelta(days=days)) for days in (7, 28)]
    deals = _deals(snapshot)
    for day in since:
        yield Call("pipeline_changes, again", "pipeline_changes", {"since": day})
        for deal in deals:
            yield Call("explain_change of a deal", "explain_change", {"deal": deal, "since": day})
    yield Call("explain_change of a forecast, again", "explain_change", {"forecast": True})
    for target in ({"target": 5e6}, {"target": 5e6, "period": quarter}):
        yield Call("target_outlook, again", "target_outlook", target)
    if snapshot.has_table("targets"):
        yield Call("target_outlook by rep, again", "target_outlook", {"group_by": "rep"})
    for change in ("win", "lose"):
        yield Call(
            "what_if, again", "what_if",
            {"changes": [{"change": change, "deal": deal} for deal in deals[:2]]},
        )  # fmt: skip
    (region, *_), reps, teams, accounts = (
        _named(snapshot, column) for column in ("region", "rep", "manager", "account")
    )
    for scope in ({}, {"scope": {"region": [region]}}):
        yield Call("forecast_accuracy, again", "forecast_accuracy", scope)
    yield Call("rep_summary of all", "rep_summary", {})
    for heading, tool, name, values in (
        ("rep_summary of a rep", "rep_summary", "rep", reps),
        ("rep_summary of a team", "rep_summary", "team", teams),
        ("account_summary", "account_summary", "account", accounts),
    ):
        yield from (Call(heading, tool, {name: value}) for value in values)


def _deals(snapshot: Any) -> list[str]:
    return [row["name"] for row in snapshot.rows(_DEAL)]


def _named(snapshot: Any, column: str) -> list[str]:
    return [row["name"] for row in snapshot.rows(_most(column))]


def _metrics(quarter: dict[str, Any]) -> Iterator[Call]:
    from analytics.groups import BUCKETS
    from analytics.metrics import METRICS

    for name, metric in METRICS.items():
        for group in (None, "region", "rep", "stage", "month"):
            bucketed = metric.selects == "open" and group in BUCKETS
            if (group is None or group in metric.groups) and not bucketed:
                arguments = {"name": name, "period": quarter}
                yield Call("metric", "metric", arguments | ({"group_by": group} if group else {}))
        yield Call("metric", "metric", {"name": name})


def main() -> None:
    """Build a home, measure, print tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--opportunities", type=int, default=12_000)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--home", type=Path, help="measure a home that is there already")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        command = str(Path(sys.executable).parent / "revcopilot")
        os.environ["REVCOPILOT_HOME"] = str(wanted.home or folder)
        _keep_bytecode(Path(folder))
        print(f"{'':44}{'p50 ms':>10}{'p95 ms':>10}{'goal':>10}")
        if wanted.home is None:
            size = str(wanted.opportunities)
            spent = _cpu_of([command, "refresh", "demo", "--opportunities", size])
            _line(f"refresh of {wanted.opportunities:,} deals, seconds", spent, None, "60 s")
        _first()
        _warm(wanted.rounds)
        _cold([command, "ask", QUESTIONS[0], "--json"])


def _keep_bytecode(folder: Path) -> None:
    """Compiled modules are kept from run to run, as where the package is installed."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = str(folder / "bytecode")


def _first() -> None:
    program_of = _FIRST_PROCESS.replace("{deal}", _DEAL).replace("{region}", _most("region"))
    for tool, arguments, goal in FIRST:
        program = program_of.replace("{tool}", repr(tool)).replace("{arguments}", arguments)
        _printed(program)
        times = [_printed(program) for _ in range(COLD_RUNS)]
        _line(f"{tool} {arguments}, first".replace(" {}", ""), *_spread(times), goal)


def _printed(program: str) -> float:
    done = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    )
    return float(done.stdout)


def _warm(rounds: int) -> None:
    from copilot.cli.opening import opened
    from tools import registry

    by_heading: dict[str, list[float]] = {}
    slowest: list[tuple[float, str]] = []
    with opened() as engine:
        context = engine.context(engine.principal(None))
        for call in calls(engine.snapshot):
            tool = registry.get(call.tool)
            arguments = tool.validate(call.arguments)
            tool.run(context, arguments)
            times = [_timed(tool, context, arguments) for _ in range(rounds)]
            by_heading.setdefault(call.heading, []).extend(times)
            slowest.append((statistics.median(times), f"{call.tool} {call.arguments}"))
        for heading, times in by_heading.items():
            _line(f"{heading} ({len(times) // rounds} calls)", *_spread(times), "50 ms")
        look_ups = [one for name, times in by_heading.items() if "again" not in name
                    for one in times]  # fmt: skip
        _line("all look-ups", *_spread(look_ups), "50 ms")
        _past_days(engine)
        _answers(engine, rounds)
    _memory()
    for took, what in sorted(slowest, reverse=True)[:3]:
        print(f"  slowest call: {took:.0f} ms, {what}")


def _timed(tool: Any, context: Any, arguments: Any) -> float:
    begun = time.process_time()
    tool.run(context, arguments)
    return 1000 * (time.process_time() - begun)


def _past_days(engine: Any) -> None:
    from analytics.past import past_snapshot

    snapshot, times = engine.snapshot, []
    for days in range(3, 163, 8):
        begun = time.process_time()
        past_snapshot(snapshot, snapshot.as_of - timedelta(days=days))
        times.append(1000 * (time.process_time() - begun))
    _line("a past day derived", *_spread(times), "150 ms")


def _answers(engine: Any, rounds: int) -> None:
    every: list[float] = []
    for question in QUESTIONS:
        status = engine.ask(question).status
        begun = [time.process_time()]
        for _ in range(rounds):
            engine.ask(question)
            begun.append(time.process_time())
        times = [1000 * (end - start) for start, end in pairwise(begun)]
        every += times
        said = question if status == "answered" else f"{question} ({status})"
        _line(said, *_spread(times), "")
    _line("all answers, question to stored answer", *_spread(every), "")


def _memory() -> None:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    unit = 2**20 if sys.platform == "darwin" else 2**10
    _line("peak memory after all of these, MB", peak / unit, None, "400 MB")


def _cold(ask: list[str]) -> None:
    _cpu_of(ask)
    times = [1000 * _cpu_of(ask) for _ in range(COLD_RUNS)]
    _line("cold ask, a new process", *_spread(times), "1,500 ms")


def _spread(times: Sequence[float]) -> tuple[float, float]:
    return statistics.median(times), sorted(times)[min(len(times) - 1, int(len(times) * 0.95))]


def _line(what: str, middle: float, high: float | None, goal: str) -> None:
    told = "" if high is None else f"{high:.1f}"
    print(f"{what:44}{middle:10.1f}{told:>10}{goal:>10}", flush=True)


def _cpu_of(command: list[str]) -> float:
    before = _cpu()
    subprocess.run(command, check=True, capture_output=True)
    return _cpu() - before


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
