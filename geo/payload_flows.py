"""What the map of movements is told, as JSON values: each of a few movements, else the largest pairs of places.

In come a Store and a Filter. A movement whose split is unknown comes whole, with all of its ends, whatever the number;
nothing is shared out between destinations, and what is not drawn is counted.
"""

from __future__ import annotations

import json

from geo import geometry
from geo.dates import interval_in_words
from geo.figures import in_words, left_out
from geo.filter import Filter
from geo.model import Figure, Movement, Place
from geo.payload import Json, spot
from geo.store import Pair, Store
from geo.vocab import GROUPS, MOVES, label, short

DRAWN_WHOLE = 40
"""As many movements are drawn each by itself; of more the pairs of places, summed."""
MOST_PAIRS = 24


def flows_payload(store: Store, chosen: Filter) -> Json:
    """Movements as flows. Parts and copies of a movement that is shown are listed, never drawn beside it.

    `people` is the one bound that the width of the trunk follows: the lower figure, the upper where only that is given.
    Longitudes run the short way round from the first origin, beyond ±180° where need be. `folded` counts the pairs that
    are not drawn.
    """
    if store.n_movements(chosen) > DRAWN_WHOLE:
        return _largest(store, chosen)
    movements = store.movements(chosen)
    skipped = {each.id: each.reason for each in left_out(movements)}
    flows = [_flow(movement, skipped.get(movement.id)) for movement in movements]
    return _told(store, flows, 0)


def _told(store: Store, flows: list[Json], folded: int) -> Json:
    drawn = [flow["people"] for flow in flows if flow["drawn"] and flow["people"] is not None]
    return {"revision": store.revision, "flows": flows, "largest": max(drawn, default=0), "folded": folded}


def _largest(store: Store, chosen: Filter) -> Json:
    """The pairs with most people whose ends have points, and the movements with several ends."""
    held = store.pairs(chosen)
    forks = [_flow(movement, None) for movement in held.forks[:MOST_PAIRS]]
    flows: list[Json] = []
    for start in range(0, len(held.pairs), 10 * MOST_PAIRS):
        some = held.pairs[start : start + 10 * MOST_PAIRS]
        ids = {end for pair in some for end in (pair.origin, pair.destination) if end is not None}
        places = store.seen_places(chosen, sorted(ids))
        made = (_pair(pair, places.get(pair.origin or ""), places.get(pair.destination or "")) for pair in some)
        flows += [flow for flow in made if flow is not None]
        if len(flows) >= MOST_PAIRS:
            break
    flows = flows[:MOST_PAIRS]
    return _told(store, flows + forks, len(held.pairs) - len(flows) + len(held.forks) - len(forks))


def _pair(pair: Pair, origin: Place | None, destination: Place | None) -> Json | None:
    """A pair as a flow; None where an end has no point, or both ends are one place."""
    ends = [spot(place) for place in (origin, destination) if place is not None]
    if len(ends) < 2 or ends[0]["id"] == ends[1]["id"] or any(end["lon"] is None for end in ends):
        return None
    ends[1]["lon"] = geometry.short_way(ends[0]["lon"], ends[1]["lon"])
    people = next((n for n in (pair.people.min, pair.people.best, pair.people.max) if n is not None), None)
    return {
        "id": pair_id(pair.origin, pair.destination),
        "title": f"{ends[0]['name']} to {ends[1]['name']}, {short(MOVES, pair.move).lower()}",
        "date": interval_in_words(pair.first, pair.last, "day"),
        "figure": pair.people.words(),
        "group": "1 movement" if pair.people.n == 1 else f"{pair.people.n:,} movements added",
        "people": people,
        "bound": None,
        "split_known": True,
        "origins": ends[:1],
        "destinations": [ends[1] | {"share": None}],
        "transit": [],
        "drawn": True,
        "not_drawn_because": None,
    }


def pair_id(origin: str | None, destination: str | None) -> str:
    """What stands for a pair of places where the map tells which flow was clicked."""
    return json.dumps(["pair", origin, destination], ensure_ascii=False)


def pair_of(flow_id: str) -> tuple[str, str] | None:
    """The ids of origin and destination out of `pair_id`; None for the id of a movement.

    >>> pair_of(pair_id("qaboun", "idlib")), pair_of("qaboun-removals")
    (('qaboun', 'idlib'), None)
    """
    try:
        told = json.loads(flow_id)
    except ValueError:
        return None
    match told:
        case ["pair", str(origin), str(destination)]:
            return origin, destination
    return None


def _flow(movement: Movement, reason: str | None) -> Json:
    origins = [spot(place) for place in movement.origins]
    ends = [spot(place) for place in movement.destinations]
    through = [spot(place) for place in movement.transit]
    start = next((each["lon"] for each in origins if each["lon"] is not None), None)
    for each in (*origins, *ends, *through):
        if start is not None and each["lon"] is not None:
            each["lon"] = geometry.short_way(start, each["lon"])
    people, bound = _bound(movement.people)
    return {
        "id": movement.id,
        "title": movement.title,
        "date": interval_in_words(movement.date_start, movement.date_end, movement.date_precision),
        "figure": in_words(movement.people),
        "group": movement.group_text or label(GROUPS, movement.group),
        "people": people,
        "bound": bound,
        "split_known": movement.split_known,
        "origins": origins,
        "destinations": [each | {"share": _share(movement, each["id"])} for each in ends],
        "transit": through,
        "drawn": reason is None and start is not None and any(each["lon"] is not None for each in ends),
        "not_drawn_because": reason,
    }


def _bound(figure: Figure | None) -> tuple[int | None, str | None]:
    if figure is None:
        return None, None
    for name in ("min", "best", "max"):
        value = getattr(figure, name)
        if value is not None:
            return value, name
    return None, None


def _share(movement: Movement, place_id: str) -> Json | None:
    """The share of one destination where the split is known; None says unknown."""
    figure = (movement.shares or {}).get(place_id) if movement.split_known else None
    if figure is None:
        return None
    return {"people": _bound(figure)[0], "figure": in_words(figure)}
