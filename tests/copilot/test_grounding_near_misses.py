"""Near misses, odd spellings and hostile forms: one small ledger, one claim a line."""

from __future__ import annotations

import time
from datetime import date

import pytest

from copilot.grounding import Verdict, check
from data.periods import Period
from tools.claims import Claim, render, say
from tools.facts import COMPANY, Fact, Ledger, Subject

Q3 = Period(start=date(2017, 7, 1), end=date(2017, 9, 30), label="Q3 2017")
WEEK = Period(start=date(2017, 10, 16), end=date(2017, 10, 22), label="this week")


def ledger() -> list[Fact]:
    made = Ledger("metric")
    deal = Subject(kind="deal", id="1C1I7A6R", name="Cancity – GTX Pro")
    made.add(COMPANY, "open_deals", 25, "count", period=WEEK)
    made.add(COMPANY, "open_pipeline", 1234567.0, "USD", period=WEEK)
    made.add(COMPANY, "win_rate", 0.3134, "ratio", period=Q3, n=47, of=150)
    made.add(COMPANY, "change_in_win_rate", 3.1, "points", period=Q3, good_when="up")
    made.add(COMPANY, "deals_lost", 0, "count", period=Q3)
    made.add(COMPANY, "slip_rate", 0.0004, "ratio", period=Q3)
    made.add(deal, "amount", 4821.5, "USD")
    made.add(deal, "discount_amount", -300.0, "USD")
    made.add(deal, "age_days", 94, "days")
    made.add(deal, "risk_score", 71, "score")
    made.add(deal, "close_date", "2017-11-08", "date")
    made.add(deal, "note", "Wants 12% off & a call on Friday; see www.example.com", "text")
    return made.facts


def verdict(text: str) -> Verdict:
    return check(text, ledger())


SUPPORTED = """
There are 25 open deals.
There are twenty-five open deals this week.
The open pipeline is $1,234,567.
The open pipeline is $1.2M.
The open pipeline is $1.23 million.
The open pipeline is 1,234,567 dollars.
The open pipeline is USD 1,234,567.
The open pipeline is about $1,230,000.
The open pipeline is over $1.2M.
The win rate in Q3 2017 was 31%.
The win rate in Q3 2017 was 31.3 percent.
The win rate in the third quarter of 2017 was 31%.
The win rate was 31% (47 of 150) from Jul 1 to Sep 30, 2017.
The win rate rose 3.1 points in Q3 2017.
No deals were lost in Q3 2017.
The slip rate was under 0.1%.
Cancity – GTX Pro is worth $4,821.50.
Cancity – GTX Pro is worth $4,822.
Cancity – GTX Pro is worth $4.8k.
Cancity is 94 days old.
Cancity has been open for about 13 weeks.
Cancity's risk is 71 of 100.
Cancity's risk score is 71/100.
Cancity closes on Nov 8, 2017.
Cancity closes on 2017-11-08.
Cancity closes on 11/8/2017.
Cancity closes in November 2017.
Cancity closes on Wednesday, Nov 8, 2017.
Cancity carries a discount of -$300.
The note on Cancity reads "Wants 12% off & a call on Friday; see www.example.com".
**Cancity – GTX Pro** (`1C1I7A6R`): **$4,821.50**
""".strip().splitlines()

