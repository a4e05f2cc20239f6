"""KML and KMZ as a Table: one row for each Placemark, read by ourselves because GDAL loses parts of it without a word.

Name, description, times (TimeStamp, TimeSpan), folder, ExtendedData and SchemaData are columns; geometry is the
point, line, polygon, MultiGeometry or track of the Placemark. See
https://developers.google.com/kml/documentation/kmlreference. Links to other files (NetworkLink, icons) are never
followed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import pyarrow as pa
import shapely

from geo.errors import BadInput
from geo.read.account import counted as accounted
from geo.read.archive import members, opened, unpack
from geo.read.batch import Row, batched
from geo.read.head import column_names
from geo.read.limits import Limits, check
from geo.read.scratch import Scratch
from geo.read.shapes import Unusable, position, spot_of
from geo.read.table import Table
from geo.read.xml_nodes import Node, counted, nodes

_PLACEMARK = frozenset({"Placemark"})
_PLAIN = ("name", "description", "address", "phoneNumber", "Snippet", "snippet", "author", "link", "visibility")
_GEOMETRY = frozenset({"Point", "LineString", "LinearRing", "Polygon", "MultiGeometry", "Track", "MultiTrack", "Model"})
_OPEN_RING = "ring that is not closed"


@dataclass(slots=True)
class _Kml:
    """A document that can be read again and again, and what its rows look like."""

    source: Callable[[], IO[bytes]]
    limits: Limits
    n_in: int
    columns: dict[str, int] = field(default_factory=dict)
    notes: dict[str, int] = field(default_factory=dict)


def open_kml(path: Path, name: str, limits: Limits) -> Table:
    """The Placemarks of the KML file at `path`."""
    check("size of the file", path.stat().st_size, limits.max_xml_bytes, name, "bytes")
    return _table(name, "kml", lambda: path.open("rb"), limits)


def open_kmz(path: Path, name: str, limits: Limits) -> Table:
    """The Placemarks of the one document in a KMZ: doc.kml, or the first that ends in .kml."""
    scratch = Scratch()
    with opened(path, name, limits) as archive:
        documents = [entry for entry in members(archive) if entry.filename.lower().endswith(".kml")]
        documents.sort(key=lambda entry: (entry.filename.count("/"), entry.filename.lower() != "doc.kml"))
        if not documents:
            want, cure = "a KML document inside", "Choose another file."
            raise BadInput("KMZ", got="a zip without one", want=want, where=name, cure=cure)
        check("size of the KML", documents[0].file_size, limits.max_xml_bytes, name, "bytes")
        document = unpack(archive, documents[0], scratch.path / "doc.kml", name, limits)
    table = _table(name, "kmz", lambda: scratch.keep(document).open("rb"), limits)
    if len(documents) > 1:
        left = ", ".join(entry.filename for entry in documents[1:6])
        cure = "Take the other documents out and import each by itself."
        table.tell("warning", "KMZ", got=f"{len(documents)} documents; not read: {left}", want="one", cure=cure)
    return table


def _table(name: str, form: str, source: Callable[[], IO[bytes]], limits: Limits) -> Table:
    kml = _Kml(source, limits, counted(source(), "Placemark"))
    for node in nodes(source(), _PLACEMARK, name, limits):
        for key in _cells(node):
            kml.columns.setdefault(key, len(kml.columns))
        check("columns", len(kml.columns), limits.max_columns, name)
    names = column_names([key.partition(":")[2] for key in kml.columns], len(kml.columns))
    table = Table(name, form, form.upper(), names, lambda table: _read(table, kml), has_geometry=True)
    table.n_in = kml.n_in
    links = counted(source(), "NetworkLink")
    if links:
        cure = "It was not followed; download what it names and import that file."
        table.tell("warning", "link to another file", got=f"{links} NetworkLink", want="Placemarks", cure=cure)
    return table


def _read(table: Table, kml: _Kml) -> Iterator[pa.RecordBatch]:
    kml.notes.clear()
    yield from accounted(batched(table, _rows(table, kml)), table, kml.n_in, kml.limits)
    for note, count in kml.notes.items():
        table.tell("warning", "KML", got=f"{note}: {count:,} placemarks", want="as KML says", cure="They were read.")


def _rows(table: Table, kml: _Kml) -> Iterator[Row]:
    for number, node in enumerate(nodes(kml.source(), _PLACEMARK, table.name, kml.limits), start=1):
        cells: list[str | None] = [None] * len(kml.columns)
        for key, value in _cells(node).items():
            cells[kml.columns[key]] = value
        try:
            notes: list[str] = []
            parts = [_shape(child, notes) for child in node.children if child.name in _GEOMETRY]
            spot = spot_of(_one([part for part in parts if part is not None]), None, kml.limits.max_vertices)
        except Unusable as error:
            table.reject(number, cells, error.why)
            continue
        for note in set(notes):
            kml.notes[note] = kml.notes.get(note, 0) + 1
        yield number, cells, spot


def _cells(node: Node) -> dict[str, str]:
    """Column key → text. Keys have a prefix, so that a Data called "name" is another column than the name."""
    cells = {f"0:{key}": value for key in _PLAIN if (value := _text(node.first(key)))}
    if identity := node.attributes.get("id"):
        cells["0:id"] = identity
    if node.path:
        cells["0:folder"] = " / ".join(node.path)
    for tag, inner in (("TimeStamp", "when"), ("TimeSpan", "begin"), ("TimeSpan", "end")):
        if (held := node.first(tag)) is not None and (value := _text(held.first(inner))):
            cells[f"0:{inner}"] = value
    track = next((each for each in node.find("Track")), None)
    if track is not None:
        when = [value for each in node.find("Track") for part in each.all("when") if (value := part.text)]
        if when:
            cells.setdefault("0:begin", when[0])
            cells.setdefault("0:end", when[-1])
    for held in node.all("ExtendedData"):
        _extended(held, cells)
    return cells


def _extended(held: Node, cells: dict[str, str]) -> None:
    """Data, SchemaData and elements of other vocabularies; a name that comes twice keeps both values."""
    for child in held.children:
        if child.name == "SchemaData":
            _extended(child, cells)
        elif child.name in ("SimpleData", "Data"):
            value = child.text if child.name == "SimpleData" else _text(child.first("value"))
            _add(cells, f"1:{child.attributes.get('name', '')}", value)
        elif not child.children:
            _add(cells, f"1:{child.name}", child.text)


def _add(cells: dict[str, str], key: str, value: str) -> None:
    if value:
        cells[key] = f"{cells[key]}; {value}" if key in cells else value


def _text(node: Node | None) -> str:
    if node is None:
        return ""
    return node.text or " ".join(child.text for child in node.children if child.text)


def _one(parts: list[shapely.Geometry]) -> shapely.Geometry | None:
    if len(parts) < 2:
        return parts[0] if parts else None
    kinds = {part.geom_type for part in parts}
    if kinds == {"Point"}:
        return shapely.MultiPoint(parts)
    if kinds == {"LineString"}:
        return shapely.MultiLineString(parts)
    if kinds == {"Polygon"}:
        return shapely.MultiPolygon(parts)
    return shapely.GeometryCollection(parts)


def _shape(node: Node, notes: list[str]) -> shapely.Geometry | None:
    if node.name in ("MultiGeometry", "MultiTrack"):
        parts = [_shape(child, notes) for child in node.children if child.name in _GEOMETRY]
        return _one([part for part in parts if part is not None])
    if node.name == "Polygon":
        return _polygon(node, notes)
    points = _track(node) if node.name == "Track" else _coordinates(node)
    if not points:
        return None
    if node.name in ("Point", "Model") or len(set(points)) == 1:
        return shapely.Point(points[0])
    return shapely.LineString(points)


def _polygon(node: Node, notes: list[str]) -> shapely.Geometry | None:
    outer = [ring for edge in node.all("outerBoundaryIs") for ring in edge.all("LinearRing")]
    inner = [ring for edge in node.all("innerBoundaryIs") for ring in edge.all("LinearRing")]
    rings = [points for ring in (*outer[:1], *inner) if (points := _coordinates(ring))]
    for ring in rings:
        if len(set(ring)) < 3:
            raise Unusable("ring", f"{len(ring)} positions", "at least 3 different ones", "Mend this placemark.")
        if ring[0] != ring[-1]:
            notes.append(_OPEN_RING)
    return shapely.Polygon(rings[0], rings[1:]) if rings else None


def _coordinates(node: Node) -> list[tuple[float, float]]:
    held = node.first("coordinates") or (node.first("Location") if node.name == "Model" else None)
    if held is None:
        return []
    if held.name == "Location":
        return [position(_text(held.first("longitude")), _text(held.first("latitude")))]
    return [_pair(each.split(",")) for each in held.text.split()]


def _track(node: Node) -> list[tuple[float, float]]:
    return [_pair(each.text.split()) for each in node.all("coord") if each.text]


def _pair(parts: list[str]) -> tuple[float, float]:
    return position(parts[0], parts[1] if len(parts) > 1 else "")
