"""The small tables of meanings: dates, types of events, figures, grades, statements, dates of sources."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

import pyarrow as pa

from geo.intake.job import Job
from geo.intake.lookups import Row, look_up, look_up_cells
from geo.intake.profiles import Profile
from geo.intake.profiles.ucdp import TYPE_WORDS
from geo.intake.values import DateRead, FigureRead, day_month_order, parse_date, parse_figure
from geo.vocab import EVENT_TYPES, GRADES, QUALIFIERS

Schema = list[tuple[str, Any]]
_ORDER = ("day", "days", "week", "month", "year", "open")
_SERIAL = re.compile(r"[2-7]\d{4}(\.\d+)?$")

DATES: Schema = [
    ("date_start", pa.date32()), ("date_end", pa.date32()), ("date_precision", pa.string()), ("date_text", pa.string()),
    ("problem", pa.string()), ("value", pa.string()),
]  # fmt: skip


def code(text: str | None) -> str:
    """A code as code books write it: "1.0" is 1."""
    return re.sub(r"\.0+$", "", (text or "").strip())


def make_dates(job: Job) -> str | None:
    """Creates `dates`; answers the order of day and month that the column proves ("mixed" where it proves both)."""
    job.run(
        "CREATE TABLE dates_given AS SELECT c.date, c.date_end, c.date_precision FROM cells c "
        "JOIN (SELECT min(row) AS row FROM keys GROUP BY date_key) k USING (row)"
    )
    order = job.mapping.option("date_order") or _proved_order(job)
    understand = partial(date_row, order=order, codes=job.codes)
    look_up(job, "dates", ("dates_given", ("date", "date_end", "date_precision")), understand, DATES)
    return order


def _proved_order(job: Job) -> str | None:
    found = job.run("SELECT DISTINCT unnest([date, date_end]) FROM dates_given").fetchall()
    return day_month_order(row[0] for row in found if row[0])


def date_row(given: Row, order: str | None, codes: Profile) -> Row:
    first, last, precision = given
    start = parse_date(first, order) if first else DateRead()
    end = parse_date(last, order) if last else DateRead()
    problem = start.problem or end.problem
    if problem:
        kind = "date_ambiguous" if problem == "order" else "date_unread"
        bad = first if start.problem else last
        return None, None, "open", _date_words(first, last), kind, bad
    if start.start and end.end and start.start > end.end:
        return None, None, "open", _date_words(first, last), "date_order", _date_words(first, last)
    serial = first and _SERIAL.match(first)
    words = first if start.precision == "open" or serial else None
    held = _interval(start, end, codes.dates.get(code(precision)))
    return *held, words, "date_serial" if serial else None, first if serial else None


def _interval(start: DateRead, end: DateRead, coded: str | None) -> tuple[date | None, date | None, str]:
    """First day, last day, precision: what the code says, never finer than the days themselves."""
    if start.start is None and start.end is None:
        return (None, end.end, "open") if end.end else (None, None, "open")
    first, last = start.start, end.end or start.end
    if first is None or last is None:
        return first, last, "open"
    own = max(start.precision, end.precision if end.end else "day", key=_ORDER.index)
    if own == "day" and first != last:
        own = "days"
    precision = max(own, coded, key=_ORDER.index) if coded and first == last else (coded or own)
    if precision == "day" and first != last:
        precision = "days"
    if first == last and precision in {"month", "year"}:
        first, last = _widened(first, precision)
    return first, last, precision


def _widened(day: date, precision: str) -> tuple[date, date]:
    """A single day that stands for its month or year, as the whole of it."""
    read = parse_date(f"{day.year:04d}-{day.month:02d}" if precision == "month" else f"{day.year:04d}")
    return read.start or day, read.end or day


def _date_words(first: str | None, last: str | None) -> str:
    return " – ".join(word for word in (first, last) if word)


TYPES: Schema = [
    ("type", pa.string()), ("label", pa.string()), ("words", pa.list_(pa.string())), ("problem", pa.string()),
    ("value", pa.string()),
]  # fmt: skip


def make_types(job: Job) -> None:
    """Creates `kinds`: slug, the words for a title, the original words as tags."""
    source = ("type_key", ("type", "subtype", "labour"))
    look_up_cells(job, "kinds", source, partial(_type_row, profile=job.profile), TYPES)


def _type_row(given: Row, profile: Profile) -> Row:
    kind, finer, labour = given
    slug, known = profile.types(kind or "", finer or "", bool(labour))
    own = [TYPE_WORDS.get(code(kind), kind) if profile.name == "ucdp" else kind, finer]
    words = [word for word in own if word]
    label = words[-1] if words else None
    if label and label in EVENT_TYPES:
        label = EVENT_TYPES[label]
    problem = None if known else "type_unknown"
    if known and slug == "labour_action" and labour:
        problem = "type_labour"
    return slug, label, words, problem, ", ".join(words)


FIGURES: Schema = [
    ("low", pa.int64()), ("best", pa.int64()), ("high", pa.int64()), ("qualifier", pa.string()), ("words", pa.string()),
    ("problem", pa.string()), ("value", pa.string()), ("problem_at", pa.string()),
]  # fmt: skip


def make_figures(job: Job, kind: str) -> None:
    """Creates `<kind>_figures` for "killed", "injured" or "displaced"."""
    source = (f"{kind}_key", figure_cells(kind))
    look_up_cells(job, f"{kind}_figures", source, partial(figure_row, kind=kind), FIGURES)


def figure_cells(kind: str) -> tuple[str, ...]:
    """The columns that one kind of figure is read from."""
    bounds = (f"{kind}_min", kind, f"{kind}_max", f"{kind}_qualifier")
    return (*bounds, "vague") if kind == "killed" else bounds


_NOT_KNOWN = (
    "(unknown|unspecified|undisclosed) (number|fatalit|casualt)|fatalities unknown|coded (as|to) (3|10)([^0-9]|$)"
)


_ZERO_NOT_KNOWN = (
    "(casualties|fatalities|number of (casualties|fatalities|deaths)|death toll)( (is|are|was|were|remain|remains))? "
    "(unknown|not known|unclear|unspecified|not reported)"
)
"""The code book has no empty cell: a 0 beside these words says that nobody knows, not that nobody died."""


def vague_expression(job: Job) -> str:
    """SQL that gives the vague word behind an ACLED figure, NULL where the figure is not imputed.

    ACLED codes several as 3, tens as 10, dozens as 12, hundreds as 100, and divides figures among events.
    """
    if job.codes.name != "acled" or not job.mapping.of("killed") or not job.mapping.of("text"):
        return "NULL::VARCHAR"
    count = "regexp_replace(killed, '\\.0+$', '')"
    said = "regexp_matches(text, '(?i){}')".format
    return (
        f"CASE WHEN killed IS NULL THEN NULL WHEN {count} = '0' THEN CASE WHEN {said(_ZERO_NOT_KNOWN)} "
        "THEN 'casualties not known' END "
        f"WHEN {count} = '3' AND {said('(^|[^a-z])several([^a-z]|$)')} THEN 'several' "
        f"WHEN {count} = '10' AND {said('(^|[^a-z])tens([^a-z]|$)')} THEN 'tens' "
        f"WHEN {count} = '12' AND {said('(^|[^a-z])dozens([^a-z]|$)')} THEN 'dozens' "
        f"WHEN {count} = '100' AND {said('(^|[^a-z])hundreds([^a-z]|$)')} THEN 'hundreds' "
        f"WHEN {said('(divided|split|distributed|spread) (equally |evenly )?(among|amongst|across|between|over)')} "
        "THEN 'divided among events' "
        f"WHEN {count} IN ('3', '10') AND {said(_NOT_KNOWN)} THEN 'number not known' END"
    )


def figure_row(given: Row, kind: str) -> Row:
    low_text, best_text, high_text, qualifier, *rest = given
    vague = rest[0] if rest else None
    reads = [parse_figure(text) if text else FigureRead() for text in (low_text, best_text, high_text)]
    names = (f"{kind}_min", kind, f"{kind}_max")
    texts = (low_text, best_text, high_text)
    for read, name, text in zip(reads, names, texts, strict=True):
        if read.problem:
            return None, None, None, None, text, _figure_problem(read.problem), text, name
    low, best, high = reads
    bounds = (_first(low.best, low.min, best.min), best.best, _first(high.best, high.max, best.max))
    number = [bound for bound in bounds if bound is not None]
    words = next((read.text for read in reads if read.text), None)
    if number != sorted(number):
        told = ", ".join(f"{name} {text}" for name, text in zip(names, texts, strict=True) if text)
        return *bounds, None, words, "figure_order", told, kind
    if vague and best.best == 0:
        return None, None, None, None, f"no figure, coded as 0 ({vague})", "figure_zero", f"0 ({vague})", kind
    if vague:
        return *bounds, "about", f"{best_text}, imputed ({vague})", "figure_imputed", f"{best_text} ({vague})", kind
    held, said = _qualified(qualifier, bounds, best.qualifier, words)
    return *held, said, None, None, None


def _first(*bounds: int | None) -> int | None:
    return next((bound for bound in bounds if bound is not None), None)


_QUALIFIERS = {
    "about": ("about", "approximately", "around", "approx", "estimate", "estimated", "~"),
    "at least": ("at least", "minimum", "min", "or more"),
    "more than": ("more than", "over", ">"),
    "up to": ("up to", "maximum", "max", "at most"),
    "exact": ("exact", "exactly"),
}
_QUALIFIER_OF = {word: slug for slug, words in _QUALIFIERS.items() for word in words}


def _qualified(
    given: str | None, bounds: tuple[int | None, int | None, int | None], own: str | None, words: str | None
) -> tuple[tuple[int | None, int | None, int | None, str | None], str | None]:
    """Bounds and qualifier when a column of its own qualifies the figure: "more than" 1,300 is a minimum."""
    slug = _QUALIFIER_OF.get((given or "").strip().lower())
    low, best, high = bounds
    if slug in {"at least", "more than"} and best is not None and low is None:
        return (best, None, high, slug), words or f"{given} {best:,}"
    if slug == "up to" and best is not None and high is None:
        return (low, None, best, slug), words or f"{given} {best:,}"
    if given and slug is None and best is not None and given.strip().lower() != "total":
        return (low, best, high, own), words or f"{given}: {best:,}"
    held = slug or own
    return (low, best, high, held if held in QUALIFIERS else None), words


def _figure_problem(problem: str) -> str:
    return {
        "below 0": "figure_negative",
        "not finite": "figure_infinite",
        "a minimum above its maximum": "figure_order",
    }.get(problem, "figure_unread")


def make_grades(job: Job) -> None:
    """Creates `grades`: the assessment as a slug of GRADES."""
    schema: Schema = [("grade", pa.string()), ("words", pa.string()), ("problem", pa.string())]
    look_up_cells(job, "grades", ("grade_key", ("grade",)), _grade_row, schema)


def _grade_row(given: Row) -> Row:
    held = (given[0] or "").strip().lower()
    slug = next((slug for slug in GRADES if re.search(rf"\b{slug}\b", held)), None)
    unknown = bool(held) and slug is None and held not in {"not assessed", "unassessed", "none", "no assessment"}
    return slug, given[0], "grade_unknown" if unknown else None


def make_said(job: Job, order: str | None) -> None:
    """Creates `said`: the dates of the sources of a row, in their order (several are parted by ";")."""
    schema: Schema = [("days", pa.list_(pa.date32())), ("first", pa.date32()), ("texts", pa.list_(pa.string()))]
    read = partial(parse_date, order=order)
    look_up_cells(job, "said", ("said_key", ("source_date",)), partial(_said_row, read=read), schema)
    source = ("stated_key", ("statement", "statement_date"))
    look_up_cells(job, "stated", source, partial(_stated_row, order=order), STATEMENTS)


def _said_row(given: Row, read: Callable[[str], DateRead]) -> Row:
    parts = [part.strip() for part in (given[0] or "").split(";")] if given[0] else []
    reads = [read(part) if part else DateRead() for part in parts]
    days = [held.start if held.precision == "day" else None for held in reads]
    ends = [held.end for held in reads if held.end]
    return days, min(ends, default=None), parts


STATEMENTS: Schema = [("stance", pa.string()), ("text", pa.string()), ("day", pa.date32())]
_DENIES = re.compile(
    r"\bden(y|ies|ied|ial)|not credible|non-? ?credible|no evidence|reject|نفي|ينفي|نفت", re.IGNORECASE
)
_CANNOT = re.compile(r"insufficient|could not (verify|confirm)|inconclusive|unable to", re.IGNORECASE)
_ACCEPTS = re.compile(r"\b(credible|accept|acknowledg|admit|confirm|responsib|claimed)", re.IGNORECASE)
_NOTHING = re.compile(
    r"not yet assessed|no (statement|comment|response|position)|none|pending|under review", re.IGNORECASE
)


def _stated_row(given: Row, order: str | None) -> Row:
    """What a party's own statement says about who did it; None where it says nothing yet."""
    text, said = given
    day = parse_date(said, order) if said else DateRead()
    stance = None
    if text and not _NOTHING.search(text):
        stance = (
            "denies" if _DENIES.search(text)
            else "could_not_verify" if _CANNOT.search(text)
            else "asserts" if _ACCEPTS.search(text)
            else None
        )  # fmt: skip
    return stance, text, day.start if day.precision == "day" else None
