"""Why the forecast of a period changed: parts of its mean, P50 beside it, the deals behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analytics.forecast.moves import FACTS, MODEL, PARTS
from data.errors import NoData
from data.periods import Period, display_day
from tools.charts import signed_chart
from tools.explaining.adding_up import cents
from tools.explaining.deals_behind import tell_deals
from tools.explaining.ends import Ends, since_fact, tell_ends
from tools.explaining.said_then import tell_said_then
from tools.explaining.span import Span, span_of
from tools.facts import Fact, show_money
from tools.filters import Filter
from tools.forecasting.words import named
from tools.report import Report

if TYPE_CHECKING:
    from tools.explain_change import ExplainChange

# Parts below this share of the largest are in the table only.
_WORTH_SAYING = 0.01
_SIGNS = ("takes from it", "adds to it")
# What deals still to be created have not got yet.
_OF_OPEN_DEALS = {"stage", "category"}
_WORDS = {
    "time": "Time alone, all else as it was",
    "won": "Deals won",
    "lost": "Deals lost",
    "removed": "Deals removed",
    "created": "Deals created",
    "amounts": "Amounts changed",
    "prospects": "Open deals otherwise changed (stage, activity, dates, owner)",
    "scope": "Deals that came into scope or left it",
    "pace": "The pace at which deals are created",
    "curves": "New model, same facts",
    "learned": "Season, realized share and record of past forecasts",
    "model": "The model, with what past forecasts have shown",
}


def tell_forecast(report: Report, chosen: Filter, args: ExplainChange, ends: Ends) -> None:
    """Everything about the change of a forecast.

    Raises:
        NoData: `outside_history`: the period was over, or reaches beyond the curves; `too_few`:
            nothing is in scope at either end.
    """
    calendar = report.snapshot.calendar
    period = named(args.period or calendar.quarter(ends.asked_until), calendar)
    _check_period(period, ends)
    has_new = not {*args.scope.lists} & _OF_OPEN_DEALS
    found = span_of(report.snapshot, chosen, ends.days, period, has_new=has_new)
    _check_empty(report, found)
    _tell(report, chosen, found, ends)
    if not has_new:
        report.unknown(
            "too_few", "Deals still to be created have no stage or category yet; none is counted."
        )
    tell_ends(report, ends)
    median = round(found.outlooks[0].total.quantile(0.5), 2)
    tell_said_then(report, chosen, ends, period, median)
    report.suggestions += [
        "What will we close this quarter?", "What changed in the pipeline since last week?",
        "What's at risk this week?",
    ]  # fmt: skip


def _check_period(period: Period, ends: Ends) -> None:
    if period.end > ends.since:
        return
    raise NoData(
        "outside_history",
        f"{period.label or period.display} was over by {display_day(ends.since)}; nothing of it "
        "was left to forecast, so no forecast of it changed.",
        needs=["a period that ends later, or an earlier since"],
    )


def _check_empty(report: Report, found: Span) -> None:
    if found.first.part.is_empty and found.last.part.is_empty:
        raise NoData(
            "too_few",
            f"No deal in scope ({report.subject.name}) is open, was won or was created lately, so "
            "there is nothing to forecast from.",
            needs=["a wider scope"],
        )


def _tell(report: Report, chosen: Filter, found: Span, ends: Ends) -> None:
    shown = _Shown.of(found)
    facts = _ends_facts(report, found, ends, shown)
    facts |= _part_facts(report, found, ends, shown)
    _tell_total(report, found, ends, facts)
    _tell_parts(report, found, shown, facts)
    tell_deals(report, chosen, found)
    words = "A deal counts with the change of what is expected of it in {now.label}"
    report.say("note", words + "; a deal won with what it was won for, less that.", **facts)
    _show(report, found, shown)


@dataclass(frozen=True)
class _Shown:
    """Means and parts to the cent, adding up."""

    before: float
    after: float
    parts: dict[str, float]

    @classmethod
    def of(cls, found: Span) -> _Shown:
        before, after = found.means
        exact = [found.parts[part] for part in PARTS]
        return cls(before, after, dict(zip(PARTS, cents(exact, after - before), strict=True)))

    def sum_of(self, parts: Sequence[str]) -> float:
        """Several parts together."""
        return round(sum(self.parts[part] for part in parts), 2)


def _ends_facts(report: Report, found: Span, ends: Ends, shown: _Shown) -> dict[str, Fact]:
    period = found.period

    def add(metric: str, value: float) -> Fact:
        return report.total(metric, value, period=period, good_when="up")

    middle_then, middle = (round(one.total.quantile(0.5), 2) for one in found.outlooks)
    return {
        "then": add("earlier_revenue_mean", shown.before),
        "now": add("revenue_mean", shown.after),
        "middle_then": add("earlier_revenue_p50", middle_then),
        "middle": add("revenue_p50", middle),
        "moved": _change(report, "delta_p50", round(middle - middle_then, 2), period),
        "since": since_fact(report, ends),
        "until": report.total("explained_until", str(ends.until), "date"),
    }


def _part_facts(report: Report, found: Span, ends: Ends, shown: _Shown) -> dict[str, Fact]:
    """Total, time, facts and model; each kind of fact; the two parts of the model."""
    values: dict[str, float] = {
        "total": round(shown.after - shown.before, 2),
        "time": shown.parts["time"],
        "facts": shown.sum_of(FACTS),
        "model": shown.sum_of(MODEL),
        **{str(part): shown.parts[part] for part in (*FACTS, *MODEL)},
    }
    facts = {
        name: _change(report, f"part_{name}", value, ends.span, found.counts.get(name))
        for name, value in values.items()
    }
    total = values["total"]
    facts["change"] = report.total(
        "delta_mean", total, period=found.period, good_when="up",
        display=show_money(abs(total), report.currency), parents=(facts["total"],),
    )  # fmt: skip
    return facts


def _change(
    report: Report, metric: str, value: float, span: Period, deals: int | None = None
) -> Fact:
    shown = show_money(value, report.currency)
    display = f"+{shown}" if value > 0 else shown
    return report.total(metric, value, period=span, good_when="up", display=display, n=deals)


def _tell_total(report: Report, found: Span, ends: Ends, facts: dict[str, Fact]) -> None:
    name = "{now.name}: the" if report.is_scoped else "The"
    if found.period.end <= ends.until:
        _tell_over(report, found, facts)
        return
    total, middle = (float(facts[key].value or 0) for key in ("change", "moved"))
    words = " forecast for {now.label} (mean) "
    if total:
        verb = "rose" if total > 0 else "fell"
        words += f"{verb} by {{change}}, from {{then}} on {{since}} to {{now}}."
    else:
        words += "is {now}, as on {since}."
    report.say("headline", name + words, **facts)
    if middle:
        verb = "rose" if middle > 0 else "fell"
        report.say("detail", f"The median {verb} from {{middle_then}} to {{middle}}.", **facts)


def _tell_over(report: Report, found: Span, facts: dict[str, Fact]) -> None:
    """By the later day nothing of the period was left to forecast."""
    period = found.period
    won = report.total("revenue_won", facts["now"].value, period=period, good_when="up")
    words = "{won} was won in {won.label}; the forecast for it (mean) was {then} on {since}."
    name = "{won.name}: " if report.is_scoped else ""
    report.say("headline", name + words, **{**facts, "won": won})


def _tell_parts(report: Report, found: Span, shown: _Shown, facts: dict[str, Fact]) -> None:
    """Time, the kinds of facts that weigh, and the model."""
    values = {**shown.parts, "model": shown.sum_of(MODEL)}
    least = _WORTH_SAYING * max(abs(value) for value in values.values())
    for part in ("time", *FACTS, "model"):
        if values[part] and abs(values[part]) >= least:
            count = found.counts.get(part)
            deals = f" ({{{part}.n}} {'deal' if count == 1 else 'deals'})" if count else ""
            # Deals of others shift how far the whole company's forecast leans on the season.
            where = " outside the scope" if count == 0 and report.is_scoped else ""
            report.say("item", f"{_WORDS[part]}{where}: {{{part}}}{deals}", **facts)


def _show(report: Report, found: Span, shown: _Shown) -> None:
    rows = [
        (_WORDS[part], shown.parts[part], found.counts.get(part))
        for part in PARTS
        if shown.parts[part] or found.counts.get(part)
    ]
    first, last = found.first.snapshot.as_of, found.last.snapshot.as_of
    report.table(
        "Change of the forecast (mean), part by part",
        (("part", "text"), ("amount", "money"), ("deals", "count")),
        [
            (f"forecast of {display_day(first)}", shown.before, None),
            *rows,
            (f"forecast of {display_day(last)}", shown.after, None),
        ],
    )
    bars = [(name.partition(" (")[0], value) for name, value, _ in rows if value]
    if bars:
        # A bar above zero comes first in the list of signs.
        title = "What moved the forecast"
        signs = (_SIGNS[1], _SIGNS[0])
        chart = signed_chart(
            title, "Change of the mean", report.currency, bars, signs, good_when="up"
        )
        report.charts.append(chart)
