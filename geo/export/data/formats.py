"""The data formats of events: each is written from the same tables, so that all say the same.

GeoPackage (layers events, places and claims, styled for QGIS), GeoParquet 1.1, XLSX, HXL; GeoJSON and KML have modules
of their own. `from_tables` holds them by name for the package; `make` functions are the rows of EXPORTS.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from geo.export.data.columns import GEOMETRY
from geo.export.data.csv_file import csv_of
from geo.export.data.events import Tables, tables
from geo.export.data.gpkg import Layer, complete, geopackage, write_geopackage
from geo.export.data.gpkg_apart import Apart
from geo.export.data.kml import kml_of, kmz_of
from geo.export.data.qml import events_qml
from geo.export.data.xlsx import OVERVIEW_SHEET, WORDS_WIDE, Sheet, manifest_sheet, workbook
from geo.export.options import Options
from geo.export.sheet import CLAIM_COLUMNS, EVENT_COLUMNS
from geo.figures import NO_FIGURE
from geo.filter import Filter
from geo.model import Json
from geo.store.protocol import Store
from geo.vocab import FIGURE_KINDS

MANIFEST_KEY = b"kharita"
OVERVIEW_EVENTS = 200
_WORDS = (
    "Unknown is empty. Figures keep minimum, best estimate and maximum apart. Claims stand in a table of their own."
)


def gpkg_of(held: Tables) -> bytes:
    """Layers events (all points of an event), event_places, and the table of claims."""
    return geopackage(_layers(held), held.manifest("gpkg"), held.options.produced_on)


def write_gpkg(held: Tables, path: Path) -> None:
    """The same at a path where nothing is yet, for who copies it on: it is larger than all tables in memory."""
    write_geopackage(path, _layers(held), held.manifest("gpkg"), held.options.produced_on)


def complete_gpkg(held: Tables, apart: Apart) -> Path:
    """The same where the layer of events is written already, part by part, while they were read."""
    _, *rest = layers = _layers(held)
    for layer in rest:
        apart.layer(layer.name, layer.geometry, layer.table)
    complete(apart.done(), layers, held.manifest("gpkg"), held.options.produced_on)
    return apart.path


EVENTS_LAYER = ("events", "MultiPoint")


def _layers(held: Tables) -> Sequence[Layer]:
    shown = set(zip(held.events["type"].to_pylist(), held.events["precision"].to_pylist(), strict=True))
    at = set(zip(held.places["type"].to_pylist(), held.places["precision"].to_pylist(), strict=True))
    return (
        Layer(EVENTS_LAYER[0], "Events", _WORDS, held.events, EVENTS_LAYER[1], events_qml(shown)),
        Layer("event_places", "Places of events", "One point per place of an event.", held.places, "Point",
              events_qml(at, "name")),
        Layer("claims", "Claims", "Who says what of which event, and who denies it.", held.claims),
    )  # fmt: skip


def parquet_of(held: Tables) -> bytes:
    """GeoParquet 1.1 (https://geoparquet.org/releases/v1.1.0/): events, their claims as a list in each row."""
    records = _claims_of_events(held)
    table = held.events.append_column("claim_records", records)
    geo = {
        "version": "1.1.0",
        "primary_column": GEOMETRY,
        "columns": {GEOMETRY: {"encoding": "WKB", "geometry_types": ["MultiPoint"], **_bbox(held.places)}},
    }
    told = {b"geo": json.dumps(geo).encode(), MANIFEST_KEY: _json(held.manifest("parquet"))}
    out = io.BytesIO()
    with pq.ParquetWriter(out, table.schema, compression="zstd", store_schema=False) as writer:
        writer.write_table(table)
        writer.add_key_value_metadata(told)
    return out.getvalue()


def _bbox(places: pa.Table) -> Json:
    lon, lat = (pc.min_max(places[axis]).as_py() for axis in ("lon", "lat"))
    return {} if lon["min"] is None else {"bbox": [lon["min"], lat["min"], lon["max"], lat["max"]]}


def _claims_of_events(held: Tables) -> pa.Array:
    """A list of claims per event, cut from the table of claims, which is in the same order."""
    offsets = [0]
    for n in held.events["n_claims"].to_pylist():
        offsets.append(offsets[-1] + n)
    own = [name for name in held.claims.column_names if name not in ("event_number", "event_id", "event_title")]
    claims = held.claims.select(own).combine_chunks()
    parts = [claims[name].chunk(0) if claims.num_rows else pa.array([], claims[name].type) for name in own]
    structs = pa.StructArray.from_arrays(parts, fields=[claims.schema.field(name) for name in own])
    return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), structs)


def xlsx_of(held: Tables) -> bytes:
    """Sheets about, overview, events, claims, and the manifest for `kharita verify`."""
    about = held.manifest("xlsx")
    sheets = (
        Sheet("about", (("Kharita", about["title"]),), rows=about_rows(about), widths=WORDS_WIDE, words=True),
        overview(held),
        Sheet("events", (EVENT_COLUMNS,), held.events.drop_columns([GEOMETRY])),
        Sheet("claims", (CLAIM_COLUMNS,), held.claims),
        manifest_sheet(about),
    )
    options = held.options
    return workbook(sheets, title=options.title, creator=options.author or "Kharita", day=options.produced_on)


