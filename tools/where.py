"""The argument `where`: conditions on figures of a deal, checked, as SQL, and said in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from data.errors import NoData
from data.periods import display_day
from tools.arguments import Arguments
from tools.context import Context
from tools.facts import show_money, show_ratio
from tools.filters import Filter

WhereField = Literal[
    "win_probability", "risk_level", "risk_score", "age_days", "days_in_stage",
    "days_since_activity", "push_count", "discount_rate", "days_overdue", "date_gap_days",
    "next_step", "amount", "account", "close_date",
]  # fmt: skip
Op = Literal[">=", "<=", "=", "missing"]
Kind = Literal[
    "ratio", "discount", "score", "days", "gap", "count", "money", "level", "text", "day"
]
LEVELS = ("low", "medium", "high")


@dataclass(frozen=True)
class Sort:
    """What a field is: its SQL over deals, the kind of its values, and what must be fed.

    Attributes:
        noun: with the slot {x} for a bound such as "at least 2"; how the condition is said.
        without: how a missing value is said.
        column: opportunity column that must be fed, or "".
        table: optional table that must be fed, or "".
        scored: whether only deals with scores have it.
        unit: what its values are in a table.
        missing: SQL for "not recorded" where that is more than an empty expression, or "".
    """

    expression: str
    kind: Kind
    noun: str
    without: str
    column: str = ""
    table: str = ""
    scored: bool = False
    unit: str = "days"
    missing: str = ""


CLOSE_DATE = "CASE WHEN status = 'open' THEN recorded_close_on ELSE closed_on END"
DATE_GAP = "(recorded_close_on - expected_close_on)"
FIELDS: dict[WhereField, Sort] = {
    "win_probability": Sort(
        "win_probability", "ratio", "a chance to win of {x}", "no win probability",
        scored=True, unit="ratio",
    ),
    "risk_level": Sort(
        "risk_level", "level", "{x} risk", "no risk level", scored=True, unit="text"
    ),
    "risk_score": Sort(
        "risk_score", "score", "a risk score of {x}", "no risk score", scored=True, unit="score"
    ),
    "age_days": Sort("age_days", "days", "an age of {x}", "no creation date"),
    "days_in_stage": Sort(
        "days_in_stage", "days", "{x} in the stage", "no stage recorded", table="stage_history"
    ),
    "days_since_activity": Sort(
        "days_since_activity", "days", "{x} since the last activity", "no creation date",
        table="activities",
    ),
    "push_count": Sort(
        "push_count", "count", "{x}", "no record of pushes", table="close_date_history",
        unit="count",
    ),
    "discount_rate": Sort(
        "discount_rate", "discount", "a discount of {x}", "no discount known", column="amount",
        unit="ratio",
    ),
    "days_overdue": Sort(
        "CASE WHEN status = 'open' THEN coalesce(days_overdue, "
        "CASE WHEN recorded_close_on IS NOT NULL THEN 0 END) END",
        "days", "closing dates that passed {x} ago", "no recorded closing date",
        column="recorded_close_on",
    ),
    "date_gap_days": Sort(
        DATE_GAP, "gap", "a recorded closing date {x} the expected one",
        "no recorded or no expected closing date", column="recorded_close_on", scored=True,
    ),
    "next_step": Sort(
        "next_step", "text", "the next step {x}", "no next step", column="next_step", unit="text"
    ),
    "amount": Sort(
        "value * rate", "money", "an amount of {x}", "no recorded amount", unit="money",
        missing="(amount_is_list_price OR value IS NULL)",
    ),
    "account": Sort("account", "text", "the account {x}", "no account", column="account",
                    unit="text"),
    "close_date": Sort(
        CLOSE_DATE, "day", "a closing date {x}", "no closing date", column="recorded_close_on",
        unit="date",
    ),
}  # fmt: skip


class Condition(Arguments):
    """One condition on a deal; several hold together."""

    field: WhereField = Field(description="Which figure of a deal.")
    op: Op = Field(description="How it is compared; missing takes no value.")
    value: int | float | str | None = Field(
        default=None,
        description="A number, a share between zero and one, a level, a name or an ISO date.",
    )

    @model_validator(mode="after")
    def _fits(self) -> Condition:
        problem = _problem(FIELDS[self.field].kind, self.op, self.value)
        if problem:
            raise ValueError(f"{self.field} {problem}")
        return self


WhereArg = Annotated[
    tuple[Condition, ...],
    Field(description="Conditions that every deal must meet; a deal without a value does not."),
]


@dataclass(frozen=True)
class Where:
    """The conditions as SQL with their values; `label` says them, beginning with "with", or ""."""

    condition: str
    values: dict[str, Any]
    label: str
    fields: tuple[WhereField, ...]


def where_filter(context: Context, where: Sequence[Condition], *, closed: bool = False) -> Where:
    """The conditions over deals beside their scores (`deals_now`), all of which must hold.

    A deal without a value for a field meets none of its comparisons, only `missing`. Amounts are
    in the reporting currency. Texts are compared without regard to case.

    Args:
        closed: only won or lost deals are looked at, so that closing dates are real ones.

    Raises:
        NoData: `missing_table` or `missing_column` where the source does not feed a field;
            `too_few` where scores are missing.
    """
    parts, values, labels = [], {}, []
    for at, row in enumerate(where):
        sort = FIELDS[row.field]
        check_fed(context, row.field, closed=closed)
        parts.append(_sql(row, sort, f"where_{at}"))
        if row.op != "missing":
            values[f"where_{at}"] = _bound(row, sort)
        labels.append(_said(row, sort, context.snapshot.currency))
    label = f"with {_joined(labels)}" if labels else ""
    fields = tuple(dict.fromkeys(row.field for row in where))
    return Where(" AND ".join(parts) or "true", values, label, fields)


def check_fed(context: Context, field: WhereField, *, closed: bool = False) -> None:
    """Refuse a field that this snapshot cannot have.

    Raises:
        NoData: it names the table or column, or how many closings are missing for scores.
    """
    sort = FIELDS[field]
    words = field.replace("_", " ")
    if sort.table and not context.snapshot.has_table(sort.table):
        detail = (
            f"{words.capitalize()} needs the table {sort.table}, which the source does not feed."
        )
        raise NoData("missing_table", detail, needs=[sort.table])
    real = closed and field == "close_date"
    if sort.column and not real and not context.snapshot.feeds(sort.column):
        named = sort.column.replace("_", " ")
        raise NoData(
            "missing_column",
            f"The source records no {named}, so nothing can be told apart by {words}.",
            needs=[f"opportunities.{sort.column}"],
        )
    manifest = context.snapshot.manifest
    is_kept = (
        manifest.as_of >= manifest.extracted_on or manifest.known.get(sort.column) != "current"
    )
    if field == "next_step" and not is_kept:
        raise NoData(
            "missing_column",
            f"Only the latest next step is kept; that of {display_day(manifest.as_of)} is not "
            "known.",
            needs=[f"opportunities.{sort.column}, with its history"],
        )
    if sort.scored:
        context.need_scores()


def _problem(kind: Kind, op: Op, value: float | str | None) -> str:
    """Why operator and value do not fit a field, or ""."""
    if op == "missing":
        return "with 'missing' takes no value" if value is not None else ""
    if value is None:
        return f"with '{op}' needs a value"
    return _PROBLEMS.get(kind, _number)(kind, op, value)


def _number(kind: Kind, op: Op, value: float | str) -> str:  # noqa: ARG001
    if isinstance(value, str):
        return "takes a number"
    if kind in ("ratio", "discount") and value > 1:
        return f"is a share: for {value:g}% write {value / 100:g}"
    if kind not in ("discount", "gap") and value < 0:
        return "is never below 0"
    if kind == "score" and value > 100:
        return "lies between 0 and 100"
    return ""


def _level(kind: Kind, op: Op, value: float | str) -> str:  # noqa: ARG001
    return "" if value in LEVELS else f"is one of {', '.join(LEVELS)}"


def _text(kind: Kind, op: Op, value: float | str) -> str:  # noqa: ARG001
    if op != "=":
        return f"is compared with '=' or 'missing', not '{op}'"
    return "" if isinstance(value, str) and value.strip() else "takes a text"


def _day(kind: Kind, op: Op, value: float | str) -> str:  # noqa: ARG001
    try:
        date.fromisoformat(str(value))
    except ValueError:
        return "takes a date such as 2026-12-31"
    return ""


_PROBLEMS: dict[Kind, Callable[[Kind, Op, float | str], str]] = {
    "level": _level, "text": _text, "day": _day,
}  # fmt: skip


def _sql(row: Condition, sort: Sort, name: str) -> str:
    if row.op == "missing":
        return sort.missing or f"({sort.expression}) IS NULL"
    if sort.kind == "level":
        return f"coalesce(list_contains(${name}, {sort.expression}), false)"
    left, right = sort.expression, f"${name}"
    if sort.kind == "text":
        left, right = f"lower({left})", f"lower({right})"
    return f"coalesce(({left}) {row.op} {right}, false)"


def _bound(row: Condition, sort: Sort) -> object:
    """The value as SQL takes it; a level stands for itself and those beyond it."""
    if sort.kind == "level":
        at = LEVELS.index(str(row.value))
        meant = {">=": LEVELS[at:], "<=": LEVELS[: at + 1], "=": LEVELS[at : at + 1]}
        return list(meant[row.op])
    if sort.kind == "day":
        return date.fromisoformat(str(row.value))
    return row.value.strip() if isinstance(row.value, str) else row.value


def _said(row: Condition, sort: Sort, currency: str) -> str:
    if row.op == "missing":
        return sort.without
    if sort.kind == "level":
        levels = _bound(row, sort)
        return sort.noun.format(x=" or ".join(levels if isinstance(levels, list) else []))
    if sort.kind == "text":
        return sort.noun.format(x=f"“{row.value}”" if row.field == "next_step" else row.value)
    if sort.kind == "day":
        words = {">=": "from", "<=": "up to", "=": "on"}[row.op]
        return sort.noun.format(x=f"{words} {display_day(date.fromisoformat(str(row.value)))}")
    return sort.noun.format(x=_bounded(row.op, float(row.value or 0), sort.kind, currency))


def _bounded(op: Op, value: float, kind: Kind, currency: str) -> str:
    """ "at least 2 pushes", "at most 30%", "at least 30 days after"."""
    bound = {">=": "at least ", "<=": "at most ", "=": "exactly "}
    if kind == "gap":
        turned: Op = {">=": "<=", "<=": ">="}.get(op, op) if value < 0 else op  # type: ignore[assignment]
        return f"{bound[turned]}{_days(abs(value))} {'before' if value < 0 else 'after'}"
    if kind == "count" and value == 0 and op != ">=":
        return "no push"
    shown = {
        "ratio": lambda: show_ratio(value),
        "discount": lambda: show_ratio(value),
        "score": lambda: f"{value:g} of 100",
        "count": lambda: f"{value:g} push" + ("" if value == 1 else "es"),
        "money": lambda: show_money(value, currency),
    }
    return bound[op] + shown.get(kind, lambda: _days(value))()


def _days(value: float) -> str:
    return f"{value:g} day" + ("" if value == 1 else "s")


def _joined(labels: list[str]) -> str:
    if len(labels) < 3:
        return " and ".join(labels)
    return f"{', '.join(labels[:-1])} and {labels[-1]}"


def narrowed(chosen: Filter, where: Where) -> Filter:
    """A scope with conditions on top; the label says both."""
    if not where.fields:
        return chosen
    return replace(
        chosen,
        condition=f"{chosen.condition} AND {where.condition}",
        values={**chosen.values, **where.values},
        label=", ".join(part for part in (chosen.label, where.label) if part),
    )
