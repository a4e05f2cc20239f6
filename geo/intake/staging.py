"""The rows of a Table as text in the draft's database, and the view `cells` that names them by target.

`cells` has one column per target of the mapping (NULL where nothing says it), so that every later step is the same SQL
for every format. Column numbers and our own target names are the only identifiers; outside words are bound.
"""

from __future__ import annotations

from collections.abc import Iterable

import pyarrow as pa

from geo.errors import BadInput
from geo.intake import moments
from geo.intake.job import Job
from geo.intake.mapping import GEOMETRY_LAT, GEOMETRY_LON, TARGETS, are_rejects
from geo.intake.profiles.words import LABOUR_SQL
from geo.intake.values.script import MISSING
from geo.read.table import Table

UNDERSTANDING = 2
"""Raise it when the same cells come to mean something else: every row then counts as changed at its next import."""

_LISTS = frozenset({"tags", "participants"})
_COUNTED = frozenset({"people", "present"})
_FIRST = frozenset({"place", "url", "country"})
_ONE_TEXT = frozenset({"idmc"})
"""Formats whose texts say the same twice: the first that is given is taken."""
_NAMES = frozenset(
    {"title", "type", "subtype", "place", "place_ar", "country", "admin1", "admin1_pcode", "admin2", "admin2_pcode",
     "admin3", "admin3_pcode", "where", "date", "date_end", "source", "source_date", "source_title", "cited", "url",
     "grade", "tags", "participants", "suspected", "known", "origin", "origin_country", "origin_admin1", "origin_pcode",
     "destination", "destination_country", "destination_admin1", "destination_pcode", "transit", "move", "group",
     "term", "pcode", "part_of", "duplicate_of", "origin_lon", "origin_lat", "destination_lon", "destination_lat"}
)  # fmt: skip
"""Targets where "n/a" and the like mean that nothing is given."""
_LONGEST = max(map(len, MISSING))
_WEB = "(?i)^https?://"
_SWAPPED = {
    f"{end}{axis}": f"{end}{'lat' if axis == 'lon' else 'lon'}"
    for end in ("", "origin_", "destination_")
    for axis in ("lon", "lat")
}
_GATHER_ROWS = 200_000

_ISO_TIME = r"^(\d{4}-\d{2}-\d{2})[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?( ?(Z|UTC|[+-]\d{2}:?\d{2}))?$"


def stage(job: Job, table: Table) -> int:
    """Copies every batch into `staged`; answers the rows of the file, rejected by the reader or not."""
    columns = ", ".join(f"{field.name} {_sql_type(field.type)}" for field in table.schema)
    job.run(f"CREATE TABLE staged ({columns})")
    held: list[pa.RecordBatch] = []
    rows = waiting = 0
    for batch in table.batches():
        held.append(batch)
        waiting += batch.num_rows
        if waiting >= _GATHER_ROWS:
            rows += _insert(job, held, table.schema)
            waiting = 0
        job.tick("reading", rows + waiting, table.n_in)
    rows += _insert(job, held, table.schema)
    _keep_rejected(job, table)
    n_in = rows + len(table.rejected)
    if table.n_in is not None and table.n_in != n_in:
        raise BadInput(
            "rows of the file",
            got=f"{rows:,} rows and {len(table.rejected):,} rejected",
            want=f"{table.n_in:,}, as counted apart",
            where=table.name,
            cure="Nothing was imported. Save the file anew in its own program, or as CSV, and try again.",
        )
    job.n_rows = rows
    return n_in


def _insert(job: Job, held: list[pa.RecordBatch], schema: pa.Schema) -> int:
    if not held:
        return 0
    gathered = pa.Table.from_batches(held, schema)
    job.con.register("gathered", gathered)
    job.run("INSERT INTO staged SELECT * FROM gathered")
    job.con.unregister("gathered")
    held.clear()
    return int(gathered.num_rows)


def _sql_type(kind: pa.DataType) -> str:
    if pa.types.is_uint64(kind):
        return "UBIGINT"
    return "DOUBLE" if pa.types.is_floating(kind) else "VARCHAR"


