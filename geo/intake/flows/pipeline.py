"""From staged cells to incoming_movements and incoming_stocks: which rows they are, what their cells mean, which stand.

A row with both ends of a movement in its columns is a movement, even where one end is not known; a row that counts
people at a place is a stock. All rows are accounted for with those of events: loaded, rejected or duplicate. Creates
`flow_cells` (their rows), `flow_keys`, `flow_ends`, `flow_dates`, `flow_figures`, `flow_words`, `flow_typed`.
"""

from __future__ import annotations

from collections.abc import Mapping as Map
from functools import partial
from typing import Any

import pyarrow as pa

from geo.gazetteer import Gazetteer
from geo.gazetteer.units import country_code
from geo.intake import checks, meanings
from geo.intake.flows.build import build
from geo.intake.flows.ends import Matched, Matcher, level_of, together
from geo.intake.flows.home import Home, home_of
from geo.intake.flows.questions import End, Question
from geo.intake.flows.records import add_records
from geo.intake.flows.typed import moves, sides
from geo.intake.flows.words import group_of, move_of
from geo.intake.job import Job
from geo.intake.lookups import Row, hashed, look_up
from geo.intake.mapping import Mapping
from geo.intake.values import day_month_order
from geo.read.head import ROWS_ABOVE
from geo.read.od_blocks import is_total
from geo.read.table import Table

STOCKS = ("present", "arrivals", "returnees")
_END = ("name", "country", "admin1", "pcode", "unit", "lon", "lat")
_OF_END = (
    "coalesce({0}, {0}_admin1), {0}_country, {0}_admin1, {0}_pcode, {0}_pcode, {0}_lon, {0}_lat, "
    "CASE WHEN {0} IS NULL AND {0}_admin1 IS NOT NULL THEN 'governorate' END"
)
_CODES = "coalesce(admin3_pcode, admin2_pcode, admin1_pcode)"
_OF_PLACE = (
    "coalesce(place, admin3, admin2, admin1), country, admin1, "
    f"coalesce(pcode, CASE WHEN place IS NULL THEN {_CODES} END), {_CODES}, lon, lat, "
    "CASE WHEN place IS NULL THEN CASE WHEN admin3 IS NOT NULL THEN 'subdistrict' WHEN admin2 IS NOT NULL THEN "
    "'district' WHEN admin1 IS NOT NULL THEN 'governorate' END END"
)
_SIDES = {"o": _OF_END.format("origin"), "d": _OF_END.format("destination"), "p": _OF_PLACE}
_FIGURE = ("people_min", "figure", "people_max", "people_qualifier")
_OTHERS_IN_A_MATRIX = 0.4
"""Share of the names of a matrix by governorate that may be misspelt, or be no governorate."""


def kind_of(mapping: Mapping) -> str:
    """ "events", "flows", or "mixed" where the cells of each row decide."""
    if mapping.of("typed_kinds"):
        return "mixed"
    ends = [any(t.startswith(end) for t in mapping.columns) for end in ("origin", "destination")]
    counted = any(mapping.of(target) for target in STOCKS)
    return "flows" if all(ends) or counted else "events"


def prepare_cells(job: Job, kind: str) -> None:
    """Parts the rows: creates the views `cells` of events and `flow_cells` of movements and stocks over `all_cells`."""
    which = {"events": "FALSE", "flows": "TRUE", "mixed": "row IN (SELECT row FROM moving)"}[kind]
    if kind == "mixed":
        source = ("(SELECT DISTINCT typed_names, typed_points, typed_kinds FROM all_cells)", _TYPED)
        look_up(job, "typed_moves", source, lambda row: (moves(*row),), [("moves", pa.bool_())])
        joined = f"all_cells c JOIN typed_moves t ON t.key = {hashed(*_TYPED)}"
        apart = ", ".join(f"'{code}'" for code in sorted(job.profile.summaries)) or "''"
        in_totals = f"summary IS NULL OR summary NOT IN ({apart})"
        job.run(f"CREATE TABLE moving AS SELECT row FROM {joined} WHERE t.moves AND ({in_totals})")
    job.run(f"CREATE VIEW flow_cells AS SELECT * FROM all_cells WHERE {which}")
    job.run(f"CREATE VIEW cells AS SELECT * FROM all_cells{'' if kind == 'events' else f' WHERE NOT ({which})'}")
    if kind == "flows":
        checks.start_findings(job)


