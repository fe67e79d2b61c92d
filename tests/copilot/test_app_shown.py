"""What the page makes of text, cells and arguments: by hand, without the page."""

from __future__ import annotations

import csv
import io
import tomllib
from datetime import date
from pathlib import Path

import pytest

import copilot.app
from copilot.answer import PlannedCall
from copilot.app.chart_view import spaced
from copilot.app.evidence import command_of
from copilot.app.shown_text import as_typed, markdown
from copilot.app.table_view import file_stem, frame_of, read_order, unique_names
from copilot.app.wording import carried_over, figure, periods_of
from copilot.csv_cells import csv_text
from tools import registry
from tools.charts import bar_chart, range_chart, signed_chart
from tools.claims import escape
from tools.result import Column, Table

J = "\u2060"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("$5 and $6", r"\$5 and \$6"),
        ("a\\$b", r"a\\\$b"),
        ("R&D &lt;i&gt;", r"R\&D \&lt;i\&gt;"),
        (":rocket: Acme", f":{J}rocket: Acme"),
        (":material/home: Roofs", f":{J}material/home: Roofs"),
        (":red[Acme]", rf":{J}red\[Acme\]"),
        ("https://a.example/x", f"https:{J}//a.example/x"),
        ("www.a.example", f"www{J}.a.example"),
        ("ask ann@a.example", f"ask ann@{J}a.example"),
        ("5 -> 6 -- x", f"5 -{J}\\> 6 -{J}- x"),
        ("1. One", f"1{J}. One"),
        ("- dash", r"\- dash"),
        ("<b>*x*</b>", r"\<b\>\*x\*\</b\>"),
        ("two\nlines", "two lines"),
        ("at 10:30", "at 10:30"),
    ],
)
def test_markup_shows_as_typed(typed: str, shown: str) -> None:
    assert as_typed(typed) == shown


def test_an_answer_keeps_its_own_markdown() -> None:
    text = "**2 deals, worth $1,200.**\n\n- " + escape("1. A & $B") + ": $600\n- plain: 5%\n"
    assert markdown(text) == (
        f"**2 deals, worth \\$1,200.**\n\n- 1{J}. A \\& \\$B: \\$600\n- plain: 5%\n"
    )


def _table() -> Table:
    units = (("name", "text"), ("share", "ratio"), ("worth", "money"), ("risk", "score"),
             ("n", "count"), ("on", "date"))  # fmt: skip
    return Table(
        title="All: of it",
        columns=tuple(Column(name=name, unit=unit) for name, unit in units),
        rows=(
            ("=SUM(A1) Co", 0.31249, 4821.5, 96.5, 3, "2017-10-16"),
            (None, None, None, None, None, None),
            ("2017-10-16", 0.00042, 1.0, 2.4, 0, None),
        ),
    )


def test_cells_keep_their_kind_and_missing_ones_stay_missing() -> None:
    frame = frame_of(_table())
    assert list(frame["share"].astype(object))[::2] == [0.312, 0.00042]
    assert list(frame["worth"].astype(object))[::2] == [4822.0, 1.0], "as the text rounds them"
    assert list(frame["risk"].astype(object))[::2] == [96.0, 2.0], "as the text rounds them"
    assert next(iter(frame["on"])) == date(2017, 10, 16)
    assert list(frame["name"])[2] == "Oct 16, 2017"
    assert frame.iloc[1].isna().all()


def test_amounts_are_whole_where_the_text_would_write_them_whole() -> None:
    def cells(*amounts: float) -> list[float]:
        column = (Column(name="worth", unit="money"),)
        table = Table(title="T", columns=column, rows=tuple((amount,) for amount in amounts))
        return list(frame_of(table)["worth"].astype(object))

    assert cells(4821.5, 4822.5, 0.0, 12.0) == [4822.0, 4822.0, 0.0, 12.0], "halves to even"
    assert cells(4821.5, 482.55) == [4821.5, 482.55]


def test_columns_stand_in_the_order_of_use() -> None:
    deals = ["deal", "account", "product", "amount", "age", "risk", "value at risk", "main driver"]
    assert read_order(deals) == [
        "deal", "account", "amount", "value at risk", "risk", "main driver", "product", "age",
    ]  # fmt: skip
    months = ["month", "won to date", "mean", "low (P10)", "middle (P50)", "high (P90)"]
    assert read_order(months) == [
        "month", "low (P10)", "middle (P50)", "high (P90)", "won to date", "mean",
    ]  # fmt: skip
    assert read_order(["stage", "age", "amount"]) == ["stage", "age", "amount"]


