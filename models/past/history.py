"""What learning sees of every deal: the day it began, the day it closed, how, and whose it is.

Nothing else of a deal reaches the hazard tables, so nothing else can leak into them.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

OPEN, WON, LOST = 0, 1, 2

Days = NDArray[np.datetime64]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Owners = NDArray[np.object_]


@dataclass(frozen=True, eq=False)
class DealHistory:
    """Deals that have a starting day, one entry each, in any order.

    Attributes:
        started: day work on the deal began (datetime64[D], never NaT).
        closed: day it was won or lost; NaT while open.
        outcome: 0 open, 1 won, 2 lost (int8).
        owner: who owns it, "" where unknown; None where owners could not be known at past dates.

    Raises:
        ValueError: lengths differ, a start is missing, an outcome is unknown, a deal closes before
            it starts, or a closing day and an outcome do not go together.
    """

    started: Days
    closed: Days
    outcome: NDArray[np.int8]
    owner: Owners | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "started", np.asarray(self.started, dtype="datetime64[D]"))
        object.__setattr__(self, "closed", np.asarray(self.closed, dtype="datetime64[D]"))
        object.__setattr__(self, "outcome", np.asarray(self.outcome, dtype=np.int8))
        self._check_shape()
        problems = [f"{count:,} {what}" for what, count in self._faults().items() if count]
        if problems:
            raise ValueError(f"deal history does not fit: {', '.join(problems)}")

    def _check_shape(self) -> None:
        if self.started.ndim != 1 or not (
            self.started.shape == self.closed.shape == self.outcome.shape
        ):
            raise ValueError("started, closed and outcome must be columns of one length")
        if self.owner is not None and self.owner.shape != self.started.shape:
            raise ValueError("owner must be as long as started")

    def _faults(self) -> dict[str, int]:
        closed = ~np.isnat(self.closed)
        return {
            "deals without a starting day": int(np.isnat(self.started).sum()),
            "outcomes other than 0, 1 and 2": int((~np.isin(self.outcome, (0, 1, 2))).sum()),
            "open deals with a closing day": int((closed & (self.outcome == OPEN)).sum()),
            "closed deals without a closing day": int((~closed & (self.outcome != OPEN)).sum()),
            "deals closed before they started": int((self.closed < self.started).sum()),
        }

    def __len__(self) -> int:
        return len(self.started)

    @property
    def won(self) -> int:
        """Number of won deals."""
        return int((self.outcome == WON).sum())

    @property
    def lost(self) -> int:
        """Number of lost deals."""
        return int((self.outcome == LOST).sum())

    @property
    def first_closing(self) -> date | None:
        """The first day on which any closing is recorded; None where nothing has closed."""
        closed = self.closed[~np.isnat(self.closed)]
        return as_date(closed.min()) if len(closed) else None

    def known_at(self, as_of: date) -> DealHistory:
        """What was known at the end of the day: later starts dropped, later closings open again."""
        begun = self.started <= np.datetime64(as_of, "D")
        owner = None if self.owner is None else self.owner[begun]
        begun_only = DealHistory(
            self.started[begun], self.closed[begun], self.outcome[begun], owner
        )
        return begun_only.reopened_after(as_of)

    def reopened_after(self, as_of: date) -> DealHistory:
        """The same deals in the same places, those that closed after the day open again."""
        later = self.closed > np.datetime64(as_of, "D")
        closed = np.where(later, np.datetime64("NaT", "D"), self.closed)
        outcome = np.where(later, OPEN, self.outcome).astype(np.int8)
        return DealHistory(self.started, closed, outcome, self.owner)

    def live_at(self, as_of: date) -> Flags:
        """Which deals had begun and had not closed by the end of the day."""
        day = np.datetime64(as_of, "D")
        closed_by: Flags = self.closed <= day
        return (self.started <= day) & ~closed_by

    def won_between(self, after: date, until: date) -> Flags:
        """Which deals were won after the one day and by the end of the other."""
        inside = (self.closed > np.datetime64(after, "D")) & (
            self.closed <= np.datetime64(until, "D")
        )
        won: Flags = inside & (self.outcome == WON)
        return won

    def fingerprint(self) -> str:
        """SHA-256 of the deals, the same in any order."""
        started = self.started.astype(np.int64)
        closed = self.closed.astype(np.int64)
        names, owner = self._numbered_owners()
        order = np.lexsort((owner, self.outcome, closed, started))
        columns = [started, closed, self.outcome.astype(np.int64)]
        table = np.stack(columns if self.owner is None else [*columns, owner])[:, order]
        content = np.ascontiguousarray(table, dtype="<i8").tobytes() + names
        return hashlib.sha256(content).hexdigest()

    def _numbered_owners(self) -> tuple[bytes, Ints]:
        if self.owner is None:
            return b"", np.zeros(len(self), dtype=np.int64)
        names, number = np.unique(self.owner.astype(np.str_), return_inverse=True)
        return json.dumps(names.tolist()).encode(), number.astype(np.int64)


def as_date(day: np.datetime64) -> date:
    """The day as a plain date.

    Raises:
        ValueError: the day is NaT.
    """
    plain = day.astype("datetime64[D]").item()
    if not isinstance(plain, date):
        raise ValueError("not a day")
    return plain


def days_of(column: NDArray[np.generic]) -> Days:
    """A column of dates as the database gives it, masked or not; NaT where empty."""
    days = np.ma.asarray(column).astype("datetime64[D]")
    return np.asarray(np.ma.filled(days, np.datetime64("NaT", "D")), dtype="datetime64[D]")
