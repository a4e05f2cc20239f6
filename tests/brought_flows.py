"""Files of movements brought into a workspace of their own, and what became of them."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
from conftest import DATA

from geo.filter import Filter
from geo.intake import prepare
from geo.intake.account import Account
from geo.model import Place
from geo.store import Pair, open_store
from geo.store.embedded import EmbeddedStore


@dataclass
class Held:
    account: Account
    store: EmbeddedStore
    chosen: Filter

    def pairs(self) -> dict[tuple[str | None, str | None, str], Pair]:
        """The pairs by names of their ends and kind."""
        found = self.store.pairs(self.chosen).pairs
        return {(self.name(p.origin), self.name(p.destination), p.move): p for p in found}

    def place(self, place_id: str | None) -> Place | None:
        return None if place_id is None else self.store.places()[place_id]

    def name(self, place_id: str | None) -> str | None:
        held = self.place(place_id)
        return held.name if held else None

    def kinds(self) -> dict[str, int]:
        return {each.kind: each.n for each in self.account.kinds}

    def told(self, what: str) -> list[str]:
        return [each.value for each in self.account.findings if what in each.reason]


Bring = Callable[..., Held]


def bringing(tmp_path: Path) -> Iterator[Bring]:
    """Gives `bring(name, content)`, which imports a file and answers the account with the store that holds it."""
    stores: list[EmbeddedStore] = []

    def do(name: str, content: bytes | str | Path, **options: Any) -> Held:
        path = tmp_path / f"upload-{len(stores)}"
        raw = content.read_bytes() if isinstance(content, Path) else content
        path.write_bytes(raw.encode() if isinstance(raw, str) else raw)
        with prepare(path, name, workspace=tmp_path / "w", **options) as prepared:
            account = prepared.account
            entry = prepared.apply()
        stores.append(open_store(DATA, tmp_path / "w"))
        assert stores[-1].problems == ()
        return Held(account, stores[-1], Filter(datasets=(entry.id,)))

    yield do
    for each in stores:
        each.close()


def book(sheets: dict[str, list[list[Any]]]) -> bytes:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for title, rows in sheets.items():
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(row)
    held = io.BytesIO()
    made.save(held)
    return held.getvalue()