_TYPED = ("typed_names", "typed_points", "typed_kinds")


def fill(job: Job, gazetteer: Gazetteer, choices: Map[str, str], table: Table) -> tuple[Question, ...]:
    """Fills the incoming tables from `flow_cells`; answers the names that a person has to decide.

    The name and titles of `table` may say in which country names are; which one was taken is told there.
    """
    _make_keys(job)
    _make_dates(job)
    figures = ("(SELECT DISTINCT people_min, figure, people_max, people_qualifier FROM flow_keys)", _FIGURE)
    look_up(job, "flow_figures", figures, partial(_figure_row), meanings.FIGURES)
    text = pa.string()
    usual = job.profile.move
    look_up(
        job, "flow_words", ("(SELECT DISTINCT move, who FROM flow_keys)", ("move", "who")),
        lambda row: (move_of(row[0], usual), *group_of(row[1])), [("slug", text), ("grp", text), ("group_text", text)],
    )  # fmt: skip
    matcher = _match(job, gazetteer, choices, table)
    _add_fingerprints(job)
    _find(job)
    checks.drop_rows(job, "flow_keys")
    build(job)
    if job.mapping.of("record"):
        add_records(job, matcher.own)
    return tuple(matcher.questions.values())


def _figure_row(given: Row) -> Row:
    """As of other figures, with its findings at the columns of people."""
    return meanings.figure_row(given, kind="people")


def _make_keys(job: Job) -> None:
    ends = ", ".join(f"[{cells}] AS {side}" for side, cells in _SIDES.items())
    keys = ", ".join(
        f"CASE WHEN len(list_filter({side}, lambda x: x IS NOT NULL)) > 0 THEN hash({side}) END AS {side}_key"
        for side in _SIDES
    )
    stock = next((target for target in STOCKS if job.mapping.of(target)), None)
    which = " ".join(f"WHEN {target} IS NOT NULL THEN '{target}'" for target in STOCKS)
    is_stock = "d_key IS NULL AND people IS NULL AND people_min IS NULL AND people_max IS NULL" if stock else "FALSE"
    job.run(
        f"""CREATE TABLE flow_keys AS SELECT *, CASE WHEN {is_stock} THEN CASE {which} ELSE '{stock}' END END AS stock
        FROM (SELECT *, {keys} FROM (
          SELECT row, coalesce(regexp_replace(id, '^([0-9]+)\\.0+$', '\\1'),
              'row-' || lower(hex({"fingerprint" if job.mapping.of("id") else "whole"}))) AS id,
            version, fingerprint, {ends}, {hashed(*_TYPED)} AS t_key, transit,
            date, date_end, date_precision, people_min, people, people_max, people_qualifier,
            {", ".join(STOCKS)}, coalesce(people, {", ".join(STOCKS)}) AS figure, move, "group" AS who, round
          FROM flow_cells))"""
    )
    job.tick("understanding", 0, job.n_rows)


def _make_dates(job: Job) -> None:
    names = ("date", "date_end", "date_precision")
    found = job.run("SELECT DISTINCT unnest([date, date_end]) FROM flow_keys").fetchall()
    order = job.mapping.option("date_order") or day_month_order(row[0] for row in found if row[0])
    understand = partial(meanings.date_row, order=order, codes=job.codes)
    look_up(
        job, "flow_dates", (f"(SELECT DISTINCT {', '.join(names)} FROM flow_keys)", names), understand, meanings.DATES
    )


