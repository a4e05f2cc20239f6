"""Imports on their way: drafts that become data set files, compared with what was there before.

A Draft has a scratch database to fill (geo.store.incoming). `finish` writes the data set file aside and tells what is
new, changed and gone; `apply` moves it in and names it in the ledger, all or nothing, and refuses where the data set
has changed meanwhile. Stopped at any moment, the workspace holds what it held before; the next writer removes the rest.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import unicodedata
from contextlib import suppress
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import duckdb

from geo.codec import dataset_json
from geo.errors import BadInput
from geo.store import ledger as ledgers
from geo.store.incoming import create_incoming
from geo.store.ledger import About, Entry, Ledger, Reserved, as_dataset
from geo.store.loading import Told, load, n_places, schema
from geo.store.stamp import SCHEMA_VERSION, check_stamp

DRAFT_MEMORY = "1500MB"
FEW_BYTES = 64 * 2**20
GROUPS = (8_192, 32_768)
"""Rows of a group of the scratch database, which one thread reads, for a file of FEW_BYTES and a larger one: DuckDB's
own 122,880 leave all other threads idle, and rows that fill no group are written twice, to the log first. Many groups
take memory. The data set file has DuckDB's own."""
SAMPLES = 20
COMPARED = (
    ("incoming_events", "details", "title", "title"),
    ("incoming_movements", "movement_records", "title", "record ->> 'title'"),
    ("incoming_stocks", "stocks", "'People at a place: ' || id", "'People at a place: ' || id"),
)
"""Incoming table, table of the data set file, and what names a record in each."""
INCOMING = tuple(row[0] for row in COMPARED)
_MAX_ID = 60


@dataclass(frozen=True, slots=True)
class Diff:
    """What applying a draft would change; all events are new where the data set is. Samples are titles, at most 20."""

    n_new: int
    n_changed: int
    n_unchanged: int
    n_gone: int
    changed: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()


