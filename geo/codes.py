"""The closed vocabularies as small whole numbers, as the store's files hold them.

The order of each tuple is part of the file format: a new word goes to the end, none is ever moved or removed, so that
old files stay readable. Nothing here reads or writes files.
"""

from __future__ import annotations

from collections.abc import Iterable

TYPES = (
    "airstrike", "shelling", "strike_unspecified", "ground_offensive", "siege", "chemical", "explosion_ied",
    "execution", "detention_abuse", "allegation", "forced_displacement", "transit", "capitulation", "labour_action",
    "health_service", "diplomacy", "statement", "protest", "abduction", "other",
)  # fmt: skip
GRADES = ("confirmed", "fair", "weak", "contested", "discounted")
SENSITIVITIES = ("public", "restricted", "internal")
DATE_PRECISIONS = ("day", "days", "week", "month", "year", "open")
PLACE_PRECISIONS = (
    "facility", "neighbourhood", "village", "town", "city", "area", "subdistrict", "district", "governorate",
    "country", "unknown",
)  # fmt: skip
STANCES = ("asserts", "corroborates", "disputes", "denies", "could_not_verify", "retracts")
GROUPS = ("civilians", "fighters", "mixed", "unknown")
MOVES = ("displacement", "return", "movement")
STOCK_KINDS = ("present", "arrivals", "returnees")
ROLES = ("location", "near", "statement_at", "origin", "destination", "transit")

INTERNAL = SENSITIVITIES.index("internal")
AREA = 32
"""Added to the code of a type in `spots.pub_kind` and `own_kind` where the place is an area."""
FIRST_AT_PLACE, FIRST_IN_ADMIN, FIRST_OF_CLAIMANT, FIRST_OF_STANCE = 1, 2, 1, 2
"""Bits of `spots.pub_first`/`own_first` and `claims.first`: counting rows that have one counts events."""
SLOT_BITS = 40
"""`num` is slot << 40 | row; slot 0 holds the native records, others one imported data set each."""
FIRST_IMPORTED_PLACE = 2**24
"""Places are numbered over all data sets in 32 bits; those of the native records come first."""
SEVERAL_COUNTRIES = 65535
"""`pub_country`/`own_country` of an event whose points lie in more than one country."""


def code(words: tuple[str, ...], word: str) -> int:
    """The number of `word`."""
    return words.index(word)


def code_or_none(words: tuple[str, ...], word: str | None) -> int | None:
    """The number of `word`; None for None."""
    return None if word is None else words.index(word)


def codes(words: tuple[str, ...], held: Iterable[str]) -> list[int]:
    """The numbers of `held`."""
    return [words.index(word) for word in held]


def country_code(country: str | None) -> int:
    """An ISO 3166-1 alpha-2 country as a number, 0 for none or anything else; see `country_of`."""
    if country is None or len(country) != 2 or not (country.isascii() and country.isalpha() and country.isupper()):
        return 0
    return (ord(country[0]) - 64) * 32 + ord(country[1]) - 64


def country_of(number: int) -> str | None:
    """The country that `country_code` made `number` of; None for 0.

    >>> country_of(country_code("SY"))
    'SY'
    """
    return chr(number // 32 + 64) + chr(number % 32 + 64) if number else None
