"""Which data sets a workspace holds: ledger.json, always replaced whole, and the lock of its one writer.

A data set is one file under WORKSPACE/datasets/ that never changes once the ledger names it; a file that the ledger
does not name, or a draft whose process has ended, is a leftover and is removed by the next writer. The lock is held for
the moment of a change only: several drafts may be made at once, and what each has numbered is reserved for it. Nothing
here opens a database.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from pathlib import Path
from typing import Any

from geo.codes import FIRST_IMPORTED_PLACE
from geo.errors import BadInput
from geo.model import Dataset

LEDGER = "ledger.json"
DATASETS = "datasets"
DRAFT_PREFIX = ".draft-"
_LOCK = ".writer.lock"
_ALIVE = "alive"
_VERSION = 1


@dataclass(frozen=True, slots=True)
class About:
    """What is known of a data set as a whole. `redistribution`: "ok" where its rows may be handed on, else words."""

    title: str
    publisher: str | None = None
    licence: str | None = None
    url: str | None = None
    as_of: date | None = None
    file_name: str | None = None
    file_sha256: str | None = None
    format: str | None = None
    profile: str | None = None
    redistribution: str = "ok"
    n_in: int = 0
    n_loaded: int = 0
    n_rejected: int = 0
    n_duplicates: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry(About):
    """A data set in the ledger. `slot` numbers its events, `place_base` its places; `file` is below datasets/."""

    id: str
    slot: int
    file: str
    imported_at: str
    place_base: int
    n_places: int
    hidden: bool = False


def as_dataset(entry: Entry) -> Dataset:
    """The data set as the rest of Kharita knows it."""
    held_back = None if entry.redistribution == "ok" else entry.redistribution
    about = (entry.id, entry.title, entry.publisher, entry.as_of, entry.licence, entry.url)
    return Dataset(*about, redistribution=held_back, sha256=entry.file_sha256)


@dataclass(frozen=True, slots=True)
class Reserved:
    """The id and numbers that a draft in the folder of that name has taken, until it is applied or gone."""

    draft: str
    id: str
    place_base: int
    n_places: int


@dataclass(frozen=True, slots=True)
class Ledger:
    """All data sets in the order of their import, and the duplicates that a person has accepted (event, original)."""

    entries: tuple[Entry, ...] = ()
    duplicates: tuple[tuple[str, str], ...] = ()
    next_slot: int = 1
    reserved: tuple[Reserved, ...] = ()

    def entry(self, dataset_id: str) -> Entry:
        """The data set of that id; raises BadInput where there is none."""
        for entry in self.entries:
            if entry.id == dataset_id:
                return entry
        cure = "Choose one of the data sets listed."
        raise BadInput("data set", got=dataset_id, want="the id of a data set", where="the workspace", cure=cure)

    def free_places(self, n_places: int) -> int:
        """The first number from which on `n_places` numbers are not taken by any data set."""
        base = FIRST_IMPORTED_PLACE
        taken = [(each.place_base, each.n_places) for each in self.entries]
        taken += [(each.place_base, each.n_places) for each in self.reserved]
        for start, room in sorted(taken):
            if start >= base + n_places:
                break
            base = max(base, start + room)
        if base + n_places > 2**32:
            cure = "Remove data sets that are no longer needed."
            raise BadInput("number of places", got=base + n_places, want="at most 2^32", where=LEDGER, cure=cure)
        return base


def read_ledger(workspace: Path) -> Ledger:
    """The ledger of a workspace, empty where there is none; raises BadInput where it cannot be read."""
    path = workspace / LEDGER
    try:
        raw = json.loads(path.read_text("utf-8"))
        return Ledger(
            tuple(_entry(row) for row in raw["datasets"]),
            tuple((str(event), str(original)) for event, original in raw["duplicates"]),
            int(raw["next_slot"]),
            tuple(Reserved(**each) for each in raw.get("reserved", [])),
        )
    except (FileNotFoundError, NotADirectoryError):
        return Ledger()
    except (OSError, ValueError, KeyError, TypeError) as error:
        cure = "Nothing was touched. Restore it from a backup, or move it away to start without data sets."
        want = "a list of data sets"
        raise BadInput("damaged ledger", got=str(error)[:200], want=want, where=str(path), cure=cure) from error


def _entry(row: dict[str, Any]) -> Entry:
    names = {each.name for each in fields(Entry)}
    held = {key: value for key, value in row.items() if key in names}
    held["as_of"] = None if row.get("as_of") is None else date.fromisoformat(row["as_of"])
    return Entry(**held)


def write_ledger(workspace: Path, ledger: Ledger) -> None:
    """Replaces the ledger whole; only the writer may call it."""
    rows = [asdict(entry) | {"as_of": entry.as_of.isoformat() if entry.as_of else None} for entry in ledger.entries]
    held = {
        "version": _VERSION,
        "next_slot": ledger.next_slot,
        "datasets": rows,
        "duplicates": ledger.duplicates,
        "reserved": [asdict(each) for each in ledger.reserved],
    }
    text = json.dumps(held, ensure_ascii=False, indent=1)
    draft = workspace / f".{LEDGER}.{os.getpid()}.draft"
    try:
        with draft.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(workspace / LEDGER)
    finally:
        draft.unlink(missing_ok=True)
    sync_folder(workspace)


def sync_folder(folder: Path) -> None:
    """Makes sure that a rename in `folder` outlives a power cut, where the system can."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextmanager
