"""Data sets of a workspace: one writer, all or nothing, a diff before it is applied, and a stop at any moment."""

from __future__ import annotations

import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from incoming import ABOUT, event, fill, imported, place

from geo.errors import BadInput
from geo.store.datasets import (
    accept_duplicate,
    datasets,
    draft,
    hide,
    remove,
    rename,
    undo_duplicate,
)
from geo.store.ledger import LEDGER, read_ledger, writing


def files(workspace: Path) -> set[str]:
    return {path.name for path in (workspace / "datasets").iterdir()}


def count(workspace: Path, file: str, table: str = "events") -> int:
    with duckdb.connect(str(workspace / "datasets" / file), read_only=True) as con:
        row = con.execute(f"SELECT count(*) FROM {table}").fetchone()
        assert row is not None
        return int(row[0])


def test_a_draft_becomes_a_data_set(tmp_path: Path) -> None:
    entry = imported(tmp_path)
    assert (entry.id, entry.slot, entry.title, entry.hidden) == ("a-data-set", 1, "A data set", False)
    assert datasets(tmp_path) == [entry]
    assert files(tmp_path) == {entry.file}
    assert count(tmp_path, entry.file) == count(tmp_path, entry.file, "spots") == 1
    again = imported(tmp_path)
    assert (again.id, again.slot) == ("a-data-set-2", 2)
    assert again.place_base >= entry.place_base + entry.n_places


def test_what_is_not_applied_leaves_nothing(tmp_path: Path) -> None:
    with draft(tmp_path) as held:
        fill(held.con, [place()], [event()])
        held.finish(ABOUT)
    assert datasets(tmp_path) == []
    assert files(tmp_path) == set()


def test_two_drafts_at_once_take_nothing_from_each_other(tmp_path: Path) -> None:
    with draft(tmp_path) as one, draft(tmp_path) as other:
        for held in (one, other):
            fill(held.con, [place()], [event()])
            held.finish(ABOUT)
        entries = [other.apply(), one.apply()]
    assert datasets(tmp_path) == entries
    assert len({entry.id for entry in entries}) == len({entry.slot for entry in entries}) == 2
    first, second = sorted(entries, key=lambda entry: entry.place_base)
    assert first.place_base + first.n_places <= second.place_base
    assert read_ledger(tmp_path).reserved == ()


def test_a_data_set_that_changed_meanwhile_is_not_replaced(tmp_path: Path) -> None:
    old = imported(tmp_path)
    with draft(tmp_path, old.id) as held:
        fill(held.con, [place()], [event(id="late", fingerprint=1)])
        held.finish(ABOUT)
        rename(tmp_path, old.id, "A title is no change of the events")
        with draft(tmp_path, old.id) as faster:
            fill(faster.con, [place()], [event(id="early", fingerprint=2)])
            faster.finish(ABOUT)
            newer = faster.apply()
        with pytest.raises(BadInput, match="changed meanwhile"):
            held.apply()
    assert datasets(tmp_path) == [newer]
    assert files(tmp_path) == {newer.file}


def test_a_writer_that_waits_in_vain_is_told(tmp_path: Path) -> None:
    entry = imported(tmp_path)
    with writing(tmp_path), pytest.raises(BadInput, match="being written to"), writing(tmp_path, wait_s=0):
        pass
    hide(tmp_path, entry.id, True)
    assert datasets(tmp_path)[0].hidden


def test_a_newer_state_is_compared_before_it_replaces(tmp_path: Path) -> None:
    rows = [event(id=f"e{n}", fingerprint=n, title=f"Event {n}") for n in range(5)]
    old = imported(tmp_path, rows)
    newer = [rows[0], rows[1] | {"fingerprint": 77}, rows[2], event(id="e9", fingerprint=9, title="Event 9")]
    with draft(tmp_path, old.id) as held:
        fill(held.con, [place()], newer)
        diff = held.finish(replace(ABOUT, n_loaded=4))
        assert (diff.n_new, diff.n_changed, diff.n_unchanged, diff.n_gone) == (1, 1, 2, 2)
        assert (diff.changed, diff.gone) == (("Event 1 (e1)",), ("Event 3 (e3)", "Event 4 (e4)"))
        assert datasets(tmp_path) == [old]
        entry = held.apply()
    assert (entry.id, entry.slot, entry.n_loaded) == (old.id, old.slot, 4)
    assert files(tmp_path) == {entry.file} != {old.file}
    assert count(tmp_path, entry.file) == 4


