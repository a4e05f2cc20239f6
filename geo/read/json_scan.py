"""The outline of a JSON file by its bytes alone: its depth, its outermost members, the number of items in each.

Done by numpy in blocks before anything is parsed, so that neither depth nor size can surprise the parser, and so that
items are counted apart from what reads them.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from geo.errors import BadInput
from geo.read.limits import Limits, too_much

BLOCK = 8 * 2**20
MAX_MEMBERS = 10_000
SPACE = b" \t\r\n"
_STRUCTURE = np.zeros(256, bool)
_STRUCTURE[list(b"[]{},:")] = True
_STEP = np.zeros(256, np.int32)
_STEP[list(b"[{")] = 1
_STEP[list(b"]}")] = -1
_Positions = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Member:
    """One outermost member: name, where its value begins and ends, its kind by its first byte, its items if a list."""

    name: str
    start: int
    end: int
    kind: str
    n_items: int


@dataclass(frozen=True, slots=True)
class Outline:
    """`kind` is "array", "object" or "value"; a list as root has `n_items` and begins at `start`."""

    kind: str
    start: int
    n_items: int
    members: tuple[Member, ...]


@dataclass(slots=True)
class _Walk:
    """State between blocks, and what was found so far (absolute positions)."""

    in_string: bool = False
    depth: int = 0
    n_roots: int = 0
    last_close: int = -1
    colons: list[_Positions] = field(default_factory=list)
    commas: list[_Positions] = field(default_factory=list)
    inner: list[_Positions] = field(default_factory=list)
    """Commas one level further in."""


def outline(path: Path, name: str, limits: Limits, start: int = 0) -> Outline:
    """The outline of the one JSON value in `path`, which is UTF-8 and begins at byte `start`.

    Raises BadInput where brackets do not match, nest too deep, or more follows behind the value.
    """
    walk = _Walk()
    with path.open("rb") as file:
        file.seek(start)
        offset = start
        while block := _block(file):
            _step(walk, block, offset, name, limits)
            offset += len(block)
        if walk.depth or walk.in_string:
            raise broken(name, "the file ends inside a list, object or text")
        first, root = _first(file, start)
        if first not in (b"{", b"["):
            return Outline("value", root, 0, ())
        if walk.n_roots != 1 or _first(file, walk.last_close + 1)[0]:
            raise broken(name, "more text behind the end of the value")
        commas, inner = _joined(walk.commas), _joined(walk.inner)
        if first == b"[":
            return Outline("array", root, _items(file, root, len(commas)), ())
        members = _members(file, root, walk.last_close, (_joined(walk.colons), commas, inner), name)
        return Outline("object", root, 0, members)


def broken(name: str, got: str) -> BadInput:
    """The refusal of a file that is no JSON."""
    return BadInput("JSON", got=got, want="one whole JSON value", where=name, cure="Save or download the file again.")


def _block(file: BinaryIO) -> bytes:
    """The next block, which does not end between a backslash and what it escapes."""
    block = file.read(BLOCK)
    while block.endswith(b"\\") and (more := file.read(1)):
        block += more
    return block


def _step(walk: _Walk, block: bytes, offset: int, name: str, limits: Limits) -> None:
    data = np.frombuffer(block, np.uint8)
    quotes = _quotes(data)
    marks = np.flatnonzero(_STRUCTURE[data])
    marks = marks[(np.searchsorted(quotes, marks) + walk.in_string) % 2 == 0]
    walk.in_string ^= bool(quotes.size % 2)
    if not marks.size:
        return
    kinds = data[marks]
    steps = _STEP[kinds]
    depths = np.cumsum(steps) + walk.depth
    if int(depths.max()) > limits.max_depth:
        raise too_much("nesting of JSON", int(depths.max()), limits.max_depth, name, "levels (or more)")
    if int(depths.min()) < 0:
        raise broken(name, "a closing bracket without an opening one")
    walk.depth = int(depths[-1])
    closing = marks[(steps < 0) & (depths == 0)] + offset
    walk.n_roots += len(closing)
    walk.last_close = int(closing[-1]) if closing.size else walk.last_close
    walk.colons.append(marks[(kinds == ord(":")) & (depths == 1)] + offset)
    walk.commas.append(marks[(kinds == ord(",")) & (depths == 1)] + offset)
    walk.inner.append(marks[(kinds == ord(",")) & (depths == 2)] + offset)


def _quotes(data: NDArray[np.uint8]) -> _Positions:
    """Positions of quotes that no backslash escapes."""
    quotes = np.flatnonzero(data == ord('"'))
    slashes = data == ord("\\")
    if not quotes.size or not slashes.any():
        return quotes
    after = quotes[(quotes > 0) & slashes[np.maximum(quotes - 1, 0)]]
    if not after.size:
        return quotes
    runs = np.flatnonzero(slashes & ~np.concatenate(([False], slashes[:-1])))
    length = after - runs[np.searchsorted(runs, after - 1, side="right") - 1]
    return np.setdiff1d(quotes, after[length % 2 == 1], assume_unique=True)


def _joined(parts: list[_Positions]) -> _Positions:
    return np.concatenate(parts) if parts else np.empty(0, np.int64)


def _first(file: BinaryIO, start: int) -> tuple[bytes, int]:
    """The first byte at or behind `start` that is no white space, and where it stands; b"" at the end."""
    file.seek(start)
    at = start
    while piece := file.read(65_536):
        if rest := piece.lstrip(SPACE):
            return rest[:1], at + len(piece) - len(rest)
        at += len(piece)
    return b"", at


def _items(file: BinaryIO, start: int, n_commas: int) -> int:
    return n_commas + 1 if n_commas or _first(file, start + 1)[0] != b"]" else 0


def _members(
    file: BinaryIO, start: int, end: int, marks: tuple[_Positions, _Positions, _Positions], name: str
) -> tuple[Member, ...]:
    colons, commas, inner = marks
    if len(colons) > MAX_MEMBERS:
        raise too_much("members of the outermost object", len(colons), MAX_MEMBERS, name)
    if len(colons) != (len(commas) + 1 if len(colons) or len(commas) else 0):
        raise broken(name, "members without a name or a comma")
    members = []
    bounds = [start, *commas.tolist(), end]
    for number, colon in enumerate(colons.tolist()):
        kind, value = _first(file, colon + 1)
        stop = bounds[number + 1]
        n_commas = int(np.searchsorted(inner, stop) - np.searchsorted(inner, value))
        n_items = _items(file, value, n_commas) if kind == b"[" else 0
        label = _label(file, bounds[number] + 1, colon, name)
        members.append(Member(label, value, stop, kind.decode("latin-1"), n_items))
    return tuple(members)


def _label(file: BinaryIO, start: int, end: int, name: str) -> str:
    file.seek(start)
    try:
        label = json.loads(file.read(min(end - start, 10_000)))
    except ValueError:
        raise broken(name, "a member without a name") from None
    if not isinstance(label, str):
        raise broken(name, "a member whose name is no text")
    return label
