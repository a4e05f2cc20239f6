"""CSV and GeoJSON: golden files, neutral cells, exactly the filtered events, names of files."""

from __future__ import annotations

import csv
import io
import json
import os
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import BadInput
from geo.export import EXPORTS, Options, filename
from geo.export.safe import neutral, printable, restored
from geo.filter import Filter
from geo.safe_text import plain
from geo.store.embedded import EmbeddedStore

GOLDEN = Path(__file__).parent / "golden"
OPTIONS = Options(produced_on=date(2017, 5, 17), title="Golden test")


@pytest.mark.parametrize("name", ["csv", "claims-csv", "geojson"])
def test_golden(store: EmbeddedStore, name: str) -> None:
    """Set KHARITA_GOLDEN=write to accept a change after looking at the difference."""
    made = EXPORTS[name].make(store, Filter(types=("airstrike", "forced_displacement")), OPTIONS)
    path = GOLDEN / f"export-strikes{EXPORTS[name].suffix}"
    if os.environ.get("KHARITA_GOLDEN") == "write":
        path.write_bytes(made)
    assert made == path.read_bytes()


@given(st.text())
def test_neutral_round_trip(text: str) -> None:
    assert restored(neutral(text)) == text
    assert not neutral(text).startswith(("=", "+", "-", "@", "\t", "\r"))


@given(st.text())
def test_texts_are_plain(text: str) -> None:
    for clean in (plain(text), printable(text)):
        assert not set(clean) & set("\x00\x1b\u202e\u2066\u2028\ufeff")
    assert all(len(word) <= 30 for word in printable(text).replace("\u200b", " ").split())


def test_csv_cells(store: EmbeddedStore) -> None:
    text = EXPORTS["csv"].make(store, Filter(), OPTIONS).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["id"] for row in rows] == [event.id for event in store.events(Filter())]
    by_id = {row["id"]: row for row in rows}
    strike = by_id["abu-kamal-airstrike-2017-05-15"]
    assert (strike["killed_min"], strike["killed_max"], strike["killed_words"]) == ("", "60", "up to 60")
    assert "denies" in strike["claims"]
    assert int(strike["n_denials"]) >= 1
    assert "nan" not in {cell.lower() for row in rows for cell in row.values()}


def test_geojson_is_the_selection(store: EmbeddedStore) -> None:
    chosen = Filter(types=("diplomacy", "statement", "capitulation"))
    made = json.loads(EXPORTS["geojson"].make(store, chosen, OPTIONS))
    assert [f["id"] for f in made["features"]] == [event.id for event in store.events(chosen)]
    assert "crs" not in made
    assert made["kharita"]["filter"]["query"] == chosen.to_query()
    assert made["kharita"]["as_of"] == "2017-05-16"
    kinds = {f["id"]: f["geometry"] and f["geometry"]["type"] for f in made["features"]}
    assert set(kinds.values()) == {"Point", "MultiPoint", None}
    assert all(feature["properties"]["claims"] for feature in made["features"])


@pytest.mark.parametrize("name", EXPORTS)
def test_same_input_same_bytes(store: EmbeddedStore, name: str) -> None:
    chosen = Filter(types=("forced_displacement", "airstrike"))
    assert EXPORTS[name].make(store, chosen, OPTIONS) == EXPORTS[name].make(store, chosen, OPTIONS)


def test_file_names(store: EmbeddedStore) -> None:
    hostile = Options(produced_on=date(2017, 5, 17), title="../../etc/<script> عنوان \x00" + "x" * 500)
    names = {filename(store, Filter(types=(kind,)), hostile, EXPORTS["pdf"]) for kind in ("airstrike", "siege")}
    assert len(names) == 2
    for name in names:
        assert name.isascii()
        assert len(name) < 180
        assert not set(name) - set("abcdefghijklmnopqrstuvwxyz0123456789-_.")


def test_refused_options() -> None:
    with pytest.raises(BadInput, match="dpi"):
        Options(produced_on=date(2017, 5, 17), dpi=5000)
    with pytest.raises(BadInput, match="page"):
        Options(produced_on=date(2017, 5, 17), page="a0")
