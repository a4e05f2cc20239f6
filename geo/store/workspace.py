"""Opens the store: reads the records, builds the database in the workspace when they have changed, opens it to read.

The database is written beside its place and moved there whole, so a stop in the middle leaves the old one. A workspace
that cannot be used (read-only, made by a newer Kharita, damaged) is left as it is: the store is then held in memory and
says so in `problems`.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb

from geo import __version__
from geo.errors import BadInput, Problem
from geo.paths import DATA_DIR, records_dir, workspace_dir
from geo.read import read_events, read_movements, read_places
from geo.store.build import SCHEMA_VERSION, build
from geo.store.embedded import EmbeddedStore
from geo.store.protocol import Store

RECORD_FILES = ("places.geojson", "events.json", "movements.json")
STAMP = "workspace.json"
DATABASE = "kharita-{revision}.duckdb"
"""A new revision is a new file: DuckDB keeps one instance per path and process, which would answer from the old one."""

_BUILDING_CODE = ("read/*.py", "store/build.py", "store/schema.sql", "codec.py", "publish.py", "text.py", "mercator.py")
_lock = threading.Lock()
_held: dict[tuple[Path, Path], tuple[object, Store]] = {}


def current() -> Store:
    """The store of this process, opened once and again when a record file has changed."""
    records, workspace = records_dir(), workspace_dir()
    signature = tuple(_file_signature(records / name) for name in RECORD_FILES)
    with _lock:
        held = _held.get((records, workspace))
        if held is None or held[0] != signature:
            held = (signature, open_store(records, workspace))
            _held[(records, workspace)] = held
        return held[1]


def _file_signature(path: Path) -> tuple[int, int] | None:
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_mtime_ns, stat.st_size


def open_store(records: Path, workspace: Path | None) -> EmbeddedStore:
    """The store of the records in one folder, kept in `workspace`; in memory where that is None or unusable."""
    revision = _revision(records)
    problems: list[Problem] = []
    if workspace is not None:
        try:
            return _open_kept(records, workspace, revision)
        except BadInput as error:
            problems.append(Problem.of(error, "warning"))
    con = duckdb.connect(":memory:")
    found = _fill(con, records, revision)
    return EmbeddedStore(con, [*problems, *found])


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
        workspace.mkdir(parents=True, exist_ok=True)
        _check_stamp(workspace)
        path = workspace / DATABASE.format(revision=revision)
        if _kept_revision(path) != revision:
            _rebuild(path, records, revision)
        con = duckdb.connect(str(path), read_only=True)
        _drop_others(path)
        return EmbeddedStore(con, _kept_problems(con))


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


def _check_stamp(workspace: Path) -> None:
    """Writes the stamp where there is none, backs up and renews an older one, refuses a newer or damaged one."""
    stamp = workspace / STAMP
    if not stamp.exists():
        _write_stamp(stamp)
        return
    try:
        version = json.loads(stamp.read_text("utf-8"))["schema_version"]
        if not isinstance(version, int):
            raise ValueError(version)
    except (ValueError, KeyError, TypeError) as error:
        cure = f"Nothing in it was touched. Restore {STAMP}, or set KHARITA_WORKSPACE to another folder."
        want = "a JSON object with schema_version"
        raise BadInput("damaged workspace stamp", got=str(error), want=want, where=str(stamp), cure=cure) from error
    if version > SCHEMA_VERSION:
        raise BadInput(
            "workspace made by a newer Kharita",
            got=f"schema version {version}",
            want=f"at most {SCHEMA_VERSION}",
            where=str(stamp),
            cure="Nothing in it was touched. Install the newer Kharita, or set KHARITA_WORKSPACE to another folder.",
        )
    if version < SCHEMA_VERSION:
        _back_up(workspace, version)
        _write_stamp(stamp)


def _write_stamp(stamp: Path) -> None:
    text = json.dumps({"schema_version": SCHEMA_VERSION, "software": __version__})
    _write_whole(stamp, lambda path: path.write_text(text, "utf-8"))


def _back_up(workspace: Path, version: int) -> None:
    folder = workspace / f"backup-schema-{version}"
    folder.mkdir(exist_ok=True)
    for path in (workspace / STAMP, *workspace.glob(DATABASE.format(revision="*"))):
        if path.exists() and not (folder / path.name).exists():
            shutil.copy2(path, folder / path.name)


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

    _write_whole(path, write)


def _write_whole(path: Path, write: Callable[[Path], object]) -> None:
    """Calls `write(draft)` and moves the draft to `path`: the file is there whole or as it was."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}.draft")
    try:
        write(draft)
        draft.replace(path)
    finally:
        for leftover in (draft, draft.with_name(f"{draft.name}.wal")):
            leftover.unlink(missing_ok=True)


def _fill(con: duckdb.DuckDBPyConnection, records: Path, revision: str) -> tuple[Problem, ...]:
    places = read_places(records / "places.geojson")
    by_id = {place.id: place for place in places.records}
    events = read_events(records / "events.json", by_id)
    movements = read_movements(records / "movements.json", by_id, events.sources)
    problems = (*places.problems, *events.problems, *movements.problems)
    build(con, places, events, movements, {"revision": revision, "problems": _problems_json(problems)})
    return problems


def _problems_json(problems: tuple[Problem, ...]) -> str:
    names = ("severity", "what", "got", "want", "where", "cure")
    return json.dumps([[getattr(problem, name) for name in names] for problem in problems])


def _kept_problems(con: duckdb.DuckDBPyConnection) -> list[Problem]:
    row = con.execute("SELECT value FROM meta WHERE key = 'problems'").fetchone()
    return [Problem(*held) for held in json.loads(row[0])] if row else []