def _keep_rejected(job: Job, table: Table) -> None:
    job.run("CREATE TABLE unread (row UBIGINT, raw VARCHAR[], what VARCHAR, got VARCHAR, want VARCHAR, cure VARCHAR)")
    if not table.rejected:
        return
    names = ("row", "raw", "what", "got", "want", "cure")
    columns = {name: [getattr(each, name) for each in table.rejected] for name in names}
    columns["raw"] = [list(raw) for raw in columns["raw"]]
    schema = pa.schema([("row", pa.uint64()), ("raw", pa.list_(pa.string())), *((n, pa.string()) for n in names[2:])])
    job.con.register("unreadable", pa.table(columns, schema))
    job.run("INSERT INTO unread SELECT * FROM unreadable")
    job.con.unregister("unreadable")


def make_cells(job: Job) -> None:
    """Creates the view `all_cells` and the table `constants` of the mapping; geo.intake.flows parts the rows."""
    labels = {f"label_{n}": name for n, name in enumerate(job.columns) if name in job.mapping.of("text")}
    about = {"about_publisher": job.publisher, "about_licence": job.licence, "about_url": job.url}
    held = {**about, **labels, **job.mapping.constants}
    job.run(f"CREATE TABLE constants ({', '.join(f'{name} VARCHAR' for name in held)})")
    job.run(f"INSERT INTO constants VALUES ({', '.join('?' * len(held))})", *held.values())
    parts = [f'{_expression(job, target)} AS "{target}"' for target in TARGETS]
    kind = "geometry_kind" if job.has_geometry and _uses_geometry(job) else "NULL::VARCHAR AS geometry_kind"
    used = job.mapping.used()
    digests = (
        f"{raw_digest(job, used - set(job.mapping.of('version')))} AS fingerprint, "
        f"{raw_digest(job, {*job.columns, *used})} AS whole"
    )
    job.run(f"CREATE VIEW all_cells AS SELECT row, {', '.join(parts)}, {kind}, {digests} FROM staged")


def raw_digest(job: Job, names: Iterable[str]) -> str:
    """SQL of a number that changes with any cell of these columns; the same in every version of DuckDB."""
    cells = [
        f"coalesce({'lon' if name == GEOMETRY_LON else 'lat'}::VARCHAR, '')"
        if name in {GEOMETRY_LON, GEOMETRY_LAT}
        else f"coalesce(c{job.columns.index(name)}, '')"
        for name in sorted(names)
    ]
    stamp = f"'{UNDERSTANDING} {job.mapping.digest()}'"
    return f"md5_number_lower(concat_ws(chr(31), {', '.join([stamp, *cells])}))"


def _uses_geometry(job: Job) -> bool:
    return GEOMETRY_LON in job.mapping.used()


def _expression(job: Job, target: str) -> str:
    names = job.mapping.of(target)
    if job.mapping.option("points") == "swap" and target in _SWAPPED:
        names = job.mapping.of(_SWAPPED[target])
    cells = [_cell(job, name, target) for name in names]
    if target in moments.TARGETS and job.mapping.option("moments") == "next":
        cells = list(map(moments.following_day, cells))
    if target == "source":
        cells = [f"CASE WHEN NOT regexp_matches({cell}, '{_WEB}') THEN {cell} END" for cell in cells]
    if target == "url":
        of_source = [_cell(job, name, "source") for name in job.mapping.of("source")]
        cells += [f"CASE WHEN regexp_matches({cell}, '{_WEB}') THEN {cell} END" for cell in of_source]
    if target in _COUNTED and job.mapping.profile.startswith("unhcr") and _has_signs(job, cells):
        return _with_stars(cells)
    if target == "people" and len(cells) > 1:
        return _added_up(cells)
    if target in _LISTS:
        return f"list_filter([{', '.join(cells)}]::VARCHAR[], lambda x: x IS NOT NULL)" if cells else "NULL::VARCHAR[]"
    held = _joined(job, target, cells, names) if cells else "NULL::VARCHAR"
    if target in job.mapping.constants:
        held = f"coalesce({held}, (SELECT {target} FROM constants))"
    if TARGETS[target].kind == "date":
        held = f"regexp_replace({held}, '{_ISO_TIME}', '\\1')"
    return held


def _has_signs(job: Job, cells: list[str]) -> bool:
    """Whether UNHCR's signs for few and for none stand in any of these cells: most files have neither."""
    found = " OR ".join(f"{cell} IN ('*', '-', '–')" for cell in cells)
    return bool(cells) and job.one(f"SELECT count(*) FROM staged WHERE {found}") > 0


