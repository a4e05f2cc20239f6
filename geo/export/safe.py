"""The last look at what leaves the house: no unpublished place, no text that a page or a sheet would obey.

`assert_publishable` is independent of the store's own rule and refuses rather than repairs. The text functions take
any string and answer one that is safe to set as text; markup is not their business, since no text becomes markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from geo.errors import GeoError
from geo.model import Event, Movement, Place
from geo.safe_text import FORMULA, plain, restored
from geo.vocab import FINER_THAN_TOWN

_LONG_RUN = re.compile(r"[^\s\u200b]{30,}")
CUT = "… (cut here)"
__all__ = ["NotPublishableError", "assert_places_publishable", "assert_publishable", "neutral", "printable", "restored"]


class NotPublishableError(GeoError):
    """A record that must not leave reached an export: a fault of the program or of the store, never of the user."""


def assert_publishable(events: Iterable[Event], movements: Iterable[Movement] = ()) -> None:
    """Raise NotPublishableError if any record or place could give away a point that must stay inside.

    Refused are: internal records and places; restricted places finer than a town; places finer than a town in
    restricted records. The message names ids only.
    """
    for event in events:
        _check(event.id, event.sensitivity, (at.place for at in event.places))
    for movement in movements:
        _check(movement.id, movement.sensitivity, (*movement.origins, *movement.destinations, *movement.transit))


def assert_places_publishable(places: Iterable[Place]) -> None:
    """Raise NotPublishableError for a place that may not stand at its own point on any map."""
    _check("a marker", "public", places)


def _check(record_id: str, sensitivity: str, places: Iterable[Place]) -> None:
    if sensitivity == "internal":
        raise NotPublishableError(f"{record_id} is internal and may not be exported.")
    for place in places:
        at_risk = sensitivity != "public" or place.sensitivity != "public"
        if place.sensitivity == "internal" or (at_risk and place.precision in FINER_THAN_TOWN):
            raise NotPublishableError(f"{record_id} stands at {place.id}, which may not be published at its own point.")


def printable(text: str, limit: int | None = None) -> str:
    """`text` as one line for a page: blanks joined, words of 30 and more characters given places to break.

    Cut with "… (cut here)" after `limit` characters, if given.
    """
    line = " ".join(plain(text).split())
    if limit is not None and len(line) > limit:
        line = line[:limit].rstrip() + CUT
    return _LONG_RUN.sub(lambda run: "\u200b".join(_pieces(run.group())), line)


def _pieces(run: str, size: int = 12) -> list[str]:
    return [run[i : i + size] for i in range(0, len(run), size)]


def neutral(cell: str) -> str:
    """`cell` so that a spreadsheet takes it for text: an apostrophe before what would start a formula.

    >>> neutral("=1+1"), neutral("Azaz"), neutral("'=1")
    ("'=1+1", 'Azaz', "''=1")
    """
    return f"'{cell}" if FORMULA.match(cell) else cell
