"""Where each deal stands at the end of a day: all that its chances on the next day depend on."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from data.demo.calendar import NEVER
from data.demo.streams import Flags, Floats, Ints


@dataclass
class State:
    """One entry a deal in every array.

    Attributes:
        stage: a position in `OPEN_STAGES`; `entered` the day it was entered.
        active: the day of the latest activity, or of creation.
        planned: the recorded closing date; `review` the day on which it is next looked at.
        pulls: whether that look may bring an earlier date.
        quiet: whether the buyer has gone quiet; nobody sees that, only fewer activities.
        win, loss, pace, vigor: factors of the deal on winning, losing, advancing and activities.
        shaken: the regime's factor on winning.
    """

    created: Ints
    stage: Ints
    entered: Ints
    active: Ints
    planned: Ints
    review: Ints
    pushes: Ints
    pulls: Flags
    quiet: Flags
    win: Floats
    loss: Floats
    pace: Floats
    vigor: Floats
    shaken: Floats

    def take(self, at: Ints) -> State:
        """The same for chosen deals, in that order, some perhaps several times."""
        return State(*(getattr(self, item.name)[at] for item in fields(self)))


def blank(created: Ints) -> State:
    """Deals on the day of creation, before anything is drawn for them."""
    count = len(created)
    ones, zeros = np.ones(count), np.zeros(count, dtype=np.int64)
    never, no = np.full(count, NEVER, dtype=np.int64), np.zeros(count, dtype=np.bool_)
    return State(
        created=created,
        stage=zeros,
        entered=created.copy(),
        active=created.copy(),
        planned=never,
        review=never.copy(),
        pushes=zeros.copy(),
        pulls=no,
        quiet=no.copy(),
        win=ones,
        loss=ones.copy(),
        pace=ones.copy(),
        vigor=ones.copy(),
        shaken=ones.copy(),
    )
