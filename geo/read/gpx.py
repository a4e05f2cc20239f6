"""GPX as a Table: waypoints, routes or tracks, one row each. See https://www.topografix.com/GPX/1/1/.

Waypoints are points; a route or a track is a line and stands at a point on it. Every plain element of a row is a
column, also those of extensions.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import shapely

from geo.errors import BadInput
from geo.read.account import counted as accounted
from geo.read.batch import Row, batched
from geo.read.head import column_names
from geo.read.limits import Limits, check
from geo.read.shapes import Unusable, position, spot_of
from geo.read.table import Table
from geo.read.xml_nodes import Node, counted, nodes

LAYERS = {"waypoints": "wpt", "routes": "rte", "tracks": "trk"}
_POINTS = frozenset({"rtept", "trkpt", "trkseg"})


@dataclass(slots=True)
class _Gpx:
    path: Path
    element: str
    n_in: int
    limits: Limits
    columns: dict[str, int] = field(default_factory=dict)


def open_gpx(path: Path, name: str, limits: Limits, *, layer: str | None = None) -> Table:
    """One of the three layers of the GPX file at `path`: the one asked for, or the first that holds something."""
    check("size of the file", path.stat().st_size, limits.max_xml_bytes, name, "bytes")
    sizes = {label: counted(path.open("rb"), tag) for label, tag in LAYERS.items()}
    held = tuple(label for label, size in sizes.items() if size)
    if layer is not None and layer not in held:
        want, cure = f"one of {', '.join(held) or 'none'}", "Choose a layer of this file."
        raise BadInput("layer", got=layer, want=want, where=name, cure=cure)
    chosen = layer or (held[0] if held else "waypoints")
    gpx = _Gpx(path, LAYERS[chosen], sizes[chosen], limits)
    for node in nodes(path.open("rb"), frozenset({gpx.element}), name, limits):
        for key in _cells(node):
            gpx.columns.setdefault(key, len(gpx.columns))
        check("columns", len(gpx.columns), limits.max_columns, name)
    names = column_names(list(gpx.columns), len(gpx.columns))
    return Table(
        name,
        "gpx",
        f"GPX, {chosen}",
        names,
        lambda table: _read(table, gpx),
        layers=held if len(held) > 1 else (),
        layer=chosen if len(held) > 1 or layer else None,
        has_geometry=True,
        n_in=gpx.n_in,
    )


def _read(table: Table, gpx: _Gpx) -> Iterator[pa.RecordBatch]:
    yield from accounted(batched(table, _rows(table, gpx)), table, gpx.n_in, gpx.limits)


def _rows(table: Table, gpx: _Gpx) -> Iterator[Row]:
    wanted = frozenset({gpx.element})
    for number, node in enumerate(nodes(gpx.path.open("rb"), wanted, table.name, gpx.limits), start=1):
        cells: list[str | None] = [None] * len(gpx.columns)
        for key, value in _cells(node).items():
            cells[gpx.columns[key]] = value
        try:
            yield number, cells, spot_of(_shape(node), None, gpx.limits.max_vertices)
        except Unusable as error:
            table.reject(number, cells, error.why)


def _cells(node: Node) -> dict[str, str]:
    cells: dict[str, str] = {}
    for child in node.children:
        if child.name == "link":
            _add(cells, "link", child.attributes.get("href", ""))
        elif child.name == "extensions":
            for leaf in _leaves(child):
                _add(cells, leaf.name, leaf.text)
        elif child.name not in _POINTS:
            _add(cells, child.name, child.text)
    times = [part.text for point in node.find("trkpt") for part in point.all("time") if part.text]
    if times:
        cells.setdefault("begin", times[0])
        cells.setdefault("end", times[-1])
    return cells


def _add(cells: dict[str, str], key: str, value: str) -> None:
    if value:
        cells[key] = f"{cells[key]}; {value}" if key in cells else value


def _leaves(node: Node) -> Iterator[Node]:
    for child in node.children:
        if child.children:
            yield from _leaves(child)
        else:
            yield child


def _shape(node: Node) -> shapely.Geometry | None:
    if node.name == "wpt":
        return shapely.Point(_pair(node))
    lines = [[_pair(point) for point in part.children if point.name in ("rtept", "trkpt")] for part in _parts(node)]
    lines = [line for line in lines if line]
    if not lines:
        return None
    if all(len(line) == 1 for line in lines):
        return shapely.MultiPoint([line[0] for line in lines])
    made = [shapely.LineString(line) for line in lines if len(line) > 1]
    return made[0] if len(made) == 1 else shapely.MultiLineString(made)


def _parts(node: Node) -> list[Node]:
    return node.all("trkseg") if node.name == "trk" else [node]


def _pair(node: Node) -> tuple[float, float]:
    return position(node.attributes.get("lon", ""), node.attributes.get("lat", ""))
