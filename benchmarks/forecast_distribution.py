"""Time and error of the exact distribution of 10,000 deals, beside a million draws.

    python -m benchmarks.forecast_distribution [--draws 1000000]

The P10, P50 and P90 on a grid of 1,000 units against a grid of 64,000, and against draws of all
deals one by one; and the error of the stated approximation when the smaller half of the deals
counts together as a normal amount.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable

import numpy as np

from analytics.forecast.grid import Distribution, Floats, Grid
from analytics.forecast.sum_of_deals import checked, sum_of_deals, transform_of_deals

DEALS = 10_000
SHARES = (0.1, 0.5, 0.9)
ROUNDS = 15
_AT_ONCE = 500


def book(seed: int = 7) -> tuple[Floats, Floats]:
    """Lognormal amounts and chances that average 27%."""
    draw = np.random.default_rng(seed)
    return draw.lognormal(8.5, 1.2, DEALS), draw.beta(1.5, 4.0, DEALS)


def drawn(amounts: Floats, chances: Floats, draws: int) -> Floats:
    """Quantiles of sums drawn deal by deal."""
    draw, sums = np.random.default_rng(1), np.empty(draws)
    single = amounts.astype(np.float32)
    for start in range(0, draws, _AT_ONCE):
        count = min(_AT_ONCE, draws - start)
        won = draw.random((count, DEALS), dtype=np.float32) < chances
        sums[start : start + count] = won @ single
    return np.asarray(np.quantile(sums, SHARES))


def quantiles(told: Distribution) -> Floats:
    """P10, P50 and P90."""
    return np.array([told.quantile(share) for share in SHARES])


def halved(amounts: Floats, chances: Floats, cells: int) -> Distribution:
    """The same with half of the deals exact and the others as one normal amount."""
    deals = checked(amounts, chances)
    reach = deals.reach(0)
    grid = Grid.covering([reach], cells)
    transform = transform_of_deals(grid, deals, most=DEALS // 2)[0]
    return Distribution.read(grid, transform, reach.low, reach.mean)


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Median of the wall and of the processor's milliseconds."""
    wall, cpu = [], []
    for _ in range(ROUNDS):
        before = time.perf_counter(), time.process_time()
        work()
        wall.append(time.perf_counter() - before[0])
        cpu.append(time.process_time() - before[1])
    return 1000 * statistics.median(wall), 1000 * statistics.median(cpu)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=1_000_000)
    draws = parser.parse_args().draws
    amounts, chances = book()
    fine = quantiles(sum_of_deals(amounts, chances, 64_000))
    print(f"{'':34}{'P10':>14}{'P50':>14}{'P90':>14}{'largest error':>16}{'ms (CPU)':>16}")
    for name, told, work in (
        ("grid of 64,000 units", fine, lambda: sum_of_deals(amounts, chances, 64_000)),
        ("grid of 1,000 units", quantiles(sum_of_deals(amounts, chances, 1_000)),
         lambda: sum_of_deals(amounts, chances, 1_000)),
        ("half of the deals as a normal", quantiles(halved(amounts, chances, 4_096)),
         lambda: halved(amounts, chances, 4_096)),
    ):  # fmt: skip
        wall, cpu = timed(work)
        _line(name, told, fine, f"{wall:.0f} ({cpu:.0f})")
    begun = time.perf_counter()
    by_draws = drawn(amounts, chances, draws)
    _line(f"{draws:,} draws", by_draws, fine, f"{1000 * (time.perf_counter() - begun):,.0f}")


def _line(name: str, told: Floats, fine: Floats, took: str) -> None:
    error = float(np.max(np.abs(told / fine - 1)))
    figures = "".join(f"{value:14,.0f}" for value in told)
    print(f"{name:34}{figures}{error:16.1e}{took:>16}")


if __name__ == "__main__":
    main()
