"""What a data file says, record by record: table → key of the record → field → value, so that two can be compared.

Documents are not read back: their manifest lists a digest of each record instead.
"""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterable, Mapping
from html import unescape
from types import MappingProxyType
from typing import Any

import pyarrow.parquet as pq

from geo.export.checking.manifests import member
from geo.export.data.gpkg import tables_in
from geo.export.data.xlsx import MANIFEST_SHEET
from geo.export.data.xlsx_back import sheets_in
from geo.model import Json
from geo.safe_text import restored

Tables = dict[str, dict[str, Json]]
_KEYS = ("claim_id", "id", "movement_id", "event_id")
_FURTHER = ("split_row", "place_id", "role", "of")
_PLACEMARK = re.compile(r'<Placemark id="[^"]*"><name>(.*?)</name>(.*?)</Placemark>', re.DOTALL)
_DATA = re.compile(r'<Data name="([^"]*)"><value>(.*?)</value></Data>', re.DOTALL)


def keyed(rows: Iterable[Mapping[str, Any]]) -> dict[str, Json]:
    """Rows by what names their record; a second row of one name gets its number behind it."""
    found: dict[str, Json] = {}
    for number, row in enumerate(rows, 1):
        name = next((str(row[key]) for key in _KEYS if row.get(key)), f"row {number}")
        also = [f"{key} {row[key]}" for key in _FURTHER if row.get(key) and not (key == "place_id" and "id" in row)]
        key = ", ".join([name, *also])
        found[key if key not in found else f"{key} (row {number})"] = dict(row)
    return found


def _of_csv(data: bytes) -> Tables:
    rows = csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    return {"": keyed({key: restored(value) for key, value in row.items() if key and value} for row in rows)}


def _of_geojson(data: bytes) -> Tables:
    features = json.loads(data.decode("utf-8"))["features"]
    return {"": {str(each["id"]): flat({**each["properties"], "geometry": each["geometry"]}) for each in features}}


def flat(value: Any, name: str = "") -> Json:
    """Nested JSON as one level: "claims[2].text". Empty lists and objects are nothing.

    >>> flat({"a": {"b": [1, None]}})
    {'a.b[0]': 1}
    """
    if isinstance(value, dict):
        parts = [flat(inner, f"{name}.{key}" if name else key) for key, inner in value.items()]
    elif isinstance(value, list):
        parts = [flat(inner, f"{name}[{at}]") for at, inner in enumerate(value)]
    else:
        return {} if value is None else {name: value}
    return {key: inner for part in parts for key, inner in part.items()}


def _of_gpkg(data: bytes) -> Tables:
    held, _ = tables_in(data)
    return {name: keyed({k: v for k, v in row.items() if k != "fid"} for row in rows) for name, rows in held.items()}


def _of_parquet(data: bytes) -> Tables:
    rows = pq.read_table(io.BytesIO(data)).to_pylist()
    return {"": keyed({**row, **flat(row.pop("claim_records"), "claims")} for row in rows)}


def _of_xlsx(data: bytes) -> Tables:
    found: Tables = {}
    for name, rows in sheets_in(data, member).items():
        if name in ("about", "properties", MANIFEST_SHEET) or not rows:
            continue
        head = [str(cell) for cell in rows[0]]
        found[name] = keyed(dict(zip(head, row, strict=False)) for row in rows[1:])
    return found


def _of_kml(data: bytes) -> Tables:
    text = data.decode("utf-8")
    rows = []
    for title, body in _PLACEMARK.findall(text):
        held = {name: unescape(value) for name, value in _DATA.findall(body)}
        places = re.findall(r"<coordinates>(.*?)</coordinates>", body)
        rows.append({"title": unescape(title), **held, "coordinates": " ".join(places) or None})
    return {"": keyed(rows)}


def _of_kmz(data: bytes) -> Tables:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return _of_kml(member(archive, "doc.kml"))


CONTENTS: Mapping[str, Callable[[bytes], Tables]] = MappingProxyType(
    {
        **dict.fromkeys(("csv", "claims-csv", "hxl", "flows-csv", "flows-hxl"), _of_csv),
        **dict.fromkeys(("geojson", "flows-geojson"), _of_geojson),
        **dict.fromkeys(("gpkg", "flows-gpkg"), _of_gpkg),
        **dict.fromkeys(("xlsx", "flowmap"), _of_xlsx),
        "parquet": _of_parquet,
        "kml": _of_kml,
        "kmz": _of_kmz,
    }
)
"""Name of the export → how its records are read back."""


def differences(file: Tables, now: Tables) -> list[str]:
    """Every field that differs, in words: which record, which field, what the file says and what is right."""
    told = []
    for table in dict.fromkeys((*file, *now)):
        one, other = file.get(table, {}), now.get(table, {})
        where = f"{table}: " if table else ""
        told += [f"{where}{key}: is not in the data" for key in one if key not in other]
        told += [f"{where}{key}: is missing from the file" for key in other if key not in one]
        for key in one:
            if key in other:
                told += [f"{where}{key}: {each}" for each in _fields(one[key], other[key])]
    return told


def _fields(one: Json, other: Json) -> list[str]:
    names = dict.fromkeys((*one, *other))
    return [
        f"{name}: the file says {_shown(one.get(name))}, the data {_shown(other.get(name))}"
        for name in names
        if one.get(name) != other.get(name)
    ]


def _shown(value: Any) -> str:
    if value is None or value == "":
        return "nothing"
    text = value.hex() if isinstance(value, bytes) else str(value)
    return f"“{text}”" if len(text) <= 160 else f"“{text[:160]}…”"
