"""The gazetteer that movements need: one name in, one place or candidates out; and a small one of what ships.

`NativeGazetteer` knows the store's own public places, the governorates and the countries. Any other with the same
methods serves as well. A name is matched in its normal form, never by likeness: what is only alike is a suggestion.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from shapely.geometry import shape

from geo.gazetteer.units import governorate_in_words, governorate_pcode
from geo.paths import DATA_DIR, records_dir
from geo.text import normal


class Entry(Protocol):
    """A place of a gazetteer. `kind` is a word of vocab.PLACE_PRECISIONS."""

    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def name_ar(self) -> str | None: ...
    @property
    def kind(self) -> str: ...
    @property
    def lon(self) -> float | None: ...
    @property
    def lat(self) -> float | None: ...
    @property
    def country(self) -> str | None: ...
    @property
    def admin1_pcode(self) -> str | None: ...
    @property
    def place_id(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Candidate:
    """An Entry of NativeGazetteer."""

    id: str
    name: str
    name_ar: str | None
    kind: str
    lon: float | None
    lat: float | None
    country: str | None
    admin1_pcode: str | None
    place_id: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """`by` says what decided: "name", "pcode", "country"."""

    entry: Entry
    by: str


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """Several places of one name."""

    name: str
    candidates: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Unknown:
    """No place of that name; suggestions are only alike."""

    name: str
    suggestions: tuple[Entry, ...] = ()


Answer = Found | Ambiguous | Unknown


class Gazetteer(Protocol):
    """What places are looked up in."""

    def lookup(
        self,
        name: str,
        *,
        admin: str | None = None,
        pcode: str | None = None,
        country: str | None = None,
        near: tuple[float, float] | None = None,
    ) -> Any: ...

    def entry(self, entry_id: str) -> Entry | None:
        """The place of an id that a person has chosen; None where there is none."""


class NativeGazetteer:
    """Looks names up in the places that ship, in governorates (by name or p-code) and in countries."""

    def __init__(self, entries: Iterable[tuple[Candidate, tuple[str, ...]]]) -> None:
        self._by_id: dict[str, Candidate] = {}
        self._by_name: dict[str, list[Candidate]] = {}
        for entry, names in entries:
            self._by_id[entry.id] = entry
            for name in dict.fromkeys(normal(each) for each in names):
                self._by_name.setdefault(name, []).append(entry)

    def entry(self, entry_id: str) -> Candidate | None:
        return self._by_id.get(entry_id)

    def lookup(
        self,
        name: str,
        *,
        admin: str | None = None,
        pcode: str | None = None,
        country: str | None = None,
        near: tuple[float, float] | None = None,  # noqa: ARG002  it lists candidates in the order of its records
    ) -> Answer:
        if pcode and (held := self._by_id.get(pcode.strip().upper())):
            return Found(held, "pcode")
        if (said := governorate_in_words(name)) and (held := self._by_id.get(said)):
            return Found(held, "name")
        code = governorate_pcode(admin) if admin else None
        found = [
            each
            for each in self._by_name.get(normal(name), [])
            if (code is None or each.admin1_pcode in (None, code)) and country in (None, each.country)
        ]
        if len(found) == 1:
            return Found(found[0], "name")
        if found:
            return Ambiguous(name, tuple(found))
        alike = difflib.get_close_matches(normal(name), self._by_name, n=3, cutoff=0.75)
        return Unknown(name, tuple({found.id: found for each in alike for found in self._by_name[each]}.values()))


def native_gazetteer() -> NativeGazetteer:
    """The one of the records in use, read once."""
    return _of_records(records_dir())


@cache
def _of_records(records: Path) -> NativeGazetteer:
    return NativeGazetteer([*_places(records), *_governorates(), *_countries()])


def _places(records: Path) -> Iterable[tuple[Candidate, tuple[str, ...]]]:
    try:
        features = json.loads((records / "places.geojson").read_text("utf-8"))["features"]
    except (OSError, ValueError, KeyError):
        return
    for feature in features:
        held: Mapping[str, Any] = feature["properties"]
        if held.get("sensitivity") != "public" or held.get("precision") == "governorate":
            continue
        names = (held["name"], *([held["name_ar"]] if held.get("name_ar") else []), *held.get("aliases", ()))
        entry = Candidate(
            held["id"], held["name"], held.get("name_ar"), held["precision"], held.get("lon"), held.get("lat"),
            held.get("country"), held.get("admin1_pcode"), held["id"],
        )  # fmt: skip
        yield entry, names


def _governorates() -> Iterable[tuple[Candidate, tuple[str, ...]]]:
    for held in _features("governorates"):
        code, name, arabic = held["pcode"], held["name"], held["name_ar"]
        entry = Candidate(code, name, arabic, "governorate", held["label_lon"], held["label_lat"], "SY", code)
        yield entry, (name, arabic, code)


def _countries() -> Iterable[tuple[Candidate, tuple[str, ...]]]:
    for held in _features("world"):
        if held["iso2"]:
            point = held["geometry"].representative_point()
            entry = Candidate(
                held["iso2"], held["name"], held["name_ar"], "country", point.x, point.y, held["iso2"], None
            )
            yield entry, (held["name"], held["name_ar"] or held["name"])


def _features(name: str) -> list[dict[str, Any]]:
    features = json.loads((DATA_DIR / "basemap" / f"{name}.geojson").read_text("utf-8"))["features"]
    return [each["properties"] | {"geometry": shape(each["geometry"])} for each in features]
