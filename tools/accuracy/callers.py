"""What is said of calls: who calls too much, who too little."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from data.periods import Period
from tools.accuracy.calls import FEWEST_CALLED, Called, Caller, first_calls, summed
from tools.charts import signed_chart
from tools.facts import Subject
from tools.filters import Filter
from tools.report import Report

_SHOWN, _FEW = 10, 3


def tell(report: Report, chosen: Filter, period: Period | None, *, leads: bool) -> bool:
    """Calls in scope against what came; whether there is anything to say of them.

    The opening call of each manager, period and category counts, since later ones know more of the
    answer. What came: revenue won in the whole period by the caller and everybody below, in the
    teams of the day of the call; who joined later counts in the team joined. Only periods that have
    ended by the as-of date and lie in the period asked for. Calls are of whole teams: a scope of
    teams or regions keeps callers whose team lies in it; of any other scope nothing is told.
    """
    if not report.snapshot.has_table("forecast_calls"):
        if leads:
            report.unknown(
                "missing_table",
                "Who over-calls is unknown: no calls of managers are recorded.",
                "forecast_calls",
            )
        return False
    if not _splits(chosen):
        return False
    calls = first_calls(report, chosen, period)
    everyone = [one for one in summed(calls) if one.category == "commit"]
    if not everyone or (leads and max(one.periods for one in everyone) < FEWEST_CALLED):
        return False
    _table(report, summed(calls))
    if leads:
        _say_most(report, everyone)
        _say_each(report, everyone)
        _chart(report, everyone)
        report.suggestions += [
            "How good were our forecasts?",
            "How accurate are forecasts by team?",
        ]
    elif max(one.periods for one in everyone) == 1:
        _say_one(report, [one for one in calls if one.category == "commit"])
    else:
        for one in everyone:
            if one.leans:
                _say_caller(report, one, "beside")
    return True


def _splits(chosen: Filter) -> bool:
    """Whether calls, which are of whole teams, can be told for a scope."""
    scope = chosen.scope
    no_limits = scope.min_amount is None and scope.max_amount is None
    return not (scope.lists.keys() - {"team", "region"}) and not scope.exclude.lists and no_limits


def _say_most(report: Report, everyone: Sequence[Caller]) -> None:
    """Who commits too much: those of whom it is clear, else that it is clear of nobody."""
    clear = [one for one in everyone if one.leans == 1]
    facts = {
        "clear": report.total("over_callers", len(clear), "count", n=len(clear), of=len(everyone))
    }
    for place, one in enumerate(clear):
        facts[f"n{place}"] = report.ledger.add(_subject(one), "over_caller", one.who, "text")
    names = [f"{{n{place}}}" for place in range(len(clear))]
    told = " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))
    report.say(
        "headline",
        "{clear.n} of {clear.of} managers commit too much beyond doubt"
        + (f": {told}." if told else "."),
        **facts,
    )


def _subject(one: Caller) -> Subject:
    return Subject(kind="team", id=one.who, name=one.who)


def _say_each(report: Report, everyone: Sequence[Caller]) -> None:
    """Each caller by how much was called too much; those with too few periods only counted."""
    told = [one for one in everyone if one.periods >= FEWEST_CALLED and one.bias is not None]
    for one in sorted(told, key=lambda one: (-(one.bias or 0), one.who))[:_SHOWN]:
        _say_caller(report, one, "item")
    few = len(everyone) - len(told)
    if few:
        report.unknown(
            "too_few", "Some managers have called too few periods to say which way they lean."
        )
    report.say(
        "note",
        "Each period counts with its opening commit, against what the team of that day won in it.",
    )


def _say_caller(report: Report, one: Caller, role: Literal["item", "beside"]) -> None:
    subject, ledger = _subject(one), report.ledger
    value = one.bias or 0.0
    side = "called_too_high" if value > 0 else "called_too_low"
    gap = ledger.add(subject, "bias", value, "ratio", n=one.periods)
    report.say(
        role,
        f"{{side.name}}: commits {{side}} {side.removeprefix('called_').replace('_', ' ')} "
        "in all, above what came in {over.n} of {over.of} periods"
        + ("." if role == "beside" else ""),
        side=ledger.add(subject, side, abs(value), "ratio", parents=(gap,)),
        over=ledger.add(
            subject, "over_called", one.over / one.periods, "ratio", n=one.over, of=one.periods
        ),
    )


def _say_one(report: Report, calls: Sequence[Called]) -> None:
    """The calls of one period: each of a few, of many how many were above what came."""
    if len(calls) > _FEW:
        over = sum(one.amount > one.came for one in calls)
        report.say(
            "beside",
            "{over.n} of {over.of} managers committed to more than came.",
            over=report.total("over_called", over / len(calls), "ratio", n=over, of=len(calls)),
        )
        return
    for one in calls:
        subject = Subject(kind="team", id=one.who, name=one.who)
        ledger, currency = report.ledger, report.currency
        report.say(
            "item",
            "{call.name}: a commit of {call}; the team won {won}",
            call=ledger.add(subject, "commit_call", one.amount, currency, period=one.period),
            won=ledger.add(subject, "revenue_won", one.came, currency, period=one.period),
        )


def _table(report: Report, everyone: Sequence[Caller]) -> None:
    heads = (
        ("manager", "text"), ("category", "text"), ("periods", "count"),
        ("called more than came", "count"), ("first calls", "money"), ("what came", "money"),
        ("too high (+) or too low (−)", "ratio"), ("error on average (WAPE)", "ratio"),
        ("leans", "text"),
    )  # fmt: skip
    report.table(
        "Calls of managers",
        heads,
        [
            (
                one.who, one.category.replace("_", " "), one.periods, one.over,
                round(one.called, 2), round(one.came, 2),
                *(None if value is None else round(value, 4) for value in (one.bias, one.wape)),
                _leaning(one),
            )
            for one in everyone
        ],
    )  # fmt: skip


def _chart(report: Report, everyone: Sequence[Caller]) -> None:
    """By how much each called too much or too little, the most too high first."""
    bars = [
        (one.who, round(one.bias, 4))
        for one in sorted(everyone, key=lambda one: (-(one.bias or 0), one.who))
        if one.periods >= FEWEST_CALLED and one.bias is not None
    ]
    signs = ("called too much", "called too little")
    told = "Commits less what came, as a share of what came"
    report.charts.append(signed_chart("Commits against what came", told, "ratio", bars, signs))


def _leaning(one: Caller) -> str:
    """Which way commits lean; a best case is meant to lie above what comes."""
    if one.category != "commit":
        return ""
    if one.periods < FEWEST_CALLED:
        return "too few periods"
    return {1: "too high", -1: "too low", 0: "neither clearly"}[one.leans]
