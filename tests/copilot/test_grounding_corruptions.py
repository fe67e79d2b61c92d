"""Clean texts over realistic ledgers all pass; systematic corruptions of them are caught.

The corruptions are made by plain text surgery from the ledgers, never with the verifier's code.
"""

from __future__ import annotations

import json
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

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


def row(
    ledger: Ledger,
    who: Subject,
    amount: float,
    risk: int,
    level: str,
    at_risk: float,
    closes: str,
    window: tuple[str, str],
    age: int,
    win: float,
) -> None:
    span = Period(start=date.fromisoformat(window[0]), end=date.fromisoformat(window[1]))
    ledger.add(who, "amount", amount, "USD")
    ledger.add(who, "risk_score", risk, "score", period=HORIZON, good_when="down")
    ledger.add(who, "risk_level", level, "text")
    ledger.add(who, "value_at_risk", at_risk, "USD", period=HORIZON, good_when="down")
    ledger.add(who, "expected_close_on", closes, "date", period=span)
    ledger.add(who, "age_days", age, "days")
    ledger.add(who, "win_probability", win, "ratio")


def at_risk() -> list[Fact]:
    ledger = Ledger("deals_at_risk")
    ledger.add(COMPANY, "as_of", "2017-10-16", "date")
    ledger.add(COMPANY, "due_count", 212, "count", period=WEEK)
    ledger.add(COMPANY, "due_amount", 512345.0, "USD", period=WEEK)
    ledger.add(COMPANY, "value_at_risk", 301222.0, "USD", period=WEEK)
    ledger.add(COMPANY, "share_at_risk", 301222 / 512345, "ratio", period=WEEK)
    ledger.add(COMPANY, "change_in_value_at_risk", 12345.0, "USD", period=SINCE, good_when="down")
    ledger.add(COMPANY, "stale_count", 58, "count")
    ledger.add(COMPANY, "stale_amount", 148900.0, "USD")
    row(
        ledger,
        deal("Cancity – GTX Pro", "1C1I7A6R"),
        4821.0,
        71,
        "high",
        3423.0,
        "2017-11-08",
        ("2017-10-20", "2017-11-30"),
        94,
        0.29,
    )
    row(
        ledger,
        deal("Hottechi – MG Special", "9TXKM3B2"),
        3961.0,
        64,
        "medium",
        2535.0,
        "2017-11-14",
        ("2017-10-25", "2017-12-12"),
        61,
        0.36,
    )
    row(
        ledger,
        deal("Isdom – GTK 500", "4QWE81ZD"),
        26768.0,
        38,
        "low",
        10172.0,
        "2017-10-27",
        ("2017-10-18", "2017-11-05"),
        33,
        0.62,
    )
    return ledger.facts


def win_rates() -> list[Fact]:
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
    return ledger.facts


def one_deal() -> list[Fact]:
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
    return ledger.facts


def pipeline() -> list[Fact]:
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
    return ledger.facts


def forecast() -> list[Fact]:
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
    return ledger.facts


def reps() -> list[Fact]:
    ledger = Ledger("rep_summary")
    people = (
        ("Darcel Schlecht", 349, 1153214.0, 0.631, 553),
        ("Vicki Laflamme", 221, 478396.0, 0.637, 347),
        ("Kary Hendrixson", 209, 454298.0, 0.624, 335),
        ("Donn Cantrell", 158, 445860.0, 0.575, 275),
    )
    for name, won, revenue, rate, of in people:
        who = subject("rep", name)
        ledger.add(who, "deals_won", won, "count", period=Q3)
        ledger.add(who, "revenue_won", revenue, "USD", period=Q3)
        ledger.add(who, "win_rate", rate, "ratio", period=Q3, n=won, of=of, good_when="up")
        ledger.add(who, "sales_cycle_days", 50 + won % 7, "days", period=Q3)
    return ledger.facts


def hard_names() -> list[Fact]:
    ledger = Ledger("find_deals")
    names = (
        ("Q4 Holdings", 18250.0, 41),
        ("May", 9120.0, 63),
        ("None Inc", 7340.0, 55),
        ('O\'Hara & Sons "Precision" Tools', 15875.5, 22),
        ("<b>Bold</b> Beverages", 6699.0, 79),
        ("Phase II Systems *Ltd*", 5210.0, 48),
    )
    for name, amount, risk in names:
        ledger.add(subject("account", name), "amount", amount, "USD")
        ledger.add(subject("account", name), "risk_score", risk, "score")
    return ledger.facts


def changes() -> list[Fact]:
    ledger = Ledger("pipeline_changes")
    for name, value, count in (
        ("opening", 4100250.0, 1602),
        ("created", 310400.0, 88),
        ("lost", 150300.0, 61),
        ("won", 272696.0, 40),
        ("closing", 3987654.0, 1589),
    ):
        ledger.add(COMPANY, name, value, "USD", period=SINCE)
        ledger.add(COMPANY, f"{name}_count", count, "count", period=SINCE)
    ledger.add(COMPANY, "change_in_open_pipeline", -112596.0, "USD", period=SINCE, good_when="up")
    return ledger.facts