def _match(job: Job, gazetteer: Gazetteer, choices: Map[str, str], table: Table) -> Matcher:
    """Creates `flow_ends` (key → places) and `flow_typed`, and fills incoming_places."""
    rows = job.run(
        "SELECT side, key, any_value(cells), count(*) FROM "
        "(SELECT 'o' AS side, o_key AS key, o AS cells, row FROM flow_keys UNION ALL "
        "SELECT 'd', d_key, d, row FROM flow_keys UNION ALL SELECT 'p', p_key, p, row FROM flow_keys) "
        "WHERE key IS NOT NULL GROUP BY side, key ORDER BY min(row), side"
    ).fetchall()
    ends = [(side, key, End(*cells), n) for side, key, cells, n in rows]
    told = job.mapping.option("ends")
    named = [end for side, _, end, _ in ends if side != "p"]
    others = _OTHERS_IN_A_MATRIX if job.profile.name == "od-matrix" else 0.0
    level = told or level_of(named, gazetteer, others)
    first = job.one("SELECT coalesce(max(key), 0) + 1 FROM incoming_places")
    home = _home(job, [end for _, _, end, _ in ends], table) if level != "country" else None
    matcher = Matcher(gazetteer, choices, level, first, job.outlines, home.country if home else None, job.units)
    # By country: the towns of one are read once, not in turn with those of another.
    ends.sort(key=lambda each: each[2].country or "")
    totals = {key for _, key, end, _ in ends if any(is_total(name) for name in (end.name, end.admin1) if name)}
    found = [
        (side, key, matcher.match(end, told if side == "p" else None, n) if key not in totals else Matched())
        for side, key, end, n in ends
    ]
    job.run("CREATE TABLE flow_totals AS SELECT unnest(?::UBIGINT[]) AS key", [*totals])
    _keep(job, "flow_ends", [(side, key, *_row(held)) for side, key, held in found], ("side", "key"))
    _transit(job, matcher)
    _typed(job, matcher)
    _add_places(job, matcher)
    matcher.look_abroad()
    return matcher


def _home(job: Job, ends: list[End], table: Table) -> Home | None:
    """The country that the ends lie in: as a person says, else as most of the file says; the latter is told."""
    if told := country_code(job.mapping.constants.get("country")):
        return Home(told, "as you said")
    if job.mapping.option("ends") or job.profile.name == "od-matrix":
        return None
    words = [table.name, *(each.got for each in table.problems if each.what == ROWS_ABOVE)]
    home = home_of(ends, " ".join(words))
    if home is not None:
        cure = "Names are looked up there first; another country: in the mapping, or --country."
        table.tell("note", "country of the places", got=home.words, want="a column of countries", cure=cure)
    return home


def _row(held: Matched) -> tuple[Any, ...]:
    return list(held.keys), held.shown, held.identity, held.problem, held.value


def _keep(job: Job, table: str, rows: list[tuple[Any, ...]], keys: tuple[str, ...]) -> None:
    kinds = {"side": pa.string(), "key": pa.uint64(), "name": pa.string()}
    schema = pa.schema(
        [*((key, kinds[key]) for key in keys), ("places", pa.list_(pa.uint32())), ("shown", pa.string()),
         ("identity", pa.string()), ("problem", pa.string()), ("value", pa.string())]
    )  # fmt: skip
    columns: list[Any] = list(zip(*rows, strict=True)) if rows else [()] * len(schema)
    arrays = [pa.array(column, each.type) for column, each in zip(columns, schema, strict=True)]
    job.con.register("matched", pa.Table.from_arrays(arrays, schema=schema))
    job.run(f"CREATE TABLE {table} AS SELECT * FROM matched")
    job.con.unregister("matched")


def _transit(job: Job, matcher: Matcher) -> None:
    names = job.run("SELECT DISTINCT transit FROM flow_keys WHERE transit IS NOT NULL").fetchall()
    rows = [(name, *_row(matcher.match(End(name)))) for (name,) in names]
    _keep(job, "flow_transit", rows, ("name",))


def _typed(job: Job, matcher: Matcher) -> None:
    rows = job.run(
        f"SELECT {hashed(*_TYPED)}, {', '.join(_TYPED)} FROM (SELECT DISTINCT {', '.join(_TYPED)} FROM flow_cells "
        "WHERE typed_kinds IS NOT NULL)"
    ).fetchall()
    made = []
    for key, *cells in rows:
        for side, ends in zip("od", sides(*cells), strict=True):
            made.append((side, key, *_row(together([matcher.match(end) for end in ends]))))
    _keep(job, "flow_typed", made, ("side", "key"))


