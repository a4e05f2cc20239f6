"""The `kharita` command: the events, movements and exports of the pages, for terminals and scheduled briefings.

Standard output holds the answer and nothing else, always UTF-8; findings go to standard error. Exit codes: 0 answered,
1 answered although a record file could not be used, 2 refused (a bad filter, an unknown value, a file that cannot be
written), 70 a fault of Kharita. What is printed is what may be published: a `sensitivity` in the query is left out.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, replace
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from geo import __version__
from geo.codec import event_json, movement_json, totals_json
from geo.dates import interval_in_words
from geo.errors import BadInput, GeoError, Problem, one_of
from geo.export.safe import plain
from geo.figures import Totals, figures_line, in_words, movement_totals
from geo.filter import Filter, Parsed, View, parse
from geo.filter_words import clauses, describe
from geo.model import Event, Movement
from geo.read.native import FILE_FINDINGS
from geo.store import Store, current
from geo.vocab import EVENT_TYPES, GRADES, GROUPS, short

UNUSABLE_FILE, REFUSED, FAULT = 1, 2, 70
_ODD_IN_JSON = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")

app = typer.Typer(
    help="Conflict events with every claim beside its denial: list, sum up, and hand out as maps and tables.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


class Format(StrEnum):
    """How a list is printed."""

    table = "table"
    json = "json"
    csv = "csv"


Query = Annotated[str, typer.Option("--query", "-q", help='A filter as in an address, e.g. "type=airstrike&q=Raqqa".')]
AsFormat = Annotated[Format, typer.Option("--format", "-f", help="Plain text, JSON or CSV.")]
TotalsOnly = Annotated[bool, typer.Option("--totals", help="Only the sums, without the records.")]


def _version(asked: bool) -> None:
    if asked:
        _print(f"kharita {__version__}\n")
        raise typer.Exit


@app.callback()
def _kharita(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Its version.")] = False,
) -> None:
    """Conflict events with every claim beside its denial."""


@app.command()
def events(query: Query = "", form: AsFormat = Format.table, totals: TotalsOnly = False) -> None:
    """List the events of a filter, newest first, with their totals."""
    with _refusals():
        store, chosen, _ = _asked(query)
        if form is Format.csv and not totals:
            _print(_export(store, chosen, "csv"))
        else:
            head = {
                "query": chosen.to_query(),
                "words": describe(chosen, store.count(chosen), store.places()),
                "count": asdict(store.count(chosen)),
            }
            held = [] if totals else store.events(chosen)
            _list(form, head, store.totals(chosen), ("events", held, event_json, _EVENT_COLUMNS), bare=totals)
        _finish(store)


@app.command()
def movements(query: Query = "", form: AsFormat = Format.table, totals: TotalsOnly = False) -> None:
    """List the movements of people of a filter, newest first, with their totals."""
    with _refusals():
        store, chosen, _ = _asked(query)
        held = store.movements(chosen)
        n_all = len(store.movements(Filter()))
        told = [f"Showing {len(held):,} of {n_all:,} movements", *clauses(chosen, store.places())]
        head = {
            "query": chosen.to_query(),
            "words": ", ".join(told),
            "count": {"shown": len(held), "total": n_all},
        }
        rows = [] if totals else held
        _list(form, head, movement_totals(held), ("movements", rows, movement_json, _MOVEMENT_COLUMNS), bare=totals)
        _finish(store)


@app.command()
def export(
    form: Annotated[str, typer.Option("--format", "-f", help="html, png, pdf, csv, claims-csv or geojson.")],
    out: Annotated[str, typer.Option("--out", "-o", help="The file to write, replaced if it is there; - for stdout.")],
    query: Query = "",
    title: Annotated[str | None, typer.Option(help="Title of the map.")] = None,
    subtitle: Annotated[str, typer.Option(help="Line below the title.")] = "",
    author: Annotated[str, typer.Option(help="Who made the map.")] = "",
    contact: Annotated[str, typer.Option(help="Where to write to.")] = "",
    produced_on: Annotated[str | None, typer.Option(help="Date of production, YYYY-MM-DD; today if not given.")] = None,
    at: Annotated[
        str | None, typer.Option(help="Frame of the map: lat,lon,zoom; the events' extent if not given.")
    ] = None,
) -> None:
    """Write the events of a filter to a file: a map to hand out, or a table."""
    with _refusals():
        store, chosen, view = _asked(query)
        day = _produced(produced_on)
        view = view if at is None else replace(view, at=_frame(at))
        words = {"subtitle": subtitle, "author": author, "contact": contact} | (
            {} if title is None else {"title": title}
        )
        words = {key: _typed(text) for key, text in words.items()}
        content = _export(store, chosen, form, produced_on=day, view=view, **words)
        if out == "-":
            _print(content)
        else:
            _write(Path(out), content)
        _finish(store)


def main() -> None:
    """The entry point: as `app`, and no fault of ours ends in a traceback."""
    try:
        app()
    except BrokenPipeError:
        # The reader of the pipe has left, `| head` for one; keep Python from flushing into it again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except Exception as error:
        _tell(f"A fault of Kharita: {type(error).__name__}: {error}. Please report it with the command you typed.")
        raise SystemExit(FAULT) from None


def _asked(query: str) -> tuple[Store, Filter, View]:
    """The store, and what of it is meant; ends with REFUSED where any part of the query cannot be used."""
    parsed: Parsed = parse(_typed(query), "--query")
    _refuse_if(parsed.problems)
    store = current()
    _refuse_if(store.check(parsed.filter))
    if parsed.filter.sensitivities:
        _tell("Note: sensitivity was left out of the query; the command line gives only what may be published.")
    return store, parsed.filter.safe(), parsed.view


def _typed(text: str) -> str:
    """`text` from the command line as UTF-8, in a locale that knows only ASCII too (PEP 383)."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _refuse_if(problems: Iterable[Problem]) -> None:
    told = [replace(problem, cure="Correct it or remove it.").sentence() for problem in problems]
    if told:
        _refuse("\n".join(told))


