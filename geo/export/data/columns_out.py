"""Events in columns as the rows of the three tables and as features of GeoJSON.

The same cells and members as `geo.export.sheet` and `geo.export.geojson` make of one event; words come from their
functions, asked once for each different value.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geo.codec import EVENT_APART, PLACE_MEMBERS, figure_json, source_json
from geo.export.data.arrays import (
    as_json,
    by_value,
    fields_of,
    grouped,
    joined,
    lists_as_json,
    nothing,
    objects,
    parts,
    quoted,
    rows_at,
    together,
)
from geo.export.data.columns import GEOMETRY, Columns, cleaned
from geo.export.data.columns_left import Left
from geo.export.data.schemas import CLAIMS, EVENTS, PLACES
from geo.export.flows.lines import DECIMALS
from geo.export.records import dated, said_when
from geo.export.sheet import FIGURE_COLUMNS, About, figure_values, source_line, source_values, stood
from geo.model import Claim, Event, Figure, Json
from geo.vocab import EVENT_TYPES, FIGURE_KINDS, OPPOSING_STANCES, label

Arrays = dict[str, pa.Array]
_SOURCE = (
    "publisher",
    "author",
    "source_title",
    "url",
    "archive_url",
    "published_at",
    "source_language",
    "source_licence",
)


def batches(held: Left, numbers: pa.Array, about: About) -> tuple[pa.RecordBatch, pa.RecordBatch, pa.RecordBatch]:
    """The rows of events, their claims and their places; `numbers` are those of the events."""
    points = _points(held)
    stand = pa.array(np.flatnonzero(pc.is_valid(held["place_id"]).to_numpy(zero_copy_only=False)))
    events = _events(held, numbers, about) | {GEOMETRY: _wkb(points, multi=True)}
    places = _places(held, numbers) | {GEOMETRY: _wkb(points, multi=False)}
    return (
        _batch(EVENTS, events),
        _batch(CLAIMS, _claims(held, numbers)),
        _batch(PLACES, {name: column.take(stand) for name, column in places.items()}),
    )


def _batch(columns: Columns, held: Mapping[str, pa.Array]) -> pa.RecordBatch:
    schema = columns.schema
    n = len(held[schema.names[0]])
    made = [cleaned(held[f.name].cast(f.type)) if f.name in held else pa.nulls(n, f.type) for f in schema]
    return pa.RecordBatch.from_arrays(made, schema=schema)


def _events(held: Left, numbers: pa.Array, about: About) -> Arrays:
    tags, tags_from = parts(held["tags"])
    lines = pa.array([source_line(source) for source in held.sources], pa.string())
    dates = ("date_start", "date_end", "date_precision")
    stances = held.claims["stance"]
    denied = pc.is_in(stances, pa.array(OPPOSING_STANCES)).to_numpy(zero_copy_only=False)
    reasons = about.reasons
    return {
        "number": numbers,
        **{name: held[name] for name in ("id", "title", "type", *dates, "precision", "grade", "grade_reason")},
        "type_words": by_value([held["type"]], lambda slug: label(EVENT_TYPES, slug)),
        "tags": joined(tags, tags_from, " | "),
        "date_words": by_value([held[name] for name in (*dates, "date_text")], dated),
        **{f"place_{name}": held[f"place_{name}"] for name in ("id", "name", "name_ar")},
        **{name: held[f"place_{name}"] for name in ("lon", "lat", "admin1_pcode", "admin1_name", "country")},
        "all_places": pc.fill_null(together(held["place_name"], " (", held["role"], ")"), ""),
        **{name: column for kind in FIGURE_KINDS for name, column in _figures(held[kind], kind).items()},
        "n_claims": pa.array(np.diff(held.claims_from)),
        "n_denials": pa.array(np.bincount(held.event_of_claim[denied], minlength=len(numbers))),
        "claims": joined(_claim_lines(held), held.claims_from, " | "),
        "sources": joined(lines.take(pa.array(held.source_kind)), held.sources_from, " | "),
        **{name: held[name] for name in ("is_summary", "part_of", "duplicate_of", "dataset")},
        "left_out_of_totals": pa.array([reasons.get(key) for key in held["id"].to_pylist()], pa.string()),
        "dataset_licence": by_value([held["dataset"]], about.licences.get),
    }


def _claim_lines(held: Left) -> pa.Array:
    said = held.claims
    between = by_value(
        [said[name] for name in ("stance", "about", "said_on", "said_precision")],
        lambda stance, about, day, precision: stood(stance, about, said_when(day, precision)),
    )
    return together(said["claimant"], between, said["text"])


def _figure(given: bool, *values: object) -> Figure | None:
    return Figure(*values) if given else None  # type: ignore[arg-type]


def _figures(column: pa.Array, kind: str) -> Arrays:
    kinds, first = grouped([pc.is_valid(column), *fields_of(column).values()])
    rows = rows_at([pc.is_valid(column), *fields_of(column).values()], first)
    cells = zip(*(figure_values(_figure(*row)) for row in rows), strict=True)
    at, names = pa.array(kinds), (*FIGURE_COLUMNS, "words")
    types = [pa.int64()] * 3 + [pa.string()] * 4
    return {
        f"{kind}_{name}": pa.array(values, each).take(at)
        for name, values, each in zip(names, cells, types, strict=True)
    }


def _claims(held: Left, numbers: pa.Array) -> Arrays:
    at, said = pa.array(held.event_of_claim), held.claims
    cited = pa.array(held.claim_source, mask=held.claim_source < 0)
    about = [source_values(source) for source in held.sources] or [(None,) * len(_SOURCE)]
    ids = pa.array([source.id for source in held.sources], pa.string())
    return {
        "event_number": numbers.take(at),
        "event_id": held["id"].take(at),
        "event_title": held["title"].take(at),
        "claim_id": _claim_ids(held),
        **{name: said[name] for name in ("claimant", "claimant_role", "stance", "about", "text", "quote")},
        **{name: said[name] for name in ("said_on", "said_precision", "term")},
        "responds_to": _answered(held),
        "source_id": ids.take(cited),
        **{n: pa.array(v, pa.string()).take(cited) for n, v in zip(_SOURCE, zip(*about, strict=True), strict=True)},
        "dataset": held["dataset"].take(at),
    }


def _claim_ids(held: Left) -> pa.Array:
    numbers = pc.cast(pa.array(held.claim_number), pa.string())
    return together(held["id"].take(pa.array(held.event_of_claim)), "-c", numbers)


def _answered(held: Left) -> pa.Array:
    """The id of the claim that each one answers."""
    answered = held.claims["responds_to"]
    told = pc.if_else(pc.equal(answered, 0), None, answered)
    return together(held["id"].take(pa.array(held.event_of_claim)), "-c", pc.cast(told, pa.string()))


def _places(held: Left, numbers: pa.Array) -> Arrays:
    own = ("name", "name_ar", "precision", "radius_m", "country", "admin1_pcode", "admin1_name", "pcode", "lon", "lat")
    return {
        "event_number": numbers, "event_id": held["id"], "event_title": held["title"], "type": held["type"],
        "role": held["role"], "place_id": held["place_id"], **{name: held[f"place_{name}"] for name in own},
        "dataset": held["dataset"],
    }  # fmt: skip


def _points(held: Left) -> list[tuple[float, float] | None]:
    """The point of each event as it is written."""
    pairs = zip(held["place_lon"].to_pylist(), held["place_lat"].to_pylist(), strict=True)
    return [None if lon is None or lat is None else (round(lon, DECIMALS), round(lat, DECIMALS)) for lon, lat in pairs]


def _wkb(points: list[tuple[float, float] | None], *, multi: bool) -> pa.Array:
    """MultiPoints of one point, or Points, in well-known binary."""
    head = [("order", "<u1"), ("type", "<u4"), ("n", "<u4")] if multi else []
    made = np.zeros(len(points), [*head, ("o", "<u1"), ("t", "<u4"), ("lon", "<f8"), ("lat", "<f8")])
    made["o"] = made["t"] = 1
    if multi:
        made["order"], made["type"], made["n"] = 1, 4, 1
    known = np.array([point is not None for point in points], bool)
    made["lon"][known], made["lat"][known] = np.array([p for p in points if p is not None], float).reshape(-1, 2).T
    size = made.dtype.itemsize
    offsets = np.arange(0, size * len(points) + 1, size, dtype=np.int32)
    held = pa.Array.from_buffers(pa.binary(), len(points), [None, pa.py_buffer(offsets), pa.py_buffer(made.tobytes())])
    return pc.if_else(pa.array(known), held, pa.scalar(None, pa.binary()))


def features(held: Left) -> pa.Array:
    """Each event as a feature of GeoJSON on a line of its own, behind a comma and a line feed."""
    points = _points(held)
    members = _event_members(held, points)
    own = [(name, members[name]) for name in (f.name for f in fields(Event)) if name not in EVENT_APART]
    more = [(name, column) for name, column in members.items() if name not in dict(own)]
    shapes = [
        "null" if point is None else f'{{"type":"Point","coordinates":[{point[0]!r},{point[1]!r}]}}' for point in points
    ]
    identifier = quoted(held["id"])
    return together(
        ',\n{"type":"Feature","id":', identifier, ',"geometry":', pa.array(shapes, pa.string()), ',"properties":',
        objects([*own, *more]), "}",
    )  # fmt: skip


def _event_members(held: Left, points: list[tuple[float, float] | None]) -> Arrays:
    """The members of the published record of each event (`geo.codec.event_json`) in its order, as JSON."""
    n = len(points)
    tags, tags_from = parts(held["tags"])
    texts = ("id", "title", "type", "dataset", "summary_text", "date_precision", "date_text", "location_text",
             "precision", "grade", "grade_reason", "sensitivity", "part_of", "duplicate_of")  # fmt: skip
    place, role = _place_members(held, points), quoted(held["role"])
    known = pc.is_valid(held["place_id"])
    listed = objects([*place.items(), ("role", role)])
    sources = pa.array([_json(source_json(source)) for source in held.sources], pa.string())
    denied = pc.is_in(held.claims["stance"], pa.array(OPPOSING_STANCES)).to_numpy(zero_copy_only=False)
    return {
        **{name: quoted(held[name]) for name in texts},
        "number": nothing(n), "responds_to": nothing(n), "is_summary": as_json(held["is_summary"]),
        "tags": lists_as_json(quoted(tags), tags_from),
        "date_start": as_json(held["date_start"]), "date_end": as_json(held["date_end"]),
        **{kind: _figures_json(held[kind]) for kind in FIGURE_KINDS},
        **{f"place_{name}" if name.startswith("name") else name: place[name]
           for name in ("place_id", "name", "name_ar", "lon", "lat", "admin1_pcode", "admin1_name", "country")},
        "places": pc.if_else(known, together("[", listed, "]"), "[]"),
        "claims": lists_as_json(_claims_json(held), held.claims_from),
        "n_claims": as_json(pa.array(np.diff(held.claims_from))),
        "n_denials": as_json(pa.array(np.bincount(held.event_of_claim[denied], minlength=n))),
        "sources": lists_as_json(sources.take(pa.array(held.source_kind)), held.sources_from),
    }  # fmt: skip


def _place_members(held: Left, points: list[tuple[float, float] | None]) -> Arrays:
    """The members of the place of each event as JSON; null throughout where there is none."""
    made = {"place_id": quoted(held["place_id"])}
    for name in PLACE_MEMBERS:
        if name in ("lon", "lat"):
            column = held[f"place_{name}"].to_pylist()
            made[name] = pa.array(["null" if v is None else repr(round(v, DECIMALS)) for v in column], pa.string())
        elif name == "radius_m":
            column = held["place_radius_m"].to_pylist()
            made[name] = pa.array(["null" if v is None else repr(v) for v in column], pa.string())
        else:
            made[name] = quoted(held[f"place_{name}"])
    return made


def _figures_json(column: pa.Array) -> pa.Array:
    return by_value([pc.is_valid(column), *fields_of(column).values()], lambda *row: _json(figure_json(_figure(*row))))


def _claims_json(held: Left) -> pa.Array:
    said, n = held.claims, len(held.claim_number)
    ids = pa.array([_json(source.id) for source in held.sources], pa.string())
    cited = pa.array(held.claim_source, mask=held.claim_source < 0)
    members = {
        **{name: quoted(said[name]) for name in ("claimant", "stance", "about", "text", "claimant_role", "quote")},
        **{name: quoted(said[name]) for name in ("said_precision", "term")},
        "id": quoted(_claim_ids(held)),
        "responds_to": quoted(_answered(held)),
        "source_id": pc.fill_null(ids.take(cited), "null"),
    }
    own = [(f.name, members[f.name]) for f in fields(Claim) if f.name not in ("figures", "said_on")]
    return objects([*own, ("figures", pa.array(["{}"] * n, pa.string())), ("said_on", as_json(said["said_on"]))])


def _json(value: Json | str | None) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
