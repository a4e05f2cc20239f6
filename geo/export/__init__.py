"""Files to hand out: each export is one row of EXPORTS and one function `make(store, filter, options) -> bytes`.

Every export takes `chosen.safe()`: nothing restricted or internal ever leaves, whatever the screen shows.
"""

from __future__ import annotations

from geo.export.document import pdf, png
from geo.export.flows.flowmap import flowmap
from geo.export.flows.package import flows_gpkg
from geo.export.flows.tables import flows_csv, flows_geojson, flows_hxl
from geo.export.geojson import geojson
from geo.export.options import Export, Options, filename
from geo.export.page import page
from geo.export.sheet import claims_csv, events_csv

CSV, GEOJSON = "text/csv; charset=utf-8", "application/geo+json"
GPKG = "application/geopackage+sqlite3"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

EXPORTS: dict[str, Export] = {
    row.name: row
    for row in (
        Export("html", "Interactive map (HTML)", ".html", "text/html; charset=utf-8", page),
        Export("pdf", "Map and table (PDF)", ".pdf", "application/pdf", pdf),
        Export("png", "Map as picture (PNG)", ".png", "image/png", png),
        Export("csv", "Events as table (CSV)", ".csv", "text/csv; charset=utf-8", events_csv, whole=False),
        Export(
            "claims-csv", "Claims as table (CSV)", ".claims.csv", "text/csv; charset=utf-8", claims_csv, whole=False
        ),
        Export("geojson", "Events for GIS (GeoJSON)", ".geojson", "application/geo+json", geojson, whole=False),
        Export("flows-csv", "Movements as table (CSV)", ".flows.csv", CSV, flows_csv, whole=False),
        Export("flows-geojson", "Movements for GIS (GeoJSON)", ".flows.geojson", GEOJSON, flows_geojson, whole=False),
        Export("flows-gpkg", "Movements, styled (GeoPackage)", ".flows.gpkg", GPKG, flows_gpkg, whole=False),
        Export("flowmap", "Movements for flowmap.blue (XLSX)", ".flowmap.xlsx", XLSX, flowmap, whole=False),
        Export("flows-hxl", "Movements with HXL tags (CSV)", ".flows.hxl.csv", CSV, flows_hxl, whole=False),
    )
}
"""By name, in the order in which they are offered."""

__all__ = ["EXPORTS", "Export", "Options", "filename"]
