"""Reads the phrase tables of this folder, each once, when it is first asked for.

A table is text: `[title of a section]`, then one phrase a line; `#` begins a remark.
"""

from __future__ import annotations

from functools import cache
from importlib import resources

Phrases = tuple[str, ...]
Section = tuple[tuple[str, ...], Phrases]
TABLES = ("intents", "metrics", "topics", "refusals", "orders")


@cache
def sections(table: str) -> tuple[Section, ...]:
    """The sections of a table in order: the words of the title, and its phrases.

    Raises:
        ValueError: a phrase stands before any title.
    """
    text = resources.files(__package__).joinpath(f"{table}.txt").read_text(encoding="utf-8")
    found: list[tuple[tuple[str, ...], list[str]]] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        if line.startswith("["):
            found.append((tuple(line.strip("[]").split()), []))
        elif not found:
            raise ValueError(f"{table}.txt line {number}: a phrase before any title")
        else:
            found[-1][1].append(" ".join(line.split()))
    return tuple((title, tuple(phrases)) for title, phrases in found)


@cache
def group(table: str, first: str = "") -> tuple[Section, ...]:
    """The sections whose title begins with a word, without that word."""
    return tuple((title[1:], rows) for title, rows in sections(table) if title[0] == first)


@cache
def phrases(table: str, title: str) -> Phrases:
    """The phrases of one section.

    Raises:
        KeyError: there is no such section.
    """
    return dict(sections(table))[tuple(title.split())]


@cache
def weighted(intent: str) -> tuple[tuple[int, Phrases], ...]:
    """The phrases of an intent, the weightiest first."""
    rows = [(int(title[0]), found) for title, found in group("intents", intent)]
    return tuple(sorted(rows, key=lambda row: -row[0]))
