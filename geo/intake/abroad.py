"""First-level units of the countries but Syria: which one a name means, and its outline (Natural Earth, public domain).

For checks alone: the outlines are coarse (about 5 km) and some units newer than the list. A spelling counts when it is
that of one unit of the country, by its normal form or else by its consonants; nothing gets a code or a point from here.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import Any

import numpy as np
import shapely

from geo.gazetteer.units import governorate_pcode
from geo.paths import DATA_DIR
from geo.text import normal

_KIND = re.compile(
    r"\b(governorate|province|provincia|state|region|regional|division|district|department|departement|departamento"
    r"|oblast|wilaya|wilayat|gobolka|muhafazat|mohafazat|prefecture|county|city|republic|autonomous|of|the|de|du)\b"
    r"|محافظه|ولايه|منطقه|اقليم|جهه"
)
_ARTICLE = re.compile(r"^(al|ar|as|ad|an|el|er|ash|at|ta) ")
_ALIKE = str.maketrans({"q": "k", "c": "k", "v": "w", "z": "s", "j": "g", "y": "i"})
_OWN_NAMES = 2
"""The first names of a unit in units.json are Natural Earth's own and the English one."""
_SPOKEN = re.compile(r"[aeiouh]|(.)(?=\1)")


@lru_cache(100_000)
def unit_of(country: str | None, name: str | None) -> str | None:
    """The key of the unit of a country (ISO 3166-1 alpha-2) that a name means, None where none has it.

    A name that several units have stands for all of them together: less is told then, never more.

    >>> unit_of("YE", "Taiz") == unit_of("YE", "محافظة تعز") == unit_of("YE", "Ta'izz Governorate")
    True
    >>> unit_of("YE", "Aleppo"), unit_of("SY", "Aleppo"), unit_of("SO", "Lower Shabelle") is not None
    (None, None, True)
    """
    if not country or not name:
        return None
    plain = _plain(name)
    for known, spelt in zip(_names(country), (plain, plain, _sound(plain)), strict=True):
        if found := known.get(spelt):
            return f"{country}:{'+'.join(map(str, sorted(found)))}"
    return None


def lists_units(country: str | None) -> bool:
    """Whether units of this country are listed.

    >>> lists_units("SD"), lists_units("SY"), lists_units(None)
    (True, False, False)
    """
    return country in _rows()


def listed_countries() -> tuple[str, ...]:
    """The countries whose units are listed."""
    return tuple(_rows())


@lru_cache(10_000)
def country_of_unit(name: str | None) -> str | None:
    """The one country that has a unit of this name; None where none has, or several, or a Syrian governorate is it.

    >>> country_of_unit("نينوى"), country_of_unit("Nowhere"), country_of_unit("Aleppo")
    ('IQ', None, None)
    """
    if not name or governorate_pcode(name) is not None:
        return None
    found = [country for country in _rows() if unit_of(country, name) is not None]
    return found[0] if len(found) == 1 else None


@cache
def unit_outline(key: str) -> Any | None:
    """The outline of a unit by its key (WGS84, lon lat); None where the key is none."""
    country, _, at = key.partition(":")
    rows = _rows().get(country, ())
    return shapely.union_all([_polygon(rows[int(each)]) for each in at.split("+")]) if rows else None


@cache
def country_outline(country: str) -> Any | None:
    """All units of a country as one outline, with what other states claim too; None where none is listed."""
    rows = _rows().get(country)
    return shapely.union_all([_polygon(row) for row in rows]) if rows else None


@cache
def _rows() -> Mapping[str, Sequence[Mapping[str, Any]]]:
    held: Mapping[str, Sequence[Mapping[str, Any]]] = json.loads((DATA_DIR / "units.json").read_text("utf-8"))
    return held


@cache
def _names(country: str) -> tuple[Mapping[str, set[int]], ...]:
    """Units by their own name, by any name, and by the sound of any name."""
    own, any_name, sounds = (defaultdict[str, set[int]](set) for _ in range(3))
    for at, row in enumerate(_rows().get(country, ())):
        for order, name in enumerate(map(_plain, row["names"])):
            any_name[name].add(at)
            sounds[_sound(name)].add(at)
            if order < _OWN_NAMES:
                own[name].add(at)
    for each in (own, any_name, sounds):
        each.pop("", None)
    return own, any_name, sounds


def _plain(name: str) -> str:
    return " ".join(_ARTICLE.sub("", _KIND.sub(" ", normal(name)).strip()).split())


def _sound(plain: str) -> str:
    """Consonants, the doubled ones once; short ones would be alike too often."""
    found = _SPOKEN.sub("", plain.translate(_ALIKE)).replace(" ", "")
    return found if len(found) >= 3 else ""


def _polygon(row: Mapping[str, Any]) -> Any:
    """Rings that the rounding made cross themselves are mended; a ring too short to be one is left out."""
    parts = []
    for rings in row["polygons"]:
        shell, *holes = ([*map(int, ring.split())] for ring in rings)
        if len(shell) >= 8:
            parts.append(shapely.Polygon(_ring(shell), [_ring(each) for each in holes if len(each) >= 8]).buffer(0))
    return shapely.union_all(parts)


def _ring(numbers: list[int]) -> Any:
    return np.array(numbers, float).reshape(-1, 2) / 100
