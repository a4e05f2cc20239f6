"""A consistent copy of a workspace, made while others read and write: a folder, or one .zip.

The files of data sets never change and are held open before anything is copied, so an import that ends meanwhile takes
nothing away. The database of the native records is left out: it is built from the record files.
"""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO

from geo.errors import BadInput
from geo.store.ledger import DATASETS, LEDGER, Ledger, read_ledger
from geo.store.stamp import DATABASE

_TRIES = 5
_SKIPPED = (".*", DATABASE.format(revision="*"), DATABASE.format(revision="*") + ".wal")


def backup(workspace: Path, target: Path) -> Path:
    """Copies the workspace to `target`, which must not exist or be an empty folder; answers where it is.

    To use a backup, unpack it and name the folder in KHARITA_WORKSPACE. Raises BadInput where the target is taken, lies
    in the workspace, or cannot be written.
    """
    _check(workspace, target)
    draft = target.with_name(f".{target.name}.draft")
    try:
        with _held(workspace) as files:
            _write(draft, files, packed=target.suffix.lower() == ".zip")
        if target.is_dir():
            target.rmdir()
        draft.rename(target)
    except OSError as error:
        cure = "Choose another place."
        raise BadInput("backup", got=str(error), want="a place to write to", where=str(target), cure=cure) from error
    finally:
        _remove(draft)
    return target


def _check(workspace: Path, target: Path) -> None:
    if not workspace.is_dir():
        cure = "Import a data set first, or set KHARITA_WORKSPACE."
        raise BadInput("workspace", got=str(workspace), want="a folder that is there", where="backup", cure=cure)
    taken = target.exists() and not (target.is_dir() and not any(target.iterdir()))
    inside = workspace.resolve() in target.resolve().parents or workspace.resolve() == target.resolve()
    if taken or inside:
        got = f"{target}, {'which is inside the workspace' if inside else 'which is there already'}"
        want = "a new file or folder outside the workspace"
        raise BadInput("place of the backup", got=got, want=want, where="backup", cure="Choose another name.")


@contextmanager
def _held(workspace: Path) -> Iterator[Mapping[str, IO[bytes]]]:
    """The files of one state of the workspace, open to read, by their names in it."""
    for _ in range(_TRIES):
        with ExitStack() as stack:
            ledger = read_ledger(workspace)
            try:
                files = {name: stack.enter_context((workspace / name).open("rb")) for name in _names(workspace, ledger)}
            except FileNotFoundError:
                continue
            if read_ledger(workspace) == ledger:
                yield files
                return
    cure = "Try again when no import is at work."
    raise BadInput(
        "workspace that keeps changing", got=str(workspace), want="a moment of rest", where="backup", cure=cure
    )


def _names(workspace: Path, ledger: Ledger) -> list[str]:
    kept = [f"{DATASETS}/{entry.file}" for entry in ledger.entries]
    for path in sorted(workspace.rglob("*")):
        parts = path.relative_to(workspace).parts
        skipped = any(part.startswith(".") for part in parts) or any(path.match(each) for each in _SKIPPED)
        if path.is_file() and not path.is_symlink() and parts[0] != DATASETS and not skipped:
            kept.append("/".join(parts))
    return kept if LEDGER in kept or not ledger.entries else [*kept, LEDGER]


def _write(draft: Path, files: Mapping[str, IO[bytes]], *, packed: bool) -> None:
    draft.parent.mkdir(parents=True, exist_ok=True)
    _remove(draft)
    if packed:
        with zipfile.ZipFile(draft, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
            for name, file in files.items():
                with archive.open(name, "w", force_zip64=True) as out:
                    shutil.copyfileobj(file, out, 2**20)
        return
    for name, file in files.items():
        path = draft / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as out:
            shutil.copyfileobj(file, out, 2**20)
    draft.mkdir(exist_ok=True)


def _remove(draft: Path) -> None:
    if draft.is_dir():
        shutil.rmtree(draft, ignore_errors=True)
    else:
        draft.unlink(missing_ok=True)
