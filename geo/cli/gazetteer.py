"""`kharita gazetteer add | list | remove | find`: places by name, and the files that are asked for them.

Exit status of `find`: 0 one place, 1 several or none (they are listed), 2 refused. Of `add`: 0 all rows loaded, 1 some
rejected, 2 a file that is not usable.
"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from geo.cli.terminal import as_json, line, refusals, say, tell, typed
from geo.errors import BadInput
from geo.paths import workspace_dir

ONE, NOT_ONE = 0, 1
_REJECTS_TOLD = 20

app = typer.Typer(help="Look places up by name, and bring boundary files and gazetteers in.", no_args_is_help=True)
_Json = Annotated[bool, typer.Option("--json", help="The answer as JSON.")]


@app.command()
def add(
    file: Annotated[str, typer.Argument(help="A boundary file (COD-AB, geoBoundaries …) or a table of places.")],
    name: Annotated[str | None, typer.Option(help="What to call it; the file's name if not given.")] = None,
    licence: Annotated[str | None, typer.Option(help="Its licence.")] = None,
    layer: Annotated[str | None, typer.Option(help="Sheet or layer, where a file has several.")] = None,
    json_: _Json = False,
) -> None:
    """Bring a gazetteer in: rows in = loaded + rejected, each rejection with its reason."""
    from geo.gazetteer import adding  # noqa: PLC0415 - late: what reads files takes half a second to import

    with refusals():
        path = Path(file)
        if not path.is_file():
            raise BadInput("file", got=file, want="a file that can be read", where=path.name, cure="Check the path.")
        words = {key: typed(text) for key, text in (("title", name), ("licence", licence)) if text}
        about = adding.add(adding.look(path, path.name, layer=layer, **words), workspace_dir())
    if json_:
        say(as_json(_about(about)))
    else:
        told = [
            f"{about.id}: {about.layout}, {about.format}",
            f"  {about.sentence()}",
            *(f"  {n}" for n in about.notes),
        ]
        more = about.n_rejected - _REJECTS_TOLD
        told += [f"  {each}" for each in about.rejects[:_REJECTS_TOLD]] + ([f"  … {more:,} more"] if more > 0 else [])
        say("\n".join(line(each, keep=True) for each in told) + "\n")
    raise typer.Exit(1 if about.n_rejected else 0)


@app.command("list")
def list_(json_: _Json = False) -> None:
    """The imported gazetteers of the workspace."""
    from geo.gazetteer import stored  # noqa: PLC0415 - late, as above

    held, problems = stored.listed(workspace_dir())
    for problem in problems:
        tell(f"Warning: {problem.sentence()}")
    if json_:
        say(as_json([_about(about) for about in held]))
        return
    for about in held:
        licence = f", {about.licence}" if about.licence else ""
        say(line(f"{about.id}: {about.title} ({about.layout}{licence}); {about.sentence()}") + "\n")


@app.command()
def remove(id_: Annotated[str, typer.Argument(metavar="ID", help="As `kharita gazetteer list` gives it.")]) -> None:
    """Remove an imported gazetteer."""
    from geo.gazetteer import stored  # noqa: PLC0415 - late, as above

    with refusals():
        stored.remove(workspace_dir(), typed(id_))
    say(line(f"{typed(id_)} was removed.") + "\n")


@app.command()
def find(
    name: Annotated[str, typer.Argument(help="A name in Latin or Arabic script, or a code.")],
    admin: Annotated[str | None, typer.Option(help="Name or p-code of a unit that holds the place.")] = None,
    pcode: Annotated[str | None, typer.Option(help="The p-code of the place; it decides alone.")] = None,
    country: Annotated[str | None, typer.Option(help="Name or ISO code; its towns are asked too.")] = None,
    kind: Annotated[str | None, typer.Option(help="governorate, district, town … where you know it.")] = None,
    json_: _Json = False,
) -> None:
    """One place, or the candidates to choose from, or none with what is like it. Nothing is guessed."""
    from geo.gazetteer import Found, current  # noqa: PLC0415 - late, as above
    from geo.vocab import PLACE_PRECISIONS  # noqa: PLC0415

    with refusals():
        if kind is not None and kind not in PLACE_PRECISIONS:
            want = f"one of {', '.join(PLACE_PRECISIONS)}"
            raise BadInput("kind", got=kind, want=want, where="--kind", cure="Choose one of them.")
        unit, code, land = (text and typed(text) for text in (admin, pcode, country))
        answer = current().lookup(typed(name), kind=kind, admin=unit, pcode=code, country=land)
    if json_:
        say(as_json({"answer": type(answer).__name__.lower(), **asdict(answer)}))
    else:
        say("\n".join(line(each, keep=True) for each in _told(answer)) + "\n")
    raise typer.Exit(ONE if isinstance(answer, Found) else NOT_ONE)


def _told(answer: Any) -> list[str]:
    from geo.gazetteer import Ambiguous, Found  # noqa: PLC0415 - late, as above

    note = [f"Note: {answer.note}."] if answer.note else []
    if isinstance(answer, Found):
        return [f"{_place(answer.entry)}, by {answer.by}", *note]
    if isinstance(answer, Ambiguous):
        held = [f"  {_place(each.entry)}{_away(each.distance_km)}" for each in answer.candidates]
        return [f"{answer.name} is ambiguous: choose, or give --admin or --pcode.", *held, *note]
    held = [f"  {_place(each)}" for each in answer.suggestions]
    return [f"{answer.name} was not found." + (" Did you mean:" if held else ""), *held, *note]


def _place(entry: Any) -> str:
    where = f"{entry.lat:.5f}, {entry.lon:.5f}" if entry.point else "no point"
    names = f"{entry.name} ({entry.name_ar})" if entry.name_ar else entry.name
    codes = " ".join((*entry.pcodes, *(code for code in entry.codes if code not in entry.pcodes)))
    return f"{names}, {entry.kind}, {where}, {codes or entry.country or 'no code'} [{entry.id}; {entry.source}]"


def _away(distance_km: float | None) -> str:
    return "" if distance_km is None else f", {distance_km:,} km from the next"


def _about(about: Any) -> dict[str, Any]:
    return {**asdict(about), "added_at": about.added_at.isoformat(timespec="seconds")}
