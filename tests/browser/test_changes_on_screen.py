"""Change, outlook, what-if and track record on a screen: drawn in full, told in words, fitting."""

from __future__ import annotations

import io
import re

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.slow

CHART, PHONE = "stVegaLiteChart", 390
BRIDGE, OUTLOOK = "What changed since last week?", "Will we make the number?"
WHAT_IF, RECORD = "What if we lose the two biggest deals?", "How good were our forecasts?"
ADDED, TAKEN, WON, TOTAL = (63, 143, 208), (217, 119, 43), (47, 158, 110), (138, 143, 152)
NEAR, SEEN = 8, 15
# Of each answer: what its first line says, its chart's title, its tables, and colors of its chart.
ANSWERS = {
    BRIDGE: (
        r"^Since \w+ \d+, 20\d\d the pipeline (rose|fell) by \$[\d,]+", "Pipeline bridge",
        ("Pipeline bridge, in figures", "Deals behind the changes"), (ADDED, TAKEN, WON, TOTAL),
    ),
    OUTLOOK: (
        r"^The chance of making the plan of \$[\d,]+ in Q4 2026 is [\d.]+%",
        "Revenue against the target", ("Deals that decide it",), (TAKEN,),
    ),
    WHAT_IF: (
        r"^Q4 2026 would have a median of \$[\d,]+", "Revenue before and after",
        ("Changed deals",), (TAKEN,),
    ),
    RECORD: (
        r"^The forecast range covered \d+ of \d+ windows", "Forecasts and what came",
        ("Track record", "Forecasts and what came, in figures", "Calls of managers"),
        (TAKEN, WON),
    ),
}  # fmt: skip
# A name as code writes it; ids and snapshots hold hyphens, never underscores.
ICONS = {"calendar_today", "fact_check", "chevron_right"}
RAW = re.compile(r"\b[a-z]+_[a-z_]+\b")


def _picture(chart: Locator) -> Image.Image:
    """A picture of a chart, once it has stopped moving."""
    chart.scroll_into_view_if_needed()
    chart.page.wait_for_timeout(600)
    return Image.open(io.BytesIO(chart.screenshot())).convert("RGB")


def _pixels(picture: Image.Image, color: tuple[int, int, int]) -> int:
    found = picture.getcolors(picture.width * picture.height) or []
    return sum(
        count
        for count, one in found
        if isinstance(one, tuple)
        and all(abs(a - b) < NEAR for a, b in zip(one, color, strict=True))
    )


def _sideways(page: Page) -> int:
    """By how many pixels the page could be pushed sideways."""
    found: list[int] = page.evaluate(
        "[document.documentElement, document.querySelector('[data-testid=stMain]')]"
        ".map(part => part.scrollWidth - part.clientWidth)"
    )
    return max(found)


def _check(page: Page, answer: Locator, question: str) -> None:
    headline, title, tables, colors = ANSWERS[question]
    said = answer.locator("strong").first.inner_text()
    assert re.match(headline, said), said
    chart = answer.get_by_test_id(CHART)
    expect(chart).to_have_count(1)
    expect(chart.locator("canvas, svg").first).to_be_visible()
    assert chart.locator(f"[aria-label='{title}'], [alt='{title}']").count() or title in str(
        chart.inner_html()
    )
    picture = _picture(chart)
    for color in colors:
        assert _pixels(picture, color) > SEEN, (question, color)
    for name in tables:
        expect(answer.get_by_text(name, exact=True).first).to_be_attached()
    # One more: the facts, in the drawer of evidence.
    expect(answer.get_by_test_id("stDataFrame")).to_have_count(len(tables) + 1)
    assert set(RAW.findall(answer.inner_text())) <= ICONS
    assert _sideways(page) <= 0


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (1280, True), (PHONE, False)])
def test_change_outlook_what_if_and_record_are_shown(chat, width: int, dark: bool) -> None:
    page = chat.page(width=width, dark=dark)
    for question in ANSWERS:
        _check(page, chat.ask(page, question), question)
    page.close()


def test_the_evidence_says_by_which_way_and_between_which_days(chat) -> None:
    page = chat.page(width=1280, dark=False)
    answer = chat.ask(page, BRIDGE)
    expect(answer).to_contain_text(re.compile(r"\w+ \d+, 2026 to \w+ \d+, 2026 · as of"))
    answer.get_by_text("How I know").click()
    expect(answer).to_contain_text("How: both states by the as-of cut of this snapshot.")
    page.close()


def test_a_past_day_is_named_under_its_answer(chat) -> None:
    page = chat.page(width=1280, dark=False)
    answer = chat.ask(page, "What was our forecast four weeks ago?")
    said = answer.locator("strong").first.inner_text()
    day = re.match(r"As of (\w+ \d+, 20\d\d)\.", said)
    assert day, said
    expect(answer).to_contain_text(f"As it stood on {day[1]} · data as of")
    page.close()


def test_the_first_page_offers_change_and_what_lies_ahead(chat) -> None:
    page = chat.page(width=PHONE, dark=False)
    for question in ANSWERS:
        expect(page.get_by_role("button", name=question)).to_be_visible()
    page.get_by_role("button", name=BRIDGE).click()
    expect(page.get_by_test_id("stChatMessage").nth(1)).to_contain_text("the pipeline")
    page.close()
