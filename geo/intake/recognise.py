"""What a table is: its columns, tags and first rows → the format with the reason, and the mapping to begin with.

Pure. Headers decide, never positions, except for a UCDP file that has no header at all: its content decides then.
"""

from __future__ import annotations

import re
from collections.abc import Mapping as Map
from collections.abc import Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from geo.intake.mapping import FLOW_TARGETS, GEOMETRY_LAT, GEOMETRY_LON, TARGETS, Mapping
from geo.intake.profiles import GENERIC, HXL, PROFILES, UCDP, Profile, header
from geo.intake.profiles.generic import TARGET_OF, WEAK
from geo.intake.profiles.hxl import columns_by_target
from geo.intake.profiles.ucdp import COLUMNS as UCDP_COLUMNS
from geo.intake.values import parse_coordinate, parse_date, parse_pair
from geo.text import normal

_UNIT_COLUMN = re.compile(r"adm(in)?_?[1-4]_?pcode|shape(id|name|type)")
_SAYS_MORE = frozenset(
    ["title", "type", "subtype", "text", "killed", "injured", "displaced", "people", "present", "arrivals", "origin"]
)
Samples = Sequence[Sequence[str | None]]
"""The first rows, cells in the order of the columns."""

_NUMBERED = re.compile(r"column \d+$")
_WHOLE = re.compile(r"\d+(\.0)?$")


@dataclass(frozen=True, slots=True)
class Recognised:
    """`reason` is for people: "31 ACLED columns"."""

    profile: str
    reason: str
    mapping: Mapping


def recognise(
    columns: Sequence[str], tags: Sequence[str | None] = (), samples: Samples = (), *, has_geometry: bool = False
) -> Recognised:
    """The format and how it was known."""
    if is_ucdp_without_header(columns, samples):
        return _ucdp_by_position(columns)
    by_header = {header(name): name for name in reversed(columns)}
    for profile in PROFILES.values():
        if profile.signed_by(frozenset(by_header)):
            return _by_headers(profile, by_header, has_geometry)
    if any(tags):
        return _by_tags(columns, tags, has_geometry)
    return _by_words(columns, samples, has_geometry)


def are_boundaries(columns: Sequence[str], mapping: Mapping, *, has_geometry: bool) -> bool:
    """Whether a layer is one of units with their p-codes, as in COD-AB and geoBoundaries, and tells of no event."""
    named = any(_UNIT_COLUMN.fullmatch(header(name)) for name in columns)
    return has_geometry and named and not _SAYS_MORE & mapping.columns.keys()


def is_ucdp_without_header(columns: Sequence[str], samples: Samples) -> bool:
    """Whether columns without names (the reader numbered them) hold records of UCDP GED 25.1."""
    few = len(UCDP_COLUMNS) - 2  # the last two columns are empty in most records: a reader may not see them
    if not few <= len(columns) <= len(UCDP_COLUMNS) or not all(_NUMBERED.match(name) for name in columns):
        return False
    if not samples:
        return False
    return all(_is_ucdp_record(row) for row in samples[:3])


def _is_ucdp_record(cells: Sequence[str | None]) -> bool:
    held = dict(zip(UCDP_COLUMNS, (cell or "" for cell in cells), strict=False))
    whole = all(_WHOLE.match(held.get(name, "")) for name in ("id", "year", "type_of_violence", "where_prec", "best"))
    dated = all(parse_date(held.get(name, "")).start is not None for name in ("date_start", "date_end"))
    return whole and dated and parse_coordinate(held.get("latitude", ""), "lat")[0] is not None


def _ucdp_by_position(columns: Sequence[str]) -> Recognised:
    by_header = dict(zip(UCDP_COLUMNS, columns, strict=False))
    mapping = _by_headers(UCDP, by_header, has_geometry=False).mapping
    return Recognised(UCDP.name, f"{len(columns)} columns in the order of UCDP GED 25.1 without a header", mapping)


def _by_headers(profile: Profile, by_header: Map[str, str], has_geometry: bool) -> Recognised:
    held: dict[str, tuple[str, ...]] = {}
    for target, names in profile.fields.items():
        found = tuple(by_header[name] for name in names if name in by_header)
        if found:
            held[target] = found if TARGETS[target].several else found[:1]
    known = sum(name in profile.headers for name in by_header)
    mapping = _with_geometry(profile.name, held, has_geometry)
    mapping = replace(mapping, options=profile.options, constants=profile.constants)
    return Recognised(profile.name, f"{known} {profile.title} columns", mapping)


