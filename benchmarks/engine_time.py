"""Engine time of ten different answers, warm, and CPU of a cold `ask`, over the demo company.

    python -m benchmarks.engine_time [--opportunities N]

Warm: one process, each question asked once before and 20 times counted, the whole way from the
question to the stored answer. Cold: a new process each, CPU of user and system added.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

QUESTIONS = (
    "What's at risk this week?",
    "Which deals should I worry about in the East?",
    "How does the pipeline look by region?",
    "Show me the biggest open deals",
    "Which deals did we win last quarter?",
    "Win rate by region last quarter against the one before",
    "Top 5 reps by revenue this year",
    "How much did we win by month this year?",
    "How is the risk score computed?",
    "How fresh is the data?",
)
ROUNDS = 20
COLD_RUNS = 5


def main() -> None:
    """Build a home, measure, print a table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--opportunities", type=int, default=3000)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["REVCOPILOT_HOME"] = folder
        command = [str(Path(sys.executable).parent / "revcopilot")]
        refresh = [*command, "refresh", "demo", "--opportunities", str(wanted.opportunities)]
        before = _cpu()
        subprocess.run(refresh, check=True, capture_output=True)
        print(f"refresh of {wanted.opportunities:,} deals: {_cpu() - before:.1f} s CPU")
        _warm()
        _cold(command)


def _warm() -> None:
    from copilot.cli.opening import opened

    print(f"{'question':58} {'status':10} {'p50 ms':>8} {'p95 ms':>8}")
    every: list[float] = []
    with opened() as engine:
        for question in QUESTIONS:
            answer = engine.ask(question)
            times = [engine.ask(question).timings_ms["total"] for _ in range(ROUNDS)]
            every += times
            told = f"{statistics.median(times):8.1f} {_p95(times):8.1f}"
            print(f"{question:58} {answer.status:10} {told}")
    print(f"{'all':58} {'':10} {statistics.median(every):8.1f} {_p95(every):8.1f}")


def _p95(times: list[float]) -> float:
    return sorted(times)[int(len(times) * 0.95)]


def _cold(command: list[str]) -> None:
    ask = [*command, "ask", QUESTIONS[0], "--json"]
    subprocess.run(ask, check=True, capture_output=True)
    spent = []
    for _ in range(COLD_RUNS):
        before = _cpu()
        subprocess.run(ask, check=True, capture_output=True)
        spent.append(_cpu() - before)
    told = ", ".join(f"{seconds:.2f}" for seconds in sorted(spent))
    print(
        f"cold ask, CPU seconds of {COLD_RUNS} runs: {told}; median {statistics.median(spent):.2f}"
    )


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
