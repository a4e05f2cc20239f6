"""The bytes of /map/cells: what is packed comes back, whatever it is; windows that make no sense are refused."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.cells import lean, pack, unpack, window_of
from geo.errors import BadInput
from geo.store import Cells, Window
from geo.vocab import EVENT_TYPES

U32 = st.integers(0, 2**32 - 1)
PAIRS = st.lists(st.tuples(st.integers(0, len(EVENT_TYPES) - 1), st.integers(1, 10**7)), max_size=20)
ROWS = st.lists(st.tuples(U32, U32, U32, U32, st.integers(0, 3), PAIRS), max_size=40)
COLUMNS = ("mx", "my", "n", "place", "flags", "n_types", "types", "type_n")
TEXTS = st.dictionaries(st.text(max_size=8).filter(lambda key: key not in {"shift", "rows", "pairs"}), st.text())


def cells_of(rows: list[tuple[int, int, int, int, int, list[tuple[int, int]]]], shift: int = 20) -> Cells:
    pairs = [pair for row in rows for pair in row[5]]
    wide = [np.array([row[i] for row in rows], np.uint32) for i in range(4)]
    flags, counts = (np.array(v, np.uint8) for v in ([row[4] for row in rows], [len(row[5]) for row in rows]))
    types, numbers = np.array([kind for kind, _ in pairs], np.uint8), np.array([n for _, n in pairs], np.uint32)
    return Cells(shift, *wide, flags, counts, types, numbers)


@given(ROWS, st.integers(0, 31), TEXTS)
def test_what_is_packed_comes_back(rows: list, shift: int, header: dict[str, str]) -> None:  # type: ignore[type-arg]
    cells = cells_of(rows, shift)
    body = pack(cells, header)
    told, back = unpack(body)
    assert {key: told[key] for key in header} == header
    assert (told["shift"], told["rows"], told["pairs"]) == (shift, len(rows), len(cells.types))
    assert body[:4] == b"KHC1"
    assert int.from_bytes(body[4:8], "little") % 4 == 0
    for name in COLUMNS:
        np.testing.assert_array_equal(getattr(back, name), getattr(cells, name))


@given(ROWS, st.integers(0, 4000))
def test_lean_keeps_every_row_and_number_and_the_most_frequent_types(rows: list, room: int) -> None:  # type: ignore[type-arg]
    cells = cells_of(rows)
    few = lean(cells, room)
    for name in ("mx", "my", "n", "place", "flags"):
        np.testing.assert_array_equal(getattr(few, name), getattr(cells, name))
    ends, few_ends = np.cumsum(cells.n_types, dtype=int), np.cumsum(few.n_types, dtype=int)
    for end, few_end, had, has in zip(ends, few_ends, cells.n_types, few.n_types, strict=True):
        assert min(had, 1) <= has <= had
        np.testing.assert_array_equal(
            cells.types[end - had : end - had + has].astype(int), few.types[few_end - has : few_end].astype(int)
        )
    assert len(few.types) <= max(len(few.mx), (room - 18 * len(few.mx)) // 5, 0) or len(few.types) == len(cells.types)


def test_a_window_is_read() -> None:
    asked = {"sh": "0", "cx0": "-4", "cy0": "4294967295", "W": "4096", "H": "1"}
    assert window_of(asked) == Window(0, -4, 4294967295, 4096, 1)


@pytest.mark.parametrize("key", ["sh", "cx0", "cy0", "W", "H"])
@pytest.mark.parametrize("value", [None, "", "x", "1.5", "-", "٣", "99999999999", "1e3", " 1", "--1"])
def test_a_window_that_makes_no_sense_is_refused(key: str, value: str | None) -> None:
    asked = {"sh": "20", "cx0": "0", "cy0": "0", "W": "8", "H": "8"}
    asked = {k: v for k, v in (asked | {key: value}).items() if v is not None}
    with pytest.raises(BadInput, match=key):
        window_of(asked)


@pytest.mark.parametrize(("key", "value"), [("sh", "32"), ("sh", "-1"), ("W", "0"), ("W", "4097"), ("H", "0")])
def test_the_bounds_of_a_window_are_kept(key: str, value: str) -> None:
    with pytest.raises(BadInput, match=key):
        window_of({"sh": "20", "cx0": "0", "cy0": "0", "W": "8", "H": "8"} | {key: value})


def test_other_bytes_are_refused() -> None:
    with pytest.raises(BadInput):
        unpack(b"PNG1\0\0\0\0")
