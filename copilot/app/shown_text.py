"""Text made safe for the page's Markdown: what was typed shows as typed and never acts.

The page's Markdown does more than the usual one: it sets formulas between dollars, draws emoji,
icons and arrows for certain signs, and makes links of bare addresses.
"""

from __future__ import annotations

import re

from tools.claims import escape

# Invisible, and of no width; it parts what would otherwise be read as one sign.
_JOINER = "\u2060"
_BARE = re.compile(r"(?<!\\)((?:\\\\)*)([$&])")
_COLON = re.compile(r":(?=[A-Za-z_:]|[\w+/-]+:)")
_ADDRESS = re.compile(r"(?i)\b(https?:|www|mailto:|xmpp:)(?=[/.\w])")
_MAIL = re.compile(r"(?<=[\w.+-])@(?=[\w-]+\.)")
_SIGN = re.compile(r"(?:(?<=\s)|(?<![\s\S]))(\\?[<>~]|-)([-=]|\\?>)(?=\s|$)")
_LEAD = re.compile(r"^([-+]|\d+(?=[.)]))(?=[-.)\s]|$)")
_LISTED_LEAD = re.compile(r"(?m)^(- )([-+]|\d+(?=[.)]))(?=[-.)\s]|$)")


def markdown(text: str) -> str:
    """An answer's Markdown for this page: the same words, read as plainly as they were meant."""
    shown = _BARE.sub(r"\1\\\2", text)
    shown = _ADDRESS.sub(rf"\1{_JOINER}", shown)
    shown = _COLON.sub(f":{_JOINER}", shown)
    shown = _MAIL.sub(f"@{_JOINER}", shown)
    shown = _SIGN.sub(rf"\1{_JOINER}\2", shown)
    return _LISTED_LEAD.sub(lambda found: found[1] + _unlisted(found[2]), shown)


def as_typed(text: str) -> str:
    """Text of a person or from data, on one line, for any place that takes Markdown."""
    return _LEAD.sub(lambda found: _unlisted(found[1]), markdown(escape(text)))


def _unlisted(mark: str) -> str:
    """The beginning of a line without its power to begin a list or a rule."""
    return f"{mark}{_JOINER}" if mark.isdigit() else f"\\{mark}"
