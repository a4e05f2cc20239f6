"""What the displacement page asks of the store: facets, steps, what no sum holds; each against the records."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from incoming import figure, place
from incoming_flows import PLACES, movement
from test_store_flows import FILTERS, _random_movements, flows

from geo.codec import movement_json
from geo.figures import left_out
from geo.filter import Filter
from geo.steps import UNITS, n_steps, steps
from geo.store import open_store
from geo.store.embedded import EmbeddedStore
from geo.store.movements import Movement
from geo.ui.flows.stepping import within

__all__ = ["flows"]
HIDDEN = place(key=4, name="Shelter 4", precision="facility", sensitivity="restricted", admin1_pcode="SY07")
Make = Callable[..., EmbeddedStore]


@pytest.fixture
def many(flows: Make) -> EmbeddedStore:
    rows = _random_movements(random.Random(7))
    for number, row in enumerate(rows):
        if number % 9 == 0:
            row["date_end"] = None
    return flows(rows, None, [*PLACES, HIDDEN])


def test_facets_count_the_movements_that_the_filter_would_show(many: EmbeddedStore) -> None:
    for seen in (Filter(), Filter(sensitivities=("internal", "restricted"))):
        held, found = many.movements(seen), many.movement_facets(seen)
        values: dict[str, Callable[[Movement], set[str]]] = {
            "origin": lambda m: {p.id for p in m.origins},
            "dest": lambda m: {p.id for p in m.destinations},
            "end": lambda m: {p.id for p in (*m.origins, *m.destinations)},
            "place": lambda m: {p.id for p in (*m.origins, *m.destinations, *m.transit)},
            "group": lambda m: {m.group},
            "move": lambda m: {m.kind},
            "dataset": lambda m: {m.dataset},
            "claimant": lambda m: {claim.claimant for claim in m.claims},
        }
        for key, of in values.items():
            wanted = Counter(value for each in held for value in of(each))
            assert {facet.value: facet.n for facet in found[key]} == dict(wanted), key
    assert "Shelter 4" not in str(many.movement_facets(Filter()))
    assert "Shelter 4" in str(many.movement_facets(Filter(sensitivities=("restricted",))))


@pytest.mark.parametrize("unit", UNITS)
def test_a_step_counts_what_its_filter_shows(many: EmbeddedStore, unit: str) -> None:
    for chosen in FILTERS:
        span = many.movement_span(chosen)
        assert span.n == many.n_movements(chosen)
        if span.first is None or span.last is None:
            continue
        held = steps(unit, span.first, span.last)[:12]
        wanted = [many.n_movements(within(chosen, step)) for step in held]
        if chosen.date_from is None:
            assert many.step_counts(chosen, held) == wanted


def test_the_span_ends_where_the_dates_of_the_filter_end(many: EmbeddedStore) -> None:
    chosen = Filter(datasets=("flows",), date_from=date(2017, 5, 5), date_to=date(2017, 5, 12))
    span = many.movement_span(chosen)
    assert (span.first, span.last) == (date(2017, 5, 5), date(2017, 5, 12))
    assert span.n_open == sum(m.date_end is None for m in many.movements(chosen))
    assert n_steps("day", span.first, span.last) == 8
    assert many.movement_span(Filter(text="nothing of the kind")).first is None


def test_what_no_sum_holds_is_named(many: EmbeddedStore) -> None:
    for chosen in FILTERS:
        wanted = {each.id for each in left_out(many.movements(chosen))}
        assert {each.id for each in many.left_out_movements(chosen, 1000)} == wanted
    whole = next(m.part_of for m in many.movements(Filter(datasets=("flows",))) if m.part_of)
    linked = {m.id for m in many.linked_movements(whole, Filter())}
    assert linked == {m.id for m in many.movements(Filter()) if whole in (m.part_of, m.duplicate_of)}
    assert many.linked_movements("nothing", Filter()) == []


def test_a_movement_keeps_every_field_of_the_model(records: Path, change: Callable[[str, Any], None]) -> None:
    """Transit, a term per claimant, grade, precision of date and places, sensitivity, links: file to store to JSON."""

    def fill(held: dict[str, Any]) -> None:
        part = held["movements"][1]
        part |= {"transit": ["qalaat-al-madiq"], "sensitivity": "restricted", "date_precision": "month",
                 "duplicate_of": None, "group_text": "fighters", "group": "fighters",
                 "term_by_claimant": [{"claimant": "Someone", "term": "reconciliation"}]}  # fmt: skip

    change("movements.json", fill)
    store = open_store(records, None)
    found = store.movement("qaboun-removals-2017-05-15", Filter(sensitivities=("restricted",)))
    assert found is not None
    told = movement_json(found)
    store.close()
    assert [each["place_id"] for each in told["transit"]] == ["qalaat-al-madiq"]
    assert told["term_by_claimant"] == [{"claimant": "Someone", "term": "reconciliation"}]
    assert (told["sensitivity"], told["date_precision"], told["group"]) == ("restricted", "month", "fighters")
    assert {each["precision"] for each in told["origins"]} == {"neighbourhood"}
    assert told["grade"] == found.grade
    assert told["part_of"] == "qaboun-removals-2017-05-14-15"
    assert set(Movement.__dataclass_fields__) - {"terms"} <= set(told)


def test_an_imported_movement_keeps_them_too(flows: Make) -> None:
    row = movement(
        id="one", transit=[3], terms=[{"claimant": "Someone", "term": "evacuation"}], grade="weak",
        grade_reason="one origin", people=figure(5), date_precision="month", group_text="buses", grp="mixed",
    )  # fmt: skip
    found = flows([row]).movement("flows:one")
    assert found is not None
    assert [place.id for place in found.transit] == ["flows:p3"]
    assert found.terms == (("Someone", "evacuation"),)
    assert (found.grade, found.grade_reason, found.date_precision) == ("weak", "one origin", "month")
    assert (found.group, found.group_text) == ("mixed", "buses")
