"""What a flow map draws of many movements, and what it tells as numbers: every person is in exactly one of them.

Movements between the same marks are added up. Of these flows the largest in view are drawn; what stays within one mark
is internal; the rest is folded, each part with its reason. Nothing is shared out: a movement with several destinations
stays a fork, unless all of its ends fall into two marks, between which its total is known. Kinds of movement (away,
return) are never added together.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from geo.flows.sums import FIELDS, Sums

NOWHERE = -1
"""Stands for an end that is not known, or has no point."""
NO_DAYS = (2**40, -(2**40))
"""First and last day where no day is known: any day is before the first and after the last."""
_WORLD = 2**32
Ints = NDArray[np.int64]
Ends = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Fork:
    """Movements of one kind with several origins or destinations, as numbers of places: who went where is not known."""

    move: int
    origins: Ends
    destinations: Ends
    people: tuple[int, ...]
    """In the order of FIELDS."""
    days: tuple[int, int] = NO_DAYS


@dataclass(frozen=True, slots=True, eq=False)
class Flows:
    """All flows of a selection: pairs of places (columns of one length, NOWHERE for an end unknown), and forks.

    `days` holds the first and the last day of each pair, counted from 1970 (NO_DAYS where none is known).
    """

    move: Ints
    origin: Ints
    destination: Ints
    people: Sums
    days: Ints
    forks: tuple[Fork, ...] = ()

    def total(self) -> Sums:
        """All people of all flows in one row."""
        return self.people.joined(Sums.of([fork.people for fork in self.forks])).total()


@dataclass(frozen=True, slots=True)
class Box:
    """A part of the world's square: from (left, top), `wide` by `high` units; x wraps around."""

    left: int
    top: int
    wide: int
    high: int

    def has(self, x: int, y: int) -> bool:
        """Whether one point lies in it."""
        return (x - self.left) % _WORLD <= self.wide and 0 <= y - self.top <= self.high

    def holds(self, x: Ints, y: Ints) -> NDArray[np.bool_]:
        """The same for many points."""
        down = y - self.top
        inside: NDArray[np.bool_] = ((x - self.left) % _WORLD <= self.wide) & (down >= 0) & (down <= self.high)
        return inside


@dataclass(frozen=True, slots=True)
class Drawn:
    """One flow to draw between marks: `row` of the picture's `flows`. `n_pairs` pairs of places (or forks) are added up
    in it; `pair` are the places where it is only one pair."""

    row: int
    move: int
    origins: Ends
    destinations: Ends
    n_pairs: int
    pair: tuple[int, int] | None
    days: tuple[int, int]

    @property
    def split_known(self) -> bool:
        return len(self.origins) == len(self.destinations) == 1


@dataclass(frozen=True, slots=True)
class End:
    """What left a mark, came to it or moved within it, of one kind of movement: `row` of the picture's `ends`.

    Only what begins (or ends) there and nowhere else: of a fork an unknown part does.
    """

    part: str
    move: int
    row: int


