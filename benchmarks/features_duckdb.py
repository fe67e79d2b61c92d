"""Features at one day by the product's own `create_features`, from Parquet to Parquet.

python -m benchmarks.features_duckdb DIR OUT.parquet
"""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb

from analytics.features import FEATURES, Feature, create_features
from benchmarks.features_data import AS_OF

MEMORY, THREADS = "300MB", "2"


def wanted() -> tuple[Feature, ...]:
    """All features that the synthetic tables feed: all but the one that needs two dates a deal."""
    return tuple(feature for feature in FEATURES if feature.name != "dated_stage_position")


def run(folder: Path, out: Path) -> None:
    """Compute the rows and write them."""
    config: dict[str, str | bool | int | float | list[str]] = {
        "threads": THREADS,
        "memory_limit": MEMORY,
        "temp_directory": str(out.parent),
    }
    connection = duckdb.connect(config=config)
    for path in sorted(folder.glob("*.parquet")):
        connection.execute(f"CREATE VIEW {path.stem} AS FROM read_parquet('{path}')")
    create_features(connection, [AS_OF], wanted(), target="features")
    connection.execute(f"COPY features TO '{out}'")


if __name__ == "__main__":
    run(Path(sys.argv[1]), Path(sys.argv[2]))
