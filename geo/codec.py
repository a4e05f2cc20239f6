"""The model as JSON and back, in the shapes of data/*.schema.json and of the published event record.

`*_from_json` raise BadInput that names the field; `event_json`, `movement_json` and `totals_json` write what the
command line, GeoJSON, HTML and manifests carry. Unknown is null, dates are ISO 8601, coordinates are lon, lat.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from functools import cache
from operator import attrgetter
from types import MappingProxyType
from typing import Any

from geo.errors import BadInput
from geo.figures import Totals, in_words
from geo.model import Claim, Dataset, Event, EventPlace, Figure, Json, Movement, Place, Source
from geo.vocab import FIGURE_KINDS, OPPOSING_STANCES

Places = Mapping[str, Place]


def figure_from_json(raw: Json | None) -> Figure | None:
    """A Figure, None for null."""
    return None if raw is None else Figure(**raw)


def figure_json(figure: Figure | None) -> Json | None:
    """`{min, best, max, qualifier, text, who, words}`; null for None. `words` is the figure as people read it."""
    return None if figure is None else {**_plain(figure), "words": in_words(figure)}


def day_from_json(raw: str | None) -> date | None:
    """An ISO date, None for null."""
    return None if raw is None else date.fromisoformat(raw)


def _day_json(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def place_from_feature(feature: Json) -> Place:
    """A Place from one feature of places.geojson."""
    raw = dict(feature["properties"])
    for key in ("aliases", "covers_pcodes"):
        raw[key] = tuple(raw[key])
    raw["other_ids"] = MappingProxyType(dict(raw["other_ids"]))
    return Place(**raw, geometry=feature["geometry"])


def claim_from_json(raw: Json) -> Claim:
    """A Claim; its figures by kind."""
    figures = {kind: Figure(**figure) for kind, figure in raw["figures"].items() if figure is not None}
    return Claim(**{**raw, "figures": MappingProxyType(figures), "said_on": day_from_json(raw["said_on"])})


def event_from_json(raw: Json, dataset: str, places: Places, sources: Mapping[str, Source]) -> Event:
    """An Event with its places and sources resolved; raises BadInput for a place that is not there."""
    held = dict(raw)
    held["dataset"] = dataset
    held["tags"] = tuple(raw["tags"])
    for key in ("date_start", "date_end"):
        held[key] = day_from_json(raw[key])
    for kind in FIGURE_KINDS:
        held[kind] = figure_from_json(raw[kind])
    held["places"] = tuple(EventPlace(_known(places, at["place_id"], raw), at["role"]) for at in raw["places"])
    held["claims"] = tuple(claim_from_json(claim) for claim in raw["claims"])
    held["sources"] = _sources(held.pop("source_ids"), held["claims"], sources)
    return Event(**held)


def movement_from_json(raw: Json, dataset: str, places: Places, sources: Mapping[str, Source]) -> Movement:
    """A Movement with its places and sources resolved; raises BadInput for a place that is not there."""
    held = dict(raw)
    held["dataset"] = dataset
    for key in ("date_start", "date_end"):
        held[key] = day_from_json(raw[key])
    for key in ("origins", "destinations", "transit"):
        held[key] = tuple(_known(places, each, raw) for each in raw[key])
    shares = raw["shares"]
    held["shares"] = None if shares is None else MappingProxyType({k: Figure(**v) for k, v in shares.items()})
    held["people"] = figure_from_json(raw["people"])
    held["terms"] = tuple((each["claimant"], each["term"]) for each in held.pop("term_by_claimant"))
    held["claims"] = tuple(claim_from_json(claim) for claim in raw["claims"])
    held["sources"] = _sources(held.pop("source_ids"), held["claims"], sources)
    return Movement(**held)


def _sources(source_ids: list[str], claims: tuple[Claim, ...], sources: Mapping[str, Source]) -> tuple[Source, ...]:
    """The record's own sources, then those of its claims, each once; one that is not there has only its id."""
    wanted = dict.fromkeys([*source_ids, *(c.source_id for c in claims if c.source_id)])
    return tuple(sources.get(each, Source(each)) for each in wanted)


def _known(places: Places, key: str, raw: Json) -> Place:
    if key not in places:
        want, cure = "the id of a place", "Add the place first."
        raise BadInput("unknown place", got=key, want=want, where=str(raw["id"]), cure=cure)
    return places[key]


