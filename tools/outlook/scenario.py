"""What a part of the company's forecast starts from, and its distribution after changes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analytics.forecast.learned import at_length
from analytics.forecast.new_business import NewBusiness
from analytics.forecast.spans import ahead
from analytics.forecast.total import Outlook, outlook
from analytics.forecast.what_if import Book
from data.errors import NoData
from data.periods import Period
from tools.forecasting.parts import Part


@dataclass(frozen=True, eq=False)
class Basis:
    """The inputs of a part's forecast of a period that has not passed.

    Attributes:
        ids: of the open deals of the book, in its order.
        rest: the days of the period still to come.
    """

    part: Part
    rest: Period
    ids: list[str]
    book: Book
    newcomers: NewBusiness
    spread: float

    @property
    def places(self) -> dict[str, int]:
        """Where each open deal stands in the book."""
        return {one: place for place, one in enumerate(self.ids)}

    def outlook(self, book: Book) -> Outlook:
        """The distribution of another book, computed as that of any forecast."""
        return outlook(book.won, book.amounts, book.chances, self.newcomers, self.spread)


def basis_of(part: Part, period: Period) -> Basis:
    """The same inputs, in the same order, that `Part.outlook` takes.

    Raises:
        NoData: `outside_history`: the period has passed.
    """
    whole = part.company.ahead
    rest = ahead(period, whole.as_of)
    if rest is None:
        raise NoData("outside_history", f"{period.display} has passed; nothing in it can change.")
    _, spread = at_length(part.company.learned, (rest.end - whole.as_of).days)
    places = np.flatnonzero(part.used).tolist()
    return Basis(
        part,
        rest,
        [part.company.ids[place] for place in places],
        Book(
            part.past.won(period.start, period.end),
            whole.amounts[part.used],
            part.company.won_in(rest)[part.used],
        ),
        whole.new_in(rest, part.creation),
        spread,
    )
