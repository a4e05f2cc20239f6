"""An import from end to end: look at a file, prepare it (read, understand, check, compare), then apply or discard.

Nothing is visible before `Prepared.apply`; a cancel, an error or a kill leaves the workspace as it was.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Self

from geo.errors import Problem
from geo.gazetteer import Gazetteer, gazetteer
from geo.gazetteer.stored import outlines, unit_codes
from geo.intake import account as accounts
from geo.intake import checks, flows, meanings
from geo.intake import place_choices as places
from geo.intake.account import Account
from geo.intake.again import nothing_changed, write_bare
from geo.intake.build import build
from geo.intake.flows.questions import Question
from geo.intake.job import Job, Progress
from geo.intake.mapping import Mapping, are_rejects, check, remember, remembered
from geo.intake.place_choices import Choices
from geo.intake.places import make_places
from geo.intake.profiles import PROFILES
from geo.intake.recognise import Recognised, are_boundaries, recognise
from geo.intake.staging import make_cells, stage
from geo.paths import records_dir
from geo.read import open_table
from geo.read.table import Table
from geo.store.datasets import Draft, draft
from geo.store.ledger import DATASETS, About, Entry, read_ledger
from geo.vocab import FIGURE_KINDS

SAMPLE_ROWS = 20
REJECTS = "rejects"


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file is before it is imported: its first rows, the format with the reason, the mapping to begin with."""

    name: str
    format: str
    format_words: str
    columns: tuple[str, ...]
    tags: tuple[str | None, ...]
    layers: tuple[str, ...]
    layer: str | None
    has_geometry: bool
    rows: tuple[tuple[str | None, ...], ...]
    profile: str
    reason: str
    mapping: Mapping
    remembered: bool
    problems: tuple[Problem, ...]

    @property
    def is_rejects(self) -> bool:
        return are_rejects(self.columns)


def look(
    path: Path, name: str, *, format: str | None = None, layer: str | None = None, workspace: Path | None = None
) -> Preview:
    """The first rows of a file and what they are; raises BadInput where the file cannot be used."""
    table = open_table(path, name, format=format, layer=layer)
    rows = _first_rows(table)
    found = _recognised(table, rows)
    held = remembered(workspace, _body(table), _tags(table)) if workspace else None
    _tell_boundaries(table, held or found.mapping)
    return Preview(
        table.name, table.format, table.format_words, table.columns, table.tags, table.layers, table.layer,
        table.has_geometry, rows, found.profile, found.reason, held or found.mapping, held is not None,
        tuple(table.problems),
    )  # fmt: skip


def _tell_boundaries(table: Table, mapping: Mapping) -> None:
    if are_boundaries(table.columns, mapping, has_geometry=table.has_geometry):
        cure = "Add it under “Gazetteers and boundaries” of the Data page, or with: kharita gazetteer add FILE."
        got = "units with p-codes or names, and nothing that happened"
        table.tell("warning", "kind of file", got=got, want="events or movements", cure=cure)


def _first_rows(table: Table) -> tuple[tuple[str | None, ...], ...]:
    batches = table.batches()
    first = next(islice(batches, 1), None)
    rows: tuple[tuple[str | None, ...], ...] = ()
    if first is not None:
        head = first.slice(0, SAMPLE_ROWS)
        columns = [head.column(f"c{at}").to_pylist() for at in range(len(table.columns))]
        rows = tuple(zip(*columns, strict=True)) if columns else tuple(() for _ in range(head.num_rows))
    close = getattr(batches, "close", None)
    if close:
        close()
    return rows


def _body(table: Table) -> tuple[str, ...]:
    """The columns that say something: rejects that come back have their row and reason in front."""
    return table.columns[2:] if are_rejects(table.columns) else table.columns


def _tags(table: Table) -> tuple[str | None, ...]:
    return table.tags[2:] if are_rejects(table.columns) else table.tags


def _recognised(table: Table, rows: tuple[tuple[str | None, ...], ...]) -> Recognised:
    own = [row[2:] for row in rows] if are_rejects(table.columns) else rows
    return recognise(_body(table), _tags(table), own, has_geometry=table.has_geometry)


@dataclass(slots=True)
class Prepared:
    """An import that waits for a word: apply or discard. Use it in a `with` block; leaving it discards."""

    account: Account
    mapping: Mapping
    _draft: Draft
    _workspace: Path
    _choices: Choices

    def apply(self) -> Entry:
        """Makes the data set part of the workspace."""
        entry = self._draft.apply()
        if self._choices:
            places.remember(self._workspace, self._choices)
        return entry

    def discard(self) -> None:
        """Leaves everything as it was."""
        self._draft.discard()
        self.forget_rejects()

    def forget_rejects(self) -> None:
        """Removes the kept rejects; they cannot be written out any more."""
        if self.account.rejects:
            self.account.rejects.unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._draft.discard()


