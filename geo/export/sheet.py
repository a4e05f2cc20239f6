"""Events and claims as CSV: UTF-8 with a byte-order mark, one row per event or one row per claim.

Unknown is an empty cell, never 0. Text that a spreadsheet would run as a formula gets an apostrophe in front
(`geo.export.safe.neutral`, with `restored` as its inverse); numbers of our own, such as a negative longitude, stay
numbers. Coordinates are those that are published, WGS84 degrees.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from geo.codec import n_denials
from geo.export.options import Options
from geo.export.records import said, when
from geo.export.safe import neutral
from geo.export.selection import Selection, outline, pages
from geo.figures import in_words
from geo.filter import Filter
from geo.model import Claim, Event, Figure, Place, Source
from geo.safe_text import plain
from geo.store.protocol import Store
from geo.vocab import ABOUT, EVENT_TYPES, FIGURE_KINDS, STANCES, label

Cell = str | int | float | bool | date | None
Row = dict[str, Cell]
BOM = "\ufeff"
FIGURE_COLUMNS = ("min", "best", "max", "qualifier", "text")

EVENT_COLUMNS = (
    "number", "id", "title", "type", "type_words", "tags", "date_start", "date_end", "date_precision", "date_words",
    "place_id", "place_name", "place_name_ar", "lon", "lat", "precision", "admin1_pcode", "admin1_name", "country",
    "all_places",
    *(f"{kind}_{column}" for kind in FIGURE_KINDS for column in (*FIGURE_COLUMNS, "words")),
    "grade", "grade_reason", "n_claims", "n_denials", "claims", "sources", "is_summary", "part_of", "duplicate_of",
    "left_out_of_totals", "dataset", "dataset_licence",
)  # fmt: skip

CLAIM_COLUMNS = (
    "event_number", "event_id", "event_title", "claim_id", "claimant", "claimant_role", "stance", "about", "text",
    "quote", "said_on", "said_precision", "term",
    *(f"{kind}_{column}" for kind in FIGURE_KINDS for column in (*FIGURE_COLUMNS, "words")),
    "responds_to", "source_id", "publisher", "author", "source_title", "url", "archive_url", "published_at",
    "source_language", "source_licence", "dataset",
)  # fmt: skip


def events_csv(store: Store, chosen: Filter, options: Options) -> bytes:
    """One row per event of the filter, its claims flattened into one cell and counted."""
    held = outline(store, chosen, options)
    reasons = {each.id: each.reason for each in held.totals.excluded}
    return written(EVENT_COLUMNS, (_event_row(held, event, n, reasons) for n, event in pages(store, chosen)))


def claims_csv(store: Store, chosen: Filter, options: Options) -> bytes:
    """One row per claim of the events of the filter, whole."""
    pairs = ((n, event, claim) for n, event in pages(store, chosen) for claim in event.claims)
    return written(CLAIM_COLUMNS, (_claim_row(*pair) for pair in pairs))


def written(columns: Sequence[str], rows: Iterable[Mapping[str, Cell]]) -> bytes:
    """The rows as CSV bytes (RFC 4180, CRLF) with a byte-order mark."""
    out = io.StringIO(newline="")
    table = csv.writer(out)
    table.writerow(columns)
    table.writerows([cell(row.get(column)) for column in columns] for row in rows)
    return (BOM + out.getvalue()).encode()


def cell(value: Cell) -> str:
    """One cell as text: unknown is empty, a text never a formula."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.6f}".rstrip("0").rstrip(".")
    return neutral(plain(value)) if isinstance(value, str) else str(value)


def _event_row(held: Selection, event: Event, number: int, reasons: Mapping[str, str]) -> Row:
    licences = {dataset.id: dataset.licence for dataset in held.datasets}
    return {
        **{key: getattr(event, key) for key in EVENT_COLUMNS if hasattr(event, key) and key not in ("tags", *_LISTS)},
        **_place_cells(event.main_place),
        **_figure_cells({kind: event.figure(kind) for kind in FIGURE_KINDS}),
        "number": number,
        "type_words": label(EVENT_TYPES, event.type),
        "tags": " | ".join(event.tags),
        "date_words": when(event),
        "all_places": " | ".join(f"{at.place.name} ({at.role})" for at in event.places),
        "n_claims": len(event.claims),
        "n_denials": n_denials(event.claims),
        "claims": " | ".join(claim_line(claim) for claim in event.claims),
        "sources": " | ".join(" – ".join(filter(None, (s.publisher, s.title, s.url))) for s in event.sources),
        "left_out_of_totals": reasons.get(event.id),
        "dataset_licence": licences.get(event.dataset),
    }


_LISTS = ("claims", "sources")


def claim_line(claim: Claim) -> str:
    """A claim as one line: "claimant [stance, about, when said]: text"."""
    return (
        f"{claim.claimant} [{label(STANCES, claim.stance)}, {label(ABOUT, claim.about)}, {said(claim)}]: {claim.text}"
    )


def _place_cells(place: Place | None) -> Row:
    if place is None:
        return {}
    return {
        "place_id": place.id,
        "place_name": place.name,
        "place_name_ar": place.name_ar,
        **{key: getattr(place, key) for key in ("lon", "lat", "admin1_pcode", "admin1_name", "country")},
    }


def _figure_cells(figures: Mapping[str, Figure | None]) -> Row:
    cells: Row = {}
    for kind, figure in figures.items():
        if figure is not None:
            cells |= {f"{kind}_{column}": getattr(figure, column) for column in FIGURE_COLUMNS}
            cells[f"{kind}_words"] = in_words(figure)
    return cells


def _claim_row(number: int, event: Event, claim: Claim) -> Row:
    row: Row = {"event_number": number, "event_id": event.id, "event_title": event.title, "dataset": event.dataset}
    return row | claim_cells(claim, event.sources) | _figure_cells(claim.figures)


_OWN = (
    "claimant", "claimant_role", "stance", "about", "text", "quote", "said_on", "said_precision", "term",
    "responds_to", "source_id",
)  # fmt: skip


def claim_cells(claim: Claim, sources: Iterable[Source]) -> Row:
    """A claim and the source that it was read in; its figures are apart."""
    row: Row = {"claim_id": claim.id, **{key: getattr(claim, key) for key in _OWN}}
    source = next((s for s in sources if s.id == claim.source_id), None)
    if source is not None:
        row |= {key: getattr(source, key) for key in ("publisher", "author", "url", "archive_url", "published_at")}
        row |= {"source_title": source.title, "source_language": source.language, "source_licence": source.licence}
    return row
