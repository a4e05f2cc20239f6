"""Writes a data set file from the incoming tables of a draft: one SQL statement per part (loading.sql), all by DuckDB.

What may be published is worked out here once, by the rule of geo.publish. Nothing is read from files, and no row passes
through Python but texts to search, many at once (geo.store.text_sql).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from importlib.resources import files
from typing import Any

import duckdb

from geo import codes
from geo.mercator import MAX_LAT, SPREAD
from geo.store.incoming import DETAILS_DDL
from geo.store.text_sql import add_normal

_WORDS = {
    "type_word": codes.TYPES,
    "grade_word": codes.GRADES,
    "sensitivity_word": codes.SENSITIVITIES,
    "date_precision_word": codes.DATE_PRECISIONS,
    "stance_word": codes.STANCES,
    "role_word": codes.ROLES,
    "group_word": codes.GROUPS,
    "move_word": codes.MOVES,
    "stock_word": codes.STOCK_KINDS,
}
_EVENT_NUM = "event_num(line)", f"(getvariable('slot') * {2**codes.SLOT_BITS} + line)::UBIGINT"
RECORDS = "Records"
"""The part that needs none of the others."""
FEW_EVENTS = 250_000
"""Up to so many the records, most of the bytes, are written by a thread of their own: so few are one or two groups of
the file, which take one thread each. Of more each part keeps all threads busy, and two at a time take more memory."""
Told = Callable[[str, float], None]


def schema() -> str:
    """The DDL of one file of the store."""
    return f"{files('geo.store').joinpath('schema.sql').read_text('utf-8')}\n{DETAILS_DDL};"


def table_ddl(table: str) -> str:
    """The DDL of one table of it."""
    found = re.search(rf"CREATE TABLE {table} \(.*?\);", schema(), re.DOTALL)
    if found is None:
        raise RuntimeError(f"no table {table} in the schema")
    return found[0]


def add_functions(con: duckdb.DuckDBPyConnection) -> None:
    """Gives a connection the macros that the statements use."""
    add_normal(con)
    for number, (shift, mask) in enumerate(SPREAD, 1):
        con.execute(f"CREATE OR REPLACE TEMP MACRO spread{number}(v) AS ((v | (v << {shift})) & {mask})")
    spread = "spread5(spread4(spread3(spread2(spread1({}::UBIGINT)))))"
    sine = f"sin(radians(least(greatest(lat, -{MAX_LAT!r}), {MAX_LAT!r})))"
    side = float(2**32)
    for name, body in {
        _EVENT_NUM[0]: _EVENT_NUM[1],
        "morton(x, y)": f"{spread.format('x')} | ({spread.format('y')} * 2)",
        "on_square(share)": f"least(greatest(trunc(share * {side!r}), 0), {side - 1!r})",
        # least and greatest pass over a null: without a point there must be none on the map either.
        "mercator_x(lon)": "CASE WHEN lon IS NOT NULL THEN on_square((lon + 180.0) / 360.0) END",
        "mercator_y(lat)": (
            f"CASE WHEN lat IS NOT NULL THEN on_square(0.5 - ln((1 + {sine}) / (1 - {sine})) / (4 * pi())) END"
        ),
        "country_number(c)": (
            "CASE WHEN regexp_full_match(c, '[A-Z]{2}') THEN (ord(c[1]) - 64) * 32 + ord(c[2]) - 64 ELSE 0 END"
        ),
        "place_id(key)": "getvariable('dataset') || ':p' || key",
        "place_ids(keys)": "list_transform(coalesce(keys, []), lambda k: place_id(k))",
        "source_id(s)": "getvariable('dataset') || ':s' || substr(md5(s::VARCHAR), 1, 12)",
        "withheld_name(admin1, country)": (
            "'Withheld place in ' || coalesce(nullif(admin1, ''), nullif(country, ''), 'a place not named')"
        ),
    }.items():
        con.execute(f"CREATE OR REPLACE TEMP MACRO {name} AS {body}")
    for name, words in _WORDS.items():
        listed = ", ".join(f"'{word}'" for word in words)
        con.execute(f"CREATE TYPE {name} AS ENUM ({listed})")


def statements() -> list[tuple[str, str]]:
    """(what it is about, SQL) of each part, in order."""
    folder = files("geo.store")
    parts = [
        part
        for name in ("loading.sql", "loading_flows.sql")
        for part in folder.joinpath(name).read_text("utf-8").split("\n\n")[1:]
    ]
    return [(part.partition("\n")[0].removeprefix("-- "), part) for part in parts]


def load(con: duckdb.DuckDBPyConnection, *, slot: int, dataset: str, place_base: int, told: Told | None = None) -> None:
    """Fills the empty database attached as `made`; `told(what, share done)` hears of each part before it begins."""
    add_functions(con)
    _number_lines(con)
    for name, value in {"slot": slot, "place_base": place_base}.items():
        con.execute(f"SET VARIABLE {name} = {int(value)}::UBIGINT")
    con.execute("SET VARIABLE dataset = ?", [dataset])
    few = _one(con, "SELECT count(*) FROM incoming_events") <= FEW_EVENTS
    parts = statements()
    held = [part for part in parts if not few or part[0] != RECORDS]
    with _aside(con, slot, dict(parts)[RECORDS] if few else None):
        for number, (what, sql) in enumerate(held):
            if told is not None:
                told(what, number / len(held))
            con.execute(sql)
    if _one(con, f"SELECT count(*) FROM made.details WHERE rowid <> num & {2**codes.SLOT_BITS - 1}"):
        raise RuntimeError("rows of a data set file are not in the order of their numbers")


@contextmanager
def _aside(con: duckdb.DuckDBPyConnection, slot: int, sql: str | None) -> Iterator[None]:
    """Runs the statement of the records, which needs none of the others, beside what is done in the `with` block."""
    if sql is None:
        yield
        return
    with con.cursor() as other, ThreadPoolExecutor(1) as pool:
        other.execute("USE scratch")
        other.execute(f"SET VARIABLE slot = {int(slot)}::UBIGINT")
        other.execute(f"CREATE OR REPLACE TEMP MACRO {_EVENT_NUM[0]} AS {_EVENT_NUM[1]}")
        running = pool.submit(other.execute, sql)
        try:
            yield
        except BaseException:
            other.interrupt()
            raise
        running.result()


def _number_lines(con: duckdb.DuckDBPyConnection) -> None:
    """Lets the row ids of the incoming records run without a gap: they become their numbers."""
    for table in ("incoming_events", "incoming_movements", "incoming_stocks"):
        if _one(con, f"SELECT coalesce(max(rowid) + 1, 0) - count(*) FROM {table}"):
            con.execute(f"CREATE OR REPLACE TABLE {table} AS SELECT * FROM {table} ORDER BY rowid")


def _one(con: duckdb.DuckDBPyConnection, sql: str) -> int:
    row: Any = con.execute(sql).fetchone()
    return int(row[0])


def n_places(con: duckdb.DuckDBPyConnection) -> int:
    """An upper bound of how many numbers of places the incoming tables need."""
    return _one(con, "SELECT 2 * count(*) + 1 FROM incoming_places")
