"""A Store whose restricted places stand at masked points, for exports where a point is needed.

Without it such a place stands at its town, or at its governorate without a point. With it, it stands at a point that
was moved by a secret amount (geo.export.masks), as an area with the ring in which the true place lies, and is called
masked wherever it is named. A place that is recorded no finer than its published town stays there: nothing is known
that would be worth masking. Ends of movements stay at their towns and governorates.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, cast

from geo.export.masks import LEAST_M, MOST_M, Masks, load
from geo.export.options import Options
from geo.filter import Filter
from geo.model import Event, EventPlace, Place
from geo.paths import workspace_dir
from geo.publish import coarsest, published_place
from geo.store.protocol import Count, Marker, Slice, Store
from geo.vocab import EVENT_TYPES, FINER_THAN_TOWN

_ID = "masked-"
_NAMED, _NAMED_AR = " (masked point)", " (نقطة غير دقيقة عمدا)"
WORDS = (
    f"Masked point: moved once by {LEAST_M / 1000:g} to {MOST_M / 1000:g} km in a direction kept secret; "
    "the place lies within the ring, not at the symbol"
)


def is_masked(place: Place) -> bool:
    """Whether a place stands at a masked point."""
    return place.id.startswith(_ID)


def at_masked_points(store: Store, options: Options) -> Store:
    """`store` itself, or with masked points where the options ask for them."""
    if not options.masked or isinstance(store, _Masked):
        return store
    return cast("Store", _Masked(store, load(workspace_dir())))


def n_masked(store: Store, chosen: Filter) -> int:
    """How many events of a filter stand at a masked point."""
    return len(store.masked(chosen)) if isinstance(store, _Masked) else 0


class _Masked:
    """All that a Store answers, with masked places in what holds records, counts or markers."""

    def __init__(self, store: Store, masks: Masks) -> None:
        self._store, self._masks = store, masks
        self._asked: dict[Filter, dict[str, Event]] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def masked(self, chosen: Filter) -> dict[str, Event]:
        """By id the events that have a masked place."""
        if chosen not in self._asked:
            held = (self._moved(event) for event in self._store.recorded(chosen))
            self._asked[chosen] = {event.id: event for event in held if any(is_masked(at.place) for at in event.places)}
        return self._asked[chosen]

    def events(self, chosen: Filter, **part: Any) -> list[Event]:
        held = self.masked(chosen)
        return [held.get(event.id, event) for event in self._store.events(chosen, **part)]

    def pages(self, chosen: Filter) -> Iterator[list[Event]]:
        held = self.masked(chosen)
        return ([held.get(event.id, event) for event in page] for page in self._store.pages(chosen))

    def slices(self, chosen: Filter) -> Iterator[Slice]:
        held = self.masked(chosen)
        for each in self._store.slices(chosen):
            yield replace(each, others=tuple((at, held.get(event.id, event)) for at, event in each.others))

    def count(self, chosen: Filter) -> Count:
        counted, held = self._store.count(chosen), self.masked(chosen)
        hidden = {each.id for each in self._store.events(chosen) if not _has_point(each)} if held else set()
        return replace(counted, without_point=counted.without_point - len(hidden & held.keys()))

    def markers(self, chosen: Filter) -> list[Marker]:
        if not self.masked(chosen):
            return self._store.markers(chosen)
        at: dict[str, tuple[Place, list[Event]]] = {}
        for event in self.events(chosen):
            for place in dict.fromkeys(each.place for each in event.places if each.place.has_point):
                at.setdefault(place.id, (place, []))[1].append(event)
        return sorted((_marker(place, held) for place, held in at.values()), key=lambda m: (-m.n, m.place.id))

    def _moved(self, event: Event) -> Event:
        """A recorded event as it is published, its hidden places at masked points where they have a point."""
        at_risk, places = event.sensitivity != "public", self._store.places()
        held: dict[tuple[str, str], EventPlace] = {}
        for at in event.places:
            place = published_place(at.place, places, at_risk=at_risk)
            if place is not at.place and _can_stand_masked(at.place, place):
                place = self._masked_place(at.place, place)
            held.setdefault((place.id, at.role), EventPlace(place, at.role))
        placed = tuple(held.values())
        return replace(event, places=placed, precision=coarsest(event.precision, placed))

    def _masked_place(self, own: Place, published: Place) -> Place:
        lon, lat = self._masks.of((own.lon or 0.0, own.lat or 0.0))
        return Place(
            id=f"{_ID}{published.id}-{lon:.3f}-{lat:.3f}",
            name=f"{published.name}{_NAMED}",
            name_ar=f"{published.name_ar}{_NAMED_AR}" if published.name_ar else None,
            precision="area", lon=lon, lat=lat, radius_m=MOST_M,
            country=published.country, admin1_pcode=published.admin1_pcode, admin1_name=published.admin1_name,
            admin1_name_ar=published.admin1_name_ar, note=WORDS,
        )  # fmt: skip


def _can_stand_masked(own: Place, published: Place) -> bool:
    """Whether a hidden place has a point that says more than the published one does."""
    finer = own.precision in FINER_THAN_TOWN or not published.has_point
    return own.sensitivity != "internal" and own.has_point and finer


def _has_point(event: Event) -> bool:
    return any(at.place.has_point for at in event.places)


def _marker(place: Place, events: list[Event]) -> Marker:
    order = list(EVENT_TYPES)
    kinds = Counter(event.type for event in events)
    types = sorted(kinds.items(), key=lambda pair: (-pair[1], order.index(pair[0])))
    return Marker(place, len(events), tuple(types), tuple(sorted(event.id for event in events)))
