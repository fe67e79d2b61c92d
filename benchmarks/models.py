"""Every model beside the baselines: on the public files, and on the demo company beside the truth.

    python -m benchmarks.models [--public DIR] [--opportunities 12000]

Runs `benchmarks.win_probability` on the public MavenTech files, where they are there, and
`benchmarks.planted_truth` on a demo company made for it.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks import planted_truth, win_probability

PUBLIC = Path(__file__).resolve().parent.parent.parent / "shared" / "data" / "maventech"


def main(arguments: Sequence[str]) -> int:
    """Both comparisons, one after the other; 0 when both were made."""
    parser = argparse.ArgumentParser(prog="models", description=__doc__)
    parser.add_argument("--public", type=Path, default=PUBLIC, help="folder of the public files")
    parser.add_argument("--opportunities", type=int, default=12_000)
    given = parser.parse_args(arguments)
    print("The public MavenTech files\n", flush=True)
    public = win_probability.main([str(given.public)])
    print("\nThe demo company, beside what was planted in it\n", flush=True)
    return planted_truth.main(["--opportunities", str(given.opportunities)]) or public


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