def test_the_same_state_again_writes_no_file(tmp_path: Path) -> None:
    old = imported(tmp_path)
    entry = imported(tmp_path, about=replace(ABOUT, file_name="newer.csv"), dataset=old.id)
    assert (entry.file, entry.file_name) == (old.file, "newer.csv")
    assert files(tmp_path) == {old.file}


def test_rename_hide_remove(tmp_path: Path) -> None:
    entry = imported(tmp_path)
    rename(tmp_path, entry.id, "  Another \n title ")
    hide(tmp_path, entry.id, True)
    assert datasets(tmp_path) == [replace(entry, title="Another title", hidden=True)]
    remove(tmp_path, entry.id)
    assert (datasets(tmp_path), files(tmp_path)) == ([], set())
    for change in (lambda: rename(tmp_path, entry.id, "x"), lambda: remove(tmp_path, entry.id)):
        with pytest.raises(BadInput, match="data set"):
            change()
    assert imported(tmp_path).slot == 2  # the numbers of removed events are never given to others


def test_duplicates_are_noted_and_taken_back(tmp_path: Path) -> None:
    accept_duplicate(tmp_path, "a:1", "b:1")
    accept_duplicate(tmp_path, "b:1", "c:1")
    for event_id, original in (("c:1", "a:1"), ("c:1", "c:1")):
        with pytest.raises(BadInput, match="duplicate"):
            accept_duplicate(tmp_path, event_id, original)
    undo_duplicate(tmp_path, "a:1")
    assert read_ledger(tmp_path).duplicates == (("b:1", "c:1"),)


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"datasets": [{}], "duplicates": [], "next_slot": 1}'])
def test_a_damaged_ledger_is_refused_and_left(tmp_path: Path, text: str) -> None:
    entry = imported(tmp_path)
    (tmp_path / LEDGER).write_text(text)
    for attempt in (lambda: datasets(tmp_path), lambda: draft(tmp_path)):
        with pytest.raises(BadInput, match="damaged ledger"):
            attempt()
    assert (tmp_path / LEDGER).read_text() == text
    assert entry.file in files(tmp_path)


KILLED = """
import os, signal, sys
from pathlib import Path
sys.path[:0] = [sys.argv[1], str(Path(sys.argv[1]).parent)]
from incoming import ABOUT, event, fill, place
from geo.store import datasets as d, ledger as l
step = sys.argv[3]
def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)
held = d.draft(Path(sys.argv[2]), sys.argv[4])
if step == "filling": die()
fill(held.con, [place()], [event(id="new", fingerprint=5)])
if step == "writing": held.finish(ABOUT, told=lambda what, share: share > 0.5 and die())
held.finish(ABOUT)
if step == "finished": die()
if step == "moved": l.write_ledger = die
held.apply()
if step == "applied": die()
"""


@pytest.mark.parametrize("step", ["filling", "writing", "finished", "moved", "applied"])
def test_a_stop_at_any_moment_leaves_the_old_state_or_the_new(tmp_path: Path, step: str) -> None:
    old = imported(tmp_path)
    command = [sys.executable, "-c", KILLED, str(Path(__file__).parent), str(tmp_path), step, old.id]
    assert subprocess.run(command, check=False, timeout=60).returncode == -signal.SIGKILL
    [entry] = datasets(tmp_path)
    assert (entry == old) is (step != "applied")
    assert count(tmp_path, entry.file) == 1
    with draft(tmp_path) as held:  # the next writer is not locked out, and clears what was left
        assert files(tmp_path) == {entry.file, held.folder.name}
