"""A true sentence with one word swapped is false, and is caught; fair paraphrases pass."""

from __future__ import annotations

from datetime import date

import pytest

from copilot.grounding import check
from data.periods import Period
from tools.facts import COMPANY, Fact, Ledger, Subject

WEEK = Period(start=date(2026, 11, 16), end=date(2026, 11, 22), label="this week")
Q3 = Period(start=date(2026, 7, 1), end=date(2026, 9, 30), label="Q3 2026")
SINCE = Period(start=date(2026, 11, 9), end=date(2026, 11, 16), label="since Nov 9")
JUNE = Period(start=date(2026, 6, 1), end=date(2026, 6, 30), label="Jun 2026")
JULY = Period(start=date(2026, 7, 1), end=date(2026, 7, 31), label="Jul 2026")


def deal(number: int, name: str) -> Subject:
    return Subject(kind="deal", id=f"D-10{number}", name=f"{name} (D-10{number})")


def at_risk() -> list[Fact]:
    made = Ledger("deals_at_risk")
    made.add(COMPANY, "deals_at_risk_count", 100, "count", period=WEEK, n=100, of=487)
    made.add(COMPANY, "amount", 1257460.0, "USD", period=WEEK)
    made.add(COMPANY, "value_at_risk", 1068545.0, "USD", period=WEEK, good_when="down")
    made.add(COMPANY, "horizon_on", "2026-12-31", "date")
    made.add(COMPANY, "change_in_value_at_risk", 220598.0, "USD", period=SINCE, good_when="down")
    made.add(COMPANY, "stale_count", 238, "count")
    made.add(COMPANY, "stale_amount", 3119730.0, "USD")
    for number, name, amount, risk in (
        (1954, "Morvenford Insurance – Hesperon One", 60000.0, 96),
        (2116, "Haldaford Power – Hesperon One", 58250.0, 95),
    ):
        made.add(deal(number, name), "amount", amount, "USD")
        made.add(deal(number, name), "risk_score", risk, "score")
    window = Period(start=date(2026, 11, 24), end=date(2027, 3, 7))
    first = deal(1954, "Morvenford Insurance – Hesperon One")
    made.add(first, "expected_close_on", "2026-12-20", "date", period=window)
    return made.facts


def won() -> list[Fact]:
    made = Ledger("find_deals")
    made.add(COMPANY, "deals_won", 147, "count", period=Q3)
    made.add(COMPANY, "amount", 1632118.0, "USD", period=Q3)
    made.add(deal(2381, "Kelphastad Energy – Orvane"), "amount", 60376.0, "USD")
    made.add(deal(2381, "Kelphastad Energy – Orvane"), "closed_on", "2026-07-09", "date")
    return made.facts


def listed() -> list[Fact]:
    made = Ledger("find_deals")
    made.add(COMPANY, "open_deals", 725, "count")
    made.add(COMPANY, "amount", 9870930.0, "USD")
    made.add(COMPANY, "stale_count", 38, "count")
    made.add(COMPANY, "missing_account", 12, "count", n=12, of=725)
    made.add(COMPANY, "overdue_count", 264, "count", n=264, of=725)
    made.add(deal(1425, "Kelostrick – Orvane"), "amount", 60820.0, "USD")
    made.add(deal(1425, "Kelostrick – Orvane"), "recorded_close_on", "2025-12-22", "date")
    return made.facts


def rates() -> list[Fact]:
    made = Ledger("metric")
    made.add(COMPANY, "win_rate", 147 / 338, "ratio", period=Q3, n=147, of=338)
    made.add(COMPANY, "average_deal_size", 11103.0, "USD", period=Q3, n=147)
    made.add(COMPANY, "revenue_won", 1632118.0, "USD", period=Q3, n=147)
    made.add(COMPANY, "still_open", 725, "count")
    return made.facts


def outlook() -> list[Fact]:
    made = Ledger("deal_summary")
    who = deal(2574, "Quarrel – Orvane")
    made.add(who, "status", "open", "text")
    made.add(who, "horizon_on", "2026-12-31", "date")
    made.add(who, "win_by_horizon", 0.30, "ratio")
    made.add(who, "loss_by_horizon", 0.18, "ratio")
    made.add(who, "win_probability", 0.42, "ratio")
    made.add(who, "recorded_close_on", "2026-12-22", "date")
    return made.facts


def months() -> list[Fact]:
    made = Ledger("metric")
    for period, value in ((JUNE, 850558.0), (JULY, 554720.0)):
        who = Subject(kind="group", id=period.label, name=period.label)
        made.add(who, "revenue_won", value, "USD", period=period)
    return made.facts


def categories() -> list[Fact]:
    made = Ledger("pipeline_summary")
    made.add(COMPANY, "open_deals", 30, "count")
    made.add(COMPANY, "open_pipeline", 9000.0, "USD")
    made.add(COMPANY, "weighted_pipeline", 3300.0, "USD")
    for name, count, value in (("pipeline", 11, 3900.0), ("commit", 9, 2100.0)):
        who = Subject(kind="group", id=name, name=name)
        made.add(who, "open_pipeline", value, "USD")
        made.add(who, "open_deals", count, "count")
    return made.facts


LEDGERS = {
    made.__name__: made for made in (at_risk, won, listed, rates, outlook, months, categories)
}

