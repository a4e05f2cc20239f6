"""What a Profile is: a format of the field as one frozen value, and how headers and code books are looked up in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

_NOT_WORD = re.compile(r"[^\w]+|_+")


def header(name: str) -> str:
    """A header as profiles name it: lower case, one underscore for what is no letter or digit.

    >>> header("EVENT_ID_CNTY"), header("Civilian deaths (min.)")
    ('event_id_cnty', 'civilian_deaths_min')
    """
    return _NOT_WORD.sub("_", name).strip("_").lower()


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a code for the precision of a place means. `kind_decides`: a word such as "village" in the name is finer.

    `whole`: the record stands for the whole unit of that precision, whose name is the place, not the town coded for it.
    """

    precision: str
    role: str = "location"
    radius_m: float | None = None
    kind_decides: bool = False
    whole: bool = False


Types = Callable[[str, str, bool], tuple[str, bool]]
"""(type, subtype, its words say labour strike) → (slug of EVENT_TYPES, whether the words are known)."""


def _other(kind: str, finer: str, labour: bool) -> tuple[str, bool]:
    return "other", True


@dataclass(frozen=True, slots=True)
class Profile:
    """`fields`: target → headers that say it, the first found wins (all of them where the target takes several).

    `signs`: sets of headers; a file is of this format when it has all of any one set. `options`: those that a mapping
    of the format begins with, `constants`: what holds for each of its rows. `move`: the kind of its
    movements where no column says it. `summaries`: what the column `summary` says of records that are in no total, and
    `kept_apart` the kind of finding that tells why.
    """

    name: str
    title: str
    fields: Mapping[str, tuple[str, ...]]
    signs: tuple[frozenset[str], ...] = ()
    types: Types = field(default=_other, compare=False)
    places: Mapping[str, Meaning] = field(default_factory=lambda: MappingProxyType({}))
    dates: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    summaries: frozenset[str] = frozenset()
    kept_apart: str = "summary"
    publisher: str | None = None
    licence: str | None = None
    url: str | None = None
    redistribution: str = "ok"
    figure_words: str | None = None
    options: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    constants: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    move: str = "movement"

    @property
    def headers(self) -> frozenset[str]:
        """Every header of the format that says something."""
        return frozenset(name for names in self.fields.values() for name in names)

    def signed_by(self, headers: frozenset[str]) -> bool:
        return any(sign <= headers for sign in self.signs)
