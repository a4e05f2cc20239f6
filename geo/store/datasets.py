"""Imported data sets of a workspace: what there is, and renaming, hiding, removing, and linking duplicates.

Each change replaces the ledger whole (geo.store.ledger). Data set files come from geo.store.drafts and never change.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from geo.errors import BadInput
from geo.store import ledger as ledgers
from geo.store.backup import backup
from geo.store.drafts import Diff, Draft, draft
from geo.store.ledger import About, Entry, Ledger, as_dataset
from geo.store.stamp import check_stamp

__all__ = [
    "About", "Diff", "Draft", "Entry", "accept_duplicate", "as_dataset", "backup", "datasets", "draft", "hide",
    "remove", "rename", "undo_duplicate",
]  # fmt: skip


def datasets(workspace: Path) -> list[Entry]:
    """All data sets, hidden ones too, in the order of their import."""
    return list(ledgers.read_ledger(workspace).entries)


def _change(workspace: Path, alter: Callable[[Ledger], Ledger]) -> None:
    check_stamp(workspace)
    with ledgers.writing(workspace):
        ledgers.write_ledger(workspace, alter(ledgers.read_ledger(workspace)))


def _altered(held: Ledger, dataset_id: str, **changes: Any) -> Ledger:
    old = held.entry(dataset_id)
    return replace(held, entries=tuple(replace(e, **changes) if e is old else e for e in held.entries))


def rename(workspace: Path, dataset_id: str, title: str) -> None:
    """Gives a data set another title; its id, and so all links to its events, stay."""
    cut = " ".join(title.split())
    if not 0 < len(cut) <= 200:
        raise BadInput("title", got=title, want="1 to 200 characters", where="the data set", cure="Type a title.")
    _change(workspace, lambda held: _altered(held, dataset_id, title=cut))


def hide(workspace: Path, dataset_id: str, hidden: bool) -> None:
    """Takes a data set out of every answer, or back in."""
    _change(workspace, lambda held: _altered(held, dataset_id, hidden=hidden))


def remove(workspace: Path, dataset_id: str) -> None:
    """Removes a data set and its file for good."""
    check_stamp(workspace)
    with ledgers.writing(workspace):
        held = ledgers.read_ledger(workspace)
        gone = held.entry(dataset_id)
        ledgers.write_ledger(workspace, replace(held, entries=tuple(e for e in held.entries if e is not gone)))
        with suppress(OSError):
            (workspace / ledgers.DATASETS / gone.file).unlink()


def accept_duplicate(workspace: Path, event_id: str, original_id: str) -> None:
    """Notes that one event is a copy of another: totals that hold both count the original only."""
    if event_id == original_id:
        raise BadInput(
            "duplicate", got=event_id, want="another event", where="the duplicates", cure="Choose two events."
        )

    def alter(held: Ledger) -> Ledger:
        pairs = dict(held.duplicates)
        following: str | None = original_id
        while following is not None:
            if following == event_id:
                cure = "Undo the other one first."
                want = "an original that is no copy of it"
                raise BadInput("duplicate", got=original_id, want=want, where=event_id, cure=cure)
            following = pairs.get(following)
        return replace(held, duplicates=tuple((pairs | {event_id: original_id}).items()))

    _change(workspace, alter)


def undo_duplicate(workspace: Path, event_id: str) -> None:
    """Takes back what `accept_duplicate` noted of that event."""
    _change(workspace, lambda held: replace(held, duplicates=tuple(p for p in held.duplicates if p[0] != event_id)))