def dataset_from_json(raw: Json) -> Dataset:
    """A Dataset from the head of an events file."""
    known = {key: raw.get(key) for key in ("id", "title", "publisher", "licence", "url", "redistribution", "sha256")}
    return Dataset(**known, as_of=day_from_json(raw.get("as_of")))  # type: ignore[arg-type]


def dataset_json(dataset: Dataset) -> Json:
    """The data set in the shape that `dataset_from_json` reads."""
    return {**_plain(dataset, skip=("as_of",)), "as_of": _day_json(dataset.as_of)}


def claim_json(claim: Claim) -> Json:
    """A claim as it is published."""
    held = _plain(claim, skip=("figures", "said_on"))
    held["figures"] = {kind: figure_json(figure) for kind, figure in claim.figures.items()}
    held["said_on"] = _day_json(claim.said_on)
    return held


EVENT_APART = ("places", "claims", "sources", "date_start", "date_end", *FIGURE_KINDS)


def event_json(event: Event) -> Json:
    """The published record of an event; see design "Event as JSON". lon, lat are null where there is no point."""
    main = event.main_place
    return {
        **_plain(event, skip=EVENT_APART),
        "tags": list(event.tags),
        "date_start": _day_json(event.date_start),
        "date_end": _day_json(event.date_end),
        **{kind: figure_json(event.figure(kind)) for kind in FIGURE_KINDS},
        "place_id": main.id if main else None,
        "place_name": main.name if main else None,
        "place_name_ar": main.name_ar if main else None,
        "lon": main.lon if main else None,
        "lat": main.lat if main else None,
        "admin1_pcode": main.admin1_pcode if main else None,
        "admin1_name": main.admin1_name if main else None,
        "country": main.country if main else None,
        "places": [{**_place_json(at.place), "role": at.role} for at in event.places],
        "claims": [claim_json(claim) for claim in event.claims],
        "n_claims": len(event.claims),
        "n_denials": n_denials(event.claims),
        "sources": [source_json(source) for source in event.sources],
    }


def source_json(source: Source) -> Json:
    """A source as it is published."""
    return _plain(source)


def n_denials(claims: tuple[Claim, ...]) -> int:
    """How many claims stand against another (deny, dispute, could not verify, retract)."""
    return sum(claim.stance in OPPOSING_STANCES for claim in claims)


def movement_json(movement: Movement) -> Json:
    """The published record of a movement; `shares` is null while the split is unknown."""
    ends = ("origins", "destinations", "transit")
    skip = (*ends, "claims", "sources", "date_start", "date_end", "people", "shares", "terms")
    shares = movement.shares
    return {
        **_plain(movement, skip=skip),
        "date_start": _day_json(movement.date_start),
        "date_end": _day_json(movement.date_end),
        "people": figure_json(movement.people),
        "shares": None if shares is None else {key: figure_json(share) for key, share in shares.items()},
        **{key: [_place_json(place) for place in getattr(movement, key)] for key in ends},
        "term_by_claimant": [{"claimant": who, "term": term} for who, term in movement.terms],
        "claims": [claim_json(claim) for claim in movement.claims],
        "sources": [source_json(source) for source in movement.sources],
    }


def totals_json(totals: Totals, noun: str = "event") -> Json:
    """`{killed: {min, max, …}, injured, displaced, excluded: [{id, reason}], sentences}`."""
    return {
        **{kind: _plain(total, skip=("kind",)) for kind, total in totals.kinds.items()},
        "excluded": [_plain(each) for each in totals.excluded],
        "n_excluded": totals.n_excluded,
        "sentences": totals.sentences(noun),
    }


def _place_json(place: Place) -> Json:
    return {"place_id": place.id, **dict(zip(PLACE_MEMBERS, _OF_PLACE(place), strict=True))}


PLACE_MEMBERS = (
    "name",
    "name_ar",
    "lon",
    "lat",
    "precision",
    "radius_m",
    "country",
    "admin1_pcode",
    "admin1_name",
    "pcode",
)
_OF_PLACE = attrgetter(*PLACE_MEMBERS)


def _plain(value: Any, skip: tuple[str, ...] = ()) -> Json:
    kind: Any = type(value)
    names, read = _reader(kind, skip)
    return dict(zip(names, read(value), strict=True))


@cache
def _reader(kind: Any, skip: tuple[str, ...]) -> tuple[tuple[str, ...], attrgetter[tuple[Any, ...]]]:
    """The names of a record's fields, of which there are several, and what reads all of them in one call."""
    names = tuple(each.name for each in fields(kind) if each.name not in skip)
    return names, attrgetter(*names)
