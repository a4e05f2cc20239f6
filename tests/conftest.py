"""What tests share: the store of the shipped data, folders of records that a test may spoil, a workspace of its own."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from geo.read.scratch import remove_all
from geo.store import open_store, workspace
from geo.store.embedded import EmbeddedStore

DATA = Path(__file__).resolve().parent.parent / "data"
RECORD_FILES = ("places.geojson", "events.json", "movements.json")
Change = Callable[[dict[str, Any]], object]

# An example may take as long as it takes: how fast this is, bench/ says, on a machine that does nothing else.
settings.register_profile("kharita", deadline=None)
settings.load_profile("kharita")


@pytest.fixture(scope="session", autouse=True)
def _own_workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test writes to the workspace of the person who runs it, or reads another folder of records."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KHARITA_WORKSPACE", str(tmp_path_factory.mktemp("workspace")))
        patch.delenv("KHARITA_DATA", raising=False)
        yield
    remove_all()  # what pages that ran in this process still hold: a worker may end without atexit


@pytest.fixture
def stores_closed() -> Iterator[None]:
    """No store that a test opened is left open."""
    yield
    for key in [*workspace._held]:
        workspace._held.pop(key)[1].close()


@pytest.fixture
def fresh_workspace(stores_closed: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A workspace of this test alone; nothing is there yet."""
    monkeypatch.setenv("KHARITA_WORKSPACE", str(tmp_path / "workspace"))


@pytest.fixture(scope="session")
def store() -> Iterator[EmbeddedStore]:
    """The shipped data, in memory."""
    held = open_store(DATA, None)
    yield held
    held.close()


@pytest.fixture
def records(tmp_path: Path) -> Path:
    """A folder with a copy of the shipped records."""
    folder = tmp_path / "records"
    folder.mkdir()
    for name in RECORD_FILES:
        shutil.copy(DATA / name, folder / name)
    return folder


@pytest.fixture
def change(records: Path) -> Callable[[str, Change], None]:
    """`change("events.json", f)` lets `f` alter the parsed file in place."""

    def do(name: str, alter: Change) -> None:
        path = records / name
        held = json.loads(path.read_text("utf-8"))
        alter(held)
        path.write_text(json.dumps(held, ensure_ascii=True), "utf-8")

    return do
