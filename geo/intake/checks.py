"""Which rows stand: keys of every row, findings by row, and the rows that are dropped with the reason.

A row is loaded, rejected (an error) or a duplicate, never two of these. Creates `keys`, `findings`, `dropped`; rows of
movements and stocks (geo.intake.flows) are accounted for in the last two as well.
"""

from __future__ import annotations

from datetime import date, timedelta

from geo.intake.findings import KINDS
from geo.intake.job import Job
from geo.intake.lookups import hashed
from geo.intake.meanings import figure_cells, vague_expression
from geo.intake.places import PLACE_CELLS
from geo.intake.staging import labour_expression
from geo.vocab import FIGURE_KINDS

_ERRORS = ", ".join(f"'{name}'" for name, kind in KINDS.items() if kind.severity == "error")
_CONTENT = ("title", "type", "subtype", "text", "place", "place_ar", "where", "admin1", "admin2", "admin3", "country")


def make_keys(job: Job) -> None:
    """Creates `keys`: for each row its id, its fingerprint and the keys of what its cells mean."""
    made = "fingerprint" if job.mapping.of("id") else "whole"
    figures = ", ".join(f"{hashed(*map(_quoted, figure_cells(kind)))} AS {kind}_key" for kind in FIGURE_KINDS)
    given = " AND ".join(f"{_quoted(name)} IS NULL" for name in _CONTENT)
    own_id = "regexp_replace(id, '^([0-9]+)\\.0+$', '\\1')"
    job.run(
        f"""CREATE TABLE keys AS SELECT row,
          coalesce({own_id}, 'row-' || lower(hex({made}))) AS id, version, fingerprint,
          {hashed(*PLACE_CELLS)} AS place_key, {hashed("date", "date_end", "date_precision")} AS date_key,
          {hashed("type", "subtype", "labour")} AS type_key, labour, {figures}, vague, {hashed("grade")} AS grade_key,
          {hashed("source_date")} AS said_key, {hashed("statement", "statement_date")} AS stated_key,
          ({given}) AS no_words, coalesce(regexp_replace(summary, '\\.0+$', ''), '') AS summary
        FROM (SELECT *, {labour_expression(job)} AS labour, {vague_expression(job)} AS vague FROM cells)
        {"ORDER BY row" if job.in_order else ""}"""
    )


def _quoted(name: str) -> str:
    return f'"{name}"'


def find(job: Job) -> None:
    """Fills `findings` (row, kind, target, value), one for each thing wrong or worth telling."""
    start_findings(job)
    for table, key, target in (("dates", "date_key", "date"), ("kinds", "type_key", "type")):
        _spread(job, f"SELECT key, problem, '{target}' AS target, value FROM {table} WHERE problem IS NOT NULL", key)
    for kind in FIGURE_KINDS:
        found = f"SELECT key, problem, problem_at AS target, value FROM {kind}_figures WHERE problem IS NOT NULL"
        _spread(job, found, f"{kind}_key")
    _spread(
        job, "SELECT key, problem, 'grade' AS target, words AS value FROM grades WHERE problem IS NOT NULL", "grade_key"
    )
    _spread(job, "SELECT key, kind AS problem, target, value FROM place_findings WHERE kind IS NOT NULL", "place_key")
    _find_dates(job)
    _find_kept_apart(job)
    _find_empty(job)


def start_findings(job: Job) -> None:
    """Creates `findings` with what the reader could not read, and `dropped` without a row."""
    job.run("CREATE TABLE findings (row UBIGINT, kind VARCHAR, target VARCHAR, value VARCHAR)")
    job.run(
        "INSERT INTO findings "
        "SELECT row, 'unread', '', concat_ws('; ', what, 'got ' || got, 'wanted ' || want) FROM unread"
    )
    job.run("CREATE TABLE dropped (row UBIGINT, status VARCHAR, kind VARCHAR)")


def _spread(job: Job, found: str, key: str) -> None:
    """Tells a finding about a value for each row that has the value."""
    job.run(
        f"INSERT INTO findings SELECT k.row, f.problem, f.target, f.value FROM ({found}) f "
        f"JOIN keys k ON k.{key} = f.key"
    )


