"""Finds days, spans of days and periods in a text, in American and ISO forms, and relative ones."""

from __future__ import annotations

import calendar
import re
from datetime import date

from copilot.grounding.number_words import small_number
from copilot.grounding.tokens import ANY_MASK, Grain, Mode, When

_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|"
    r"Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\b\.?"
)
_JOIN = r"\s*(?:–|—|-|\bto\b|\bthrough\b|\buntil\b|\band\b)\s*"
_YEAR = r"(?:,?\s+(?P<{}>(?:19|20)\d\d))?"
_TAIL = r"(?![\d/%]|[.,:]\d)"
_UNIT = r"(?:days?|weeks?|months?|quarters?|years?)"
_DAY = r"(?P<{0}>\d{{1,2}})(?:st|nd|rd|th)?"

_FORMS = re.compile(
    "(?i)" + "|".join((
        r"(?P<iso>\b(?P<iy>\d{4})-(?P<im>\d\d)-(?P<id>\d\d)\b)",
        r"(?P<us>\b(?P<um>\d{1,2})/(?P<ud>\d{1,2})/(?P<uy>\d{4}|\d\d)\b)",
        rf"(?P<md>\b(?P<m1>{_MONTH})\s+{_DAY.format('d1')}\b{_YEAR.format('y1')}"
        rf"(?:{_JOIN}(?:(?P<m2>{_MONTH})\s+)?{_DAY.format('d2')}\b{_YEAR.format('y2')}"
        rf"(?!\s*(?:%|percent|points?|of\b|deals?|days?|open|won|lost)))?{_TAIL})",
        rf"(?P<dm>\b(?P<d3>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<m3>{_MONTH}){_YEAR.format('y3')}{_TAIL})",
        rf"(?P<my>\b(?P<m4>{_MONTH})(?:{_JOIN}(?P<m5>{_MONTH}))?(?:(?:,|\s+of)?\s+(?P<y4>(?:19|20)\d\d))?{_TAIL})",
        r"(?P<q>\b(?:Q(?P<qn>[1-4])|(?P<qw>first|second|third|fourth|last|1st|2nd|3rd|4th)\s+(?:fiscal\s+)?"
        r"quarter)\b(?:(?:\s+of|,)?\s+(?P<qf>FY\s?)?(?P<qy>(?:19|20)\d\d)\b)?)",
        r"(?P<h>\b(?:H(?P<hn>[12])|(?P<hw>first|second)\s+half)\b(?:(?:\s+of|,)?\s+(?P<hf>FY\s?)?"
        r"(?P<hy>(?:19|20)\d\d)\b)?)",
        r"(?P<fy>\b(?:FY\s?|fiscal\s+(?:year\s+)?)(?P<fyn>(?:19|20)\d\d)\b)",
        r"(?P<y>(?:(?<=\bin )|(?<=\bof )|(?<=\bsince )|(?<=\bduring )|(?<=\buntil )|"
        r"(?<=\bthrough )|"
        r"(?<=\byear )|(?<=\bfor ))(?P<yn>(?:19|20)\d\d)\b(?![,.]\d|\s*(?:%|deals|dollars|"
        r"points)))",
        rf"(?P<rel>\b(?:(?:this|last|next|past|previous|coming|current|prior|following|preceding|same)\s+"
        rf"(?:(?:\d{{1,3}}|[a-z]{{3,9}}(?:-[a-z]{{3,5}})?)\s+)?{_UNIT}\b(?!-)"
        rf"|today|yesterday|tomorrow|tonight|{_UNIT}[\s-]to[\s-]date|[YQM]TD"
        rf"|(?:\d{{1,3}}|an?|[a-z]{{3,9}})\s+{_UNIT}\s+(?:ago|earlier|before)))\b",
        r"(?P<wd>\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?\b(?:,\s+(?=[A-Z][a-z]{2}))?)",
    ))
)  # fmt: skip
_EDGE = re.compile(r"(?i)\b(?:the\s+)?(?P<edge>end|close|start|beginning)\s+of\s+(?:the\s+)?$")
_EDGE_AFTER = re.compile(r"(?i)[\s-]end\b")
_TO = re.compile(
    r"(?i)\b(?:by|until|till|before|through|thru|ending|end|up to|no later than)\s+(?:the\s+)?$"
)
_FROM = re.compile(
    r"(?i)\b(?:from|since|after|starting|beginning|against|versus|vs\.?|compared (?:with|"
    r"to)|weeks? of|than"
    r"(?: on| in)?|relative to)\s+(?:the\s+)?$"
)
_LINK = re.compile(r"\s*(?:–|—|-|\bto\b|\bthrough\b|\buntil\b)\s*$")
_FROM_WORD = re.compile(r"(?i)\bfrom $")
_BETWEEN = re.compile(r"(?i)\bbetween\s+$")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_NUMBERED = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": 4}