class Draft:
    """An import at work; made by `draft`. Leaving its `with` block without `apply` leaves nothing behind.

    `con` is open on the scratch database with the empty tables of geo.store.incoming. `dataset_id` is None until
    `finish` where the data set is new.
    """

    def __init__(self, workspace: Path, dataset_id: str | None, n_bytes: int = 0) -> None:
        check_stamp(workspace)
        self.workspace = workspace
        self.dataset_id = dataset_id
        self._entry: Entry | None = None
        self._alive: int | None = None
        with ledgers.writing(workspace):
            self._old = None if dataset_id is None else ledgers.read_ledger(workspace).entry(dataset_id)
            self.folder = workspace / ledgers.DATASETS / f"{ledgers.DRAFT_PREFIX}{secrets.token_hex(6)}"
            self.folder.mkdir()
            self._alive = ledgers.mark_alive(self.folder)
        try:
            self.con = duckdb.connect()
            scratch = _quoted(self.folder / "scratch.duckdb")
            self.con.execute(f"ATTACH '{scratch}' AS scratch (ROW_GROUP_SIZE {GROUPS[n_bytes > FEW_BYTES]})")
            self.con.execute("USE scratch")
            self.con.execute(f"SET memory_limit = '{DRAFT_MEMORY}'")
            self.con.execute("SET temp_directory = ?", [str(self.folder / "spill")])
            self.con.execute("SET enable_progress_bar = false")
            create_incoming(self.con)
        except BaseException:
            self.discard()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, _: TracebackType | None) -> None:
        self.discard()

    def finish(self, about: About, told: Told | None = None) -> Diff:
        """Writes the data set file aside and answers what it would change.

        Where nothing is new, changed or gone no file is written: `apply` then only notes the newer `about`.
        """
        diff = self._diff()
        if self._old is not None and diff.n_new == diff.n_changed == diff.n_gone == 0:
            self._entry = _entry(about, self._old)
            return diff
        self._entry = self._reserved(about)
        self._write(self._entry, told)
        return diff

    def _reserved(self, about: About) -> Entry:
        """The entry to be, with an id and numbers that no other data set and no other draft has."""
        room = n_places(self.con)
        with ledgers.writing(self.workspace):
            held = ledgers.read_ledger(self.workspace)
            self.dataset_id = self.dataset_id or _new_id(about.title, self.workspace, held)
            slot = self._old.slot if self._old else held.next_slot
            base = held.free_places(room)
            mine = Reserved(self.folder.name, self.dataset_id, base, room)
            following = max(held.next_slot, slot + 1)
            ledgers.write_ledger(self.workspace, replace(held, next_slot=following, reserved=(*held.reserved, mine)))
        return Entry(
            **_plain(about),
            id=self.dataset_id,
            slot=slot,
            file=f"{slot}-{secrets.token_hex(6)}.duckdb",
            imported_at=_now(),
            place_base=base,
            n_places=room,
            hidden=self._old.hidden if self._old else False,
        )

    def _write(self, entry: Entry, told: Told | None) -> None:
        self.con.execute(f"ATTACH '{_quoted(self._made)}' AS made")
        self.con.execute("USE made")
        self.con.execute(schema())
        self.con.execute("USE scratch")
        # Who filled the tables may have let their order go; the file is sorted.
        self.con.execute("SET preserve_insertion_order = true")
        load(self.con, slot=entry.slot, dataset=entry.id, place_base=entry.place_base, told=told)
        record = json.dumps(dataset_json(as_dataset(entry)), ensure_ascii=False)
        self.con.execute("INSERT INTO made.datasets VALUES (?, ?, ?)", [entry.slot, entry.id, record])
        meta = [["schema_version", str(SCHEMA_VERSION)], ["revision", entry.file]]
        self.con.executemany("INSERT INTO made.meta VALUES (?, ?)", meta)
        self.con.execute("CHECKPOINT made")
        self.con.execute("DETACH made")

    @property
    def _made(self) -> Path:
        return self.folder / "made.duckdb"

    def _diff(self) -> Diff:
        if self._old is None:
            n = sum(_one(self.con, f"SELECT count(*) FROM {table}") for table in INCOMING)
            return Diff(n, 0, 0, 0)
        path = self.workspace / ledgers.DATASETS / self._old.file
        self.con.execute(f"ATTACH '{_quoted(path)}' AS old (READ_ONLY)")
        try:
            return _compared(self.con)
        finally:
            self.con.execute("DETACH old")

    def apply(self) -> Entry:
        """Makes the finished draft the data set of the workspace.

        Raises BadInput where the data set was changed or removed since the draft was begun: what was compared no longer
        holds.
        """
        entry = self._entry
        if entry is None:
            raise RuntimeError("finish() comes before apply()")
        self.con.close()
        folder = self.workspace / ledgers.DATASETS
        with ledgers.writing(self.workspace):
            held = ledgers.read_ledger(self.workspace)
            old = self._unchanged(held)
            if self._made.exists():
                _sync(self._made)
                self._made.replace(folder / entry.file)
                ledgers.sync_folder(folder)
            kept = tuple(entry if each is old else each for each in held.entries)
            reserved = tuple(each for each in held.reserved if each.draft != self.folder.name)
            entries = kept if old else (*kept, entry)
            ledgers.write_ledger(self.workspace, replace(held, entries=entries, reserved=reserved))
            if old is not None and old.file != entry.file:
                with suppress(OSError):
                    (folder / old.file).unlink()
        self.discard()
        return entry

    def _unchanged(self, held: Ledger) -> Entry | None:
        """The data set to replace as the ledger has it now, which must hold the same events as at the beginning."""
        if self._old is None:
            return None
        now = next((each for each in held.entries if each.id == self._old.id), None)
        if now is None or now.file != self._old.file:
            raise BadInput(
                "data set that changed meanwhile",
                got="removed" if now is None else "brought up to date by another import",
                want="the data set that the file was compared with",
                where=self._old.title,
                cure="Read and check the file again.",
            )
        return now

    def discard(self) -> None:
        """Closes and removes everything of the draft; safe to call again."""
        if con := getattr(self, "con", None):
            con.close()
        shutil.rmtree(self.folder, ignore_errors=True)
        if self._alive is not None:
            os.close(self._alive)
            self._alive = None


