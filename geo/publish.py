"""What may be published of a place or a record: the rule that keeps exact points of people at risk inside.

A restricted place stands as the place named by its `publish_as`; without one it loses its point and geometry and
stands at its governorate. An event that is itself restricted has every place treated so unless the place is at town
precision or coarser already. Internal places lose their point and name. Nothing here reads or writes files.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from geo.model import Event, EventPlace, Movement, Place
from geo.vocab import FINER_THAN_TOWN, PLACE_PRECISIONS


def published_place(place: Place, places: Mapping[str, Place], *, at_risk: bool = False) -> Place:
    """`place` as it may be published; `at_risk` says that the record there is restricted whatever the place is."""
    if place.sensitivity == "public" and not (at_risk and place.precision in FINER_THAN_TOWN):
        return place
    stand_in = places.get(place.publish_as) if place.publish_as else None
    if stand_in and stand_in.sensitivity == "public" and stand_in.precision not in FINER_THAN_TOWN:
        return stand_in
    return Place(
        id=f"near-{place.admin1_pcode or place.country or 'unknown'}".lower(),
        name=f"Withheld place in {place.admin1_name or place.country or 'a place not named'}",
        name_ar=place.admin1_name_ar,
        precision="governorate" if place.admin1_pcode else "country",
        country=place.country,
        admin1_pcode=place.admin1_pcode,
        admin1_name=place.admin1_name,
        admin1_name_ar=place.admin1_name_ar,
        note="The exact place is withheld to protect people there.",
    )


def published_event(event: Event, places: Mapping[str, Place]) -> Event:
    """`event` with every place as it may be published, each place once."""
    at_risk = event.sensitivity != "public"
    if not at_risk and len(event.places) < 2 and all(at.place.sensitivity == "public" for at in event.places):
        return event
    held: dict[tuple[str, str], EventPlace] = {}
    for at in event.places:
        place = published_place(at.place, places, at_risk=at_risk)
        held.setdefault((place.id, at.role), EventPlace(place, at.role))
    moved = tuple(held.values()) != event.places
    published = tuple(held.values())
    return replace(
        event, places=published, precision=coarsest(event.precision, published) if moved else event.precision
    )


def coarsest(precision: str, places: tuple[EventPlace, ...]) -> str:
    """The coarsest of what an event said and where it now stands."""
    order = list(PLACE_PRECISIONS)
    return max((precision, *(at.place.precision for at in places)), key=order.index)


def published_movement(movement: Movement, places: Mapping[str, Place]) -> Movement:
    """`movement` with its ends and transit places as they may be published."""
    at_risk = movement.sensitivity != "public"

    def safe(held: tuple[Place, ...]) -> tuple[Place, ...]:
        return tuple(dict.fromkeys(published_place(place, places, at_risk=at_risk) for place in held))

    return replace(
        movement,
        origins=safe(movement.origins),
        destinations=safe(movement.destinations),
        transit=safe(movement.transit),
    )


def is_coarsened(event: Event) -> bool:
    """Whether some place of the (unpublished) event is not shown at its own point."""
    at_risk = event.sensitivity != "public"
    return any(
        at.place.sensitivity != "public" or (at_risk and at.place.precision in FINER_THAN_TOWN) for at in event.places
    )
