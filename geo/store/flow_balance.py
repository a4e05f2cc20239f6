"""What came to a place and what left it, and the difference as a range that no reading of the sources can leave.

In come the Pairs of a filter. A movement without an upper figure leaves the upper bound of its side open; one with
several destinations brings to each anything from nobody to all of its people. Kinds of movement are never added
together, best estimates are never bounds, and a movement from a place to itself is in neither side.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from geo.codes import MOVES
from geo.model import Movement
from geo.store.flow_sums import added, grouped, numbers, people_of
from geo.store.flow_values import NOTHING, Pairs, PeopleSum

Key = tuple[str | None, str]


@dataclass(frozen=True, slots=True)
class Balance:
    """People who came to a place and who left it, by movements of one kind; `place` is None for an end not told.

    `*_part` adds the movements of which an unknown part came here, or left from here; `within` are those from the place
    to itself, which are on neither side.
    """

    place: str | None
    move: str
    came: PeopleSum = NOTHING
    left: PeopleSum = NOTHING
    came_part: PeopleSum = NOTHING
    left_part: PeopleSum = NOTHING
    within: PeopleSum = NOTHING

    @property
    def has_both(self) -> bool:
        return bool((self.came.n or self.came_part.n) and (self.left.n or self.left_part.n))

    @property
    def low(self) -> int | None:
        """The least that the difference (came − left) can be; None where what left has no upper bound."""
        most_left = _most(self.left, self.left_part)
        return None if most_left is None else (self.came.min or 0) - most_left

    @property
    def high(self) -> int | None:
        """The most that the difference can be; None where what came has no upper bound."""
        most_came = _most(self.came, self.came_part)
        return None if most_came is None else most_came - (self.left.min or 0)

    @property
    def best(self) -> int | None:
        """The difference of best estimates, where every movement of both sides gives one and none is a part."""
        if self.came_part.n or self.left_part.n:
            return None
        if self.came.n_best < self.came.n or self.left.n_best < self.left.n:
            return None
        return (self.came.best or 0) - (self.left.best or 0)

    def words(self) -> str:
        """The range as people read it, never a single number that no source gives.

        >>> one = lambda n: PeopleSum(1, 1, min=n, n_min=1, best=n, n_best=1, max=n, n_max=1)
        >>> Balance("a", "return", one(500), one(200)).words()
        '+300'
        >>> Balance("a", "return", one(500), PeopleSum(1, 1, min=200, n_min=1)).words()
        '+300 or less (no lower bound)'
        >>> Balance("a", "return", PeopleSum(1, 0), PeopleSum(1, 0)).words()
        'not known: no bound on either side'
        """
        low, high = self.low, self.high
        if low is not None and high is not None:
            told = signed(low) if low == high else f"{signed(low)} to {signed(high)}"
        elif low is not None:
            told = f"{signed(low)} or more (no upper bound)"
        elif high is not None:
            told = f"{signed(high)} or less (no lower bound)"
        else:
            told = "" if self.best is not None else "not known: no bound on either side"
        estimate = "" if self.best is None or low == high == self.best else f"{signed(self.best)} by best estimates"
        return "; ".join(part for part in (estimate, told) if part)

    def left_out(self) -> str:
        """What keeps a bound open, in words; "" where nothing does.

        >>> Balance("a", "return", PeopleSum(3, 2, max=9, n_max=1)).left_out()
        '2 of 3 that came give no upper figure'
        """
        told = []
        for verb, whole, part in (("came", self.came, self.came_part), ("left", self.left, self.left_part)):
            n, n_max = whole.n + part.n, whole.n_max + part.n_max
            if n_max < n:
                told.append(f"{n - n_max:,} of {n:,} that {verb} give no upper figure")
            if part.n:
                told.append(f"of {part.n:,} an unknown part {verb}")
        return "; ".join(told)


def signed(number: int) -> str:
    """
    >>> signed(-1200), signed(0), signed(7)
    ('−1,200', '0', '+7')
    """
    return f"+{number:,}" if number > 0 else f"−{-number:,}" if number else "0"


def balances(held: Pairs) -> tuple[Balance, ...]:
    """One Balance per place and kind, those with most people on both sides first; `has_both` says which have two."""
    came, left = (dict(_of_pairs(held, end, apart=True)) for end in ("destination", "origin"))
    within = dict(_of_pairs(held, "origin", apart=False))
    came_part: dict[Key, PeopleSum] = {}
    left_part: dict[Key, PeopleSum] = {}
    for fork in held.forks:
        starts, ends = ({place.id for place in each} for each in (fork.origins, fork.destinations))
        _add_fork(fork, ends, starts, came, came_part)
        _add_fork(fork, starts, ends, left, left_part)
    sides = (came, left, came_part, left_part, within)
    keys = dict.fromkeys(key for side in sides for key in side)
    found = [Balance(*key, *(side.get(key, NOTHING) for side in sides)) for key in keys]
    return tuple(sorted(found, key=lambda b: (-_moved(b), b.place or "", b.move)))


def _moved(balance: Balance) -> int:
    return (balance.came.low or 0) + (balance.left.low or 0)


def _add_fork(
    fork: Movement, here: set[str], there: set[str], whole: dict[Key, PeopleSum], part: dict[Key, PeopleSum]
) -> None:
    """All of its people are at the one end that it has; at one of several, or where it may stay, an unknown part."""
    people = people_of(fork.people)
    ends: set[str | None] = {*here} or {None}
    for place in ends:
        side = whole if len(here) < 2 and place not in there else part
        key = (place, fork.kind)
        side[key] = added(side[key], people) if key in side else people


def _of_pairs(held: Pairs, end: str, *, apart: bool) -> Iterator[tuple[Key, PeopleSum]]:
    """Sums by place at `end` and kind: of the movements between two places (`apart`), or from a place to itself."""
    columns = held.pairs.columns
    origins, destinations = (numbers(columns[name]) for name in ("origin", "destination"))
    chosen = ((origins != destinations) | (origins < 0)) == apart
    ends = (destinations if end == "destination" else origins)[chosen]
    moves = np.ma.getdata(columns["move"])[chosen].astype(np.int64)
    keys, places = np.unique(ends * len(MOVES) + moves, return_inverse=True)
    sums = grouped(columns, chosen, places, len(keys))
    for at, key in enumerate(keys.tolist()):
        number, move = divmod(key, len(MOVES))
        yield (held.pairs.names.get(number), MOVES[move]), sums[at]


def _most(whole: PeopleSum, part: PeopleSum) -> int | None:
    """The upper bound of all; None where any gives none."""
    if whole.n_max < whole.n or part.n_max < part.n:
        return None
    return (whole.max or 0) + (part.max or 0)
