"""The ends of movements and the places of stocks: each distinct one matched once, by point, p-code, choice or name.

What cannot be matched keeps its name and has no point; what could be several places is listed with them. Nothing is
placed because it looks alike.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from geo.gazetteer.units import country_code, governorate_pcode, unhcr_country
from geo.intake.flows.lookup import Entry, Gazetteer, native_gazetteer
from geo.intake.names import place_kind
from geo.intake.values import parse_coordinate
from geo.text import normal
from geo.vocab import FINER_THAN_TOWN, PLACE_PRECISIONS

SEVERAL = re.compile(r"\s*\|\s*")
"""Between the names of several places in one cell: people went to one or other of them, how many is not said."""
UNKNOWN = frozenset(
    ["unknown", "unknown other", "not known", "other", "others", "unspecified", "various", "various unknown", "n a"]
)
_UNIT = re.compile(r"[A-Z]{2}\d{2}(\d{2}(\d{2})?)?$")
_LEVELS = {4: "governorate", 6: "district", 8: "subdistrict"}
_AT_RISK = frozenset({"medical", "shelter"})
_FINER_KINDS = frozenset({"neighbourhood", "village", "town", "city", "district", "governorate", "area"})
MAX_CANDIDATES = 5
_ENOUGH = 3
"""From so many names on, all of one level, the level is taken for theirs."""


@dataclass(frozen=True, slots=True)
class End:
    """A place as a row names it, all of it text. `pcode` is of the place itself, `unit` of the admin unit around it."""

    name: str | None
    country: str | None
    admin1: str | None
    pcode: str | None
    unit: str | None
    lon: str | None
    lat: str | None


@dataclass(frozen=True, slots=True)
class Question:
    """A name that a person has to decide: candidates are places of that name, or else places that look alike."""

    name: str
    kind: str
    candidates: tuple[tuple[str, str], ...]
    """(id, words)."""


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
    """Turns ends into places. `level` "country" or "governorate" says what names of ends are; "" leaves it open."""

    gazetteer: Gazetteer
    choices: Mapping[str, str]
    level: str = ""
    first_key: int = 1
    places: dict[str, dict[str, Any]] = field(default_factory=dict)
    questions: dict[str, Question] = field(default_factory=dict)
    own: dict[str, int] = field(default_factory=dict)
    """Keys by the ids that places had when Kharita wrote them."""

    def match(self, end: End, level: str | None = None) -> Matched:
        """The place of `end`; several where its name holds several."""
        held = self.level if level is None else level
        if held == "records":
            return together([self._of_record(each) for each in json.loads(end.name)] if end.name else [])
        parts = SEVERAL.split(end.name) if end.name and "|" in end.name and not end.lon else [end.name]
        if len(parts) == 1:
            return self._one(end, held)
        return together(
            [self._one(End(part or None, end.country, end.admin1, None, None, None, None), held) for part in parts]
        )

    def _of_record(self, told: Mapping[str, Any]) -> Matched:
        """A place with all that Kharita wrote of it; nothing is looked up."""
        unit = (told["pcode"] or "").strip().upper()
        unit = unit if _UNIT.match(unit) else ""
        held = {
            "name": told["name"], "name_ar": told["ar"], "lon": told["lon"], "lat": told["lat"],
            "radius_m": told["radius_m"], "country": told["country"], "admin1_pcode": told["admin1_pcode"],
            "admin1_name": told["admin1_name"], "admin2_pcode": unit[:6] if len(unit) > 4 else None,
            "admin3_pcode": unit if len(unit) == 8 else None, "precision": told["precision"],
        }  # fmt: skip
        found = self._add(own_identity(told), held, told["name"])
        self.own[told["id"] or told["name"]] = found.keys[0]
        return found

    def _one(self, end: End, level: str) -> Matched:
        if end.name and normal(end.name) in UNKNOWN and end.lon is None and end.pcode is None:
            return Matched()
        if end.lon is not None or end.lat is not None:
            return self._at_point(end)
        chosen = self.choices.get(normal(end.name)) if end.name else None
        if chosen is not None and (entry := self._entry(chosen)) is not None:
            return self._of_entry(entry, end)
        if level in {"country", "unhcr"} or (end.name is None and end.pcode is None):
            return self._country(end, level)
        return self._by_name(end, level)

    def _entry(self, entry_id: str) -> Entry | None:
        return self.gazetteer.entry(entry_id) or native_gazetteer().entry(entry_id)

    def _country(self, end: End, level: str) -> Matched:
        code = (
            unhcr_country(end.country) or unhcr_country(end.name)
            if level == "unhcr"
            else country_code(end.country) or country_code(end.name)
        )
        entry = native_gazetteer().entry(code) if code else None
        if entry is not None:
            return self._of_entry(entry, end)
        name = end.name or end.country or ""
        if code:
            return self._add(f"country:{code}", {"name": name, "precision": "country", "country": code}, name)
        return self._unmatched(End(name, None, None, None, None, None, None), (), "country")

    def _by_name(self, end: End, level: str) -> Matched:
        pcode = (end.pcode or "").strip().upper() or None
        if level == "governorate" and end.name:
            pcode = pcode or governorate_pcode(end.name)
        if pcode and _UNIT.match(pcode) and (entry := native_gazetteer().entry(pcode)):
            return self._of_entry(entry, end)
        name = end.name or pcode or ""
        answer = self.gazetteer.lookup(name, admin=end.admin1, pcode=pcode, country=country_code(end.country))
        entry = getattr(answer, "entry", None)
        candidates = tuple(getattr(answer, "candidates", ()))
        if end.unit and len(end.unit) > 4 and not (pcode and pcode == end.unit):
            # The row names a finer unit around the place: the whole governorate of that name is not meant.
            candidates = tuple(each for each in candidates if each.kind != "governorate")
            entry = entry if entry is not None and entry.kind != "governorate" else None
        if entry is None and len(candidates) == 1:
            entry = candidates[0]
        if entry is not None:
            return self._of_entry(entry, end)
        if candidates:
            return self._unmatched(end, candidates, "place_ambiguous")
        return self._unmatched(end, tuple(getattr(answer, "suggestions", ())), "place_unmatched")

    def _of_entry(self, entry: Entry, end: End) -> Matched:
        own = end.name if end.name and normal(end.name) != normal(entry.name) else None
        precision = entry.kind if entry.kind in PLACE_PRECISIONS else "unknown"
        held = {
            "name": entry.name, "name_ar": entry.name_ar, "precision": precision, "lon": entry.lon, "lat": entry.lat,
            "country": entry.country, "admin1_pcode": entry.admin1_pcode, "admin1_name": _admin1_name(entry),
            "note": f"Called “{own}” in the file." if own else None,
        }  # fmt: skip
        return self._add(f"entry:{entry.id}", held, entry.name)

    def _at_point(self, end: End) -> Matched:
        lon, lon_problem = parse_coordinate(end.lon or "", "lon")
        lat, lat_problem = parse_coordinate(end.lat or "", "lat")
        told = f"{end.lat or ''}, {end.lon or ''}"
        problem = (
            "coordinate_unread" if lon_problem or lat_problem
            else "point_half" if (lon is None) != (lat is None)
            else "point_zero" if lon == 0 and lat == 0
            else None
        )  # fmt: skip
        if problem or lon is None or lat is None:
            lon = lat = None
        if lon is None and end.name is None:
            return Matched(problem=problem, value=told)
        name = end.name or f"Point {lat:.5f}, {lon:.5f}"
        code = governorate_pcode(end.admin1) if end.admin1 else None
        held = {"name": name, "precision": "unknown", "lon": lon, "lat": lat, "country": country_code(end.country)}
        held |= {"admin1_pcode": code, "admin1_name": end.admin1}
        return self._add(f"point:{name}:{lon}:{lat}", held, name, problem, told if problem else None)

    def _unmatched(self, end: End, candidates: Sequence[Entry], kind: str) -> Matched:
        """A place without a point; the name is asked about once, with what it could be."""
        name = end.name or end.pcode or "?"
        problem = "place_unmatched" if kind == "country" else kind
        words = tuple((each.id, _words(each)) for each in candidates[:MAX_CANDIDATES])
        self.questions.setdefault(normal(name), Question(name, problem, words))
        unit = (end.unit or end.pcode or "").strip().upper()
        unit = unit if _UNIT.match(unit) else ""
        code = unit[:4] or (governorate_pcode(end.admin1) if end.admin1 else None)
        country = country_code(end.country) or (code[:2] if code else None)
        held = {
            "name": name, "precision": "country" if kind == "country" else _precision(end, unit), "country": country,
            "admin1_pcode": code or None, "admin1_name": end.admin1,
            "admin2_pcode": unit[:6] if len(unit) > 4 else None, "admin3_pcode": unit if len(unit) == 8 else None,
            "note": "Not matched with any place: it has no point.",
        }  # fmt: skip
        told = "; ".join(f"{text} [{key}]" for key, text in words)
        value = f"{name}: {told}" if told else name
        return self._add(f"name:{normal(name)}:{unit}:{code}:{end.pcode}", held, name, problem, value)

    def _add(
        self, identity: str, held: dict[str, Any], name: str, problem: str | None = None, value: str | None = None
    ) -> Matched:
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


def own_identity(told: Mapping[str, Any]) -> str:
    """The same for the same place with the same words about it."""
    return f"own:{json.dumps(told, sort_keys=True, ensure_ascii=False)}"


def level_of(ends: Sequence[End]) -> str:
    """What every name of these ends is, "governorate" or "country"; "" where that is not so, or there are too few."""
    names = {part for end in ends if end.name and end.lon is None for part in SEVERAL.split(end.name)}
    names = {name for name in names if normal(name) not in UNKNOWN}
    if len(names) < _ENOUGH or any(end.pcode for end in ends):
        return ""
    if all(governorate_pcode(name) for name in names):
        return "governorate"
    return "country" if all(country_code(name) for name in names) else ""


def _precision(end: End, unit: str) -> str:
    kind = place_kind(end.name)
    if kind in _FINER_KINDS:
        return str(kind)
    return _LEVELS.get(len(unit), "unknown") if unit and unit == (end.pcode or "").strip().upper() else "unknown"


def _admin1_name(entry: Entry) -> str | None:
    unit = native_gazetteer().entry(entry.admin1_pcode) if entry.admin1_pcode else None
    return unit.name if unit else None


def _words(entry: Entry) -> str:
    return ", ".join(part for part in (entry.name, entry.kind, entry.admin1_pcode, entry.country) if part)