def _with_stars(cells: list[str]) -> str:
    """As `_added_up`, where UNHCR writes * for one to four people and - for none or not known.

    See https://www.unhcr.org/refugee-statistics/methodology/data-content
    """
    cells = [f"nullif(nullif({cell}, '-'), '–')" for cell in cells]
    stars = " + ".join(f"({cell} IS NOT DISTINCT FROM '*')::INTEGER" for cell in cells)
    rest = _added_up([f"nullif({cell}, '*')" for cell in cells])
    known = f"coalesce(TRY_CAST(TRY_CAST({rest} AS DOUBLE) AS BIGINT), 0)"
    ranged = f"({known} + {stars})::VARCHAR || '-' || ({known} + 4 * ({stars}))::VARCHAR"
    unread = f"({rest}) IS NOT NULL AND TRY_CAST({rest} AS DOUBLE) IS NULL"
    return f"CASE WHEN {stars} = 0 THEN {rest} WHEN {unread} THEN concat_ws('; ', {', '.join(cells)}) ELSE {ranged} END"


def _added_up(cells: list[str]) -> str:
    """The sum of several columns where all that are given are numbers; else their cells as they are, to be told."""
    numbers = [f"TRY_CAST({cell} AS DOUBLE)" for cell in cells]
    unread = " OR ".join(f"({cell} IS NOT NULL AND {n} IS NULL)" for cell, n in zip(cells, numbers, strict=True))
    nothing = " AND ".join(f"{cell} IS NULL" for cell in cells)
    added = " + ".join(f"coalesce({n}, 0)" for n in numbers)
    whole = f"CASE WHEN {added} = trunc({added}) AND abs({added}) < 1e15 THEN ({added})::BIGINT::VARCHAR END"
    return (
        f"CASE WHEN {nothing} THEN NULL WHEN {unread} THEN concat_ws('; ', {', '.join(cells)}) "
        f"ELSE coalesce({whole}, ({added})::VARCHAR) END"
    )


def _cell(job: Job, name: str, target: str) -> str:
    if name in {GEOMETRY_LON, GEOMETRY_LAT}:
        return f"{'lon' if name == GEOMETRY_LON else 'lat'}::VARCHAR"
    held = f"trim(c{job.columns.index(name)})"
    if are_rejects(job.columns):
        held = f"regexp_replace({held}, '^''([=+@\\-])', '\\1')"
    if target in _NAMES:
        # NA is the code of Namibia.
        words = ", ".join(f"'{word}'" for word in sorted(MISSING - ({"na"} if target == "country" else set())) if word)
        return f"CASE WHEN length({held}) > {_LONGEST} OR lower({held}) NOT IN ('', {words}) THEN {held} END"
    return f"nullif({held}, '')"


def _joined(job: Job, target: str, cells: list[str], names: tuple[str, ...]) -> str:
    if target == "text" and job.mapping.profile == "idmc":
        cells = [f"trim(regexp_replace({cell}, '<[^<>]*>', ' ', 'g'))" for cell in cells]
    if target == "place" and job.mapping.profile == "idmc":
        cells = [f"CASE WHEN NOT contains({cell}, ';') THEN {cell} END" for cell in cells]
    if target in _FIRST or (target == "text" and job.mapping.profile in _ONE_TEXT):
        return f"coalesce({', '.join(cells)})"
    if len(cells) == 1:
        return cells[0]
    if target != "text":
        return f"nullif(concat_ws('; ', {', '.join(cells)}), '')"
    labels = [f"(SELECT label_{job.columns.index(name)} FROM constants) || ': '" for name in names]
    parts = [f"{label} || {cell}" for label, cell in zip(labels, cells, strict=True)]
    return f"nullif(concat_ws(chr(10), {', '.join(parts)}), '')"


def labour_expression(job: Job) -> str:
    """SQL that says whether the words of a row speak of a labour strike; looked at only where the type may be one."""
    said = [name for name in ("title", "text") if job.mapping.of(name)]
    if not said or not (job.mapping.of("type") or job.mapping.of("subtype")):
        return "false"
    words = "concat_ws(' ', type, subtype)"
    return (
        f"CASE WHEN regexp_matches({words}, '(?i)strike|protest|demonstrat|إضراب|grève|huelga') AND "
        f"NOT regexp_matches({words}, '(?i)air|drone') "
        f"THEN regexp_matches(concat_ws(' ', {', '.join(said)}), '{LABOUR_SQL.replace(chr(39), chr(39) * 2)}') "
        "ELSE false END"
    )