def find_dates(text: str) -> list[When]:
    """Every date or period of the text, in order; two days joined by a dash become one span."""
    found: list[When] = []
    for match in _FORMS.finditer(text):
        when = _read(text, match)
        if when is not None:
            _join(text, found, when)
    return [_with_mode(text, when) for when in found]


def _read(text: str, match: re.Match[str]) -> When | None:
    start, end = match.span()
    grown = not match.group("wd") and re.match(rf"[\w{ANY_MASK}]", text[end : end + 1])
    if grown or re.match(r"\w", text[start - 1 : start]):
        return None
    readers = {
        "iso": _iso, "us": _iso, "md": _month_day, "dm": _day_month, "my": _month_year,
        "q": _quarter,
        "h": _half, "fy": _year, "y": _year, "rel": _relative, "wd": _weekday,
    }  # fmt: skip
    for name, reader in readers.items():
        if match.group(name) is not None:
            try:
                return reader(match)
            except ValueError:
                return When(start, end, "day", problem="no such day in the calendar")
    return None


def _month_number(word: str) -> int:
    return (
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
    ).index(word[:3].lower()) + 1


def _iso(match: re.Match[str]) -> When:
    kind = "i" if match.group("iso") else "u"
    year, month, day = (int(match.group(kind + part)) for part in "ymd")
    the_day = date(year + 2000 if year < 100 else year, month, day)
    return When(*match.span(), "day", the_day, the_day)


def _month_day(match: re.Match[str]) -> When | None:
    g = match.group
    if g("m1").islower() and g("m1") in ("may", "mar", "march") and not g("y1"):
        return None
    second_year = g("y2") or (g("y1") if not g("d2") else None)
    year = g("y1") or second_year
    first = date(int(year or 2000), _month_number(g("m1")), int(g("d1")))
    if not g("d2"):
        return When(*match.span(), "day", first, first, yearless=year is None)
    last_year = int(g("y2") or g("y1") or 2000)
    last = date(last_year, _month_number(g("m2") or g("m1")), int(g("d2")))
    if last < first:
        return When(*match.span(), "span", problem="the span ends before it starts")
    return When(*match.span(), "span", first, last, yearless=year is None)


def _day_month(match: re.Match[str]) -> When | None:
    word, year = match.group("m3"), match.group("y3")
    if word.islower() and word in ("may", "mar", "march"):
        return None
    day = date(int(year or 2000), _month_number(word), int(match.group("d3")))
    return When(*match.span(), "day", day, day, yearless=year is None)


def _month_year(match: re.Match[str]) -> When | None:
    word, year = match.group("m4"), match.group("y4")
    if word.islower() and not year and len(word.rstrip(".")) <= 5:
        return None
    if not year and word.lower() in ("mar", "may", "march") and not _stands_as_month(match):
        return None
    month = _month_number(word)
    final = _month_number(match.group("m5")) if match.group("m5") else month
    number = int(year or 2000)
    last = date(number, final, calendar.monthrange(number, final)[1])
    grain: Grain = "month" if final == month else "span"
    return When(*match.span(), grain, date(number, month, 1), last, yearless=not year)


def _stands_as_month(match: re.Match[str]) -> bool:
    before = match.string[max(0, match.start() - 12) : match.start()]
    return (
        re.search(
            r"(?i)\b(?:in|by|since|during|of|until|for|mid|late|early|last|next)[ -]$", before
        )
        is not None
    )


def _quarter(match: re.Match[str]) -> When:
    g = match.group
    word = (g("qn") or g("qw")).lower()
    if word == "last" and not g("qy"):
        return When(*match.span(), "relative", phrase="last quarter")
    number = _NUMBERED.get(word) or int(word[0])
    return _block(match, 3, number, g("qy"), g("qf"), "quarter")


def _half(match: re.Match[str]) -> When:
    g = match.group
    word = (g("hn") or g("hw")).lower()
    return _block(match, 6, _NUMBERED.get(word) or int(word), g("hy"), g("hf"), "half")


