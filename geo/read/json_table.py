"""Lists of records in JSON as a Table: `[{…}, …]`, `{"data": [{…}, …]}`, one record a line, or rows as lists.

Each name that occurs in any record is a column. Numbers stay as written, nested values become their JSON text. A
record that is no object, or holds NaN, Infinity or a name twice, is rejected by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from geo.errors import BadInput
from geo.read.account import counted
from geo.read.batch import Row, batched
from geo.read.head import Head, column_names, find_head, reject_head, tell_head
from geo.read.json_scan import Member, outline
from geo.read.json_values import Item, cell, line_items, list_items, raw_lines
from geo.read.limits import Limits, check
from geo.read.table import Table

Items = Callable[[], Iterator[Item]]
_SAMPLE = 300


@dataclass(frozen=True, slots=True)
class Source:
    """Where the records are: a way to read them (again), their number by count, and the lists to choose from."""

    items: Items
    n_items: int
    layers: tuple[str, ...] = ()
    layer: str | None = None


def open_json(path: Path, name: str, limits: Limits, *, layer: str | None = None, lines: bool = False) -> Table:
    """The table in the JSON file at `path` (UTF-8); raises BadInput where it holds no records."""
    source = line_source(path, name, limits) if lines else _source(path, name, limits, layer)
    first = next(source.items(), None)
    if first is not None and isinstance(first.value, list):
        table = _rows_table(name, source, limits)
    else:
        table = _record_table(name, source, limits)
    table.layers, table.layer = source.layers, source.layer
    return table


def line_source(path: Path, name: str, limits: Limits) -> Source:
    """The values of a file that has one a line, counted as lines."""
    start = mark_length(path)
    n_items = sum(1 for _ in raw_lines(path, name, limits, start))
    return Source(lambda: line_items(path, name, limits, start), n_items)


def mark_length(path: Path) -> int:
    """Bytes of a UTF-8 byte-order mark at the start of the file."""
    with path.open("rb") as file:
        return 3 if file.read(3) == b"\xef\xbb\xbf" else 0


def why_wrong(wrong: str) -> tuple[str, object, str, str]:
    return "JSON", wrong, "finite numbers, each name once, one value", "Mend this record."


def _source(path: Path, name: str, limits: Limits, layer: str | None) -> Source:
    found = outline(path, name, limits, mark_length(path))
    if found.kind == "array":
        if not found.n_items:
            raise _no_records(name, "an empty list")
        return Source(lambda: list_items(path, found.start, name, limits), found.n_items)
    if kind := _foreign({member.name for member in found.members}):
        raise _no_records(name, kind)
    lists = [member for member in found.members if member.n_items and _holds_records(path, member, name, limits)]
    if not lists:
        raise _no_records(name, f"{found.kind} without a list of records")
    names = tuple(member.name for member in lists)
    chosen = next((member for member in lists if member.name == layer), None if layer else lists[0])
    if chosen is None:
        raise BadInput("layer", got=layer, want=f"one of {', '.join(names)}", where=name, cure="Choose another layer.")
    if len(set(names)) < len(names):
        raise _no_records(name, f"member {chosen.name!r} given twice")
    layers = names if len(names) > 1 else ()
    return Source(
        lambda: list_items(path, chosen.start, name, limits), chosen.n_items, layers, chosen.name if layers else None
    )


def _foreign(names: set[str]) -> str:
    """The name of a kind of JSON that holds features in a way of its own, "" for any other."""
    if {"arcs", "objects"} <= names:
        return "TopoJSON"
    return "Esri JSON" if {"geometryType", "features"} <= names else ""


def _holds_records(path: Path, member: Member, name: str, limits: Limits) -> bool:
    first = next(list_items(path, member.start, name, limits), None)
    return first is not None and isinstance(first.value, (dict, list))


def _no_records(name: str, got: str) -> BadInput:
    cure = "Choose a file that holds a list of records, or GeoJSON."
    return BadInput("JSON", got=got, want="a list of records", where=name, cure=cure)


def _record_table(name: str, source: Source, limits: Limits) -> Table:
    columns: dict[str, int] = {}
    for item in source.items():
        if isinstance(item.value, dict) and not item.wrong:
            for key in item.value:
                columns.setdefault(key, len(columns))
        check("columns", len(columns), limits.max_columns, name)
    if not columns:
        raise _no_records(name, "a list without records")

    def rows(table: Table) -> Iterator[Row]:
        for item in source.items():
            if item.wrong:
                table.reject(item.number, [item.text], why_wrong(item.wrong))
            elif not isinstance(item.value, dict):
                table.reject(item.number, [cell(item.value)], ("record", item.value, "an object", "Mend this record."))
            else:
                yield item.number, cells_by_key(item.value, columns), None

    names = column_names(list(columns), len(columns))
    return Table(
        name, "json", "JSON", names, lambda table: counted(batched(table, rows(table)), table, source.n_items, limits)
    )


def cells_by_key(record: dict[str, Any], columns: dict[str, int]) -> list[str | None]:
    """The values of `record` at the places of their names."""
    cells: list[str | None] = [None] * len(columns)
    for key, value in record.items():
        cells[columns[key]] = cell(value)
    return cells


def _rows_table(name: str, source: Source, limits: Limits) -> Table:
    """Rows as lists (the JSON of HXL): the first ones hold names and tags, as in a sheet."""
    first = [_list_cells(item) for item in islice(source.items(), _SAMPLE)]
    head: Head = find_head(first)
    check("columns", len(head.columns), limits.max_columns, name)

    def rows(table: Table) -> Iterator[Row]:
        reject_head(table, head, first)
        width = len(head.columns)
        for item in islice(source.items(), head.first, None):
            cells = _list_cells(item)
            if item.wrong or not isinstance(item.value, list):
                table.reject(item.number, [item.text or cell(item.value)], why_wrong(item.wrong or "no list"))
            elif any(cells[width:]):
                why = ("cells of the row", f"{len(cells)} cells", f"{width} cells", "Give every column a name.")
                table.reject(item.number, cells, why)
            else:
                yield item.number, cells[:width], None

    n_in = source.n_items - head.first + (len(head.titles) + 1 if head.loose_tags else 0)
    table = Table(
        name,
        "json",
        "JSON, rows as lists",
        head.columns,
        lambda table: counted(batched(table, rows(table)), table, n_in, limits),
        tags=head.tags,
    )
    tell_head(table, head, first)
    return table


def _list_cells(item: Item) -> list[str | None]:
    return [cell(value) for value in item.value] if isinstance(item.value, list) else []
