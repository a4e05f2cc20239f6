"""Text looked up once: the same answers, few tables, and none dropped under a reader."""

from __future__ import annotations

import threading

import pytest

from geo.filter import Filter
from geo.filter_sql import where
from geo.paths import DATA_DIR
from geo.store import matches, open_store
from geo.store.attached import Attached
from geo.store.embedded import EmbeddedStore

WORDS = (
    "Idlib",
    "ادلب",
    "Bukamal",
    "coalition",
    "strike",
    "hospital",
    "zzzz",
    "the",
    "killed",
    "May",
    "Syria",
    "Raqqa",
)


def tables(at: Attached) -> int:
    return len(at.rows("SELECT table_name FROM duckdb_tables() WHERE table_name LIKE 'matches_%'"))


@pytest.fixture
def held() -> EmbeddedStore:
    return open_store(DATA_DIR, None)


@pytest.mark.parametrize("in_use_s", [60.0, -1.0])
def test_answers_are_the_same_and_tables_are_few(
    held: EmbeddedStore, monkeypatch: pytest.MonkeyPatch, in_use_s: float
) -> None:
    monkeypatch.setattr(matches, "_IN_USE_S", in_use_s)
    at = held._at
    for _ in range(2):
        for word in WORDS:
            plain, values = where(Filter(text=word))
            wanted = at.rows(f"SELECT e.num FROM events e WHERE {plain} ORDER BY 1", values)
            quick, values = at.where(Filter(text=word))
            assert at.rows(f"SELECT e.num FROM events e WHERE {quick} ORDER BY 1", values) == wanted
            assert 1 <= tables(at) <= matches.KEPT


def test_many_readers_at_once(held: EmbeddedStore) -> None:
    faults: list[object] = []

    def read(word: str) -> None:
        try:
            for _ in range(5):
                assert held.count(Filter(text=word)).shown == len(held.events(Filter(text=word)))
                held.type_counts(Filter(text=word))
        except Exception as error:
            faults.append(error)

    readers = [threading.Thread(target=read, args=(word,)) for word in WORDS]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join(60)
    assert faults == []
