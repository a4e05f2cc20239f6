"""Movements as rows of a table: one row per origin and destination, what is not known of a pair left empty.

A movement with several ends is a group of rows with one `split_id`. Where its split is unknown the rows have no figure
of their own, and the total stands once, in `split_total_…` of the first row of the group; where shares are known each
row has its share. `geo.read.own_flows` reads the same columns back. Nothing is divided, repeated or added up.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from geo.codec import claim_json, figure_json, n_denials
from geo.dates import interval_in_words
from geo.export.manifest import canonical
from geo.export.options import Options
from geo.export.redact import left_of_movement
from geo.export.rows import rows_filter
from geo.export.safe import assert_publishable
from geo.export.sheet import Row, claim_line
from geo.figures import in_words, left_out
from geo.filter import Filter
from geo.model import Figure, Json, Movement, Place
from geo.store.protocol import Store
from geo.vocab import GROUPS, MOVES, label

AT_ONCE = 2000
SHARE_UNKNOWN = "share not known"
_END = ("id", "name", "ar", "lon", "lat", "precision", "radius_m", "country", "admin1_pcode", "admin1_name", "pcode")
_FIGURE = ("min", "best", "max", "qualifier", "text", "who", "words")


def end_columns(end: str) -> tuple[str, ...]:
    """The columns of one end: its name under `end` itself, the rest behind it."""
    return tuple(end if each == "name" else f"{end}_{each}" for each in _END)


PAIR_COLUMNS = (
    "number", "movement_id", "title", "split_id", "split", "split_row", *end_columns("origin"),
    *end_columns("destination"),
    *(f"people_{each}" for each in _FIGURE), *(f"split_total_{each}" for each in _FIGURE),
    "kind", "kind_words", "group", "group_words", "terms", "transit", "date_start", "date_end", "date_precision",
    "date_words", "part_of", "duplicate_of", "left_out_of_totals", "event_id", "grade", "grade_reason", "note",
    "n_claims", "n_denials", "claims", "sources", "dataset", "dataset_licence",
    "terms_json", "transit_json", "shares_json", "claims_json", "sources_json",
)  # fmt: skip
INTEGERS = frozenset(
    ["number", "n_claims", "n_denials", *(f"{of}_{b}" for of in ("people", "split_total") for b in _FIGURE[:3])]
)
DECIMALS = frozenset(f"{end}_{each}" for end in ("origin", "destination") for each in ("lon", "lat", "radius_m"))
DAYS = frozenset({"date_start", "date_end"})


@dataclass(frozen=True, slots=True)
class Numbered:
    """A movement with its number in the file, why totals leave it out (if they do), and its data set's licence."""

    number: int
    movement: Movement
    left_out: str | None
    licence: str | None


def numbered(store: Store, chosen: Filter, options: Options) -> Iterator[Numbered]:
    """The movements of `chosen` that may leave as rows, newest first, read page by page and checked."""
    open_, _ = rows_filter(store, chosen, options)
    licences = {dataset.id: dataset.licence for dataset in store.datasets()}
    reasons = _left_out(store, open_)
    number = 0
    for start in range(0, store.n_movements(open_), AT_ONCE):
        held = store.movements(open_, limit=AT_ONCE, offset=start)
        assert_publishable((), held)
        for movement in held:
            number += 1
            yield Numbered(
                number, left_of_movement(movement, options), reasons.get(movement.id), licences.get(movement.dataset)
            )


def _left_out(store: Store, open_: Filter) -> Mapping[str, str]:
    """Why totals leave out what is part or copy of another movement that is shown; most selections have none."""
    if not store.pairs(open_).n_left_out:
        return {}
    linked: dict[str, Movement] = {}
    wholes: set[str] = set()
    for start in range(0, store.n_movements(open_), AT_ONCE):
        for each in store.movements(open_, limit=AT_ONCE, offset=start):
            if each.part_of or each.duplicate_of:
                linked[each.id] = each
                wholes |= {key for key in (each.part_of, each.duplicate_of) if key}
    held = {key: store.movement(key, open_) for key in wholes if linked}
    shown = [each for each in held.values() if each is not None and each.id not in linked]
    return {each.id: each.reason for each in left_out([*shown, *linked.values()])}