def _add_places(job: Job, matcher: Matcher) -> None:
    rows = list(matcher.places.values())
    if not rows:
        return
    numbers = {"key": pa.uint32(), "lon": pa.float64(), "lat": pa.float64(), "radius_m": pa.float64()}
    schema = pa.schema([(name, numbers.get(name, pa.string())) for name in rows[0]])
    job.con.register("new_places", pa.Table.from_pylist(rows, schema=schema))
    job.run("INSERT INTO incoming_places BY NAME SELECT * FROM new_places")
    job.con.unregister("new_places")


def _add_fingerprints(job: Job) -> None:
    """A row counts as changed when its ends come to be other places: by a choice, or a better gazetteer."""
    found = ", ".join(
        f"(SELECT any_value(identity) FROM flow_ends e WHERE e.side = '{side}' AND e.key = k.{side}_key)"
        for side in _SIDES
    )
    job.run(
        f"CREATE OR REPLACE TABLE flow_keys AS SELECT * REPLACE "
        f"(md5_number_lower(concat_ws(chr(31), fingerprint::VARCHAR, {found}))::UBIGINT AS fingerprint) "
        "FROM flow_keys k"
    )


def _find(job: Job) -> None:
    """What is wrong with rows, or worth telling."""
    joins = {
        "flow_dates": (hashed("k.date", "k.date_end", "k.date_precision"), "'date'"),
        "flow_figures": (hashed(*(f"k.{name}" for name in _FIGURE)), "f.problem_at"),
    }
    for table, (key, target) in joins.items():
        job.run(
            f"INSERT INTO findings SELECT k.row, f.problem, {target}, f.value FROM flow_keys k "
            f"JOIN {table} f ON f.key = {key} WHERE f.problem IS NOT NULL"
        )
    for side, target in {"o": "origin", "d": "destination", "p": "place"}.items():
        job.run(
            f"INSERT INTO findings SELECT k.row, e.problem, '{target}', e.value FROM flow_keys k "
            f"JOIN flow_ends e ON e.side = '{side}' AND e.key = k.{side}_key WHERE e.problem IS NOT NULL"
            + (" AND k.stock IS NOT NULL" if side == "p" else "")
        )
    job.run(
        "INSERT INTO findings SELECT k.row, e.problem, 'typed_names', e.value FROM flow_keys k "
        "JOIN flow_typed e ON e.key = k.t_key WHERE e.problem IS NOT NULL"
    )
    job.run(
        "INSERT INTO findings SELECT row, 'flow_total', 'people', figure FROM flow_keys "
        "WHERE o_key IN (SELECT key FROM flow_totals) OR d_key IN (SELECT key FROM flow_totals) "
        "OR (stock IS NOT NULL AND p_key IN (SELECT key FROM flow_totals))"
    )
    # "Unknown" in both cells is what the row says; two empty cells say nothing.
    job.run(
        "INSERT INTO findings SELECT row, CASE WHEN stock IS NOT NULL THEN 'stock_apart' ELSE 'flow_no_ends' END, "
        "coalesce(stock, 'origin'), figure FROM flow_keys k WHERE stock IS NOT NULL OR (o_key IS NULL "
        "AND d_key IS NULL "
        "AND NOT EXISTS (SELECT 1 FROM flow_typed t WHERE t.key = k.t_key AND len(t.places) > 0))"
    )
    job.run(
        "INSERT INTO findings SELECT k.row, 'stock_no_place', 'place', k.figure FROM flow_keys k LEFT JOIN flow_ends e "
        "ON e.side = 'p' AND e.key = k.p_key WHERE k.stock IS NOT NULL AND coalesce(len(e.places), 0) = 0"
    )
    for side, target in {"o": "origin", "d": "destination"}.items():
        job.run(
            f"INSERT INTO findings SELECT k.row, '{target}_unknown', '{target}', k.{side}[1] FROM flow_keys k "
            f"LEFT JOIN flow_ends e ON e.side = '{side}' AND e.key = k.{side}_key WHERE k.stock IS NULL "
            "AND coalesce(k.o_key, k.d_key) IS NOT NULL "
            "AND k.row NOT IN (SELECT row FROM findings WHERE kind = 'flow_total') "
            "AND coalesce(len(e.places), 0) = 0 AND NOT EXISTS (SELECT 1 FROM flow_typed t WHERE t.key = k.t_key)"
        )
