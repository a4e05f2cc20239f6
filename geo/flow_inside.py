"""What is inside a mark or an arrow between marks: the pairs of places and the forks that the map added up there.

The map names marks by the place in their middle and by the level that they were merged at; both stay the same under any
filter, so a link to them is one at every zoom. In come a Store and a Filter, out come sums with both bounds.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo import codes
from geo.filter import Filter
from geo.flow_tables import Ints, World, flows_of, people_row, people_sum, world_of
from geo.flows import LEVELS, NOWHERE, Box, Flows, Node, Picture, Sums, picture
from geo.model import Movement
from geo.store import PeopleSum, Store

_WORLD = Box(0, 0, 2**32, 2**32)
Mark = str | None


@dataclass(frozen=True, slots=True)
class Between:
    """The flows of one kind between marks of one level, by the ids of their middles; None is an end without a point."""

    level: int
    move: str
    origins: tuple[Mark, ...]
    destinations: tuple[Mark, ...]

    def text(self) -> str:
        return _text(["marks", self.level, self.move, self.origins, self.destinations])


@dataclass(frozen=True, slots=True)
class At:
    """One mark of one level."""

    level: int
    middle: str

    def text(self) -> str:
        return _text(["mark", self.level, self.middle])


Chosen = Between | At


def _text(told: list[object]) -> str:
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def chosen_marks(text: str | None) -> Chosen | None:
    """The marks that a selection names; None for the id of a movement, of a pair or of a place.

    >>> chosen_marks(At(6, "idlib").text()), chosen_marks("idlib"), chosen_marks('["mark", 99, "idlib"]')
    (At(level=6, middle='idlib'), None, None)
    """
    try:
        told = json.loads(text or "")
    except (ValueError, RecursionError):
        return None
    match told:
        case ["mark", int(level), str(middle)] if 0 <= level < LEVELS:
            return At(level, middle)
        case ["marks", int(level), str(move), [*origins], [*destinations]] if (
            0 <= level < LEVELS and move in codes.MOVES and _are_marks(origins) and _are_marks(destinations)
        ):
            return Between(level, move, tuple(origins), tuple(destinations))
    return None


def _are_marks(held: Sequence[object]) -> bool:
    return bool(held) and all(each is None or isinstance(each, str) for each in held)


@dataclass(frozen=True, slots=True)
class Pair:
    """The movements of one kind between two places, added up."""

    origin: str
    destination: str
    move: str
    people: PeopleSum


@dataclass(frozen=True, slots=True)
class EndSum:
    """What `part` says (left, came, within, or an unknown part of) of one kind of movement at a mark."""

    part: str
    move: str
    people: PeopleSum


@dataclass(frozen=True, slots=True)
class Inside:
    """`forks` first, then `pairs`, the largest first; `ends` and the `members` with flows are told of a single mark.

    `titles` gives by the middle of each mark the place that the map names it by, and how many places with flows it has.
    """

    forks: tuple[Movement, ...]
    pairs: tuple[Pair, ...]
    titles: Mapping[str, tuple[str, int]]
    ends: tuple[EndSum, ...] = ()
    members: tuple[str, ...] = ()


def inside(store: Store, chosen: Filter, marks: Chosen) -> Inside | None:
    """What `chosen` shows inside `marks`; None where the data hold no such mark."""
    named = (marks.middle,) if isinstance(marks, At) else (*marks.origins, *marks.destinations)
    index = world_of(store, chosen).index
    if any(each is not None and each not in index for each in named):
        return None
    held = _Held.of(store, chosen, marks.level)
    return held.between(marks) if isinstance(marks, Between) else held.around(marks)


@dataclass(frozen=True, slots=True)
class _Held:
    """The flows of a filter with the marks of one level; `at[place]` is the mark of a place, the last one NOWHERE."""

    world: World
    flows: Flows
    at: Ints
    movements: tuple[Movement, ...]
    ends: tuple[tuple[set[int], set[int]], ...]
    """The marks of origins and destinations of each fork."""

    @classmethod
    def of(cls, store: Store, chosen: Filter, level: int) -> _Held:
        world, flows = world_of(store, chosen), flows_of(store, chosen)
        at = np.append(world.marks.at(level)[1], NOWHERE)
        ends = tuple((_marks(fork.origins, at), _marks(fork.destinations, at)) for fork in flows.forks)
        return cls(world, flows, at, tuple(store.pairs(chosen).forks), ends)

    def mark(self, middle: Mark) -> int:
        return NOWHERE if middle is None else int(self.at[self.world.index[middle]])

    def between(self, marks: Between) -> Inside:
        here, there = ({self.mark(each) for each in side} for side in (marks.origins, marks.destinations))
        forks = zip(self.movements, self.ends, strict=True)
        kept = tuple(fork for fork, ends in forks if fork.kind == marks.move and ends == (here, there))
        rows = np.zeros(len(self.flows.move), np.bool_)
        if len(here) == len(there) == 1:
            rows = (self.at[self.flows.origin] == min(here)) & (self.at[self.flows.destination] == min(there))
            rows &= self.flows.move == codes.MOVES.index(marks.move)
        middles = [each for each in (*marks.origins, *marks.destinations) if each is not None]
        return Inside(kept, self.pairs(rows), self.titles(middles, self.nodes()[0]))

    def around(self, marks: At) -> Inside:
        mark = self.mark(marks.middle)
        forks = [
            (fork, ends) for fork, ends in zip(self.movements, self.ends, strict=True) if mark in ends[0] | ends[1]
        ]
        rows = (self.at[self.flows.origin] == mark) | (self.at[self.flows.destination] == mark)
        nodes, made = self.nodes()
        node = nodes.get(mark)
        whole = node.ends if node else ()
        sums = [EndSum(end.part, codes.MOVES[end.move], people_sum(made.ends.row(end.row))) for end in whole]
        for part, side in (("part left", 0), ("part came", 1)):
            sums += _parts(part, [fork for fork, ends in forks if mark in ends[side] and len(ends[side]) > 1])
        members = tuple(self.world.ids[each] for each in (node.members if node else ()))
        titles = self.titles([marks.middle], nodes)
        return Inside(tuple(fork for fork, _ in forks), self.pairs(rows), titles, tuple(sums), members)

    def nodes(self) -> tuple[dict[int, Node], Picture]:
        """All marks with flows, as the map has them."""
        made = picture(self.flows, self.world.x, self.world.y, self.at[:-1], _WORLD, most=1)
        return {node.mark: node for node in made.nodes}, made

    def titles(self, middles: Iterable[str], nodes: Mapping[int, Node]) -> dict[str, tuple[str, int]]:
        held = {middle: nodes.get(self.mark(middle)) for middle in middles}
        return {key: (self.world.ids[node.place], len(node.members)) for key, node in held.items() if node}

    def pairs(self, rows: NDArray[np.bool_]) -> tuple[Pair, ...]:
        """The pairs of `rows` whose two ends have points, the largest first."""
        flows, ids = self.flows, self.world.ids
        found = np.flatnonzero(rows & (flows.origin != NOWHERE) & (flows.destination != NOWHERE))
        order = np.lexsort((found, -flows.people.column("largest")[found], -flows.people.column("lower")[found]))
        return tuple(
            Pair(
                ids[int(flows.origin[row])], ids[int(flows.destination[row])], codes.MOVES[int(flows.move[row])],
                people_sum(flows.people.row(row)),
            )
            for row in found[order].tolist()
        )  # fmt: skip


def _marks(ends: Iterable[int], at: Ints) -> set[int]:
    return {int(at[end]) for end in ends} or {NOWHERE}


def _parts(part: str, several: Sequence[Movement]) -> list[EndSum]:
    """People of whom an unknown part left or came to one of several ends, by kind of movement."""
    kinds = dict.fromkeys(movement.kind for movement in several)
    return [
        EndSum(part, kind, people_sum(Sums.of([people_row(m) for m in several if m.kind == kind]).total().row(0)))
        for kind in kinds
    ]
