"""What a mark or an arrow between marks holds: the people that the map tells there, by pair and fork, nothing else."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from brought_flows import Bring, Held, bringing

from geo.filter import Filter
from geo.flow_inside import At, Between, chosen_marks, inside
from geo.payload_flow_map import FlowView, many_payload
from geo.payload_flows import WHOLE_WORLD, flows_payload

_HEAD = "id,origin,origin_lon,origin_lat,destination,destination_lon,destination_lat,people,date\n"


@pytest.fixture
def bring(tmp_path: Path) -> Iterator[Bring]:
    yield from bringing(tmp_path)


def _many(bring: Bring) -> Held:
    """400 pairs over 60 places, on both sides of the antimeridian."""
    rng = random.Random(5)
    places = [(f"Place {n}", (rng.uniform(177, 183) + 180) % 360 - 180, rng.uniform(-19, -13)) for n in range(60)]
    rows = []
    for n in range(900):
        ends = ",".join(f"{name},{lon:.5f},{lat:.5f}" for name, lon, lat in rng.choices(places, k=2))
        rows.append(f"m{n},{ends},{rng.randint(1, 999)},2017-05-01")
    return bring("pairs.csv", _HEAD + "\n".join(rows) + "\n")


def _told(held: Held, level: int) -> dict[str, Any]:
    return many_payload(held.store, held.chosen, FlowView(level, WHOLE_WORLD.box, 2000))


@pytest.mark.parametrize("level", [5, 6, 7])
def test_arrow_of_the_map_and_its_list_are_the_same_movements(bring: Bring, level: int) -> None:
    held = _many(bring)
    flows = [flow for flow in _told(held, level)["flows"] if not flow["one"]]
    assert flows
    for flow in flows[:40]:
        marks = chosen_marks(flow["id"])
        assert isinstance(marks, Between)
        found = inside(held.store, held.chosen, marks)
        assert found is not None
        assert sum(pair.people.n for pair in found.pairs) == int(flow["group"].split()[0])
        assert sum(pair.people.low or 0 for pair in found.pairs) == flow["people"]


@pytest.mark.parametrize("level", [3, 6])
def test_figures_of_a_mark_are_those_of_the_map(bring: Bring, level: int) -> None:
    held = _many(bring)
    for node in _told(held, level)["nodes"]:
        marks = chosen_marks(node["mark"])
        assert isinstance(marks, At)
        found = inside(held.store, held.chosen, marks)
        assert found is not None
        assert len(found.members) == node["n"]
        words = "; ".join(f"{end.people.words()} {end.part.replace('within', 'moved within')}" for end in found.ends)
        assert node["said"] == [f"Movement, of what kind is not said: {words}"]


def test_few_movements_name_no_mark(bring: Bring) -> None:
    held = bring("one.csv", _HEAD + "m,Suva,178.44,-18.14,Apia,-171.77,-13.83,10,2017-05-01\n")
    told = flows_payload(held.store, held.chosen)
    assert [chosen_marks(flow["id"]) for flow in told["flows"]] == [None]


def test_a_mark_that_the_data_do_not_hold_is_nothing(bring: Bring) -> None:
    held = bring("one.csv", _HEAD + "m,Suva,178.44,-18.14,Apia,-171.77,-13.83,10,2017-05-01\n")
    assert inside(held.store, Filter(), At(3, "nowhere")) is None


@pytest.mark.parametrize(
    "text",
    ["", "qaboun", "[" * 5000, '["mark",-1,"a"]', '["mark",true]', '["marks",3,"fled",["a"],["b"]]',
     '["marks",3,"return",[],["b"]]', '["marks",3,"return",["a"],[1]]'],
)  # fmt: skip
def test_what_names_no_marks_is_none(text: str) -> None:
    assert chosen_marks(text) is None


def test_the_id_of_marks_reads_back() -> None:
    for marks in (At(0, "برزة"), Between(16, "return", ("a", None), ("b",))):
        assert chosen_marks(marks.text()) == marks
