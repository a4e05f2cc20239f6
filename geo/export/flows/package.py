"""Movements as GeoPackage: lines of the pairs, places, a table of figures, and claims."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa

from geo.codec import figure_json
from geo.export.data.columns import GEOMETRY, Columns, table_of
from geo.export.data.gpkg import Layer, geopackage
from geo.export.data.qml import flows_qml, places_qml
from geo.export.flows.lines import path_of, point_of, wkb_lines, wkb_point
from geo.export.flows.pairs import (
    DAYS,
    DECIMALS,
    INTEGERS,
    PAIR_COLUMNS,
    Numbered,
    end_columns,
    numbered,
    pair_ends,
    pair_rows,
    place_cells,
)
from geo.export.flows.tables import NOTE
from geo.export.manifest import manifest
from geo.export.options import Options
from geo.export.sheet import claim_cells
from geo.filter import Filter
from geo.model import Figure, Json, Place
from geo.store.protocol import Store

PAIRS = Columns(PAIR_COLUMNS, INTEGERS, DECIMALS, DAYS, has_geometry=True)
PLACES = Columns(
    tuple(name.removeprefix("x_") if name != "x" else "name" for name in end_columns("x")),
    decimals=("lon", "lat", "radius_m"),
    has_geometry=True,
)
FIGURES = Columns(
    ("movement_id", "of", "place_id", "claim_id", "min", "best", "max", "qualifier", "text", "who", "words"),
    integers=("min", "best", "max"),
)
CLAIMS = Columns(
    (
        "movement_id", "claim_id", "claimant", "claimant_role", "stance", "about", "text", "quote", "said_on",
        "said_precision", "term", "responds_to", "source_id", "publisher", "author", "source_title", "url",
        "archive_url", "published_at", "source_language", "source_licence",
    ),
    days=("said_on",),
)  # fmt: skip


def flows_gpkg(store: Store, chosen: Filter, options: Options) -> bytes:
    """The file, styled for QGIS."""
    parts = _Parts()
    lines = table_of(PAIRS, parts.lines(numbered(store, chosen, options)))
    places = [place_cells(each) | {GEOMETRY: wkb_point(point_of(each))} for each in parts.places.values()]
    layers = (
        Layer("lines", "Movements", NOTE, lines, "MultiLineString", flows_qml()),
        Layer("places", "Places of movements", "Ends and transit places.", table_of(PLACES, places), "Point",
              places_qml()),
        Layer("figures", "Figures", "Every figure of a movement, a share or a claim, once.", parts.figure_table()),
        Layer("claims", "Claims", "Who says what, and who denies it.", table_of(CLAIMS, parts.claims)),
    )  # fmt: skip
    return geopackage(layers, manifest(store, chosen, options, "flows-gpkg"), options.produced_on)


class _Parts:
    """What is met on the way through the movements, for the other layers."""

    def __init__(self) -> None:
        self.places: dict[str, Place] = {}
        self.figures: list[Json] = []
        self.claims: list[Json] = []

    def lines(self, held: Iterator[Numbered]) -> Iterator[Json]:
        for each in held:
            self._note(each)
            ends = pair_ends(each.movement)
            for row, (origin, destination) in zip(pair_rows(each), ends, strict=True):
                yield {**row, GEOMETRY: wkb_lines(path_of(origin, destination))}

    def figure_table(self) -> pa.Table:
        return table_of(FIGURES, self.figures)

    def _note(self, held: Numbered) -> None:
        movement = held.movement
        self.places |= {p.id: p for p in (*movement.origins, *movement.destinations, *movement.transit)}
        self._figure(movement.people, {"of": "movement", "movement_id": movement.id})
        for place_id, share in (movement.shares or {}).items() if movement.split_known else ():
            self._figure(share, {"of": "share", "movement_id": movement.id, "place_id": place_id})
        for claim in movement.claims:
            self.claims.append({"movement_id": movement.id, **claim_cells(claim, movement.sources)})
            for kind, figure in claim.figures.items():
                self._figure(figure, {"of": f"claim, {kind}", "movement_id": movement.id, "claim_id": claim.id})

    def _figure(self, figure: Figure | None, row: Json) -> None:
        if figure is not None:
            self.figures.append(row | (figure_json(figure) or {}))
