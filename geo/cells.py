"""The answer of /map/cells as bytes and back, and the window that such a request asks for.

Layout: 4 bytes "KHC1", the length of the header as little-endian u32, the header (JSON in UTF-8, padded with blanks to
a multiple of 4), then the columns mx, my, n, place, type_n as u32 and flags, n_types, types as u8. The header holds
`shift`, `rows` and `pairs`, from which the lengths follow. Nothing here knows a store's contents or HTTP.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo.errors import BadInput
from geo.store import Cells, Window

MAGIC = b"KHC1"
ONE_POINT, AREA = 1, 2
"""Bits of `flags`."""
WINDOW_KEYS = ("sh", "cx0", "cy0", "W", "H")
_WIDE = ("mx", "my", "n", "place")
_NARROW = ("flags", "n_types")
_BOUNDS = {"sh": (0, 31), "cx0": (-(2**32), 2**33), "cy0": (-(2**32), 2**33), "W": (1, 4096), "H": (1, 4096)}
_ROW_BYTES, _PAIR_BYTES = 18, 5


def window_of(asked: Mapping[str, str]) -> Window:
    """The window that the parameters sh, cx0, cy0, W, H ask for; BadInput for a missing or impossible one.

    >>> window_of({"sh": "20", "cx0": "-1", "cy0": "0", "W": "3", "H": "2"})
    Window(shift=20, x0=-1, y0=0, w=3, h=2)
    """
    return Window(*(_whole(key, asked.get(key)) for key in WINDOW_KEYS))


def _whole(key: str, text: str | None) -> int:
    low, high = _BOUNDS[key]
    digits = (text or "").removeprefix("-")
    if text is None or not (digits.isascii() and digits.isdigit() and len(digits) <= 10 and low <= int(text) <= high):
        want = f"a whole number from {low} to {high}"
        raise BadInput(f"window {key}", got=text, want=want, where="the request of the map", cure="Reload the page.")
    return int(text)


def pack(cells: Cells, header: Mapping[str, Any]) -> bytes:
    """The whole answer; `shift`, `rows` and `pairs` are added to the header."""
    told = {**header, "shift": cells.shift, "rows": len(cells.mx), "pairs": len(cells.types)}
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode("utf-8")
    text += b" " * (-len(text) % 4)
    wide = (np.asarray(getattr(cells, name), "<u4").tobytes() for name in (*_WIDE, "type_n"))
    narrow = (np.asarray(getattr(cells, name), "u1").tobytes() for name in (*_NARROW, "types"))
    return b"".join((MAGIC, struct.pack("<I", len(text)), text, *wide, *narrow))


def unpack(body: bytes) -> tuple[dict[str, Any], Cells]:
    """The header and the columns of what `pack` wrote; BadInput for anything else."""
    if body[:4] != MAGIC or len(body) < 8:
        raise BadInput("answer of the map", got=body[:4].hex(), want="KHC1", where="geo.cells", cure="Ask again.")
    (length,) = struct.unpack_from("<I", body, 4)
    header: dict[str, Any] = json.loads(body[8 : 8 + length])
    rows, pairs, at = header["rows"], header["pairs"], 8 + length
    columns: dict[str, NDArray[Any]] = {}
    for name, kind, count in (
        *((name, "<u4", rows) for name in _WIDE),
        ("type_n", "<u4", pairs),
        *((name, "u1", rows) for name in _NARROW),
        ("types", "u1", pairs),
    ):
        columns[name] = np.frombuffer(body, kind, count, at)
        at += columns[name].nbytes
    return header, Cells(shift=header["shift"], **columns)


def lean(cells: Cells, most_bytes: int) -> Cells:
    """The same rows with as many types each as fit into `most_bytes`: the rarer ones go, every number stays.

    What the kept types of a row do not add up to belongs to others; who draws it can tell by `n`.
    """
    room = max(len(cells.mx), (most_bytes - len(cells.mx) * _ROW_BYTES) // _PAIR_BYTES)
    if len(cells.types) <= room:
        return cells
    kept = max((k for k in range(1, 21) if int(np.minimum(cells.n_types, k).sum()) <= room), default=1)
    starts = np.cumsum(cells.n_types, dtype=np.int64) - cells.n_types
    rank = np.arange(len(cells.types)) - np.repeat(starts, cells.n_types)
    mask = rank < kept
    few = np.minimum(cells.n_types, kept).astype(np.uint8)
    return replace(cells, n_types=few, types=cells.types[mask], type_n=cells.type_n[mask])
