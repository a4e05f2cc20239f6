"""An import as far as its account and the rows that would be stored: what the tests of the intake share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest

from geo.intake import Account, prepare
from geo.intake.importing import Prepared

FOLDER = Path(__file__).parent / "data" / "intake"
Rows = dict[str, dict[str, Any]]


ENDS = ("origins", "destinations")


@dataclass
class Imported:
    account: Account
    events: Rows
    places: Rows
    movements: Rows
    stocks: Rows

    def place(self, event_id: str) -> dict[str, Any]:
        return self.places[self.events[event_id]["place_key"]]

    def kinds(self) -> dict[str, int]:
        return {each.kind: each.n for each in self.account.kinds}


def rows_of(con: duckdb.DuckDBPyConnection, table: str, key: str) -> Rows:
    answer = con.execute(f"SELECT * FROM {table}")
    names = [each[0] for each in answer.description]
    return {row[names.index(key)]: dict(zip(names, row, strict=True)) for row in answer.fetchall()}


@pytest.fixture
def imported(tmp_path: Path) -> Iterator[Callable[..., Imported]]:
    """`imported(path or name of a fixture)` prepares the file and shows what would be stored."""
    held: list[Prepared] = []

    def do(path: str | Path, **options: Any) -> Imported:
        path = FOLDER / path if isinstance(path, str) else path
        prepared = prepare(path, path.name, workspace=tmp_path / "workspace", **options)
        held.append(prepared)
        con = prepared._draft.con
        found = Imported(
            prepared.account,
            *(
                rows_of(con, f"incoming_{table}", key)
                for table, key in (("events", "id"), ("places", "key"), ("movements", "id"), ("stocks", "id"))
            ),
        )
        prepared.discard()
        return found

    yield do
    for each in held:
        each.discard()


@pytest.fixture
def table(tmp_path: Path) -> Callable[[str], Path]:
    def do(text: str) -> Path:
        path = tmp_path / "table.csv"
        path.write_text(text, "utf-8")
        return path

    return do
