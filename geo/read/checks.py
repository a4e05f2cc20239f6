"""What a JSON Schema cannot say of a record: dates in order, whole points, figures in order and in bounds, real text.

Each check raises BadInput that names what came and what was wanted; none repairs.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from geo.errors import BadInput
from geo.model import Figure
from geo.vocab import FIGURE_KINDS

MAX_PEOPLE = 10**9
MAX_DEPTH = 40


def check_text(row: Any, where: str) -> None:
    """Refuses a record nested deeper than any schema of ours, and text that is no Unicode (a lone surrogate)."""
    if _depth(row) > MAX_DEPTH:
        raise _bad("nesting", f"more than {MAX_DEPTH} levels", f"at most {MAX_DEPTH}", where)
    try:
        json.dumps(row, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError as error:
        raise _bad("text", error.object[error.start : error.end], "Unicode characters", where) from None


def check_record(record: Any, where: str) -> None:
    """Refuses an Event, Movement or Place whose parts contradict one another."""
    start, end = getattr(record, "date_start", None), getattr(record, "date_end", None)
    if start and end and start > end:
        raise _bad("dates", f"{start} to {end}", "a start not after its end", where)
    if (getattr(record, "lon", None) is None) != (getattr(record, "lat", None) is None):
        raise _bad("point", f"lon {record.lon}, lat {record.lat}", "both or neither", where)
    for link in ("part_of", "duplicate_of", "responds_to"):
        if getattr(record, link, None) == record.id:
            raise _bad(link, record.id, "another record", where)
    for name, figure in _figures(record):
        given = [bound for bound in (figure.min, figure.best, figure.max) if bound is not None]
        if any(type(bound) is not int or not 0 <= bound <= MAX_PEOPLE for bound in given):
            raise _bad(name, given, f"whole numbers from 0 to {MAX_PEOPLE:,}", where)
        if given != sorted(given):
            raise _bad(name, given, "minimum, best and maximum in this order", where)


def _depth(value: Any) -> int:
    """How deep lists and objects are nested; stops counting just beyond MAX_DEPTH."""
    depth, level = 0, [value]
    while level and depth <= MAX_DEPTH:
        inner = [list(each.values()) if isinstance(each, dict) else each for each in level]
        level = [part for each in inner if isinstance(each, list) for part in each]
        depth += 1
    return depth


def _figures(record: Any) -> Iterator[tuple[str, Figure]]:
    for name in (*FIGURE_KINDS, "people"):
        if (figure := getattr(record, name, None)) is not None:
            yield name, figure
    for place_id, share in (getattr(record, "shares", None) or {}).items():
        yield f"share of {place_id}", share
    for claim in getattr(record, "claims", ()):
        for kind, figure in claim.figures.items():
            yield f"{kind} of claim {claim.id}", figure


def _bad(what: str, got: object, want: str, where: str) -> BadInput:
    return BadInput(what, got=got, want=want, where=where, cure="Mend this record in the file.")
