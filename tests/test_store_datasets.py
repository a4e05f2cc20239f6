"""Imported data sets in the store: whole records, hidden places, accepted duplicates, and changes while others read."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
from incoming import claim, event, figure, imported, place

from geo.codec import event_json
from geo.filter import Filter, parse
from geo.paths import DATA_DIR
from geo.store import Window, current, open_store
from geo.store.datasets import accept_duplicate, hide, remove, rename, undo_duplicate
from geo.store.embedded import EmbeddedStore
from geo.store.ledger import LEDGER, About

HIDDEN = place(
    key=2, name="Shelter-7f3a", lon=37.0481379, lat=36.5873145, precision="facility", sensitivity="restricted"
)
SECRETS = ("Shelter-7f3a", "37.048", "36.587", "InternalTitle-55")
SOURCE = {
    "publisher": "A paper", "author": None, "title": "T", "url": "https://example.org", "archive_url": None,
    "published_at": "2017-05-15", "language": "ar", "licence": "CC BY 4.0",
}  # fmt: skip


def ids(store: EmbeddedStore, query: str) -> list[str]:
    return [each.id for each in store.events(parse(query).filter)]


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Path]:
    return tmp_path / "w"


@pytest.fixture
def opened(workspace: Path) -> Iterator[Any]:
    held: list[EmbeddedStore] = []

    def do() -> EmbeddedStore:
        held.append(open_store(DATA_DIR, workspace))
        assert held[-1].problems == ()
        return held[-1]

    yield do
    for each in held:
        each.close()


def test_a_record_comes_back_whole(workspace: Path, opened: Any) -> None:
    rows = [
        event(
            id="e1", killed=figure(1, 2, 3, qualifier="about", who="women"), grade="weak", tags=["x"], part_of="e0",
            claims=[claim(said_on=date(2017, 5, 15), source=1), claim(stance="denies", responds_to=1)],
            sources=[SOURCE],
        )
    ]  # fmt: skip
    imported(workspace, rows)
    made = event_json(opened().event("a-data-set:e1"))
    assert made["killed"] == {**figure(1, 2, 3, qualifier="about", who="women"), "words": made["killed"]["words"]}
    assert (made["place_id"], made["place_name"], made["admin1_pcode"]) == ("a-data-set:p1", "Al-Bab", "SY02")
    assert (made["date_start"], made["tags"], made["part_of"]) == ("2017-05-14", ["x"], "a-data-set:e0")
    first, second = made["claims"]
    assert (first["id"], first["said_on"]) == ("a-data-set:e1-c1", "2017-05-15")
    assert (second["stance"], second["responds_to"], second["source_id"]) == ("denies", "a-data-set:e1-c1", None)
    [source] = made["sources"]
    assert first["source_id"] == source["id"]
    assert {key: source[key] for key in SOURCE} == SOURCE


def test_the_same_source_is_one_in_all_events(workspace: Path, opened: Any) -> None:
    imported(workspace, [event(id=f"e{n}", sources=[SOURCE]) for n in range(3)])
    assert len({s.id for e in opened().events(Filter(datasets=("a-data-set",))) for s in e.sources}) == 1


def test_a_hidden_place_is_nowhere(workspace: Path, opened: Any) -> None:
    rows = [event(id="at-risk", place_key=2), event(id="inside", place_key=1, sensitivity="internal", title=SECRETS[3])]
    imported(workspace, rows, [place(), HIDDEN | {"publish_key": 1}])
    store = opened()
    world = store.cells(Filter(), Window(20, 0, 0, 4096, 4096))
    told = repr([store.events(Filter()), store.facets(Filter()), store.markers(Filter()), dict(store.places())])
    told += repr([store.totals(Filter()), store.at(Filter(), "a-data-set:p2"), store.place_ids(map(int, world.place))])
    told += repr([store.off_map(Filter()), store.event("a-data-set:inside"), list(store.pages(Filter()))])
    assert not [secret for secret in SECRETS if secret in told]
    for query in ("q=Shelter-7f3a", "q=InternalTitle-55", "bbox=37.04,36.58,37.05,36.59", "place=a-data-set:p2"):
        assert ids(store, f"{query}&dataset=a-data-set") == []
    assert ids(store, "place=a-data-set:p1") == ["a-data-set:at-risk"]
    assert ids(store, "q=Shelter-7f3a&sensitivity=restricted") == ["a-data-set:at-risk"]
    assert store.count(Filter()).withheld == 1


def test_a_hidden_place_without_another_stands_nowhere(workspace: Path, opened: Any) -> None:
    imported(workspace, [event(place_key=2)], [place(), HIDDEN])
    store = opened()
    [held] = store.events(Filter(datasets=("a-data-set",)))
    assert (held.places[0].place.id, held.has_point) == ("near-sy02", False)
    assert store.at(Filter(), "near-sy02").n_events == 1
    assert ids(store, "q=Shelter") == []
    assert ids(store, "admin=SY02&dataset=a-data-set") == ["a-data-set:e1"]


def test_areas_hold_imported_places(workspace: Path, opened: Any) -> None:
    """East Ghouta is an area of the native records, known by its subdistricts."""
    imported(workspace, [event()], [place(admin1_pcode="SY03", admin3_pcode="SY030105")])
    assert "a-data-set:e1" in ids(opened(), "place=east-ghouta")


def test_hidden_data_sets_are_in_no_answer(workspace: Path, opened: Any) -> None:
    entry = imported(workspace)
    first = opened()
    assert (first.count(Filter()).shown, [d.title for d in first.datasets()][1:]) == (16, ["A data set"])
    hide(workspace, entry.id, True)
    second = opened()
    assert second.count(Filter()).shown == 15
    assert second.event("a-data-set:e1") is None
    assert [problem.what for problem in second.check(Filter(datasets=("a-data-set",)))] == ["unknown dataset"]
    assert first.revision != second.revision
    hide(workspace, entry.id, False)
    rename(workspace, entry.id, "Another")
    third = opened()
    assert [facet.label for facet in third.facets(Filter())["dataset"]][1:] == ["Another"]


def test_accepted_duplicates_are_counted_once(workspace: Path, opened: Any) -> None:
    dead = figure(2, 2, 2)
    imported(workspace, [event(id="a", killed=dead)], about=About("One"))
    imported(workspace, [event(id="b", killed=dead, title="The copy")], about=About("Two"))
    both = Filter(datasets=("one", "two"))
    assert opened().totals(both).kinds["killed"].max == 4
    accept_duplicate(workspace, "two:b", "one:a")
    store = opened()
    sums = store.totals(both)
    assert (sums.kinds["killed"].max, [each.id for each in sums.excluded]) == (2, ["two:b"])
    assert store.event("two:b").duplicate_of == "one:a"
    assert store.totals(Filter(datasets=("two",))).kinds["killed"].max == 2
    undo_duplicate(workspace, "two:b")
    assert opened().totals(both).kinds["killed"].max == 4


def test_the_store_of_the_process_follows_the_ledger(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KHARITA_WORKSPACE", str(workspace))
    first = current()
    entry = imported(workspace)
    second = current()
    assert (first.count(Filter()).shown, second.count(Filter()).shown) == (15, 16)
    remove(workspace, entry.id)
    third = current()
    assert (second.event("a-data-set:e1") is not None, third.event("a-data-set:e1")) == (True, None)
    assert current() is third


def test_readers_go_on_while_data_sets_change(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KHARITA_WORKSPACE", str(workspace))
    entry = imported(workspace, [event(id=f"e{n}", fingerprint=n) for n in range(50)])
    stop, faults = threading.Event(), []

    def read() -> None:
        while not stop.is_set():
            try:
                store = current()
                shown = store.count(Filter()).shown
                if shown not in (15, 65, 66) or len(store.events(Filter())) != shown or store.problems:
                    faults.append((shown, store.problems))
            except Exception as error:
                faults.append(error)

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for size in (51, 50, 51):
        imported(workspace, [event(id=f"e{n}", fingerprint=n) for n in range(size)], dataset=entry.id)
        hide(workspace, entry.id, True)
        hide(workspace, entry.id, False)
    stop.set()
    for reader in readers:
        reader.join(60)
    assert faults == []


def test_a_damaged_ledger_or_file_is_told_and_the_native_records_are_shown(workspace: Path) -> None:
    entry = imported(workspace)
    path = workspace / "datasets" / entry.file
    whole = path.read_bytes()
    path.write_bytes(b"no database")
    store = open_store(DATA_DIR, workspace)
    assert store.count(Filter()).shown == 15
    assert [problem.what for problem in store.problems] == ["data set that cannot be opened"]
    store.close()
    path.write_bytes(whole)
    (workspace / LEDGER).write_text("{")
    store = open_store(DATA_DIR, workspace)
    assert ([problem.what for problem in store.problems], store.count(Filter()).shown) == (["damaged ledger"], 15)
    assert path.exists()
    store.close()


def test_a_file_is_plain_tables(workspace: Path) -> None:
    entry = imported(workspace)
    with duckdb.connect(str(workspace / "datasets" / entry.file), read_only=True) as con:
        kinds = {
            row[0]
            for row in con.execute("SELECT data_type FROM duckdb_columns() WHERE table_name = 'spots'").fetchall()
        }
        assert kinds <= {"UBIGINT", "USMALLINT", "UTINYINT", "UINTEGER", "DATE", "BIGINT"}
