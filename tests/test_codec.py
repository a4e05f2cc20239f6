"""JSON of the published record: complete, ISO dates, null for unknown, never NaN."""

from __future__ import annotations

import json
from typing import Any

import pytest
import strategies
from hypothesis import given

from geo.codec import event_json, figure_json, movement_json, totals_json
from geo.figures import totals
from geo.filter import Filter
from geo.model import Event, Figure
from geo.store import Store

CONTRACT = {
    "id", "title", "type", "tags", "date_start", "date_end", "date_precision", "place_id", "place_name",
    "place_name_ar", "lon", "lat", "precision", "admin1_pcode", "killed", "injured", "displaced", "grade",
    "grade_reason", "claims", "n_claims", "n_denials", "part_of", "duplicate_of", "dataset", "sources",
}  # fmt: skip


def leaves(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [leaf for each in value.values() for leaf in leaves(each)]
    if isinstance(value, list | tuple):
        return [leaf for each in value for leaf in leaves(each)]
    return [value]


def test_every_shipped_record_is_strict_json(store: Store) -> None:
    for record in (*map(event_json, store.events(Filter())), *map(movement_json, store.movements(Filter()))):
        assert json.loads(json.dumps(record, allow_nan=False)) == json.loads(json.dumps(record))
        assert "" not in leaves(record)


def test_an_event_holds_all_that_the_contract_names(store: Store) -> None:
    for event in store.events(Filter()):
        held = event_json(event)
        assert set(held) >= CONTRACT
        assert held["n_claims"] == len(held["claims"])
        for claim in held["claims"]:
            assert {"id", "claimant", "stance", "about", "figures", "text", "said_on", "source_id"} <= set(claim)


@given(strategies.figures())
def test_a_figure_is_null_where_it_is_unknown(figure: Figure) -> None:
    held = figure_json(figure)
    assert held is not None
    assert (held["min"], held["best"], held["max"]) == (figure.min, figure.best, figure.max)
    assert held["words"]
    json.dumps(held, allow_nan=False)


def test_no_figure_is_null() -> None:
    assert figure_json(None) is None


@given(strategies.events())
def test_any_event_and_total_is_strict_json(held: list[Event]) -> None:
    json.dumps([event_json(event) for event in held], allow_nan=False)
    told = totals_json(totals(held))
    json.dumps(told, allow_nan=False)
    assert set(told) == {"killed", "injured", "displaced", "excluded", "n_excluded", "sentences"}


@pytest.mark.parametrize("key", ["min", "max", "n_events", "n_without_figure"])
def test_totals_hold_what_the_contract_names(key: str) -> None:
    told = totals_json(totals([]))["killed"]
    assert key in told
    assert {"lower_bound_incomplete", "upper_bound_incomplete"} <= set(told)
