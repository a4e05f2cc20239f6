"""Events and claims as cells of tables, and tables as CSV: UTF-8 with a byte-order mark, a row per event or per claim.

Unknown is an empty cell, never 0. Text that a spreadsheet would run as a formula gets an apostrophe in front
(`geo.export.safe.neutral`, with `restored` as its inverse); numbers of our own, such as a negative longitude, stay
numbers. Coordinates are those that are published, WGS84 degrees.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from geo.codec import n_denials
from geo.export.records import said, when
from geo.export.safe import neutral
from geo.export.selection import Selection
from geo.figures import in_words
from geo.model import Claim, Event, Figure, Place, Source
from geo.safe_text import plain
from geo.vocab import ABOUT, EVENT_TYPES, FIGURE_KINDS, STANCES, label

Cell = str | int | float | bool | date | None
Row = dict[str, Cell]
BOM = "\ufeff"
FIGURE_COLUMNS = ("min", "best", "max", "qualifier", "text", "who")

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


@dataclass(frozen=True, slots=True)
class About:
    """What rows need to know beyond their event: licences by data set, why totals leave an event out."""

    licences: Mapping[str, str | None]
    reasons: Mapping[str, str]

    @classmethod
    def of(cls, held: Selection) -> About:
        licences = {dataset.id: dataset.licence for dataset in held.datasets}
        return cls(licences, {each.id: each.reason for each in held.totals.excluded})


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


def event_values(about: About, event: Event, number: int) -> tuple[Cell, ...]:
    """The cells of an event in the order of EVENT_COLUMNS."""
    main = event.main_place
    return (
        number, event.id, event.title, event.type, label(EVENT_TYPES, event.type), " | ".join(event.tags),
        event.date_start, event.date_end, event.date_precision, when(event), *_place_values(main, event.precision),
        " | ".join([f"{at.place.name} ({at.role})" for at in event.places]),
        *figure_values(event.killed), *figure_values(event.injured), *figure_values(event.displaced),
        event.grade, event.grade_reason, len(event.claims), n_denials(event.claims),
        " | ".join([claim_line(claim) for claim in event.claims]),
        " | ".join([source_line(source) for source in event.sources]), event.is_summary, event.part_of,
        event.duplicate_of, about.reasons.get(event.id), event.dataset, about.licences.get(event.dataset),
    )  # fmt: skip


def _place_values(place: Place | None, precision: str) -> tuple[Cell, ...]:
    if place is None:
        return None, None, None, None, None, precision, None, None, None
    return (
        place.id, place.name, place.name_ar, place.lon, place.lat, precision, place.admin1_pcode, place.admin1_name,
        place.country,
    )  # fmt: skip


@lru_cache(maxsize=20_000)
def source_line(source: Source) -> str:
    """A source as one line: "publisher – title – url"."""
    return " – ".join(filter(None, (source.publisher, source.title, source.url)))


def claim_line(claim: Claim) -> str:
    """A claim as one line: "claimant [stance, about, when said]: text"."""
    return f"{claim.claimant}{stood(claim.stance, claim.about, said(claim))}{claim.text}"


def stood(stance: str, about: str, said_words: str) -> str:
    """What stands between claimant and text: " [stance, about, when said]: "."""
    return f" [{label(STANCES, stance)}, {label(ABOUT, about)}, {said_words}]: "


_NO_FIGURE: tuple[Cell, ...] = (None,) * (len(FIGURE_COLUMNS) + 1)


def figure_values(figure: Figure | None) -> tuple[Cell, ...]:
    """The cells of a figure: FIGURE_COLUMNS and its words; nothing where there is none."""
    return _NO_FIGURE if figure is None else _figure_values(figure)


@lru_cache(maxsize=20_000)
def _figure_values(figure: Figure) -> tuple[Cell, ...]:
    """Kept, as the same ones come again and again."""
    return figure.min, figure.best, figure.max, figure.qualifier, figure.text, figure.who, in_words(figure)


def claim_values(number: int, event: Event, claim: Claim) -> tuple[Cell, ...]:
    """The cells of a claim in the order of CLAIM_COLUMNS."""
    figures = claim.figures
    cells = _NO_FIGURE * len(FIGURE_KINDS) if not figures else tuple(
        cell for kind in FIGURE_KINDS for cell in figure_values(figures.get(kind))
    )  # fmt: skip
    source = next((s for s in event.sources if s.id == claim.source_id), None)
    return (
        number, event.id, event.title, claim.id, claim.claimant, claim.claimant_role, claim.stance, claim.about,
        claim.text, claim.quote, claim.said_on, claim.said_precision, claim.term, *cells, claim.responds_to,
        claim.source_id, *(_NO_SOURCE if source is None else source_values(source)), event.dataset,
    )  # fmt: skip


_NO_SOURCE: tuple[Cell, ...] = (None,) * 8


def source_values(source: Source) -> tuple[Cell, ...]:
    """The cells of a claim's source, from `publisher` to `source_licence`."""
    return (
        source.publisher, source.author, source.title, source.url, source.archive_url, source.published_at,
        source.language, source.licence,
    )  # fmt: skip


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
