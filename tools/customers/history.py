"""What was won and lost with an account: figures, first and last win, products, who sold."""

from __future__ import annotations

from data.store.snapshot import Row
from tools.context import Context
from tools.deals.rows import cents, iso
from tools.facts import Fact, Subject
from tools.filters import Filter
from tools.people.record import Record, add_all
from tools.report import Report

MOST_NAMED = 3


def tell_history(report: Report, record: Record, ends: Row) -> None:
    """Say what was bought, first and last, and how deals went; the headline of the page."""
    facts: dict[str, Fact | None] = dict(add_all(report, report.subject, record, None))
    if not record.won:
        words = "{won.name}: {won} deals won"
        words += " and {lost} lost." if record.closed else "."
        report.say("headline", words, won=facts["deals_won"], lost=facts["deals_lost"])
        return
    for end in ("first", "last"):
        facts[end] = report.total(f"{end}_won_on", iso(ends[f"{end}_won"]), "date")
    if record.won == 1:
        words = "{revenue_won.name}: {revenue_won} revenue won in {deals_won} deal, on {first}."
    else:
        words = (
            "{revenue_won.name}: {revenue_won} revenue won in {deals_won} deals since {first}, the "
            "latest on {last}."
        )
    report.say("headline", words, **facts)
    _tell_rate(report, facts)


def _tell_rate(report: Report, facts: dict[str, Fact | None]) -> None:
    words = "The win rate is {win_rate} ({win_rate.n} of {win_rate.of} closed deals; "
    words += "{win_rate.interval})"
    size, cycle = facts["average_deal_size"], facts["sales_cycle_days"]
    if size is not None and size.value is not None:
        words += "; the average deal size is {average_deal_size}"
    if cycle is not None and cycle.value is not None:
        words += "; the median sales cycle is {sales_cycle_days}"
    report.say("detail", words + ".", **facts)


def _rest(rows: list[Row]) -> str:
    return " and others" if len(rows) > MOST_NAMED else ""


def ends_of(context: Context, chosen: Filter) -> Row:
    """First and last win, last activity, and how many deals there are in all."""
    return context.snapshot.row(
        "SELECT count(*) AS deals, min(closed_on) FILTER (status = 'won') AS first_won, "
        "max(closed_on) FILTER (status = 'won') AS last_won, "
        "max(closed_on) AS last_closed, max(last_activity_on) AS last_activity "
        f"FROM deals WHERE {chosen.condition}",
        chosen.values,
    )


def tell_products(report: Report, chosen: Filter) -> None:
    """Say and list the products bought: by orders where they are fed, else by deals won.

    Orders do not say whose they are, so who sees only some rows is told of won deals.
    """
    by_orders = report.snapshot.has_table("orders") and report.context.principal.rows == "all"
    rows = _ordered(report, chosen) if by_orders else _won(report, chosen)
    if not rows:
        return
    metric = "ordered_amount" if by_orders else "revenue_won"
    facts, words = {}, []
    for at, row in enumerate(rows[:MOST_NAMED]):
        subject = Subject(kind="product", id=row["product"], name=row["product"])
        facts[f"p{at}"] = report.ledger.add(
            subject, metric, cents(row["amount"]), report.currency, good_when="up"
        )
        words.append(f"{{p{at}.name}} {{p{at}}}")
    what = "Amount ordered" if by_orders else "Revenue won"
    report.say("detail", f"{what} by product: {', '.join(words)}{_rest(rows)}.", **facts)
    report.table(
        "Products bought",
        (
            ("product", "text"), ("amount", "money"), ("orders" if by_orders else "won deals",
            "count"), ("average", "money"), ("first", "date"), ("last", "date"),
        ),
        [
            (row["product"], cents(row["amount"]), int(row["n"]), cents(row["mean"]),
             iso(row["first"]), iso(row["last"]))
            for row in rows
        ],
    )  # fmt: skip


_SUMMED = (
    "coalesce(sum({amount}), 0)::DOUBLE AS amount, avg({amount})::DOUBLE AS mean, "
    'min({day}) AS "first", max({day}) AS "last"'
)
_ORDER = "GROUP BY 1 ORDER BY amount DESC, 1"


def _ordered(report: Report, chosen: Filter) -> list[Row]:
    """Lines of orders up to the as-of date; the mean is of lines."""
    told = _SUMMED.format(amount="o.amount * x.rate", day="o.ordered_on")
    return report.snapshot.rows(
        f"SELECT o.product, count(DISTINCT o.order_id) AS n, {told} FROM orders o "
        "LEFT JOIN rates x ON x.currency = coalesce(o.currency, $own) "
        f"WHERE list_contains($keep_account, o.account) AND o.ordered_on <= $day {_ORDER}",
        {
            "keep_account": chosen.values["keep_account"],
            "day": report.snapshot.as_of,
            "own": report.currency,
        },
    )


def _won(report: Report, chosen: Filter) -> list[Row]:
    told = _SUMMED.format(amount="close_value * rate", day="closed_on")
    return report.snapshot.rows(
        f"SELECT product, count(*) AS n, {told} FROM deals WHERE status = 'won' "
        f"AND {chosen.condition} {_ORDER}",
        chosen.values,
    )


def tell_people(report: Report, chosen: Filter) -> None:
    """Say who owns open deals with it, and list everybody who ever had one."""
    rows = report.snapshot.rows(
        "SELECT rep, count(*) FILTER (status = 'open') AS open, "
        "count(*) FILTER (status = 'won') AS won, count(*) FILTER (status = 'lost') AS lost, "
        "coalesce(sum(close_value * rate) FILTER (status = 'won'), 0)::DOUBLE AS revenue, "
        "max(closed_on) AS last "
        f"FROM deals WHERE {chosen.condition} GROUP BY 1 ORDER BY open DESC, won DESC, 1",
        chosen.values,
    )
    if not rows:
        return
    owners = [row for row in rows if row["open"]]
    facts, words = {}, []
    for at, row in enumerate(owners[:MOST_NAMED]):
        subject = Subject(kind="rep", id=row["rep"], name=row["rep"])
        facts[f"r{at}"] = report.ledger.add(subject, "open_deals", int(row["open"]), "count")
        words.append(f"{{r{at}.name}} {{r{at}}}")
    if words:
        report.say("detail", f"Open deals by owner: {', '.join(words)}{_rest(owners)}.", **facts)
    report.table(
        "People",
        (
            ("rep", "text"), ("open deals", "count"), ("won", "count"), ("lost", "count"),
            ("revenue won", "money"), ("last closed", "date"),
        ),
        [
            (row["rep"], int(row["open"]), int(row["won"]), int(row["lost"]),
             cents(row["revenue"]), iso(row["last"]))
            for row in rows
        ],
    )  # fmt: skip
