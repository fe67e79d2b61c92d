"""Random numbers by seed and concern, so that a new concern never reshuffles the others."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Streams:
    """Hands out one independent generator per concern of one company."""

    seed: int

    def of(self, concern: str) -> np.random.Generator:
        """The generator of that concern, always from its beginning."""
        return np.random.default_rng([self.seed, zlib.crc32(concern.encode("utf-8"))])


def draw(random: np.random.Generator, weights: Floats | list[float], size: int) -> Ints:
    """So many indexes into `weights`, with chances proportional to them."""
    edges = np.cumsum(np.asarray(weights, dtype=np.float64))
    picked = np.searchsorted(edges, random.random(size) * edges[-1], side="right")
    return np.asarray(np.minimum(picked, len(edges) - 1), dtype=np.int64)


def draw_each(random: np.random.Generator, weights: Floats) -> Ints:
    """One index for each row of `weights`, with chances proportional to that row."""
    edges = np.cumsum(weights, axis=1)
    picked = (edges <= random.random((len(weights), 1)) * edges[:, -1:]).sum(axis=1)
    return np.asarray(np.minimum(picked, weights.shape[1] - 1), dtype=np.int64)
