"""Units of time in days, and the words that leave a name out."""

from __future__ import annotations

from copilot.understanding.lexicon.words import words

UNIT_DAYS = {"day": 1, "days": 1, "week": 7, "weeks": 7, "month": 30, "months": 30, "quarter": 91,
             "quarters": 91, "year": 365, "years": 365}  # fmt: skip
EXCLUDING = words(
    """
    not without excluding exclude excludes except minus besides ignoring ignore outside
    leaving leave skip skipping drop bar sans less no omit omitting barring dropping neither non
    """
)
EXCLUDING_PAIRS = frozenset(
    {("other", "than"), ("apart", "from"), ("leaving", "out"), ("leave", "out"), ("aside", "from"),
     ("everything", "but"), ("all", "but"), ("anything", "but"), ("everyone", "but"),
     ("except", "for"), ("take", "out"), ("filter", "out"), ("anywhere", "but")}
)  # fmt: skip
