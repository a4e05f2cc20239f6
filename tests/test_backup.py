"""A backup is a workspace of its own: whole, and made while a writer is at work."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from incoming import event, imported

from geo.errors import BadInput
from geo.filter import Filter
from geo.store import open_store
from geo.store.datasets import backup, datasets, draft

DATA = Path(__file__).resolve().parent.parent / "data"


def n_events(workspace: Path) -> int:
    store = open_store(DATA, workspace)
    assert store.problems == ()
    shown = store.count(Filter()).shown
    store.close()
    return shown


@pytest.mark.parametrize("name", ["copy", "copy.zip", "not/there/yet/copy.zip"])
def test_a_backup_opens_as_a_workspace(tmp_path: Path, name: str) -> None:
    workspace = tmp_path / "w"
    imported(workspace, [event(id=f"e{n}") for n in range(3)])
    (workspace / "mappings").mkdir()
    (workspace / "mappings" / "one.json").write_text("{}")
    assert n_events(workspace) == 18
    with draft(workspace):
        made = backup(workspace, tmp_path / name)
    if made.suffix == ".zip":
        zipfile.ZipFile(made).extractall(tmp_path / "unpacked")
        made = tmp_path / "unpacked"
    assert datasets(made) == datasets(workspace)
    assert (made / "mappings" / "one.json").read_text() == "{}"
    assert n_events(made) == 18


def test_nothing_is_overwritten_and_no_backup_lies_in_the_workspace(tmp_path: Path) -> None:
    workspace = tmp_path / "w"
    imported(workspace)
    (tmp_path / "mine.zip").write_text("mine")
    for target in (tmp_path / "mine.zip", workspace / "b", workspace):
        with pytest.raises(BadInput, match="place of the backup"):
            backup(workspace, target)
    assert (tmp_path / "mine.zip").read_text() == "mine"
    with pytest.raises(BadInput, match="workspace"):
        backup(tmp_path / "nowhere", tmp_path / "b")