def _refuse(text: str) -> NoReturn:
    _tell(text)
    raise typer.Exit(REFUSED)


@contextmanager
def _refusals() -> Iterator[None]:
    """Turns what can go wrong with input and files into a message and REFUSED."""
    try:
        yield
    except BrokenPipeError:
        raise
    except GeoError as error:
        _refuse(str(error))
    except OSError as error:
        _refuse(f"{error.filename or 'file'}: {error.strerror or error}. Nothing was written; choose another place.")


def _finish(store: Store) -> None:
    """Tells what the store could not read; UNUSABLE_FILE where that was a whole file."""
    for problem in store.problems:
        _tell(f"Warning: {problem.sentence()}")
    if any(problem.what in FILE_FINDINGS for problem in store.problems):
        raise typer.Exit(UNUSABLE_FILE)


def _produced(text: str | None) -> date:
    if text is None:
        return datetime.now().astimezone().date()
    try:
        return date.fromisoformat(text)
    except ValueError:
        cure = "Write it as in 2017-05-16."
        raise BadInput("date of production", got=text, want="YYYY-MM-DD", where="--produced-on", cure=cure) from None


def _frame(text: str) -> tuple[float, float, float] | None:
    parsed = parse({"at": text}, "--at")
    _refuse_if(parsed.problems)
    return parsed.view.at


def _export(store: Store, chosen: Filter, form: str, **words: Any) -> bytes:
    # Late: drawing libraries take a second to import, and a list does not need them.
    from geo.export import EXPORTS  # noqa: PLC0415
    from geo.export.options import Options  # noqa: PLC0415

    if form not in EXPORTS:
        cure = "Choose one of these."
        raise BadInput("format", got=form, want=one_of(tuple(EXPORTS)), where="--format", cure=cure)
    return EXPORTS[form].make(store, chosen, Options(**({"produced_on": _produced(None)} | words)))


