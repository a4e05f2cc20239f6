"""What values mean, decided once for each distinct value: dates, types, figures, grades. Python sees no row twice.

Each function reads the distinct values of some targets from `cells`, understands them, and writes a small table that
later steps join by a hash of those values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pyarrow as pa

from geo.intake.job import Job

Row = tuple[Any, ...]
_FETCH = 50_000


def hashed(*names: str) -> str:
    """SQL of the key by which rows and distinct values meet."""
    return f"hash({', '.join(names)})"


def look_up(
    job: Job,
    table: str,
    source: tuple[str, Sequence[str]],
    understand: Callable[[Row], Row],
    schema: Sequence[tuple[str, Any]],
) -> None:
    """Creates `table` (key, columns by `schema`): one row per distinct combination of the `source` columns.

    `source` is a relation and names of its columns; `understand` takes their values and answers those of `schema`.
    """
    relation, names = source
    values = ", ".join(f"any_value({name}) AS v{at}" for at, name in enumerate(names))
    _write(job, table, f"SELECT {hashed(*names)} AS key, {values} FROM {relation} GROUP BY 1", understand, schema)


def look_up_cells(
    job: Job,
    table: str,
    source: tuple[str, Sequence[str]],
    understand: Callable[[Row], Row],
    schema: Sequence[tuple[str, Any]],
) -> None:
    """The same for cells of the rows; `source` is a column of `keys` and the columns that it stands for.

    Only the first row of each combination is looked at: its cells are those of all the others. What no column says is
    one combination, and no row is looked at.
    """
    key, names = source
    if not job.says(*names) and not set(names) & set(KEPT):
        nothing = ["NULL::VARCHAR"] * len(names)
        _write(job, table, f"SELECT {', '.join((hashed(*nothing), *nothing))}", understand, schema)
        return
    kept = "".join(f", any_value({name}) AS {name}" for name in names if name in KEPT)
    columns = ", ".join(name for name in names if name not in KEPT)
    query = (
        f"SELECT k.key, {', '.join(names)} FROM (SELECT row, {columns} FROM cells) c JOIN "
        f"(SELECT {key} AS key, min(row) AS row{kept} FROM keys GROUP BY 1) k USING (row)"
    )
    _write(job, table, query, understand, schema)


KEPT = ("labour", "vague")
"""Columns of `keys` that are worked out from long text, once."""


def _write(
    job: Job, table: str, query: str, understand: Callable[[Row], Row], schema: Sequence[tuple[str, Any]]
) -> None:
    fields = pa.schema([("key", pa.uint64()), *schema])
    columns = ", ".join(f'"{field.name}" {sql_type(field.type)}' for field in fields)
    job.run(f"CREATE TABLE {table} ({columns})")
    batches = list(_understood(job.run(query).fetchmany, understand, fields))
    if batches:
        job.con.register("understood", pa.Table.from_batches(batches, fields))
        job.run(f"INSERT INTO {table} SELECT * FROM understood")
        job.con.unregister("understood")


def _understood(
    fetch: Callable[[int], list[Row]], understand: Callable[[Row], Row], schema: pa.Schema
) -> Iterator[pa.RecordBatch]:
    while rows := fetch(_FETCH):
        made = [(row[0], *understand(row[1:])) for row in rows]
        arrays = [pa.array([row[at] for row in made], type=field.type) for at, field in enumerate(schema)]
        yield pa.RecordBatch.from_arrays(arrays, schema=schema)


_SQL_TYPES = {
    pa.string(): "VARCHAR",
    pa.date32(): "DATE",
    pa.int64(): "BIGINT",
    pa.uint64(): "UBIGINT",
    pa.float64(): "DOUBLE",
    pa.bool_(): "BOOLEAN",
    pa.list_(pa.date32()): "DATE[]",
    pa.list_(pa.string()): "VARCHAR[]",
}


def sql_type(kind: Any) -> str:
    return _SQL_TYPES[kind]
