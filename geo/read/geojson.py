"""GeoJSON as a Table, by a reader of our own: collections, single features, bare geometries, one feature a line.

GDAL loses features of broken and of line-delimited files without a word; here each feature is a row or is rejected
with the reason, and features are counted on the bytes. Properties are columns, then other members of the features.
See https://www.rfc-editor.org/rfc/rfc7946 and, for lines, RFC 8142.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from geo.errors import BadInput
from geo.read.account import counted
from geo.read.batch import Row, batched
from geo.read.crs import Change, change_from, geojson_crs
from geo.read.head import column_names
from geo.read.json_scan import Member, Outline, broken, outline
from geo.read.json_table import Source, cells_by_key, line_source, mark_length, open_json, why_wrong
from geo.read.json_values import Decoder, Item, cell, list_items, written
from geo.read.limits import Limits, check
from geo.read.shapes import CANONICAL, Unusable, from_geojson, point_of, spot_at, spot_of
from geo.read.table import Spot, Table

_OWN = {"type", "geometry", "properties", "bbox"}
_CURE = "Choose a GeoJSON file: a FeatureCollection, a Feature or a geometry."


@dataclass(slots=True)
class _Features:
    """A file's features and how they become rows."""

    source: Source
    limits: Limits
    columns: dict[str, int] = field(default_factory=dict)
    change: Change | None = None
    notes: dict[str, int] = field(default_factory=dict)


def open_geojson(path: Path, name: str, limits: Limits, *, layer: str | None = None, lines: bool = False) -> Table:
    """The table of the GeoJSON file at `path` (UTF-8); raises BadInput where it is no GeoJSON."""
    notes: list[str] = []
    if lines:
        source, crs_text = line_source(path, name, limits), None
        if not any(is_geojson(item.value) for _, item in zip(range(20), source.items(), strict=False)):
            return open_json(path, name, limits, layer=layer, lines=True)
    else:
        found = _source(path, name, limits)
        if found is None:
            return open_json(path, name, limits, layer=layer)
        source, crs_text, notes = found
    features = _Features(source, limits)
    keys = _keys(features, name)
    features.columns = {key: number for number, key in enumerate(keys)}
    names = column_names([key[1:] for key in keys], len(keys))
    form = "geojsonl" if lines else "geojson"
    words = "GeoJSON, one feature a line" if lines else "GeoJSON"
    table = Table(name, form, words, names, lambda table: _read(table, features), has_geometry=True)
    table.n_in = source.n_items
    for note in notes:
        table.tell("warning", "GeoJSON", got=note, want="as RFC 7946 says", cure="It was read all the same.")
    features.change = change_from(crs_text, table)
    return table


def is_geojson(value: Any) -> bool:
    """True for an object whose type is one of GeoJSON's, in any case of letters."""
    held = str(value.get("type")).lower() if isinstance(value, dict) else ""
    return held in CANONICAL or held in ("feature", "featurecollection")


def _source(path: Path, name: str, limits: Limits) -> tuple[Source, str | None, list[str]] | None:
    """The features, the reference system and notes; None for JSON of another kind that is not called GeoJSON."""
    found = outline(path, name, limits, mark_length(path))
    if found.kind != "object":
        raise BadInput("GeoJSON", got=found.kind, want="an object with a type", where=name, cure=_CURE)
    members = _by_name(found, name)
    held = _value(path, members.get("type"), name)
    kind = str(held).lower()
    notes = []
    crs_text = geojson_crs(_value(path, members.get("crs"), name))
    if kind == "featurecollection":
        features = members.get("features")
        if features is None or features.kind != "[":
            got = "no list of features"
            raise BadInput("GeoJSON", got=got, want="a member features with a list", where=name, cure=_CURE)
        if held != "FeatureCollection":
            notes.append(f"type {held!r}")
        items = lambda: list_items(path, features.start, name, limits)  # noqa: E731
        return Source(items, features.n_items), crs_text, notes
    if kind != "feature" and kind not in CANONICAL:
        if not name.lower().endswith(".geojson"):
            return None
        raise BadInput("type of the GeoJSON", got=held, want="FeatureCollection or Feature", where=name, cure=_CURE)
    return Source(lambda: _single(path, name, limits, found.start), 1), crs_text, notes


