"""SQL of the sources and claims of a row `r`: who is named as having said it, on which day, and who is accused.

A source asserts that the event happened. Figures that a publisher codes from several sources are the publisher's own
claim. A party is accused by the sources; what it says itself stands beside with its own date.
"""

from __future__ import annotations

from geo.intake.job import Job

LOCAL = "'Local sources'"
PUBLISHER = "r.publisher"
_CODED_BY = frozenset({"acled", "ucdp"})
_WEB = "(?i)^https?://[^\\s\\x22<>]+$"
_EMPTY_SOURCE = {
    "publisher": "NULL::VARCHAR",
    "author": "NULL::VARCHAR",
    "title": "NULL::VARCHAR",
    "url": "NULL::VARCHAR",
    "archive_url": "NULL::VARCHAR",
    "published_at": "NULL::VARCHAR",
    "language": "NULL::VARCHAR",
    "licence": "NULL::VARCHAR",
}
_EMPTY_CLAIM = {
    "claimant": "NULL::VARCHAR",
    "claimant_role": "NULL::VARCHAR",
    "stance": "'asserts'",
    "about": "'occurrence'",
    "text": "NULL::VARCHAR",
    "quote": "NULL::VARCHAR",
    "said_on": "NULL::DATE",
    "said_precision": "NULL::VARCHAR",
    "term": "NULL::VARCHAR",
    "source": "NULL::INTEGER",
    "responds_to": "NULL::INTEGER",
}


def _struct(empty: dict[str, str], **held: str) -> str:
    return "{" + ", ".join(f"'{name}': {sql}" for name, sql in (empty | held).items()) + "}"


def sources_sql(job: Job) -> str:
    """One source for each office named; the data set itself where none is. Links are http or https, else words."""
    title, dated, _ = _of_source(job)
    link = f"CASE WHEN regexp_matches(r.url, '{_WEB}') THEN r.url END"
    words = f"CASE WHEN NOT regexp_matches(r.url, '{_WEB}') THEN r.url END"
    named = _struct(
        _EMPTY_SOURCE,
        publisher="x",
        title=f"nullif(concat_ws(' ', {title}, CASE WHEN i = 1 THEN {words} END), '')",
        url=f"CASE WHEN i = 1 THEN {link} END",
        published_at=dated,
    )
    alone = _struct(
        _EMPTY_SOURCE,
        publisher=PUBLISHER,
        title=f"nullif(concat_ws(' ', r.source_title, {words}), '')",
        url=f"coalesce({link}, (SELECT about_url FROM constants))",
        published_at="r.texts[1]",
        licence="(SELECT about_licence FROM constants)",
    )
    return f"CASE WHEN r.offices IS NULL THEN [{alone}] ELSE list_transform(r.offices, lambda x, i: {named}) END"


def _of_source(job: Job) -> tuple[str, str, str]:
    """SQL of title, date as text and day of source number i; plain NULL where no column says it."""
    n = "len(r.offices)"
    title = dated = "NULL::VARCHAR"
    day = "NULL::DATE"
    if job.mapping.of("source_title"):
        title = (
            f"CASE WHEN len(string_split(r.source_title, ';')) = {n} THEN trim(string_split(r.source_title, ';')[i]) "
            f"WHEN {n} = 1 THEN r.source_title END"
        )
    if job.mapping.of("source_date"):
        dated = f"CASE WHEN len(r.texts) = {n} THEN nullif(r.texts[i], '') WHEN len(r.texts) = 1 THEN r.texts[1] END"
        day = f"CASE WHEN len(r.days) = {n} THEN r.days[i] WHEN len(r.days) = 1 THEN r.days[1] END"
    return title, dated, day


