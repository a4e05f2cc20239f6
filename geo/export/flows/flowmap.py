"""Movements as a workbook for flowmap.blue: properties, locations, flows; and, whole, Kharita's own table beside them.

A flow there is one number between two points. What that cannot say is spelled out in `properties`, and nothing is made
up to fit: movements with an unknown split, an unknown end, a place without a point, only an upper figure or none, and
parts and copies of others are not in `flows`. All of them are in the sheet `kharita_movements`, which reads back whole.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from geo.export.data.columns import Columns, table_of
from geo.export.data.xlsx import WORDS_WIDE, Sheet, manifest_sheet, workbook
from geo.export.flows.lines import point_of
from geo.export.flows.pairs import DAYS, DECIMALS, INTEGERS, PAIR_COLUMNS, Numbered, numbered, pair_rows
from geo.export.manifest import manifest
from geo.export.options import Options
from geo.export.sheet import Row
from geo.figures import in_words
from geo.filter import Filter
from geo.model import Figure, Json, Movement, Place
from geo.read.xlsx import OWN_SHEET
from geo.store.protocol import Store
from geo.vocab import MOVES, label

COUNT = (
    "count is one number: the lower figure of a movement, its best estimate where no lower figure is given. Ranges, "
    "qualifiers, claims and denials are in the sheet kharita_movements, not in flows."
)
_LISTED = 20


@dataclass(slots=True)
class _Flows:
    """What fits into flowmap.blue, and what does not with its reason."""

    places: dict[str, Place] = field(default_factory=dict)
    flows: list[list[Any]] = field(default_factory=list)
    lost: Counter[str] = field(default_factory=Counter)
    told: dict[str, list[str]] = field(default_factory=dict)

    def add(self, held: Numbered) -> None:
        movement = held.movement
        if held.left_out:
            self._lose("part or copy of another movement that is counted", movement)
            return
        for origin, destination, people in _single(movement):
            reason = _why_not(origin, destination, people)
            if reason or origin is None or destination is None:
                self._lose(reason or "an end is not known", movement)
                continue
            self.places |= {origin.id: origin, destination.id: destination}
            day = movement.date_start.isoformat() if movement.date_start else None
            kind = label(MOVES, movement.kind).split(",")[0]
            self.flows.append([origin.id, destination.id, _count(people), day, kind, in_words(people)])

    def _lose(self, reason: str, movement: Movement) -> None:
        self.lost[reason] += 1
        if len(self.told.setdefault(reason, [])) < _LISTED:
            self.told[reason].append(f"{movement.title} ({in_words(movement.people)})")


def _single(movement: Movement) -> list[tuple[Place | None, Place | None, Figure | None]]:
    """The pairs with a figure of their own; one row without destination for what has none."""
    if len(movement.origins) < 2 and len(movement.destinations) < 2:
        ends = (movement.origins or (None,))[0], (movement.destinations or (None,))[0]
        return [(*ends, movement.people)]
    if movement.split_known and movement.shares and len(movement.origins) == 1:
        return [(movement.origins[0], each, movement.shares.get(each.id)) for each in movement.destinations]
    return [(None, None, None)]


def _why_not(origin: Place | None, destination: Place | None, people: Figure | None) -> str | None:
    if people is None and origin is None and destination is None:
        return "several ends, and how many people took which one is not known"
    if origin is None or destination is None:
        return "an end is not known"
    if point_of(origin) is None or point_of(destination) is None:
        return "a place has no point"
    return "no lower figure and no best estimate" if _count(people) is None else None


def _count(people: Figure | None) -> int | None:
    if people is None:
        return None
    return people.min if people.min is not None else people.best


def flowmap(store: Store, chosen: Filter, options: Options) -> bytes:
    """The workbook."""
    held = _Flows()
    rows: list[Row] = []
    for each in numbered(store, chosen, options):
        held.add(each)
        rows += pair_rows(each)
    about = manifest(store, chosen, options, "flowmap")
    locations = [
        [place.id, place.name, *reversed(point_of(place) or ()), place.precision] for place in held.places.values()
    ]
    sheets = [
        Sheet("properties", (), rows=_properties(held, about), widths=WORDS_WIDE, words=True),
        Sheet("locations", (("id", "name", "lat", "lon", "precision"),), rows=locations),
        Sheet("flows", (("origin", "dest", "count", "time", "label", "figure"),), rows=held.flows),
        Sheet(OWN_SHEET, (PAIR_COLUMNS,), table_of(Columns(PAIR_COLUMNS, INTEGERS, DECIMALS, DAYS), rows)),
        manifest_sheet(about),
    ]
    return workbook(sheets, title=options.title, creator=options.author or "Kharita", day=options.produced_on)


def _properties(held: _Flows, about: Json) -> Sequence[Sequence[Any]]:
    rows: list[list[Any]] = [
        ["property", "value"],
        ["title", about["title"]],
        ["description", f"{about['filter']['words']}. Lines join places and are no routes."],
        ["source.name", "; ".join(each["publisher"] or each["title"] for each in about["datasets"])],
        ["source.url", next((each["url"] for each in about["datasets"] if each["url"]), None)],
        ["createdBy.name", about["producer"]],
        ["loss: the number of a flow", COUNT],
        ["loss: precision of places", "areas (governorates and the like) stand at a label point, not at a town"],
    ]
    for reason, n in held.lost.items():
        more = f"; and {n - _LISTED:,} more" if n > _LISTED else ""
        rows.append([f"loss: not in flows, {n:,}", f"{reason}: {'; '.join(held.told[reason])}{more}"])
    return rows
