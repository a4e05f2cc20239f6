"""A table in a zip, as UCDP and others hand theirs out: unpacked into a scratch folder and read as what it is.

Several tables in one zip are its layers. What else lies in it (a code book, a licence) is named and not read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath

import pyarrow as pa

from geo.errors import BadInput, Problem
from geo.read.archive import is_table, members, opened, unpack
from geo.read.limits import Limits
from geo.read.open import open_table
from geo.read.scratch import Scratch
from geo.read.table import Table

_MOST_TOLD = 5


def open_zipped(path: Path, name: str, limits: Limits, *, layer: str | None = None) -> Table:
    """The table of one member; `layer` names it where there are several, the first is taken where it is not given."""
    scratch = Scratch()
    with opened(path, name, limits) as archive:
        files = members(archive)
        tables = {entry.filename: entry for entry in files if is_table(entry.filename)}
        chosen = layer if len(tables) > 1 and layer is not None else next(iter(tables))
        if chosen not in tables:
            want = f"one of {', '.join(tables)[:300]}"
            raise BadInput("file in the zip", got=layer, want=want, where=name, cure="Choose a file of this zip.")
        inner = PurePosixPath(chosen).name
        unpacked = unpack(archive, tables[chosen], scratch.path / "unpacked", name, limits)
        others = [entry.filename for entry in files if entry.filename not in tables]
    table = open_table(unpacked, inner, layer=layer if len(tables) == 1 else None, limits=limits)
    read = table.read

    def keeping(table: Table) -> Iterator[pa.RecordBatch]:
        scratch.keep(unpacked)
        return read(table)

    held = replace(table, name=name, format_words=f"{table.format_words}, in a zip", read=keeping)
    if len(tables) > 1:
        held = replace(held, layers=tuple(tables), layer=chosen)
    if others:
        got = ", ".join(others[:_MOST_TOLD]) + (" …" if len(others) > _MOST_TOLD else "")
        cure = "Only the table was read."
        held.problems.append(Problem("note", "files beside the table", got, "tables", name, cure))
    return held
