"""What became of every row of a file: counts that add up, findings, sums, and the rejects as a file to mend."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from geo.errors import BadInput, Problem
from geo.intake import moments
from geo.intake.findings import KINDS, Finding
from geo.intake.flows.questions import Question
from geo.intake.job import Job
from geo.intake.lookups import hashed
from geo.intake.mapping import REJECT_COLUMNS, TARGETS
from geo.read.table import Table
from geo.store.drafts import INCOMING
from geo.vocab import FIGURE_KINDS

MAX_FINDINGS = 1000
_FIGURE_KEY = hashed("k.people_min", "k.figure", "k.people_max", "k.people_qualifier")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

Sums = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class KindCount:
    """One kind of finding with its full number."""

    kind: str
    severity: str
    n: int
    reason: str
    cure: str


@dataclass(frozen=True, slots=True)
class Account:
    """The account of one import. `sums`: "killed" → "loaded" and "rejected" → min, best, max over rows that give it.

    `n_new` … `n_gone` compare with the data set that is imported again; of a new one all rows are new. `findings` are
    the first thousand, the gravest first; `kinds` has the full numbers. `sums` of movements are "people", of stocks
    "stocks". `questions` are names of places that a person has to decide.
    """

    n_in: int
    n_loaded: int
    n_rejected: int
    n_duplicates: int
    n_new: int
    n_changed: int
    n_unchanged: int
    n_gone: int
    n_summaries: int
    findings: tuple[Finding, ...]
    kinds: tuple[KindCount, ...]
    sums: Mapping[str, Sums]
    changed: tuple[str, ...]
    gone: tuple[str, ...]
    seconds: float
    rejects: Path | None = None
    questions: tuple[Question, ...] = ()

    def __post_init__(self) -> None:
        if self.n_in != self.n_loaded + self.n_rejected + self.n_duplicates:
            told = f"{self.n_loaded} loaded + {self.n_rejected} rejected + {self.n_duplicates} duplicates"
            raise AssertionError(f"{self.n_in} rows in, {told}")

    @property
    def rows_per_second(self) -> float:
        return self.n_in / max(self.seconds, 1e-6)

    def write_rejects(self, path: Path) -> None:
        """Writes the rejected rows as CSV in the shape of the file, `row` and `reason` in front."""
        if self.rejects is None or not self.rejects.exists():
            cure = "Import the file again to have them."
            raise BadInput("rejects", got="none kept", want="rejected rows of this import", where=str(path), cure=cure)
        shutil.copyfile(self.rejects, path)


def count_rows(job: Job, n_in: int) -> tuple[int, int, int]:
    """(loaded, rejected, duplicates)."""
    rejected = job.one("SELECT count(*) FROM dropped WHERE status = 'rejected'")
    duplicates = job.one("SELECT count(*) FROM dropped WHERE status = 'duplicate'")
    loaded = sum(job.one(f"SELECT count(*) FROM {table}") for table in INCOMING)
    return loaded, rejected + n_in - job.n_rows, duplicates


def sums_of(job: Job) -> Mapping[str, Sums]:
    """Per kind of figure the sums over loaded and rejected rows; duplicates are counted nowhere."""
    found: dict[str, Sums] = {}
    there = {name for (name,) in job.run("SELECT table_name FROM duckdb_tables()").fetchall()}
    events = {kind: (f"keys k JOIN {kind}_figures f ON f.key = k.{kind}_key", "keys") for kind in FIGURE_KINDS}
    flows = {
        kind: (f"(SELECT * FROM flow_keys WHERE {which}) k JOIN flow_figures f ON f.key = {_FIGURE_KEY}", "flow_keys")
        for kind, which in {"people": "stock IS NULL", "stocks": "stock IS NOT NULL"}.items()
    }
    for kind, (source, needed) in {**events, **flows}.items():
        if needed not in there:
            continue
        rows = job.run(
            "SELECT coalesce(d.status, 'loaded'), sum(f.low), sum(f.best), sum(f.high) "
            f"FROM {source} LEFT JOIN dropped d ON d.row = k.row GROUP BY 1"
        ).fetchall()
        held = {status: (low, best, high) for status, low, best, high in rows}
        found[kind] = MappingProxyType(
            {status: _bounds(held.get(status, (0, 0, 0))) for status in ("loaded", "rejected")}
        )
    return MappingProxyType(found)


def _bounds(held: Sequence[int | None]) -> Mapping[str, int]:
    low, best, high = (int(bound or 0) for bound in held)
    return MappingProxyType({"min": low, "best": best, "max": high})


def findings_of(job: Job, table: Table) -> tuple[tuple[Finding, ...], tuple[KindCount, ...]]:
    """The first thousand findings, those about the whole file first, and the number of each kind."""
    about_file = [*map(_of_file, table.problems), *moments.findings(job), *_unused(job)]
    order = {"error": 0, "warning": 1, "note": 2}
    counts = [
        KindCount(kind, KINDS[kind].severity, n, KINDS[kind].reason, KINDS[kind].cure)
        for kind, n in job.run("SELECT kind, count(*) FROM findings GROUP BY kind").fetchall()
    ]
    counts.sort(key=lambda each: (order[each.severity], -each.n, each.kind))
    held: list[Finding] = []
    for severity in order:
        kinds = [each.kind for each in counts if each.severity == severity]
        left = MAX_FINDINGS - len(about_file) - len(held)
        if kinds and left > 0:
            rows = job.run(
                "SELECT row, kind, target, value FROM findings "
                "WHERE kind IN (SELECT unnest(?)) ORDER BY row, kind LIMIT ?",
                kinds, left,
            ).fetchall()  # fmt: skip
            held += [_finding(job, *row) for row in rows]
    return (*about_file, *held), tuple(counts)


def _finding(job: Job, row: int, kind: str, target: str, value: str | None) -> Finding:
    held = KINDS[kind]
    column = next(iter(job.mapping.of(target)), TARGETS[target].words if target in TARGETS else "")
    reason = f"{held.reason} {value}" if kind == "unread" and value else held.reason
    return Finding(held.severity, row, column, (value or "")[:200], reason, held.cure, kind)


def _of_file(problem: Problem) -> Finding:
    reason = f"{problem.what}: wanted {problem.want}"
    return Finding(problem.severity, 0, "", problem.got, reason, problem.cure, "file")


def _unused(job: Job) -> list[Finding]:
    kind = KINDS["column_unused"]
    used = job.mapping.used()
    names = [name for name in job.columns if name not in used and name not in REJECT_COLUMNS]
    if not names:
        return []
    told = ", ".join(names[:40]) + (f" and {len(names) - 40} more" if len(names) > 40 else "")
    reason = f"{len(names)} of {len(job.columns)} columns are no part of an event here and were not read."
    return [Finding(kind.severity, 0, "", told, reason, kind.cure, "column_unused")]


def keep_rejects(job: Job, table: Table, path: Path) -> bool:
    """Writes the rejected rows to `path` (CSV with BOM); answers whether there are any.

    A cell that a spreadsheet would run as a formula gets an apostrophe in front, which the import takes away again.
    """
    cells = [f"c{number}" for number, name in enumerate(job.columns) if name not in REJECT_COLUMNS]
    names = [name for name in job.columns if name not in REJECT_COLUMNS]
    spot = [each for each in ("lon", "lat") if job.has_geometry and each not in names]
    rows = job.run(
        f"SELECT d.row, d.kind, [{', '.join([*cells, *(f'{each}::VARCHAR' for each in spot)])}] FROM dropped d "
        "JOIN staged s ON s.row = d.row WHERE d.status = 'rejected' ORDER BY d.row"
    )
    written = False
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*REJECT_COLUMNS, *names, *spot])
        if any(table.tags):
            tags = [tag or "" for tag in table.tags[len(table.tags) - len(names) :]]
            writer.writerow(["", "", *tags, *("" for _ in spot)])
        while held := rows.fetchmany(10_000):
            written = True
            writer.writerows([row, KINDS[kind].reason, *map(_harmless, values)] for row, kind, values in held)
        for each in table.rejected:
            written = True
            writer.writerow([each.row, f"{each.what}: wanted {each.want}", *map(_harmless, each.raw)])
    return written


def _harmless(cell: str | None) -> str:
    if not cell or not cell.startswith(_FORMULA):
        return cell or ""
    try:
        float(cell)
    except ValueError:
        return f"'{cell}"
    return cell
