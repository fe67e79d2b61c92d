"""Invented company names: a stem of three parts and an ending that fits the sector."""

from __future__ import annotations

import numpy as np

STARTS = ("Bar", "Cal", "Dren", "Fen", "Gor", "Hal", "Jas", "Kel",
          "Lum", "Mor", "Nar", "Pel", "Quil", "Ros", "Thal", "Ver",
          "Ash", "Bel", "Cor", "Dun", "Eld", "Far", "Grim", "Hol",
          "Ives", "Kir", "Lind", "Mar", "Nor", "Ost", "Tarn", "Wex")  # fmt: skip
MIDDLES = ("an", "bri", "cor", "da", "eth", "go", "ila", "len",
           "mi", "ost", "pha", "ru", "sun", "tor", "ula", "ven",
           "abe", "com", "dri", "ema", "fur", "gan", "hel", "ino",
           "jor", "kam", "lo", "mun", "nev", "ori", "pel", "sta")  # fmt: skip
ENDS = ("dale", "ford", "gate", "holm", "keld", "lane", "mere", "nix",
        "port", "rick", "stad", "ton", "via", "wick", "yard", "zen",
        "bourne", "cliff", "den", "field", "garth", "heath", "isle", "ley",
        "moor", "ness", "ridge", "shaw", "thorpe", "vale", "well", "worth")  # fmt: skip
_SIDE = len(STARTS)
MOST_STEMS = _SIDE**3


def stems(random: np.random.Generator, count: int) -> list[str]:
    """So many different stems, at most `MOST_STEMS`.

    Any two of the first 1,024 share at most one part, so none is another's typing error.
    """
    shift = int(random.integers(_SIDE))
    square = _SIDE * _SIDE
    turns = -(-count // square)
    places = np.concatenate(
        [turn * square + random.permutation(square) for turn in range(max(turns, 1))]
    )
    return [stem(place, shift) for place in places[:count].tolist()]


def stem(place: int, shift: int = 0) -> str:
    """The stem of that number, from 0 up to `MOST_STEMS`."""
    turn, cell = divmod(place, _SIDE * _SIDE)
    row, column = divmod(cell, _SIDE)
    return STARTS[row] + MIDDLES[column] + ENDS[(row + column + shift + turn) % _SIDE]
