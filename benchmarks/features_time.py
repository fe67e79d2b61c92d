"""CPU and peak memory of features at one day: the product's DuckDB against plain pandas.

    python -m benchmarks.features_time [--rows N]

Both programs read the same Parquet files in a process of their own and write their rows as Parquet;
counted are user and system seconds of the whole process, start included, and the most memory it
held. Then the rows are compared, value for value.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

PROGRAMS = ("features_duckdb", "features_pandas")
TOLERANCE = 1e-9
ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Used:
    """What one process took."""

    cpu_seconds: float
    peak_mb: float


def measured(program: str, *arguments: str) -> Used:
    """Run a benchmark program as a process of its own.

    Raises:
        RuntimeError: it failed.
    """
    command = [sys.executable, "-m", f"benchmarks.{program}", *arguments]
    process = subprocess.Popen(command, cwd=ROOT)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{program} ended with {process.returncode}")
    return Used(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def differences(one: Path, other: Path) -> tuple[int, list[str]]:
    """Number of rows, and every column in which the two files differ by more than the tolerance."""
    import duckdb

    from benchmarks.features_duckdb import wanted

    connection = duckdb.connect()
    connection.execute(f"CREATE VIEW a AS FROM read_parquet('{one}')")
    connection.execute(f"CREATE VIEW b AS FROM read_parquet('{other}')")
    found = []
    tests = {"started_on": "a.started_on::DATE IS DISTINCT FROM b.started_on::DATE"}
    for feature in wanted():
        name = feature.name
        differ = f"a.{name} IS DISTINCT FROM b.{name}"
        if not feature.is_category:
            number = f"(b.{name})::DOUBLE"
            known = f"nullif({number}, 'NaN'::DOUBLE)"
            differ = (
                f"(a.{name} IS NULL) <> ({known} IS NULL) OR "
                f"abs(a.{name} - {known}) > {TOLERANCE} * greatest(1, abs({known}))"
            )
        tests[name] = differ
    sums = ", ".join(f"count(*) FILTER ({differ}) AS {name}" for name, differ in tests.items())
    query = f"SELECT count(*) AS rows, {sums} FROM a FULL JOIN b USING (opportunity_id)"
    counts = connection.execute(query).fetchall()[0]
    for name, count in zip(tests, counts[1:], strict=True):
        if count:
            found.append(f"{name}: {count:,} rows")
    sizes = connection.execute("SELECT (SELECT count(*) FROM a), (SELECT count(*) FROM b)")
    rows, others = sizes.fetchall()[0]
    if rows != others:
        found.append(f"{rows:,} rows against {others:,}")
    return int(rows), found


def main() -> int:
    """Print both programs and their ratios; 1 if the rows differ."""
    parser = argparse.ArgumentParser(prog="features_time", description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000, help="opportunities in the tables")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "tables").mkdir()
        measured("features_data", str(folder / "tables"), "--rows", str(wanted.rows))
        files = {program: folder / f"{program}.parquet" for program in PROGRAMS}
        took = {
            program: measured(program, str(folder / "tables"), str(path))
            for program, path in files.items()
        }
        for program, used in took.items():
            print(f"{program:16} {used.cpu_seconds:7.2f} s CPU  {used.peak_mb:7,.0f} MB peak")
        ours, theirs = (took[program] for program in PROGRAMS)
        print(
            f"{'ratio':16} {ours.cpu_seconds / theirs.cpu_seconds:7.2f}        "
            f"{ours.peak_mb / theirs.peak_mb:7.2f}"
        )
        rows, differ = differences(*files.values())
    print(f"{rows:,} open deals of {wanted.rows:,} opportunities: ", end="")
    print("equal in every column" if not differ else f"different in {'; '.join(differ)}")
    return 1 if differ else 0


if __name__ == "__main__":
    sys.exit(main())
