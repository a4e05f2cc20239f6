"""A name, with whatever else is known of it, to one place, or several, or none: `Gazetteer.lookup`.

What decides: a p-code alone; else the name in its normal form or an alias, and the unit, p-code or country where a
name has several places. What never decides: likeness, nearness, size. A populated place stands before the unit around
it that is called after it (Idlib is the city, "Idlib Governorate" the unit), and the answer says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache

from geo.gazetteer.entries import UNITS, Ambiguous, Answer, Candidate, Entry, Found, Unknown
from geo.gazetteer.index import Index
from geo.gazetteer.keys import key, without_kind
from geo.gazetteer.units import country_code, governorate_pcode
from geo.geometry import Point, distance_m
from geo.vocab import PLACE_PRECISIONS, short

_PCODE = re.compile(r"[A-Z]{2}\d{2,}")
_ISO = re.compile(r"[A-Z]{2,3}")
_NEAR_M = 10_000
"""A place of ours stands for its name although another one nearby has it too: the prison of Sednaya and the town."""
_INDEXES = 8


class Gazetteer:
    """Look-up in several sources at once, the first leading.

    `groups` are the sources that are always asked, `home` the countries whose towns are asked unless a question names
    another, `towns` gives the towns of a country. Nothing is read before the first question.
    """

    def __init__(
        self,
        groups: Callable[[], Sequence[Sequence[Entry]]],
        *,
        home: Sequence[str] = (),
        towns: Callable[[str], Sequence[Entry]] = lambda _: (),
    ) -> None:
        self._groups, self._home, self._towns = groups, tuple(home), towns
        self._index = lru_cache(maxsize=_INDEXES)(self._built)

    def lookup(
        self,
        name: str,
        *,
        admin: str | None = None,
        pcode: str | None = None,
        country: str | None = None,
        near: Point | None = None,
        kind: str | None = None,
    ) -> Answer:
        """One place, several to choose from, or none.

        `admin` is the name or p-code of a unit of any level that holds the place, `pcode` the place's own code, or that
        of a unit where no place has it, `country` a name or ISO code, `kind` a slug of PLACE_PRECISIONS where the
        caller knows that, say, a governorate is meant. `near` (lon, lat) gives the distances of candidates only.
        """
        code = country_code(country)
        index = self.index(code)
        named = [entry for entry in index.named(name) if kind is None or entry.kind == kind]
        told = [f"the country {country!r} is not known"] if country and code is None else []
        if pcode and pcode.strip():
            coded = index.coded(pcode)
            if coded:
                return _by_code(name, pcode.strip(), coded, named, near)
            told.append(f"the p-code {pcode.strip()} is in no gazetteer here, it was taken for that of a unit")
            admin = pcode if admin is None else admin
        elif not named and (coded := index.coded(name) if _is_code(name) else ()):
            return _by_code("", name, coded, [], near)
        held, narrowed = self._narrowed(index, named, code, admin, told)
        if not held:
            answer: Answer = _unknown(name, index, named, code, admin)
        else:
            answer = _decided(name, held, near, narrowed)
        if isinstance(answer, Found) and not narrowed:
            answer = _with_homonyms(answer, index)
        return replace(answer, note="; ".join([*told, *filter(None, [answer.note])]) or None)

    def entry(self, reference: str) -> Entry | None:
        """The place that `reference` gave an id for, or that has this p-code or ISO code alone; None where none has."""
        country, _, id_ = reference.rpartition("/")
        index = self.index(country_code(country) if country else None)
        coded = index.coded(id_) if id_.strip() else ()
        return index.entry(id_) or (coded[0] if len(coded) == 1 else None)

    def reference(self, entry: Entry) -> str:
        """What `entry` answers this place to again; towns of countries that are not in use need their country."""
        held = self.index().entry(entry.id)
        return entry.id if held is not None or not entry.country else f"{entry.country}/{entry.id}"

    def is_unit(self, admin: str, country: str | None = None) -> bool:
        """Whether `admin` is the name of a unit that is known, or written like a p-code."""
        code = country_code(country)
        return bool(_unit_codes(self.index(code), admin.strip(), code))

    def search(self, text: str, limit: int = 12, *, country: str | None = None) -> tuple[Entry, ...]:
        """The entries for a search box, the best first: prefixes and variants in both scripts, then what is like it."""
        return tuple(entry for entry, _ in self.ranked(text, limit, country=country))

    def ranked(self, text: str, limit: int = 12, *, country: str | None = None) -> tuple[tuple[Entry, bool], ...]:
        """The same, each entry with whether its name is only like the text."""
        return self.index(country_code(country)).starting(text, limit)

    def index(self, country: str | None = None) -> Index:
        """All entries in reach, with the towns of `country` (ISO alpha-2) beside those of home."""
        return self._index(tuple(dict.fromkeys((*self._home, *([country] if country else [])))))

    def _built(self, countries: tuple[str, ...]) -> Index:
        return Index([*self._groups(), *(self._towns(country) for country in countries)])

    def _narrowed(
        self, index: Index, named: Sequence[Entry], country: str | None, admin: str | None, told: list[str]
    ) -> tuple[list[Entry], bool]:
        """The entries that lie in the country and the unit, and whether these left some out."""
        held = [entry for entry in named if country is None or entry.country in {None, country}]
        if admin and admin.strip():
            codes = _unit_codes(index, admin.strip(), country)
            if codes:
                inside = [entry for entry in held if _is_in(entry, codes)]
                held = inside or [entry for entry in held if _may_be_in(entry, codes)]
            else:
                told.append(f"the unit {admin.strip()!r} is not known, only the name was looked up")
        return held, len(held) < len(named)


def _is_code(name: str) -> bool:
    text = name.strip()
    return bool(_PCODE.fullmatch(text) or _ISO.fullmatch(text) or re.fullmatch(r"[A-Z]\d{3,5}", text))


def _unit_codes(index: Index, admin: str, country: str | None) -> set[str]:
    """The p-codes (or the ISO code) that a unit is meant by."""
    if _PCODE.fullmatch(admin.upper()):
        return {admin.upper()}
    found = {entry.pcodes[0] for entry in index.named(admin) if entry.kind in UNITS and entry.pcodes}
    if country in {None, "SY"} and (own := governorate_pcode(admin)):
        found.add(own)
    return found


def _is_in(entry: Entry, codes: set[str]) -> bool:
    held = (*entry.pcodes, *([entry.country] if entry.country else []))
    return any(code.startswith(unit) for code in held for unit in codes)


def _may_be_in(entry: Entry, codes: set[str]) -> bool:
    """Whether the finest unit that is known of the entry holds the one asked for."""
    units = [code for code in entry.pcodes if _PCODE.fullmatch(code)] or ([entry.country] if entry.country else [])
    finest = max(units, key=len, default="")
    return any(unit.startswith(finest) for unit in codes)


def _by_code(name: str, code: str, coded: Sequence[Entry], named: Sequence[Entry], near: Point | None) -> Answer:
    if len(coded) > 1:
        return Ambiguous(name or code, candidates(coded, near), f"the code {code} stands for several places")
    entry = coded[0]
    if not name.strip() or any(each.id == entry.id for each in named):
        return Found(entry, "pcode")
    others = tuple(each for each in named if each.id != entry.id)
    words = f"that name is {_listed(others)}" if others else "no place of that name is known"
    return Found(entry, "pcode", f"the p-code {code} is {entry.name}, not “{_cut(name)}”: {words}", others)


def _decided(name: str, held: Sequence[Entry], near: Point | None, narrowed: bool) -> Answer:
    first = _leading(held)
    if first is None:
        return Ambiguous(name, candidates(held, near))
    also = tuple(entry for entry in held if entry.id != first.id)
    note = f"also the name of {_listed(also)}" if also else None
    by = "name and unit" if narrowed else "name" if _is_name(name, first) else "alias"
    return Found(first, by, note, also)


def _with_homonyms(found: Found, index: Index) -> Found:
    """The answer with the places that share the Arabic name of the one found: one in seven does, in Syria."""
    ar = found.entry.name_ar
    known = {found.entry.id, *(entry.id for entry in found.also)}
    held = index.named(ar) if ar else ()
    others = tuple(entry for entry in held if entry.id not in known and entry.kind not in UNITS)
    if not others or found.entry.kind in UNITS:
        return found
    told = f"its Arabic name is also that of {_listed(others)}"
    return replace(found, also=(*found.also, *others), note="; ".join(filter(None, [found.note, told])))


def _leading(held: Sequence[Entry]) -> Entry | None:
    """The one that is meant, None where only a person can tell."""
    if len(held) == 1:
        return held[0]
    places = [entry for entry in held if entry.kind not in UNITS]
    units = [entry for entry in held if entry.kind in UNITS]
    if len(places) != 1:
        ours = [entry for entry in places if entry.place_id]
        near_ours = len(ours) == 1 and all(_within(ours[0], each, _NEAR_M) for each in places)
        places = ours if near_ours else places
    if len(places) != 1 or any(not _calls_after(unit, places[0]) for unit in units):
        return None
    return places[0]


def _calls_after(unit: Entry, place: Entry) -> bool:
    """Whether the unit is one around the place, as far as its p-codes, or else the box of its outline, say."""
    if not unit.pcodes and unit.box and place.point:
        west, south, east, north = unit.box
        return west <= place.point[0] <= east and south <= place.point[1] <= north
    return unit.kind != "country" and bool(unit.pcodes) and (
        _is_in(place, {unit.pcodes[0]}) or _may_be_in(place, {unit.pcodes[0]})
    )  # fmt: skip


def _unknown(name: str, index: Index, named: Sequence[Entry], country: str | None, admin: str | None) -> Unknown:
    if named:
        where = " and ".join(filter(None, [admin and f"unit {admin!r}", country and f"country {country}"]))
        return Unknown(name, tuple(named), f"the name is known, but not in the {where}")
    near = index.like(name)
    return Unknown(name, tuple(entry for entry in near if country is None or entry.country in {None, country}))


def candidates(held: Sequence[Entry], near: Point | None) -> tuple[Candidate, ...]:
    found = [Candidate(entry, _distance_km(entry, held, near)) for entry in held]
    if near is not None:
        found.sort(key=lambda each: float("inf") if each.distance_km is None else each.distance_km)
    return tuple(found)


def _distance_km(entry: Entry, held: Sequence[Entry], near: Point | None) -> float | None:
    here = entry.point
    if here is None:
        return None
    others = [near] if near else [each.point for each in held if each.id != entry.id]
    return min((round(distance_m(here, each) / 1000, 1) for each in others if each), default=None)


def _within(one: Entry, other: Entry, most_m: float) -> bool:
    here, there = one.point, other.point
    return here is not None and there is not None and distance_m(here, there) <= most_m


def _is_name(name: str, entry: Entry) -> bool:
    bare = without_kind(name)
    asked = {key(name)} | ({key(bare[0])} if bare else set())
    return bool(asked & {key(held) for held in (entry.name, entry.name_ar) if held})


def _listed(entries: Sequence[Entry], most: int = 3) -> str:
    words = [f"{entry.name} ({_kind(entry)}, {(*entry.pcodes, entry.country)[0]})" for entry in entries]
    return ", ".join(words[:most]) + (f" and {len(words) - most} more" if len(words) > most else "")


def _kind(entry: Entry) -> str:
    return "a populated place" if entry.kind == "unknown" else short(PLACE_PRECISIONS, entry.kind)


def _cut(text: str, most: int = 60) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
