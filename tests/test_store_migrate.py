"""A workspace of schema version 2 is brought up to date: its events stay, its files are kept, movements can come in."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest
from conftest import DATA
from incoming import event, figure, imported
from incoming_flows import imported_flows, movement

from geo.filter import Filter
from geo.store import open_store
from geo.store.datasets import datasets, hide
from geo.store.ledger import DATASETS
from geo.store.stamp import SCHEMA_VERSION, STAMP

_OLD = """
CREATE TABLE movements (id VARCHAR NOT NULL, dataset VARCHAR NOT NULL, event_num UBIGINT, date_start DATE,
    date_end DATE, grp VARCHAR NOT NULL, grade UTINYINT, sensitivity UTINYINT NOT NULL, record VARCHAR NOT NULL);
CREATE TABLE movement_places (movement_id VARCHAR NOT NULL, role UTINYINT NOT NULL, pub_place UINTEGER NOT NULL,
    own_place UINTEGER NOT NULL);
CREATE TABLE movement_claims (movement_id VARCHAR NOT NULL, claimant UBIGINT NOT NULL, stance UTINYINT NOT NULL,
    said_on DATE);
CREATE TABLE movement_texts (movement_id VARCHAR NOT NULL, pub_search VARCHAR NOT NULL, own_search VARCHAR);
"""
_NEW = (
    "movements", "movement_places", "movement_shares", "movement_claims", "movement_texts", "movement_records",
    "stocks",
)  # fmt: skip


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A workspace with one data set, as version 2 wrote it."""
    workspace = tmp_path / "w"
    entry = imported(workspace, [event(killed=figure(best=5)), event(id="e2", row=3)])
    with duckdb.connect(str(workspace / DATASETS / entry.file)) as con:
        for table in _NEW:
            con.execute(f"DROP TABLE {table}")
        for statement in _OLD.split(";")[:-1]:
            con.execute(statement)
        con.execute("UPDATE meta SET value = '2' WHERE key = 'schema_version'")
    (workspace / STAMP).write_text(json.dumps({"schema_version": 2, "software": "0.1.0"}))
    return workspace


def test_its_events_are_there_and_the_old_file_is_kept(old: Path) -> None:
    [before] = datasets(old)
    raw = (old / DATASETS / before.file).read_bytes()
    store = open_store(DATA, old)
    assert store.problems == ()
    assert store.count(Filter(datasets=("a-data-set",))).shown == 2
    assert store.totals(Filter(datasets=("a-data-set",))).kinds["killed"].best == 5
    assert store.pairs(Filter(datasets=("a-data-set",))).pairs == ()
    [after] = datasets(old)
    assert (after.id, after.slot) == (before.id, before.slot)
    assert after.file != before.file
    backup = old / "backup-schema-2"
    assert (backup / DATASETS / before.file).read_bytes() == raw
    assert json.loads((backup / STAMP).read_text())["schema_version"] == 2
    assert json.loads((backup / "ledger.json").read_text())["datasets"][0]["file"] == before.file
    assert json.loads((old / STAMP).read_text())["schema_version"] == SCHEMA_VERSION
    assert [path.name for path in (old / DATASETS).glob("*.duckdb")] == [after.file]
    store.close()


def test_it_happens_once(old: Path) -> None:
    open_store(DATA, old).close()
    [first] = datasets(old)
    open_store(DATA, old).close()
    assert datasets(old) == [first]


def test_whatever_touches_the_workspace_first_migrates_it(old: Path) -> None:
    hide(old, "a-data-set", hidden=True)
    assert json.loads((old / STAMP).read_text())["schema_version"] == SCHEMA_VERSION
    imported_flows(old, [movement(people=figure(best=9))])
    hide(old, "a-data-set", hidden=False)
    store = open_store(DATA, old)
    assert store.problems == ()
    assert [p.people.best for p in store.pairs(Filter(datasets=("flows",))).pairs] == [9]
    assert store.count(Filter(datasets=("a-data-set",))).shown == 2
    store.close()


def test_a_stop_in_the_middle_is_taken_up_again(old: Path) -> None:
    """The stamp is renewed last: with a file that is done already, the next start goes on."""
    imported(old.parent / "other", [event(id="x")])
    open_store(DATA, old).close()
    (old / STAMP).write_text(json.dumps({"schema_version": 2, "software": "0.1.0"}))
    [before] = datasets(old)
    store = open_store(DATA, old)
    assert store.problems == ()
    assert datasets(old) == [before]
    store.close()


def test_a_file_that_is_no_database_is_left_and_told(old: Path) -> None:
    [entry] = datasets(old)
    (old / DATASETS / entry.file).write_bytes(b"spoilt")
    store = open_store(DATA, old)
    assert [problem.what for problem in store.problems] == ["data set that cannot be opened"]
    store.close()
