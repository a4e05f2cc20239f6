"""What an end of a movement, as its row names it, is taken for: one place, or a question with candidates.

The gazetteer decides by name, unit and p-code. Where the row contradicts itself (a p-code of another place, a unit that
is none but a place) nothing is placed: those cells may be swapped. Likeness only suggests.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from geo.gazetteer import Ambiguous, Answer, Candidate, Entry, Found, Gazetteer, Unknown
from geo.gazetteer.entries import UNITS
from geo.gazetteer.lookup import candidates
from geo.gazetteer.units import country_code, country_name, governorate_pcode
from geo.intake.abroad import country_of_unit, unit_of
from geo.intake.boundaries import inside_unit
from geo.intake.flows.questions import End
from geo.text import normal

UNIT_PCODE = re.compile(r"[A-Z]{2}\d{2}(\d{2}(\d{2})?)?$")
LEVELS = {4: "governorate", 6: "district", 8: "subdistrict"}
"""Kind of a unit by the length of its p-code."""
_GOVERNORATE_LENGTH = 4


@dataclass(frozen=True, slots=True)
class Told:
    """`entry` is the place that is taken. `problem` is a kind of finding, `candidates` are what a person may choose."""

    entry: Entry | None = None
    problem: str | None = None
    candidates: tuple[Candidate, ...] = ()
    note: str | None = None


def ask(gazetteer: Gazetteer, end: End, level: str = "") -> Told:
    """What the end is; with `level` "governorate" its name is that of one, unless only a place is called so.

    A name is looked up in the country that most places of the file lie in first. One that only another country has is
    placed there, and told.
    """
    if end.country:
        return _asked(gazetteer, end, level)
    near = _asked(gazetteer, replace(end, country=end.likely), level)
    if near.entry is not None or near.problem != "place_unmatched":
        return near
    far = _asked(gazetteer, end, level) if end.likely else near
    if far.entry is None and far.problem != "place_ambiguous" and (unit := country_of_unit(end.admin1)) is not None:
        far = _asked(gazetteer, replace(end, country=unit), level)
    if far.entry is None or far.entry.kind == "country" or not end.likely:
        return far if far.entry is not None or far.problem == "place_ambiguous" else near
    words = f"not in {country_name(end.likely)}, where most places of the file lie"
    return Told(far.entry, "place_noted", (Candidate(far.entry, None), *far.candidates, *near.candidates), words)


def _asked(gazetteer: Gazetteer, end: End, level: str) -> Told:
    pcode = (end.pcode or "").strip().upper() or None
    name = end.name or pcode or ""
    kind = LEVELS[len(pcode)] if pcode and UNIT_PCODE.match(pcode) else end.kind
    if "governorate" in {level, kind} and (told := _governorate(gazetteer, end, pcode)) is not None:
        return told
    unit = (end.unit or "").strip().upper()
    held = unit if unit and unit != pcode else None if kind == "governorate" else end.admin1
    if held and held != end.admin1 and end.admin1 and not _has_units(gazetteer, held, end.country):
        held, unit = end.admin1, ""
    if pcode and end.name and not _has_units(gazetteer, pcode, end.country):
        pcode = None
    answer = gazetteer.lookup(name, admin=held, pcode=pcode, country=end.country, kind=kind)
    answer = _in_unit_abroad(gazetteer, answer, end, name)
    if end.country and country_code(end.country) is None:
        return _doubted(answer, "place_ambiguous", answer.note)
    if level == "governorate":
        answer = _only_certain(answer)
    return _judged(gazetteer, end, answer, unit if unit != pcode else "")


def _governorate(gazetteer: Gazetteer, end: End, pcode: str | None) -> Told | None:
    """The governorate of that name, or governorates that it looks like; None where neither is so."""
    own = governorate_pcode(end.name) if end.name and country_code(end.country) in {None, "SY"} else None
    entry = gazetteer.entry(f"unit:{own}") if own and pcode in {None, own} else None
    if entry is not None:
        return Told(entry)
    if pcode or not end.name:
        return None
    answer = gazetteer.lookup(end.name, country=end.country, kind="governorate")
    if isinstance(answer, Found):
        return Told(answer.entry)
    if isinstance(answer, Ambiguous):
        return Told(None, "place_ambiguous", answer.candidates, answer.note)
    alike = [entry for entry in answer.suggestions if entry.kind == "governorate"]
    return Told(None, "place_unmatched", _plain(alike), answer.note) if alike else None


def _has_units(gazetteer: Gazetteer, code: str, country: str | None) -> bool:
    """Whether any gazetteer has this code, or the unit around it; the codes of a country whose units none has say
    nothing of its towns."""
    index = gazetteer.index(country_code(country))
    starts = (code, code[:8], code[:6], code[:4])
    return code.startswith("SY") or not UNIT_PCODE.match(code) or any(index.coded(each) for each in starts)


def _in_unit_abroad(gazetteer: Gazetteer, answer: Answer, end: End, name: str) -> Answer:
    """The answer narrowed to the unit of the row by its outline, for countries whose units no gazetteer has."""
    country = country_code(end.country)
    key = unit_of(country, end.admin1) if country != "SY" else None
    if key is None or gazetteer.is_unit(end.admin1 or "", country) or isinstance(answer, Unknown):
        return answer
    if isinstance(answer, Found) and answer.by == "pcode":
        return answer
    held = [answer.entry, *answer.also] if isinstance(answer, Found) else [each.entry for each in answer.candidates]
    inside = [each for each in held if each.point and inside_unit(key, *each.point)]
    if len(inside) == 1:
        return Found(inside[0], "name and unit")
    if inside:
        return Ambiguous(name, candidates(inside, None))
    return Unknown(name, tuple(held), f"the name is known, but not in {end.admin1}")


def _only_certain(answer: Answer) -> Answer:
    """Among governorates a place counts only where its name is no other's."""
    if isinstance(answer, Found) and answer.also:
        return Ambiguous(answer.entry.name, _plain([answer.entry, *answer.also]), answer.note)
    return answer


