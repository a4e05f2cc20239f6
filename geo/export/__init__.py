"""Files to hand out: each export is one row of EXPORTS and one function `make(store, filter, options) -> bytes`.

Every export takes `chosen.safe()`: nothing restricted or internal ever leaves, whatever the screen shows.
"""

from __future__ import annotations

from geo.export.document import pdf, png
from geo.export.geojson import geojson
from geo.export.options import Export, Options, filename
from geo.export.page import page
from geo.export.sheet import claims_csv, events_csv

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
    )
}
"""By name, in the order in which they are offered."""

__all__ = ["EXPORTS", "Export", "Options", "filename"]
