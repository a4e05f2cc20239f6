"""Opens the store: reads the records, builds their file in the workspace when they have changed, and adds data sets.

The native file is written beside its place and moved there whole, so a stop in the middle leaves the old one. A
workspace that cannot be used (read-only, made by a newer Kharita, damaged) is left as it is: the store is then held in
memory and says so in `problems`.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, replace
from pathlib import Path

import duckdb

from geo import __version__
from geo.errors import BadInput, Problem
from geo.paths import DATA_DIR, records_dir, workspace_dir
from geo.read import read_events, read_movements, read_places
from geo.store import ledger as ledgers
from geo.store.attached import Attached
from geo.store.build import build
from geo.store.datasets import as_dataset
from geo.store.embedded import EmbeddedStore
from geo.store.ledger import Entry, Ledger
from geo.store.protocol import Store
from geo.store.stamp import DATABASE, SCHEMA_VERSION, STAMP, check_stamp, write_whole

RECORD_FILES = ("places.geojson", "events.json", "movements.json")
_BUILDING_CODE = (
    "read/*.py", "store/build.py", "store/build_movements.py", "store/around.py", "store/spots.py", "store/places.py",
    "store/schema.sql", "store/incoming.py", "codec.py", "codes.py", "publish.py", "text.py", "mercator.py",
)  # fmt: skip
_OPENINGS = 3
"""A data set may be replaced between reading the ledger and opening its file: then the ledger is read again."""
_lock = threading.Lock()
_held: dict[tuple[Path, Path], tuple[object, Store]] = {}


def current() -> Store:
    """The store of this process, opened once and again when a record file or the ledger has changed.

    Who still asks the old one is not disturbed: it answers until nobody holds it.
    """
    records, workspace = records_dir(), workspace_dir()
    files = [*(records / name for name in RECORD_FILES), workspace / ledgers.LEDGER]
    signature = tuple(_file_signature(path) for path in files)
    with _lock:
        held = _held.get((records, workspace))
        if held is None or held[0] != signature:
            held = (signature, open_store(records, workspace))
            _held[(records, workspace)] = held
        return held[1]


def _file_signature(path: Path) -> tuple[int, int, int] | None:
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_mtime_ns, stat.st_size, stat.st_ino


def open_store(records: Path, workspace: Path | None) -> EmbeddedStore:
    """The store of the records in one folder, kept in `workspace`; in memory where that is None or unusable."""
    revision = _revision(records)
    problems: list[Problem] = []
    if workspace is not None:
        try:
            return _open_kept(records, workspace, revision)
        except BadInput as error:
            problems.append(Problem.of(error, "warning"))
    held = Attached()
    found = _fill(held.empty(), records, revision)
    held.make_views()
    return EmbeddedStore(held, [*problems, *found])


def _revision(records: Path) -> str:
    """Twelve hex digits that change with any record file, any schema, and the code that builds the database."""
    digest = hashlib.sha256(f"{SCHEMA_VERSION} {__version__}".encode())
    package = Path(__file__).resolve().parents[1]
    code = (path for pattern in _BUILDING_CODE for path in package.glob(pattern))
    held = [records / name for name in RECORD_FILES]
    for path in (*held, *sorted(DATA_DIR.glob("*.schema.json")), *sorted(code)):
        try:
            digest.update(hashlib.sha256(path.read_bytes()).digest())
        except OSError:
            digest.update(b"absent")
    return digest.hexdigest()[:12]


def _open_kept(records: Path, workspace: Path, revision: str) -> EmbeddedStore:
    with _workspace_errors(workspace):
        check_stamp(workspace)
        path = workspace / DATABASE.format(revision=revision)
        if _kept_revision(path) != revision:
            _rebuild(path, records, revision)
        ledgers.sweep_if_idle(workspace)
        store = _open_all(path, workspace, revision)
        _drop_others(path)
        return store


def _open_all(path: Path, workspace: Path, revision: str) -> EmbeddedStore:
    """The native file and every data set that is not hidden, by one state of the ledger."""
    for attempt in range(1, _OPENINGS + 1):
        ledger, problems = _ledger(workspace)
        held = Attached()
        held.attach(path, 0)
        opened, failed = _attach(held, workspace, ledger)
        if not failed or attempt == _OPENINGS:
            break
        held.close()
    held.make_views()
    told = [*_kept_problems(held), *problems, *failed]
    datasets = {entry.slot: as_dataset(entry) for entry in opened}
    return EmbeddedStore(
        held, told, datasets=datasets, revision=_with_ledger(revision, ledger), duplicates=ledger.duplicates
    )


def _attach(held: Attached, workspace: Path, ledger: Ledger) -> tuple[list[Entry], list[Problem]]:
    """The data sets that could be opened, and a Problem for each that could not."""
    opened, failed = [], []
    for entry in ledger.entries:
        if entry.hidden:
            continue
        file = workspace / ledgers.DATASETS / entry.file
        try:
            held.attach(file, entry.slot)
            opened.append(entry)
        except duckdb.Error as error:
            got = str(error).splitlines()[0][:200]
            cure = "It is left out. Import it again, or restore it from a backup."
            want = "the file as it was imported"
            failed.append(
                Problem("error", "data set that cannot be opened", got, want, f"{entry.title} ({file})", cure)
            )
    return opened, failed


def _ledger(workspace: Path) -> tuple[Ledger, list[Problem]]:
    """The ledger; a damaged one is told, and the native records are shown without data sets."""
    try:
        return ledgers.read_ledger(workspace), []
    except BadInput as error:
        return Ledger(), [Problem.of(error, "warning")]


def _with_ledger(revision: str, ledger: Ledger) -> str:
    """The revision of records and data sets together; that of the records where there is no data set."""
    if not ledger.entries:
        return revision
    held = [[asdict(entry) for entry in ledger.entries], ledger.duplicates]
    return hashlib.sha256(f"{revision} {json.dumps(held, default=str)}".encode()).hexdigest()[:12]


@contextmanager
def _workspace_errors(workspace: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, duckdb.Error) as error:
        raise BadInput(
            "workspace that cannot be used",
            got=str(error).splitlines()[0][:200],
            want="a folder that can be written to",
            where=str(workspace),
            cure="Everything is held in memory for now. Set KHARITA_WORKSPACE to a folder of yours and start again.",
        ) from error


def _kept_revision(path: Path) -> str | None:
    """The revision of the database at `path`; None where there is none or it is no database of ours."""
    if not path.exists():
        return None
    try:
        with duckdb.connect(str(path), read_only=True) as con:
            row = con.execute("SELECT value FROM meta WHERE key = 'revision'").fetchone()
    except duckdb.Error:
        return None
    return str(row[0]) if row else None


def _drop_others(path: Path) -> None:
    """Removes the databases of other revisions; who has one open keeps it, and what cannot be removed may stay."""
    for other in path.parent.glob(DATABASE.format(revision="*")):
        if other != path:
            with suppress(OSError):
                other.unlink()


def _rebuild(path: Path, records: Path, revision: str) -> None:
    def write(draft: Path) -> None:
        with duckdb.connect(str(draft)) as con:
            _fill(con, records, revision)

    write_whole(path, write)


def _fill(con: duckdb.DuckDBPyConnection, records: Path, revision: str) -> tuple[Problem, ...]:
    places = read_places(records / "places.geojson")
    by_id = {place.id: place for place in places.records}
    events = read_events(records / "events.json", by_id)
    movements = read_movements(records / "movements.json", by_id, events.sources)
    if events.dataset is not None:
        events = replace(events, dataset=replace(events.dataset, sha256=_sha256(records)))
    problems = (*places.problems, *events.problems, *movements.problems)
    build(con, places, events, movements, {"revision": revision, "problems": _problems_json(problems)})
    return problems


def _sha256(records: Path) -> str:
    """Of the record files one behind the other by name: `cat events.json movements.json places.geojson | sha256sum`."""
    digest = hashlib.sha256()
    for name in sorted(RECORD_FILES):
        with suppress(OSError):
            digest.update((records / name).read_bytes())
    return digest.hexdigest()


def _problems_json(problems: tuple[Problem, ...]) -> str:
    names = ("severity", "what", "got", "want", "where", "cure")
    return json.dumps([[getattr(problem, name) for name in names] for problem in problems])


def _kept_problems(held: Attached) -> list[Problem]:
    rows = held.rows("SELECT value FROM meta WHERE key = 'problems'")
    return [Problem(*each) for each in json.loads(rows[0][0])] if rows else []


__all__ = ["STAMP", "current", "open_store"]