def prepare(  # noqa: PLR0913  each is a choice of the person who imports
    path: Path,
    name: str,
    *,
    workspace: Path,
    mapping: Mapping | None = None,
    seen: Preview | None = None,
    format: str | None = None,
    layer: str | None = None,
    dataset: str | None = None,
    title: str | None = None,
    about: About | None = None,
    choices: Choices | None = None,
    progress: Callable[[Progress], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Prepared:
    """Reads, understands and checks a file into a draft; `dataset` is the id of one to import again.

    `seen` is what `look` said of this file: without a `mapping` its own is taken and no first rows are read again.
    A `mapping` is remembered for the header, also where the import is discarded: the file comes again once mended.
    `choices` says for names of places which place is meant (name → id); they are remembered when it is applied.
    Raises BadInput where the file cannot be used, Cancelled where `cancelled` says so; nothing is left then.
    """
    started = time.perf_counter()
    table = open_table(path, name, format=format, layer=layer)
    same = seen is not None and (seen.columns, seen.tags) == (table.columns, table.tags)
    used = mapping or (seen.mapping if seen and same else _mapping(workspace, table))
    check(used, table.columns)
    known = _about(table, used, about, title)
    held = draft(workspace, dataset, path.stat().st_size)
    try:
        job = Job(
            held.con, used, table.columns, table.has_geometry, known.publisher or known.title,
            known.licence, known.url, known.as_of, progress, cancelled,
            outlines=outlines(workspace, "governorate"), units=unit_codes(workspace),
            before=_before(workspace, dataset),
        )  # fmt: skip
        decided = places.remembered(workspace) | dict(choices or {})
        n_in, questions = _fill(job, table, gazetteer(records_dir(), workspace), choices=decided)
        _tell_boundaries(table, used)
        counted = accounts.count_rows(job, n_in)
        known = replace(
            known, file_sha256=_sha256(path), n_in=n_in, n_loaded=counted[0], n_rejected=counted[1],
            n_duplicates=counted[2],
        )  # fmt: skip
        account = replace(_account(job, table, held, known, started=started), questions=questions)
    except BaseException:
        held.discard()
        raise
    if mapping is not None:
        remember(workspace, _body(table), _tags(table), mapping)
    return Prepared(account, used, held, workspace, choices or {})


def _before(workspace: Path, dataset: str | None) -> Path | None:
    """The file of the data set that is imported again."""
    return None if dataset is None else workspace / DATASETS / read_ledger(workspace).entry(dataset).file


def _mapping(workspace: Path, table: Table) -> Mapping:
    held = remembered(workspace, _body(table), _tags(table))
    return held or _recognised(table, _first_rows(table)).mapping


def _fill(
    job: Job, table: Table, places_known: Gazetteer, *, choices: Choices | None = None
) -> tuple[int, tuple[Question, ...]]:
    """Rows of the file into the incoming tables; answers their number, and the names of places to be decided."""
    n_in = stage(job, table)
    job.con.execute(f"SET preserve_insertion_order = {str(job.in_order).lower()}")
    make_cells(job)
    kind = flows.kind_of(job.mapping)
    flows.prepare_cells(job, kind)
    job.tick("understanding", 0, job.n_rows)
    if kind != "flows":
        _fill_events(job, alone=kind == "events")
    questions = () if kind == "events" else flows.fill(job, places_known, choices or {}, table)
    return n_in, questions


def _fill_events(job: Job, *, alone: bool) -> None:
    checks.make_keys(job)
    order = meanings.make_dates(job)
    meanings.make_types(job)
    for kind in FIGURE_KINDS:
        meanings.make_figures(job, kind)
    meanings.make_grades(job)
    meanings.make_said(job, order)
    make_places(job)
    checks.find(job)
    checks.drop_rows(job)
    if alone and nothing_changed(job):
        write_bare(job)
    else:
        build(job)


def _account(job: Job, table: Table, held: Draft, known: About, *, started: float) -> Account:
    rejects = _rejects_path(held.workspace, known)
    sums = accounts.sums_of(job)
    findings, kinds = accounts.findings_of(job, table)
    n_summaries = job.one("SELECT count(*) FROM incoming_events WHERE is_summary")
    kept = known.n_rejected > 0 and accounts.keep_rejects(job, table, rejects)
    _clear(job)
    diff = held.finish(known)
    return Account(
        known.n_in, known.n_loaded, known.n_rejected, known.n_duplicates, diff.n_new, diff.n_changed, diff.n_unchanged,
        diff.n_gone, n_summaries, findings, kinds, sums, diff.changed, diff.gone, time.perf_counter() - started,
        rejects if kept else None,
    )  # fmt: skip


def _clear(job: Job) -> None:
    """Gives back the room of everything but the incoming tables before the store writes its own."""
    for view in ("cells", "flow_cells", "all_cells"):
        job.con.execute(f"DROP VIEW {view}")
    for (name,) in job.con.execute(
        "SELECT table_name FROM duckdb_tables() WHERE database_name = current_database() "
        "AND schema_name = current_schema() AND NOT starts_with(table_name, 'incoming_')"
    ).fetchall():
        job.con.execute(f'DROP TABLE "{name}"')


def _rejects_path(workspace: Path, known: About) -> Path:
    """Rejects are kept by the content of the file: the same file twice has the same rejects."""
    folder = workspace / REJECTS
    folder.mkdir(parents=True, exist_ok=True)
    with suppress(OSError):
        for old in sorted(folder.glob("*.csv"), key=lambda each: each.stat().st_mtime)[:-20]:
            old.unlink(missing_ok=True)
    return folder / f"{(known.file_sha256 or 'unknown')[:24]}.csv"


def _about(table: Table, mapping: Mapping, about: About | None, title: str | None) -> About:
    """What is known of the data set: what the person says, else what its format says."""
    profile = PROFILES.get(mapping.profile, PROFILES["generic"])
    held = about or About(title=title or title_of(table.name))
    return replace(
        held,
        title=title or held.title,
        publisher=held.publisher or profile.publisher,
        licence=held.licence or profile.licence,
        url=held.url or profile.url,
        file_name=table.name,
        format=table.format_words,
        profile=mapping.profile,
        redistribution=profile.redistribution if held.redistribution == "ok" else held.redistribution,
    )


def title_of(name: str) -> str:
    """The name of a file without its end, of a packed one without both.

    >>> title_of("flows.csv.gz"), title_of("a.xlsx")
    ('flows', 'a')
    """
    return Path(name.removesuffix(".gz")).stem or name


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
