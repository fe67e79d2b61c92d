"""Every kind of answer on a screen: charts drawn, nothing cut off or covered, dark all dark."""

from __future__ import annotations

import io
import re

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.slow

INPUT, CHART, MESSAGE = "stChatInputTextArea", "stVegaLiteChart", "stChatMessage"
CHARTED = (
    "What's at risk this week?", "why is {deal} risky", "What will we close this quarter?",
    "forecast by month", "forecast by region", "how does the pipeline look by stage",
    "win rate by region last quarter against the one before",
)  # fmt: skip
PLAIN = (
    "summarize {deal}", "deals pushed twice or more", "what's the weather in Boston?",
    "what was our revenue in 1998",
)  # fmt: skip
PHONE = 390
AGAINST, FOR, BLACK = (217, 119, 43), (63, 143, 208), (0, 0, 0)
# The page pushed to its end: the last button then stands above the field to write in.
SCROLLED_FREE = """last => {
    const main = document.querySelector("[data-testid=stMain]");
    main.scrollTo({top: main.scrollHeight, behavior: "instant"});
    const field = document.querySelector("[data-testid=stChatInput]").getBoundingClientRect();
    return last.getBoundingClientRect().bottom <= field.top;
}"""
NEAR, SEEN, BLOCK, BRIGHT = 8, 200, 24, 200


def _deal(answer: Locator) -> str:
    """The id of the first deal that an answer names."""
    found = re.search(r"\((D-\d+)\)", answer.inner_text())
    assert found
    return found[1]


def _drawn(part: Locator) -> Image.Image:
    """A picture of a part of the page, once it has stopped moving."""
    part.scroll_into_view_if_needed()
    part.page.wait_for_timeout(400)
    return Image.open(io.BytesIO(part.screenshot())).convert("RGB")


def _pixels(picture: Image.Image, color: tuple[int, int, int]) -> int:
    """How many pixels are of a color, give or take a little."""
    found = picture.getcolors(picture.width * picture.height) or []
    return sum(count for count, one in found if _is_near(one, color))


def _is_near(one: object, color: tuple[int, int, int]) -> bool:
    return isinstance(one, tuple) and all(
        abs(a - b) < NEAR for a, b in zip(one, color, strict=True)
    )


def _brightest(picture: Image.Image) -> int:
    """The mean brightness, of 255, of the brightest square of the picture."""
    ends = picture.convert("L").reduce(BLOCK).getextrema()
    return max(int(end) for end in ends if isinstance(end, int | float))


def _overhang(page: Page) -> int:
    """By how many pixels the page could be pushed sideways."""
    found: list[int] = page.evaluate(
        "[document.documentElement, document.querySelector('[data-testid=stMain]')]"
        ".map(part => part.scrollWidth - part.clientWidth)"
    )
    return max(found)


def _right_ends(answer: Locator) -> list[float]:
    """Where the charts and tables of an answer end."""
    parts = "[data-testid=stVegaLiteChart] canvas, [data-testid=stDataFrame]"
    ends: list[float] = answer.locator(parts).evaluate_all(
        "found => found.map(part => part.getBoundingClientRect().right)"
    )
    return ends


def test_on_a_phone_every_answer_fits(chat) -> None:
    page = chat.page(width=PHONE, dark=False)
    deal = ""
    for question in (*CHARTED, *PLAIN):
        answer = chat.ask(page, question.format(deal=deal))
        deal = deal or _deal(answer)
        charts = answer.get_by_test_id(CHART)
        expect(charts, question).to_have_count(int(question in CHARTED))
        if question in CHARTED:
            expect(charts.locator("canvas, svg").first).to_be_visible()
        assert _overhang(page) <= 0, question
        assert all(end <= PHONE for end in _right_ends(answer)), question
    page.close()


def test_the_input_covers_nothing_at_the_end(chat) -> None:
    page = chat.page(width=PHONE, dark=False)
    chat.ask(page, "What will we close this quarter?")
    last = page.get_by_role("button", name="What's at risk this week?")
    last.wait_for()
    page.wait_for_function(SCROLLED_FREE, arg=last.element_handle())
    page.close()


def test_dark_is_dark_all_over_and_the_charts_are_seen(chat) -> None:
    page = chat.page(width=1280, dark=True)
    deal = _deal(chat.ask(page, CHARTED[0]))
    drivers = chat.ask(page, f"why is {deal} risky")
    colors = _drawn(drivers.get_by_test_id(CHART))
    assert _pixels(colors, AGAINST) > SEEN
    assert _pixels(colors, FOR) > SEEN
    forecast = chat.ask(page, "forecast by month")
    chart = _drawn(forecast.get_by_test_id(CHART))
    assert _pixels(chart, BLACK) == 0, "a black mark cannot be seen in the dark"
    forecast.get_by_text("How I know").click()
    for answer in (drivers, forecast):
        assert _brightest(_drawn(answer)) < BRIGHT
    page.close()


def test_a_bright_square_would_be_found(chat) -> None:
    page = chat.page(width=1280, dark=False)
    shot = Image.open(io.BytesIO(page.screenshot()))
    assert _brightest(shot) > BRIGHT
    page.close()


def test_a_question_asked_while_an_answer_is_drawn_keeps_the_conversation(chat) -> None:
    page = chat.page(width=1280, dark=False)
    page.get_by_test_id(INPUT).fill("how does the pipeline look by stage")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id(MESSAGE).nth(1)).to_contain_text("open deals")
    page.get_by_test_id(INPUT).fill("forecast by month")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id(MESSAGE)).to_have_count(4)
    expect(page.get_by_test_id(MESSAGE).nth(3)).to_contain_text(chat.answered)
    page.close()
