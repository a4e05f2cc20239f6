"""Movements of the native records as rows of their tables (geo/store/schema.sql).

A movement between one origin and one destination, as far as they are known, is one arrow; what has several ends keeps
them in `movement_places` and comes whole. Where the split is known and there is one origin, the shares stand beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from geo import codes
from geo.model import EventPlace, Figure, Movement, Place
from geo.store.around import ends_of

MOVEMENT_TABLES = (
    "movements", "movement_places", "movement_shares", "movement_claims", "movement_texts", "movement_records",
)  # fmt: skip
Row = tuple[Any, ...]


def bounds(figure: Figure | None) -> Row:
    """min, best, max, whether it says "more than" its minimum, whether any number is given."""
    held = figure or Figure()
    more = held.qualifier == "more than" and held.min is not None
    return held.min, held.best, held.max, more, held.has_number


@dataclass(slots=True)
class MovementRows:
    """Collects rows. `nums` numbers movements by id, `events` events; `published` is the place shown for a place."""

    nums: Mapping[str, int]
    events: Mapping[str, int]
    published: Callable[..., Place]
    number: Callable[[Place], int]
    movements: list[Row] = field(default_factory=list)
    places: list[Row] = field(default_factory=list)
    shares: list[Row] = field(default_factory=list)
    claims: list[Row] = field(default_factory=list)
    texts: list[Row] = field(default_factory=list)
    records: list[Row] = field(default_factory=list)

    def of(self, table: str) -> list[Row]:
        """The rows of one of MOVEMENT_TABLES."""
        held: list[Row] = getattr(self, table.removeprefix("movement_"))
        return held

    def add(self, num: int, movement: Movement) -> list[EventPlace]:
        """Adds the movement, its ends and its shares; answers the ends."""
        own = ends_of(movement)
        at_risk = movement.sensitivity != "public"
        numbered = [
            (at.role, self.number(self.published(at.place, at_risk=at_risk)), self.number(at.place)) for at in own
        ]
        self.places += [(num, codes.code(codes.ROLES, role), pub, place) for role, pub, place in numbered]
        self.movements.append(self._hot(num, movement, numbered))
        for place_id, share in (movement.shares or {}).items() if movement.split_known else ():
            at = next((index for index, each in enumerate(own) if each.place.id == place_id), None)
            if at is not None and len(movement.origins) <= 1:
                self.shares.append((num, *numbered[at][1:], *bounds(share)))
        return own

    def _hot(self, num: int, movement: Movement, numbered: Sequence[tuple[str, int, int]]) -> Row:
        people = movement.people
        return (
            num, 0, self.events.get(movement.event_id or ""), codes.code(codes.MOVES, movement.kind),
            movement.date_start, movement.date_end, codes.code(codes.DATE_PRECISIONS, movement.date_precision),
            codes.code(codes.GROUPS, movement.group), codes.code_or_none(codes.GRADES, movement.grade),
            codes.code(codes.SENSITIVITIES, movement.sensitivity), len(movement.origins), len(movement.destinations),
            movement.split_known, *_arrow([(role, pub) for role, pub, _ in numbered]),
            *_arrow([(role, place) for role, _, place in numbered]),
            None if people is None else people.best if people.min is None else people.min, *bounds(people),
            self.nums.get(movement.part_of or ""), self.nums.get(movement.duplicate_of or ""),
        )  # fmt: skip


def _arrow(ends: Sequence[tuple[str, int]]) -> Row:
    """The one origin, the one destination, and whether there are never several."""
    held = [{place for role, place in ends if role == wanted} for wanted in ("origin", "destination")]
    return *(next(iter(each)) if len(each) == 1 else None for each in held), all(len(each) < 2 for each in held)
