"""Kharita's own three files: places.geojson, events.json, movements.json, each checked by its JSON Schema.

A record that breaks its schema, stands at a place that is absent or contradicts itself is rejected with a finding
that names file, record and field; every other record loads. A file that is no JSON at all gives no record and one
finding. A record whose source is absent is kept and told: a source that cannot be read must not hide what it says.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from geo.codec import dataset_from_json, event_from_json, movement_from_json, place_from_feature
from geo.errors import BadInput, Problem, shown
from geo.model import Dataset, Event, Json, Movement, Place, Source
from geo.paths import DATA_DIR
from geo.read.checks import check_record, check_text
from geo.read.loaded import Loaded

MAX_BYTES = 64 * 2**20
FILE_FINDINGS = ("unreadable file", "file that is no JSON", "file without its parts")
"""What a Problem is called when a whole file could not be used."""
_FILE_CURE = "Nothing of this file was loaded, the other files were. Mend or restore it and load the page again."
MAX_FINDINGS = 3
"""Told per record: the first show what to mend."""
T = TypeVar("T")
_EVERYTHING = (KeyError, TypeError, ValueError, AttributeError, RecursionError)


@cache
def _validator(schema_file: str, definition: str) -> Any:
    import jsonschema  # noqa: PLC0415 - late: who finds the records in the workspace does not check them again

    schema = json.loads((DATA_DIR / schema_file).read_text("utf-8"))
    part = {"$schema": schema["$schema"], "$defs": schema["$defs"], "$ref": f"#/$defs/{definition}"}
    return jsonschema.Draft202012Validator(part, format_checker=jsonschema.FormatChecker())


@dataclass(slots=True)
class _Reading:
    """One file while it is read: what loaded so far and what did not."""

    name: str
    records: dict[str, Any] = field(default_factory=dict)
    raw: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    n_in: int = 0
    n_rejected: int = 0
    n_duplicates: int = 0

    def take(self, rows: list[Json], schema: tuple[str, str], make: Callable[[Json], Any]) -> None:
        """Each row that passes `schema` and `make` becomes a record; every other row a finding."""
        for number, row in enumerate(rows, start=1):
            self.n_in += 1
            where = f"{self.name}, record {number}{_id_of(row)}"
            record, findings = _made(row, schema, make, where)
            if record is None:
                self.n_rejected += 1
                self.problems += findings
            elif record.id in self.records:
                self.n_duplicates += 1
                self.problems.append(_finding("repeated id", record.id, "each id once", where, severity="warning"))
            else:
                self.records[record.id] = record
                self.raw[record.id] = row

    def tell_lost_sources(self, known: Mapping[str, Source]) -> None:
        """A warning for each source that a record names and `known` lacks."""
        named = {source.id for record in self.records.values() for source in record.sources}
        for lost in sorted(named - known.keys()):
            self.problems.append(_finding("unknown source", lost, "the id of a source", self.name, severity="warning"))

    def loaded(self, dataset: Dataset | None = None, sources: Mapping[str, Source] | None = None) -> Loaded[Any]:
        return Loaded(
            records=tuple(self.records.values()),
            problems=tuple(self.problems),
            source=self.name,
            n_in=self.n_in,
            n_rejected=self.n_rejected,
            n_duplicates=self.n_duplicates,
            dataset=dataset,
            raw=MappingProxyType(self.raw),
            sources=MappingProxyType(dict(sources or {})),
        )


def read_places(path: Path) -> Loaded[Place]:
    """The places of a places.geojson."""
    reading = _Reading(path.name)
    held = _load(path, reading, {"features": list})
    if held is not None:
        reading.take(held["features"], ("places.schema.json", "feature"), place_from_feature)
    return reading.loaded()


def read_events(path: Path, places: Mapping[str, Place]) -> Loaded[Event]:
    """The events of an events.json; places are resolved through `places` by id."""
    reading = _Reading(path.name)
    held = _load(path, reading, {"events": list, "sources": list, "dataset": dict})
    if held is None:
        return reading.loaded()
    sources = dict(_sources(held["sources"], reading))
    dataset = _dataset(held["dataset"], reading)
    schema = ("events.schema.json", "event")
    reading.take(held["events"], schema, lambda row: event_from_json(row, dataset.id, places, sources))
    reading.tell_lost_sources(sources)
    return reading.loaded(dataset, sources)


def read_movements(path: Path, places: Mapping[str, Place], sources: Mapping[str, Source]) -> Loaded[Movement]:
    """The movements of a movements.json; places and sources (those of the events) are resolved by id."""
    reading = _Reading(path.name)
    held = _load(path, reading, {"movements": list, "dataset": str})
    if held is None:
        return reading.loaded()
    schema = ("movements.schema.json", "movement")
    reading.take(held["movements"], schema, lambda row: movement_from_json(row, held["dataset"], places, sources))
    reading.tell_lost_sources(sources)
    return reading.loaded()


def _dataset(row: Json, reading: _Reading) -> Dataset:
    dataset, findings = _made(row, ("events.schema.json", "dataset"), dataset_from_json, f"{reading.name}, dataset")
    reading.problems += findings
    return dataset or Dataset(id=reading.name, title=reading.name)


def _sources(rows: list[Json], reading: _Reading) -> Iterator[tuple[str, Source]]:
    for number, row in enumerate(rows, start=1):
        where = f"{reading.name}, source {number}{_id_of(row)}"
        source, findings = _made(row, ("events.schema.json", "source"), lambda held: Source(**held), where)
        reading.problems += findings
        if source is not None:
            yield source.id, source


def _load(path: Path, reading: _Reading, parts: Mapping[str, type]) -> Json | None:
    """The file as JSON with all of `parts`; None and a finding where it is not that."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ValueError(f"{path.stat().st_size} bytes")
        held = json.loads(path.read_text("utf-8-sig"), parse_constant=_refuse)
    except OSError as error:
        reading.problems.append(_finding("unreadable file", error.strerror, "a readable file", str(path)))
    except (ValueError, RecursionError) as error:
        want = f"JSON in UTF-8 of at most {MAX_BYTES // 2**20} MB, without NaN or Infinity"
        reading.problems.append(_finding("file that is no JSON", error, want, path.name))
    else:
        lacks = [key for key, kind in parts.items() if not (isinstance(held, dict) and isinstance(held.get(key), kind))]
        if not lacks:
            return held  # type: ignore[no-any-return]
        reading.problems.append(_finding("file without its parts", ", ".join(lacks), ", ".join(parts), path.name))
    return None


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON number")


