"""The version stamp of a workspace, and writing a file whole or not at all.

An older workspace is backed up and renewed, a newer or damaged one is left as it is and refused with words.
"""

from __future__ import annotations

import json
import os
import shutil
import threading
from collections.abc import Callable
from pathlib import Path

from geo import __version__
from geo.errors import BadInput
from geo.store.ledger import LEDGER
from geo.store.migrate import migrate_data_sets

SCHEMA_VERSION = 3
_WITH_DATA_SETS = 2
"""The older version whose data set files are brought up to date; before it there were none."""
STAMP = "workspace.json"
BACKUP = "backup-schema-{version}"
DATABASE = "kharita-{revision}.duckdb"
"""A new revision is a new file: DuckDB keeps one instance per path and process, which would answer from the old one."""


def check_stamp(workspace: Path) -> None:
    """Writes the stamp where there is none, backs up and renews an older one, refuses a newer or damaged one."""
    stamp = workspace / STAMP
    if not stamp.exists():
        workspace.mkdir(parents=True, exist_ok=True)
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
        if version == _WITH_DATA_SETS:
            migrate_data_sets(workspace, workspace / BACKUP.format(version=version), SCHEMA_VERSION)
        _write_stamp(stamp)


def _write_stamp(stamp: Path) -> None:
    text = json.dumps({"schema_version": SCHEMA_VERSION, "software": __version__})
    write_whole(stamp, lambda path: path.write_text(text, "utf-8"))


def _back_up(workspace: Path, version: int) -> None:
    """Stamp, ledger and the database of the native records are kept aside; that database is built again."""
    folder = workspace / BACKUP.format(version=version)
    folder.mkdir(exist_ok=True)
    for path in (workspace / STAMP, workspace / LEDGER, *workspace.glob(DATABASE.format(revision="*"))):
        if path.exists() and not (folder / path.name).exists():
            shutil.copy2(path, folder / path.name)


def write_whole(path: Path, write: Callable[[Path], object]) -> None:
    """Calls `write(draft)` and moves the draft to `path`: the file is there whole or as it was."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}.draft")
    try:
        write(draft)
        draft.replace(path)
    finally:
        for leftover in (draft, draft.with_name(f"{draft.name}.wal")):
            leftover.unlink(missing_ok=True)