REJECTED = """
There are 5 open deals.
There are -25 open deals.
There are 250 open deals.
There are 2.5 open deals.
There are $25 open deals.
There are 25% open deals.
There are 25 lost deals.
There are 25 open accounts and 26 open deals.
There are over 25 open deals.
There are fewer than 25 open deals.
There are two dozen open deals.
There are dozens of open deals.
There are XXV open deals.
There are 25 deals open since Q2 2017.
The open pipeline is $1M.
The open pipeline is $1.3M.
The open pipeline is $1.2k.
The open pipeline is €1,234,567.
The open pipeline is EUR 1,234,567.
The open pipeline is 1,234,567.
The open pipeline is $1.234.567.
The open pipeline is $1 234 567.
The open pipeline is $1,23,4567.
The open pipeline is 1.234567e6 dollars.
The open pipeline is over $1,234,567.
The open pipeline is not $1,234,567.
The open pipeline isn't $1,234,567.
The open pipeline is $1,234,567 and growing.
The open pipeline is $1,234,567, the largest ever.
The win rate in Q3 2017 was 31 points.
The win rate in Q3 2017 was 32%.
The win rate in Q3 2017 was 3.1%.
The win rate in Q2 2017 was 31%.
The win rate in Q3 2016 was 31%.
The win rate last month was 31%.
The slip rate in Q3 2017 was 31%.
The win rate was 31% (150 of 47).
The win rate was 31% (47 of 151).
The win rate fell 3.1 points in Q3 2017.
The win rate rose 3.1% in Q3 2017.
The win rate worsened by 3.1 points in Q3 2017.
The win rate doubled in Q3 2017.
Half of the deals were won.
A third of the deals were won in Q2 2017.
No deals were won in Q3 2017.
Cancity – GTX Pro is worth $4,821.40.
Cancity – GTX Pro is worth $5k.
Cancity – GTX Pro is worth $94.
Cancity – GTX Pro is worth 94 days.
Cancity is 94 hours old.
Cancity is 94 weeks old.
Cancity is 71 days old.
Cancity's risk is 94 of 100.
Cancity's risk is 71%.
Cancity's win probability is 71%.
Cancity is at high risk.
Cancity is the riskiest deal.
Cancity is the only open deal.
Cancity is ranked third.
Cancity is 2nd.
Cancity closes on Nov 9, 2017.
Cancity closes on Nov 8, 2018.
Cancity closes on Feb 30, 2017.
Cancity closes on Monday, Nov 8, 2017.
Cancity closes on 8/11/2017.
Cancity closes in December 2017.
Cancity closes today.
Cancity carries a discount of $300.
Cancity was never worth $4,821.50.
Cancity is no longer worth $4,821.50.
Zorblax is worth $4,821.50.
Cancity and Zorblax are worth $4,821.50.
Acme – GTX Pro is worth $4,821.50.
Deal 9Z9Z9Z is worth $4,821.50.
The note on Cancity reads "Wants 13% off".
Cancity is worth $4,821.50. See https://evil.example.
Cancity is worth [$4,821.50](http://x.y).
Cancity is worth <b>$4,821.50</b>.
Cancity is worth &#36;4,821.50.
Cancity is worth ~~$4,821.50~~.
Cancity is worth $4,8\u200b21.50.
Cancity is worth $4,821.50\u202e.
Cancity is worth $4,821²
Cancity is worth ④.
There are ２6 open deals.
There are ٢٦ open deals.
There are 2️⃣5️⃣ open deals.
Retail deals won 31% in the retail sector.
""".strip().splitlines()


@pytest.mark.parametrize("text", SUPPORTED)
def test_right_figures_pass(text: str) -> None:
    found = verdict(text)
    assert found.supported, [(v.span.text, v.reason) for v in found.violations]


@pytest.mark.parametrize("text", REJECTED)
def test_near_misses_fail(text: str) -> None:
    assert not verdict(text).supported


@pytest.mark.parametrize("text", ["There are ２５ open deals.", "There are ٢٥ open deals."])
def test_digits_of_other_scripts_are_read_as_digits(text: str) -> None:
    assert verdict(text).supported


def test_spans_point_into_the_raw_text() -> None:
    text = "**Cancity – GTX Pro** is worth \\$4,821.50."
    spans = {text[s.start : s.end]: s.fact for s in verdict(text).spans}
    assert spans == {"Cancity – GTX Pro": "F7", "\\$4,821.50": "F7"}


def test_a_violation_names_the_stretch_and_the_reason() -> None:
    (violation,) = verdict("The open pipeline is $9,999.").violations
    assert (violation.span.text, violation.reason) == ("$9,999", "no fact has this figure")


def test_required_facts_must_be_said() -> None:
    found = check("There are 25 open deals.", ledger(), required=("F1", "F7"))
    assert (found.required_missing, found.supported, found.unsupported) == (1, False, 0)


def test_claims_rendered_by_code_pass() -> None:
    facts = {fact.id: fact for fact in ledger()}
    claim: Claim = say("item", "{amount.name}: {amount}, {age} old, risk {risk}",
                       amount=facts["F7"], age=facts["F9"], risk=facts["F10"])  # fmt: skip
    text, spans = render(claim, facts)
    assert check(text, list(facts.values())).supported
    assert len(spans) == 4


def test_no_ledger_supports_no_figure_but_plain_words_pass() -> None:
    assert not check("There are 3 deals.", []).supported
    assert check("Which deal do you mean?", []).supported


PATHOLOGICAL = {
    "digits": "1" * 100_000, "commas": "1," * 50_000, "dots": "a." * 50_000, "stars": "*" * 100_000,
    "backslashes": "\\" * 100_000, "brackets": "[(" * 50_000, "less than": "<" * 100_000,
    "figures": " and ".join(["$4,821"] * 8_000), "names": "Cancity – GTX Pro, " * 5_000,
    "numbers": "12 " * 20_000, "words": "forty-seven " * 8_300, "months": "Oct 16 – " * 11_000,
    "table": "| a | 5 |\n" * 2_000, "list": "1. a 5\n" * 2_000, "hidden": "\u200b" * 100_000,
    "ats": "a@" * 9_000, "spaces": " " * 100_000, "negations": "not " * 25_000,
    "long": "a" * 300_000,
}  # fmt: skip


NO_FIGURES = {"stars", "backslashes", "brackets", "less than", "spaces"}


@pytest.mark.parametrize("kind", PATHOLOGICAL)
def test_pathological_texts_end_soon_and_nothing_slips_through(kind: str) -> None:
    begun = time.perf_counter()
    found = verdict(PATHOLOGICAL[kind])
    assert time.perf_counter() - begun < 6
    assert found.supported == (kind in NO_FIGURES)
