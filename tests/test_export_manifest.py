"""The manifest: pure, sealed, complete enough to make the file again, clear about rows that may not be handed on."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from conftest import DATA
from incoming import event, imported

from geo.errors import BadInput
from geo.export.manifest import digest_of, is_sealed, manifest, options_from, options_json
from geo.export.options import Options
from geo.export.rows import rows_filter
from geo.filter import Filter, View
from geo.store import open_store
from geo.store.embedded import EmbeddedStore
from geo.store.ledger import About

OPTIONS = Options(produced_on=date(2017, 5, 17), title="Golden test", view=View(at=(33.5, 36.3, 9.0)), dpi=150)


def test_the_same_question_has_the_same_manifest(store: EmbeddedStore) -> None:
    chosen = Filter(types=("airstrike",), sensitivities=("internal",))
    told = manifest(store, chosen, OPTIONS, "csv")
    assert told == manifest(store, chosen, OPTIONS, "csv")
    assert told["filter"]["query"] == "type=airstrike"
    assert told["counts"] | {"shown": 2, "total": 15} == told["counts"]
    files = (DATA / name for name in ("events.json", "movements.json", "places.geojson"))
    assert told["datasets"][0]["sha256"] == hashlib.sha256(b"".join(f.read_bytes() for f in files)).hexdigest()


def test_a_changed_manifest_is_seen(store: EmbeddedStore) -> None:
    told = manifest(store, Filter(), OPTIONS)
    assert is_sealed(told)
    assert not is_sealed(told | {"title": "Another"})
    assert not is_sealed({key: value for key, value in told.items() if not key.startswith("sha256")})


def test_options_come_back() -> None:
    assert options_from(options_json(OPTIONS)) == OPTIONS
    assert options_json(Options(produced_on=date(2017, 5, 17))) == {"produced_on": "2017-05-17"}
    with pytest.raises(BadInput, match="options of a manifest"):
        options_from({"produced_on": "2017-05-17", "of a later version": 1})


def test_a_record_has_another_digest_when_anything_of_it_changes(store: EmbeddedStore) -> None:
    strike = store.events(Filter(types=("airstrike",)))[0]
    told = manifest(store, Filter(types=("airstrike",)), OPTIONS, "pdf", [strike])
    assert told["records"] == {strike.id: digest_of(strike)}
    assert digest_of(replace(strike, claims=strike.claims[1:])) != digest_of(strike)


def test_rows_of_a_data_set_that_may_not_be_handed_on_are_counted_and_told(tmp_path: Path) -> None:
    about = About("Closed", n_in=2, n_loaded=2, redistribution="raw rows may not be redistributed", file_sha256="ab12")
    entry = imported(tmp_path, [event(), event(row=3, id="e2", fingerprint=2)], about=about)
    store = open_store(DATA, tmp_path)
    open_, withheld = rows_filter(store, Filter(), OPTIONS)
    assert store.count(open_).shown == 15
    assert [(each.dataset.id, each.n_events) for each in withheld] == [(entry.id, 2)]
    only, _ = rows_filter(store, Filter(datasets=(entry.id,)), OPTIONS)
    assert store.count(only).shown == 0
    assert store.n_movements(only) == 0
    told = manifest(store, Filter(), OPTIONS)
    assert told["counts"]["shown"] == 17
    assert {"n": 2, "reason": "raw rows may not be redistributed", "dataset": entry.id}.items() <= next(
        each for each in told["exclusions"] if each["from"] == "rows of data files"
    ).items()
    assert {each["id"]: each["sha256"] for each in told["datasets"]}[entry.id] == "ab12"
    store.close()
