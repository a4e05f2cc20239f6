"""The flow map's numbers: whatever zoom, view and flows, every person is drawn, internal or folded, once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import figures

from geo.figures import left_out, movement_totals
from geo.flow_tables import people_row
from geo.flows import (
    FIELDS,
    LEVELS,
    NO_DAYS,
    NOWHERE,
    Box,
    Flows,
    Fork,
    Levels,
    Picture,
    Points,
    Sums,
    Told,
    levels,
    picture,
)
from geo.flows.clusters import radius
from geo.model import Movement, Place
from geo.vocab import MOVES

WORLD = 2**32
KINDS = [*MOVES]
N = 12
COORDINATES = st.integers(0, WORLD - 1) | st.integers(2**31, 2**31 + 2**20) | st.sampled_from([0, WORLD - 1])
PLACES = [Place(f"p{at}", f"P{at}", "town") for at in range(N + 2)]
"""The last two have no point."""


@st.composite
def points(draw: st.DrawFn) -> Points:
    x, y = (np.array(draw(st.lists(COORDINATES, min_size=N, max_size=N)), np.int64) for _ in range(2))
    return Points(x, y, np.array(draw(st.lists(st.booleans(), min_size=N, max_size=N))))


@st.composite
def movements(draw: st.DrawFn) -> list[Movement]:
    """Known and unknown origins, one or several ends, ranges with open ends, parts and copies of one another."""
    ends = st.lists(st.sampled_from(PLACES), max_size=3, unique=True).map(tuple)
    one = st.sampled_from(PLACES).map(lambda place: (place,))
    held = []
    for nth in range(draw(st.integers(0, 25))):
        link = draw(st.sampled_from([None, None, "part_of", "duplicate_of"])) if nth else None
        other = {link: f"m{draw(st.integers(0, nth - 1))}"} if link else {}
        made = Movement(
            f"m{nth}", f"M{nth}", "some", draw(one | ends), draw(one | ends), people=draw(st.none() | figures()),
            kind=draw(st.sampled_from(KINDS)), date_start=draw(st.none() | st.just(date(2017, 5, 14))), **other,
        )  # fmt: skip
        held.append(made)
    return held


def number(place: Place) -> int:
    at = PLACES.index(place)
    return at if at < N else NOWHERE


def flows_from(held: list[Movement]) -> Flows:
    """As the store answers: what is part or copy of another is left out, one origin and one destination make a pair."""
    skipped = {each.id for each in left_out(held)}
    pairs: dict[tuple[int, int, int], list[int]] = {}
    forks = []
    for each in held:
        origins, ends = (tuple(number(place) for place in side) for side in (each.origins, each.destinations))
        move = KINDS.index(each.kind)
        if each.id in skipped:
            continue
        if len(origins) < 2 and len(ends) < 2:
            key = (move, *(side[0] if side else NOWHERE for side in (origins, ends)))
            pairs[key] = [a + b for a, b in zip(pairs.get(key, [0] * len(FIELDS)), people_row(each), strict=True)]
        else:
            forks.append(Fork(move, origins, ends, people_row(each)))
    keys = np.array(list(pairs), np.int64).reshape(-1, 3)
    days = np.tile(np.array(NO_DAYS, np.int64), (len(keys), 1))
    return Flows(keys[:, 0], keys[:, 1], keys[:, 2], Sums.of([*pairs.values()]), days, tuple(forks))


BOXES = st.builds(Box, st.integers(-WORLD, WORLD), st.integers(0, WORLD), st.integers(1, WORLD), st.integers(1, WORLD))


def added(*parts: Told) -> dict[str, int]:
    return Sums(np.concatenate([part.people.values for part in parts])).total().row(0)


@settings(max_examples=200)
@given(points(), movements(), BOXES, st.integers(1, 6))
def test_at_every_zoom_all_people_are_drawn_internal_or_folded(
    at: Points, held: list[Movement], box: Box, most: int
) -> None:
    told = movement_totals([replace(each, kind="displacement") for each in held]).kinds["displaced"]
    flows = flows_from(held)
    marks = levels(at, np.ones(N, np.int64))
    for level in range(LEVELS):
        made = picture(flows, at.x, at.y, marks.marks[level], box, most=most)
        whole = added(made.shown, made.internal, made.smaller, made.beyond, made.unplaced)
        assert whole == made.total().row(0) == flows.total().row(0)
        assert (whole["low"] if whole["n_low"] else None) == told.min
        assert (whole["high"] if whole["n_high"] else None) == told.max
        assert whole["given"] == told.n_events
        assert whole["n"] - whole["given"] == told.n_without_figure
        assert len(made.drawn) == made.shown.n <= most
        assert made.smaller.n == 0 or len(made.drawn) == most, "nothing is folded while there is room"


@settings(max_examples=100)
@given(points(), movements(), BOXES)
def test_kinds_are_never_added_and_forks_keep_their_ends(at: Points, held: list[Movement], box: Box) -> None:
    flows = flows_from(held)
    made = picture(flows, at.x, at.y, np.arange(N), box, most=100)
    for part in (made.shown, made.internal, made.smaller, made.beyond, made.unplaced):
        assert len(part.people) == len(part.moves) == len(set(part.moves))
    for each in made.drawn:
        here, there = set(each.origins) - {NOWHERE}, set(each.destinations) - {NOWHERE}
        assert here - there
        assert there - here
        if not each.split_known:
            assert any(
                fork.move == each.move
                and {*fork.origins} == {*each.origins}
                and {*fork.destinations} == {*each.destinations}
                for fork in flows.forks
            )
    sizes = [made.flows.row(each.row)["lower"] for each in made.drawn]
    assert sizes == sorted(sizes, reverse=True)


@settings(max_examples=100)
@given(points(), movements())
def test_a_mark_tells_what_left_came_and_stayed(at: Points, held: list[Movement]) -> None:
    """Of movements with one known origin and destination each: out of all marks as many as into all marks, less those
    whose other end is not known."""
    simple = [each for each in held if len(each.origins) == len(each.destinations) == 1]
    flows = flows_from(simple)
    everywhere = Box(0, 0, WORLD, WORLD)
    made = picture(flows, at.x, at.y, levels(at, np.ones(N, np.int64)).marks[3], everywhere, most=100)
    parts = {
        part: [end.row for node in made.nodes for end in node.ends if end.part == part]
        for part in ("left", "came", "within")
    }
    n = {part: int(made.ends.taken(np.array(rows, np.int64)).column("n").sum()) for part, rows in parts.items()}
    inner = int(made.internal.people.column("n").sum())
    unplaced = int(made.unplaced.people.column("n").sum())
    between = int(made.total().column("n")[0]) - inner - unplaced
    assert n["within"] == inner
    assert between <= min(n["left"], n["came"])
    assert n["left"] + n["came"] - 2 * between <= unplaced


@settings(max_examples=100)
@given(points(), st.lists(st.integers(0, 50), min_size=N, max_size=N))
def test_marks_nest_and_stand_apart(at: Points, weight: list[int]) -> None:
    found = levels(at, np.array(weight, np.int64))
    for level in range(LEVELS):
        marks = found.marks[level]
        assert (marks[marks] == marks).all(), "a mark stands on a place of its own"
        assert (at.area == at.area[marks]).all(), "no area merges with a point"
        middles = np.unique(marks)
        for nth, a in enumerate(middles):
            for b in middles[nth + 1 :]:
                dx = abs(int(at.x[a]) - int(at.x[b]))
                far = np.hypot(min(dx, WORLD - dx), int(at.y[a]) - int(at.y[b]))
                assert at.area[a] != at.area[b] or far > radius(level)
        if level:
            finer = found.marks[level]
            coarser = found.marks[level - 1]
            for mark in np.unique(finer):
                assert len(np.unique(coarser[finer == mark])) == 1, "what is one mark stays one farther out"


def test_near_places_merge_and_their_flow_is_told_as_internal() -> None:
    """Two suburbs 4 km apart and a town 280 km away: close by three places, from afar two, with the same people."""
    unit = WORLD / 40_075_000 * 1.2
    at = Points(
        np.array([0, 4_000 * unit, 280_000 * unit], np.int64) + 2**31,
        np.full(3, 2**31, np.int64),
        np.zeros(3, np.bool_),
    )
    people = [(1, 1, n, 1, 0, 0, n, 1, n, n, 0) for n in (500, 300, 20)]
    flows = Flows(
        *(np.array(each, np.int64) for each in ([0, 0, 0], [0, 1, 0], [2, 2, 1])), Sums.of(people), _no_days(3)
    )
    marks = levels(at, np.array([900, 400, 800]))
    world = Box(0, 0, WORLD, WORLD)
    near, far = (_at(flows, at, marks, zoom, world) for zoom in (14, 6))
    assert [near.flows.row(each.row)["low"] for each in near.drawn] == [500, 300, 20]
    assert near.internal.n == 0
    assert [far.flows.row(each.row)["low"] for each in far.drawn] == [800]
    assert far.internal.people.row(0)["low"] == 20
    assert [node.members for node in far.nodes] == [(0, 1), (2,)]
    assert [node.place for node in far.nodes] == [0, 2], "a mark stands on the place with most people"


def test_a_fork_whose_ends_merge_is_an_arrow_and_else_never_shared_out() -> None:
    at = Points(
        np.array([2**31, 2**31 + 5 * 2**24, 2**31 + 5 * 2**24 + 2**16]), np.full(3, 2**31), np.zeros(3, np.bool_)
    )
    fork = Fork(0, (0,), (1, 2), (1, 1, 3000, 1, 0, 0, 0, 0, 3000, 3000, 1))
    empty = np.zeros(0, np.int64)
    flows = Flows(empty, empty, empty, Sums.of([]), _no_days(0), (fork,))
    marks, world = levels(at, np.ones(3, np.int64)), Box(0, 0, WORLD, WORLD)
    near, far = (_at(flows, at, marks, zoom, world) for zoom in (16, 5))
    assert [(each.origins, each.destinations, each.split_known) for each in near.drawn] == [((0,), (1, 2), False)]
    assert [(each.destinations, each.split_known) for each in far.drawn] == [((1,), True)]
    assert near.total().row(0) == far.total().row(0)
    assert near.flows.row(near.drawn[0].row)["low"] == 3000
    assert [end.part for node in near.nodes for end in node.ends] == ["left"], (
        "no destination is told to have the total"
    )


@pytest.mark.parametrize("left", [WORLD - 10, -10])
def test_a_box_holds_both_sides_of_the_antimeridian(left: int) -> None:
    box = Box(left, 0, 20, WORLD)
    assert box.holds(np.array([WORLD - 5, 5, 500]), np.zeros(3, np.int64)).tolist() == [True, True, False]


def _no_days(n: int) -> np.ndarray:
    return np.tile(np.array(NO_DAYS, np.int64), (n, 1))


def _at(flows: Flows, at: Points, marks: Levels, zoom: float, box: Box) -> Picture:
    return picture(flows, at.x, at.y, marks.at(zoom)[1], box, most=100)
