"""Which column of a file says what: the targets as data, and a Mapping as a frozen value that JSON can hold.

A mapping that a person has corrected is remembered by the header of the file (WORKSPACE/mappings.json), so that the
next file with the same columns is understood the same way. A damaged memory is an empty one; it is written whole.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping as Map
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from geo.errors import BadInput, one_of
from geo.text import normal

GEOMETRY_LON = "(geometry: longitude)"
GEOMETRY_LAT = "(geometry: latitude)"
MEMORY = "mappings.json"


@dataclass(frozen=True, slots=True)
class Target:
    """One thing that a column can say. `several` lets more than one column say it."""

    words: str
    kind: str
    several: bool = False


def _figures(kind: str, words: str) -> dict[str, Target]:
    return {
        f"{kind}_min": Target(f"{words}, minimum", "figure"),
        kind: Target(f"{words}, as reported or best estimate", "figure"),
        f"{kind}_max": Target(f"{words}, maximum", "figure"),
        f"{kind}_qualifier": Target(f"{words}, qualifier (about, at least …)", "text"),
    }


def _end(name: str, words: str) -> dict[str, Target]:
    return {
        name: Target(f"{words}: name of the place", "text"),
        f"{name}_country": Target(f"{words}: country", "text"),
        f"{name}_admin1": Target(f"{words}: governorate or province", "text"),
        f"{name}_pcode": Target(f"{words}: p-code or id in a gazetteer", "text"),
        f"{name}_lat": Target(f"{words}: latitude", "coordinate"),
        f"{name}_lon": Target(f"{words}: longitude", "coordinate"),
    }


_FLOW_TARGETS = {
    **_end("origin", "From"),
    **_end("destination", "To"),
    "transit": Target("Through: names of places", "text"),
    **_figures("people", "People moved"),
    "people": Target("People moved, as reported (several columns are added up)", "figure", several=True),
    "present": Target("People present at the place (a stock)", "figure"),
    "arrivals": Target("People who arrived at the place, from where is not said", "figure"),
    "returnees": Target("Returnees at the place", "figure"),
    "round": Target("Number of the round of a stock", "code"),
    "move": Target("Kind of movement (displacement, return)", "text"),
    "group": Target("Who moved (civilians, fighters, mixed)", "text"),
    "term": Target("Term that the claimant uses for the movement", "text"),
    "pcode": Target("P-code of the place itself", "text"),
    "part_of": Target("Identifier of the movement that this one is part of", "text"),
    "duplicate_of": Target("Identifier of the movement that this one repeats", "text"),
    "record": Target("Movement as Kharita writes it: figures, shares, claims, sources", "text"),
    "typed_names": Target("Names of places, parted by semicolons", "text"),
    "typed_points": Target("Their coordinates, parted by semicolons", "text"),
    "typed_kinds": Target("Whether each is origin or destination", "text"),
}
FLOW_TARGETS = frozenset(_FLOW_TARGETS)

TARGETS: Map[str, Target] = MappingProxyType(
    {
        "id": Target("Identifier of the record", "id"),
        "version": Target("When the record was last changed (the newest is kept)", "text"),
        "title": Target("Title", "text"),
        "type": Target("Type of event", "text"),
        "subtype": Target("Type of event, finer", "text"),
        "text": Target("Description or notes", "text", several=True),
        "tags": Target("Further words kept as tags", "text", several=True),
        "date": Target("Date, or first day", "date"),
        "date_end": Target("Last day", "date"),
        "date_precision": Target("Precision of the date", "code"),
        "place": Target("Name of the place", "text", several=True),
        "place_ar": Target("Name of the place in Arabic", "text"),
        "country": Target("Country", "text", several=True),
        "admin1": Target("Governorate or province (adm1)", "text"),
        "admin1_pcode": Target("P-code of the governorate", "text"),
        "admin2": Target("District (adm2)", "text"),
        "admin2_pcode": Target("P-code of the district", "text"),
        "admin3": Target("Subdistrict (adm3)", "text"),
        "admin3_pcode": Target("P-code of the subdistrict", "text"),
        "lat": Target("Latitude", "coordinate"),
        "lon": Target("Longitude", "coordinate"),
        "point": Target("Latitude and longitude in one cell", "coordinate"),
        "precision": Target("Precision of the place", "code"),
        "where": Target("Where, in the words of the source", "text", several=True),
        **_figures("killed", "Killed"),
        **_figures("injured", "Injured"),
        **_figures("displaced", "Displaced"),
        "participants": Target("Participants as coded (no claim about who did it)", "text", several=True),
        "suspected": Target("Parties suspected by sources", "text"),
        "known": Target("Parties known to be responsible", "text"),
        "statement": Target("What the party said about the event", "text"),
        "statement_date": Target("Date of that statement", "date"),
        "grade": Target("Assessment (grade)", "text"),
        "source": Target("Source", "text", several=True),
        "source_date": Target("Date of the source", "text"),
        "source_title": Target("Headline or title of the source", "text"),
        "cited": Target("Whom the source cites", "text"),
        "url": Target("Address (URL) of the source", "text", several=True),
        "summary": Target("Whether it sums up several events", "code"),
        **_FLOW_TARGETS,
    }
)

OPTIONS: Map[str, tuple[str, ...]] = MappingProxyType(
    {
        "date_order": ("", "dmy", "mdy"),
        "moments": ("", "next"),
        "points": ("", "swap"),
        "codes": ("", "acled", "ucdp", "airwars"),
        "ends": ("", "country", "unhcr", "records"),
    }
)
"""Choices of a mapping; "" means: as the file itself shows. `points` "swap" reads latitude as longitude throughout,
`moments` "next" reads 21:00 UTC as the day that begins then further east (geo.intake.moments).
`codes` says whose code book the precision columns follow; `ends` says that both ends are
countries, "unhcr" by UNHCR's own codes, "records" that they are places of Kharita's own with all that is known."""


REJECT_COLUMNS = ("row", "reason")


def are_rejects(columns: Sequence[str]) -> bool:
    """Whether these are the columns of rows that an earlier import rejected, with their reasons in front."""
    return tuple(columns[:2]) == REJECT_COLUMNS


@dataclass(frozen=True, slots=True)
class Mapping:
    """Target → names of columns, options, and constants for targets that no column gives (country, source …)."""

    profile: str
    columns: Map[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}), hash=False)
    options: Map[str, str] = field(default_factory=lambda: MappingProxyType({}), hash=False)
    constants: Map[str, str] = field(default_factory=lambda: MappingProxyType({}), hash=False)

    def of(self, target: str) -> tuple[str, ...]:
        return self.columns.get(target, ())

    def option(self, name: str) -> str:
        return self.options.get(name, "")

    def with_column(self, target: str, *names: str) -> Mapping:
        """A copy in which `target` is said by `names`; without names by none."""
        held = {key: value for key, value in self.columns.items() if key != target}
        return replace(self, columns=MappingProxyType(held | ({target: names} if names else {})))

    def with_option(self, name: str, value: str) -> Mapping:
        return replace(self, options=MappingProxyType({**self.options, name: value}))

    def with_constant(self, target: str, value: str) -> Mapping:
        return replace(self, constants=MappingProxyType({**self.constants, target: value}))

    def used(self) -> frozenset[str]:
        """Names of all columns that say something."""
        return frozenset(name for names in self.columns.values() for name in names)

    def digest(self) -> str:
        """Changes with anything that changes what rows become."""
        return hashlib.sha256(json.dumps(to_json(self), sort_keys=True).encode()).hexdigest()[:16]


def check(mapping: Mapping, columns: Sequence[str]) -> None:
    """Refuses a mapping with an unknown target, column or option."""
    known = {*columns, GEOMETRY_LON, GEOMETRY_LAT}
    for target, names in mapping.columns.items():
        if target not in TARGETS:
            raise _bad("target of a mapping", target, one_of(tuple(TARGETS)))
        if len(names) > 1 and not TARGETS[target].several:
            raise _bad(f"columns for {target}", list(names), "one column")
        for name in names:
            if name not in known:
                raise _bad(f"column for {target}", name, "a column of the file")
    for name, value in mapping.options.items():
        if value not in OPTIONS.get(name, ()):
            raise _bad(f"option {name}", value, one_of(OPTIONS.get(name, ("no such option",))))
    for target in mapping.constants:
        if target not in TARGETS:
            raise _bad("target of a constant", target, one_of(tuple(TARGETS)))


def _bad(what: str, got: object, want: str) -> BadInput:
    return BadInput(what, got=got, want=want, where="mapping", cure="Choose the columns again.")


def to_json(mapping: Mapping) -> dict[str, Any]:
    columns = {target: list(names) for target, names in mapping.columns.items()}
    return {
        "profile": mapping.profile,
        "columns": columns,
        "options": dict(mapping.options),
        "constants": dict(mapping.constants),
    }


def from_json(held: Any) -> Mapping:
    """The mapping that `to_json` wrote; raises KeyError, TypeError or ValueError on anything else."""
    columns = {str(target): tuple(map(str, names)) for target, names in held["columns"].items()}
    options = {str(key): str(value) for key, value in held["options"].items()}
    constants = {str(key): str(value) for key, value in held.get("constants", {}).items()}
    return Mapping(
        str(held["profile"]), MappingProxyType(columns), MappingProxyType(options), MappingProxyType(constants)
    )


def header_key(columns: Sequence[str], tags: Sequence[str | None] = ()) -> str:
    """The same for files with the same columns, whatever their order and case."""
    parts = sorted(normal(name) or name for name in columns) + sorted(tag for tag in tags if tag)
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:24]


def remembered(workspace: Path, columns: Sequence[str], tags: Sequence[str | None] = ()) -> Mapping | None:
    """The mapping that a person chose for this header; None where there is none that fits."""
    try:
        mapping = from_json(read_memory(workspace)[header_key(columns, tags)])
        check(mapping, columns)
    except (KeyError, TypeError, ValueError, AttributeError, BadInput):
        return None
    return mapping


def remember(workspace: Path, columns: Sequence[str], tags: Sequence[str | None], mapping: Mapping) -> None:
    """Keeps `mapping` for files with this header."""
    write_memory(workspace, read_memory(workspace) | {header_key(columns, tags): to_json(mapping)})


def write_memory(workspace: Path, held: Map[str, Any]) -> None:
    """Replaces the memory whole."""
    workspace.mkdir(parents=True, exist_ok=True)
    draft = workspace / f".{MEMORY}.{os.getpid()}.draft"
    try:
        draft.write_text(json.dumps(held, ensure_ascii=False, indent=1), "utf-8")
        draft.replace(workspace / MEMORY)
    finally:
        draft.unlink(missing_ok=True)


def read_memory(workspace: Path) -> dict[str, Any]:
    """What is remembered: mappings by header, and choices of places; empty where it is damaged."""
    try:
        held = json.loads((workspace / MEMORY).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return held if isinstance(held, dict) else {}
