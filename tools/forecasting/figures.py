"""Names of the figures that every distribution of revenue is told by."""

from __future__ import annotations

QUANTILES_AND_MEANS = tuple(
    f"{part}_{name}"
    for part in ("revenue", "open_pipeline", "new_business")
    for name in ("p10", "p50", "p90", "mean")
)
