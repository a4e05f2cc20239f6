"""geo.text.normal as SQL, for texts of which a database holds too many to take them one by one.

`add_normal` gives a connection the function `normal_text(t)`, which equals `normal` for every text: the characters of
some thousand texts at a time are looked up in a table that is made from `folded`, the articles and blanks between words
are found in all of them at once. A text with a character that the table lacks goes through `normal` itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import chain
from typing import Any

import duckdb
import numpy as np
from numpy.typing import NDArray

from geo.text import folded, normal

_GONE, _ODD, _END, _BLANK, _HYPHEN = 0, 1, 2, ord(" "), ord("-")
"""What stands for a character in the table beside letters, digits and underscores, which are above all of these."""
_RANGES = (range(0x700), range(0x1E00, 0x1F00), range(0x2000, 0x2070))
_ARTICLE_HYPHENS = "-‐‑–"
_TABLE_SIZE = 2**16
_A, _E, _L, _ALEF, _LAM = map(ord, "aelال")

Codes = NDArray[np.unsignedinteger[Any]]


def add_normal(con: duckdb.DuckDBPyConnection) -> None:
    """Makes the function `normal_text(t)` on `con`."""
    con.create_function("normal_text", _column, ["VARCHAR"], "VARCHAR", type="arrow")  # type: ignore[call-overload]


def _column(texts: Any) -> Any:
    import pyarrow as pa  # noqa: PLC0415 - late: the first map must not wait for Arrow

    return pa.array(normal_all(texts.to_pylist()), pa.string())


def normal_all(texts: Sequence[str]) -> list[str]:
    """`normal` of each text."""
    ends = np.cumsum(np.fromiter(map(len, texts), np.int64, len(texts)) + 1) - 1
    codes = _coded("\n".join((*texts, "")))
    codes[ends] = _END
    odd = np.unique(np.searchsorted(ends, np.flatnonzero(codes == _ODD)))
    codes = _one_blank(_without_articles(codes[codes != _GONE]))
    made = codes.tobytes().decode("latin-1" if codes.dtype == np.uint8 else "utf-16-le").split(chr(_END))
    found = [text.lstrip() for text in made[:-1]]
    for at in odd.tolist():
        found[at] = normal(texts[at])
    return found


def is_known(text: str) -> bool:
    """Whether the table has every character of a text."""
    return not bool((_coded(text) == _ODD).any())


def _coded(text: str) -> Codes:
    """What the table has for each character; bytes where that is enough, which is four times as fast."""
    try:
        return _narrow()[np.frombuffer(text.encode("latin-1"), np.uint8)]
    except UnicodeEncodeError:
        held = np.frombuffer(text.encode("utf-32-le"), np.uint32)
        return _wide()[np.minimum(held, _TABLE_SIZE - 1)]


@cache
def _wide() -> NDArray[np.uint16]:
    """Character → what stands for it, for the characters of Latin and Arabic script and common punctuation."""
    table = np.full(_TABLE_SIZE, _ODD, np.uint16)
    for number in chain(*_RANGES):
        table[number] = _image(chr(number))
    return table


@cache
def _narrow() -> NDArray[np.uint8]:
    table = _wide()[:256]
    return np.where(table < 256, table, _ODD).astype(np.uint8)


def _image(character: str) -> int:
    made = folded(character)
    if not made:
        return _GONE
    if made in _ARTICLE_HYPHENS:
        return _HYPHEN
    if not re.search(r"[\w‐‑–-]", made):
        return _BLANK
    return ord(made) if len(made) == 1 and ord(made) < _TABLE_SIZE else _ODD


def _is_word(codes: Codes) -> NDArray[np.bool_]:
    return codes > _HYPHEN


def _without_articles(codes: Codes) -> Codes:
    """Leaves out al- and el- before a word, then a leading ال of what is left."""
    word = _is_word(codes)
    first = np.flatnonzero(codes == _HYPHEN) - 2
    first = first[first >= 0]
    first = first[(codes[first + 1] == _L) & ((codes[first] == _A) | (codes[first] == _E)) & word[first + 3]]
    first = first[(first == 0) | ~word[first - 1]]
    codes = _without(codes, first, 3)
    if codes.dtype == np.uint8:
        return codes
    word = _is_word(codes)
    first = np.flatnonzero(codes == _ALEF)
    first = first[(first == 0) | ~word[first - 1]]
    for step in (1, 2, 3):  # the text ends behind a word: whoever is in it has a next character
        first = first[(codes[first + step] == _LAM) if step == 1 else word[first + step]]
    return _without(codes, first, 2)


def _without(codes: Codes, first: NDArray[np.int64], length: int) -> Codes:
    if not first.size:
        return codes
    keep = np.ones(len(codes), np.bool_)
    for step in range(length):
        keep[first + step] = False
    return codes[keep]


def _one_blank(codes: Codes) -> Codes:
    """One blank before each word and none elsewhere."""
    word = _is_word(codes)
    codes[~word & (codes != _END)] = _BLANK
    keep = word | (codes == _END)
    keep[:-1] |= word[1:] & ~word[:-1]
    found: Codes = codes[keep]
    return found
