"""From the place cells of all rows to the places of the data set: each distinct place once, judged once.

Coordinates are read by SQL where they are plain degrees; only odd ones go through Python. A point that cannot stand is
left out and told; it is never mended. Creates `placed` (key of the cells → place) and fills incoming_places.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import numpy as np
import pyarrow as pa

from geo.gazetteer.keys import key
from geo.gazetteer.units import country_code, governorate_pcode
from geo.intake.abroad import lists_units, unit_of
from geo.intake.boundaries import OUTSIDE_ADMIN, OUTSIDE_COUNTRY, SWAPPED, verdicts
from geo.intake.job import Job
from geo.intake.lookups import Row, hashed, look_up
from geo.intake.names import LONGEST_NAME, place_kind
from geo.intake.place_numbers import number_places
from geo.intake.precision import known
from geo.intake.profiles import Profile
from geo.intake.values import parse_coordinate, parse_pair
from geo.read.batch import column_of

PLACE_CELLS = (
    "place", "place_ar", "country", "admin1", "admin1_pcode", "admin2", "admin2_pcode", "admin3", "admin3_pcode",
    "lon", "lat", "point", "precision", "geometry_kind",
)  # fmt: skip
_NAMES = ("place", "place_ar", "admin3", "admin2", "admin1", "country")
_DEGREES = (
    "CASE WHEN regexp_full_match({0}, '[+-]?[0-9]{{1,3}}([.,][0-9]+)?') "
    "THEN TRY_CAST(replace({0}, ',', '.') AS DOUBLE) END"
)
_JUDGED = {OUTSIDE_ADMIN: "point_outside_admin", OUTSIDE_COUNTRY: "point_outside_country", SWAPPED: "point_swapped"}
_POINT_CHUNK = 250_000
_DISSOLVED = frozenset({"russia (soviet union)", "serbia (yugoslavia)", "yugoslavia", "soviet union", "ussr"})
"""Names that stand for a state of other borders: points of theirs are not judged by today's."""


def make_places(job: Job) -> None:
    """Creates `placed`, `place_findings`, and fills incoming_places."""
    _gather(job)
    _read_points(job)
    _name_units(job)
    _judge_points(job)
    _tell(job)
    _number(job)


def _gather(job: Job) -> None:
    values = ", ".join(_short(name) if name in _NAMES else name for name in PLACE_CELLS)
    too_long = " OR ".join(f"coalesce(length(c.{name}) > {LONGEST_NAME}, false)" for name in _NAMES)
    job.run(
        f"CREATE TABLE raw_places AS SELECT k.key, k.first_row, {values}, {too_long} AS too_long, "
        f"{_DEGREES.format('lon')} AS x, "
        f"{_DEGREES.format('lat')} AS y FROM cells c JOIN "
        "(SELECT place_key AS key, min(row) AS first_row FROM keys GROUP BY 1) k ON k.first_row = c.row"
    )


def _short(name: str) -> str:
    cut = f"left(c.{name}, {LONGEST_NAME - 1}) || '…'"
    return f"CASE WHEN length(c.{name}) > {LONGEST_NAME} THEN {cut} ELSE c.{name} END AS {name}"


def _read_points(job: Job) -> None:
    odd = (
        "(SELECT lon, lat, point FROM raw_places WHERE coalesce(lon, lat, point) IS NOT NULL "
        "AND NOT coalesce(abs(x) <= 180 AND abs(y) <= 90, false))"
    )
    schema = [
        ("x", pa.float64()), ("y", pa.float64()), ("problem", pa.string()), ("problem_at", pa.string()),
        ("value", pa.string()),
    ]  # fmt: skip
    look_up(job, "odd_points", (odd, ("lon", "lat", "point")), _point_row, schema)


def _point_row(given: Row) -> Row:
    lon_text, lat_text, pair = given
    if lon_text is None and lat_text is None:
        lon, lat, problem = parse_pair(pair)
        return lon, lat, "coordinate_unread" if problem else None, "point", _told(pair, problem)
    lon, lon_problem = parse_coordinate(lon_text or "", "lon")
    lat, lat_problem = parse_coordinate(lat_text or "", "lat")
    if lat_problem or lon_problem:
        bad = (lat_text, lat_problem, "lat") if lat_problem else (lon_text, lon_problem, "lon")
        return None, None, "coordinate_unread", bad[2], _told(bad[0], bad[1])
    if (lon is None) != (lat is None):
        return None, None, "point_half", "lon" if lon is None else "lat", f"{lat_text or ''}, {lon_text or ''}"
    return lon, lat, None, None, None


def _told(text: str, problem: str | None) -> str:
    return f"{text}: {problem}" if problem else text


