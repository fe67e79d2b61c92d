"""Historic conversion: how much of what was open on comparable past days was won by the end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from data.periods import FiscalCalendar, Period

MOST_WINDOWS = 4
FEWEST_WINDOWS = 2
FEWEST_WON = 20
# Days of history that a window needs before it begins, so that a pipeline stood there to convert.
FILLING_DAYS = 84


@dataclass(frozen=True)
class Window:
    """The pipeline of one past day and what became of it by the end of a window.

    Attributes:
        day: whose end of day the pipeline is of.
        end: last day of the window.
        open_amount: amount of the deals open at the end of `day`.
        won_amount: what those of them were won for that were won after `day`, up to `end`.
        won_deals: how many these are.
    """

    day: date
    end: date
    open_amount: float
    won_amount: float
    won_deals: int


@dataclass(frozen=True)
class Conversion:
    """Amount won ÷ amount open, over several windows together.

    Attributes:
        share: 0 or more; above 1 where deals were won for more than they stood for.
        windows: how many windows.
        deals: won deals in them.
    """

    share: float
    windows: int
    deals: int


@dataclass(frozen=True)
class TooFew:
    """Not enough of the past to speak of a conversion."""

    windows: int
    deals: int


def conversion(windows: Sequence[Window]) -> Conversion | TooFew:
    """Σ won ÷ Σ open of the windows; deals created during a window are in neither sum.

    Example: 400 of 1,000 and 100 of 1,000 give 500 ÷ 2,000 = 25%, with two windows. TooFew below
    FEWEST_WINDOWS windows or FEWEST_WON won deals, or where nothing was open.
    """
    deals = sum(one.won_deals for one in windows)
    opened = sum(one.open_amount for one in windows)
    if len(windows) < FEWEST_WINDOWS or deals < FEWEST_WON or opened <= 0:
        return TooFew(len(windows), deals)
    return Conversion(sum(one.won_amount for one in windows) / opened, len(windows), deals)


def comparable(
    period: Period, as_of: date, calendar: FiscalCalendar, first: date
) -> list[tuple[date, date]]:
    """Past days that lay as long before an end as `as_of` lies before the period's: (day, end).

    Ends are those of the weeks, months, quarters, halves or years before the period, if it ends
    with one of these and is as long or a part of it up to its end; of any other period the same
    number of days earlier, one length apart. The latest MOST_WINDOWS that ended by `as_of` and
    began at least FILLING_DAYS after `first`, newest first.
    """
    to_go = (period.end - as_of).days
    found: list[tuple[date, date]] = []
    end = _before(period, period.end, calendar)
    while (end - timedelta(days=to_go) - first).days >= FILLING_DAYS:
        if end <= as_of:
            found.append((end - timedelta(days=to_go), end))
        if len(found) == MOST_WINDOWS:
            break
        end = _before(period, end, calendar)
    return found


def _before(period: Period, end: date, calendar: FiscalCalendar) -> date:
    """The end of the block before the one that ends on `end`, of the kind the period is."""
    for block in (calendar.week, calendar.month, calendar.quarter, calendar.half, calendar.year):
        around = block(period.start)
        if around.end == period.end:
            return block(end).start - timedelta(days=1)
    return end - timedelta(days=period.days)