def writing(workspace: Path, wait_s: float = 10.0) -> Iterator[None]:
    """Holds the lock of the workspace's one writer; raises BadInput where another holds it for longer than `wait_s`.

    The lock belongs to the process and goes with it, however that ends. What a stopped writer left behind is removed.
    """
    try:
        (workspace / DATASETS).mkdir(parents=True, exist_ok=True)
        handle = os.open(workspace / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        cure = "Set KHARITA_WORKSPACE to a folder of yours."
        want = "a folder that can be written to"
        raise BadInput("workspace", got=str(error), want=want, where=str(workspace), cure=cure) from error
    try:
        _wait_for(handle, workspace, wait_s)
        sweep(workspace)
        yield
    finally:
        os.close(handle)


def _wait_for(handle: int, workspace: Path, wait_s: float) -> None:
    until = time.monotonic() + wait_s
    while not _locked(handle):
        if time.monotonic() > until:
            raise BadInput(
                "workspace that is being written to",
                got="another change at work",
                want="one writer at a time",
                where=str(workspace),
                cure="Wait until it has ended and try again.",
            )
        time.sleep(0.02)


def _locked(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def mark_alive(draft: Path) -> int:
    """The open handle that says that the draft in this folder is still wanted; it goes with the process."""
    handle = os.open(draft / _ALIVE, os.O_RDWR | os.O_CREAT, 0o600)
    _locked(handle)
    return handle


def _is_alive(draft: Path) -> bool:
    try:
        handle = os.open(draft / _ALIVE, os.O_RDWR)
    except OSError:
        return False
    try:
        return not _locked(handle)
    finally:
        os.close(handle)


def sweep(workspace: Path) -> None:
    """Removes dead drafts and data set files that the ledger does not name; only the writer may call it."""
    folder = workspace / DATASETS
    held = read_ledger(workspace)
    named = {entry.file for entry in held.entries}
    for path in folder.iterdir():
        if path.name.startswith(DRAFT_PREFIX):
            if not _is_alive(path):
                shutil.rmtree(path, ignore_errors=True)
        elif path.name.endswith((".duckdb", ".duckdb.wal")) and path.name not in named:
            with suppress(OSError):
                path.unlink()
    wanted = tuple(each for each in held.reserved if (folder / each.draft).is_dir())
    if wanted != held.reserved:
        write_ledger(workspace, replace(held, reserved=wanted))


def sweep_if_idle(workspace: Path) -> None:
    """The same where there is anything to remove and no writer is at work; otherwise nothing."""
    with suppress(BadInput, OSError):
        folder = workspace / DATASETS
        if not folder.is_dir():
            return
        named = {entry.file for entry in read_ledger(workspace).entries}
        if any(path.name not in named for path in folder.iterdir()):
            with writing(workspace, wait_s=0):
                pass
