"""The events of a filter part by part as rows and features: in columns where the store answers so, one by one else.

While one part is worked on, the store reads the next one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from geo.export.data.columns import Columns, batch_of_values
from geo.export.data.columns_left import Left, left_in_columns
from geo.export.data.columns_out import batches, features
from geo.export.data.schemas import CLAIMS, EVENTS, PLACES
from geo.export.flows.lines import DECIMALS, wkb_point, wkb_points
from geo.export.geojson import feature_line
from geo.export.masking import at_masked_points
from geo.export.options import Options
from geo.export.redact import left
from geo.export.rows import rows_filter
from geo.export.safe import assert_publishable
from geo.export.sheet import About, claim_values, event_values
from geo.filter import Filter
from geo.model import Event, EventPlace
from geo.store.protocol import Slice, Store

Positions = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Part:
    """Some thousand events as rows of three tables, in order; `features` makes them features of GeoJSON,
    each behind a comma and a line feed."""

    events: pa.Table
    claims: pa.Table
    places: pa.Table
    features: Callable[[], pa.Array]


def parts_of(store: Store, chosen: Filter, options: Options, about: About) -> Iterator[Part]:
    """Every event of `chosen` that may leave as a row, numbered from 1, newest first, checked."""
    first = 1
    store = at_masked_points(store, options)
    for held in _ahead(store.slices(rows_filter(store, chosen, options)[0])):
        yield _part(held, first, options, about)
        first += held.n


def _ahead(slices: Iterator[Slice]) -> Iterator[Slice]:
    """The same, each read while the one before is in use."""
    with ThreadPoolExecutor(1) as reader:
        coming = reader.submit(next, slices, None)
        while (held := coming.result()) is not None:
            coming = reader.submit(next, slices, None)
            yield held


def _part(held: Slice, first: int, options: Options, about: About) -> Part:
    plain = [(table["at"].to_numpy(), left_in_columns(table, options)) for table in held.plain]
    made: list[Sequence[pa.RecordBatch]] = [batches(own, pa.array(at + first), about) for at, own in plain]
    others: tuple[tuple[int, Event], ...] = ()
    if held.others:
        assert_publishable(event for _, event in held.others)
        others = tuple((at, left(event, options)) for at, event in held.others)
        made.append(_one_by_one(others, first, about))
    events, claims, places = (
        _in_order(columns, [own[n] for own in made], number)
        for n, (columns, number) in enumerate(((EVENTS, "number"), (CLAIMS, "event_number"), (PLACES, "event_number")))
    )
    return Part(events, claims, places, partial(_features, plain, others))


def _features(plain: Sequence[tuple[Positions, Left]], others: Sequence[tuple[int, Event]]) -> pa.Array:
    """All events in order, each behind a comma and a line feed."""
    at = np.concatenate([*(at for at, _ in plain), np.array([at for at, _ in others], np.int64)])
    lines = [",\n" + _encodable(feature_line(event)) for _, event in others]
    made = pa.concat_arrays([*(features(own) for _, own in plain), pa.array(lines, pa.string())])
    return made.take(pa.array(np.argsort(at))) if len(plain) + len(others) > 1 else made


def _in_order(columns: Columns, made: Sequence[pa.RecordBatch], number: str) -> pa.Table:
    """Rows of several batches by the number of their event."""
    table = pa.Table.from_batches(made, columns.schema)
    if len(made) < 2:
        return table
    order = np.argsort(table[number].to_numpy(), kind="stable")
    return table.take(pa.array(order)).combine_chunks()


def _one_by_one(pairs: Sequence[tuple[int, Event]], first: int, about: About) -> Sequence[pa.RecordBatch]:
    """The rows of records that may leave."""
    held = [(first + at, event) for at, event in pairs]
    events = [(*event_values(about, event, n), wkb_points(points_of(event))) for n, event in held]
    claims = [claim_values(n, event, claim) for n, event in held for claim in event.claims]
    places = [_place_values(n, event, at) for n, event in held for at in event.places]
    return [batch_of_values(EVENTS, events), batch_of_values(CLAIMS, claims), batch_of_values(PLACES, places)]


def _encodable(text: str) -> str:
    """Without lone surrogates, which are no characters."""
    return text.encode("utf-8", "replace").decode()


def points_of(event: Event) -> list[tuple[float, float]]:
    """The published points of an event as they are written; two places at one point are one."""
    held = (at.place for at in event.places)
    points = ((place.lon, place.lat) for place in held)
    return list(
        dict.fromkeys(
            (round(lon, DECIMALS), round(lat, DECIMALS)) for lon, lat in points if lon is not None and lat is not None
        )
    )


def _place_values(number: int, event: Event, at: EventPlace) -> tuple[Any, ...]:
    """The cells of one place of an event in the order of PLACES, geometry last."""
    place = at.place
    known = place.lon is not None and place.lat is not None
    point = (round(place.lon or 0.0, DECIMALS), round(place.lat or 0.0, DECIMALS)) if known else None
    return (
        number, event.id, event.title, event.type, at.role, place.id, place.name, place.name_ar, place.precision,
        place.radius_m, place.country, place.admin1_pcode, place.admin1_name, place.pcode, place.lon, place.lat,
        event.dataset, wkb_point(point),
    )  # fmt: skip
