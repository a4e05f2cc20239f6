"""Movements and stocks in the store: sums conserve, forks come whole, stocks are never added over rounds."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from conftest import DATA
from incoming import figure, place
from incoming_flows import PLACES, imported_flows, movement, stock

from geo.figures import left_out
from geo.filter import Filter
from geo.model import Movement
from geo.store import flows as store_flows
from geo.store import open_store
from geo.store.embedded import EmbeddedStore
from geo.store.flow_values import PeopleSum

Rows = list[dict[str, Any]]
NATIVE = Filter(datasets=("ea-2017-05-16",))


@pytest.fixture
def flows(tmp_path: Path) -> Iterator[Callable[..., EmbeddedStore]]:
    held: list[EmbeddedStore] = []

    def make(movements: Rows | None = None, stocks: Rows | None = None, places: Rows | None = None) -> EmbeddedStore:
        imported_flows(tmp_path / "w", movements, stocks, places)
        held.append(open_store(DATA, tmp_path / "w"))
        assert held[-1].problems == ()
        return held[-1]

    yield make
    for each in held:
        each.close()


def test_the_native_movement_is_one_fork_and_no_pair(store: EmbeddedStore) -> None:
    found = store.pairs(NATIVE)
    assert found.pairs == ()
    assert [fork.id for fork in found.forks] == ["qaboun-removals-2017-05-14-15"]
    assert found.n_left_out == 1
    totals = store.movement_totals(NATIVE)
    assert totals.moves["displacement"].words() == "more than 3,000"
    assert {each.place: each.words() for each in totals.destinations} == {
        "east-ghouta": "an unknown part of more than 3,000",
        "idlib-governorate": "an unknown part of more than 3,000",
    }
    assert [(each.place, each.words()) for each in totals.origins] == [("qaboun", "more than 3,000")]


def test_a_part_counts_where_its_whole_is_not_shown(store: EmbeddedStore) -> None:
    alone = store.movement_totals(Filter(date_from=date(2017, 5, 15), date_to=date(2017, 5, 15), min_people=0))
    assert alone.n_left_out == 1  # the whole overlaps that day and is shown: the part is not added
    part = store.movement_totals(Filter(text="Monday 15 May"))
    assert (part.n_left_out, part.moves["displacement"].best) == (0, 1300)


def test_pairs_keep_their_bounds_apart(flows: Callable[..., EmbeddedStore]) -> None:
    store = flows(
        [
            movement(people=figure(10, qualifier="more than")),
            movement(id="m2", people=figure(best=7)),
            movement(id="m3", people=None, date_start=None, date_end=None),
            movement(id="m4", people=figure(most=60), origins=[]),
        ]
    )
    one, other = store.pairs(Filter(datasets=("flows",))).pairs
    assert (one.origin, one.destination, one.move) == ("flows:p1", "flows:p2", "displacement")
    assert one.people == PeopleSum(3, 2, 10, 1, 7, 1, None, 0, 17, 17, more_than=True)
    assert (one.first, one.last) == (date(2017, 5, 14), date(2017, 5, 15))
    assert (other.origin, other.people.max, other.people.low) == (None, 60, None)
    assert one.people.words() == "more than 10, and 7 by best estimates; 1 without a figure"
    assert store.pairs(Filter(datasets=("flows",), min_people=8)).pairs[0].people.n == 1


def test_several_destinations_come_whole_unless_shares_are_given(flows: Callable[..., EmbeddedStore]) -> None:
    shares = [{"place": 2, "people": figure(best=5)}, {"place": 3, "people": figure(best=6)}]
    store = flows(
        [
            movement(id="fork", destinations=[2, 3], people=figure(3000, qualifier="more than")),
            movement(id="known", destinations=[2, 3], split_known=True, shares=shares, people=figure(best=11)),
        ]
    )
    found = store.pairs(Filter(datasets=("flows",)))
    assert [fork.id for fork in found.forks] == ["flows:fork"]
    assert {(p.origin, p.destination): p.people.best for p in found.pairs} == {
        ("flows:p1", "flows:p2"): 5,
        ("flows:p1", "flows:p3"): 6,
    }
    totals = store.movement_totals(Filter(datasets=("flows",)))
    assert (totals.moves["displacement"].n, totals.moves["displacement"].best) == (2, 11)
    assert totals.destinations[0].words() == "6, and an unknown part of more than 3,000"


def test_returns_are_never_added_to_displacements(flows: Callable[..., EmbeddedStore]) -> None:
    back = movement(id="back", move="return", people=figure(best=4))
    store = flows([movement(people=figure(best=9)), back])
    totals = store.movement_totals(Filter(datasets=("flows",)))
    assert {kind: held.best for kind, held in totals.moves.items()} == {"displacement": 9, "return": 4}
    assert [each.people.best for each in totals.origins] == [9, 4]
    assert [p.move for p in store.pairs(Filter(datasets=("flows",), moves=("return",))).pairs] == ["return"]


def test_stocks_are_the_latest_round_of_each_place(flows: Callable[..., EmbeddedStore]) -> None:
    rounds = [
        stock(id="a1", round=1, date_start=date(2017, 1, 1), date_end=date(2017, 1, 1), people=figure(best=100)),
        stock(id="a2", round=2, date_start=date(2017, 2, 3), date_end=date(2017, 2, 3), people=figure(best=80)),
        stock(id="a3", round=2, date_start=date(2017, 2, 5), date_end=date(2017, 2, 5), people=figure(best=5)),
        stock(id="b1", place_key=2, round=1, people=figure(best=7), origin_key=1),
        stock(id="c1", place_key=2, stock="arrivals", people=figure(best=3)),
    ]
    store = flows(stocks=rounds)
    found = {(each.place, each.kind): each for each in store.stocks(Filter())}
    at_first = found["flows:p1", "present"]
    assert (at_first.people.best, at_first.people.n, at_first.round, at_first.n_rounds) == (85, 2, 2, 2)
    assert (at_first.date_start, at_first.date_end) == (date(2017, 2, 3), date(2017, 2, 5))
    assert found["flows:p2", "present"].origin == "flows:p1"
    assert found["flows:p2", "arrivals"].people.best == 3
    earlier = store.stocks(Filter(as_of=date(2017, 1, 31), places=("flows:p1",)))
    assert [each.people.best for each in earlier] == [100]
    assert store.n_movements(Filter(datasets=("flows",))) == 0
    assert store.pairs(Filter(datasets=("flows",))).pairs == ()
    assert [each.place for each in store.stocks(Filter(origins=("flows:p1",)))] == ["flows:p2"]
    assert store.stocks(Filter(claimants=("Someone",))) == ()


def test_a_restricted_end_is_published_coarser(flows: Callable[..., EmbeddedStore]) -> None:
    hidden = place(key=4, name="Shelter 12", precision="facility", sensitivity="restricted", admin1_pcode="SY07")
    store = flows(
        [movement(people=figure(best=9), destinations=[4], title="Al-Bab → a withheld place")],
        [stock(place_key=4, people=figure(best=3))],
        [*PLACES, hidden],
    )
    chosen = Filter(datasets=("flows",))
    published = store.pairs(chosen).pairs[0]
    assert published.destination == "near-sy07"
    assert store.stocks(chosen)[0].place == "near-sy07"
    assert "Shelter" not in str(store.movements(chosen))
    assert store.movements(Filter(text="shelter 12")) == []
    asked = Filter(datasets=("flows",), sensitivities=("restricted",))
    assert store.pairs(asked).pairs[0].destination == "flows:p4"
    assert store.stocks(asked)[0].place == "flows:p4"


def test_two_destinations_that_are_published_as_one_are_one_arrow(flows: Callable[..., EmbeddedStore]) -> None:
    hidden = [place(key=key, name=f"Shelter {key}", precision="facility", sensitivity="restricted") for key in (4, 5)]
    store = flows([movement(people=figure(best=9), destinations=[4, 5])], None, [*PLACES, *hidden])
    assert [p.people.best for p in store.pairs(Filter(datasets=("flows",))).pairs] == [9]
    asked = Filter(datasets=("flows",), sensitivities=("restricted",))
    assert (len(store.pairs(asked).pairs), len(store.pairs(asked).forks)) == (0, 1)


def test_internal_movements_are_absent(flows: Callable[..., EmbeddedStore]) -> None:
    store = flows([movement(people=figure(best=9), sensitivity="internal")])
    assert store.pairs(Filter(datasets=("flows",))).pairs == ()
    assert store.movement("flows:m1") is None
    asked = Filter(sensitivities=("internal",))
    assert store.movement("flows:m1", asked) is not None
    assert store.movement("flows:nothing") is None


def test_pages_hold_each_movement_once(flows: Callable[..., EmbeddedStore]) -> None:
    days = [date(2017, 5, 1) + timedelta(days=n) for n in range(10)]
    store = flows([movement(id=f"m{n}", date_start=day, date_end=day) for n, day in enumerate(days)])
    chosen = Filter(datasets=("flows",))
    paged = [m.id for start in range(0, 12, 3) for m in store.movements(chosen, limit=3, offset=start)]
    assert paged == [m.id for m in store.movements(chosen)] == [f"flows:m{n}" for n in range(9, -1, -1)]
    assert store.n_movements(chosen) == 10


FILTERS = (
    Filter(),
    Filter(date_from=date(2017, 5, 5), date_to=date(2017, 5, 12)),
    Filter(origins=("flows:p1",)),
    Filter(ends=("flows:p2",)),
    Filter(min_people=40),
    Filter(moves=("return",)),
    Filter(groups=("mixed",)),
    Filter(admins=("SY07",)),
    Filter(text="idlib"),
    Filter(sensitivities=("restricted", "internal")),
)


def _random_movements(rng: random.Random, *, plain: bool = False) -> Rows:
    """`plain` ones have at most one origin and one destination, and are part or copy of nothing."""
    ends: tuple[list[int], ...] = ([], [1], [2], [3])
    origins, destinations = (
        (ends, ends) if plain else (([], [1], [1], [2], [3], [1, 2]), ([], [2], [2], [3], [4], [2, 3]))
    )
    rows = []
    for number in range(120):
        low, best, high = sorted(rng.randint(0, 90) for _ in range(3))
        bounds = [value if rng.random() < 0.6 else None for value in (low, best, high)]
        day = date(2017, 5, 1) + timedelta(days=rng.randint(0, 25))
        earlier = [None, None, None, *(f"m{n}" for n in range(max(0, number - 20), number) if not plain)]
        rows.append(
            movement(
                id=f"m{number}", origins=rng.choice(origins),
                move=rng.choice(("return", "displacement")),
                destinations=rng.choice(destinations), grp=rng.choice(("mixed", "unknown")),
                people=rng.choice((None, figure(*bounds, qualifier=rng.choice((None, "more than"))))),
                date_start=day, date_end=day, part_of=rng.choice(earlier), duplicate_of=rng.choice(earlier),
                sensitivity=rng.choices(("public", "restricted", "internal"), (8, 1, 1))[0],
            )
        )  # fmt: skip
    return rows


def _sums(held: list[Movement]) -> tuple[int, ...]:
    figures = [movement.people for movement in held]
    bounds = (sum(getattr(f, name) or 0 for f in figures if f) for name in ("min", "best", "max"))
    return (*bounds, len(held), sum(f is not None and f.has_number for f in figures))


def _added(held: list[PeopleSum]) -> tuple[int, ...]:
    names = ("min", "best", "max", "n", "n_given")
    return tuple(sum(getattr(each, name) or 0 for each in held) for name in names)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_pairs_and_forks_together_hold_every_movement_once(flows: Callable[..., EmbeddedStore], seed: int) -> None:
    """What the columns give equals what the records give, for every filter: people in = pairs + forks + left out."""
    hidden = place(key=4, name="Shelter 4", precision="facility", sensitivity="restricted", admin1_pcode="SY07")
    store = flows(_random_movements(random.Random(seed)), None, [*PLACES, hidden])
    for chosen in FILTERS:
        shown = store.movements(chosen)
        skipped = {each.id for each in left_out(shown)}
        kept = [each for each in shown if each.id not in skipped]
        found = store.pairs(chosen)
        forks = _sums(list(found.forks))
        assert tuple(map(sum, zip(_added([p.people for p in found.pairs]), forks, strict=True))) == _sums(kept)
        assert found.n_left_out == len(skipped)
        totals = store.movement_totals(chosen)
        assert _added(list(totals.moves.values())) == _sums(kept)
        simple = [m for m in kept if len(m.destinations) < 2]
        assert _added([each.people for each in totals.destinations]) == _sums(simple)
        reached = {(each.place, each.move): each for each in totals.destinations if each.shared.n}
        for (where, move), each in reached.items():
            several = [m for m in kept if m.kind == move and len(m.destinations) > 1]
            assert each.shared.n == sum(where in {p.id for p in m.destinations} for m in several)


def test_one_scan_answers_as_the_general_question_does(
    flows: Callable[..., EmbeddedStore], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where no movement has several ends, a part or a copy, pairs and totals are one scan."""
    store = flows(_random_movements(random.Random(4), plain=True))
    chosen = [replace(each, datasets=("flows",)) for each in FILTERS]
    quick = [(store.flows.pairs(each), store.flows.totals(each)) for each in chosen]
    assert all(found.pairs and totals.origins for found, totals in quick)
    monkeypatch.setattr(store_flows, "_held", lambda at, chosen, shape: store_flows.Shape((1,), (1,)))
    for each, (found, totals) in zip(chosen, quick, strict=True):
        assert store.flows.pairs(each) == found
        assert store.flows.totals(each) == totals