def quality() -> list[Fact]:
    ledger = Ledger("data_quality")
    ledger.add(COMPANY, "deals_without_account", 1425, "count", of=8800)
    ledger.add(COMPANY, "deals_without_close_date", 2089, "count", of=8800)
    ledger.add(COMPANY, "deals_checked", 8800, "count")
    ledger.add(COMPANY, "as_of", "2017-10-16", "date")
    ledger.add(COMPANY, "sales_cycle_days", 45, "days", period=Q3)
    ledger.add(COMPANY, "discount_rate", 0.0312, "ratio", period=Q3)
    return ledger.facts


def levels() -> list[Fact]:
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
    return ledger.facts


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
TEXTS = json.loads((Path(__file__).parent / "grounding_texts.json").read_text("utf-8"))
CASES = [(name, i) for name in LEDGERS for i in range(len(TEXTS[name]))]
MOST = 4


@pytest.mark.parametrize(("name", "number"), CASES)
def test_clean_texts_pass(name: str, number: int) -> None:
    verdict = check(TEXTS[name][number], LEDGERS[name]())
    assert verdict.supported, [(v.span.text, v.reason) for v in verdict.violations]
    assert verdict.claims
    assert verdict.spans


INVENTED = (
    "Zorblax Industries",
    "Northwind",
    "Pinecrest Capital",
    "Vandelay",
    "Marta Quill",
    "KX-7731",
    "Acme Corp",
)
FLIPS = {
    "up": "down",
    "down": "up",
    "rose": "fell",
    "risen": "fallen",
    "fell": "rose",
    "better": "worse",
    "highest": "lowest",
    "lowest": "highest",
    "largest": "smallest",
    "smallest": "largest",
    "most": "least",
    "riskiest": "safest",
    "third": "second",
}
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
    pairs = (
        ("Q3 2017", "Q2 2017"),
        ("Q2 2017", "Q3 2017"),
        ("Q4 2017", "Q3 2017"),
        ("this week", "next week"),
        ("This week", "Last month"),
        ("Oct 16 – 22, 2017", "Oct 9 – 15, 2017"),
        ("Jul 1 – Sep 30", "Apr 1 – Jun 30"),
        ("Oct 9, 2017", "Oct 16, 2017"),
        ("Q3 2017", "Q3 2016"),
    )
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
    for extra in (
        "See https://evil.example/x.",
        "[more](http://a.b/c)",
        "![x](//a.b/c.png)",
        "Visit www.example.org now.",
        "<img src=x onerror=alert(1)>",
        "Write to sales@example.com.",
        "<script>alert(1)</script>",
        "Go to evil.com today.",
        "[a]: javascript:alert(1)",
    ):
        yield f"{text}\n\n{extra}"
        yield f"{extra} {text}"


KINDS = (
    digits,
    swapped_numbers,
    swapped_names,
    units,
    dates,
    directions,
    negations,
    superlatives,
    names,
    inventions,
    periods,
    levels_changed,
    currencies,
    magnitudes,
    links,
)


def corruptions(name: str, number: int) -> Iterator[tuple[str, str]]:
    facts, text = LEDGERS[name](), TEXTS[name][number]
    dice = random.Random(f"{name}-{number}")  # noqa: S311
    for make in KINDS:
        found = [other for other in dict.fromkeys(make(text, facts, dice)) if other != text]
        for corrupted in dice.sample(found, min(MOST, len(found))):
            yield make.__name__, corrupted


def test_corruptions_are_caught(capsys: pytest.CaptureFixture[str]) -> None:
    made: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    slipped = []
    for name, number in CASES:
        facts = LEDGERS[name]()
        for kind, text in corruptions(name, number):
            made[kind] += 1
            if check(text, facts).supported:
                missed[kind] += 1
                slipped.append((kind, name, number, text))
    total, lost = sum(made.values()), sum(missed.values())
    lines = [f"caught {total - lost} of {total} ({1 - lost / total:.2%}), {len(CASES)} clean texts"]
    lines += [f"  {kind:16} {n - missed[kind]:5} of {n}" for kind, n in made.items()]
    with capsys.disabled():
        sys.stdout.write("\n" + "\n".join(lines) + "\n")
    assert lost <= 0.01 * total, slipped[:20]


def test_false_statements_in_free_prose_are_mostly_caught() -> None:
    """Figures, names and words that all occur in the ledger, put together wrongly."""
    false = json.loads((Path(__file__).parent / "grounding_false.json").read_text("utf-8"))
    made = [(name, text) for name, texts in false.items() for text in texts]
    slipped = [text for name, text in made if check(text, LEDGERS[name]()).supported]
    assert len(slipped) <= 0.05 * len(made), slipped


def test_a_long_answer_is_checked_fast() -> None:
    facts, text = LEDGERS["at_risk"](), "\n\n".join(TEXTS["at_risk"][:3])
    times = []
    for _ in range(5):
        begun = time.perf_counter()
        check(text, facts)
        times.append(time.perf_counter() - begun)
    assert min(times) < 0.1, f"{min(times):.3f} s for {len(text)} characters"