def _single(path: Path, name: str, limits: Limits, start: int) -> Iterator[Item]:
    """A file that is one feature or one geometry: the same as a list of one."""
    size = path.stat().st_size - start
    check("one feature", size, limits.max_value_bytes, name, "bytes")
    decode = Decoder()
    try:
        text = path.read_bytes()[start:].decode("utf-8")
        value, _ = decode(text, 0)
    except (ValueError, RecursionError) as error:
        raise broken(name, str(error)[:200]) from None
    yield Item(1, value, text if decode.found else "", decode.wrong)


def _by_name(found: Outline, name: str) -> dict[str, Member]:
    members: dict[str, Member] = {}
    for member in found.members:
        if member.name in members:
            got = f"member {member.name!r} given twice"
            raise BadInput(
                "GeoJSON", got=got, want="each member once", where=name, cure="Mend or export the file again."
            )
        members[member.name] = member
    return members


def _value(path: Path, member: Member | None, name: str) -> Any:
    """The value of a small member, parsed."""
    if member is None:
        return None
    check("member " + member.name, member.end - member.start, 100_000, name, "bytes")
    with path.open("rb") as file:
        file.seek(member.start)
        try:
            return Decoder()(file.read(member.end - member.start).decode("utf-8"), 0)[0]
        except (ValueError, RecursionError) as error:
            raise broken(name, f"member {member.name}: {error}"[:200]) from None


def _keys(features: _Features, name: str) -> list[str]:
    """Every property (":name") and other member ("/name") that some feature has, properties first."""
    keys: dict[str, None] = {}
    for item in features.source.items():
        if isinstance(item.value, dict) and not item.wrong:
            keys.update(dict.fromkeys(_flat(item.value)))
            check("columns", len(keys), features.limits.max_columns, name)
    return sorted(keys, key=lambda key: key[0] == "/")


def _flat(feature: dict[str, Any]) -> dict[str, Any]:
    if not _is_feature(feature):
        return {}
    held = feature.get("properties")
    flat = {f":{key}": value for key, value in held.items()} if isinstance(held, dict) else {}
    if len(feature) > 3:
        flat.update({f"/{key}": value for key, value in feature.items() if key not in _OWN})
    return flat


def _is_feature(value: dict[str, Any]) -> bool:
    return str(value.get("type")).lower() == "feature"


def _read(table: Table, features: _Features) -> Iterator[Any]:
    features.notes.clear()
    yield from counted(batched(table, _rows(table, features)), table, features.source.n_items, features.limits)
    for note, count in features.notes.items():
        got = f"{note}: {count:,} features"
        table.tell("warning", "GeoJSON", got=got, want="as RFC 7946 says", cure="They were read all the same.")


def _rows(table: Table, features: _Features) -> Iterator[Row]:
    for item in features.source.items():
        try:
            yield _row(item, features)
        except Unusable as error:
            text = item.text or (written(item.value) if item.value is not None else "null")
            table.reject(item.number, [text], error.why)


def _row(item: Item, features: _Features) -> Row:
    value = item.value
    if item.wrong:
        raise Unusable(*why_wrong(item.wrong))
    if not isinstance(value, dict) or not is_geojson(value) or str(value["type"]).lower() == "featurecollection":
        got = value.get("type") if isinstance(value, dict) else cell(value)
        raise Unusable("feature", got, 'an object of type "Feature"', "Mend this feature.")
    bare = not _is_feature(value)
    held = value if bare else value.get("geometry")
    properties = None if bare else value.get("properties")
    if properties is not None and not isinstance(properties, dict):
        raise Unusable("properties", properties, "an object or null", "Mend this feature.")
    if not bare and value["type"] != "Feature":
        _note(features, "type in the wrong case")
    return item.number, cells_by_key(_flat(value), features.columns), _spot(held, features)


def _spot(held: Any, features: _Features) -> Spot:
    point = point_of(held)
    if point is not None:
        return spot_at(*point, features.change)
    geometry, notes = from_geojson(held, features.limits.max_vertices)
    for note in notes:
        _note(features, note)
    return spot_of(geometry, features.change, features.limits.max_vertices)


def _note(features: _Features, note: str) -> None:
    features.notes[note] = features.notes.get(note, 0) + 1