def draft(workspace: Path, dataset_id: str | None = None, n_bytes: int = 0) -> Draft:
    """Begins the import of a new data set, or of a newer state of `dataset_id`, from a file of `n_bytes`.

    Raises BadInput where another change takes too long, the workspace cannot be used, or there is no such data set.
    """
    return Draft(workspace, dataset_id, n_bytes)


def _compared(con: duckdb.DuckDBPyConnection) -> Diff:
    """All records of the draft against those of the data set attached as `old`, kind by kind."""
    found = [_compared_kind(con, *row) for row in COMPARED]
    numbers = (sum(getattr(each, name) for each in found) for name in ("n_new", "n_changed", "n_unchanged", "n_gone"))
    titles = (tuple(title for each in found for title in getattr(each, name))[:SAMPLES] for name in ("changed", "gone"))
    return Diff(*numbers, *titles)


def _compared_kind(con: duckdb.DuckDBPyConnection, incoming: str, old: str, title: str, old_title: str) -> Diff:
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE compared AS
        SELECT e.rowid AS new, o.num AS old, e.fingerprint = o.fingerprint AS same
        FROM {incoming} e FULL JOIN old.{old} o ON o.id = e.id
        WHERE e.fingerprint IS DISTINCT FROM o.fingerprint""")
    n_all = _one(con, f"SELECT count(*) FROM {incoming}")
    n_new = _one(con, "SELECT count(*) FROM compared WHERE old IS NULL")
    n_changed = _one(con, "SELECT count(*) FROM compared WHERE new IS NOT NULL AND old IS NOT NULL")
    n_gone = _one(con, "SELECT count(*) FROM compared WHERE new IS NULL")
    changed = con.execute(f"""SELECT {title}, id FROM {incoming} WHERE rowid IN
        (SELECT new FROM compared WHERE old IS NOT NULL ORDER BY new LIMIT {SAMPLES}) ORDER BY rowid""").fetchall()
    gone = con.execute(f"""SELECT {old_title}, id FROM old.{old} WHERE num IN
        (SELECT old FROM compared WHERE new IS NULL ORDER BY old LIMIT {SAMPLES}) ORDER BY num""").fetchall()
    titles = (tuple(f"{name} ({record})" for name, record in held) for held in (changed, gone))
    return Diff(n_new, n_changed, n_all - n_new - n_changed, n_gone, *titles)


def _one(con: duckdb.DuckDBPyConnection, sql: str) -> int:
    row: Any = con.execute(sql).fetchone()
    return int(row[0])


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _plain(about: About) -> dict[str, Any]:
    return {each.name: getattr(about, each.name) for each in fields(About)}


def _entry(about: About, old: Entry) -> Entry:
    """`old` with a newer `about` and nothing else changed."""
    return replace(old, **_plain(about), imported_at=_now())


def _new_id(title: str, workspace: Path, held: Ledger) -> str:
    """A short id from the title that no data set has: ASCII letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    stem = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:_MAX_ID].strip("-") or "data-set"
    taken = {entry.id for entry in held.entries} | {each.id for each in held.reserved} | _native_ids(workspace)
    number, candidate = 1, stem
    while candidate in taken:
        number += 1
        candidate = f"{stem}-{number}"
    return candidate


def _native_ids(workspace: Path) -> set[str]:
    """The ids of the data sets that ship with the records, as far as the workspace has their database."""
    found: set[str] = set()
    for path in workspace.glob("kharita-*.duckdb"):
        with suppress(duckdb.Error), duckdb.connect(str(path), read_only=True) as con:
            found |= {str(row[0]) for row in con.execute("SELECT id FROM datasets").fetchall()}
    return found
