"""The workspace: built when missing, rebuilt when stale or damaged, refused with words when it is another's."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from geo.filter import Filter
from geo.store import Store, current, open_store
from geo.store.stamp import SCHEMA_VERSION
from geo.store.workspace import STAMP

OPEN = """
import sys
from pathlib import Path
from geo.filter import Filter
from geo.store import open_store
store = open_store(Path(sys.argv[1]), Path(sys.argv[2]))
print(store.count(Filter()).shown, len(store.problems), store.revision)
"""


def databases(workspace: Path) -> list[Path]:
    return sorted(workspace.glob("*.duckdb"))


def whats(store: Store) -> list[str]:
    return [problem.what for problem in store.problems]


def n_events(store: Store) -> int:
    return store.count(Filter()).shown


def snapshot(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_missing_folder_is_made(records: Path, tmp_path: Path) -> None:
    workspace = tmp_path / "not" / "there" / "yet"
    store = open_store(records, workspace)
    assert n_events(store) == 15
    assert store.problems == ()
    assert json.loads((workspace / STAMP).read_text())["schema_version"] == SCHEMA_VERSION
    assert [path.name for path in databases(workspace)] == [f"kharita-{store.revision}.duckdb"]
    assert not [path for path in workspace.iterdir() if path.name.endswith(".draft")]


def test_a_second_start_builds_nothing(records: Path, tmp_path: Path) -> None:
    open_store(records, tmp_path / "w").close()
    [path] = databases(tmp_path / "w")
    before = path.stat().st_mtime_ns
    assert n_events(open_store(records, tmp_path / "w")) == 15
    assert path.stat().st_mtime_ns == before


def test_a_place_that_cannot_be_written_leaves_all_in_memory(records: Path, tmp_path: Path) -> None:
    """A file in place of the folder refuses writing to root too."""
    blocked = tmp_path / "w"
    blocked.write_text("mine")
    for workspace in (blocked, blocked / "below"):
        store = open_store(records, workspace)
        assert n_events(store) == 15
        assert whats(store) == ["workspace that cannot be used"]
        assert str(workspace) in store.problems[0].where
        assert "KHARITA_WORKSPACE" in store.problems[0].cure
    assert blocked.read_text() == "mine"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write to a read-only folder")
def test_a_read_only_folder_leaves_all_in_memory(records: Path, tmp_path: Path) -> None:
    (tmp_path / "w").mkdir(mode=0o500)
    assert whats(open_store(records, tmp_path / "w")) == ["workspace that cannot be used"]


def test_a_newer_workspace_is_refused_and_left_as_it_is(records: Path, tmp_path: Path) -> None:
    workspace = tmp_path / "w"
    workspace.mkdir()
    (workspace / STAMP).write_text(json.dumps({"schema_version": SCHEMA_VERSION + 1, "software": "9.9"}))
    (workspace / "kharita-0.duckdb").write_bytes(b"theirs")
    before = snapshot(workspace)
    store = open_store(records, workspace)
    assert whats(store) == ["workspace made by a newer Kharita"]
    assert n_events(store) == 15
    assert snapshot(workspace) == before


@pytest.mark.parametrize("stamp", ["", "{", "[]", "null", "{}", '{"schema_version": "1"}', '{"schema_version": null}'])
def test_a_damaged_stamp_is_refused_and_left_as_it_is(records: Path, tmp_path: Path, stamp: str) -> None:
    workspace = tmp_path / "w"
    workspace.mkdir()
    (workspace / STAMP).write_text(stamp)
    store = open_store(records, workspace)
    assert whats(store) == ["damaged workspace stamp"]
    assert n_events(store) == 15
    assert snapshot(workspace) == {STAMP: stamp.encode()}


def test_an_older_workspace_is_backed_up_and_renewed(records: Path, tmp_path: Path) -> None:
    workspace = tmp_path / "w"
    workspace.mkdir()
    (workspace / STAMP).write_text(json.dumps({"schema_version": 0}))
    (workspace / "kharita-0.duckdb").write_bytes(b"old")
    store = open_store(records, workspace)
    assert store.problems == ()
    assert (workspace / "backup-schema-0" / "kharita-0.duckdb").read_bytes() == b"old"
    assert json.loads((workspace / STAMP).read_text())["schema_version"] == SCHEMA_VERSION


@pytest.mark.parametrize("damage", [b"", b"no database", b"\0" * 20_000])
def test_a_damaged_database_is_built_again(records: Path, tmp_path: Path, damage: bytes) -> None:
    open_store(records, tmp_path / "w").close()
    [path] = databases(tmp_path / "w")
    path.write_bytes(damage)
    store = open_store(records, tmp_path / "w")
    assert (n_events(store), store.problems) == (15, ())


def test_a_database_cut_short_is_built_again_or_held_in_memory(records: Path, tmp_path: Path) -> None:
    open_store(records, tmp_path / "w").close()
    [path] = databases(tmp_path / "w")
    path.write_bytes(path.read_bytes()[:20_000])
    assert n_events(open_store(records, tmp_path / "w")) == 15


def test_changed_records_are_seen_while_the_old_store_is_open(
    records: Path, change: Callable[..., None], tmp_path: Path
) -> None:
    old = open_store(records, tmp_path / "w")
    change("events.json", lambda held: held["events"].pop())
    new = open_store(records, tmp_path / "w")
    assert (n_events(old), n_events(new)) == (15, 14)
    assert old.revision != new.revision
    assert len(databases(tmp_path / "w")) == 1


def test_the_store_of_the_process_follows_its_records(
    records: Path, change: Callable[..., None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KHARITA_DATA", str(records))
    monkeypatch.setenv("KHARITA_WORKSPACE", str(tmp_path / "w"))
    first = current()
    assert current() is first
    change("events.json", lambda held: held["events"].pop())
    assert n_events(current()) == 14


def test_two_processes_at_once(records: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-c", OPEN, str(records), str(tmp_path / "w")]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    told = {process.communicate(timeout=60)[0] for process in running}
    assert len(told) == 1
    assert told.pop().startswith("15 0 ")


@pytest.mark.parametrize("content", ["{", "[]", '{"events": [NaN]}', "[" * 50_000])
def test_a_broken_file_is_told_and_the_rest_works(records: Path, tmp_path: Path, content: str) -> None:
    (records / "events.json").write_text(content)
    for _ in range(2):  # told again when the database that was built then is opened
        store = open_store(records, tmp_path / "w")
        assert n_events(store) == 0
        assert len(store.places()) > 20
        assert len(store.movements(Filter())) == 2
        assert whats(store)[0] in ("file that is no JSON", "file without its parts")
        store.close()


def test_missing_records_are_told(tmp_path: Path) -> None:
    store = open_store(tmp_path / "nowhere", tmp_path / "w")
    assert n_events(store) == 0
    assert whats(store) == ["unreadable file"] * 3
    assert store.count(Filter()).country is None
    assert store.markers(Filter()) == []


def test_hostile_text_is_kept_as_text(records: Path, change: Callable[..., None], tmp_path: Path) -> None:
    title = "'; DROP TABLE events; -- <script>{{ 7*7 }}</script> \u2028 \x00 \U0001f600 ${x}`"
    change("events.json", lambda held: held["events"][0].update(title=title))
    store = open_store(records, tmp_path / "w")
    assert store.problems == ()
    assert title in {event.title for event in store.events(Filter())}
