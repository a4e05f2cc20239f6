"""`kharita brief`: a template becomes a set of files, from a terminal or from cron, issued again with what has changed.

Progress goes to standard error. Exit status: 0 all files are written, 1 written although a record file was unusable,
2 refused (a bad template, query or folder; nothing was written), 70 a fault of Kharita.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from geo.cli.hand_out import MASK, WIDEN, produced, widened
from geo.cli.terminal import as_json, finish, refusals, refuse, refuse_if, tell, typed, write_whole
from geo.errors import BadInput, one_of
from geo.filter import Filter, parse
from geo.store import Store, current

if TYPE_CHECKING:
    from geo.export.options import Options
    from geo.export.template import Template

LAST = "last"


def brief(
    template: Annotated[str, typer.Argument(help="A template file, or the name of one kept in the workspace.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder to write to; made if it is not there.")],
    query: Annotated[str | None, typer.Option("--query", "-q", help="A filter instead of the template's.")] = None,
    as_of: Annotated[str | None, typer.Option(help="As known on this day, YYYY-MM-DD.")] = None,
    form: Annotated[str, typer.Option("--format", "-f", help="Formats, e.g. pdf,pptx,html; else the template's.")] = "",
    since: Annotated[
        str, typer.Option(help="Tell what has changed since: a .briefing.json, GeoJSON or zip, or “last” issue.")
    ] = "",
    produced_on: Annotated[str | None, typer.Option(help="Date of production, YYYY-MM-DD; today if not given.")] = None,
    mask: Annotated[bool, typer.Option("--mask", help=MASK)] = False,
    widen: Annotated[list[str] | None, typer.Option("--widen", help=WIDEN)] = None,
    issue: Annotated[bool, typer.Option(help="Keep this version in the workspace, to compare the next with.")] = True,
) -> None:
    """Make the files of a briefing from a template: documents, slides, pages and data with one manifest."""
    with refusals():
        day = produced(produced_on)
        allowed = widened(widen)
        held = _template(typed(template), day)
        held = replace(held, options=replace(held.options, widened=allowed, masked=mask or held.options.masked))
        store = current()
        chosen = _chosen(store, held.query if query is None else typed(query), as_of)
        job = _Job(store, chosen, held, _formats(form, held), *_version(held, since, issue=issue))
        _write(job, out)
        finish(store)


@dataclass(frozen=True, slots=True)
class _Job:
    """What is to be made."""

    store: Store
    chosen: Filter
    template: Template
    formats: tuple[str, ...]
    version: int
    since: str
    issue: bool

    @property
    def options(self) -> Options:
        return replace(self.template.options, version=str(self.version), since=self.since)


def _template(name: str, day: date) -> Template:
    from geo.export import template as templates  # noqa: PLC0415 - drawing libraries are slow to import

    path = Path(name)
    return templates.read(path.read_bytes(), day) if path.is_file() else templates.load(name, day)


def _chosen(store: Store, query: str, as_of: str | None) -> Filter:
    parsed = parse(query, "--query")
    refuse_if(parsed.problems)
    refuse_if(store.check(parsed.filter))
    chosen = parsed.filter.safe()
    if as_of is None:
        return chosen
    dated = parse({"as_of": as_of}, "--as-of")
    refuse_if(dated.problems)
    return replace(chosen, as_of=dated.filter.as_of)


def _formats(asked: str, held: Template) -> tuple[str, ...]:
    from geo.export import EXPORTS  # noqa: PLC0415

    wanted = tuple(dict.fromkeys(each.strip() for each in asked.split(",") if each.strip())) or held.formats or ("pdf",)
    for each in wanted:
        if each not in EXPORTS:
            raise BadInput("format", got=each, want=one_of(tuple(EXPORTS)), where="--format", cure="Choose of these.")
    return wanted


def _version(held: Template, since: str, *, issue: bool) -> tuple[int, str, bool]:
    """The number of this version, the earlier snapshot to compare with, and whether this one is to be kept."""
    from geo.export import changes, issues  # noqa: PLC0415

    before = issues.issues(held.name)
    number = before[-1].version + 1 if before else 1
    if not since:
        return number, "", issue
    if since == LAST:
        return number, before[-1].path.read_text("utf-8") if before else "", issue
    path = Path(typed(since))
    if not path.is_file():
        raise BadInput("earlier briefing", got=since, want="a file, or “last”", where="--since", cure="Name a file.")
    return number, changes.earlier(path.read_bytes()), issue


def _write(job: _Job, out: Path) -> None:
    """Makes every file before the first is written, so that a refusal leaves nothing half done."""
    from geo.export import issues  # noqa: PLC0415
    from geo.export.changes import snapshot  # noqa: PLC0415
    from geo.export.check import check  # noqa: PLC0415
    from geo.export.selection import gather  # noqa: PLC0415

    for finding in check(job.store, job.chosen, job.options):
        tell(f"{'Stays' if finding.stays else 'Leaves'}: {finding.words}.")
    made = dict(_made(job))
    kept = snapshot(gather(job.store, job.chosen, job.options))
    made[f"{_stem(job)}.briefing.json"] = kept.encode("utf-8", "replace")
    made[f"{_stem(job)}.manifest.json"] = _manifest(job, made)
    out.mkdir(parents=True, exist_ok=True)
    if not out.is_dir():
        refuse(f"--out: {out} is no folder.")
    if job.issue:
        issues.issue(job.template.name, job.version, kept)
    for name, content in made.items():
        write_whole(out / name, content)
        typer.echo(str(out / name))


def _made(job: _Job) -> Iterator[tuple[str, bytes]]:
    from geo.export import EXPORTS  # noqa: PLC0415

    for number, name in enumerate(job.formats, 1):
        started = time.monotonic()
        export = EXPORTS[name]
        content = export.make(job.store, job.chosen, job.options)
        took = time.monotonic() - started
        tell(f"{number} of {len(job.formats)}: {export.label}, {len(content):,} bytes, {took:.1f} s")
        yield f"{_stem(job)}{export.suffix}", content


def _stem(job: _Job) -> str:
    return f"{job.template.slug}-v{job.version}"


def _manifest(job: _Job, files: dict[str, bytes]) -> bytes:
    from geo.export.manifest import manifest, sealed  # noqa: PLC0415
    from geo.export.template import head  # noqa: PLC0415

    told = manifest(job.store, job.chosen, job.options)
    told["briefing"] = head(job.template) | {"version": job.version}
    told["files"] = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    return as_json(sealed(told)).encode("utf-8", "replace")
