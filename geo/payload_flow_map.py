"""The map of many movements as JSON: marks and the largest flows of what is in view, the rest as numbers.

In come a Store, a Filter and the view of a map; geo.flows makes the picture. Names and points are those that the filter
may see.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from geo import codes
from geo.dates import interval_in_words
from geo.filter import Filter
from geo.flow_inside import At, Between
from geo.flow_tables import flows_of, people_sum, world_of
from geo.flows import LEVELS, NO_DAYS, NOWHERE, Box, Drawn, Node, Picture, Told, picture
from geo.model import Place
from geo.payload import Json, spot
from geo.store import Store
from geo.vocab import MOVES, short

NAMED = 8
"""As many places of a mark are named."""
APART = 300
"""As many flows are drawn (or folded) between their own places at any zoom; of more, near places are one mark."""
_PARTS = {"left": "left", "came": "came", "within": "moved within"}
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class FlowView:
    """What a map shows: its zoom, the part of the world in Mercator units, and how many flows it will draw."""

    zoom: float
    box: Box
    most: int


def many_payload(store: Store, chosen: Filter, view: FlowView) -> Json:
    """The largest flows in view between the marks of its zoom, those marks, and what is told instead of drawn."""
    world, flows = world_of(store, chosen), flows_of(store, chosen)
    n_flows = len(flows.move) + len(flows.forks)
    level, marks = world.marks.at(view.zoom if n_flows > APART else LEVELS)
    made = picture(flows, world.x, world.y, marks, view.box, most=view.most)
    places = store.seen_places(chosen, [world.ids[at] for at in _needed(made)])
    named = {at: places[world.ids[at]] for at in _needed(made)}
    number = {node.mark: nth for nth, node in enumerate(made.nodes)}
    drawn = [_flow(each, made, number, named, _between(each, level, world.ids).text()) for each in made.drawn]
    return {
        "revision": store.revision,
        "whole": False,
        "level": level,
        "nodes": [_node(node, made, named) | {"mark": At(level, world.ids[node.mark]).text()} for node in made.nodes],
        "flows": drawn,
        "largest": max((flow["people"] for flow in drawn if flow["people"] is not None), default=0),
        "account": {
            "drawn": _told(made.shown), "internal": _told(made.internal), "smaller": _told(made.smaller),
            "beyond": _told(made.beyond), "unplaced": _told(made.unplaced), "part": store.pairs(chosen).n_left_out,
        },
    }  # fmt: skip


def _needed(made: Picture) -> list[int]:
    """The places whose names the picture tells."""
    members = {at for node in made.nodes for at in (node.place, *node.members[:NAMED])}
    return sorted(members | {at for flow in made.drawn if flow.pair for at in flow.pair})


def _flow(each: Drawn, made: Picture, number: Mapping[int, int], named: Mapping[int, Place], between: str) -> Json:
    people = people_sum(made.flows.row(each.row))
    origins, ends = ([number[mark] for mark in marks if mark in number] for marks in (each.origins, each.destinations))
    nodes = {nth: made.nodes[nth] for nth in (*origins, *ends)}
    names = [" or ".join(_title(nodes[nth], named) for nth in marks) for marks in (origins, ends)]
    if each.pair:
        names = [named[at].name for at in each.pair]
    move = codes.MOVES[each.move]
    told = f"{people.n:,} movements added" if people.n > 1 else "1 movement"
    return {
        "id": pair_id(named[each.pair[0]].id, named[each.pair[1]].id, move) if each.pair else between,
        "title": f"{names[0]} to {names[1]}, {short(MOVES, move).lower()}",
        "date": _dates(each.days),
        "figure": people.words(),
        "group": told + (f" between {each.n_pairs:,} pairs of places" if each.n_pairs > 1 and each.split_known else ""),
        "people": people.low,
        "most": people.high if people.high is not None and people.high > (people.low or 0) else None,
        "move": move,
        "split_known": each.split_known,
        "one": each.pair is not None,
        "origins": origins,
        "destinations": [nth for nth in ends if nth not in origins],
        "open": sum(mark not in number or number[mark] in origins for mark in each.destinations),
        "shares": None,
        "transit": [],
    }


def _between(each: Drawn, level: int, ids: Sequence[str]) -> Between:
    origins, ends = (
        tuple(None if mark == NOWHERE else ids[mark] for mark in side) for side in (each.origins, each.destinations)
    )
    return Between(level, codes.MOVES[each.move], origins, ends)


def _dates(days: tuple[int, int]) -> str:
    first, last = (
        None if day == none else _EPOCH + timedelta(days=day) for day, none in zip(days, NO_DAYS, strict=True)
    )
    return interval_in_words(first, last, "day")


def _title(node: Node, named: Mapping[int, Place]) -> str:
    more = len(node.members) - 1
    return named[node.place].name + (f" and {more:,} near it" if more else "")


def _node(node: Node, made: Picture, named: Mapping[int, Place]) -> Json:
    """A mark: the place it stands on, its own words, and the first of the other places in it."""
    place = named[node.place]
    others = [named[at].name for at in node.members if at in named and at != node.place][: NAMED - 1]
    said: dict[str, list[str]] = {}
    for end in node.ends:
        words = f"{people_sum(made.ends.row(end.row)).words()} {_PARTS[end.part]}"
        said.setdefault(short(MOVES, codes.MOVES[end.move]), []).append(words)
    within = [end for end in node.ends if end.part == "within"]
    return {
        **{key: value for key, value in spot(place).items() if key != "geometry"},
        "geometry": None,
        "n": len(node.members),
        "others": others,
        "said": [f"{move}: {'; '.join(parts)}" for move, parts in said.items()],
        "size": sum(made.ends.row(end.row)["largest"] for end in node.ends),
        "within": [[short(MOVES, codes.MOVES[end.move]), people_sum(made.ends.row(end.row)).words()] for end in within]
        or None,
    }


def _told(told: Told) -> Json:
    """How many flows, and their people in words for each kind of movement."""
    rows = zip(told.moves, range(len(told.people)), strict=True)
    return {
        "n": told.n,
        "words": [[short(MOVES, codes.MOVES[move]), people_sum(told.people.row(at)).words()] for move, at in rows],
    }


def pair_id(origin: str | None, destination: str | None, move: str) -> str:
    """What stands for a pair of places and a kind of movement where the map tells which flow was clicked."""
    return json.dumps(["pair", origin, destination, move], ensure_ascii=False)


def pair_of(flow_id: str) -> tuple[str, str] | None:
    """The ids of origin and destination out of `pair_id`; None for the id of a movement.

    >>> pair_of(pair_id("qaboun", "idlib", "return")), pair_of("qaboun-removals")
    (('qaboun', 'idlib'), None)
    """
    try:
        told = json.loads(flow_id)
    except ValueError:
        return None
    match told:
        case ["pair", str(origin), str(destination), str()]:
            return origin, destination
    return None
