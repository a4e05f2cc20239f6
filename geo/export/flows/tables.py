"""Movements as CSV, HXL and GeoJSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator

from geo.codec import movement_json
from geo.export.flows.lines import DECIMALS, line_geometry, path_of
from geo.export.flows.pairs import PAIR_COLUMNS, Numbered, numbered, pair_rows
from geo.export.manifest import manifest
from geo.export.options import Options
from geo.export.sheet import BOM, Row, cell, written
from geo.filter import Filter
from geo.model import Json
from geo.store.protocol import Store

NOTE = (
    "A line joins origin and destination and is no route; at an area it ends at the label point. Where a movement has "
    "several ends, its lines are all of them; unless split_known is true, how many took which one is not known."
)


def rows(store: Store, chosen: Filter, options: Options) -> Iterator[Row]:
    """The rows of all movements of a filter, in PAIR_COLUMNS."""
    return (row for held in numbered(store, chosen, options) for row in pair_rows(held))


def flows_csv(store: Store, chosen: Filter, options: Options) -> bytes:
    """One row per origin and destination."""
    return written(PAIR_COLUMNS, rows(store, chosen, options))


def _end_tags(end: str) -> dict[str, str]:
    name = end if end == "origin" else "dest"
    held = {
        "id": "#loc+{}+id", "": "#loc+{}+name", "ar": "#loc+{}+name+i_ar", "lon": "#geo+{}+lon", "lat": "#geo+{}+lat",
        "precision": "#geo+{}+precision", "radius_m": "#geo+{}+radius+m", "country": "#country+{}+code+iso2",
        "admin1_pcode": "#adm1+{}+code", "admin1_name": "#adm1+{}+name", "pcode": "#loc+{}+code",
    }  # fmt: skip
    return {f"{end}_{key}" if key else end: tag.format(name) for key, tag in held.items()}


def _figure_tags(of: str, extra: str) -> dict[str, str]:
    held = {"min": "+min", "best": "", "max": "+max", "qualifier": "+qualifier", "text": "+text", "who": "+who"}
    return {f"{of}_{key}": f"#affected+displaced{mark}{extra}" for key, mark in held.items()}


FLOW_TAGS = {
    "movement_id": "#meta+id", "title": "#meta+title", "split_id": "#meta+split+id", "split": "#meta+split",
    **_end_tags("origin"), **_end_tags("destination"), **_figure_tags("people", ""),
    **_figure_tags("split_total", "+split+total"), "kind": "#cause+type", "group": "#affected+group",
    "transit": "#loc+transit+name", "date_start": "#date+start", "date_end": "#date+end",
    "date_precision": "#date+precision", "part_of": "#meta+part_of", "duplicate_of": "#meta+duplicate_of",
    "note": "#description+note", "claims": "#description+claims", "sources": "#meta+source", "dataset": "#meta+dataset",
    "dataset_licence": "#meta+licence", "grade": "#status+grade",
}  # fmt: skip
"""Column → HXL hashtag; what HXL has no word for has none. https://hxlstandard.org/standard/1-1final/dictionary/"""


def flows_hxl(store: Store, chosen: Filter, options: Options) -> bytes:
    """The same table with a row of hashtags below the header."""
    out = io.StringIO(newline="")
    table = csv.writer(out)
    table.writerow(PAIR_COLUMNS)
    table.writerow([FLOW_TAGS.get(name, "") for name in PAIR_COLUMNS])
    table.writerows([cell(row.get(name)) for name in PAIR_COLUMNS] for row in rows(store, chosen, options))
    return (BOM + out.getvalue()).encode()


def flows_geojson(store: Store, chosen: Filter, options: Options) -> bytes:
    """A FeatureCollection with one feature per movement, one a line: its figure stands once, whatever its lines."""
    head = manifest(store, chosen, options, "flows-geojson")
    out = io.StringIO()
    out.write(f'{{"type":"FeatureCollection",\n"kharita":{_json(head)},\n"note":{json.dumps(NOTE)},\n"features":[')
    for held in numbered(store, chosen, options):
        out.write(f"{',' if held.number > 1 else ''}\n{_json(_feature(held))}")
    out.write("\n]}\n")
    return out.getvalue().encode("utf-8", "replace")


def _json(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=_plain)


def _plain(value: object) -> object:
    return dict(value) if hasattr(value, "keys") else list(value)  # type: ignore[call-overload]


def _feature(held: Numbered) -> Json:
    movement = held.movement
    record = movement_json(movement)
    for key in ("origins", "destinations", "transit"):
        for place in record[key]:
            for axis in ("lon", "lat"):
                place[axis] = None if place[axis] is None else round(place[axis], DECIMALS)
    paths = [p for o in movement.origins for d in movement.destinations for p in path_of(o, d)]
    told = {"left_out_of_totals": held.left_out, "dataset_licence": held.licence}
    return {"type": "Feature", "id": movement.id, "geometry": line_geometry(paths), "properties": record | told}
