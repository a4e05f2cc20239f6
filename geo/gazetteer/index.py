"""All entries in reach of a question, by key, by code and by the beginning of each word: the index that answers.

Built once per set of sources; everything here is a look-up or a ranking, no answer is chosen.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property

from geo.gazetteer.edits import Likeness
from geo.gazetteer.entries import UNITS, Entry
from geo.gazetteer.keys import country_key, key, without_kind
from geo.gazetteer.merge import keys_of, merged
from geo.text import normal

_LONGEST = 200
_SUGGESTED = 5
_LIKE_FROM = 4
_LIKE = 3


class Index:
    """The entries of several gazetteers, the first leading."""

    def __init__(self, groups: Sequence[Iterable[Entry]]) -> None:
        self.entries = tuple(merged(groups))
        self._keys: defaultdict[str, list[Entry]] = defaultdict(list)
        self._codes: defaultdict[str, list[Entry]] = defaultdict(list)
        for entry in self.entries:
            for each in keys_of(entry):
                self._keys[each].append(entry)
            for code in entry.codes:
                self._codes[code].append(entry)

    def coded(self, code: str) -> tuple[Entry, ...]:
        """The entries that this code denotes: p-code, ISO code, "geonames:174448"."""
        text = code.strip()
        held = self._codes.get(text.upper()) or self._codes.get(text.lower()) or ()
        return tuple(held)

    def named(self, name: str) -> tuple[Entry, ...]:
        """The entries with this name as it stands; where there are none, without the word that says the kind."""
        if len(name) > _LONGEST:
            return ()
        bare = None if (held := self._with_key(name)) else without_kind(name)
        return tuple(entry for entry in self._with_key(bare[0]) if entry.kind in bare[1]) if bare else tuple(held)

    def _with_key(self, name: str) -> list[Entry]:
        mine, theirs = key(name), country_key(name)
        held = [entry for entry in self._keys.get(mine, ()) if entry.kind != "country"]
        return held + [entry for entry in self._keys.get(theirs, ()) if entry.kind == "country"]

    def like(self, name: str, limit: int = _SUGGESTED) -> tuple[Entry, ...]:
        """Entries whose name is like this one, the nearest first: to be shown, never to be taken."""
        if len(name) > _LONGEST:
            return ()
        bare = without_kind(name)
        asked = {key(name)} | ({key(bare[0])} if bare else set())
        near = sorted(pair for each in asked if each for pair in self._likeness.like(each, 4 * limit))
        found = dict.fromkeys(entry.id for _, held in near for entry in self._keys[held])
        return tuple(self._by_id[id_] for id_ in found)[:limit]

    def starting(self, text: str, limit: int) -> tuple[tuple[Entry, bool], ...]:
        """Entries for a search box, each with whether it is only like the text.

        First the name itself, then names that begin so, then those with a later word that does, then what is like it.
        """
        asked = key(text)
        if not asked or len(text) > _LONGEST:
            return ()
        ranked: dict[str, tuple[int, Entry]] = {}
        for entry in (*self.coded(text), *self.named(text)):
            ranked.setdefault(entry.id, (0, entry))
        for tier, held in ((1, self._sorted), (2, self._inner)):
            for entry in self._beginning(held, asked):
                ranked.setdefault(entry.id, (tier, entry))
        if len(ranked) < limit and len(asked) >= _LIKE_FROM:
            for entry in self.like(text, limit):
                ranked.setdefault(entry.id, (_LIKE, entry))
        return tuple((entry, tier == _LIKE) for tier, entry in sorted(ranked.values(), key=_rank)[:limit])

    def _beginning(self, held: Sequence[str], asked: str) -> Iterable[Entry]:
        at = bisect_left(held, asked)
        while at < len(held) and held[at].startswith(asked):
            whole = held[at].rpartition("\0")[2]
            yield from self._keys[whole]
            at += 1

    def entry(self, id_: str) -> Entry | None:
        """The entry of this id, or the one that it became part of."""
        return self._by_id.get(id_) or self._by_joined_id.get(id_)

    @cached_property
    def _by_id(self) -> dict[str, Entry]:
        return {entry.id: entry for entry in self.entries}

    @cached_property
    def _by_joined_id(self) -> dict[str, Entry]:
        return {id_: entry for entry in self.entries for id_ in entry.ids}

    @cached_property
    def _likeness(self) -> Likeness:
        return Likeness(self._keys)

    @cached_property
    def _sorted(self) -> list[str]:
        return sorted(self._keys)

    @cached_property
    def _inner(self) -> list[str]:
        """Each name from its second word on, with the key of the whole name behind a zero."""
        found = set()
        for entry in self.entries:
            for name in entry.names:
                parts = normal(name).split()
                whole = country_key(name) if entry.kind == "country" else key(name)
                found |= {"".join(parts[at:]) + "\0" + whole for at in range(1, len(parts)) if whole}
        return sorted(found)


def _rank(held: tuple[int, Entry]) -> tuple[int, bool, bool, int, str]:
    tier, entry = held
    return (
        tier,
        entry.place_id is None,
        entry.kind not in UNITS and not entry.population,
        -(entry.population or 0),
        entry.name,
    )
