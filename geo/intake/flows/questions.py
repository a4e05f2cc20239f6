"""What a row calls an end of a movement, and the questions that such names leave to a person, with candidates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from geo.gazetteer import Candidate, Entry, Gazetteer
from geo.gazetteer.units import governorate_name
from geo.vocab import PLACE_PRECISIONS, short

MAX_CANDIDATES = 6


@dataclass(frozen=True, slots=True)
class End:
    """A place as a row names it, all of it text. `pcode` is of the place itself, `unit` of the admin unit around it.

    `kind` is given where the name stands in a column of units: "governorate", "district", "subdistrict".
    """

    name: str | None
    country: str | None = None
    admin1: str | None = None
    pcode: str | None = None
    unit: str | None = None
    lon: str | None = None
    lat: str | None = None
    kind: str | None = None
    likely: str | None = None
    """ISO code of the country that most places of the file lie in, where the row names none."""


@dataclass(frozen=True, slots=True)
class Question:
    """A name that a person may decide. `kind` is that of its finding: with "place_noted" the first candidate was taken.

    `key` is what a choice is remembered by, `where` the unit and country of the row in words, `n` the rows that
    name it, `note` what is known about the doubt.
    """

    name: str
    kind: str
    candidates: tuple[tuple[str, str], ...]
    """(id, words)."""
    key: str = ""
    where: str = ""
    n: int = 1
    note: str | None = None

    def again(self, n: int) -> Question:
        return replace(self, n=self.n + n)


def offered(gazetteer: Gazetteer, candidates: Sequence[Candidate]) -> tuple[tuple[str, str], ...]:
    """The candidates as ids and words, those that are known best first as they come."""
    return tuple((gazetteer.reference(each.entry), words_of(each)) for each in candidates[:MAX_CANDIDATES])


def words_of(candidate: Candidate) -> str:
    """A place in words that tell it from its namesakes: both names, kind, unit, and how far off the others are."""
    entry = candidate.entry
    kind = "populated place" if entry.kind == "unknown" else short(PLACE_PRECISIONS, entry.kind)
    parts = (kind, _unit(entry), entry.country if entry.kind != "country" else None)
    apart = candidate.distance_km
    named = " ".join(part for part in (entry.name, entry.name_ar) if part)
    off = f", {apart:,.0f} km from the next" if apart is not None and apart >= 1 else ""
    return ", ".join(part for part in (named, *parts) if part) + off


def _unit(entry: Entry) -> str | None:
    if entry.kind in {"governorate", "country"} or not entry.admin1_pcode:
        return entry.admin1_pcode
    return governorate_name(entry.admin1_pcode) or entry.admin1_pcode
