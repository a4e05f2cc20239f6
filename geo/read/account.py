"""The account of a table: rows counted apart from the reading library against rows given and rejected.

Whatever the difference, it is told and the law holds: `n_in` equals rows given plus rows rejected.
"""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa

from geo.read.limits import Limits, check
from geo.read.table import Table


def finish(table: Table, n_in: int, n_given: int) -> None:
    """Sets the independent count and says so where it differs from what was read; a lost row is rejected as such."""
    known = n_given + len(table.rejected)
    table.n_in = max(n_in, known)
    if n_in == known:
        return
    got = f"{n_given:,} rows read and {len(table.rejected):,} rejected"
    cure = "Compare the rows with the file before you use them, and tell the makers of Kharita."
    table.tell("error", "count of rows", got=got, want=f"{n_in:,} rows by a count of the file", cure=cure)
    for _ in range(n_in - known):
        table.reject(0, (), ("row lost", "nothing", "a row that the file counts", cure))


def counted(batches: Iterator[pa.RecordBatch], table: Table, n_in: int, limits: Limits) -> Iterator[pa.RecordBatch]:
    """`batches`, with the account closed behind the last one."""
    n_given = 0
    for batch in batches:
        n_given += batch.num_rows
        check("rows", n_given, limits.max_rows, table.name)
        yield batch
    finish(table, n_in, n_given)
