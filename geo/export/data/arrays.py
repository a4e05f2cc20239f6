"""Arrow arrays as whole columns: values worked out once per kind of row, lists joined, texts changed where they match.

Whatever says how a value reads stays a function of one value in Python; here it is called once for each different one.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Codes = NDArray[np.int64]
_TO_ESCAPE = "[\x00-\x1f]"


def grouped(columns: Sequence[pa.Array]) -> tuple[Codes, Codes]:
    """Which kind of row each row is, and the first row of each kind: rows of a kind are equal in all columns."""
    kinds = np.zeros(len(columns[0]), np.int64)
    first = np.zeros(min(1, len(kinds)), np.int64)
    for column in columns:
        if column.null_count == len(column):
            continue
        coded = pc.fill_null(column.dictionary_encode().indices, -1).to_numpy(zero_copy_only=False).astype(np.int64)
        _, first, kinds = np.unique(
            kinds * (coded.max(initial=0) + 2) + coded + 1, return_index=True, return_inverse=True
        )
    return kinds, first


def by_value(columns: Sequence[pa.Array], make: Callable[..., Any], kind: pa.DataType | None = None) -> pa.Array:
    """`make(*row)` of each row, called once per kind of row."""
    kinds, first = grouped(columns)
    made = [make(*row) for row in rows_at(columns, first)]
    return pa.array(made, kind or pa.string()).take(pa.array(kinds))


def rows_at(columns: Sequence[pa.Array], where: Codes) -> list[tuple[Any, ...]]:
    """The rows at these positions as Python values."""
    at = pa.array(where)
    return list(zip(*(column.take(at).to_pylist() for column in columns), strict=True))


def changed(column: pa.Array, where: pa.Array, change: Callable[[str], str]) -> pa.Array:
    """The column with `change` in place of the texts that `where` marks; the very same where it marks none."""
    where = pc.fill_null(where, False)
    marked = column.filter(where)
    if not len(marked):
        return column
    coded = marked.dictionary_encode()
    made = pa.array([change(text) for text in coded.dictionary.to_pylist()], pa.string())
    return pc.replace_with_mask(column, where, made.take(coded.indices))


def joined(texts: pa.Array, offsets: Codes, between: str) -> pa.Array:
    """The texts of each row, those from one offset to the next, in one; an empty text for none."""
    held = pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), texts)
    return pc.binary_join(held, between)


def parts(lists: pa.Array) -> tuple[pa.Array, Codes]:
    """The values of a column of lists one behind the other, and where each row's begin; null is an empty list."""
    lengths = pc.fill_null(pc.list_value_length(lists), 0).to_numpy(zero_copy_only=False)
    return pc.list_flatten(lists), np.concatenate(([0], np.cumsum(lengths, dtype=np.int64)))


def parents(offsets: Codes) -> Codes:
    """The row of each value."""
    return np.repeat(np.arange(len(offsets) - 1), np.diff(offsets))


def fields_of(structs: pa.Array) -> dict[str, pa.Array]:
    """The fields of a column of structs as columns; null where the struct is."""
    return {field.name: pc.struct_field(structs, [n]) for n, field in enumerate(structs.type)}


def together(*pieces: pa.Array | str) -> pa.Array:
    """Pieces side by side in one text; null where a column is."""
    return pc.binary_join_element_wise(*pieces, "")


def quoted(column: pa.Array) -> pa.Array:
    """The texts as JSON writes them (as `json.dumps` without escapes of letters); `null` for null."""
    if column.null_count == len(column):
        return nothing(len(column))
    escaped = pc.replace_substring(pc.replace_substring(column, "\\", "\\\\"), '"', '\\"')
    made = together('"', escaped, '"')
    if (controlled := pc.match_substring_regex(column, _TO_ESCAPE)) and pc.any(controlled).as_py():
        where = pc.fill_null(controlled, False)
        own = [json.dumps(text, ensure_ascii=False) for text in column.filter(where).to_pylist()]
        made = pc.replace_with_mask(made, where, pa.array(own, pa.string()))
    return pc.fill_null(made, "null")


def nothing(n: int) -> pa.Array:
    """So many times JSON's null."""
    return pa.array(["null"] * n, pa.string())


def as_json(column: pa.Array) -> pa.Array:
    """Whole numbers, truth values and days as JSON."""
    text = pc.cast(column, pa.string())
    return pc.fill_null(together('"', text, '"') if pa.types.is_date(column.type) else text, "null")


def lists_as_json(items: pa.Array, offsets: Codes) -> pa.Array:
    """JSON arrays of items that are JSON."""
    return together("[", joined(items, offsets, ","), "]")


def objects(members: Sequence[tuple[str, pa.Array]]) -> pa.Array:
    """JSON objects with these members in this order, values already JSON."""
    pieces: list[pa.Array | str] = []
    for number, (key, values) in enumerate(members):
        pieces += [f"{',' if number else '{'}{json.dumps(key)}:", values]
    return together(*pieces, "}")


def bytes_of(texts: pa.Array) -> memoryview:
    """All texts one behind the other, as bytes that are not copied; none is null."""
    if not len(texts):
        return memoryview(b"")
    _, offsets, data = texts.buffers()
    at = np.frombuffer(offsets, np.int32)[texts.offset : texts.offset + len(texts) + 1]
    return memoryview(data if data is not None else b"")[at[0] : at[-1]]
