"""Rows of a table of places → entries with their outlines, each other row rejected with its reason.

Cells are read strictly: a coordinate that is no number in degrees, a name that is missing or a p-code that the file
gives twice reject the row. An empty point stays unknown. Nothing is guessed, nothing is mended.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import shapely

from geo.gazetteer.columns import Layout, feature_kind, kind_of
from geo.gazetteer.entries import Entry, Rejection
from geo.gazetteer.units import country_code, governorate_pcode
from geo.safe_text import printable

_DEGREES = re.compile(r"[+-]?\d{1,3}(?:[.,]\d+)?")
_ARABIC = re.compile(r"[\u0621-\u064a]+(?: [\u0621-\u064a]+)*")
_SPLIT = re.compile(r"[|;,؛،]")
_MOST_ALIASES = 200
_LONGEST = 200

Cells = Sequence[str | None]
Spot = tuple[float | None, float | None]
"""Longitude and latitude."""


@dataclass(slots=True)
class Rows:
    """What came of the rows so far. `outlines` are polygons in well-known binary by the id of their entry."""

    layout: Layout
    source: str
    prefix: str
    country: str | None = None
    entries: list[Entry] = field(default_factory=list)
    outlines: dict[str, bytes] = field(default_factory=dict)
    rejected: list[Rejection] = field(default_factory=list)
    codes: dict[str, int] = field(default_factory=dict)

    def take(self, row: int, cells: Cells, spot: Spot, outline: bytes | None) -> None:
        """Makes an entry of one row, or rejects it."""
        try:
            entry = self._entry(row, cells, spot, outline)
        except _Refused as error:
            self.rejected.append(Rejection(row, *error.why))
            return
        self.entries.append(entry)
        if outline is not None:
            self.outlines[entry.id] = outline

    def _entry(self, row: int, cells: Cells, spot: Spot, outline: bytes | None) -> Entry:
        name, name_ar, aliases = self._names(cells)
        own = self._own_code(row, cells)
        country = self._country(cells, own)
        kind = self._kind(cells, outline is not None)
        if own is None and kind == "governorate" and country == "SY":
            own = next(filter(None, map(governorate_pcode, (name, *aliases))), None)
        units = self._units(cells, country)
        lon, lat = self._point(cells, spot)
        number = self._cell(cells, "geonames")
        pcodes = tuple(dict.fromkeys(code for code in (own, *units) if code))
        return Entry(
            id=f"{self.prefix}:{row}",
            name=name,
            name_ar=name_ar,
            aliases=aliases,
            kind=kind,
            lon=lon,
            lat=lat,
            country=country,
            admin1_pcode=own
            if kind == "governorate" and own
            else next((code for code in pcodes if re.fullmatch(r"[A-Z]{2}\d{2}", code)), None),
            pcodes=pcodes,
            codes=tuple(code for code in (own, f"geonames:{number}" if number and number.isdigit() else None) if code),
            source=self.source,
            population=_whole(self._cell(cells, "population")),
            box=None if outline is None else _box(outline),
        )

    def _cell(self, cells: Cells, meaning: str) -> str | None:
        at = self.layout.at.get(meaning)
        return printable(cells[at] or "")[:4000] or None if at is not None else None

    def _names(self, cells: Cells) -> tuple[str, str | None, tuple[str, ...]]:
        arabic = self._cell(cells, "name_ar")
        name = self._cell(cells, "name") or arabic
        if name is None:
            raise _Refused("name", "nothing", "Give the row a name.")
        if len(name) > _LONGEST:
            raise _Refused("name", f"{len(name):,} letters", f"A name has at most {_LONGEST}.")
        others = [printable(cells[at] or "") for at in self.layout.more]
        listed = _SPLIT.split(self._cell(cells, "aliases") or "")
        held = dict.fromkeys(text.strip()[:_LONGEST] for text in (*others, *listed))
        if arabic is None:
            arabic = next((text for text in held if _ARABIC.fullmatch(text)), None)
        aliases = [text for text in held if text and text not in {name, arabic}]
        return name, arabic and arabic[:_LONGEST], tuple(aliases[:_MOST_ALIASES])

    def _own_code(self, row: int, cells: Cells) -> str | None:
        code = (self._cell(cells, "pcode") or "").upper()[:40] or None
        if code is not None and code in self.codes:
            raise _Refused("p-code", f"{code}, as in row {self.codes[code]}", "A place stands in one row.")
        if code is not None:
            self.codes[code] = row
        return code

    def _country(self, cells: Cells, own: str | None) -> str | None:
        known = country_code(self._cell(cells, "country"))
        if known is None and own and re.fullmatch(r"[A-Z]{2}\d+", own):
            known = country_code(own[:2])
        return known or self.country

    def _kind(self, cells: Cells, has_outline: bool) -> str:
        if "feature" in self.layout.at:
            return feature_kind(self._cell(cells, "class"), self._cell(cells, "feature"))
        kind = self.layout.kind or kind_of(self._cell(cells, "kind")) or ("area" if has_outline else "unknown")
        return "unknown" if kind == "area" and not has_outline and self.layout.kind else kind

    def _units(self, cells: Cells, country: str | None) -> list[str]:
        """The codes of the units above; a name is used where it is that of a Syrian governorate."""
        found = []
        for at in self.layout.parents:
            text = printable(cells[at] or "")[:100]
            if re.fullmatch(r"[A-Z]{2,3}\d*", text):
                found.append(text)
            elif country in {None, "SY"} and (code := governorate_pcode(text)):
                found.append(code)
        return found

    def _point(self, cells: Cells, spot: Spot) -> Spot:
        if spot[0] is not None:
            return spot
        lon, lat = self._cell(cells, "lon"), self._cell(cells, "lat")
        if lon is None and lat is None:
            return None, None
        held = _degrees(lon, 180, "longitude"), _degrees(lat, 90, "latitude")
        if held == (0.0, 0.0):
            raise _Refused("point", "0, 0", "Leave the cells empty where the point is not known.")
        return held


def _degrees(text: str | None, most: int, what: str) -> float:
    if text is None or not _DEGREES.fullmatch(text) or abs(float(text.replace(",", "."))) > most:
        raise _Refused(what, text or "nothing", f"Write degrees as in 36.58487, from −{most} to {most}.")
    return float(text.replace(",", "."))


def _box(outline: bytes) -> tuple[float, float, float, float]:
    west, south, east, north = (round(float(each), 5) for each in shapely.from_wkb(outline).bounds)
    return west, south, east, north


def _whole(text: str | None) -> int | None:
    return int(text) or None if text and text.isdigit() and len(text) < 12 else None


class _Refused(Exception):
    """Why a row gives no place: what, got, cure."""

    def __init__(self, what: str, got: str, cure: str) -> None:
        super().__init__(what)
        self.why = (what, got[:80], cure)


def without_points(entries: Iterable[Entry]) -> int:
    """How many entries have no point."""
    return sum(entry.point is None for entry in entries)
