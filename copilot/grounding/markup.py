"""Finds what acts instead of speaking: links, images, HTML, addresses, formulas."""

from __future__ import annotations

import re
from collections.abc import Iterator

from copilot.grounding.normal import Normal
from copilot.grounding.tokens import Problem

_ADDRESS = re.compile(
    r"://|(?i:\bwww\.)|(?i:\b(?:mailto|javascript|data|vbscript|tel|file):(?=\S))"
    r"|(?<=\w)@(?=\w)|(?<=[A-Za-z0-9])\.(?=[A-Za-z]{2})"
)
_ACTIVE = re.compile(r"<(?=[A-Za-z/!?])|!\[|\](?=[(\[:])|\[\[|\[\^|\$\$")
_RISKY_NAME = re.compile(
    r"(?i)\]\(|!\[|://|javascript:|data:|<\s*/?\s*(?:script|img|a|iframe|svg|object|embed|style|"
    r"link|meta|form|input|video|audio|base)\b|\bon\w{1,20}\s*="
)
_LETTERS = re.compile(r"(?:\be\.g|\bi\.e|\b[A-Z]\.[A-Z]|\ba\.m|\bp\.m)$")


def active(normal: Normal, text: str) -> Iterator[Problem]:
    """Active markup and addresses in a masked text; escaped signs are harmless."""
    for match in _ACTIVE.finditer(text):
        if not normal.literal.intersection(range(match.start(), match.end())):
            yield Problem(match.start(), match.end(), "active markup")
    for match in _ADDRESS.finditer(text):
        yield from _address(text, match)


def _address(text: str, match: re.Match[str]) -> Iterator[Problem]:
    start, end = match.start(), match.end()
    while start and not text[start - 1].isspace() and match.start() - start < 80:
        start -= 1
    while end < len(text) and not text[end].isspace() and end - match.end() < 80:
        end += 1
    if match.group() == "." and _LETTERS.search(text[max(0, match.start() - 3) : match.end() + 1]):
        return
    yield Problem(start, end, "a link or address")


def risky_name(shown: str, literal: bool) -> bool:
    """Whether a name of the ledger would act if it stood in a text unescaped."""
    return not literal and _RISKY_NAME.search(shown) is not None
