"""`kharita export`: the events of a filter as one of the files that the briefing page gives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from geo.cli.terminal import (
    Query,
    as_json,
    asked,
    finish,
    progress,
    refusals,
    refuse_if,
    say,
    tell,
    typed,
    write_whole,
)
from geo.errors import BadInput, one_of
from geo.filter import Filter, parse
from geo.store import Store

MASK = (
    "Restricted places stand at a masked point, moved once by 2 to 6 km, with its ring, instead of at their town or "
    "governorate."
)
FORMATS = (
    "Documents: html, pdf, png, png-web, svg, pptx, docx. Events: csv, claims-csv, xlsx, gpkg, geojson, parquet, kmz, "
    "kml, hxl. Movements: flows-csv, flows-gpkg, flows-geojson, flowmap, flows-hxl. All data in one zip: package."
)

WIDEN = (
    "Let leave what else stays behind, as KEY=REASON: rows (data sets that forbid handing rows on), contacts "
    "(telephone, e-mail, coordinates in texts), graphic (links to graphic pictures). The reason is printed and "
    "recorded. Repeatable."
)


def export(
    form: Annotated[str, typer.Option("--format", "-f", help=FORMATS)],
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
    frame: Annotated[str, typer.Option(help="Frame of the map instead: a p-code, or west,south,east,north.")] = "",
    page: Annotated[str, typer.Option(help="Paper or screen: a4-landscape, a3-portrait, letter-…, slide.")] = "",
    language: Annotated[str, typer.Option(help="Names on the map: both, en or ar.")] = "",
    sections: Annotated[str, typer.Option(help="Sections in their order: map,inset,claims and so on.")] = "",
    atlas: Annotated[str, typer.Option(help="One more map per governorate (admin) or per day (day).")] = "",
    graticule: Annotated[bool, typer.Option("--graticule", help="Draw meridians and parallels.")] = False,
    dpi: Annotated[int | None, typer.Option(help="Dots per inch of pictures, 72 to 600.")] = None,
    circles: Annotated[
        str, typer.Option(help="Circles on the map by people killed, injured or displaced; none for no circles.")
    ] = "killed",
    mask: Annotated[bool, typer.Option("--mask", help=MASK)] = False,
    widen: Annotated[list[str] | None, typer.Option("--widen", help=WIDEN)] = None,
    formats: Annotated[
        str | None, typer.Option(help="What a package holds, by name, parted by commas; the usual ones if not given.")
    ] = None,
    manifest: Annotated[
        bool, typer.Option("--manifest", help="Write FILE.manifest.json beside it, for what cannot carry one (CSV).")
    ] = False,
) -> None:
    """Write the events or movements of a filter to a file: a map to hand out, a table, a package of data."""
    with refusals():
        store, chosen, view = asked(query)
        day = produced(produced_on)
        view = view if at is None else replace(view, at=_frame(at))
        words = {"subtitle": subtitle, "author": author, "contact": contact} | (
            {} if title is None else {"title": title}
        )
        words = {key: typed(text) for key, text in words.items()}
        options = {"produced_on": day, "view": view, "circles": "" if circles == "none" else typed(circles), **words}
        options |= {"widened": widened(widen), "masked": mask, "graticule": graticule, **framed(frame)}
        given = {"page": page, "language": language, "atlas": atlas, "dpi": dpi, "sections": _names(sections)}
        options |= {key: value for key, value in given.items() if value}
        if form == "package":
            content = _package(store, chosen, formats, options)
        else:
            content = made(store, chosen, form, **options)
        if out == "-":
            say(content)
        else:
            write_whole(Path(out), content)
        if manifest and out != "-":
            write_whole(Path(f"{out}.manifest.json"), _manifest(store, chosen, form, options))
        _tell_withheld(store, chosen, options)
        finish(store)


def _names(text: str) -> tuple[str, ...]:
    return tuple(each.strip() for each in typed(text).split(",") if each.strip())


def framed(text: str) -> dict[str, Any]:
    """The frame as a choice of Options: a p-code, or a box in degrees; nothing where nothing is asked."""
    if "," not in text:
        return {"area": typed(text).strip()} if text.strip() else {}
    parsed = parse({"bbox": text}, "--frame")
    refuse_if(parsed.problems)
    return {"box": parsed.filter.bbox}


def widened(asked: Sequence[str] | None) -> tuple[tuple[str, str], ...]:
    """What the user lets leave, and why: KEY=REASON each; raises BadInput without either."""
    from geo.export.options import WIDENING  # noqa: PLC0415 - late, as below

    held: dict[str, str] = {}
    for text in asked or ():
        key, _, reason = typed(text).partition("=")
        if key.strip() not in WIDENING or not reason.strip():
            want = f"KEY=REASON with a key of {one_of(tuple(WIDENING))}"
            cure = "Write why; documents print the reason and manifests carry it."
            raise BadInput("widening", got=text, want=want, where="--widen", cure=cure)
        held[key.strip()] = reason.strip()
    return tuple(sorted(held.items()))


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


def _package(store: Store, chosen: Filter, formats: str | None, options: dict[str, Any]) -> bytes:
    from geo.export import Options  # noqa: PLC0415 - late, as below
    from geo.export.data.package import DEFAULT, package  # noqa: PLC0415

    names = DEFAULT if formats is None else tuple(each.strip() for each in typed(formats).split(","))
    with progress() as tick:
        return package(store, chosen, Options(**options), formats=names, tick=tick)


def _manifest(store: Store, chosen: Filter, form: str, options: dict[str, Any]) -> bytes:
    from geo.export import Options  # noqa: PLC0415 - late, as below
    from geo.export.manifest import manifest  # noqa: PLC0415

    return as_json(manifest(store, chosen, Options(**options), form)).encode("utf-8", "replace")


def _tell_withheld(store: Store, chosen: Filter, options: dict[str, Any]) -> None:
    """Says which rows stayed behind because they may not be handed on."""
    from geo.export import Options  # noqa: PLC0415 - late, as below
    from geo.export.rows import rows_filter  # noqa: PLC0415

    for each in rows_filter(store, chosen, Options(**options))[1]:
        tell(f"Note: not as rows: {each.sentence()}")


def made(store: Store, chosen: Filter, form: str, **words: Any) -> bytes:
    # Late: drawing libraries take a second to import, and a list does not need them.
    from geo.export import EXPORTS  # noqa: PLC0415
    from geo.export.options import Options  # noqa: PLC0415

    if form not in EXPORTS:
        cure = "Choose one of these."
        raise BadInput("format", got=form, want=one_of(tuple(EXPORTS)), where="--format", cure=cure)
    return EXPORTS[form].make(store, chosen, Options(**({"produced_on": produced(None)} | words)))
