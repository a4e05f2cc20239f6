"""What never leaves the store unless a reader asks for it: restricted points, hidden names, internal records."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from test_store import ABU_KAMAL, ids

from geo.codec import event_json, movement_json, totals_json
from geo.filter import Filter, parse
from geo.store import Store, open_store

LON, LAT = 37.0481379, 36.5873145
CANARIES = ("37.048", "36.587", "Shelter-7f3a", "SecretStreet-9c")


def _hide_a_shelter(places: dict[str, Any]) -> None:
    row = json.loads(json.dumps(next(f for f in places["features"] if f["id"] == "azaz")))
    row["id"] = row["properties"]["id"] = "shelter"
    row["geometry"] = {"type": "Point", "coordinates": [LON, LAT]}
    row["properties"] |= {
        "name": "Shelter-7f3a", "name_ar": None, "aliases": ["SecretStreet-9c"], "precision": "facility",
        "lon": LON, "lat": LAT, "sensitivity": "restricted", "publish_as": "azaz", "other_ids": {}, "radius_m": None,
    }  # fmt: skip
    places["features"].append(row)


def _at_the_shelter(events: dict[str, Any]) -> None:
    for number, place_id in enumerate(("shelter", "sednaya-prison")):
        row = json.loads(json.dumps(next(e for e in events["events"] if e["id"] == ABU_KAMAL)))
        row |= {"id": f"hidden-{number}", "number": 90 + number, "places": [{"place_id": place_id, "role": "location"}]}
        row |= {"precision": "facility", "sensitivity": "restricted", "location_text": "Azaz"}
        for claim in row["claims"]:
            claim["id"] = claim["id"].replace(ABU_KAMAL, row["id"])
            claim["responds_to"] = None
        events["events"].append(row)
    secret = json.loads(json.dumps(events["events"][-1]))
    secret |= {"id": "internal-one", "number": 99, "sensitivity": "internal", "title": "InternalTitle-55"}
    events["events"].append(secret)


def _moved_there(movements: dict[str, Any]) -> None:
    row = json.loads(json.dumps(movements["movements"][0]))
    row |= {"id": "moved-to-shelter", "destinations": ["shelter"], "transit": ["shelter"], "part_of": None}
    for number, claim in enumerate(row["claims"]):
        claim["id"] = f"moved-to-shelter-c{number + 1}"
        claim["responds_to"] = None
    movements["movements"].append(row)


@pytest.fixture
def risky(records: Path, change: Callable[..., None]) -> Store:
    change("places.geojson", _hide_a_shelter)
    change("events.json", _at_the_shelter)
    change("movements.json", _moved_there)
    return open_store(records, None)


def answers(store: Store, chosen: Filter) -> str:
    """All that the store answers to a filter, as one text."""
    events = store.events(chosen)
    told: list[Any] = [event_json(event) for event in events]
    told += [movement_json(movement) for movement in store.movements(chosen)]
    told += [totals_json(store.totals(chosen)), store.count(chosen), store.facets(chosen), store.timeline(chosen)]
    told += [store.markers(chosen), dict(store.places()), store.datasets(), store.check(chosen), store.problems]
    told += [store.at(chosen, place_id) for place_id in ("azaz", "shelter", "sednaya-prison")]
    told += [store.event(event_id) for event_id in ("hidden-0", "hidden-1", "internal-one")]
    return repr(events) + repr(told)


@pytest.mark.parametrize(
    "query", ["", "place=shelter", "place=azaz", "q=SecretStreet", "q=Azaz", "bbox=37.04,36.58,37.05,36.59"]
)
def test_a_restricted_point_is_in_no_answer(risky: Store, query: str) -> None:
    assert risky.problems == ()
    told = answers(risky, parse(query).filter)
    for canary in (*CANARIES, "InternalTitle-55"):
        assert canary not in told


def test_a_restricted_place_is_not_found_by_what_is_hidden(risky: Store) -> None:
    assert ids(risky, "q=SecretStreet-9c") == set()
    assert ids(risky, "q=Shelter-7f3a") == set()
    assert "hidden-0" in ids(risky, "place=azaz")
    assert "hidden-0" not in ids(risky, f"bbox={LON - 0.001},{LAT - 0.001},{LON + 0.001},{LAT + 0.001}")


def test_a_restricted_event_loses_the_point_of_a_public_facility(risky: Store) -> None:
    event = risky.event("hidden-1")
    assert event is not None
    assert not event.has_point
    assert "hidden-1" not in ids(risky, "place=sednaya-prison")
    assert not any("hidden-1" in marker.event_ids for marker in risky.markers(Filter()))


def test_who_may_see_it_asks_for_it(risky: Store) -> None:
    chosen = Filter(sensitivities=("restricted",))
    assert any(marker.place.id == "shelter" for marker in risky.markers(chosen))
    assert "hidden-0" in {
        event.id for event in risky.events(Filter(sensitivities=("restricted",), text="SecretStreet-9c"))
    }


def test_internal_events_are_withheld_and_counted(risky: Store) -> None:
    count = risky.count(Filter())
    assert (count.shown, count.total, count.withheld, count.coarsened) == (17, 17, 1, 3)
    assert risky.event("internal-one") is None
    assert "internal-one" in {event.id for event in risky.events(Filter(sensitivities=("internal",)))}
    assert risky.count(Filter(types=("siege",))).withheld == 0


def test_a_restricted_place_that_a_reader_asks_for_opens(store: Store) -> None:
    own = parse("sensitivity=restricted&q=ahli").filter
    (marker,) = store.markers(own)
    assert store.at(own, marker.place.id).place == marker.place
    assert store.at(own.safe(), marker.place.id).place is None
    assert store.at(own.safe(), "azaz").place == store.places()["azaz"]
