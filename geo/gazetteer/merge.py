"""Several gazetteers as one list: what is the same place in two of them becomes one entry, the first source leading.

The same place is one with the same identifier, or one of the same kind with a common name within a few kilometres. Two
entries of one source, or with different numbers in one scheme of codes, stay two. Nothing is averaged: the leading
entry keeps its name and point, names and identifiers of the others are added.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from geo.gazetteer.entries import POPULATED, UNITS, Entry
from geo.gazetteer.keys import country_key, key
from geo.geometry import distance_m

SAME_PLACE_M = 5_000
_SAME_CODE_M = 50_000


def keys_of(entry: Entry) -> tuple[str, ...]:
    """Every key of an entry's names, each once."""
    make = country_key if entry.kind == "country" else key
    return tuple(dict.fromkeys(held for held in map(make, entry.names) if held))


def merged(groups: Sequence[Iterable[Entry]]) -> list[Entry]:
    """The entries of all groups, the first group leading."""
    held: list[Entry] = []
    by_code: dict[str, int] = {}
    by_key: defaultdict[str, list[int]] = defaultdict(list)
    for group in groups:
        older, added = len(held), []
        for entry in group:
            at = _same(entry, held, older, by_code, by_key)
            if at is None:
                added.append(len(held))
                held.append(entry)
            else:
                added.append(at)
                held[at] = _joined(held[at], entry)
        # Only now: an entry never joins another of its own source.
        for at in dict.fromkeys(added):
            by_code |= dict.fromkeys(held[at].codes, at)
            for each in keys_of(held[at]):
                if at not in by_key[each]:
                    by_key[each].append(at)
    return held


def _same(
    entry: Entry, held: list[Entry], older: int, by_code: dict[str, int], by_key: defaultdict[str, list[int]]
) -> int | None:
    for code in entry.codes:
        if code in by_code and _may_share_a_code(held[by_code[code]], entry):
            return by_code[code]
    near = {at for each in keys_of(entry) for at in by_key.get(each, ()) if at < older}
    fitting = [(apart, at) for at in near if (apart := _apart_m(held[at], entry)) <= SAME_PLACE_M]
    return min(fitting)[1] if fitting else None


def _may_share_a_code(one: Entry, other: Entry) -> bool:
    """False where one number means two places: another kind, another country, or points that no error explains."""
    here, there = one.point, other.point
    if _group(one) != _group(other) or (one.country and other.country and one.country != other.country):
        return False
    return one.kind in UNITS or here is None or there is None or distance_m(here, there) <= _SAME_CODE_M


def _apart_m(one: Entry, other: Entry) -> float:
    """Metres between two entries that may be one place; infinite where they can't be."""
    here, there = one.point, other.point
    strangers = _group(one) != _group(other) or (one.country and other.country and one.country != other.country)
    if strangers or here is None or there is None or _numbered_apart(one, other):
        return float("inf")
    return distance_m(here, there)


def _group(entry: Entry) -> str:
    return "populated" if entry.kind in POPULATED else entry.kind


def _numbered_apart(one: Entry, other: Entry) -> bool:
    """Whether one scheme of codes numbers both, and differently."""
    mine, theirs = _by_scheme(one), _by_scheme(other)
    return any(scheme in theirs and not codes & theirs[scheme] for scheme, codes in mine.items())


def _by_scheme(entry: Entry) -> dict[str, set[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for code in entry.codes:
        found[code.rpartition(":")[0]].add(code)
    return found


def _joined(first: Entry, other: Entry) -> Entry:
    names = dict.fromkeys((*first.aliases, *other.names))
    ar = first.name_ar or other.name_ar
    lon, lat = (first.lon, first.lat) if first.point else (other.lon, other.lat)
    return replace(
        first,
        name_ar=ar,
        kind=other.kind if first.kind == "unknown" else first.kind,
        aliases=tuple(name for name in names if name not in {first.name, ar}),
        lon=lon,
        lat=lat,
        country=first.country or other.country,
        admin1_pcode=first.admin1_pcode or other.admin1_pcode,
        pcodes=first.pcodes if len(first.pcodes) >= len(other.pcodes) else other.pcodes,
        codes=tuple(dict.fromkeys((*first.codes, *other.codes))),
        box=first.box or other.box,
        ids=(*first.ids, other.id, *other.ids),
        population=first.population if first.population is not None else other.population,
        source=first.source if other.source in first.source else f"{first.source}; {other.source}",
    )
