"""Many movements on paper: one arrow for each pair and kind, nothing added twice, nothing dropped in silence."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date

from geo.export.frame import fitted
from geo.export.many_flows import FEW, FIGURES, flows, notes
from geo.model import Figure, Movement, Place

PLACES = [Place(f"p{n}", f"Place {n}", "town", lon=36 + n % 5, lat=33 + n // 5) for n in range(15)]
FRAME = fitted([(36, 33), (40, 35)], (200, 130), min_width_m=500)


def moved(number: int, origin: int, destination: int, people: int, kind: str = "displacement") -> Movement:
    return Movement(
        f"m{number}", f"M {number}", "d", (PLACES[origin],), (PLACES[destination],), people=Figure(best=people),
        kind=kind, date_start=date(2019, 12, 1), date_end=date(2019, 12, 31),
    )  # fmt: skip


def test_few_movements_are_drawn_each_by_itself() -> None:
    held = [moved(n, n, n + 1, 100) for n in range(FEW)]
    assert [flow.movement.id for flow in flows(held, FRAME)] == [each.id for each in held]
    assert notes(held, flows(held, FRAME)) == []


def test_of_many_each_pair_and_kind_is_one_arrow_and_people_are_conserved() -> None:
    dice = random.Random(5)
    kinds = ("displacement", "return")
    held = [
        moved(n, dice.randrange(15), dice.randrange(15), dice.randint(1, 900), dice.choice(kinds)) for n in range(90)
    ]
    apart = [m for m in held if m.origins != m.destinations]
    drawn = flows(held, FRAME)
    pairs = {(m.origins[0].id, m.destinations[0].id, m.kind) for m in apart}
    assert len(drawn) == len(pairs)
    people = sum(m.people.best or 0 for m in apart if m.people)
    assert sum(flow.movement.people.best or 0 for flow in drawn if flow.movement.people) == people
    assert sum(bool(flow.words[0]) for flow in drawn) == FIGURES
    widths = [flow.lines[0].width for flow in drawn]
    assert widths == sorted(widths)
    assert {flow.color for flow in drawn if flow.movement.kind == "return"} != {
        flow.color for flow in drawn if flow.movement.kind == "displacement"
    }
    told = [row.label for row in notes(held, drawn)]
    for kind, verb in (("displacement", "displaced"), ("return", "returned")):
        stayed = sum(m.people.best or 0 for m in held if m.origins == m.destinations and m.kind == kind and m.people)
        assert any(f"about {stayed:,} {verb}" in line and "within one place" in line for line in told)


def test_what_has_no_point_is_told() -> None:
    nowhere = replace(PLACES[1], id="nowhere", lon=None, lat=None)
    lost = replace(moved(99, 0, 1, 50), destinations=(nowhere,))
    for n in (3, 30):
        held = [*(moved(i, i % 15, (i + 3) % 15, 100 + i) for i in range(n)), lost]
        told = [row.label for row in notes(held, flows(held, FRAME))]
        assert any(line.startswith("1 movement not drawn: an end has no point") for line in told)


def test_a_fork_among_many_keeps_its_words_and_its_dashes() -> None:
    fork = Movement(
        "fork", "Fork", "d", (PLACES[0],), (PLACES[6], PLACES[12]), people=Figure(min=3000, qualifier="more than"),
        date_start=date(2017, 5, 14), date_end=date(2017, 5, 15),
    )  # fmt: skip
    drawn = flows([*(moved(n, n % 15, (n + 3) % 15, 5000 + n) for n in range(30)), fork], FRAME)
    own = next(flow for flow in drawn if flow.movement.id == "fork")
    assert own.words[0].startswith("more than 3,000 people")
    assert own.words[1] == "share of each destination unknown"
    assert [line.dashed for line in own.lines] == [False, True, True]