def test_every_figure_has_a_name_in_words() -> None:
    told = {name: figure(name) for tool in registry.every() for name in tool.figures}
    assert not {name for name, words in told.items() if "_" in words}
    assert told["revenue_p10"] == "revenue, low (P10)"
    assert told["open_pipeline_mean"] == "open pipeline, mean"
    assert told["driver_points"] == "points of this driver"
    assert told["change_in_push_count"] == "change in times pushed"
    assert told["overdue_count"] == "overdue deals"
    assert told["reps_count"] == "reps"
    assert told["missing_amount"] == "without amount"


def test_saved_cells_are_exact_and_no_formula() -> None:
    table = _table()
    saved = csv_text([column.name for column in table.columns], table.rows)
    rows = list(csv.reader(io.StringIO(saved)))
    assert rows[0] == ["name", "share", "worth", "risk", "n", "on"]
    assert rows[1] == ["'=SUM(A1) Co", "0.31249", "4821.5", "96.5", "3", "2017-10-16"]
    assert rows[2] == [""] * 6


def test_names_are_told_apart() -> None:
    assert unique_names(["n", "of", "n"]) == ["n", "of", "n (2)"]
    assert file_stem("Win rate by <region>") == "win-rate-by-region"
    assert file_stem("…") == "table"


def test_context_and_periods_in_words() -> None:
    week = {"start": "2017-10-16", "end": "2017-10-22", "label": "this week"}
    carried = {
        "scope": {"region": ["Central", "East"], "exclude": {"product": ["GTX Pro"]}, "rep": []},
        "period": week,
        "deal": {"kind": "deal", "id": "D-1", "name": "Acme"},
        "tool": "deals_at_risk",
        "limit": 10,
    }
    followed = {"tool": "metric", "name": "win_rate", "period": week}
    assert carried_over(followed) == "win rate · period Oct 16 – 22, 2017"
    assert carried_over(carried) == (
        "region Central, East · without product GTX Pro · period Oct 16 – 22, 2017 · deal Acme · "
        "deals at risk · limit 10"
    )
    calls = [PlannedCall(tool="metric", args={"period": week, "compare_to": None})] * 2
    assert periods_of(calls) == ["Oct 16 – 22, 2017"]


def test_a_call_can_be_run_from_a_shell() -> None:
    call = PlannedCall(tool="account_summary", args={"account": "Ann's $5"})
    assert command_of(call) == (
        'revcopilot tool account_summary \'{"account": "Ann\'"\'"\'s $5"}\' --json'
    )


def test_a_chart_is_spaced_and_otherwise_left_alone() -> None:
    chart = bar_chart("Value", "Value", "USD", [("A", 2.0), ("B", 1.0)])
    drawn = spaced(chart)
    assert drawn["data"] == chart["data"]
    assert drawn["mark"] == chart["mark"]
    assert drawn["height"] == {"step": 24}
    assert drawn["encoding"]["x"]["title"] is None
    grouped = spaced(bar_chart("Value by region", "Value", "USD", [("A", 2.0)]))
    assert grouped["encoding"]["x"]["title"] is None
    assert chart["encoding"]["x"]["title"] == "Value"
    assert "height" not in chart


def test_a_chart_of_layers_is_spaced_in_every_layer() -> None:
    drawn = spaced(range_chart("Forecast", "Revenue", "EUR", [("A", 1.0, 2.0, 3.0)]))
    axes = [layer["encoding"]["x"] for layer in drawn["layer"]]
    assert {axis["title"] for axis in axes} == {"Revenue: P10, P50, P90 (EUR)"}
    assert all("expr" in axis["axis"]["tickCount"] for axis in axes)
    assert [layer["mark"]["type"] for layer in drawn["layer"]] == ["bar", "point"]
    assert [told["field"] for told in drawn["encoding"]["tooltip"]] == [
        "name", "low", "middle", "high",
    ]  # fmt: skip


def test_bars_to_both_sides_say_which_is_which() -> None:
    rows = [("Time open", 4.0), ("Product", -1.5)]
    drawn = spaced(signed_chart("Drivers", "Points", "points", rows, ("against", "for")))
    assert [bar["sign"] for bar in drawn["data"]["values"]] == ["against", "for"]
    assert drawn["encoding"]["color"]["scale"]["domain"] == ["against", "for"]


def test_the_page_sends_nothing_away_wherever_it_is_started() -> None:
    beside = Path(copilot.app.__file__).parent / ".streamlit" / "config.toml"
    settings = tomllib.loads(beside.read_text(encoding="utf-8"))
    assert settings["browser"]["gatherUsageStats"] is False
    assert settings["client"] == {"toolbarMode": "viewer", "showErrorDetails": "none"}
    assert "font" not in settings["theme"], "a font of one's own could be fetched"
