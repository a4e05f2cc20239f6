"""`kharita import`, `kharita datasets`, `kharita backup`: what the data page does, for terminals and scheduled work.

Exit status of an import: 0 all rows loaded (or known as duplicates), 1 some rejected, 2 a file that is not usable. With
several files the highest counts; each file is an import of its own, all of it or nothing.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from geo.cli.terminal import REFUSED, Format, aligned, as_json, line, refusals, rows_csv, say, tell, typed
from geo.errors import BadInput, GeoError
from geo.paths import workspace_dir

ALL_LOADED, SOME_REJECTED = 0, 1
_TOLD = 20
_ROWS = "  {n_in:,} rows = {n_loaded:,} loaded + {n_rejected:,} rejected + {n_duplicates:,} duplicates"


def import_files(
    files: Annotated[list[str], typer.Argument(help="Files to bring in.", metavar="FILE...")],
    form: Annotated[
        str | None, typer.Option("--format", "-f", help="csv, xlsx, geojson …; as the file shows if not given.")
    ] = None,
    dataset: Annotated[
        str | None, typer.Option(help="Id or title of the data set: an existing one is brought up to date.")
    ] = None,
    layer: Annotated[str | None, typer.Option(help="Sheet or layer, where a file has several.")] = None,
    publisher: Annotated[str | None, typer.Option(help="Who published the file.")] = None,
    licence: Annotated[str | None, typer.Option(help="Its licence.")] = None,
    as_of: Annotated[str | None, typer.Option(help="The day that the data describes, YYYY-MM-DD.")] = None,
    place: Annotated[
        list[str] | None,
        typer.Option(help='Which place a name means, as "NAME=ID"; remembered. The account lists names with ids.'),
    ] = None,
    country: Annotated[
        str | None, typer.Option(help="The country of the places, where no column names one: a name or ISO code.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Tell what would become of each row; change nothing.")
    ] = False,
    json_: Annotated[bool, typer.Option("--json", help="The account as JSON.")] = False,
    rejects: Annotated[str | None, typer.Option(help="Write the rejected rows of one file to this CSV.")] = None,
) -> None:
    """Bring files of events in: rows in = loaded + rejected + duplicates, each rejection with its reason."""
    with refusals():
        if rejects and len(files) > 1:
            cure = "Import the files one by one."
            raise BadInput("rejects", got=f"{len(files)} files", want="one file", where="--rejects", cure=cure)
        words = {"publisher": publisher, "licence": licence}
        told = {key: typed(text) for key, text in words.items() if text is not None} | {"as_of": _day(as_of)}
        home = _country(country)
        choices = _choices(place or [])
        answers = [_import(Path(file), form, layer, dataset, told, dry_run, rejects, choices, home) for file in files]
    if json_:
        say(as_json(answers))
    else:
        for answer in answers:
            _tell_account(answer)
    raise typer.Exit(max(answer["exit_status"] for answer in answers))


def _import(
    path: Path, form: str | None, layer: str | None, dataset: str | None, told: dict[str, Any], dry_run: bool,
    rejects: str | None, choices: Mapping[str, str], country: str | None,
) -> dict[str, Any]:  # fmt: skip
    """One file: what became of it, with the exit status that this file alone would give."""
    # Late: the libraries that read files take half a second to import, and a list does not need them.
    from geo.intake import look, prepare  # noqa: PLC0415

    name = path.name
    try:
        workspace = workspace_dir()
        if not path.is_file():
            cure = "Check the path."
            raise BadInput("file", got=str(path), want="a file that can be read", where=name, cure=cure)
        seen = look(path, name, format=form, layer=layer, workspace=workspace)
        if country is not None:
            seen = replace(seen, mapping=seen.mapping.with_constant("country", country))
        known, title = _known(workspace, dataset, seen.name)
        about = _about(seen.name, known, title, told)
        with (
            _progress(name) as progress,
            prepare(
                path, name, workspace=workspace, seen=seen, format=form, layer=seen.layer, dataset=known and known.id,
                about=about, progress=progress, choices=choices,
            ) as prepared,
        ):  # fmt: skip
            held = prepared.account
            if rejects and held.rejects:
                held.write_rejects(Path(rejects))
            usable = held.n_loaded > 0 or held.n_in == held.n_duplicates > 0
            entry = None if dry_run or not usable else prepared.apply()
    except GeoError as error:
        return {"file": name, "exit_status": REFUSED, "problem": str(error)}
    return {
        "file": name,
        "exit_status": REFUSED if not usable else SOME_REJECTED if held.n_rejected else ALL_LOADED,
        "problem": None if usable else "No row of it could be loaded; nothing was changed.",
        "recognised": {"format": seen.format_words, "profile": seen.profile, "reason": seen.reason},
        "dataset": entry.id if entry else known and known.id,
        "applied": entry is not None,
        **_numbers(held),
    }


def _country(text: str | None) -> str | None:
    """The ISO code of the country that was typed."""
    # Late: most imports name none.
    from geo.gazetteer.units import country_code  # noqa: PLC0415

    if text is None:
        return None
    code = country_code(text)
    if code is None:
        want = "a country's name or ISO code, such as Sudan or SD"
        raise BadInput("country", got=text, want=want, where="--country", cure="Look it up: kharita gazetteer find.")
    return code


def _numbers(held: Any) -> dict[str, Any]:
    names = (
        "n_in",
        "n_loaded",
        "n_rejected",
        "n_duplicates",
        "n_new",
        "n_changed",
        "n_unchanged",
        "n_gone",
        "n_summaries",
    )
    sums = {kind: {status: dict(bounds) for status, bounds in each.items()} for kind, each in held.sums.items()}
    return {name: getattr(held, name) for name in names} | {
        "sums": sums,
        "kinds": [asdict(kind) for kind in held.kinds],
        "findings": [asdict(finding) for finding in held.findings],
        "questions": [asdict(each) for each in held.questions],
        "seconds": round(held.seconds, 3),
        "rows_per_second": round(held.rows_per_second),
    }


def _choices(given: list[str]) -> Mapping[str, str]:
    """The places that names mean, checked."""
    if not given:
        return {}
    from geo.intake.place_choices import parse_choices  # noqa: PLC0415 - late, as above

    return parse_choices([typed(each) for each in given])


def _known(workspace: Path, dataset: str | None, file_name: str) -> tuple[Any, str | None]:
    """The data set to bring up to date, if any, and the title of a new one."""
    from geo.store.datasets import datasets  # noqa: PLC0415 - late, as above

    entries = datasets(workspace)
    if dataset is None:
        return next((each for each in entries if each.file_name == file_name), None), None
    asked = typed(dataset)
    return next((each for each in entries if asked in (each.id, each.title)), None), asked


def _about(file_name: str, known: Any, title: str | None, told: dict[str, Any]) -> Any:
    from geo.store.ledger import About  # noqa: PLC0415 - late, as above

    names = ("title", "publisher", "licence", "url", "as_of", "redistribution")
    held = (
        {name: getattr(known, name) for name in names}
        if known
        else {"title": title or Path(file_name.removesuffix(".gz")).stem}
    )
    return About(**(held | {key: value for key, value in told.items() if value is not None}))


@contextmanager
def _progress(name: str) -> Any:
    """A line on standard error that is written over while a person looks on; nothing in a pipe."""
    if not sys.stderr.isatty():
        yield None
        return

    def show(told: Any) -> None:
        of = f" of {told.total:,}" if told.total else ""
        text = f"{name}: {told.stage}, {told.rows:,}{of} rows, {told.rows_per_second:,.0f} rows per second"
        sys.stderr.write(f"\r{line(text)[:118]:118}")
        sys.stderr.flush()

    try:
        yield show
    finally:
        sys.stderr.write("\r" + " " * 118 + "\r")


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        cure = "Write it as in 2017-05-16."
        raise BadInput("date of the situation", got=text, want="YYYY-MM-DD", where="--as-of", cure=cure) from None


def _tell_account(answer: dict[str, Any]) -> None:
    if "n_in" not in answer:
        tell(f"{answer['file']}: {answer['problem']}")
        return
    lines = [
        f"{answer['file']}: {answer['recognised']['format']}, {answer['recognised']['reason']}",
        _ROWS.format(**answer),
        "  {n_new:,} new, {n_changed:,} changed, {n_unchanged:,} unchanged, {n_gone:,} gone".format(**answer),
        *_sum_lines(answer["sums"]),
        *_file_lines(answer["findings"]),
        *(f"  {kind['severity']}: {kind['n']:,} × {kind['reason']} {kind['cure']}" for kind in answer["kinds"]),
        *_rejected_lines(answer["findings"]),
        *_question_lines(answer["questions"]),
        f"  {answer['seconds']:.1f} s, {answer['rows_per_second']:,} rows per second",
        f"  {_end(answer)}",
    ]
    say("\n".join(line(each, keep=True) for each in lines) + "\n")


def _sum_lines(sums: dict[str, Any]) -> list[str]:
    held = {kind: (each["loaded"]["best"], each["rejected"]["best"]) for kind, each in sums.items()}
    return [
        f"  {kind}, single or best figures: {a:,} loaded, {b:,} rejected" for kind, (a, b) in held.items() if a or b
    ]


def _file_lines(findings: list[dict[str, Any]]) -> list[str]:
    """What is to be known of the file as a whole: a total that its cells do not add up to, columns not read."""
    held = [each for each in findings if each["row"] == 0]
    told = []
    for each in held[:_TOLD]:
        column = f"{each['column']}: " if each["column"] else ""
        told.append(f"  {each['severity']}: {column}{each['value']}: {each['reason'].rstrip('.')}. {each['cure']}")
    more = len(held) - len(told)
    return told + ([f"  … and {more:,} more about the file: --json"] if more else [])


def _rejected_lines(findings: list[dict[str, Any]]) -> list[str]:
    """The first rejected rows with column, value and reason."""
    errors = [each for each in findings if each["severity"] == "error"]
    told = [
        f"  row {e['row']:,}, {e['column'] or 'whole row'}: got {e['value']!r}. {e['reason']}" for e in errors[:_TOLD]
    ]
    return told + (["  … all of them: --json, or --rejects FILE.csv"] if len(errors) > _TOLD else [])


def _question_lines(questions: list[dict[str, Any]]) -> list[str]:
    """Names of places to be decided, those with candidates first."""
    words = {"place_noted": "was placed, but there are", "place_unmatched": "not known, alike are"}
    ordered = sorted(questions, key=lambda each: (each["kind"] in words, not each["candidates"], -each["n"]))
    told = []
    for each in ordered[:_TOLD]:
        candidates = "; ".join(f"{text} [{key}]" for key, text in each["candidates"]) or "no place is alike"
        why = words.get(each["kind"], "could be")
        why = each["note"] if each["kind"] == "place_unmatched" and each["note"] else why
        told.append(f"  place {each['key']!r}, {each['n']:,} rows: {why}: {candidates}")
    more = len(questions) - len(told)
    return told + ([f"  … and {more:,} more names: --json"] if more else [])


def _end(answer: dict[str, Any]) -> str:
    if answer["problem"]:
        return str(answer["problem"])
    return f"On the map as data set {answer['dataset']}." if answer["applied"] else "Dry run: nothing was changed."


def datasets(
    form: Annotated[Format, typer.Option("--format", "-f", help="Plain text, JSON or CSV.")] = Format.table,
) -> None:
    """List the data sets of the workspace with their rows, licence and date."""
    from geo.store.datasets import datasets as listed  # noqa: PLC0415 - late, as above

    with refusals():
        entries = [asdict(each) for each in listed(workspace_dir())]
    rows = [
        {key: value.isoformat() if isinstance(value, date) else value for key, value in each.items()}
        for each in entries
    ]
    if form is Format.json:
        say(as_json({"datasets": rows}))
        return
    columns = ["id", "title", "n_loaded", "n_rejected", "as_of", "licence", "hidden", "imported_at"]
    cells = [[line("" if row[name] is None else str(row[name])) for name in columns] for row in rows]
    if form is Format.csv:
        say(rows_csv(columns, cells))
    else:
        say("\n".join(aligned([columns, *cells])) + "\n" if cells else "No data set was brought in yet.\n")


def backup(
    target: Annotated[str, typer.Argument(help="A folder that does not exist yet, or a file that ends in .zip.")],
) -> None:
    """Copy the workspace, whole and consistent, while others read it."""
    from geo.store.datasets import backup as copied  # noqa: PLC0415 - late, as above

    with refusals():
        path = copied(workspace_dir(), Path(target))
    say(f"Backup written to {path}\n")
