"""The nouns of Kharita as frozen values: Figure, Source, Claim, Place, Event, Movement, Dataset.

Unknown is `None`, never 0, "" or NaN. Coordinates are WGS84 degrees (EPSG:4326), always in the order
lon, lat. Dates are `datetime.date` without a time zone. Values are never changed: `dataclasses.replace` makes
a new one. Reading and writing JSON is `geo.codec`'s work, drawing and words are others'.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any

from geo.vocab import AREA_PRECISIONS

Json = dict[str, Any]


def _empty() -> Mapping[str, Any]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of people as it was reported: bounds, best estimate, qualifier, and the source's own words.

    "up to 60" is max 60 with an empty minimum; "at least 12" is min 12 with an empty maximum; "several" has
    only `text`. `who` narrows the people counted ("women"). All counts are people, 0 or more.
    """

    min: int | None = None
    best: int | None = None
    max: int | None = None
    qualifier: str | None = None
    text: str | None = None
    who: str | None = None

    @property
    def has_number(self) -> bool:
        return any(bound is not None for bound in (self.min, self.best, self.max))

    @property
    def largest(self) -> int | None:
        """The largest number given, for symbol sizes."""
        return max((b for b in (self.min, self.best, self.max) if b is not None), default=None)


@dataclass(frozen=True, slots=True)
class Source:
    """Where a claim was read. `via` is the source that quoted this one."""

    id: str
    publisher: str | None = None
    author: str | None = None
    title: str | None = None
    url: str | None = None
    archive_url: str | None = None
    published_at: str | None = None
    captured_at: str | None = None
    sha256: str | None = None
    language: str | None = None
    licence: str | None = None
    via: str | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """What one claimant said about one event or movement, on a date of its own."""

    id: str
    claimant: str
    stance: str
    about: str
    text: str
    claimant_role: str | None = None
    quote: str | None = None
    figures: Mapping[str, Figure] = field(default_factory=_empty, hash=False)
    said_on: date | None = None
    said_precision: str | None = None
    term: str | None = None
    source_id: str | None = None
    responds_to: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A named place. `lon`, `lat` are the point or label point; `geometry` is GeoJSON, None where undrawable."""

    id: str
    name: str
    precision: str
    name_ar: str | None = None
    aliases: tuple[str, ...] = ()
    lon: float | None = None
    lat: float | None = None
    geometry: Json | None = field(default=None, compare=False)
    radius_m: float | None = None
    country: str | None = None
    admin1_pcode: str | None = None
    admin1_name: str | None = None
    admin1_name_ar: str | None = None
    admin2_pcode: str | None = None
    admin3_pcode: str | None = None
    covers_pcodes: tuple[str, ...] = ()
    other_ids: Mapping[str, str] = field(default_factory=_empty, hash=False)
    sensitivity: str = "public"
    publish_as: str | None = None
    note: str | None = None
    disagreement: str | None = None
    source: str | None = None
    licence: str | None = None

    @property
    def has_point(self) -> bool:
        return self.lon is not None and self.lat is not None

    @property
    def is_area(self) -> bool:
        return self.precision in AREA_PRECISIONS

    @property
    def pcode(self) -> str | None:
        """The finest p-code known."""
        return self.admin3_pcode or self.admin2_pcode or self.admin1_pcode


@dataclass(frozen=True, slots=True)
class EventPlace:
    """One place of an event and the part it plays ("location", "near", "origin" …)."""

    place: Place
    role: str = "location"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that is said to have happened, with every claim about it."""

    id: str
    title: str
    type: str
    dataset: str
    number: int | None = None
    tags: tuple[str, ...] = ()
    summary_text: str | None = None
    date_start: date | None = None
    date_end: date | None = None
    date_precision: str = "day"
    date_text: str | None = None
    places: tuple[EventPlace, ...] = ()
    location_text: str | None = None
    precision: str = "unknown"
    killed: Figure | None = None
    injured: Figure | None = None
    displaced: Figure | None = None
    grade: str | None = None
    grade_reason: str | None = None
    sensitivity: str = "public"
    is_summary: bool = False
    part_of: str | None = None
    duplicate_of: str | None = None
    responds_to: str | None = None
    claims: tuple[Claim, ...] = ()
    sources: tuple[Source, ...] = ()

    @property
    def main_place(self) -> Place | None:
        """The first place with a point, else the first place, else None."""
        places = [at.place for at in self.places]
        return next((p for p in places if p.has_point), places[0] if places else None)

    @property
    def has_point(self) -> bool:
        return any(at.place.has_point for at in self.places)

    def figure(self, kind: str) -> Figure | None:
        """The figure of `kind` ("killed", "injured", "displaced")."""
        return {"killed": self.killed, "injured": self.injured, "displaced": self.displaced}[kind]


@dataclass(frozen=True, slots=True)
class Movement:
    """People moved from somewhere to one or more destinations. `shares` is None while the split is unknown."""

    id: str
    title: str
    dataset: str
    origins: tuple[Place, ...]
    destinations: tuple[Place, ...]
    transit: tuple[Place, ...] = ()
    event_id: str | None = None
    split_known: bool = False
    shares: Mapping[str, Figure] | None = field(default=None, hash=False)
    date_start: date | None = None
    date_end: date | None = None
    date_precision: str = "day"
    people: Figure | None = None
    kind: str = "displacement"
    group: str = "unknown"
    group_text: str | None = None
    terms: tuple[tuple[str, str], ...] = ()
    claims: tuple[Claim, ...] = ()
    sources: tuple[Source, ...] = ()
    grade: str | None = None
    grade_reason: str | None = None
    part_of: str | None = None
    duplicate_of: str | None = None
    sensitivity: str = "public"
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Dataset:
    """A set of records that came together, with the date of the situation it describes.

    `redistribution` says why its rows may not be handed on; None where they may. `sha256` is of the file that it was
    read from; of shipped records of their three files, one behind the other in the order of their names.
    """

    id: str
    title: str
    publisher: str | None = None
    as_of: date | None = None
    licence: str | None = None
    url: str | None = None
    redistribution: str | None = None
    sha256: str | None = None