def pair_rows(held: Numbered) -> Iterator[Row]:
    """The rows of one movement; an end that is not known is empty."""
    movement = held.movement
    pairs = pair_ends(movement)
    common = _common(held)
    several = len(pairs) > 1
    for at, (origin, destination) in enumerate(pairs):
        row = common | _end_cells("origin", origin) | _end_cells("destination", destination)
        if not several:
            yield row | _figure_cells("people", movement.people)
            continue
        row |= {"split_id": movement.id, "split_row": f"{at + 1} of {len(pairs)}"} | _share_cells(movement, destination)
        yield row | (_figure_cells("split_total", movement.people) if at == 0 else {})


def pair_ends(movement: Movement) -> list[tuple[Place | None, Place | None]]:
    """Origin and destination of each row of `pair_rows`."""
    return list(product(movement.origins or (None,), movement.destinations or (None,)))


def split_of(movement: Movement) -> str:
    """ "one pair", "known" or "unknown"."""
    if len(movement.origins) < 2 and len(movement.destinations) < 2:
        return "one pair"
    return "known" if movement.split_known else "unknown"


def _share_cells(movement: Movement, destination: Place | None) -> Row:
    """The share of a destination, where it is said and there is one origin that it can come from."""
    if not movement.split_known or len(movement.origins) > 1 or destination is None:
        return {"people_words": SHARE_UNKNOWN}
    share = (movement.shares or {}).get(destination.id)
    return _figure_cells("people", share) if share else {"people_words": SHARE_UNKNOWN}


def _figure_cells(of: str, figure: Figure | None) -> Row:
    if figure is None:
        return {f"{of}_words": in_words(None)}
    told = figure_json(figure) or {}
    return {f"{of}_{each}": told[each] for each in _FIGURE}


def _end_cells(end: str, place: Place | None) -> Row:
    if place is None:
        return {}
    return dict(zip(end_columns(end), _place(place), strict=True))


def _place(place: Place) -> list[str | float | None]:
    keys = ("id", "name", "name_ar", "lon", "lat", "precision", "radius_m", "country", "admin1_pcode", "admin1_name")
    return [*(getattr(place, key) for key in keys), place.pcode]


def _common(held: Numbered) -> Row:
    """What every row of a movement repeats: words, dates, links, claims and sources; never a figure."""
    movement = held.movement
    as_is = ("title", "group", "date_start", "date_end", "date_precision", "part_of", "duplicate_of", "event_id")
    row: Row = {key: getattr(movement, key) for key in (*as_is, "grade", "grade_reason", "note", "kind", "dataset")}
    return row | {
        "number": held.number,
        "movement_id": movement.id,
        "split": split_of(movement),
        "kind_words": label(MOVES, movement.kind),
        "group_words": movement.group_text or label(GROUPS, movement.group),
        "terms": " | ".join(f"{who}: {term}" for who, term in movement.terms),
        "transit": " | ".join(place.name for place in movement.transit),
        "date_words": interval_in_words(movement.date_start, movement.date_end, movement.date_precision),
        "left_out_of_totals": held.left_out,
        "n_claims": len(movement.claims),
        "n_denials": n_denials(movement.claims),
        "claims": " | ".join(claim_line(claim) for claim in movement.claims),
        "sources": " | ".join(" – ".join(filter(None, (s.publisher, s.title, s.url))) for s in movement.sources),
        "dataset_licence": held.licence,
        **_machine(movement),
    }


def _machine(movement: Movement) -> Row:
    """What a cell of words cannot hold, as JSON: whoever reads the file back has all of it."""
    shares = movement.shares if movement.split_known and len(movement.origins) > 1 else None
    terms = [{"claimant": who, "term": term} for who, term in movement.terms]
    held: Json = {
        "terms_json": terms,
        "transit_json": [place_cells(place) for place in movement.transit],
        "shares_json": {key: figure_json(share) for key, share in shares.items()} if shares else None,
        "claims_json": [claim_json(claim) for claim in movement.claims],
        "sources_json": [
            {key: value for key in _SOURCE if (value := getattr(source, key)) is not None}
            for source in movement.sources
        ],
    }
    return {key: canonical(value) if value else None for key, value in held.items()}


_SOURCE = (
    "id", "publisher", "author", "title", "url", "archive_url", "published_at", "captured_at", "sha256", "language",
    "licence", "via",
)  # fmt: skip


def place_cells(place: Place) -> Json:
    """What is known of a published place: id, name, ar, lon, lat, precision …"""
    return {key: value for key, value in zip(_END, _place(place), strict=True) if value is not None}
