"""Files to hand out: each export is one row of EXPORTS and one function `make(store, filter, options) -> bytes`.

Every export takes `chosen.safe()`: nothing restricted or internal ever leaves, whatever the screen shows.
"""

from __future__ import annotations

from geo.export.document import pdf, png, web_png
from geo.export.drawing import drawing
from geo.export.geojson import geojson
from geo.export.options import Export, Options, filename
from geo.export.page import page
from geo.export.sheet import claims_csv, events_csv
from geo.filter import Filter
from geo.store.protocol import Store


def _pptx(store: Store, chosen: Filter, options: Options) -> bytes:
    """The briefing as slides."""
    # Late, here and below: these libraries take half a second to import, and no other export needs them.
    from geo.export import slides  # noqa: PLC0415

    return slides.slides(store, chosen, options)


def _docx(store: Store, chosen: Filter, options: Options) -> bytes:
    """The briefing as a text document."""
    from geo.export import text_document  # noqa: PLC0415

    return text_document.text_document(store, chosen, options)


PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXPORTS: dict[str, Export] = {
    row.name: row
    for row in (
        Export("html", "Interactive map (HTML)", ".html", "text/html; charset=utf-8", page),
        Export("pdf", "Map and table (PDF)", ".pdf", "application/pdf", pdf),
        Export("png", "Map as picture (PNG)", ".png", "image/png", png),
        Export("png-web", "Map as small picture (PNG)", ".web.png", "image/png", web_png),
        Export("svg", "Map for editing (SVG)", ".svg", "image/svg+xml", drawing),
        Export("pptx", "Slides (PPTX)", ".pptx", PPTX, _pptx),
        Export("docx", "Text document (DOCX)", ".docx", DOCX, _docx),
        Export("csv", "Events as table (CSV)", ".csv", "text/csv; charset=utf-8", events_csv, whole=False),
        Export(
            "claims-csv", "Claims as table (CSV)", ".claims.csv", "text/csv; charset=utf-8", claims_csv, whole=False
        ),
        Export("geojson", "Events for GIS (GeoJSON)", ".geojson", "application/geo+json", geojson, whole=False),
    )
}
"""By name, in the order in which they are offered."""

__all__ = ["EXPORTS", "Export", "Options", "filename"]
