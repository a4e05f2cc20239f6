"""`kharita export`: the events of a filter as one of the files that the briefing page gives."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from geo.cli.terminal import Query, asked, finish, refusals, refuse_if, say, typed, write_whole
from geo.errors import BadInput, one_of
from geo.filter import Filter, parse
from geo.store import Store


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
    with refusals():
        store, chosen, view = asked(query)
        day = produced(produced_on)
        view = view if at is None else replace(view, at=_frame(at))
        words = {"subtitle": subtitle, "author": author, "contact": contact} | (
            {} if title is None else {"title": title}
        )
        words = {key: typed(text) for key, text in words.items()}
        content = made(store, chosen, form, produced_on=day, view=view, **words)
        if out == "-":
            say(content)
        else:
            write_whole(Path(out), content)
        finish(store)


def produced(text: str | None) -> date:
    if text is None:
        return datetime.now().astimezone().date()
    try:
        return date.fromisoformat(text)
    except ValueError:
        cure = "Write it as in 2017-05-16."
        raise BadInput("date of production", got=text, want="YYYY-MM-DD", where="--produced-on", cure=cure) from None


def _frame(text: str) -> tuple[float, float, float] | None:
    parsed = parse({"at": text}, "--at")
    refuse_if(parsed.problems)
    return parsed.view.at


def made(store: Store, chosen: Filter, form: str, **words: Any) -> bytes:
    # Late: drawing libraries take a second to import, and a list does not need them.
    from geo.export import EXPORTS  # noqa: PLC0415
    from geo.export.options import Options  # noqa: PLC0415

    if form not in EXPORTS:
        cure = "Choose one of these."
        raise BadInput("format", got=form, want=one_of(tuple(EXPORTS)), where="--format", cure=cure)
    return EXPORTS[form].make(store, chosen, Options(**({"produced_on": produced(None)} | words)))
