"""Record ids as Salesforce writes them: three characters for the kind, then who made it."""

from __future__ import annotations

import numpy as np

from data.demo.files import Cells, identifiers, words
from data.demo.streams import Flags, Ints

_FIRST = 1_000_000_001
_PREFIXES = {
    "Account": "001Qh",
    "Lead": "00QQh",
    "Opportunity": "006Qh",
    "OpportunityLineItem": "00kQh",
    "Product2": "01tQh",
    "Task": "00TQh",
    "User": "005Qh",
}


def ids(kind: str, position: Ints, shown: Flags | None = None) -> Cells:
    """Ids of 15 characters by position, empty where not shown."""
    return identifiers(_PREFIXES[kind], position + _FIRST, shown)


def one_id(kind: str, position: int) -> str:
    """The same for one position."""
    return f"{_PREFIXES[kind]}{position + _FIRST}"


def truths(values: Flags) -> Cells:
    """true or false."""
    return words(("false", "true"), values.astype(np.int64))
