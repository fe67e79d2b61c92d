"""Two days or two periods side by side: one call a day, a figure with its other period."""

from __future__ import annotations

import pytest

from copilot.understanding.from_snapshot import served_tools
from copilot.understanding.planner import understand
from copilot.understanding.reading import Reading
from evals.reader import RulesReader

# As of Wednesday, May 13, 2026.
NOW, MONTH_AGO, FOUR_WEEKS_AGO, TWO_WEEKS_AGO, LAST_MONDAY = (
    None, "2026-04-13", "2026-04-15", "2026-04-29", "2026-05-11",
)  # fmt: skip


def _asked(reader: RulesReader, question: str) -> Reading:
    return understand(
        question,
        catalog=reader.catalog,
        as_of=reader.as_of,
        calendar=reader.calendar,
        served=served_tools(),
    )


@pytest.mark.parametrize(
    ("question", "tool", "days"),
    [
        ("pipeline now vs a month ago", "pipeline_summary", [NOW, MONTH_AGO]),
        ("open pipeline now vs. four weeks ago", "pipeline_summary", [NOW, FOUR_WEEKS_AGO]),
        ("is the open pipeline bigger than a month ago", "pipeline_summary", [NOW, MONTH_AGO]),
        ("weighted pipeline now versus a month ago", "pipeline_summary", [NOW, MONTH_AGO]),
        ("is our pipeline larger than last quarter", "pipeline_summary", [NOW, "2026-03-31"]),
        ("pipeline on Apr 27 versus Apr 6", "pipeline_summary", ["2026-04-27", "2026-04-06"]),
        ("open deals by region today versus four weeks ago", "pipeline_summary",
         [NOW, FOUR_WEEKS_AGO]),
        ("compare the forecast today with four weeks ago", "forecast", [NOW, FOUR_WEEKS_AGO]),
        ("how does the forecast compare with the one four weeks ago", "forecast",
         [NOW, FOUR_WEEKS_AGO]),
        ("forecast now versus last Monday", "forecast", [NOW, LAST_MONDAY]),
        ("what was at risk two weeks ago compared to now", "deals_at_risk", [NOW, TWO_WEEKS_AGO]),
        ("deal D-1005 now vs two weeks ago", "deal_summary", [NOW, TWO_WEEKS_AGO]),
        # one day alone
        ("pipeline a month ago", "pipeline_summary", [MONTH_AGO]),
        ("our forecast four weeks ago", "forecast", [FOUR_WEEKS_AGO]),
        ("how did D-1005 look on Apr 27", "deal_summary", ["2026-04-27"]),
        ("what was at risk last Monday", "deals_at_risk", [LAST_MONDAY]),
        ("which deals were open a month ago", "find_deals", [MONTH_AGO]),
        ("biggest open deals on Apr 27", "find_deals", ["2026-04-27"]),
    ],
)  # fmt: skip
def test_each_day_has_a_call_and_the_present_one_goes_unsaid(
    reader: RulesReader, question: str, tool: str, days: list[str | None]
) -> None:
    reading = _asked(reader, question)
    assert reading.status == "planned", reading.reason
    assert [(call.tool, call.args.get("as_of")) for call in reading.calls] == [
        (tool, day) for day in days
    ]
    rest = [{**call.args, "as_of": None} for call in reading.calls]
    assert all(args == rest[0] for args in rest)  # the same question of both days


def test_a_forecast_of_two_days_is_of_one_period(reader: RulesReader) -> None:
    for question, end in (
        ("compare the forecast today with four weeks ago", "2026-06-30"),
        ("forecast for June compared with two weeks ago", "2026-06-30"),
        ("compare the forecast today with two months ago", "2026-06-30"),
    ):
        calls = _asked(reader, question).calls
        assert {call.args["period"]["end"] for call in calls if "period" in call.args} == {end}


@pytest.mark.parametrize(
    ("question", "name", "period", "other"),
    [
        ("win rate compared to last quarter", "win_rate", ("2026-04-01", "2026-06-30"),
         ("2026-01-01", "2026-03-31")),
        ("how does our revenue compare with last month", "revenue_won",
         ("2026-05-01", "2026-05-31"), ("2026-04-01", "2026-04-30")),
        ("our win rate vs what it was last quarter", "win_rate", ("2026-04-01", "2026-06-30"),
         ("2026-01-01", "2026-03-31")),
        ("how did our win rate do against the same week last quarter", "win_rate",
         ("2026-05-11", "2026-05-17"), ("2026-02-09", "2026-02-15")),
        ("revenue in the same week last quarter", "revenue_won", ("2026-02-09", "2026-02-15"),
         None),
        ("revenue this week against the same week last quarter", "revenue_won",
         ("2026-05-11", "2026-05-17"), ("2026-02-09", "2026-02-15")),
        ("deals lost this week vs same week last month", "deals_lost",
         ("2026-05-11", "2026-05-17"), ("2026-04-13", "2026-04-19")),
        ("how much did we win in the same quarter last year", "revenue_won",
         ("2025-04-01", "2025-06-30"), None),
        ("open deals compared with last month", "open_deals", ("2026-05-13", "2026-05-13"),
         ("2026-04-30", "2026-04-30")),
        # the words compare names, not periods
        ("revenue of East vs West in Q1", "revenue_won", ("2026-01-01", "2026-03-31"), None),
    ],
)  # fmt: skip
def test_a_figure_has_its_other_period(
    reader: RulesReader,
    question: str,
    name: str,
    period: tuple[str, str],
    other: tuple[str, str] | None,
) -> None:
    [call] = _asked(reader, question).calls
    assert (call.tool, call.args["name"]) == ("metric", name)
    told = [call.args.get(key) for key in ("period", "compare_to")]
    assert [span and (span["start"], span["end"]) for span in told] == [period, other]


@pytest.mark.parametrize("question", ["win rate now vs a month ago", "deals won vs 4 weeks ago"])
def test_a_figure_of_a_span_is_not_read_off_one_day(reader: RulesReader, question: str) -> None:
    reading = _asked(reader, question)
    assert reading.status == "clarify"
    assert all(_asked(reader, option).status == "planned" for option in reading.options)


@pytest.mark.parametrize(
    "question", ["deals created more than 30 days ago", "open deals older than a month"]
)
def test_an_age_is_no_comparison(reader: RulesReader, question: str) -> None:
    [call] = _asked(reader, question).calls
    assert call.tool == "find_deals"
    assert call.args["where"][0]["field"] == "age_days"
    assert "as_of" not in call.args
