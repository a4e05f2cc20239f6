"""The data formats of events: each is written from the same tables, so that all say the same.

GeoPackage (layers events, places and claims, styled for QGIS), GeoParquet 1.1, XLSX, HXL; GeoJSON and KML have modules
of their own. `from_tables` holds them by name for the package; `make` functions are the rows of EXPORTS.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from geo.export.data.columns import GEOMETRY
from geo.export.data.events import Tables, tables
from geo.export.data.gpkg import Layer, geopackage
from geo.export.data.kml import kml_of, kmz_of
from geo.export.data.qml import events_qml
from geo.export.data.xlsx import Sheet, in_pieces, workbook
from geo.export.options import Options
from geo.export.sheet import BOM, CLAIM_COLUMNS, EVENT_COLUMNS, cell
from geo.filter import Filter
from geo.model import Json
from geo.store.protocol import Store

MANIFEST_KEY = b"kharita"
FORMULA_OR_QUOTED = "^'*[=+\\-@\t\r\n＝＋－＠]|[\",\r\n]"
"""A cell that a spreadsheet would run, or that CSV must quote."""
_WORDS = (
    "Unknown is empty. Figures keep minimum, best estimate and maximum apart. Claims stand in a table of their own."
)


def gpkg_of(held: Tables) -> bytes:
    """Layers events (all points of an event), event_places, and the table of claims."""
    shown = set(zip(held.events["type"].to_pylist(), held.events["precision"].to_pylist(), strict=True))
    at = set(zip(held.places["type"].to_pylist(), held.places["precision"].to_pylist(), strict=True))
    layers = (
        Layer("events", "Events", _WORDS, held.events, "MultiPoint", events_qml(shown)),
        Layer("event_places", "Places of events", "One point per place of an event.", held.places, "Point",
              events_qml(at)),
        Layer("claims", "Claims", "Who says what of which event, and who denies it.", held.claims),
    )  # fmt: skip
    return geopackage(layers, held.manifest("gpkg"), held.options.produced_on)


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
    """Sheets about, events, claims."""
    about = held.manifest("xlsx")
    sheets = (
        Sheet("about", (("Kharita", about["title"]),), rows=about_rows(about), widths=(30, 110)),
        Sheet("events", (EVENT_COLUMNS,), held.events.drop_columns([GEOMETRY])),
        Sheet("claims", (CLAIM_COLUMNS,), held.claims),
    )
    options = held.options
    return workbook(sheets, title=options.title, creator=options.author or "Kharita", day=options.produced_on)


def about_rows(about: Json) -> list[list[Any]]:
    """The manifest for people, and whole in the last row."""
    rows: list[list[Any]] = [
        ["Filter", about["filter"]["words"]],
        ["Query", about["filter"]["query"]],
        ["Summary", about["filter"]["summary"]],
        ["Situation as of", about["as_of"]],
        ["Produced on", about["produced_on"]],
        ["Producer", about["producer"]],
        ["Contact", about["contact"]],
        *(["Totals", sentence] for sentence in about["totals"]["sentences"]),
        *([f"Left out of {each['from']}", f"{each['n']:,}: {each['reason']}"] for each in about["exclusions"]),
        *(["Data set", _dataset(each)] for each in about["datasets"]),
        *(["Checked", each] for each in about["checks"]),
        ["Software", f"{about['software']['name']} {about['software']['version']}"],
    ]
    return [*rows, *in_pieces("kharita.manifest", _json(about).decode())]


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


def csv_of(table: pa.Table, columns: Sequence[str], tags: Mapping[str, str] | None = None) -> bytes:
    """The columns as CSV: BOM, CRLF, no cell a formula, unknown empty; the same bytes as geo.export.sheet writes."""
    head = io.StringIO(newline="")
    writer = csv.writer(head)
    writer.writerow(columns)
    if tags is not None:
        writer.writerow([tags.get(name, "") for name in columns])
    out = io.BytesIO()
    out.write((BOM + head.getvalue()).encode())
    for batch in table.select(columns).to_batches():
        cells = [_csv_cells(column) for column in batch.columns]
        lines = pc.binary_join_element_wise(*cells, ",")
        out.write("".join(pc.binary_join_element_wise(lines, "\r\n", "").to_pylist()).encode())
    return out.getvalue()


def _csv_cells(column: pa.Array) -> pa.Array:
    """The cells of a column by Arrow, quoted where they must be: a table has millions."""
    kind = column.type
    if pa.types.is_integer(kind) or pa.types.is_date(kind):
        return pc.fill_null(pc.cast(column, pa.string()), "")
    if not pa.types.is_string(kind):
        return pa.array([cell(value) for value in column.to_pylist()], pa.string())
    text = pc.fill_null(column, "")
    odd = pc.match_substring_regex(text, FORMULA_OR_QUOTED)
    if not pc.any(odd).as_py():
        return text
    made = [_quoted(cell(value)) if strange else value
            for value, strange in zip(text.to_pylist(), odd.to_pylist(), strict=True)]  # fmt: skip
    return pa.array(made, pa.string())


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if any(mark in text for mark in ',"\r\n') else text


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