@dataclass(frozen=True, slots=True)
class Node:
    """One mark: the place it stands on (that with most people of this selection), and the places with flows in it."""

    mark: int
    place: int
    members: Ends
    ends: tuple[End, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """What is not drawn, as numbers: `n` flows, with a row of `people` for each kind of movement in `moves`."""

    n: int
    moves: Ends
    people: Sums


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """`drawn` (largest first), `internal`, `smaller`, `beyond`, `unplaced` hold every person of the flows once.

    `internal`: both ends in one mark. `smaller`: in view, but folded. `beyond`: no end in view. `unplaced`: an end is
    not known or has no point, or several ends cannot be told apart at this zoom. `shown` tells what `drawn` adds up to.
    `nodes` are the marks with flows that are in view, or at an end of what is drawn.
    """

    drawn: tuple[Drawn, ...]
    flows: Sums
    nodes: tuple[Node, ...]
    ends: Sums
    internal: Told
    smaller: Told
    beyond: Told
    unplaced: Told
    shown: Told

    def total(self) -> Sums:
        """All people of the picture in one row: those of the flows it was made of. For checks: kinds are added here."""
        held = self.flows.taken(np.array([each.row for each in self.drawn], np.int64))
        for told in (self.internal, self.smaller, self.beyond, self.unplaced):
            held = held.joined(told.people)
        return held.total()


@dataclass(frozen=True, slots=True, eq=False)
class _Pairs:
    """Pairs of marks: columns of one length. `first` and `n` tell which pair of places came first, and of how many."""

    move: Ints
    origin: Ints
    destination: Ints
    people: Sums
    first: Ints
    n: Ints
    days: Ints


def picture(flows: Flows, x: Ints, y: Ints, marks: Ints, box: Box, *, most: int) -> Picture:
    """The picture of `flows` in `box`, with places at (x, y) merged into `marks` and at most `most` flows drawn.

    `marks` as in Levels.marks; np.arange(len(x)) leaves each place for itself. The same question has the same answer.
    """
    at = np.append(marks, NOWHERE)
    single, several = _at_marks(flows.forks, at)
    held = _paired(flows, single, at)
    inside = np.append(np.isin(np.arange(len(marks)), marks[box.holds(x, y)]), False)
    forks = _joined(several)
    people = held.people.joined(Sums.of([fork.people for fork, _ in forks]))
    moves = np.concatenate([held.move, np.array([fork.move for fork, _ in forks], np.int64)])
    kinds = np.concatenate([_kinds(held, inside), np.array([_kind(fork, inside) for fork, _ in forks], np.int64)])
    order = np.lexsort((-people.column("n"), -people.column("largest"), -people.column("lower")))
    wanted = order[kinds[order] == _SEEN]
    drawn = tuple(_drawn(held, flows, forks, row) for row in wanted[:most].tolist())
    nodes, ends = _nodes(flows, at, held, forks, _shown(drawn, inside))
    parts = (kinds == _WITHIN, wanted[most:], kinds == _BEYOND, kinds == _UNPLACED, wanted[:most])
    told = (_told(people, moves, np.arange(len(moves))[part]) for part in parts)
    return Picture(drawn, people, nodes, ends, *told)


_SEEN, _WITHIN, _BEYOND, _UNPLACED = range(4)


def _told(people: Sums, moves: Ints, rows: Ints) -> Told:
    kinds, group = np.unique(moves[rows], return_inverse=True)
    return Told(len(rows), tuple(kinds.tolist()), people.taken(rows).by(group.reshape(-1), len(kinds)))


def _at_marks(forks: Iterable[Fork], at: Ints) -> tuple[list[Fork], list[Fork]]:
    """The forks with marks for places: those that are one arrow between marks, and those that stay forks."""
    single: list[Fork] = []
    several: list[Fork] = []
    for fork in forks:
        origins, destinations = (
            tuple(sorted({int(at[end]) for end in ends} or {NOWHERE})) for ends in (fork.origins, fork.destinations)
        )
        simple = len(origins) == len(destinations) == 1
        (single if simple else several).append(replace(fork, origins=origins, destinations=destinations))
    return single, several


def _paired(flows: Flows, single: Sequence[Fork], at: Ints) -> _Pairs:
    """The pairs of places, and the forks that are one arrow, by pair of marks."""
    move = np.concatenate([flows.move, np.array([fork.move for fork in single], np.int64)])
    begin = np.concatenate([at[flows.origin], np.array([fork.origins[0] for fork in single], np.int64)])
    end = np.concatenate([at[flows.destination], np.array([fork.destinations[0] for fork in single], np.int64)])
    people = flows.people.joined(Sums.of([fork.people for fork in single]))
    wide = len(at) + 1
    keys = (move * wide + begin + 1) * wide + end + 1
    found, first, group, n = np.unique(keys, return_index=True, return_inverse=True, return_counts=True)
    group = group.reshape(-1)
    days = np.concatenate([flows.days, np.array([fork.days for fork in single], np.int64).reshape(-1, 2)])
    span = np.tile(np.array(NO_DAYS, np.int64), (len(found), 1))
    np.minimum.at(span[:, 0], group, days[:, 0])
    np.maximum.at(span[:, 1], group, days[:, 1])
    return _Pairs(move[first], begin[first], end[first], people.by(group, len(found)), first, n, span)


def _joined(several: Iterable[Fork]) -> list[tuple[Fork, int]]:
    """Forks of one kind between the same marks as one, and how many they are."""
    found: dict[tuple[int, Ends, Ends], tuple[Fork, int]] = {}
    for fork in several:
        key = (fork.move, fork.origins, fork.destinations)
        held, n = found.get(key, (replace(fork, people=(0,) * len(FIELDS)), 0))
        people = tuple(a + b for a, b in zip(held.people, fork.people, strict=True))
        days = min(held.days[0], fork.days[0]), max(held.days[1], fork.days[1])
        found[key] = replace(held, people=people, days=days), n + 1
    return [found[key] for key in sorted(found)]


def _kinds(held: _Pairs, inside: NDArray[np.bool_]) -> Ints:
    unplaced = (held.origin == NOWHERE) | (held.destination == NOWHERE)
    seen = inside[held.origin] | inside[held.destination]
    apart = np.where(seen, _SEEN, _BEYOND)
    return np.where(unplaced, _UNPLACED, np.where(held.origin == held.destination, _WITHIN, apart)).astype(np.int64)


def _kind(fork: Fork, inside: NDArray[np.bool_]) -> int:
    """A fork is drawn where it leads from some mark to another; else nobody knows whether it left its mark."""
    here, there = set(fork.origins) - {NOWHERE}, set(fork.destinations) - {NOWHERE}
    if not (here and there) or not (there - here and here - there):
        return _UNPLACED
    return _SEEN if any(inside[mark] for mark in here | there) else _BEYOND


def _drawn(held: _Pairs, flows: Flows, forks: Sequence[tuple[Fork, int]], row: int) -> Drawn:
    if row >= len(held.move):
        fork, n = forks[row - len(held.move)]
        return Drawn(row, fork.move, fork.origins, fork.destinations, n, None, fork.days)
    first, n = int(held.first[row]), int(held.n[row])
    one = n == 1 and first < len(flows.move)
    pair = (int(flows.origin[first]), int(flows.destination[first])) if one else None
    days = int(held.days[row, 0]), int(held.days[row, 1])
    return Drawn(row, int(held.move[row]), (int(held.origin[row]),), (int(held.destination[row]),), n, pair, days)


def _shown(drawn: Iterable[Drawn], inside: NDArray[np.bool_]) -> Ints:
    """The marks in view, and those at an end of what is drawn."""
    ends = {mark for flow in drawn for mark in (*flow.origins, *flow.destinations) if mark != NOWHERE}
    return np.union1d(np.flatnonzero(inside), np.array(sorted(ends), np.int64))


def _nodes(
    flows: Flows, at: Ints, held: _Pairs, forks: Sequence[tuple[Fork, int]], shown: Ints
) -> tuple[tuple[Node, ...], Sums]:
    """The marks of `shown` that some flow touches, with what left, came and stayed."""
    use, touched = _use(flows, len(at) - 1)
    places = np.flatnonzero(touched & np.isin(at[:-1], shown))
    members: dict[int, list[int]] = {}
    for mark, place in zip(at[places].tolist(), places.tolist(), strict=True):
        members.setdefault(mark, []).append(place)
    ends, sums = _ends(held, forks, np.array(sorted(members), np.int64), len(at))
    nodes = (
        Node(mark, max(inner, key=lambda each: (use[each], -each)), tuple(inner), tuple(ends.get(mark, ())))
        for mark, inner in sorted(members.items())
    )
    return tuple(nodes), sums


def _use(flows: Flows, n: int) -> tuple[list[int], NDArray[np.bool_]]:
    """How much each place is used, for the choice of the one that a mark stands on, and whether it is at all."""
    use, touched = np.zeros(n + 1, np.int64), np.zeros(n + 1, np.bool_)
    for ends in (flows.origin, flows.destination):
        np.add.at(use, ends, flows.people.column("largest") + flows.people.column("n"))
        touched[ends] = True
    for fork in flows.forks:
        for end in {*fork.origins, *fork.destinations}:
            use[end] += sum(fork.people[:1])
            touched[end] = True
    return use[:-1].tolist(), touched[:-1]


def _ends(held: _Pairs, forks: Sequence[tuple[Fork, int]], shown: Ints, n: int) -> tuple[dict[int, list[End]], Sums]:
    """By mark of `shown` what left, came and stayed, by kind of movement; `n` is above every number of a mark."""
    whole = [fork for fork, _ in forks]
    leave = [fork for fork in whole if len(fork.origins) == 1 and fork.origins[0] not in fork.destinations]
    come = [fork for fork in whole if len(fork.destinations) == 1 and fork.destinations[0] not in fork.origins]
    stays = held.origin == held.destination
    found: dict[int, list[End]] = {}
    sums = Sums.of([])
    for part, marks, rows, more in (
        ("left", held.origin, ~stays, [(fork.origins[0], fork) for fork in leave]),
        ("came", held.destination, ~stays, [(fork.destinations[0], fork) for fork in come]),
        ("within", held.origin, stays, []),
    ):
        mark = np.concatenate([marks[rows], np.array([each for each, _ in more], np.int64)])
        move = np.concatenate([held.move[rows], np.array([fork.move for _, fork in more], np.int64)])
        people = held.people.taken(np.flatnonzero(rows)).joined(Sums.of([fork.people for _, fork in more]))
        kept = np.flatnonzero(np.isin(mark, shown))
        keys, group = np.unique(move[kept] * n + mark[kept], return_inverse=True)
        for nth, key in enumerate(keys.tolist()):
            found.setdefault(key % n, []).append(End(part, key // n, len(sums) + nth))
        sums = sums.joined(people.taken(kept).by(group.reshape(-1), len(keys)))
    return found, sums