def _findings(row: Any, schema: tuple[str, str], where: str) -> Iterator[Problem]:
    for error in islice(_validator(*schema).iter_errors(row), MAX_FINDINGS):
        column = ".".join(str(part) for part in error.absolute_path) or "the record"
        yield _finding(f"field {column}", error.instance, error.message[:200], where)


def _made(row: Json, schema: tuple[str, str], make: Callable[[Json], Any], where: str) -> tuple[Any, list[Problem]]:
    """The record of `row`, or None and what is wrong with it."""
    try:
        check_text(row, where)
        if findings := list(_findings(row, schema, where)):
            return None, findings
        record = make(row)
        check_record(record, where)
    except BadInput as error:
        return None, [_finding(error.what, error.got, error.want, where)]
    except _EVERYTHING as error:
        return None, [_finding("unusable record", error, "a record as its schema describes", where)]
    return record, []


def _id_of(row: Any) -> str:
    return f" ({shown(row['id'])})" if isinstance(row, dict) and isinstance(row.get("id"), str) else ""


def _finding(what: str, got: object, want: str, where: str, severity: Any = "error") -> Problem:
    text = shown(got) if isinstance(got, (str, int, float, list, dict)) else str(got)[:200]
    cure = _FILE_CURE if what in FILE_FINDINGS else "Mend this record in the file; all others were loaded."
    return Problem(severity, what, text, want, where, cure)


READERS: Mapping[str, Callable[..., Loaded[Any]]] = MappingProxyType(
    {"places.geojson": read_places, "events.json": read_events, "movements.json": read_movements}
)
