"""Balances and matrices of movements: nothing is lost or added, and no reading of the sources leaves the range."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from conftest import DATA
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from incoming import figure, place
from incoming_flows import PLACES, imported_flows, movement

from geo.figures import left_out
from geo.filter import Filter
from geo.model import Figure, Movement
from geo.payload_flows import flows_payload
from geo.store import PeopleSum, open_store
from geo.store.embedded import EmbeddedStore
from geo.store.flow_balance import Balance, balances
from geo.store.flow_matrix import Matrix, matrix
from geo.store.flow_sums import added, people_of

ONLY = Filter(datasets=("flows",))
KINDS = ("displacement", "return")
Rows = list[dict[str, Any]]


@pytest.fixture
def flows(tmp_path: Path) -> Iterator[Callable[[Rows], EmbeddedStore]]:
    held: list[EmbeddedStore] = []

    def make(movements: Rows) -> EmbeddedStore:
        folder = tmp_path / str(len(held))
        imported_flows(folder, movements, None, [*PLACES, place(key=4, name="Hama", lon=36.7, lat=35.1)])
        held.append(open_store(DATA, folder))
        assert held[-1].problems == ()
        return held[-1]

    yield make
    for each in held:
        each.close()


def balance_of(store: EmbeddedStore, key: int, move: str = "displacement") -> Balance:
    return next(b for b in balances(store.pairs(ONLY)) if (b.place, b.move) == (f"flows:p{key}", move))


def test_few_movements_tell_at_the_place_who_moved_within_it(flows: Callable[[Rows], EmbeddedStore]) -> None:
    store = flows(
        [
            movement(id="a", origins=[1], destinations=[1], people=figure(best=45_024)),
            movement(id="b", origins=[2], destinations=[2], people=figure(100)),
            movement(id="c", origins=[2], destinations=[2], people=figure(most=50)),
            movement(id="d", origins=[1], destinations=[2], people=figure(best=9)),
        ]
    )
    told = {node["id"]: node["within"] for node in flows_payload(store, ONLY)["nodes"]}
    assert told["flows:p1"] == [["Displacement", "45,024"]]
    assert told["flows:p2"] == [["Displacement", "at least 100"]]


def test_both_directions_with_bounds_are_a_range(flows: Callable[[Rows], EmbeddedStore]) -> None:
    store = flows(
        [
            movement(id="out", origins=[1], destinations=[2], people=figure(100, 110, 120)),
            movement(id="back", origins=[2], destinations=[1], people=figure(30, 50, 60)),
        ]
    )
    held = balance_of(store, 1)
    assert (held.low, held.high, held.best) == (-90, -40, -60)
    assert held.words() == "−60 by best estimates; −90 to −40"
    assert (balance_of(store, 2).low, balance_of(store, 2).high) == (40, 90)


def test_an_open_bound_leaves_the_difference_open_and_says_why(flows: Callable[[Rows], EmbeddedStore]) -> None:
    store = flows(
        [
            movement(id="out", origins=[1], destinations=[2], people=figure(3000, qualifier="more than")),
            movement(id="back", origins=[2], destinations=[1], people=figure(10, None, 60)),
        ]
    )
    held = balance_of(store, 1)
    assert (held.low, held.high, held.best) == (None, -2940, None)
    assert held.words() == "−2,940 or less (no lower bound)"
    assert held.left_out() == "1 of 1 that left give no upper figure"
    assert balance_of(store, 2).words() == "+2,940 or more (no upper bound)"


def test_an_unknown_part_counts_from_nobody_to_all(flows: Callable[[Rows], EmbeddedStore]) -> None:
    store = flows(
        [
            movement(id="fork", origins=[1], destinations=[2, 3], people=figure(100, None, 200)),
            movement(id="back", origins=[2], destinations=[1], people=figure(20, None, 20)),
        ]
    )
    assert (balance_of(store, 2).low, balance_of(store, 2).high) == (-20, 180)
    assert balance_of(store, 2).left_out() == "of 1 an unknown part came"
    assert (balance_of(store, 1).low, balance_of(store, 1).high) == (-180, -80)


def test_kinds_are_never_set_against_each_other(flows: Callable[[Rows], EmbeddedStore]) -> None:
    store = flows(
        [
            movement(id="out", origins=[1], destinations=[2], people=figure(best=9)),
            movement(id="back", origins=[2], destinations=[1], move="return", people=figure(best=4)),
        ]
    )
    assert not any(each.has_both for each in balances(store.pairs(ONLY)))


def test_movements_from_a_place_to_itself_are_on_neither_side(flows: Callable[[Rows], EmbeddedStore]) -> None:
    store = flows([movement(id="within", origins=[1], destinations=[1], people=figure(best=9))])
    held = balance_of(store, 1)
    assert (held.came.n, held.left.n, held.within.best) == (0, 0, 9)


def test_a_fork_has_a_column_of_its_own_in_the_matrix(store: EmbeddedStore) -> None:
    held = matrix(store.pairs(Filter()), "displacement", 12)
    assert [end.places for end in held.rows] == [("qaboun",)]
    assert [end.places for end in held.columns] == [("east-ghouta", "idlib-governorate")]
    assert held.cells[0, 0].words() == "more than 3,000"


def _ordered(bounds: Sequence[int | None]) -> dict[str, Any]:
    given = iter(sorted(value for value in bounds if value is not None))
    return figure(*(None if value is None else next(given) for value in bounds))


FIGURES = st.none() | st.lists(st.none() | st.integers(0, 90), min_size=3, max_size=3).map(_ordered)
MOVED = st.lists(
    st.builds(
        lambda origins, destinations, move, people: {
            "origins": origins, "destinations": destinations, "move": move, "people": people,
        },
        st.sampled_from([[], [1], [2], [3], [1, 2]]),
        st.sampled_from([[], [1], [2], [3], [4], [2, 3], [1, 4]]),
        st.sampled_from(KINDS),
        FIGURES,
    ),
    min_size=1,
    max_size=25,
)  # fmt: skip
FEW = settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])


def kept(store: EmbeddedStore) -> list[Movement]:
    shown = store.movements(ONLY)
    skipped = {each.id for each in left_out(shown)}
    return [each for each in shown if each.id not in skipped]


@given(MOVED, st.integers(1, 6))
@FEW
def test_a_matrix_holds_every_movement_once(flows: Callable[[Rows], EmbeddedStore], moved: Rows, most: int) -> None:
    store = flows([movement(id=f"m{n}", **each) for n, each in enumerate(moved)])
    for move in KINDS:
        held = matrix(store.pairs(ONLY), move, most)
        every = [people_of(each.people) for each in kept(store) if each.kind == move]
        assert _all(list(held.cells.values())) == _all(every)
        assert _all([each.within for each in _of(store, move)] + [each.came for each in _of(store, move)]) == _all(
            [people_of(m.people) for m in kept(store) if m.kind == move and _is_whole_there(m)]
        )
        assert max(len(held.rows), len(held.columns)) <= most + 1
        _assert_ends_are_distinct(held)


@given(MOVED, st.data())
@FEW
def test_no_reading_of_the_figures_leaves_the_range(
    flows: Callable[[Rows], EmbeddedStore], moved: Rows, data: st.DataObject
) -> None:
    store = flows([movement(id=f"m{n}", **each) for n, each in enumerate(moved)])
    truth: dict[tuple[str, str], int] = {}
    for each in kept(store):
        n = data.draw(_reading(each.people))
        for count, start, end in data.draw(_split(n, each)):
            if start != end:
                truth[end, each.kind] = truth.get((end, each.kind), 0) + count
                truth[start, each.kind] = truth.get((start, each.kind), 0) - count
    for held in balances(store.pairs(ONLY)):
        if held.place is not None:
            net = truth.get((held.place, held.move), 0)
            assert held.low is None or held.low <= net
            assert held.high is None or net <= held.high


def _reading(people: Figure | None) -> st.SearchStrategy[int]:
    """A number that the figure allows: within its bounds; a best estimate binds nobody."""
    held = people or Figure()
    low = held.min or 0
    return st.integers(low, max(low, held.max) if held.max is not None else low + 200)


@st.composite
def _split(draw: st.DrawFn, n: int, moved: Movement) -> list[tuple[int, str, str]]:
    """Each person leaves one of the origins and reaches one of the destinations; an end not told is no place."""
    starts, ends = ([place.id for place in each] or ["?"] for each in (moved.origins, moved.destinations))
    cut = draw(st.integers(0, n))
    return [(count, draw(st.sampled_from(starts)), draw(st.sampled_from(ends))) for count in (cut, n - cut)]


def _of(store: EmbeddedStore, move: str) -> list[Balance]:
    return [each for each in balances(store.pairs(ONLY)) if each.move == move]


def _is_whole_there(moved: Movement) -> bool:
    """Whether all of its people are known to be at one destination, or to have gone where is not told."""
    origins, destinations = ({place.id for place in each} for each in (moved.origins, moved.destinations))
    return len(destinations) < 2 and not (len(origins) > 1 and destinations & origins)


def _all(sums: list[PeopleSum]) -> PeopleSum:
    return added(PeopleSum(0, 0), *sums)


def _assert_ends_are_distinct(held: Matrix) -> None:
    for side in (held.rows, held.columns):
        assert len(set(side)) == len(side)
        assert sum(end.n_folded > 0 for end in side) <= 1
