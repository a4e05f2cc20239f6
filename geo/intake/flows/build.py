"""Writes the rows that stand into incoming_movements and incoming_stocks, by SQL.

Who says so is the source of the row, or the publisher of the data set. An end with several places is a split that is
not known; shares are never made up.
"""

from __future__ import annotations

from geo.intake.job import Job
from geo.intake.lookups import hashed

_PEOPLE = (
    "CASE WHEN coalesce(f.low, f.best, f.high) IS NOT NULL OR f.words IS NOT NULL THEN "
    "{'min': f.low, 'best': f.best, 'max': f.high, 'qualifier': f.qualifier, 'text': coalesce(f.words, k.parts), "
    "'who': NULL::VARCHAR} END"
)


def build(job: Job) -> None:
    """Fills both tables from `flow_keys`."""
    ids = {
        target: "c." + target if job.mapping.of(target) else "NULL::VARCHAR" for target in ("part_of", "duplicate_of")
    }
    rows = f"""
        SELECT k.*, {_parts(job)} AS parts, c.title, c.text, c.source, c.source_title, c.source_date, c.url, c.term,
            {ids["part_of"]} AS part_of, {ids["duplicate_of"]} AS duplicate_of
        FROM flow_keys k JOIN flow_cells c ON c.row = k.row WHERE k.row NOT IN (SELECT row FROM dropped)"""
    job.run(f"CREATE TABLE flow_rows AS {rows}")
    _movements(job)
    _stocks(job)
    job.tick("writing", job.n_rows, job.n_rows)


def _parts(job: Job) -> str:
    """Where several columns are added up: how many people each of them gives."""
    names = job.mapping.of("people")
    if len(names) < 2:
        return "NULL::VARCHAR"
    cells = [f"c{job.columns.index(name)}" for name in names]
    given = [
        f"CASE WHEN nullif(trim(s.{cell}), '') IS NOT NULL THEN regexp_replace(trim(s.{cell}), '\\.0+$', '') || ' ' || "
        f"(SELECT label_{job.columns.index(name)} FROM people_labels) END"
        for cell, name in zip(cells, names, strict=True)
    ]
    labels = ", ".join(f"label_{job.columns.index(name)} VARCHAR" for name in names)
    job.run(f"CREATE TABLE people_labels ({labels})")
    job.run(f"INSERT INTO people_labels VALUES ({', '.join('?' * len(names))})", *(n.replace("_", " ") for n in names))
    n_given = " + ".join(f"(nullif(trim(s.{cell}), '') IS NOT NULL)::INTEGER" for cell in cells)
    told = f"CASE WHEN {n_given} > 1 THEN concat_ws(' + ', {', '.join(given)}) END"
    return f"(SELECT {told} FROM staged s WHERE s.row = k.row)"


def _movements(job: Job) -> None:
    end = "coalesce({0}_end.places, {0}_typed.places, [])"
    shown = "coalesce({0}_end.shown, {0}_typed.shown, 'an unknown place')"
    publisher = "(SELECT about_publisher FROM constants)"
    claimant = f"coalesce(nullif(trim(string_split(k.source, ';')[1]), ''), {publisher})"
    job.run(
        f"""INSERT INTO incoming_movements BY NAME
        SELECT k.row, k.id, k.fingerprint, left(coalesce(k.title, {shown.format("o")} || ' → ' || {shown.format("d")}),
                300)
                AS title,
            w.slug AS move, {end.format("o")} AS origins, {end.format("d")} AS destinations,
            coalesce(t.places, []) AS transit, FALSE AS split_known, d.date_start, d.date_end,
            coalesce(d.date_precision, 'open') AS date_precision, {_PEOPLE} AS people, w.grp, w.group_text,
            CASE WHEN k.term IS NOT NULL THEN [{{'claimant': {claimant}, 'term': k.term}}] END AS terms,
            'public' AS sensitivity, k.part_of, k.duplicate_of, {claimant} AS claimant, k.text AS said,
            {{'publisher': {claimant}, 'title': k.source_title, 'url': k.url, 'published_at': k.source_date,
              'licence': (SELECT about_licence FROM constants)}} AS source
        FROM flow_rows k
        LEFT JOIN flow_ends o_end ON o_end.side = 'o' AND o_end.key = k.o_key AND len(o_end.places) > 0
        LEFT JOIN flow_ends d_end ON d_end.side = 'd' AND d_end.key = k.d_key AND len(d_end.places) > 0
        LEFT JOIN flow_typed o_typed ON o_typed.side = 'o' AND o_typed.key = k.t_key
        LEFT JOIN flow_typed d_typed ON d_typed.side = 'd' AND d_typed.key = k.t_key
        LEFT JOIN flow_transit t ON t.name = k.transit
        {_JOINS}
        WHERE k.stock IS NULL ORDER BY k.row"""
    )


_JOINS = f"""
        LEFT JOIN flow_dates d ON d.key = {hashed("k.date", "k.date_end", "k.date_precision")}
        LEFT JOIN flow_figures f ON f.key = {hashed("k.people_min", "k.figure", "k.people_max", "k.people_qualifier")}
        LEFT JOIN flow_words w ON w.key = {hashed("k.move", "k.who")}"""


def _stocks(job: Job) -> None:
    job.run(
        f"""INSERT INTO incoming_stocks BY NAME
        SELECT k.row, k.id, k.fingerprint, k.stock, p.places[1] AS place_key, o.places[1] AS origin_key, d.date_start,
            d.date_end, coalesce(d.date_precision, 'open') AS date_precision,
            TRY_CAST(TRY_CAST(trim(k.round) AS DOUBLE) AS BIGINT) AS round, {_PEOPLE} AS people,
            w.grp, 'public' AS sensitivity, k.text AS note
        FROM flow_rows k
        JOIN flow_ends p ON p.side = 'p' AND p.key = k.p_key
        LEFT JOIN flow_ends o ON o.side = 'o' AND o.key = k.o_key AND len(o.places) = 1
        {_JOINS}
        WHERE k.stock IS NOT NULL ORDER BY k.row"""
    )