def claims_sql(job: Job) -> str:
    """All claims of a row, those of its sources first."""
    title, _, day = _of_source(job)
    named = _struct(
        _EMPTY_CLAIM,
        claimant="coalesce(x, 'A source that is not named')",
        text=f"coalesce({title}, 'Named as a source of this event.')",
        said_on=day,
        said_precision=f"CASE WHEN {day} IS NOT NULL THEN 'day' END",
        source="i::INTEGER",
    )
    alone = _struct(
        _EMPTY_CLAIM,
        claimant=PUBLISHER,
        text="coalesce(r.source_title, 'Recorded in this data set.')",
        said_on="r.days[1]",
        said_precision="CASE WHEN r.days[1] IS NOT NULL THEN 'day' END",
        source="1::INTEGER",
    )
    parts = [f"CASE WHEN r.offices IS NULL THEN [{alone}] ELSE list_transform(r.offices, lambda x, i: {named}) END"]
    if job.profile.name in _CODED_BY:
        coded = _struct(
            _EMPTY_CLAIM,
            claimant=PUBLISHER,
            about="'casualties'",
            text="'Figures as coded in this data set.'",
        )
        parts.append(f"CASE WHEN r.killed_figure IS NOT NULL THEN [{coded}] ELSE [] END")
    if job.mapping.of("suspected") or job.mapping.of("known"):
        parts.append(_parties())
    return parts[0] if len(parts) == 1 else f"list_concat({', '.join(parts)})"


def _parties() -> str:
    """Who is said to have done it, and what the party itself says; the party speaks only where it is the only one."""
    suspected, known = _names("suspected"), _names("known")
    everyone = f"list_distinct(list_concat({suspected}, {known}))"
    before = "(CASE WHEN r.offices IS NULL THEN 1 ELSE len(r.offices) END)"
    statement = _struct(
        _EMPTY_CLAIM,
        claimant=f"CASE WHEN len({everyone}) = 1 THEN {everyone}[1] ELSE 'A party named in the data set' END",
        claimant_role="'party to the conflict'",
        stance="r.stance",
        about="'perpetrator'",
        text="r.statement",
        said_on="r.statement_day",
        said_precision="CASE WHEN r.statement_day IS NOT NULL THEN 'day' END",
        responds_to=f"CASE WHEN len({suspected}) + len({known}) = 1 THEN ({before} + 1)::INTEGER END",
    )
    return (
        f"{_accused(suspected, LOCAL, 'is suspected.')}, "
        f"{_accused(known, PUBLISHER, 'is held to be responsible.')}, "
        f"CASE WHEN r.stance IS NOT NULL THEN [{statement}] ELSE [] END"
    )


def _names(column: str) -> str:
    """SQL of the parties that a column names; a cell may hold both kinds: "Suspected: A; Known: B", or "A (known)"."""
    if column == "suspected":
        return f"list_filter({_parts(_labelled('suspected'))}, lambda x: NOT regexp_matches(x, '{_KNOWN}'))"
    own = _parts("coalesce(r.known, '')")
    labelled = f"CASE WHEN regexp_matches(r.suspected, '{_LABEL}') THEN {_parts(_labelled('known'))} ELSE [] END"
    marked = f"list_filter({_parts(_labelled('suspected'))}, lambda x: regexp_matches(x, '{_KNOWN}'))"
    stripped = f"list_transform({marked}, lambda x: trim(regexp_replace(x, '{_KNOWN}', '')))"
    return f"list_distinct(list_concat({own}, coalesce({labelled}, []), {stripped}))"


def _labelled(kind: str) -> str:
    """The part of the cell behind the label, or all of the cell where it has none."""
    found = f"regexp_extract(r.suspected, '(?is)\\b{kind}[^:;|]*:(.*?)([;|\\n]? *\\b(suspected|known)[^:;|]*:|$)', 1)"
    return f"coalesce(CASE WHEN regexp_matches(r.suspected, '{_LABEL}') THEN {found} ELSE r.suspected END, '')"


def _parts(text: str) -> str:
    split = f"regexp_split_to_array({text}, ' *[;,|\\n] *')"
    named = f"list_transform({split}, lambda x: trim(regexp_replace(x, '(?i) *\\(suspected\\) *$', '')))"
    return f"list_filter({named}, lambda x: lower(x) NOT IN ('', 'none', 'unknown', 'not known', 'n/a', '-'))"


_LABEL = r"(?i)\b(suspected|known)[^:;|]*:"
_KNOWN = r"(?i) *\(known\) *$"


def _accused(parties: str, claimant: str, words: str) -> str:
    claim = _struct(_EMPTY_CLAIM, claimant=claimant, about="'perpetrator'", text=f"party || ' {words}'")
    return f"list_transform({parties}, lambda party: {claim})"