_OVERVIEW = {
    "number": ("No.", 6, ""), "date_words": ("When", 18, ""), "all_places": ("Where", 24, "place not known"),
    "title": ("What", 34, ""),
    **{f"{kind}_words": (words.capitalize(), 15, NO_FIGURE) for kind, words in FIGURE_KINDS.items()},
    "grade": ("Grade", 12, "not assessed"), "claims": ("Who says what, and who denies it", 84, "no claim"),
}  # fmt: skip
"""Column → its heading, its width in characters, what stands where it is empty."""


def overview(held: Tables) -> Sheet:
    """The first events for people, one page wide: the tables have columns for programs."""
    shown = held.events.slice(0, OVERVIEW_EVENTS).select([*_OVERVIEW]).to_pylist()
    rows = [[row[name] or empty for name, (_, _, empty) in _OVERVIEW.items()] for row in shown]
    for row in rows:
        row[-1] = row[-1].replace(" | ", "\n")
    if held.events.num_rows > len(rows):
        rows.append(["", "", "", f"and {held.events.num_rows - len(rows):,} more, in the sheet “events”"])
    heads = tuple(heading for heading, _, _ in _OVERVIEW.values())
    widths = tuple(width for _, width, _ in _OVERVIEW.values())
    return Sheet(OVERVIEW_SHEET, (heads,), rows=rows, widths=widths, words=True, landscape=True)


def about_rows(about: Json) -> list[list[Any]]:
    """The manifest for people."""
    return [
        ["Filter", about["filter"]["words"]],
        ["Query", about["filter"]["query"] or "all events"],
        ["Summary", about["filter"]["summary"]],
        ["Situation as of", about["as_of"]],
        ["Produced on", about["produced_on"]],
        ["Producer", about["producer"] or "not given"],
        ["Contact", about["contact"] or "not given"],
        *(["Totals", sentence] for sentence in about["totals"]["sentences"]),
        *([f"Left out of {each['from']}", f"{each['n']:,}: {each['reason']}"] for each in about["exclusions"]),
        *(["Data set", _dataset(each)] for each in about["datasets"]),
        *(["Checked", each] for each in about["checks"]),
        ["Software", f"{about['software']['name']} {about['software']['version']}"],
    ]


def _dataset(told: Json) -> str:
    parts = (told["title"], told["publisher"], told["licence"], told["url"], told["redistribution"])
    return "; ".join([*(part for part in parts if part), f"SHA-256 {told['sha256']}"])


EVENT_TAGS = {
    "id": "#meta+id", "title": "#event+name", "type": "#event+type", "date_start": "#date+start",
    "date_end": "#date+end", "date_precision": "#date+precision", "place_id": "#loc+id", "place_name": "#loc+name",
    "place_name_ar": "#loc+name+i_ar", "lon": "#geo+lon", "lat": "#geo+lat", "precision": "#geo+precision",
    "admin1_pcode": "#adm1+code", "admin1_name": "#adm1+name", "country": "#country+code+iso2",
    **{f"{kind}_{bound}": f"#affected+{kind}{mark}" for kind in ("killed", "injured", "displaced")
       for bound, mark in (("min", "+min"), ("best", ""), ("max", "+max"), ("qualifier", "+qualifier"),
                           ("text", "+text"), ("who", "+who"))},
    "grade": "#status+grade", "claims": "#description+claims", "sources": "#meta+source", "part_of": "#meta+part_of",
    "duplicate_of": "#meta+duplicate_of", "dataset": "#meta+dataset", "dataset_licence": "#meta+licence",
}  # fmt: skip
"""Column → HXL hashtag (https://hxlstandard.org/standard/1-1final/dictionary/); what HXL has no word for has none."""


def hxl_of(held: Tables) -> bytes:
    """The table of events with a row of hashtags below the header."""
    return csv_of(held.events, EVENT_COLUMNS, EVENT_TAGS)


def _json(value: Json) -> bytes:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode("utf-8", "replace")


FROM_TABLES: Mapping[str, Callable[[Tables], bytes]] = MappingProxyType(
    {
        "gpkg": gpkg_of,
        "parquet": parquet_of,
        "xlsx": xlsx_of,
        "csv": lambda held: csv_of(held.events, EVENT_COLUMNS),
        "claims-csv": lambda held: csv_of(held.claims, CLAIM_COLUMNS),
        "hxl": hxl_of,
        "kml": kml_of,
        "kmz": kmz_of,
    }
)
"""What can be written from the tables alone, by name of EXPORTS."""


def _maker(name: str) -> Callable[[Store, Filter, Options], bytes]:
    def make(store: Store, chosen: Filter, options: Options) -> bytes:
        return FROM_TABLES[name](tables(store, chosen, options))

    return make


xlsx, gpkg, parquet, kmz, kml, hxl = (_maker(name) for name in ("xlsx", "gpkg", "parquet", "kmz", "kml", "hxl"))
