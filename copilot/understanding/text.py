"""A question as tokens: where each word stands, how it was typed, and its bare form."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from copilot.understanding.lexicon.words import CONTRACTIONS, SHORTHAND

_TOKEN = re.compile(
    r"\$?\d{1,3}(?:,\d{3})+(?:\.\d+)?[A-Za-z]*"  # 4,000 and $1,250,000.50
    r"|\d+:\d+"  # 1:1
    r"|[$€£]?\d*\.\d+[A-Za-z]*"  # 2.8 and $2.5M
    r"|[$€£]?[^\W_]+(?:['’`][^\W_]+)*['’]?"  # words, ids, 4k, $730K, darcel's, corliss'
    r"|[$%&+<>=;:.,!?]"
)
BREAKS = frozenset(";:.,!?")
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe"})
_QUOTED = re.compile(r"[\"“”«»]([^\"“”«»]{1,400})[\"“”«»]")


@dataclass(frozen=True)
class Token:
    """One word or mark. `norm` is lower case without apostrophes; `base` without a possessive."""

    start: int
    end: int
    raw: str
    norm: str
    base: str
    possessive: bool

    @property
    def capital(self) -> bool:
        """Whether it was typed with a capital first letter."""
        return self.raw[:1].isupper()

    @property
    def is_break(self) -> bool:
        """Whether it is punctuation that ends a clause."""
        return self.norm in BREAKS


def tokenize(text: str) -> list[Token]:
    """Split a question into tokens; nothing is dropped but space and unknown marks."""
    return [_token(match) for match in _TOKEN.finditer(text)]


def _token(match: re.Match[str]) -> Token:
    raw = match.group().replace("’", "'").replace("`", "'")
    norm = folded(raw).replace("'", "")
    base, possessive = norm, False
    if raw.lower().endswith("'s") and norm not in CONTRACTIONS:
        base, possessive = norm[:-1], True
    elif raw.endswith("'"):
        possessive = norm.endswith("s")
    return Token(match.start(), match.end(), raw, norm, base, possessive)


def folded(text: str) -> str:
    """Lower case without accents, so that "Akerlund" is "Åkerlund"."""
    lower = text.lower()
    if lower.isascii():
        return lower
    apart = unicodedata.normalize("NFKD", lower.translate(_LETTERS))
    return "".join(character for character in apart if not unicodedata.combining(character))


def plain_words(token: Token) -> tuple[str, ...]:
    """The token in the words of the lexicon: contractions opened, shorthand written out."""
    if token.norm in CONTRACTIONS:
        return CONTRACTIONS[token.norm]
    return SHORTHAND.get(token.norm, (token.norm,))


def compact(text: str) -> str:
    """Letters and digits only, lower case: how names are compared ("Kan-code" = "kan code")."""
    return "".join(character for character in folded(text) if character.isalnum())


def name_words(text: str) -> tuple[str, ...]:
    """The words of a name, lower case, split at anything that is not a letter or digit."""
    return tuple(re.findall(r"[^\W_]+", folded(text).replace("'", "").replace("’", "")))


def quoted_spans(text: str) -> list[tuple[int, int]]:
    """Stretches inside double quotes: text shown, which never plans anything."""
    return [match.span() for match in _QUOTED.finditer(text)]


def caseless(tokens: list[Token]) -> bool:
    """Whether capitals carry no meaning: all capitals, or most words capitalized."""
    words = [token for token in tokens if token.raw[:1].isalpha()]
    if len(words) < 4:
        return bool(words) and len(words) > 1 and all(token.raw.isupper() for token in words)
    return sum(token.capital for token in words) > 0.7 * len(words)