def _by_tags(columns: Sequence[str], tags: Sequence[str | None], has_geometry: bool) -> Recognised:
    held = {}
    for target, names in columns_by_target(columns, tags).items():
        held[target] = tuple(names) if TARGETS[target].several and target != "people" else (names[0],)
    n_tags = sum(bool(tag) for tag in tags)
    return Recognised(HXL.name, f"HXL tag row: {n_tags} tags", _with_geometry(HXL.name, held, has_geometry))


def _by_words(columns: Sequence[str], samples: Samples, has_geometry: bool) -> Recognised:
    held: dict[str, tuple[str, ...]] = {}
    weak: set[str] = set()
    for at, name in enumerate(columns):
        target = TARGET_OF.get(normal(header(name).replace("_", " "))) or TARGET_OF.get(normal(name))
        if target is None or not _fits(target, [row[at] for row in samples if at < len(row)]):
            continue
        is_weak = normal(header(name)) in WEAK
        if target not in held or (target in weak and not is_weak):
            held[target] = (name,)
            (weak.add if is_weak else weak.discard)(target)
        elif TARGETS[target].several:
            held[target] += (name,)
    held = _flows_or_events(held)
    if {"lat", "lon"} - held.keys():
        held = {target: names for target, names in held.items() if target not in {"lat", "lon"}}
    mapping = _with_geometry(GENERIC.name, held, has_geometry)
    n_mapped = len(mapping.used() - {GEOMETRY_LON, GEOMETRY_LAT})
    return Recognised(GENERIC.name, f"{n_mapped} of {len(columns)} columns known by their names", mapping)


def _flows_or_events(held: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Words such as "from" and "count" speak of a movement only where the table has both ends of one."""
    said = ("", "_pcode", "_lon", "_admin1", "_country")
    ends = [bool({f"{end}{each}" for each in said} & held.keys()) for end in ("origin", "destination")]
    if not all(ends):
        return {target: names for target, names in held.items() if target not in FLOW_TARGETS}
    for end in ("origin", "destination"):
        if {f"{end}_lat", f"{end}_lon"} - held.keys():
            held = {target: names for target, names in held.items() if target not in {f"{end}_lat", f"{end}_lon"}}
    named = held.get("source", ())
    if (
        "origin" not in held
        and "destination" in held
        and [normal(name.replace("_", " ")) for name in named] == ["source name"]
    ):
        held = {target: names for target, names in held.items() if target != "source"} | {"origin": named}
    if "people" not in held and "displaced" in held:
        held["people"] = held.pop("displaced")
    return held | {"people": held["people"][:1]} if "people" in held else held


def _fits(target: str, cells: Sequence[str | None]) -> bool:
    """Whether the first cells allow the guess: a column "y" of words is no latitude, one "time" of hours no date."""
    given = [cell for cell in cells if cell]
    if target.endswith(("lat", "lon")):
        readable = [cell for cell in given if re.search(r"\d", cell)]
        return not given or len(readable) * 2 >= len(given)
    if target in {"origin", "destination"}:
        # "from" and "to" may be days, or numbers of something: names of places have letters.
        named = [cell for cell in given if re.search(r"[^\W\d_]", cell) and parse_date(cell).start is None]
        return not given or len(named) * 2 >= len(given)
    if target == "point":
        return any(parse_pair(cell)[2] is None for cell in given) or not given
    if target == "date":
        return not given or any(parse_date(cell).problem in {None, "order", "no such day"} for cell in given)
    return True


def _with_geometry(profile: str, held: dict[str, tuple[str, ...]], has_geometry: bool) -> Mapping:
    if has_geometry and not {"lat", "lon"} <= held.keys():
        held = {key: names for key, names in held.items() if key != "point"}
        held |= {"lat": (GEOMETRY_LAT,), "lon": (GEOMETRY_LON,)}
    return _mapping(profile, held)


def _mapping(profile: str, held: Map[str, tuple[str, ...]]) -> Mapping:
    return Mapping(profile, MappingProxyType(dict(held)))