def _judged(gazetteer: Gazetteer, end: End, answer: Answer, unit: str) -> Told:
    if isinstance(answer, Found):
        return _of_found(gazetteer, end, answer, unit)
    if isinstance(answer, Unknown):
        return Told(None, "place_unmatched", _plain(answer.suggestions), answer.note)
    # A row that names a finer unit around the place doesn't mean the whole governorate of that name.
    finer = [each for each in answer.candidates if not _is_around(each.entry, unit)]
    if len(finer) == 1:
        return Told(finer[0].entry)
    return Told(None, "place_ambiguous", answer.candidates, answer.note)


def _of_found(gazetteer: Gazetteer, end: End, answer: Found, unit: str) -> Told:
    entry = answer.entry
    if _is_around(entry, unit):
        return Told(None, "place_unmatched", (), f"a place in {unit}, not all of {entry.name}")
    if answer.by == "pcode" and answer.also:
        return _doubted(answer, "place_contradicts", answer.note)
    if (others := _swapped_unit(gazetteer, end, entry)) is not None:
        words = f"{end.admin1} is no unit but a place: are the two swapped?"
        return Told(None, "place_contradicts", _plain([entry, *others]), words)
    if answer.note is None:
        return Told(entry)
    return Told(entry, "place_noted", _plain([entry, *answer.also]) if answer.also else (), answer.note)


def _is_around(entry: Entry, unit: str) -> bool:
    """Whether the entry is a unit that only holds the finer `unit`."""
    own = entry.pcodes[0] if entry.pcodes else ""
    return len(unit) > _GOVERNORATE_LENGTH and entry.kind in UNITS and len(own) < len(unit)


def _doubted(answer: Answer, problem: str, note: str | None) -> Told:
    """Nothing is taken; what was found is offered."""
    if isinstance(answer, Found):
        return Told(None, problem, _plain([answer.entry, *answer.also]), note)
    if isinstance(answer, Ambiguous):
        return Told(None, problem, answer.candidates, note)
    return Told(None, "place_unmatched", _plain(answer.suggestions), note)


def _swapped_unit(gazetteer: Gazetteer, end: End, entry: Entry) -> Sequence[Entry] | None:
    """The places that the unit of the row is the name of, where it is the name of places and of no unit."""
    if not end.admin1 or gazetteer.is_unit(end.admin1, end.country):
        return None
    if unit_of(country_code(end.country), end.admin1):
        return None
    named = gazetteer.index(country_code(end.country)).named(end.admin1)
    others = [each for each in named if each.id != entry.id]
    return others if others and len(others) == len(named) else None


def _plain(entries: Iterable[Entry]) -> tuple[Candidate, ...]:
    return tuple(Candidate(entry, None) for entry in entries)


def are_governorates(names: Iterable[str], gazetteer: Gazetteer) -> int:
    """How many of the names are those of governorates, in Syria or in what was added."""
    return sum(
        governorate_pcode(name) is not None or isinstance(gazetteer.lookup(name, kind="governorate"), Found)
        for name in names
    )


def key_of(name: str | None, admin: str | None = None, country: str | None = None) -> str:
    """By what a choice is remembered: the name, and the unit and country that the row gives with it.

    >>> key_of("Qaboon"), key_of("Raqqa", "Aleppo")
    ('qaboon', 'raqqa / aleppo')
    """
    return " / ".join(part for part in (normal(name or ""), normal(admin or ""), country_code(country) or "") if part)
