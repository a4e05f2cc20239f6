"""How finely a place is known: a code of a code book, or words, beside what the name itself says → precision and role.

Never finer than the file says: a point without any word about its precision is "unknown", not a town.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from geo.intake.profiles import Meaning, Profile
from geo.text import normal
from geo.vocab import AREA_PRECISIONS, PLACE_PRECISIONS

_SETTLEMENTS = frozenset({"village", "town", "city", "neighbourhood"})
_AT_RISK = frozenset({"medical", "shelter"})
_FACILITIES = _AT_RISK | {"facility"}
_LADDER = tuple(
    (precision, role, re.compile(words, re.IGNORECASE))
    for precision, role, words in (
        ("facility", "near", r"near(by)? (a )?landmark"),
        ("facility", "location", r"\bexact\b|building|facility|within 1?\d{1,2} ?m\b|rooftop|landmark"),
        ("subdistrict", "location", r"sub-?\s?district|adm(in)?\s?3|nahi?ya"),
        ("district", "location", r"district|adm(in)?\s?2|county|department|municipality"),
        ("governorate", "location", r"governorate|province|state|adm(in)?\s?1|region"),
        ("country", "location", r"country|national|adm(in)?\s?0"),
        ("neighbourhood", "location", r"neighbou?rhood|suburb|quarter|street|within 1 ?km|camp"),
        ("town", "location", r"town|locality|settlement|populated place"),
        ("village", "location", r"village|hamlet"),
        ("city", "location", r"city"),
        ("area", "location", r"\barea\b"),
        ("unknown", "location", r"unknown|not known|approx"),
    )
)
_OWN = {normal(slug): slug for slug in PLACE_PRECISIONS} | {normal(words): s for s, words in PLACE_PRECISIONS.items()}
_LEVELS = {"admin3": "subdistrict", "admin2": "district", "admin1": "governorate", "country": "country"}


@dataclass(frozen=True, slots=True)
class Known:
    """`whole`: the place is the unit itself, not the town coded for it."""

    precision: str
    role: str = "location"
    radius_m: float | None = None
    whole: bool = False
    restricted: bool = False
    problem: str | None = None


def known(
    codes: Profile, given: str | None, kind: str | None, geometry: str | None, level: str | None, *, has_point: bool
) -> Known:
    """`given` is the code or words of the file, `kind` what the name says, `level` the finest unit that is named.

    `geometry` is the kind of geometry that the point stands for.
    """
    code = re.sub(r"\.0+$", "", (given or "").strip())
    if meaning := codes.places.get(code):
        return _coded(meaning, kind)
    found, problem = _worded(code), None
    if code and found is None:
        problem = "precision_unknown"
    if found is None:
        found = Known(_from_name(kind, geometry, level, has_point=has_point))
    at_risk = kind in _AT_RISK and found.precision not in AREA_PRECISIONS
    precision = "facility" if at_risk else found.precision
    return Known(precision, found.role, restricted=at_risk, problem=problem)


def _coded(meaning: Meaning, kind: str | None) -> Known:
    precision = meaning.precision
    if meaning.kind_decides and kind in _FACILITIES:
        precision = "facility"
    elif meaning.kind_decides and kind in {*_SETTLEMENTS, "area"}:
        precision = str(kind)
    elif meaning.kind_decides and kind in {"district", "governorate"}:
        precision = "area"
    radius = meaning.radius_m if precision == meaning.precision else None
    restricted = kind in _AT_RISK and precision == "facility"
    return Known(precision, meaning.role, radius, meaning.whole, restricted)


def _worded(words: str) -> Known | None:
    if not words:
        return None
    if own := _OWN.get(normal(words)):
        return Known(own)
    if ";" in words:
        return Known("unknown")  # several places in one cell: the point is one of them, or between them
    return next((Known(slug, role) for slug, role, pattern in _LADDER if pattern.search(words)), None)


def _from_name(kind: str | None, geometry: str | None, level: str | None, *, has_point: bool) -> str:
    if geometry and geometry != "Point":
        return "area"
    if kind in _FACILITIES:
        return "facility"
    if kind in {*_SETTLEMENTS, "area", "district", "governorate"}:
        return str(kind)
    return "unknown" if has_point else _LEVELS.get(level or "", "unknown")
