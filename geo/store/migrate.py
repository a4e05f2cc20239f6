"""Brings the data set files of an older workspace to the schema of this version, each as a new file beside the old.

Version 3 adds movements and stocks; nothing else of version 2 changes. The old files are kept in the backup folder as
hard links where the system has them (they never change), else as copies. Stopped at any moment, the ledger names files
that are whole: the next start goes on from there.
"""

from __future__ import annotations

import os
import secrets
import shutil
from dataclasses import replace
from pathlib import Path

import duckdb

from geo.store import ledger as ledgers
from geo.store.loading import table_ddl

_NEW = (
    "movements", "movement_places", "movement_shares", "movement_claims", "movement_texts", "movement_records",
    "stocks",
)  # fmt: skip


def migrate_data_sets(workspace: Path, backup: Path, version: int) -> None:
    """Replaces each data set file of schema version 2 by one of `version`; a file that cannot be opened stays."""
    if not ledgers.read_ledger(workspace).entries:
        return
    with ledgers.writing(workspace):
        for entry in ledgers.read_ledger(workspace).entries:
            old = workspace / ledgers.DATASETS / entry.file
            if not old.exists() or _version(old) != str(version - 1):
                continue
            _keep(old, backup / ledgers.DATASETS)
            made = old.with_name(f"{entry.slot}-{secrets.token_hex(6)}.duckdb")
            _write(old, made, version)
            held = ledgers.read_ledger(workspace)
            entries = tuple(replace(e, file=made.name) if e.id == entry.id else e for e in held.entries)
            ledgers.write_ledger(workspace, replace(held, entries=entries))


def _version(path: Path) -> str | None:
    try:
        with duckdb.connect(str(path), read_only=True) as con:
            row = con.execute("SELECT value FROM meta WHERE key = 'schema_version'").fetchone()
    except duckdb.Error:
        return None
    return str(row[0]) if row else None


def _keep(path: Path, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    kept = folder / path.name
    if kept.exists():
        return
    try:
        os.link(path, kept)
    except OSError:
        shutil.copy2(path, kept)


def _write(old: Path, made: Path, version: int) -> None:
    shutil.copy2(old, made)
    with duckdb.connect(str(made)) as con:
        con.execute("BEGIN")
        for table in _NEW:
            con.execute(f"DROP TABLE IF EXISTS {table}")
            con.execute(table_ddl(table))
        con.execute("UPDATE meta SET value = ? WHERE key = 'schema_version'", [str(version)])
        con.execute("COMMIT")
