"""Which columns of a table of places hold what: the layouts of boundary files and gazetteers, told by their headers.

In: the names of the columns and a few cells; out: a `Layout`. Known are COD-AB in its three spellings, geoBoundaries,
Natural Earth admin-1, GeoNames' dump without a header, and any table with a column called name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from geo.errors import BadInput
from geo.vocab import PLACE_PRECISIONS

_ADMIN = re.compile(r"adm(?:in)?_?([0-4])_?(pcode|.+)?")
_LEVELS = ("country", "governorate", "district", "subdistrict", "area")
_GEONAMES_WIDTH = 19
_MEANINGS: Mapping[str, tuple[str, ...]] = {
    "name": (
        "name", "shapename", "place", "place_name", "placename", "name_en", "english_name", "locality", "community",
        "settlement", "location", "town", "village", "featurename", "neighborho", "asciiname", "toponym",
    ),
    "name_ar": ("name_ar", "arabic", "arabic_name", "name_arabic", "ar", "neighbor_1", "الاسم"),
    "aliases": ("aliases", "alias", "alternatenames", "alternate_names", "other_names", "altnames", "name_alt"),
    "pcode": ("pcode", "p_code", "place_code", "community_pcode", "code", "admin_code", "neighbor_2", "location_code"),
    "geonames": ("geonameid", "geonames_id", "geonames"),
    "lat": ("lat", "latitude", "y", "point_y", "lat_dd", "gps_latitude", "latitude_y"),
    "lon": ("lon", "long", "lng", "longitude", "x", "point_x", "lon_dd", "gps_longitude", "longitude_x"),
    "country": ("country", "country_code", "countrycode", "iso2", "iso_a2", "iso3", "shapegroup", "adm0_pcode"),
    "admin": (
        "nahya_pcode", "mantika_pcode", "mohafaza_pcode", "mohafaza", "admin", "admin1", "governorate",
        "province", "state", "admin1_name", "district", "region",
    ),
    "population": ("population", "pop"),
    "kind": ("precision", "kind", "place_type", "type"),
}  # fmt: skip
"""What a column means → headers in the order of preference, in lower case with underscores."""
_GEONAMES = {
    "geonames": 0, "name": 1, "aliases": 3, "lat": 4, "lon": 5, "class": 6, "feature": 7, "country": 8,
    "population": 14,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Layout:
    """Numbers of columns by what they mean; `parents` are the p-codes (or names) of the units above, finest first.

    `kind` is that of every row where the layout says it.
    """

    words: str
    at: Mapping[str, int]
    kind: str | None = None
    more: tuple[int, ...] = ()
    parents: tuple[int, ...] = ()


def layout_of(columns: Sequence[str], sample: Mapping[int, str], *, level: int | None, where: str) -> Layout:
    """The layout; `sample` holds a cell by the number of its column, `level` is what the file's name says.

    Raises BadInput where no column holds names.
    """
    heads = {
        re.sub(r"[^\w]+", "_", name.strip().lower()).strip("_"): at for at, name in reversed([*enumerate(columns)])
    }
    if len(columns) == _GEONAMES_WIDTH and "column_19" in heads:
        return Layout("GeoNames dump without a header", _GEONAMES, more=(2,))
    at = {key: heads[head] for key, names in _MEANINGS.items() for head in reversed(names) if head in heads}
    units = _units(heads, sample)
    if units and "name" not in at:
        return _admin_layout(units, at)
    if "name" not in at:
        got, cure = ", ".join(columns)[:200], "Name one column “name”, or use the headers of COD-AB."
        raise BadInput("columns", got=got, want="a column with names of places", where=where, cure=cure)
    return _plain_layout(heads, at, units, level)


def _head(column: str) -> str:
    return re.sub(r"[^\w]+", "_", column.strip().lower()).strip("_")


def _plain_layout(heads: Mapping[str, int], at: dict[str, int], units: _Units, level: int | None) -> Layout:
    words, kind = "Table of places", None
    if "shapename" in heads:
        words, kind = "geoBoundaries", _LEVELS[level] if level is not None else "area"
    elif "adm1_code" in heads and "iso_a2" in heads:
        words, kind, at = "Natural Earth admin-1", "governorate", {**at, "country": heads["iso_a2"]}
        at = {key: number for key, number in at.items() if key not in {"kind", "admin", "pcode"}}
    elif "neighborho" in heads:
        words, kind = "COD-AB neighbourhoods", "neighbourhood"
    more = tuple(heads[each] for each in ("asciiname", "gn_name", "woe_name", "name_en") if each in heads)
    parents = tuple(each["pcode"] for _, each in sorted(units.items(), reverse=True) if "pcode" in each)
    if "admin" in at and "pcode" not in units.get(1, {}):
        parents = (*parents, at["admin"])
    return Layout(words, at, kind, tuple(dict.fromkeys(more)), parents)


_Units = dict[int, dict[str, int]]


def _units(heads: Mapping[str, int], sample: Mapping[int, str]) -> _Units:
    """Level → "pcode", "name", "name_ar" and other names, each with its column."""
    found: _Units = {}
    for head, at in heads.items():
        match = _ADMIN.fullmatch(head)
        if not match or not match[2]:
            continue
        held = found.setdefault(int(match[1]), {})
        rest = match[2].strip("_")
        if rest in {"pcode", "code"}:
            held.setdefault("pcode", at)
        elif rest in {"ar", "name_ar"} or (rest.startswith("name") and _is_arabic(sample.get(at))):
            held.setdefault("name_ar", at)
        elif rest in {"en", "name", "name_en"}:
            held["name"] = at
        elif re.match(r"name|ref|alt|[a-z]{2}$", rest):
            held[f"other {head}"] = at
    return {level: held for level, held in found.items() if "pcode" in held or "name" in held}


def _admin_layout(units: _Units, at: Mapping[str, int]) -> Layout:
    """COD-AB: the finest level is what each row is, the others hold it."""
    level = max(units)
    own = units[level]
    if "name" not in own:
        own["name"] = next((number for key, number in own.items() if key.startswith("other")), own["pcode"])
    held: dict[str, int] = {key: own[key] for key in ("name", "name_ar", "pcode") if key in own}
    held |= {key: at[key] for key in ("lat", "lon", "population") if key in at}
    if "country" in at or "pcode" in units.get(0, {}):
        held["country"] = units.get(0, {}).get("pcode", at.get("country", 0))
    above = [(number, each) for number, each in sorted(units.items(), reverse=True) if number < level]
    parents = tuple(each.get("pcode", each.get("name", 0)) for _, each in above)
    more = tuple(number for key, number in own.items() if key.startswith("other"))
    return Layout(f"COD-AB, level {level}", held, _LEVELS[level], more, parents)


def _is_arabic(text: str | None) -> bool:
    return bool(text) and any("\u0600" <= letter <= "\u06ff" for letter in text or "")


_FEATURES = {"PCLI": "country", "ADM1": "governorate", "ADM2": "district", "ADM3": "subdistrict"}
_CLASSES = {"P": "unknown", "S": "facility"}


def feature_kind(feature_class: str | None, feature: str | None) -> str:
    """The kind of a GeoNames feature; what is neither populated, a unit nor a building is an area."""
    return _FEATURES.get(feature or "") or _CLASSES.get(feature_class or "P", "area")


def level_in(text: str) -> int | None:
    """The administrative level in a file name or type: "syr_admin2", "ADM3"; None where it says none.

    >>> level_in("geoboundaries-syr-adm3.geojson"), level_in("towns.csv")
    (3, None)
    """
    match = re.search(r"adm(?:in)?[-_ ]?([0-4])(?!\d)", text.lower())
    return int(match[1]) if match else None


def kind_of(text: str | None) -> str | None:
    """The slug of a kind in a cell, None where it is none of ours."""
    slug = (text or "").strip().lower().replace("neighborhood", "neighbourhood")
    return slug if slug in PLACE_PRECISIONS else None