def _find_dates(job: Job) -> None:
    # A day of grace: the date of publication and the date of the event may be of two time zones.
    job.run(
        "INSERT INTO findings SELECT k.row, 'date_after_source', 'date', d.date_start || ', source of ' || s.first "
        "FROM keys k JOIN said s ON s.key = k.said_key JOIN dates d ON d.key = k.date_key "
        "WHERE d.date_start > s.first + INTERVAL 1 DAY AND d.date_precision IN ('day', 'days')"
    )
    limit = (job.as_of or date.today()) + timedelta(days=1)  # noqa: DTZ011  a day as the person who imports counts it
    job.run(
        "INSERT INTO findings SELECT k.row, 'date_in_future', 'date', d.date_start::VARCHAR "
        "FROM keys k JOIN dates d ON d.key = k.date_key WHERE d.date_start > ?",
        limit,
    )


def is_stock(job: Job) -> bool:
    """Whether displaced people are all that the table counts: numbers present at a date, which are never added up."""
    held = job.mapping.columns
    counts = any(name in held for name in ("displaced", "displaced_min", "displaced_max"))
    events = any(name in held for name in ("type", "subtype", "title", "killed", "killed_min", "killed_max", "injured"))
    return counts and not events


def _find_kept_apart(job: Job) -> None:
    for code in job.profile.summaries:
        kind = job.profile.kept_apart
        job.run("INSERT INTO findings SELECT row, ?, 'summary', summary FROM keys WHERE summary = ?", kind, code)
    if is_stock(job):
        job.run(
            "INSERT INTO findings SELECT row, 'stock', 'displaced', f.value FROM keys k "
            "JOIN displaced_figures f ON f.key = k.displaced_key WHERE coalesce(f.best, f.low, f.high) IS NOT NULL"
        )


def _find_empty(job: Job) -> None:
    figures = " ".join(f"LEFT JOIN {kind}_figures {kind}_f ON {kind}_f.key = k.{kind}_key" for kind in FIGURE_KINDS)
    none = " AND ".join(
        f"coalesce({k}_f.best, {k}_f.low, {k}_f.high) IS NULL AND {k}_f.words IS NULL" for k in FIGURE_KINDS
    )
    job.run(
        f"""INSERT INTO findings SELECT k.row, 'empty', '', '' FROM keys k
        LEFT JOIN dates d ON d.key = k.date_key LEFT JOIN placed p ON p.key = k.place_key {figures}
        WHERE k.no_words AND d.date_start IS NULL AND d.date_end IS NULL AND d.date_text IS NULL
          AND p.place_key IS NULL AND {none}"""
    )


def drop_rows(job: Job, keys: str = "keys") -> None:
    """Adds to `dropped` (row, status, kind) each row of `keys` that is not loaded, once."""
    job.run(
        "INSERT INTO dropped SELECT row, 'rejected' AS status, min(kind) AS kind FROM findings "
        f"WHERE kind IN ({_ERRORS}) AND kind <> 'unread' AND row IN (SELECT row FROM {keys}) GROUP BY row"
    )
    job.run(
        f"CREATE OR REPLACE TABLE repeated AS SELECT k.row, k.id, k.fingerprint, k.version FROM {keys} k "
        f"JOIN (SELECT hash(id) AS h FROM {keys} GROUP BY 1 HAVING count(*) > 1) r ON r.h = hash(k.id) "
        "WHERE k.row NOT IN (SELECT row FROM dropped)"
    )
    newest = older = ""
    if job.mapping.of("version"):
        newest = "TRY_CAST(version AS DOUBLE) DESC NULLS LAST, version DESC NULLS LAST, "
        older = "WHEN version IS DISTINCT FROM first_value(version) OVER w THEN 'older_version'"
    job.run(
        f"""CREATE OR REPLACE TABLE again AS SELECT row, id,
          CASE WHEN fingerprint = first_value(fingerprint) OVER w THEN 'duplicate' {older} ELSE 'id_reused' END AS kind,
          row_number() OVER w AS n FROM repeated WINDOW w AS
          (PARTITION BY id ORDER BY {newest} row ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)"""
    )
    job.run("DELETE FROM again WHERE n = 1")
    job.run("INSERT INTO findings SELECT row, kind, 'id', id FROM again")
    job.run(
        "INSERT INTO dropped "
        "SELECT row, CASE kind WHEN 'id_reused' THEN 'rejected' ELSE 'duplicate' END, kind FROM again"
    )
