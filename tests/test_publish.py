"""What may be published: exact points of people at risk stay inside."""

from __future__ import annotations

from itertools import product

import pytest

from geo.model import Event, EventPlace, Movement, Place
from geo.publish import is_coarsened, published_event, published_movement, published_place
from geo.vocab import FINER_THAN_TOWN, PLACE_PRECISIONS, SENSITIVITIES

TOWN = Place("town", "Town", "town", lon=37.0, lat=36.0, country="SY", admin1_pcode="SY02", admin1_name="Aleppo")
PUBLIC = Place("market", "Market", "facility", lon=37.1234, lat=36.5678, country="SY", admin1_pcode="SY02")


def shelter(sensitivity: str = "restricted", precision: str = "facility", publish_as: str | None = None) -> Place:
    return Place(
        "shelter", "Shelter", precision, lon=37.1234, lat=36.5678, country="SY", admin1_pcode="SY02",
        admin1_name="Aleppo", sensitivity=sensitivity, publish_as=publish_as,
    )  # fmt: skip


PLACES = {place.id: place for place in (TOWN, PUBLIC)}


def test_a_public_place_is_published_as_it_is() -> None:
    assert published_place(PUBLIC, PLACES) is PUBLIC


def test_a_restricted_place_stands_as_its_town() -> None:
    assert published_place(shelter(publish_as="town"), PLACES) is TOWN


@pytest.mark.parametrize("publish_as", [None, "nowhere", "market", "shelter"])
def test_without_a_safe_stand_in_the_point_is_gone(publish_as: str | None) -> None:
    place = published_place(shelter(publish_as=publish_as), PLACES | {"shelter": shelter()})
    assert not place.has_point
    assert place.geometry is None
    assert place.precision == "governorate"
    assert "Shelter" not in place.name
    assert place.aliases == ()


@pytest.mark.parametrize(
    ("sensitivity", "precision", "at_risk"), list(product(SENSITIVITIES, PLACE_PRECISIONS, (True, False)))
)
def test_no_point_finer_than_a_town_leaves_where_someone_is_at_risk(
    sensitivity: str, precision: str, at_risk: bool
) -> None:
    place = published_place(shelter(sensitivity, precision), PLACES, at_risk=at_risk)
    risky = sensitivity != "public" or (at_risk and precision in FINER_THAN_TOWN)
    assert place.has_point == (not risky)


def test_a_restricted_event_takes_its_public_place_with_it() -> None:
    event = Event(
        "e", "E", "abduction", "d", places=(EventPlace(PUBLIC),), precision="facility", sensitivity="restricted"
    )
    published = published_event(event, PLACES)
    assert is_coarsened(event)
    assert published.precision == "governorate"
    assert not published.has_point


def test_two_places_that_become_one_stand_once() -> None:
    event = Event("e", "E", "abduction", "d", places=(EventPlace(TOWN), EventPlace(shelter(publish_as="town"))))
    assert published_event(event, PLACES).places == (EventPlace(TOWN),)


def test_a_movement_is_treated_at_all_its_ends() -> None:
    held = shelter(publish_as="town")
    moved = published_movement(Movement("m", "M", "d", (held,), (held, TOWN), transit=(held,)), PLACES)
    assert (moved.origins, moved.destinations, moved.transit) == ((TOWN,), (TOWN,), (TOWN,))