def _name_units(job: Job) -> None:
    text = pa.string()
    units = [(name, text) for name in ("country_code", "border", "pcode", "unit", "problem", "problem_at", "value")]
    named = ("raw_places", ("country", "admin1", "admin1_pcode"))
    look_up(job, "unit_names", named, partial(_unit_row, imported=job.units), units)
    look_up(job, "name_kinds", ("raw_places", ("place",)), _kind_row, [("kind", text)])
    job.run(
        "CREATE TABLE located AS SELECT r.* EXCLUDE (x, y), coalesce(o.x, r.x) AS x, coalesce(o.y, r.y) AS y, "
        "o.problem AS point_problem, o.problem_at AS point_at, o.value AS point_value, u.country_code, u.border, "
        "u.pcode, u.unit, u.problem AS unit_problem, u.problem_at AS unit_at, u.value AS unit_value, k.kind, "
        "CASE WHEN r.place IS NOT NULL THEN 'place' WHEN r.admin3 IS NOT NULL THEN 'admin3' "
        "WHEN r.admin2 IS NOT NULL THEN 'admin2' WHEN r.admin1 IS NOT NULL THEN 'admin1' "
        "WHEN r.country IS NOT NULL THEN 'country' END AS level FROM raw_places r "
        f"LEFT JOIN odd_points o ON o.key = {hashed('r.lon', 'r.lat', 'r.point')} "
        f"LEFT JOIN unit_names u ON u.key = {hashed('r.country', 'r.admin1', 'r.admin1_pcode')} "
        f"LEFT JOIN name_kinds k ON k.key = {hashed('r.place')}"
    )
    job.run("DROP TABLE raw_places")
    # An odd cell never falls back on half of what SQL read.
    job.run("UPDATE located SET x = NULL, y = NULL WHERE point_problem IS NOT NULL OR x IS NULL OR y IS NULL")
    look_up(
        job, "known_places",
        ("(SELECT precision, kind, geometry_kind, level, x IS NOT NULL AS has_point FROM located)",
         ("precision", "kind", "geometry_kind", "level", "has_point")),
        partial(_known_row, codes=job.codes),
        [("precision", pa.string()), ("role", pa.string()), ("radius_m", pa.float64()), ("whole", pa.bool_()),
         ("restricted", pa.bool_()), ("problem", pa.string())],
    )  # fmt: skip


def _kind_row(given: Row) -> Row:
    return (place_kind(given[0]),)


def _unit_row(given: Row, imported: Mapping[str, str]) -> Row:
    """Country, border to judge by, p-code, unit to judge by, and what is wrong with the names."""
    country, admin1, pcode = given
    code = country_code(country)
    if country and code is None:
        return None, None, pcode, pcode, "country_unknown", "country", country
    own = (pcode or "").strip().upper() or None
    if own is None and code in {"SY", None}:
        own = governorate_pcode(admin1)
    if own is None and admin1 and (unit := imported.get(key(admin1))) is not None:
        return code, code, unit, unit, None, None, None
    if code is None and own and own.startswith("SY"):
        code = "SY"
    if code == "SY" and admin1 and own is None:
        return code, code, None, None, "admin_unknown", "admin1", admin1
    border = None if (country or "").strip().lower() in _DISSOLVED else code
    abroad = unit_of(border, admin1)
    if abroad is None and admin1 and border != "SY" and lists_units(border):
        return code, border, own, own, "admin_unlisted", "admin1", f"{admin1}, {country}"
    return code, border, own, abroad or own, None, None, None


def _known_row(given: Row, codes: Profile) -> Row:
    precision, kind, geometry, level, has_point = given
    held = known(codes, precision, kind, geometry, level, has_point=bool(has_point))
    return held.precision, held.role, held.radius_m, held.whole, held.restricted, held.problem


def _judge_points(job: Job) -> None:
    job.run("CREATE TABLE judged (key UBIGINT, verdict UTINYINT)")
    reader = job.con.sql(
        "SELECT key, x, y, unit, border FROM located WHERE x IS NOT NULL AND coalesce(unit, border) IS NOT NULL"
    ).to_arrow_reader(_POINT_CHUNK)
    bad: list[pa.Table] = []
    for batch in reader:
        key, lon, lat, unit, country = (batch.column(at) for at in range(5))
        found = verdicts(lon.to_numpy(), lat.to_numpy(), unit.to_pylist(), country.to_pylist(), outlines=job.outlines)
        rows = np.flatnonzero(found)
        held = [column_of(key.to_numpy()[rows]), column_of(found[rows])]
        bad.append(pa.Table.from_arrays(held, ["key", "verdict"]))
        job.tick("understanding", 0, job.n_rows)
    if bad:
        job.con.register("judgement", pa.concat_tables(bad))
        job.run("INSERT INTO judged SELECT * FROM judgement")
        job.con.unregister("judgement")


