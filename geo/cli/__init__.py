"""The `kharita` command: what the pages do, for terminals and scheduled briefings.

Standard output holds the answer and nothing else, always UTF-8; findings go to standard error. Exit codes: 0 answered,
1 answered although a record file could not be used, 2 refused (a bad filter, an unknown value, a file that cannot be
written), 70 a fault of Kharita. What is printed is what may be published: a `sensitivity` in the query is left out.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import Annotated

import typer

from geo import __version__
from geo.cli import brief, data, gazetteer, hand_out, lists, verifying
from geo.cli.terminal import FAULT, say, tell

app = typer.Typer(
    help="Conflict events with every claim beside its denial: list, sum up, and hand out as maps and tables.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
for command in (lists.events, lists.movements, hand_out.export, brief.brief, verifying.verify):
    app.command()(command)
for more in (data.datasets, data.backup):
    app.command()(more)
app.command("import")(data.import_files)
app.add_typer(gazetteer.app, name="gazetteer")


def _version(asked: bool) -> None:
    if asked:
        say(f"kharita {__version__}\n")
        raise typer.Exit


@app.callback()
def _kharita(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Its version.")] = False,
) -> None:
    """Conflict events with every claim beside its denial."""


class _WithoutPandas:
    """Arrow imports pandas with the first list it is given, which takes 0.2 s; no command has a use for it."""

    def find_spec(self, name: str, *_: object) -> None:
        if name == "pandas":
            raise ModuleNotFoundError("pandas is not used by the command line", name=name)


def main() -> None:
    """The entry point: as `app`, and no fault of ours ends in a traceback."""
    sys.meta_path.insert(0, _WithoutPandas())
    try:
        app()
    except BrokenPipeError:
        # The reader of the pipe has left, `| head` for one; keep Python from flushing into it again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except Exception as error:
        tell(f"A fault of Kharita: {type(error).__name__}: {error}. Please report it with the command you typed.")
        raise SystemExit(FAULT) from None


def run() -> None:
    """The entry point of the installed command: `main`, then out at once.

    Python 3.11 ends a thread of Arrow that lets go of a Python object while the interpreter is taken down, and with it
    the process by SIGABRT: one `kharita verify` of a damaged Parquet file in six had exit status 134.
    """
    try:
        main()
        status: object = 0
    except SystemExit as end:
        status = end.code
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    os._exit(status if isinstance(status, int) else 0 if status is None else 1)