def _block(
    match: re.Match[str],
    months: int,
    number: int,
    year: str | None,
    fiscal: str | None,
    grain: Grain,
) -> When:
    if fiscal:
        return When(*match.span(), "label", phrase=match.group().lower())
    calendar_year, last_month = int(year or 2000), number * months
    first = date(calendar_year, last_month - months + 1, 1)
    last = date(calendar_year, last_month, calendar.monthrange(calendar_year, last_month)[1])
    return When(*match.span(), grain, first, last, yearless=not year, phrase=match.group().lower())


def _year(match: re.Match[str]) -> When:
    if match.group("fy"):
        return When(*match.span(), "label", phrase=match.group().lower())
    year = int(match.group("yn"))
    return When(*match.span(), "year", date(year, 1, 1), date(year, 12, 31), phrase=str(year))


def _relative(match: re.Match[str]) -> When | None:
    phrase = " ".join(match.group().lower().replace("-", " ").split())
    return When(*match.span(), "relative", phrase=phrase)


def _weekday(match: re.Match[str]) -> When:
    return When(*match.span(), "weekday", phrase=match.group()[:3].lower())


def _join(text: str, found: list[When], when: When) -> None:
    """Append, or merge with the one before where a dash or "to" joins two days."""
    if found and found[-1].grain == "weekday" and found[-1].end == when.start and when.first:
        before = found.pop()
        if when.grain != "day" or _WEEKDAYS[when.first.weekday()] != before.phrase:
            when = When(before.start, when.end, "day", problem="the weekday does not fit the date")
        else:
            when = When(before.start, when.end, "day", when.first, when.last)
    joined = _joined(text, found[-1], when) if found else None
    if joined is not None:
        found[-1] = joined
    else:
        found.append(when)


def _joined(text: str, left: When, right: When) -> When | None:
    if not (
        left.first
        and right.last
        and left.grain == right.grain
        and left.grain in ("day", "month", "quarter")
    ):
        return None
    gap = text[left.end : right.start]
    if left.grain != "day" and gap.strip() == "to" and _FROM_WORD.search(text[: left.start][-6:]):
        return None
    between = gap.strip() == "and" and _BETWEEN.search(text[max(0, left.start - 12) : left.start])
    if not _LINK.match(gap) and not between:
        return None
    first = left.first.replace(year=right.last.year) if left.yearless else left.first
    if first > right.last:
        return When(left.start, right.end, "span", problem="the span ends before it starts")
    return When(left.start, right.end, "span", first, right.last, yearless=right.yearless)


def _with_mode(text: str, when: When) -> When:
    before = text[max(0, when.start - 30) : when.start]
    edge = _EDGE.search(before)
    after = _EDGE_AFTER.match(text, when.end)
    if when.first and when.last and when.grain != "day" and (edge or after):
        at_end = after is not None or (
            edge is not None and edge.group("edge").lower() in ("end", "close")
        )
        day = when.last if at_end else when.first
        return When(
            when.start,
            when.end,
            "day",
            day,
            day,
            when.yearless,
            when.phrase,
            "end" if at_end else "start",
        )
    mode: Mode = "end" if _TO.search(before) or edge else "start" if _FROM.search(before) else ""
    return When(
        when.start,
        when.end,
        when.grain,
        when.first,
        when.last,
        when.yearless,
        when.phrase,
        mode,
        when.problem,
    )


def same_day(when: When, side: date, other: date) -> bool:
    """Whether two days are equal, or equal but for a year that the text leaves out."""
    return (side.month, side.day) == (other.month, other.day) if when.yearless else side == other


def holds(when: When, day: date) -> bool:
    """Whether a day lies in what the text states."""
    if when.first is None or when.last is None:
        return False
    if not when.yearless:
        return when.first <= day <= when.last
    inside = (when.first.month, when.first.day) <= (day.month, day.day)
    return inside and (day.month, day.day) <= (when.last.month, when.last.day)


def whole_days(phrase: str) -> int | None:
    """How many days "last 30 days" or "two weeks ago" spans; None where it says no number."""
    match = re.search(r"(\w+(?:-\w+)?) (day|week)s?\b", phrase)
    if match is None:
        return None
    number = small_number(match.group(1))
    return None if number is None else number * (7 if match.group(2) == "week" else 1)
