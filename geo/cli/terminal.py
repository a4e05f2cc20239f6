"""How the command line speaks: answers on standard output, findings on standard error, exit codes, tables and JSON.

Standard output is always UTF-8. What is printed is what may be published; control characters never reach a terminal.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from geo.errors import GeoError, Problem
from geo.filter import Filter, Parsed, View, parse
from geo.read.native import FILE_FINDINGS
from geo.safe_text import plain
from geo.store import Store, current

UNUSABLE_FILE, REFUSED, FAULT = 1, 2, 70
_ODD_IN_JSON = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


class Format(StrEnum):
    """How a list is printed."""

    table = "table"
    json = "json"
    csv = "csv"


Query = Annotated[str, typer.Option("--query", "-q", help='A filter as in an address, e.g. "type=airstrike&q=Raqqa".')]


def asked(query: str) -> tuple[Store, Filter, View]:
    """The store, and what of it is meant; ends with REFUSED where any part of the query cannot be used."""
    parsed: Parsed = parse(typed(query), "--query")
    refuse_if(parsed.problems)
    store = current()
    refuse_if(store.check(parsed.filter))
    if parsed.filter.sensitivities:
        tell("Note: sensitivity was left out of the query; the command line gives only what may be published.")
    return store, parsed.filter.safe(), parsed.view


def typed(text: str) -> str:
    """`text` from the command line as UTF-8, in a locale that knows only ASCII too (PEP 383)."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def refuse_if(problems: Iterable[Problem]) -> None:
    told = [replace(problem, cure="Correct it or remove it.").sentence() for problem in problems]
    if told:
        refuse("\n".join(told))


def refuse(text: str) -> NoReturn:
    tell(text)
    raise typer.Exit(REFUSED)


@contextmanager
def refusals() -> Iterator[None]:
    """Turns what can go wrong with input and files into a message and REFUSED."""
    try:
        yield
    except BrokenPipeError:
        raise
    except GeoError as error:
        refuse(str(error))
    except OSError as error:
        refuse(f"{error.filename or 'file'}: {error.strerror or error}. Nothing was written; choose another place.")


def finish(store: Store) -> None:
    """Tells what the store could not read; UNUSABLE_FILE where that was a whole file."""
    for problem in store.problems:
        tell(f"Warning: {problem.sentence()}")
    if any(problem.what in FILE_FINDINGS for problem in store.problems):
        raise typer.Exit(UNUSABLE_FILE)


def write_whole(path: Path, content: bytes) -> None:
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


def rows_csv(columns: list[str], rows: Iterable[Sequence[str]]) -> bytes:
    from geo.export.sheet import written  # noqa: PLC0415 - late, as in _export

    return written(columns, (dict(zip(columns, row, strict=True)) for row in rows))


def as_json(value: Any) -> str:
    """JSON that a terminal shows and does not obey: control and direction characters are escaped, nothing is lost."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, indent=2)
    return _ODD_IN_JSON.sub(lambda odd: f"\\u{ord(odd.group()):04x}", text) + "\n"


def aligned(rows: list[list[str]]) -> list[str]:
    """The rows with each column, but for the last, as wide as its longest cell."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]) - 1)]
    return [
        "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[-1]]) for row in rows
    ]


def line(text: str, *, keep: bool = False) -> str:
    """`text` as one line without control characters; with `keep` its runs of blanks stay."""
    return plain(text) if keep else " ".join(plain(text).split())


def say(content: str | bytes) -> None:
    typer.echo(content if isinstance(content, bytes) else content.encode("utf-8", "replace"), nl=False)


@contextmanager
def progress() -> Iterator[Callable[[str, int, int], None]]:
    """What is being done, on one line of a terminal; nothing where standard error is no terminal."""
    shown = sys.stderr.isatty()

    def tick(what: str, done: int, total: int) -> None:
        if shown:
            share = f" {done:,} of {total:,}" if total else ""
            typer.echo(f"\r\x1b[K{line(what)}{share}", err=True, nl=False)

    try:
        yield tick
    finally:
        if shown:
            typer.echo("\r\x1b[K", err=True, nl=False)


def tell(text: str) -> None:
    lines = "\n".join(line(each) for each in text.splitlines())
    typer.echo(f"{lines}\n".encode("utf-8", "replace"), err=True, nl=False)
