"""flowmap.blue: places (`locations`) and movements (`flows`), two sheets of a workbook or two CSV in a zip.

Out comes one table, a row per flow, with name and point of both ends beside it. Columns are known by their names, else
by their order (locations: id, name, lat, lon; flows: origin, dest, count). An end that `locations` lacks keeps its id
as its name and has no point. See https://www.flowmap.blue for the format.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import pyarrow as pa

from geo.errors import BadInput
from geo.read.account import counted
from geo.read.archive import members, opened, unpack
from geo.read.batch import Row, batched
from geo.read.delimited import open_delimited
from geo.read.limits import Limits
from geo.read.scratch import Scratch
from geo.read.table import Table

_LOCATIONS = re.compile(r"(^|.*[^a-z])locations(\.csv)?$", re.IGNORECASE)
_FLOWS = re.compile(r"(^|.*[^a-z])flows(\.csv|:.*)?$", re.IGNORECASE)
_OF_LOCATION = {"id": ("id",), "name": ("name",), "lat": ("lat", "latitude"), "lon": ("lon", "lng", "longitude")}
_OF_FLOW = {"origin": ("origin",), "dest": ("dest", "destination"), "count": ("count", "flow")}
_OWN = ("origin_id", "dest_id", "flow_count")
_ENDS = ("origin_name", "origin_lat", "origin_lon", "dest_name", "dest_lat", "dest_lon")
_NO_SPLIT = "flowmap.blue cannot say that a split is unknown: each flow is read as one of its own."
Location = tuple[str | None, str | None, str | None]


def sheets_of(titles: Sequence[str]) -> tuple[str, str] | None:
    """The titles of the two sheets or files, where both are there."""
    locations = [title for title in titles if _LOCATIONS.match(title)]
    flows = [title for title in titles if _FLOWS.match(title)]
    return (locations[0], flows[0]) if locations and flows else None


def open_flowmap_zip(path: Path, name: str, limits: Limits) -> Table:
    """The table of two CSV files in one zip."""
    with opened(path, name, limits) as archive:
        entries = {entry.filename: entry for entry in members(archive)}
        both = sheets_of(list(entries))
        if both is None:
            want = "…locations.csv and …flows.csv"
            raise BadInput(
                "zip file", got=", ".join(entries)[:200], want=want, where=name, cure="Pack both into one zip."
            )
        scratch = Scratch()
        files = [unpack(archive, entries[each], scratch.path / f"{n}.csv", name, limits) for n, each in enumerate(both)]
    locations, flows = (open_delimited(file, name, limits) for file in files)
    table = joined(locations, flows, limits)
    read = table.read

    def keeping(table: Table) -> Iterator[pa.RecordBatch]:
        scratch.keep(scratch.path)
        return read(table)

    table.read = keeping
    return table


def joined(locations: Table, flows: Table, limits: Limits) -> Table:
    """One table of both."""
    known = _locations(locations)
    at = _columns(flows.columns, _OF_FLOW)
    rest = [number for number in range(len(flows.columns)) if number not in at.values()]
    names = tuple(f"flow_{flows.columns[number]}" for number in rest)

    def read(table: Table) -> Iterator[pa.RecordBatch]:
        flows_in = batched(table, _rows(flows, known, at, rest))
        rejected_before = 0

        def counting() -> Iterator[pa.RecordBatch]:
            yield from flows_in
            table.rejected += flows.rejected[rejected_before:]

        yield from counted(counting(), table, *_n_in(flows), limits)

    made = Table(flows.name, "flowmap", "flowmap.blue", (*_OWN, *_ENDS, *names), read)
    made.problems += [*locations.problems, *flows.problems]
    made.tell("note", "format", got="flows without shares", want="movements", cure=_NO_SPLIT)
    made.tell(
        "note", "locations", got=f"{len(known):,} places", want="places of the flows", cure="Joined by their ids."
    )
    return made


def _n_in(flows: Table) -> tuple[int]:
    """The rows of the flows as their own reader counts them: it is asked once more."""
    n_given = sum(batch.num_rows for batch in flows.batches())
    return (flows.n_in if flows.n_in is not None else n_given + len(flows.rejected),)


def _rows(flows: Table, known: Mapping[str, Location], at: Mapping[str, int], rest: Sequence[int]) -> Iterator[Row]:
    for batch in flows.batches():
        numbers = batch.column("row").to_pylist()
        cells = [batch.column(f"c{number}").to_pylist() for number in range(len(flows.columns))]
        for number, *row in zip(numbers, *cells, strict=True):
            origin, dest, count = (row[at[each]] for each in ("origin", "dest", "count"))
            ends = (*_end(origin, known), *_end(dest, known))
            yield number, (origin, dest, count, *ends, *(row[each] for each in rest)), None


def _end(key: str | None, known: Mapping[str, Location]) -> Location:
    return known.get((key or "").strip(), (key, None, None))


def _locations(table: Table) -> Mapping[str, Location]:
    at = _columns(table.columns, _OF_LOCATION)
    found: dict[str, Location] = {}
    for batch in table.batches():
        columns = [batch.column(f"c{at[each]}").to_pylist() for each in ("id", "name", "lat", "lon")]
        for key, name, lat, lon in zip(*columns, strict=True):
            if key and key.strip() not in found:
                found[key.strip()] = (name or key, lat, lon)
    return found


def _columns(columns: Sequence[str], wanted: Mapping[str, Sequence[str]]) -> Mapping[str, int]:
    """Where each is, by name; by order where any name is missing."""
    lower: Callable[[str], str] = lambda name: name.strip().lower()  # noqa: E731
    held = {key: at for key, names in wanted.items() for at, name in enumerate(columns) if lower(name) in names}
    if len(held) == len(wanted):
        return held
    if len(columns) < len(wanted):
        want = ", ".join(wanted)
        raise BadInput("flowmap.blue columns", got=", ".join(columns), want=want, where="the file", cure="Add them.")
    return {key: at for at, key in enumerate(wanted)}
