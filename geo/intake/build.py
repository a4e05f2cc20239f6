"""Writes the events of the rows that stand into incoming_events, in chunks, all by SQL.

Participants go to the text and the tags, never into a claim. Who says that it happened is the source of the row, or the
publisher of the data set where the row names none; figures that a publisher codes are the publisher's claim.
"""

from __future__ import annotations

from geo.intake.checks import is_stock
from geo.intake.claims import claims_sql, sources_sql
from geo.intake.job import CHUNK_ROWS, Job
from geo.intake.meanings import figure_cells
from geo.vocab import FIGURE_KINDS


def build(job: Job) -> None:
    """Fills incoming_events; tells how far it is after each chunk."""
    select = _select(job)
    first, last = job.one("SELECT min(row) FROM keys"), job.one("SELECT max(row) FROM keys")
    for low in range(first, last + 1, CHUNK_ROWS):
        high = low + CHUNK_ROWS - 1
        job.run(f"INSERT INTO incoming_events {select}", low, high, low, high)
        job.tick("writing", min(high - first + 1, job.n_rows), job.n_rows)


def _select(job: Job) -> str:
    kinds = [kind for kind in FIGURE_KINDS if job.says(*figure_cells(kind))]
    figures = " ".join(f"LEFT JOIN {kind}_figures {kind}_f ON {kind}_f.key = k.{kind}_key" for kind in kinds)
    structs = ", ".join(
        f"{_figure_struct(kind) if kind in kinds else 'NULL'} AS {kind}_figure" for kind in FIGURE_KINDS
    )
    return f"""
    SELECT r.row, r.id, r.fingerprint, r.event_title, r.type, r.event_tags, r.summary_text, r.date_start, r.date_end,
      r.date_precision, r.date_text, r.place_key, r.role, r.precision, r.location_text,
      {", ".join(f"r.{kind}_figure" for kind in FIGURE_KINDS)},
      r.grade, r.grade_words, 'public', r.is_summary, NULL, NULL, {claims_sql(job)}, {sources_sql(job)}
    FROM (
      SELECT k.row, k.id, k.fingerprint, {_title()} AS event_title, t.type,
        list_distinct(list_concat(t.words, c.tags, c.participants)) AS event_tags,
        {_text()} AS summary_text,
        d.date_start, d.date_end, coalesce(d.date_precision, 'open') AS date_precision, d.date_text,
        p.place_key, CASE WHEN p.place_key IS NOT NULL THEN p.role END AS role,
        CASE WHEN p.place_key IS NULL THEN 'unknown' ELSE p.precision END AS precision,
        {_where()} AS location_text, {structs},
        {_graded(job)}, {_is_summary(job)} AS is_summary, {_said(job)}, c.source_title, c.url, c.suspected, c.known,
        (SELECT about_publisher FROM constants) AS publisher,
        {_stated(job)}
      FROM cells c JOIN keys k ON k.row = c.row
      LEFT JOIN dates d ON d.key = k.date_key LEFT JOIN kinds t ON t.key = k.type_key
      LEFT JOIN placed p ON p.key = k.place_key {figures} {_joins(job)}
      WHERE c.row BETWEEN ? AND ? AND k.row BETWEEN ? AND ? AND k.row NOT IN (SELECT row FROM dropped)
    ) r"""


def _joins(job: Job) -> str:
    held = (
        (job.says("grade"), "LEFT JOIN grades g ON g.key = k.grade_key"),
        (job.says("source_date"), "LEFT JOIN said s ON s.key = k.said_key"),
        (job.says("statement"), "LEFT JOIN stated st ON st.key = k.stated_key"),
    )
    return " ".join(sql for wanted, sql in held if wanted)


def _graded(job: Job) -> str:
    if not job.says("grade"):
        return "NULL AS grade, NULL AS grade_words"
    return "g.grade, CASE WHEN c.grade IS NOT NULL THEN 'Assessment in the data set: ' || c.grade END AS grade_words"


def _stated(job: Job) -> str:
    if not job.says("statement"):
        return "NULL AS stance, NULL AS statement, NULL::DATE AS statement_day"
    return "st.stance, st.text AS statement, st.day AS statement_day"


def _said(job: Job) -> str:
    offices = "list_transform(string_split(c.source, ';'), lambda x: nullif(trim(x), '')) AS offices"
    dated = "s.days, s.texts" if job.says("source_date") else "NULL::DATE[] AS days, NULL::VARCHAR[] AS texts"
    return f"{offices}, {dated}"


def _title() -> str:
    made = "nullif(concat_ws(', ', t.label, p.short_name), '')"
    return f"left(coalesce(c.title, {made}, left(c.text, 120), 'Record ' || k.row), 300)"


def _text() -> str:
    return (
        "nullif(concat_ws(' · ', c.text, 'The source cites: ' || c.cited, "
        "'Participants as coded: ' || nullif(array_to_string(c.participants, '; '), ''), "
        "'Statement of the party: ' || c.statement), '')"
    )


def _where() -> str:
    return (
        "coalesce(c.\"where\", CASE WHEN p.coded_to IS NOT NULL THEN 'coded to ' || p.coded_to "
        "WHEN p.role = 'near' THEN 'near ' || p.name END)"
    )


def _figure_struct(kind: str) -> str:
    f = f"{kind}_f"
    return (
        f"CASE WHEN coalesce({f}.low, {f}.best, {f}.high) IS NOT NULL OR {f}.words IS NOT NULL THEN "
        f"{{'min': {f}.low, best: {f}.best, 'max': {f}.high, qualifier: {f}.qualifier, text: {f}.words, "
        "who: NULL::VARCHAR} END"
    )


def _is_summary(job: Job) -> str:
    codes = ", ".join(f"'{code}'" for code in sorted(job.profile.summaries))
    coded = f"k.summary IN ({codes})" if codes else "false"
    present = "coalesce(displaced_f.best, displaced_f.low, displaced_f.high) IS NOT NULL" if is_stock(job) else "false"
    return f"({coded} OR {present})"
