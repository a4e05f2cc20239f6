"""Digits and blanks of any script as plain ASCII, and the words that files write where they mean "nothing given"."""

from __future__ import annotations

import re

_DIGITS = {ord("٠") + n: str(n) for n in range(10)} | {ord("۰") + n: str(n) for n in range(10)}
_MARKS = {ord("٫"): ".", ord("٬"): ",", ord("،"): ",", ord("−"): "-", ord("\u00a0"): " ", ord("\u202f"): " "}
_INVISIBLE = {ord(mark): None for mark in "\u200e\u200f\u200b\u2060\ufeff\u202a\u202b\u202c\u2066\u2067\u2068\u2069"}
_TABLE = _DIGITS | _MARKS | _INVISIBLE
_BLANKS = re.compile(r"\s+")

MISSING = frozenset(
    [
        "",
        "-",
        "--",
        "---",
        ".",
        "..",
        "...",
        "?",
        "n/a",
        "na",
        "n.a.",
        "n.a",
        "#n/a",
        "nan",
        "null",
        "nil",
        "nd",
        "n/d",
        "n.d.",
        "s/d",
        "unknown",
        "not known",
        "not available",
        "not applicable",
        "not given",
        "missing",
        "tbd",
        "inconnu",
        "desconocido",
        "sin datos",
        "غير معروف",
        "غير متوفر",
        "لا يوجد",
        "مجهول",
    ]
)
"""In lower case. "none" and "no" are not here: for a figure they may mean zero, which is a different thing."""


def plain(text: str) -> str:
    """`text` with Arabic and Persian digits as 0-9, one kind of blank, no invisible marks.

    >>> plain(" ١٥ مايو  ٢٠١٧ ")
    '15 مايو 2017'
    """
    return _BLANKS.sub(" ", text.translate(_TABLE)).strip()


def is_missing(text: str) -> bool:
    """Whether the cell says that nothing is given.

    >>> is_missing("N/A"), is_missing("0"), is_missing("none")
    (True, False, False)
    """
    return plain(text).casefold() in MISSING