def _tell(job: Job) -> None:
    """Creates `place_findings`: what is wrong with a place, to be told for each of its rows."""
    judged = " ".join(f"WHEN {verdict} THEN '{kind}'" for verdict, kind in _JUDGED.items())
    unit = f"CASE verdict WHEN {OUTSIDE_COUNTRY} THEN country ELSE coalesce(admin1, pcode, country) END"
    known = f"FROM located l JOIN known_places k ON k.key = {_known_key('l')}"
    named = f"coalesce({', '.join(_NAMES)})"
    job.run(
        f"""CREATE TABLE place_findings AS
        SELECT key, point_problem AS kind, point_at AS target, point_value AS value
          FROM located WHERE point_problem IS NOT NULL
        UNION ALL SELECT key, unit_problem, unit_at, unit_value FROM located WHERE unit_problem IS NOT NULL
        UNION ALL SELECT key, 'point_zero', 'lat', '0, 0' FROM located WHERE x = 0 AND y = 0
        UNION ALL SELECT l.key, CASE verdict {judged} END, 'lat', {_POINT} || ', not in ' || {unit}
          FROM located l JOIN judged USING (key) WHERE NOT (x = 0 AND y = 0)
        UNION ALL SELECT l.key, 'precision_unknown', 'precision', l.precision {known} WHERE k.problem IS NOT NULL
        UNION ALL SELECT l.key, 'place_restricted', 'place', l.place {known} WHERE k.restricted
        UNION ALL SELECT key, 'place_name_long', 'place', {named} FROM located WHERE too_long"""
    )


def _known_key(of: str) -> str:
    cells = [f"{of}.{name}" for name in ("precision", "kind", "geometry_kind", "level")]
    return hashed(*cells, f"{of}.x IS NOT NULL")


_POINT = "format('{:.5f}, {:.5f}', y, x)"
_IDENTITY = (
    "name", "name_ar", "precision", "x", "y", "radius_m", "country_code", "pcode", "admin1", "admin2_pcode",
    "admin3_pcode", "sensitivity", "note",
)  # fmt: skip
_WHOLE_UNIT = (
    "CASE WHEN k.whole THEN CASE k.precision WHEN 'governorate' THEN admin1 WHEN 'district' THEN admin2 "
    "WHEN 'country' THEN country END END"
)
_ONLY_POINT = (
    f"CASE WHEN x IS NOT NULL THEN 'Point ' || {_POINT} || "
    "coalesce(' in ' || coalesce(admin3, admin2, admin1, country), '') END"
)
_NOTE = (
    "CASE WHEN k.whole AND x IS NOT NULL AND place IS NOT NULL AND place IS DISTINCT FROM coalesce(admin1, '') "
    "THEN 'The point is the one that the data set codes for the whole unit.' "
    "WHEN geometry_kind IS NOT NULL AND geometry_kind <> 'Point' "
    "THEN 'A point within the geometry of the file (' || geometry_kind || ').' END"
)


def _number(job: Job) -> None:
    """Gives each distinct place its number, in the order of the file."""
    no_point = f"coalesce(j.verdict, 0) = {SWAPPED} OR (x = 0 AND y = 0)"
    job.run(
        f"""CREATE TABLE named AS SELECT l.key, l.first_row, role, k.whole, l.place, place_ar AS name_ar,
          coalesce({_WHOLE_UNIT}, place, {_ONLY_POINT}, admin3, admin2, admin1, country, place_ar, admin1_pcode)
            AS name,
          coalesce(place, admin3, admin2, admin1, country, place_ar) AS unit, k.precision AS precision,
          CASE WHEN {no_point} THEN NULL ELSE x END AS x, CASE WHEN {no_point} THEN NULL ELSE y END AS y,
          k.radius_m, country_code, pcode, admin1, admin2_pcode, admin3_pcode,
          CASE WHEN k.restricted THEN 'restricted' ELSE 'public' END AS sensitivity, {_NOTE} AS note
        FROM located l LEFT JOIN known_places k ON k.key = {_known_key("l")} LEFT JOIN judged j ON j.key = l.key"""
    )
    job.run("DROP TABLE located")
    job.run(
        f"CREATE TABLE numbered AS SELECT {hashed(*_IDENTITY)} AS identity, min(first_row) AS first_row, "
        "min(key) AS one FROM named WHERE name IS NOT NULL GROUP BY 1"
    )
    number_places(job)
    job.run(
        f"""CREATE TABLE placed AS SELECT n.key, i.place_key, n.role, n.precision, n.name,
          CASE WHEN n.whole THEN n.name ELSE coalesce(n.unit, n.name) END AS short_name,
          CASE WHEN n.whole AND n.place <> n.name THEN n.place END AS coded_to
        FROM named n LEFT JOIN placed_ids i
          ON i.identity = {hashed(*(f"n.{name}" for name in _IDENTITY))} AND n.name IS NOT NULL"""
    )
    job.run(
        """INSERT INTO incoming_places SELECT i.place_key, name, name_ar, precision, x, y, radius_m, country_code,
          pcode, admin1, admin2_pcode, admin3_pcode, sensitivity, NULL, note
        FROM placed_ids i JOIN named n ON n.key = i.one"""
    )
    for table in ("named", "numbered", "placed_ids"):
        job.run(f"DROP TABLE {table}")
