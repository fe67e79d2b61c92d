"""What is open in a scope: number, amount, stale and overdue parts, value at risk, weighted."""

from __future__ import annotations

from analytics.scored import NOW
from data.store.snapshot import Row
from tools.context import Context
from tools.deals.next_action import action_fact, actions_of
from tools.deals.rows import cents, close_window, deal_money, iso, list_deals
from tools.facts import Fact
from tools.figures.weighted import with_win_in_period
from tools.filters import Filter
from tools.report import Report

MOST_TOLD = 3
MOST_LISTED = 10
_LIVE, _STALLED = "NOT stale", "(stale OR days_overdue > 0)"
_COLUMNS = (
    "opportunity_id, account, product, rep, stage, amount, currency, value_at_risk, risk_score, "
    "age_days, recorded_close_on, expected_close_from, expected_close_on, expected_close_to, stale"
)
AGGREGATES = """
    count(*) AS n, coalesce(sum(amount_summed), 0)::DOUBLE AS amount,
    count(*) FILTER (NOT stale) AS live, count(*) FILTER (started_on IS NULL) AS undated,
    count(*) FILTER (stale) AS stale,
    coalesce(sum(amount_summed) FILTER (stale), 0)::DOUBLE AS stale_amount,
    count(*) FILTER (days_overdue > 0) AS overdue,
    coalesce(sum(amount_summed) FILTER (days_overdue > 0), 0)::DOUBLE AS overdue_amount,
    count(*) FILTER (rate IS NULL) AS no_rate,
    count(*) FILTER (amount_is_list_price) AS list_priced,
    coalesce(sum(value_at_risk_summed) FILTER (NOT stale), 0)::DOUBLE AS at_risk,
    coalesce(sum(amount_summed * win_in_period), 0)::DOUBLE AS weighted
"""


def open_totals(context: Context, chosen: Filter) -> Row:
    """Totals over the open deals of a scope; chances are those to the risk horizon."""
    source, values = with_win_in_period(context, None)
    return context.snapshot.row(
        f"SELECT {AGGREGATES} FROM {source} WHERE status = 'open' AND {chosen.condition}",
        {**chosen.values, **values},
    )


def open_totals_by_rep(context: Context, chosen: Filter) -> dict[str, Row]:
    """The same for each owner."""
    source, values = with_win_in_period(context, None)
    rows = context.snapshot.rows(
        f"SELECT rep, {AGGREGATES} FROM {source} WHERE status = 'open' AND {chosen.condition} "
        "GROUP BY 1 ORDER BY 1",
        {**chosen.values, **values},
    )
    return {row["rep"]: row for row in rows}


def tell_open(report: Report, totals: Row) -> None:
    """Say what is open, how much of it is at risk, and its weighted amount."""
    n = int(totals["n"])
    count = report.count("open_deals", n, n=n)
    if not n:
        report.say("detail", report.none("count", "open deal") + report.place("count") + " now.",
                   count=count)  # fmt: skip
        return
    words = "The open pipeline is {amount} in {count} " + ("deal" if n == 1 else "deals")
    facts: dict[str, Fact | None] = {
        "count": count,
        "amount": report.total("open_pipeline", totals["amount"], n=n, good_when="up"),
    }
    if totals["live"]:
        words += (
            "; {at_risk} of it is at risk by {horizon}, and the weighted pipeline is {weighted}"
        )
        facts |= {
            "at_risk": report.total("value_at_risk", totals["at_risk"], good_when="down"),
            "horizon": report.total("horizon_on", str(report.snapshot.manifest.horizon_on), "date"),
            "weighted": report.total("weighted_pipeline", totals["weighted"]),
        }
    report.say("detail", words + ".", **facts)
    report.no_rate(int(totals["no_rate"]))
    if totals["undated"]:
        report.say(
            "note",
            "{undated} open "
            + ("deal has" if totals["undated"] == 1 else "deals have")
            + " no creation date, so no score.",
            undated=report.count("undated_count", totals["undated"]),
        )
    report.list_priced(totals["list_priced"], n)


def tell_stalled(report: Report, chosen: Filter, totals: Row) -> None:
    """Say which open deals stand still: stale ones, and those past their recorded closing date."""
    words, facts = [], {}
    for kind, said in (("stale", "stale"), ("overdue", "overdue")):
        n = int(totals[kind] or 0)
        if n:
            facts[kind] = report.count(f"{kind}_count", n)
            facts[f"{kind}_amount"] = report.total(f"{kind}_amount", totals[f"{kind}_amount"])
            deals = "deal" if n == 1 else "deals"
            words.append(f"{{{kind}}} {said} {deals} worth {{{kind}_amount}}")
    if not words:
        return
    report.say("note", f"Stalled: {' and '.join(words)}.", **facts)
    rows = _first(report, chosen, _STALLED, "amount_summed")
    _table(report, "Stalled deals", rows, _actions(report, rows))


def tell_attention(report: Report, chosen: Filter) -> list[Row]:
    """Say the live deals with the most value at risk, each with its next action; list more."""
    if report.snapshot.manifest.model is None:
        return []
    rows = _first(report, chosen, _LIVE, "value_at_risk_summed")
    actions = _actions(report, rows)
    for row in rows[:MOST_TOLD]:
        tell_deal(report, row, actions.get(row["opportunity_id"]))
    if rows:
        _table(report, "Deals needing attention", rows, actions)
    list_deals(report, rows)
    return rows


def tell_deal(report: Report, row: Row, action: Row | None) -> None:
    """One deal: amount, value at risk, expected window, next action."""
    words = "{amount.name}: {amount}, {at_risk} at risk"
    words += ", expected to close {window.period}" if row["expected_close_on"] else ""
    words += "; next action: {action}" if action else ""
    report.say(
        "item",
        words,
        amount=deal_money(report, row, "amount"),
        at_risk=deal_money(report, row, "value_at_risk"),
        window=close_window(report, row),
        action=action_fact(report, row, action) if action else None,
    )


def _first(report: Report, chosen: Filter, condition: str, order: str) -> list[Row]:
    return report.snapshot.rows(
        f"SELECT {_COLUMNS} FROM {NOW} WHERE status = 'open' AND {condition} "
        f"AND {chosen.condition} ORDER BY {order} DESC NULLS LAST, opportunity_id "
        f"LIMIT {MOST_LISTED}",
        chosen.values,
    )


def _actions(report: Report, rows: list[Row]) -> dict[str, Row]:
    return actions_of(report.snapshot, [row["opportunity_id"] for row in rows])


def _table(report: Report, title: str, rows: list[Row], actions: dict[str, Row]) -> None:
    report.table(
        title,
        (
            ("deal", "text"), ("account", "text"), ("rep", "text"), ("amount", "money"),
            ("value at risk", "money"), ("risk", "score"), ("stage", "text"), ("product", "text"),
            ("age", "days"), ("recorded close", "date"), ("expected on", "date"),
            ("stale", "text"), ("next action", "text"),
        ),
        [
            (
                row["opportunity_id"], row["account"], row["rep"], cents(row["amount"]),
                cents(row["value_at_risk"]),
                None if row["risk_score"] is None else round(row["risk_score"], 1),
                row["stage"], row["product"], row["age_days"], iso(row["recorded_close_on"]),
                iso(row["expected_close_on"]), "yes" if row["stale"] else "no",
                actions[row["opportunity_id"]]["action"] if row["opportunity_id"] in actions
                else None,
            )
            for row in rows
        ],
    )  # fmt: skip