# ledger | a true sentence | word=what it is swapped with;...
SWAPS = """
at_risk | 100 live deals due Nov 16 – 22, 2026, worth $1,257,460. | live=stale; live=won; live=lost
at_risk | 100 live deals due Nov 16 – 22, 2026. | due=created; due=overdue since; live=closed
at_risk | $1,068,545 is at risk by Dec 31, 2026. | by=after; by=before
at_risk | Value at risk is up $220,598. | Value at risk=The amount; up=down
at_risk | 238 stale deals worth $3,119,730 are left out. | stale=live; stale=won; stale=healthy
at_risk | Haldaford Power – Hesperon One (D-102116) | D-102116=D-101954
at_risk | Morvenford Insurance – Hesperon One (D-101954): $60,000, expected to close Nov 24, 2026 \
– Mar 7, 2027 | expected=recorded; expected to close=closed; expected to close=created
won | 147 deals won Jul 1 – Sep 30, 2026, worth $1,632,118 in all. | won=created; won=lost; \
in all=each; in all=on average; deals=customers; won=closed and lost
won | - Kelphastad Energy – Orvane (D-102381): $60,376, won Jul 9, 2026 | won=lost
listed | 725 open deals, worth $9,870,930 in all. | open=closed; open=won; in all=per deal; \
deals=leads
listed | - Kelostrick – Orvane (D-101425): $60,820, stale, recorded to close Dec 22, 2025 | \
stale=healthy; stale=won; stale=live; recorded=expected
listed | - without account: 12 of 725 | without=with
listed | - past the recorded closing date: 264 of 725 | past=before; recorded=expected
rates | Win rate, Jul 1 – Sep 30, 2026: 43% (147 of 338 closed deals). | Win=Loss; closed=open; \
closed=lost; deals=customers
rates | Average deal size, Jul 1 – Sep 30, 2026: $11,103 (147 won deals). | \
Average deal size=Median deal size; Average deal size=Revenue won; won deals=customers
rates | Revenue won, Jul 1 – Sep 30, 2026: $1,632,118. | won=lost; Revenue won=Average deal size
rates | 725 deals are still open and do not count in it. | do not=do; open=lost
outlook | By Dec 31, 2026, the chance to be won is 30%, to be lost 18%. | won=lost; By=After
outlook | The win probability within a year is 42%. | year=month; year=quarter
outlook | The recorded closing date is Dec 22, 2026. | recorded=expected
outlook | Quarrel – Orvane (D-102574) is open. | open=won; open=stale; open=lost
months | Revenue fell from $850,558 in Jun 2026 to $554,720 in Jul 2026. | fell=rose
""".replace("\\\n", "").strip().splitlines()  # fmt: skip


def swaps() -> list[tuple[str, str, str]]:
    found = []
    for line in SWAPS:
        ledger, text, pairs = (part.strip() for part in line.split(" | "))
        for pair in pairs.split(";"):
            old, _, new = pair.strip().partition("=")
            assert old in text
            found.append((ledger, text, text.replace(old, new, 1)))
    return found


@pytest.mark.parametrize(("ledger", "true", "false"), swaps())
def test_a_swapped_word_is_caught(ledger: str, true: str, false: str) -> None:
    facts = LEDGERS[ledger]()
    assert check(true, facts).supported, check(true, facts).violations
    assert not check(false, facts).supported


@pytest.mark.parametrize(
    "sentence",
    [
        "This is because reps are inexperienced.", "The buyer is unhappy.", "This is a record.",
        "It is an all-time high.", "Thanks to good weather, this is fine.", "Reps are tired.",
        "The drop was driven by a slow summer.", "This is due to weak demand.",
        "Q4 beats Q3.", "October brought more than September.", "Customers are leaving.",
        "The deal will surely close.", "Prices went through the roof.", "Sales are booming.",
    ],
)  # fmt: skip
@pytest.mark.parametrize("ledger", LEDGERS)
def test_inventions_without_figures_are_caught(ledger: str, sentence: str) -> None:
    assert not check(sentence, LEDGERS[ledger]()).supported


@pytest.mark.parametrize(
    ("ledger", "text"),
    [
        ("listed", "725 open deals totaling $9,870,930."),
        ("listed", "Of the 725 open deals, 38 are stale."),
        ("months", "Revenue fell from $850,558 in Jun 2026 to $554,720 in Jul 2026."),
        ("categories", "The weighted pipeline is $3,300.\n\n- pipeline: $3,900 in 11 open deals\n"
                       "- commit: $2,100 in 9 open deals"),
        ("categories", "The open pipeline is $9,000 in 30 open deals."),
        ("categories", '"commit" has 9 open deals.'),
    ],
)  # fmt: skip
def test_fair_paraphrases_pass(ledger: str, text: str) -> None:
    found = check(text, LEDGERS[ledger]())
    assert found.supported, [(v.span.text, v.reason) for v in found.violations]


def test_a_group_called_like_a_metric_keeps_its_own_figures() -> None:
    facts = categories()
    assert not check("The open pipeline is $3,900.", facts).supported
    assert not check("- commit: $3,900 open pipeline", facts).supported


def one_row() -> list[Fact]:
    made = Ledger("find_deals")
    only = deal(1, "Acme – X")
    for subject in (COMPANY, only):
        made.add(subject, "amount", 3450.0, "USD")
    made.add(COMPANY, "open_deals", 1, "count")
    return made.facts


def test_one_row_may_equal_the_total() -> None:
    found = check("1 open deal worth $3,450.\n\n- Acme – X (D-101): $3,450", one_row())
    assert found.supported, found.violations
    behind = [span.fact for span in found.spans]
    assert {"F1", "F2"} <= set(behind)


def test_a_total_is_not_the_one_rows_figure() -> None:
    facts = [*won()]
    assert not check("147 deals won in Q3 2026, worth $60,376 in all.", facts).supported
