"""The ends of movements and the places of stocks: each distinct one matched once, by point, p-code, choice or name.

What cannot be matched keeps its name and has no point; what could be several places is listed with them. Nothing is
placed because it looks alike.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from geo.gazetteer import Candidate, Entry, Gazetteer
from geo.gazetteer.geonames import towns_called
from geo.gazetteer.units import country_code, governorate_name, governorate_pcode, unhcr_country
from geo.intake.flows.asking import LEVELS, UNIT_PCODE, Told, are_governorates, ask, key_of
from geo.intake.flows.home import placed_by_words
from geo.intake.flows.points import Borders, read_point, swapped_at_home
from geo.intake.flows.questions import MAX_CANDIDATES, End, Question, offered
from geo.intake.names import LONGEST_NAME, place_kind
from geo.text import normal
from geo.vocab import FINER_THAN_TOWN, PLACE_PRECISIONS

SEVERAL = re.compile(r"\s*\|\s*")
"""Between the names of several places in one cell: people went to one or other of them, how many is not said."""
UNKNOWN = frozenset(
    ["unknown", "unknown other", "not known", "other", "others", "unspecified", "various", "various unknown", "n a"]
)
_NO_COUNTRY = frozenset({"UNK", "XXA", "XXB", "XXC", "XXX"})
"""Codes for people without a country, or whose country is not known (ISO 3166-1 leaves them to users)."""
_AT_RISK = frozenset({"medical", "shelter"})
_FINER_KINDS = frozenset({"neighbourhood", "village", "town", "city", "district", "governorate", "area"})
_ENOUGH = 3
"""From so many names on, all of one level, the level is taken for theirs."""
ABROAD = "not known here; places of that name in other countries are offered"
_MOST_ABROAD = 25
"""Each look through all places of the world takes a twentieth of a second."""
_MOST_NAMES = 400
"""No country has more governorates or districts that a matrix is made of; more names are not tried as such."""


@dataclass(frozen=True, slots=True)
class Matched:
    """Keys of incoming_places (none where the place is not known), what a title may call them, and what was found."""

    keys: tuple[int, ...] = ()
    shown: str | None = None
    identity: str = ""
    problem: str | None = None
    value: str | None = None


_PLACE = (
    "key", "name", "name_ar", "precision", "lon", "lat", "radius_m", "country", "admin1_pcode", "admin1_name",
    "admin2_pcode", "admin3_pcode", "sensitivity", "note",
)  # fmt: skip


@dataclass(slots=True)
class Matcher:
    """Turns ends into places. `level` "country", "unhcr" or "governorate" says what their names are, "" leaves it open.

    `choices` are people's own (key of asking.key_of → id), `outlines` imported ones, p-code → GeoJSON polygon.
    """

    gazetteer: Gazetteer
    choices: Mapping[str, str]
    level: str = ""
    first_key: int = 1
    outlines: Mapping[str, Mapping[str, Any]] = field(default_factory=lambda: MappingProxyType({}))
    home: str | None = None
    units: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    places: dict[str, dict[str, Any]] = field(default_factory=dict)
    questions: dict[str, Question] = field(default_factory=dict)
    own: dict[str, int] = field(default_factory=dict)
    """Keys by the ids that places had when Kharita wrote them."""

    def match(self, end: End, level: str | None = None, n: int = 1) -> Matched:
        """The place of `end`, which `n` rows name; several where its name holds several."""
        held = self.level if level is None else level
        if held == "records":
            return together([self._of_record(each) for each in json.loads(end.name)] if end.name else [])
        if held not in {"country", "unhcr"}:
            end = replace(placed_by_words(end), likely=self.home)
        parts = SEVERAL.split(end.name) if end.name and "|" in end.name and not end.lon else [end.name]
        if len(parts) == 1:
            return self._one(end, held, n)
        return together([self._one(replace(end, name=part or None, pcode=None, unit=None), held, n) for part in parts])

    def _of_record(self, told: Mapping[str, Any]) -> Matched:
        """A place with all that Kharita wrote of it; nothing is looked up."""
        unit = (told["pcode"] or "").strip().upper()
        unit = unit if UNIT_PCODE.match(unit) else ""
        held = {
            "name": told["name"], "name_ar": told["ar"], "lon": told["lon"], "lat": told["lat"],
            "radius_m": told["radius_m"], "country": told["country"], "admin1_pcode": told["admin1_pcode"],
            "admin1_name": told["admin1_name"], "admin2_pcode": unit[:6] if len(unit) > 4 else None,
            "admin3_pcode": unit if len(unit) == 8 else None, "precision": told["precision"],
        }  # fmt: skip
        found = self._add(own_identity(told), held, told["name"])
        self.own[told["id"] or told["name"]] = found.keys[0]
        return found

    def _one(self, end: End, level: str, n: int) -> Matched:
        if end.name and normal(end.name) in UNKNOWN and end.lon is None and end.pcode is None:
            return Matched()
        if end.lon is not None or end.lat is not None:
            return self._at_point(end)
        if (chosen := self._chosen(end)) is not None:
            return self._of_entry(chosen, end)
        if level in {"country", "unhcr"} or (end.name is None and end.pcode is None):
            return self._country(end, level, n)
        told = ask(self.gazetteer, end, level)
        if told.entry is None:
            return self._unmatched(end, told, n)
        if told.problem and told.candidates:
            self._question(end, told, n)
        return self._of_entry(told.entry, end, told)

    def _chosen(self, end: End) -> Entry | None:
        """What a person has chosen for this name with its unit and country, or for the name where these agree."""
        if not self.choices or not end.name:
            return None
        exact = self.choices.get(key_of(end.name, end.admin1, end.country))
        if exact is not None:
            return self.gazetteer.entry(exact)
        held = self.choices.get(normal(end.name))
        entry = self.gazetteer.entry(held) if held is not None else None
        if entry is None:
            return None
        unit = governorate_pcode(end.admin1) if end.admin1 else None
        country = country_code(end.country)
        fits = (not end.admin1 or unit == entry.admin1_pcode) and country in {None, entry.country}
        return entry if fits else None

    def _country(self, end: End, level: str, n: int) -> Matched:
        code = (
            unhcr_country(end.country) or unhcr_country(end.name)
            if level == "unhcr"
            else country_code(end.country) or country_code(end.name)
        )
        if code is None and (end.name or end.country or "").strip().upper() in _NO_COUNTRY:
            return Matched()
        entry = self.gazetteer.entry(f"country:{code}") if code else None
        if entry is not None:
            return self._of_entry(entry, end)
        return self._unmatched(End(end.name or end.country or ""), Told(None, "place_unmatched"), n, "country")

    def _of_entry(self, entry: Entry, end: End, told: Told | None = None) -> Matched:
        own = end.name if end.name and normal(end.name) != normal(entry.name) else None
        precision = entry.kind if entry.kind in PLACE_PRECISIONS else "unknown"
        code = entry.admin1_pcode
        units = [each for each in entry.pcodes if UNIT_PCODE.match(each)]
        held = {
            "name": entry.name, "name_ar": entry.name_ar, "precision": precision, "lon": entry.lon, "lat": entry.lat,
            "country": entry.country, "admin1_pcode": code, "admin1_name": governorate_name(code),
            "admin2_pcode": own_code(entry, "district") or next((each[:6] for each in units if len(each) > 4), None),
            "admin3_pcode": own_code(entry, "subdistrict") or next((each for each in units if len(each) == 8), None),
            "note": f"Called “{own}” in the file." if own else None,
        }  # fmt: skip
        value = f"{end.name or end.pcode}: {entry.name} ({precision}); {told.note}" if told and told.note else None
        return self._add(f"entry:{entry.id}", held, entry.name, told.problem if told else None, value)

    def _at_point(self, end: End) -> Matched:
        lon, lat, problem, told = read_point(end, self.gazetteer, Borders(self.outlines, self.units))
        if problem is None and lon is not None and lat is not None and swapped_at_home(end, lon, lat):
            lon, lat, problem, told = None, None, "point_swapped", f"{end.lat}, {end.lon}"
        if lon is None and end.name is None:
            return Matched(problem=problem, value=told)
        name = end.name or f"Point {lat:.5f}, {lon:.5f}"
        code = governorate_pcode(end.admin1) if end.admin1 else None
        held = {"name": name, "precision": "unknown", "lon": lon, "lat": lat, "country": country_code(end.country)}
        held |= {"admin1_pcode": code, "admin1_name": end.admin1}
        return self._add(f"point:{name}:{lon}:{lat}", held, name, problem, told)

    def _unmatched(self, end: End, told: Told, n: int, kind: str = "") -> Matched:
        """A place without a point; the name is asked about once, with what it could be."""
        name = end.name or end.pcode or "?"
        words = self._question(end, told, n)
        unit = (end.unit or end.pcode or "").strip().upper()
        unit = unit if UNIT_PCODE.match(unit) else ""
        code = unit[:4] or (governorate_pcode(end.admin1) if end.admin1 else None)
        country = country_code(end.country) or (code[:2] if code else None)
        held = {
            "name": name, "precision": "country" if kind == "country" else _precision(end, unit), "country": country,
            "admin1_pcode": code or None, "admin1_name": end.admin1,
            "admin2_pcode": unit[:6] if len(unit) > 4 else None,
            "admin3_pcode": unit if len(unit) == 8 else None,
            "note": "Not matched with any place: it has no point.",
        }  # fmt: skip
        listed = "; ".join(f"{text} [{key}]" for key, text in words)
        value = ": ".join(filter(None, [name, told.note, listed]))
        return self._add(f"name:{normal(name)}:{unit}:{code}:{end.pcode}", held, name, told.problem, value)

    def _question(self, end: End, told: Told, n: int) -> tuple[tuple[str, str], ...]:
        key = key_of(end.name or end.pcode, end.admin1, end.country)
        known = self.questions.get(key)
        if known is not None:
            self.questions[key] = known.again(n)
            return known.candidates
        words = offered(self.gazetteer, told.candidates)
        where = ", ".join(part for part in (end.admin1, end.pcode, end.country) if part)
        kind = told.problem or "place_unmatched"
        asked = end.name or end.pcode or "?"
        if len(asked) > LONGEST_NAME:
            return words
        self.questions[key] = Question(asked, kind, words, key, where, n, told.note)
        return words

    def look_abroad(self) -> None:
        """Offers places of any country to names that none here has; rows that name a country have had its own."""
        open_ = [each for each in self.questions.values() if each.kind == "place_unmatched" and not each.where]
        named = towns_called([each.name for each in open_[:_MOST_ABROAD]])
        for each in open_[:_MOST_ABROAD]:
            if held := named.get(each.name):
                words = offered(self.gazetteer, [Candidate(entry, None) for entry in held])
                both = (*words, *each.candidates)[:MAX_CANDIDATES]
                self.questions[each.key] = replace(each, candidates=both, note=ABROAD)

    def _add(
        self, identity: str, held: dict[str, Any], name: str, problem: str | None = None, value: str | None = None
    ) -> Matched:
        if len(name) > LONGEST_NAME:
            cut = f"{name[: LONGEST_NAME - 1]}…"
            told = problem if problem not in {None, "place_unmatched"} else "place_name_long"
            return self._add(identity, held | {"name": cut}, cut, told, f"{(value or name)[: LONGEST_NAME - 1]}…")
        row = self.places.get(identity)
        if row is None:
            at_risk = place_kind(name) in _AT_RISK
            precision = "facility" if at_risk else held["precision"]
            row = dict.fromkeys(_PLACE) | held | {"key": self.first_key + len(self.places), "precision": precision}
            row["sensitivity"] = "restricted" if at_risk else "public"
            self.places[identity] = row
        open_ = row["sensitivity"] == "public" or row["precision"] not in FINER_THAN_TOWN
        return Matched((row["key"],), row["name"] if open_ else "a withheld place", identity, problem, value)


def together(found: Sequence[Matched]) -> Matched:
    """Several places of one end: which of them, or how many people to each, is not said."""
    problem = next((each for each in found if each.problem), Matched())
    return Matched(
        tuple(dict.fromkeys(key for each in found for key in each.keys)),
        " or ".join(each.shown or "an unknown place" for each in found) or None,
        "|".join(each.identity for each in found), problem.problem, problem.value,
    )  # fmt: skip


def own_code(entry: Entry, kind: str) -> str | None:
    """The p-code of a unit of this kind, however its country writes them; None for anything else."""
    return entry.pcodes[0] if entry.kind == kind and entry.pcodes else None


def own_identity(told: Mapping[str, Any]) -> str:
    """The same for the same place with the same words about it."""
    return f"own:{json.dumps(told, sort_keys=True, ensure_ascii=False)}"


def level_of(ends: Sequence[End], gazetteer: Gazetteer, most_others: float = 0.0) -> str:
    """What every name of these ends is, "governorate" or "country"; "" where that is not so, or there are too few.

    `most_others` is the share of names that may be none: a matrix by governorate with a misspelt one is still one.
    """
    names = {part for end in ends if end.name and end.lon is None for part in SEVERAL.split(end.name)}
    names = {name for name in names if normal(name) not in UNKNOWN}
    if not _ENOUGH <= len(names) <= _MOST_NAMES or any(end.pcode for end in ends):
        return ""
    needed = len(names) * (1 - most_others)
    some = sorted(names)[:_ENOUGH]
    if (most_others or are_governorates(some, gazetteer) == _ENOUGH) and are_governorates(names, gazetteer) >= needed:
        return "governorate"
    return "country" if sum(country_code(name) is not None for name in names) >= needed else ""


def _precision(end: End, unit: str) -> str:
    kind = place_kind(end.name)
    if kind in _FINER_KINDS:
        return str(kind)
    return LEVELS.get(len(unit), "unknown") if unit and unit == (end.pcode or "").strip().upper() else "unknown"
