"""The values of the gazetteer: a place as its sources give it, and the three answers to a name.

`Found` is one place, `Ambiguous` several to choose from, `Unknown` none. Whoever asks decides by the class of the
answer; there is no best guess in any of them. Nothing here looks anything up.
"""

from __future__ import annotations

from dataclasses import dataclass

from geo.errors import Severity

POPULATED = frozenset({"neighbourhood", "village", "town", "city", "unknown"})
"""Kinds of a place where people live; `unknown` is a populated place of a size that no source says."""
UNITS = frozenset({"subdistrict", "district", "governorate", "country"})
"""Kinds of an administrative unit; such a place is an area, never one of its towns."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One place of a gazetteer, whatever its source.

    `kind` is a slug of geo.vocab.PLACE_PRECISIONS; `lon`, `lat` are the point or label point in WGS84 degrees, None
    where no source gives one. `codes` are the place's own identifiers (p-code, ISO code, "geonames:174448"), `pcodes`
    its own p-codes and those of the units above it. `place_id` is its id in places.geojson where it is one of ours;
    `box` is west, south, east, north of its outline where one was imported; `ids` are those of the entries of other
    sources that became part of this one.
    """

    id: str
    name: str
    kind: str
    source: str
    name_ar: str | None = None
    aliases: tuple[str, ...] = ()
    lon: float | None = None
    lat: float | None = None
    country: str | None = None
    admin1_pcode: str | None = None
    pcodes: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    population: int | None = None
    place_id: str | None = None
    box: tuple[float, float, float, float] | None = None
    ids: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Every name, the shown one first, each once."""
        held = (self.name, self.name_ar, *self.aliases)
        return tuple(dict.fromkeys(name for name in held if name))

    @property
    def point(self) -> tuple[float, float] | None:
        """Longitude and latitude."""
        return None if self.lon is None or self.lat is None else (self.lon, self.lat)


@dataclass(frozen=True, slots=True)
class Found:
    """One place. `by` is "name", "alias", "pcode" or "name and unit".

    `note` tells what a careful reader should know (a p-code that contradicts the name, a governorate of the same
    name); `also` holds the other places that the note is about.
    """

    entry: Entry
    by: str
    note: str | None = None
    also: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place to choose. `distance_km` is to the point that was given, else to the nearest other candidate."""

    entry: Entry
    distance_km: float | None


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """Several places have this name: choose one, or give the unit or p-code."""

    name: str
    candidates: tuple[Candidate, ...]
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Unknown:
    """No place has this name (there). `suggestions` are like it and are never taken without being asked."""

    name: str
    suggestions: tuple[Entry, ...] = ()
    note: str | None = None


Answer = Found | Ambiguous | Unknown


@dataclass(frozen=True, slots=True)
class Rejection:
    """A row of an imported table that gave no place, and why."""

    row: int
    what: str
    got: str
    cure: str
    severity: Severity = "error"
