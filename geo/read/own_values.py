"""Values inside the files that Kharita writes itself, checked: they come from outside like any other file.

Each function answers the value in one form or raises ValueError that says what is wrong.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from geo.vocab import ABOUT, DATE_PRECISIONS, FIGURE_KINDS, PLACE_PRECISIONS, QUALIFIERS, STANCES

MAX_TEXT = 100_000
Record = dict[str, Any]
_PLACE = ("id", "name", "ar", "country", "admin1_pcode", "admin1_name", "pcode")
_CLAIM = ("id", "claimant", "claimant_role", "text", "quote", "term", "source_id", "responds_to")
_SOURCE = (
    "id", "publisher", "author", "title", "url", "archive_url", "published_at", "captured_at", "sha256", "language",
    "licence", "via",
)  # fmt: skip


def needs(holds: bool, otherwise: str) -> None:
    """Raises ValueError with these words where something does not hold."""
    if not holds:
        raise ValueError(otherwise)


def one_of(value: Any, words: Sequence[str], what: str) -> str:
    """`value`, which is one of `words`."""
    needs(value in words, f"{what} {str(value)[:40]!r}, not one of {', '.join(words)}")
    return str(value)


def texts(held: Mapping[str, Any]) -> Record:
    """The same; each is a text of bearable length or None."""
    for key, value in held.items():
        needs(value is None or (isinstance(value, str) and len(value) <= MAX_TEXT), f"{key} that is no text")
    return dict(held)


def whole(value: Any) -> int | None:
    """A number of people as a file writes it: 3000, "3000", "3000.0".

    >>> whole("3000.0"), whole(None), whole("")
    (3000, None, None)
    """
    if value is None or value == "":
        return None
    number = float(value)
    needs(number.is_integer() and 0 <= number < 2**53, f"{value} people")
    return int(number)


def day(value: Any) -> str | None:
    """A day as YYYY-MM-DD.

    >>> day("2017-05-14"), day("")
    ('2017-05-14', None)
    """
    return date.fromisoformat(str(value)).isoformat() if value else None


def figure(raw: Mapping[str, Any]) -> Record | None:
    """min, best, max, qualifier, text, who; None where nothing is given."""
    held: Record = {key: whole(raw.get(key)) for key in ("min", "best", "max")}
    held |= texts({key: raw.get(key) or None for key in ("qualifier", "text", "who")})
    if all(value is None for value in held.values()):
        return None
    if held["qualifier"] is not None:
        one_of(held["qualifier"], QUALIFIERS, "qualifier")
    given = [bound for bound in (held["min"], held["best"], held["max"]) if bound is not None]
    needs(given == sorted(given), f"a minimum above its maximum: {given}")
    return held


def place(raw: Mapping[str, Any]) -> Record:
    """What a place is called and where it is."""
    held = texts({key: raw.get(key) or None for key in _PLACE})
    needs(bool(held["name"]), "a place without a name")
    held["precision"] = one_of(raw.get("precision") or "unknown", tuple(PLACE_PRECISIONS), "precision of a place")
    bounds = {"lon": 180.0, "lat": 90.0, "radius_m": 1e7}
    for key, most in bounds.items():
        value = raw.get(key)
        number = None if value in (None, "") else float(value)
        needs(number is None or (math.isfinite(number) and abs(number) <= most), f"{key} {value}")
        held[key] = number
    needs((held["lon"] is None) == (held["lat"] is None), "half a point")
    return held


def claim(raw: Mapping[str, Any]) -> Record:
    """A claim with its figures by kind."""
    held = texts({key: raw.get(key) for key in _CLAIM})
    needs(bool(held["claimant"]) and bool(held["id"]) and held["text"] is not None, "a claim without a claimant")
    held["stance"] = one_of(raw.get("stance"), tuple(STANCES), "stance")
    held["about"] = one_of(raw.get("about"), tuple(ABOUT), "about")
    held["said_on"] = day(raw.get("said_on"))
    precision = raw.get("said_precision")
    held["said_precision"] = None if precision is None else one_of(precision, tuple(DATE_PRECISIONS), "said_precision")
    given = {key: figure(each) for key, each in (raw.get("figures") or {}).items() if each is not None}
    needs(set(given) <= set(FIGURE_KINDS), "figures of an unknown kind")
    held["figures"] = {kind: given.get(kind) for kind in FIGURE_KINDS}
    return held


def source(raw: Mapping[str, Any]) -> Record:
    """A source; what is not known of it is None."""
    held = texts({key: raw.get(key) for key in _SOURCE})
    needs(bool(held["id"]), "a source without an id")
    return held


def terms(raw: Iterable[Mapping[str, Any]]) -> list[Record]:
    """Who calls a movement what."""
    held = [texts({key: each.get(key) for key in ("claimant", "term")}) for each in raw]
    needs(all(each["claimant"] and each["term"] for each in held), "a term without a claimant")
    return held
