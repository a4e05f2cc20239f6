"""A workspace that holds so many generated events, imported by the real command, kept in the cache for the next run."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from apps import SHIPPED_ROWS
from cache import cache_dir
from generate import EDITION, SEED, generated
from machine import ROOT

LIMIT_S = 1_800
NO_IMPORT = "this state of the code has no `kharita import`"


class NotPrepared(Exception):
    """The events could not be imported."""


def workspace_with(rows: int) -> Path:
    """The workspace; its events are imported now if they were not before, by the same code.

    SHIPPED_ROWS stands for the shipped events: nothing is imported.
    """
    if rows == SHIPPED_ROWS:
        return cache_dir("workspaces", "shipped")
    if not can_import():
        raise NotPrepared(NO_IMPORT)
    folder = cache_dir("workspaces") / f"{rows}-s{SEED}-e{EDITION}-{_code()}"
    done = folder / "bench-is-whole"
    if not done.exists():
        shutil.rmtree(folder, ignore_errors=True)
        _remove_others(rows, folder)
        folder.mkdir(parents=True)
        command = import_command(generated(rows))
        try:
            held = subprocess.run(
                command, cwd=ROOT, env=_env(folder), capture_output=True, timeout=LIMIT_S, check=False
            )
        except subprocess.TimeoutExpired as error:
            raise NotPrepared(f"the import took longer than {LIMIT_S} s") from error
        if held.returncode not in {0, 1}:
            raise NotPrepared(
                f"the import ended with {held.returncode}: {held.stderr.decode('utf-8', 'replace')[-300:]}"
            )
        done.write_text("whole", "utf-8")
    return folder


def import_command(*words: object) -> list[str]:
    return [sys.executable, "-m", "geo.cli", "import", *map(str, words), "--json"]


def can_import() -> bool:
    """Whether the command line of this checkout can import files."""
    command = [sys.executable, "-m", "geo.cli", "import", "--help"]
    return subprocess.run(command, cwd=ROOT, capture_output=True, timeout=60, check=False).returncode == 0


def _env(folder: Path) -> dict[str, str]:
    return {key: value for key, value in os.environ.items() if key != "KHARITA_DATA"} | {
        "KHARITA_WORKSPACE": str(folder)
    }


def _code() -> str:
    """Changes when the code does that reads, understands or stores events."""
    files = [path for part in ("read", "intake", "store") for path in (ROOT / "geo" / part).rglob("*.*")]
    held = hashlib.sha256()
    for path in sorted(path for path in files if path.suffix in {".py", ".sql", ".csv"}):
        held.update(path.read_bytes())
    return held.hexdigest()[:12]


def _remove_others(rows: int, kept: Path) -> None:
    """Workspaces of as many events by earlier code are of no use and large."""
    for folder in kept.parent.glob(f"{rows}-*"):
        if folder != kept:
            shutil.rmtree(folder, ignore_errors=True)
