"""Files to hand out: each export is one row of EXPORTS and one function `make(store, filter, options) -> bytes`.

Every export takes `chosen.safe()`: nothing restricted or internal ever leaves, whatever the screen shows.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from geo.export.document import pdf, png, web_png
from geo.export.drawing import drawing
from geo.export.options import Export, Options, filename
from geo.export.page import page
from geo.filter import Filter
from geo.store.protocol import Store


def _late(module: str, name: str) -> Callable[[Store, Filter, Options], bytes]:
    """An export whose module is imported with its first use: its libraries take half a second, and few need them."""

    def make(store: Store, chosen: Filter, options: Options) -> bytes:
        made: bytes = getattr(import_module(f"geo.export.{module}"), name)(store, chosen, options)
        return made

    return make


PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV, GEOJSON, GPKG = "text/csv; charset=utf-8", "application/geo+json", "application/geopackage+sqlite3"
KML, KMZ = "application/vnd.google-earth.kml+xml", "application/vnd.google-earth.kmz"
PARQUET, ZIP = "application/vnd.apache.parquet", "application/zip"

_DOCUMENTS = (
    Export("html", "Interactive map (HTML)", ".html", "text/html; charset=utf-8", page),
    Export("pdf", "Map and table (PDF)", ".pdf", "application/pdf", pdf),
    Export("png", "Map as picture (PNG)", ".png", "image/png", png),
    Export("png-web", "Map as small picture (PNG)", ".web.png", "image/png", web_png),
    Export("svg", "Map for editing (SVG)", ".svg", "image/svg+xml", drawing),
    Export("pptx", "Slides (PPTX)", ".pptx", PPTX, _late("slides", "slides")),
    Export("docx", "Text document (DOCX)", ".docx", DOCX, _late("text_document", "text_document")),
)
_EVENTS = (
    ("csv", "Events as table (CSV)", ".csv", CSV, _late("data.csv_file", "events_csv")),
    ("claims-csv", "Claims as table (CSV)", ".claims.csv", CSV, _late("data.csv_file", "claims_csv")),
    ("xlsx", "Events and claims (XLSX)", ".xlsx", XLSX, _late("data.formats", "xlsx")),
    ("gpkg", "Events, styled for QGIS (GeoPackage)", ".gpkg", GPKG, _late("data.formats", "gpkg")),
    ("geojson", "Events for GIS (GeoJSON)", ".geojson", GEOJSON, _late("data.geojson_file", "geojson")),
    ("parquet", "Events for analysis (GeoParquet)", ".parquet", PARQUET, _late("data.formats", "parquet")),
    ("kmz", "Events with symbols (KMZ)", ".kmz", KMZ, _late("data.formats", "kmz")),
    ("kml", "Events for globes (KML)", ".kml", KML, _late("data.formats", "kml")),
    ("hxl", "Events with HXL tags (CSV)", ".hxl.csv", CSV, _late("data.formats", "hxl")),
)
_MOVEMENTS = (
    ("flows-csv", "Movements as table (CSV)", ".flows.csv", CSV, _late("flows.tables", "flows_csv")),
    (
        "flows-gpkg",
        "Movements, styled for QGIS (GeoPackage)",
        ".flows.gpkg",
        GPKG,
        _late("flows.package", "flows_gpkg"),
    ),
    ("flows-geojson", "Movements for GIS (GeoJSON)", ".flows.geojson", GEOJSON, _late("flows.tables", "flows_geojson")),
    ("flowmap", "Movements for flowmap.blue (XLSX)", ".flowmap.xlsx", XLSX, _late("flows.flowmap", "flowmap")),
    ("flows-hxl", "Movements with HXL tags (CSV)", ".flows.hxl.csv", CSV, _late("flows.tables", "flows_hxl")),
)
_PACKAGE = ("package", "Data package (ZIP)", ".zip", ZIP, _late("data.package", "package"))
_DATA = tuple(Export(*row, whole=False) for row in (*_EVENTS, *_MOVEMENTS, _PACKAGE))
EXPORTS: dict[str, Export] = {row.name: row for row in (*_DOCUMENTS, *_DATA)}
"""By name, in the order in which they are offered. Rows that are not `whole` are data, of any number of records."""

__all__ = ["EXPORTS", "Export", "Options", "filename"]
