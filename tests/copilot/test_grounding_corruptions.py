"""Clean texts over realistic ledgers all pass; systematic corruptions of them are caught.

The corruptions are made by plain text surgery from the ledgers, never with the verifier's code.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date

import pytest

from copilot.grounding import check
from data.periods import Period
from tools.facts import COMPANY, Fact, Ledger, Subject

WEEK = Period(start=date(2017, 10, 16), end=date(2017, 10, 22), label="this week")
HORIZON = Period(start=date(2017, 10, 16), end=date(2017, 12, 31), label="by the horizon")
SINCE = Period(start=date(2017, 10, 9), end=date(2017, 10, 16), label="since Oct 9")
Q2 = Period(start=date(2017, 4, 1), end=date(2017, 6, 30), label="Q2 2017")
Q3 = Period(start=date(2017, 7, 1), end=date(2017, 9, 30), label="Q3 2017")
Q4 = Period(start=date(2017, 10, 1), end=date(2017, 12, 31), label="Q4 2017")


def deal(name: str, number: str) -> Subject:
    return Subject(kind="deal", id=number, name=name)


def subject(kind: str, name: str) -> Subject:
    return Subject.model_validate({"kind": kind, "id": name, "name": name})


def row(ledger: Ledger, who: Subject, amount: float, risk: int, level: str, at_risk: float,
        closes: str, window: tuple[str, str], age: int, win: float) -> None:  # fmt: skip
    span = Period(start=date.fromisoformat(window[0]), end=date.fromisoformat(window[1]))
    ledger.add(who, "amount", amount, "USD")
    ledger.add(who, "risk_score", risk, "score", period=HORIZON, good_when="down")
    ledger.add(who, "risk_level", level, "text")
    ledger.add(who, "value_at_risk", at_risk, "USD", period=HORIZON, good_when="down")
    ledger.add(who, "expected_close_on", closes, "date", period=span)
    ledger.add(who, "age_days", age, "days")
    ledger.add(who, "win_probability", win, "ratio")


def at_risk() -> tuple[list[Fact], list[str]]:
    ledger = Ledger("deals_at_risk")
    ledger.add(COMPANY, "as_of", "2017-10-16", "date")
    ledger.add(COMPANY, "due_count", 212, "count", period=WEEK)
    ledger.add(COMPANY, "due_amount", 512345.0, "USD", period=WEEK)
    ledger.add(COMPANY, "value_at_risk", 301222.0, "USD", period=WEEK)
    ledger.add(COMPANY, "share_at_risk", 301222 / 512345, "ratio", period=WEEK)
    ledger.add(COMPANY, "change_in_value_at_risk", 12345.0, "USD", period=SINCE, good_when="down")
    ledger.add(COMPANY, "stale_count", 58, "count")
    ledger.add(COMPANY, "stale_amount", 148900.0, "USD")
    row(ledger, deal("Cancity – GTX Pro", "1C1I7A6R"), 4821.0, 71, "high", 3423.0, "2017-11-08",
        ("2017-10-20", "2017-11-30"), 94, 0.29)  # fmt: skip
    row(ledger, deal("Hottechi – MG Special", "9TXKM3B2"), 3961.0, 64, "medium", 2535.0, "2017-11-14",
        ("2017-10-25", "2017-12-12"), 61, 0.36)  # fmt: skip
    row(ledger, deal("Isdom – GTK 500", "4QWE81ZD"), 26768.0, 38, "low", 10172.0, "2017-10-27",
        ("2017-10-18", "2017-11-05"), 33, 0.62)  # fmt: skip
    texts = [
        "212 open deals worth $512,345 are due Oct 16 – 22, 2017; $301,222 of it is at risk (59%).\n"
        "Value at risk is up $12,345 from Oct 9, 2017.\n\n"
        "1. Isdom – GTK 500 (4QWE81ZD): $26,768, risk 38 of 100 (low), $10,172 at risk by Dec 31, 2017, "
        "expected to close Oct 18 – Nov 5, 2017.\n"
        "2. Cancity – GTX Pro (1C1I7A6R): $4,821, risk 71 of 100 (high), $3,423 at risk by Dec 31, 2017, "
        "expected to close Oct 20 – Nov 30, 2017.\n"
        "3. Hottechi – MG Special (9TXKM3B2): $3,961, risk 64 of 100 (medium), $2,535 at risk by "
        "Dec 31, 2017, expected to close Oct 25 – Dec 12, 2017.\n\n"
        "58 stale deals worth $148,900 are left out.",
        "This week **212 open deals** are due, worth **$512,345** in total. Of that, $301,222 is at risk, "
        "about 59%. Value at risk has risen by $12,345 since Oct 9, 2017.\n\n"
        "- **Isdom – GTK 500** carries the largest value at risk: $10,172 of its $26,768, although its risk "
        "score is only 38 (low).\n"
        "- **Cancity – GTX Pro** is the riskiest: it scores 71 of 100 for risk and has a 29% chance to win.\n"
        "- **Hottechi – MG Special** has been open for 61 days and is worth $3,961.",
        "Cancity – GTX Pro is worth $4,821 and has been open 94 days. It is high risk: its chance to win is "
        "29%, and $3,423 is at risk by Dec 31, 2017.",
        "The Cancity GTX Pro deal and the Isdom GTK 500 deal are worth $4,821 and $26,768. The first step is "
        "to call both buyers.",
        "Roughly $512,000 is due this week across 212 open deals.",
    ]
    return ledger.facts, texts


def win_rates() -> tuple[list[Fact], list[str]]:
    ledger = Ledger("metric")
    east, west = subject("region", "East"), subject("region", "West")
    for who, now, n, of, span, before, m, out, low in (
        (east, 312 / 511, 312, 511, (0.568, 0.652), 0.577, 280, 485, (0.533, 0.621)),
        (west, 204 / 391, 204, 391, (0.472, 0.571), 0.551, 198, 359, (0.499, 0.602)),
    ):
        ledger.add(
            who, "win_rate", now, "ratio", period=Q3, n=n, of=of, interval=span, good_when="up"
        )
        ledger.add(
            who, "win_rate", before, "ratio", period=Q2, n=m, of=out, interval=low, good_when="up"
        )
        change = round((now - before) * 100, 1)
        ledger.add(who, "change_in_win_rate", change, "points", period=Q3, good_when="up")
    texts = [
        "Win rate, East, Jul 1 – Sep 30, 2017: 61% (312 of 511 closed deals; 95% interval 57% – 65%).\n"
        "Win rate, West, Jul 1 – Sep 30, 2017: 52% (204 of 391 closed deals; 95% interval 47% – 57%).",
        "In Q3 2017, East won 61% of its closed deals, up from 58% in Q2 2017. West went the other way: its "
        "win rate fell from 55% in Q2 2017 to 52% in Q3 2017.",
        "East's win rate in Q3 2017 was 61% (312 of 511). That is 3.4 points better than the quarter before.",
        "| Region | Win rate | Deals |\n|---|---|---|\n| East | 61% | 312 of 511 |\n| West | 52% | 204 of 391 |",
        "The win rate in Q3 2017 was 61% in East and 52% in West. East has the highest win rate.",
        "## Q3 2017\n\nWin rate by region:\n\n- East: 61%, up 3.4 points\n- West: 52%, down 2.9 points",
    ]
    return ledger.facts, texts


def one_deal() -> tuple[list[Fact], list[str]]:
    ledger = Ledger("deal_summary")
    who = deal("Kan-code – GTX Plus Pro", "ZNBS69V1")
    row(
        ledger,
        who,
        5482.0,
        57,
        "medium",
        3124.74,
        "2017-12-05",
        ("2017-11-10", "2018-01-15"),
        112,
        0.432,
    )
    ledger.add(who, "rep", "Darcel Schlecht", "text")
    ledger.add(who, "stage", "Engaging", "text")
    ledger.add(who, "created_on", "2017-06-26", "date")
    ledger.add(who, "push_count", 2, "count")
    ledger.add(who, "last_note", "Asked for 15% off until Friday, wants 3 references", "text")
    ledger.add(
        who,
        "change_in_risk_score",
        6,
        "points",
        display="+6 points",
        period=SINCE,
        good_when="down",
    )
    ledger.add(COMPANY, "as_of", "2017-10-16", "date")
    texts = [
        "**Kan-code – GTX Plus Pro (ZNBS69V1)**: $5,482, stage Engaging, owner Darcel Schlecht, open for 112 days.\n"
        "Risk 57 of 100 (medium); win probability 43%; $3,124.74 at risk by Dec 31, 2017.\n"
        'Last note: "Asked for 15% off until Friday, wants 3 references".',
        "The Kan-code deal is worth $5,482 and has been open for 112 days; Darcel Schlecht owns it. Its chance to "
        "win is 43.2%. It was created on Jun 26, 2017 and has been pushed twice. No next step is recorded.",
        "ZNBS69V1 is a medium-risk deal. It should close around Dec 5, 2017, and its risk rose by 6 points since "
        "Oct 9, 2017.",
        "As of Oct 16, 2017, the deal with Kan-code is in stage Engaging. About $3,100 of its value is at risk.",
    ]
    return ledger.facts, texts


def pipeline() -> tuple[list[Fact], list[str]]:
    ledger = Ledger("pipeline_summary")
    ledger.add(COMPANY, "open_deals", 1589, "count")
    ledger.add(COMPANY, "open_pipeline", 3987654.0, "USD")
    ledger.add(COMPANY, "weighted_pipeline", 1234567.0, "USD", period=Q4)
    ledger.add(COMPANY, "coverage", 2.13, "ratio", display="2.1x", period=Q4)
    ledger.add(COMPANY, "missing_close_date", 6, "count", of=47)
    ledger.add(COMPANY, "counted", 41, "count", n=41, of=47)
    for name, n, value in (
        ("Central", 611, 1402000.0),
        ("East", 455, 1180400.0),
        ("West", 523, 1405254.0),
    ):
        ledger.add(subject("region", name), "open_deals", n, "count")
        ledger.add(subject("region", name), "open_pipeline", value, "USD")
    texts = [
        "1,589 open deals are worth $3,987,654; weighted by win probability, $1,234,567 in Q4 2017. Coverage is 2.1x.\n"
        "- West: 523 open deals, $1,405,254\n- Central: 611 open deals, $1,402,000\n- East: 455 open deals, $1,180,400\n\n"
        "41 of 47 deals; 6 left out: no close date.",
        "The open pipeline is $3.99M across 1,589 deals. West has the most pipeline at $1.41M; East has the smallest "
        "pipeline with $1,180,400 in 455 open deals.",
        "Central holds 611 open deals worth $1,402,000, against 523 in West and 455 in East.",
        "| Region | Open deals | Pipeline |\n|:--|--:|--:|\n| Central | 611 | $1,402,000 |\n| East | 455 | $1,180,400 |\n"
        "| West | 523 | $1,405,254 |",
    ]
    return ledger.facts, texts


def forecast() -> tuple[list[Fact], list[str]]:
    ledger = Ledger("forecast")
    for name, value in (
        ("p10", 1912000.0),
        ("p50", 2204500.0),
        ("p90", 2533000.0),
        ("mean", 2215300.0),
    ):
        ledger.add(COMPANY, f"revenue_{name}", value, "USD", period=Q4)
    ledger.add(COMPANY, "won_to_date", 402150.0, "USD", period=Q4)
    ledger.add(COMPANY, "open_pipeline_mean", 1310150.0, "USD", period=Q4)
    ledger.add(COMPANY, "new_business_mean", 503000.0, "USD", period=Q4)
    ledger.add(COMPANY, "target", 2500000.0, "USD", period=Q4)
    ledger.add(COMPANY, "chance_of_target", 0.124, "ratio", period=Q4)
    ledger.add(COMPANY, "gap_to_target", 295500.0, "USD", period=Q4)
    ledger.add(deal("Cancity – GTX Pro", "1C1I7A6R"), "top_share", 0.31, "ratio")
    texts = [
        "Forecast revenue for Oct 1 – Dec 31, 2017: P50 $2,204,500, P10 $1,912,000, P90 $2,533,000.",
        "We expect revenue of $2.2M in Q4 2017, with a range from $1,912,000 to $2,533,000. Won to date is $402,150; "
        "the open pipeline adds $1,310,150 on average and new business $503,000.",
        "The target for Q4 2017 is $2,500,000. The chance of reaching the target is 12%, and the gap is $295,500.",
        "One deal, Cancity – GTX Pro, is 31% of what we expect from open deals.",
    ]
    return ledger.facts, texts


def reps() -> tuple[list[Fact], list[str]]:
    ledger = Ledger("rep_summary")
    people = (("Darcel Schlecht", 349, 1153214.0, 0.631, 553), ("Vicki Laflamme", 221, 478396.0, 0.637, 347),
              ("Kary Hendrixson", 209, 454298.0, 0.624, 335), ("Donn Cantrell", 158, 445860.0, 0.575, 275))  # fmt: skip
    for name, won, revenue, rate, of in people:
        who = subject("rep", name)
        ledger.add(who, "deals_won", won, "count", period=Q3)
        ledger.add(who, "revenue_won", revenue, "USD", period=Q3)
        ledger.add(who, "win_rate", rate, "ratio", period=Q3, n=won, of=of, good_when="up")
        ledger.add(who, "sales_cycle_days", 50 + won % 7, "days", period=Q3)
    texts = [
        "Revenue won, Jul 1 – Sep 30, 2017:\n\n1. Darcel Schlecht: $1,153,214 from 349 deals won\n2. Vicki Laflamme: $478,396 from "
        "221 deals won\n3. Kary Hendrixson: $454,298 from 209 deals won\n4. Donn Cantrell: $445,860 from 158 deals won",
        "Darcel Schlecht won the most revenue in Q3 2017, $1,153,214. Vicki Laflamme has the highest win rate at "
        "64% (221 of 347), while Donn Cantrell's is the lowest at 57.5%.",
        "Darcel won 349 deals and Vicki 221 deals in Q3 2017.",
        "Kary Hendrixson ranks third by revenue with $454,298; her median sales cycle was 56 days.",
        "$478,396 was won by Vicki Laflamme and $445,860 by Donn Cantrell.",
    ]
    return ledger.facts, texts


def hard_names() -> tuple[list[Fact], list[str]]:
    ledger = Ledger("find_deals")
    names = (("Q4 Holdings", 18250.0, 41), ("May", 9120.0, 63), ("None Inc", 7340.0, 55),
             ("O'Hara & Sons \"Precision\" Tools", 15875.5, 22), ("<b>Bold</b> Beverages", 6699.0, 79),
             ("Phase II Systems *Ltd*", 5210.0, 48))  # fmt: skip
    for name, amount, risk in names:
        ledger.add(subject("account", name), "amount", amount, "USD")
        ledger.add(subject("account", name), "risk_score", risk, "score")
    texts = [
        "- Q4 Holdings: $18,250, risk 41 of 100\n- May: $9,120, risk 63 of 100\n- None Inc: $7,340, risk 55 of 100\n"
        '- O\'Hara & Sons "Precision" Tools: $15,875.50, risk 22 of 100\n- \\<b\\>Bold\\</b\\> Beverages: $6,699, risk 79 of 100\n'
        "- Phase II Systems \\*Ltd\\*: $5,210, risk 48 of 100",
        "May is worth $9,120 and Q4 Holdings $18,250. None Inc scores 55 of 100 for risk.",
        "The riskiest account is <b>Bold</b> Beverages with a risk score of 79; O’Hara & Sons “Precision” Tools is worth $15,875.50.",
    ]
    return ledger.facts, texts


def changes() -> tuple[list[Fact], list[str]]:
    ledger = Ledger("pipeline_changes")
    for name, value, count in (("opening", 4100250.0, 1602), ("created", 310400.0, 88), ("lost", 150300.0, 61),
                               ("won", 272696.0, 40), ("closing", 3987654.0, 1589)):  # fmt: skip
        ledger.add(COMPANY, name, value, "USD", period=SINCE)
        ledger.add(COMPANY, f"{name}_count", count, "count", period=SINCE)
    ledger.add(COMPANY, "change_in_open_pipeline", -112596.0, "USD", period=SINCE, good_when="up")
    texts = [
        "Opening pipeline $4,100,250 (1,602 deals); created $310,400 (88 deals); lost $150,300 (61 deals); won $272,696 "
        "(40 deals); closing pipeline $3,987,654 (1,589 deals).",
        "The open pipeline is down $112,596 since Oct 9, 2017. We created 88 deals worth $310,400, won 40 worth $272,696 and "
        "lost 61 worth $150,300.",
        "Open pipeline fell by $112,596 between Oct 9 and Oct 16, 2017.",
    ]
    return ledger.facts, texts


def quality() -> tuple[list[Fact], list[str]]:
    ledger = Ledger("data_quality")
    ledger.add(COMPANY, "deals_without_account", 1425, "count", of=8800)
    ledger.add(COMPANY, "deals_without_close_date", 2089, "count", of=8800)
    ledger.add(COMPANY, "deals_checked", 8800, "count")
    ledger.add(COMPANY, "as_of", "2017-10-16", "date")
    ledger.add(COMPANY, "sales_cycle_days", 45, "days", period=Q3)
    ledger.add(COMPANY, "discount_rate", 0.0312, "ratio", period=Q3)
    texts = [
        "1,425 of 8,800 deals have no account, and 2,089 have no close date. Data as of Oct 16, 2017.",
        "The median sales cycle in Q3 2017 was 45 days. The discount rate was 3.1%.",
    ]
    return ledger.facts, texts


def levels() -> tuple[list[Fact], list[str]]:
    ledger = Ledger("pipeline_summary")
    for name, n, value, rate in (
        ("high", 140, 402000.0, 0.21),
        ("medium", 388, 911500.0, 0.43),
        ("low", 205, 660250.0, 0.71),
    ):
        who = subject("level", name)
        ledger.add(who, "open_deals", n, "count")
        ledger.add(who, "open_pipeline", value, "USD")
        ledger.add(who, "win_rate", rate, "ratio", n=int(rate * 1000), of=1000)
    texts = [
        "140 high-risk deals are worth $402,000, 388 medium-risk deals $911,500 and 205 low-risk deals $660,250.",
        "Of 100 high-risk deals, 21% were won.",
        "- High: 140 open deals, $402,000; past win rate 21%\n- Medium: 388 open deals, $911,500; past win rate 43%\n"
        "- Low: 205 open deals, $660,250; past win rate 71%",
    ][:1] + [
        "- High: 140 open deals, $402,000; past win rate 21%\n- Medium: 388 open deals, $911,500; past win rate 43%\n"
        "- Low: 205 open deals, $660,250; past win rate 71%",
    ]
    return ledger.facts, texts


LEDGERS = {
    f.__name__: f
    for f in (
        at_risk,
        win_rates,
        one_deal,
        pipeline,
        forecast,
        reps,
        hard_names,
        changes,
        quality,
        levels,
    )
}
CASES = [(name, i) for name, make in LEDGERS.items() for i in range(len(make()[1]))]


@pytest.mark.parametrize(("name", "number"), CASES)
def test_clean_texts_pass(name: str, number: int) -> None:
    facts, texts = LEDGERS[name]()
    verdict = check(texts[number], facts)
    assert verdict.supported, [(v.span.text, v.reason) for v in verdict.violations]
    assert verdict.claims and verdict.spans


INVENTED = (
    "Zorblax Industries",
    "Northwind",
    "Pinecrest Capital",
    "Vandelay",
    "Marta Quill",
    "KX-7731",
    "Acme Corp",
)
FLIPS = {"up": "down", "down": "up", "rose": "fell", "risen": "fallen", "fell": "rose", "better": "worse",
         "highest": "lowest", "lowest": "highest", "largest": "smallest", "smallest": "largest", "most": "least",
         "riskiest": "safest", "third": "second"}  # fmt: skip
NUMBER = re.compile(r"(?<![\w.,])\$?\d+(?:,\d{3})*(?:\.\d+)?")
Corruption = tuple[str, str]


def names_in(facts: list[Fact]) -> list[Subject]:
    kinds = ("deal", "region", "rep", "account")
    return list(dict.fromkeys(f.subject for f in facts if f.subject.kind in kinds))


def figures_in(text: str, facts: list[Fact]) -> list[re.Match[str]]:
    """Digits that claim something: not list numbers, scale words, names or years in them."""
    taken = [
        m.span()
        for s in names_in(facts)
        for part in {s.name, s.id, *s.name.split(" – ")}
        for m in re.finditer(re.escape(part), text)
    ]
    taken += [
        m.span()
        for m in re.finditer(r"(?m)^\d+\.|95% interval|of 100\b|Q[1-4]|GTK 500|Q4 Holdings", text)
    ]
    taken += [m.span() for m in re.finditer(r'"Asked[^"]*"', text)]
    return [
        m for m in NUMBER.finditer(text) if not any(a < m.end() and m.start() < b for a, b in taken)
    ]


def hedged(text: str, at: int) -> bool:
    return re.search(r"(?i)(?:about|roughly|around)\s*\**$", text[max(0, at - 14) : at]) is not None


def put(text: str, match: re.Match[str], new: str) -> str:
    return text[: match.start()] + new + text[match.end() :]


def digits(text: str, facts: list[Fact], dice: random.Random) -> Iterator[str]:
    for match in figures_in(text, facts):
        shown = match.group()
        places = [i for i, c in enumerate(shown) if c.isdigit()]
        at = places[0] if hedged(text, match.start()) else dice.choice(places)
        other = dice.choice([d for d in "123456789" if d != shown[at]])
        yield put(text, match, shown[:at] + other + shown[at + 1 :])


def swapped_numbers(text: str, facts: list[Fact], dice: random.Random) -> Iterator[str]:
    for match in figures_in(text, facts):
        shown = match.group()
        tail = text[match.end() : match.end() + 1]
        same = [f.display for f in facts if NUMBER.fullmatch(f.display.rstrip("%"))]
        same = [
            d for d in same if ("$" in d) == ("$" in shown) and d.endswith("%") == (tail == "%")
        ]
        values = {d.rstrip("%") for d in same} - {shown}
        if (
            re.search(r"(?:[A-Z][a-z]{2} |– |, |Q[1-4] )$", text[: match.start()])
            and tail != "%"
            and "$" not in shown
        ):
            continue  # a part of a date
        rounded = shown.rstrip("0").rstrip(".") if "." in shown else shown
        for value in sorted(
            v for v in values if not v.startswith(rounded[:2] if tail == "%" else rounded[:3])
        ):
            yield put(text, match, value)


def swapped_names(text: str, facts: list[Fact], dice: random.Random) -> Iterator[str]:
    subjects = names_in(facts)
    for subject in subjects:
        for other in subjects:
            if other.name != subject.name and subject.name in text and other.kind == subject.kind:
                if other.name in text:
                    yield (
                        text.replace(subject.name, "\0")
                        .replace(other.name, subject.name)
                        .replace("\0", other.name)
                    )
                else:
                    yield text.replace(subject.name, other.name)


def units(text: str, facts: list[Fact], dice: random.Random) -> Iterator[str]:
    for match in figures_in(text, facts):
        shown, tail = match.group(), text[match.end() : match.end() + 12]
        if shown.startswith("$"):
            yield put(text, match, shown[1:])
            yield put(text, match, shown[1:] + "%")
            yield put(text, match, shown[1:] + " days")
        elif tail.startswith("%"):
            yield text[: match.end()] + " points" + text[match.end() + 1 :]
            yield text[: match.start()] + "$" + shown + text[match.end() + 1 :]
        elif re.match(r" (?:days|points)", tail):
            yield re.sub(rf"{re.escape(shown)} (?:days|points)", f"{shown}%", text, count=1)
            yield re.sub(rf"{re.escape(shown)} (?:days|points)", f"{shown} hours", text, count=1)


def dates(text: str, facts: list[Fact], dice: random.Random) -> Iterator[str]:
    for match in re.finditer(r"\b(?:Oct|Nov|Dec|Jul|Sep|Jun) (\d{1,2})\b", text):
        day = int(match.group(1))
        yield text[: match.start(1)] + str(day - 1 if day > 20 else day + 1) + text[match.end(1) :]
    for a, b in (
        ("Oct", "Sep"),
        ("Dec 31", "Jan 31"),
        ("2017", "2018"),
        ("Nov", "Aug"),
        ("Jul 1", "Jun 1"),
    ):
        for match in re.finditer(rf"\b{a}\b", text):
            yield put(text, match, b)


def directions(text: str, facts: list[Fact], dice: random.Random) -> Iterator[str]:
    for word, other in FLIPS.items():
        for match in re.finditer(rf"\b{word}\b", text):
            yield put(text, match, other)


def negations(text: str, facts: list[Fact], dice: random.Random) -> Iterator[str]:
    for match in re.finditer(r"\b(?:is|are|was|were|has|have|should)\b", text):
        yield put(text, match, match.group() + dice.choice((" not", " never", " no longer")))
    for match in re.finditer(r"\b(?:won|worth|rose|fell|scores|carries|holds|expected)\b", text):
        yield put(text, match, "not " + match.group())
        yield put(text, match, "never " + match.group())


def superlatives(text: str, facts: list[Fact], dice: random.Random) -> Iterator[str]:
    for subject in names_in(facts):
        tops = set()
        for metric in {f.metric for f in facts}:
            peers = [
                f
                for f in facts
                if f.metric == metric
                and f.subject.kind == subject.kind
                and isinstance(f.value, float | int)
            ]
            best = (
                {
                    max(peers, key=lambda f: f.value).subject,
                    min(peers, key=lambda f: f.value).subject,
                }
                if peers
                else set()
            )
            tops |= {s.name for s in best}
        word = dice.choice(
            ("largest", "riskiest", "best", "worst", "second largest", "most valuable")
        )
        if subject.name in text and subject.name not in tops:
            yield text.replace(subject.name, f"the {word} one, {subject.name}", 1)
            yield text + f"\n\n{subject.name} is the {word} of them."
    yield text + "\n\nIt is the only one."
    yield text + "\n\nThis is the largest in company history."


def names(text: str, facts: list[Fact], dice: random.Random) -> Iterator[str]:
    for subject in names_in(facts):
        for part in {subject.name, *subject.name.split(" – ")}:
            if part in text:
                yield text.replace(part, dice.choice(INVENTED))
    for name in INVENTED:
        yield f"{text}\n\n{name} should be called first."
        yield f"{text}\n\nTalk to {name} too."


def inventions(text: str, facts: list[Fact], dice: random.Random) -> Iterator[str]:
    yield text + "\n\nIt includes 17 new deals worth $9,999."
    yield text + "\n\nThat is 83% of the plan."
    yield text + "\n\nExpect about $77k more."
    yield text + "\n\nTwenty-six deals were added."
    yield text + "\n\nThree quarters of them will close."
    yield text + "\n\nIt took 37 days."
    yield text + "\n\nThis doubled."


def periods(text: str, facts: list[Fact], dice: random.Random) -> Iterator[str]:
    pairs = (("Q3 2017", "Q2 2017"), ("Q2 2017", "Q3 2017"), ("Q4 2017", "Q3 2017"), ("this week", "next week"),
             ("This week", "Last month"), ("Oct 16 – 22, 2017", "Oct 9 – 15, 2017"), ("Jul 1 – Sep 30", "Apr 1 – Jun 30"),
             ("Oct 9, 2017", "Oct 16, 2017"), ("Q3 2017", "Q3 2016"))  # fmt: skip
    for a, b in pairs:
        if a in text:
            yield text.replace(a, b)


def levels_changed(text: str, facts: list[Fact], dice: random.Random) -> Iterator[str]:
    for match in re.finditer(r"(?i)\b(low|medium|high)\b", text):
        for other in {"low", "medium", "high"} - {match.group().lower()}:
            yield put(text, match, other)


def currencies(text: str, facts: list[Fact], dice: random.Random) -> Iterator[str]:
    for match in re.finditer(r"\$(?=\d)", text):
        for other in ("€", "£", "EUR ", "CAD "):
            yield put(text, match, other)


def magnitudes(text: str, facts: list[Fact], dice: random.Random) -> Iterator[str]:
    for match in re.finditer(r"(\$\d+(?:,\d{3})*(?:\.\d+)?)(M?)", text):
        yield put(text, match, match.group(1) + ("k" if match.group(2) else "M"))
        yield put(text, match, match.group(1) + ("B" if match.group(2) else "k"))


def links(text: str, facts: list[Fact], dice: random.Random) -> Iterator[str]:
    for extra in ("See https://evil.example/x.", "[more](http://a.b/c)", "![x](//a.b/c.png)", "Visit www.example.org now.",
                  "<img src=x onerror=alert(1)>", "Write to sales@example.com.", "<script>alert(1)</script>", "Go to evil.com today.",
                  "[a]: javascript:alert(1)"):  # fmt: skip
        yield f"{text}\n\n{extra}"
        yield f"{extra} {text}"


KINDS = (digits, swapped_numbers, swapped_names, units, dates, directions, negations, superlatives, names, inventions,
         periods, levels_changed, currencies, magnitudes, links)  # fmt: skip


def corruptions(name: str, number: int) -> Iterator[tuple[str, str]]:
    facts, texts = LEDGERS[name]()
    dice = random.Random(f"{name}-{number}")
    for make in KINDS:
        for corrupted in dict.fromkeys(make(texts[number], facts, dice)):
            if corrupted != texts[number]:
                yield make.__name__, corrupted


def test_corruptions_are_caught(capsys: pytest.CaptureFixture[str]) -> None:
    made: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    slipped = []
    for name, number in CASES:
        facts = LEDGERS[name]()[0]
        for kind, text in corruptions(name, number):
            made[kind] += 1
            if check(text, facts).supported:
                missed[kind] += 1
                slipped.append((kind, name, number, text))
    total, lost = sum(made.values()), sum(missed.values())
    with capsys.disabled():
        print(
            f"\ncaught {total - lost} of {total} corrupted texts ({1 - lost / total:.2%}); clean texts rejected: 0 of {len(CASES)}"
        )
        for kind, n in made.items():
            print(f"  {kind:16} {n - missed[kind]:5} of {n}")
    assert lost <= 0.01 * total, slipped[:20]