def _write(path: Path, content: bytes) -> None:
    """Writes the file whole or not at all. A device or pipe is written to, never replaced."""
    target = path.resolve()
    if target.exists() and not target.is_file() and not target.is_dir():
        target.write_bytes(content)
        return
    draft = target.with_name(f".{target.name[:200]}.{os.getpid()}.draft")
    try:
        draft.write_bytes(content)
        draft.replace(target)
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)


def _list(
    form: Format,
    head: dict[str, Any],
    totals: Totals,
    rows: tuple[str, Sequence[Any], Callable[[Any], Any], dict[str, Callable[[Any], str]]],
    *,
    bare: bool,
) -> None:
    name, records, to_json, columns = rows
    if form is Format.json:
        listed = {} if bare else {name: [to_json(record) for record in records]}
        _print(_json({**head, "totals": totals_json(totals, name.removesuffix("s")), **listed}))
        return
    cells = [[_line(make(record)) for make in columns.values()] for record in records]
    if form is Format.csv:
        _print(_csv(totals) if bare else _rows_csv(list(columns), cells))
        return
    table = _aligned([list(columns), *cells]) if cells else []
    told = [head["words"], "", *table, *([""] if table else []), *totals.sentences(name.removesuffix("s"))]
    _print("\n".join(_line(line, keep=line in table) for line in told) + "\n")


def _csv(totals: Totals) -> bytes:
    kinds = [asdict(total) for total in totals.kinds.values()]
    return _rows_csv(list(kinds[0]), [[_cell(value) for value in kind.values()] for kind in kinds])


def _rows_csv(columns: list[str], rows: Iterable[Sequence[str]]) -> bytes:
    from geo.export.sheet import written  # noqa: PLC0415 - late, as in _export

    return written(columns, (dict(zip(columns, row, strict=True)) for row in rows))


def _cell(value: object) -> str:
    return "" if value is None else {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)


def _json(value: Any) -> str:
    """JSON that a terminal shows and does not obey: control and direction characters are escaped, nothing is lost."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, indent=2)
    return _ODD_IN_JSON.sub(lambda odd: f"\\u{ord(odd.group()):04x}", text) + "\n"


def _aligned(rows: list[list[str]]) -> list[str]:
    """The rows with each column, but for the last, as wide as its longest cell."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]) - 1)]
    return [
        "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[-1]]) for row in rows
    ]


def _dates(record: Event | Movement) -> str:
    return interval_in_words(record.date_start, record.date_end, record.date_precision)


def _where(event: Event) -> str:
    return "; ".join(dict.fromkeys(at.place.name for at in event.places)) or event.location_text or "place not known"


def _ways(movement: Movement) -> str:
    ends = [
        " or ".join(place.name for place in held) or "not known" for held in (movement.origins, movement.destinations)
    ]
    split = "" if movement.split_known or len(movement.destinations) < 2 else " (share unknown)"
    return " → ".join(ends) + split


_EVENT_COLUMNS: dict[str, Callable[[Event], str]] = {
    "id": lambda event: event.id,
    "when": _dates,
    "type": lambda event: short(EVENT_TYPES, event.type),
    "where": _where,
    "figures": figures_line,
    "grade": lambda event: short(GRADES, event.grade),
    "title": lambda event: event.title,
}

_MOVEMENT_COLUMNS: dict[str, Callable[[Movement], str]] = {
    "id": lambda movement: movement.id,
    "when": _dates,
    "way": _ways,
    "people": lambda movement: in_words(movement.people),
    "group": lambda movement: short(GROUPS, movement.group),
    "title": lambda movement: movement.title,
}


def _line(text: str, *, keep: bool = False) -> str:
    """`text` as one line without control characters; with `keep` its runs of blanks stay."""
    return plain(text) if keep else " ".join(plain(text).split())


def _print(content: str | bytes) -> None:
    typer.echo(content if isinstance(content, bytes) else content.encode("utf-8", "replace"), nl=False)


def _tell(text: str) -> None:
    lines = "\n".join(_line(line) for line in text.splitlines())
    typer.echo(f"{lines}\n".encode("utf-8", "replace"), err=True, nl=False)


if __name__ == "__main__":
    main()
