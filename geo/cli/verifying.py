"""`kharita verify`: whether a file is still what the data here give, or what differs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from geo.cli.terminal import as_json, refusals, refuse, say, typed
from geo.store import current

SAME, DIFFERS = 0, 1
MAX_BYTES = 2 * 2**30


def verify(
    file: Annotated[str, typer.Argument(help="A file that Kharita made, or a data package.")],
    manifest: Annotated[
        str | None, typer.Option(help="The manifest of a CSV, which carries none; FILE.manifest.json if it is there.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print the verdict as JSON.")] = False,
) -> None:
    """Make a file again from its manifest and compare. Exit status: 0 the same, 1 it differs, 2 not usable."""
    with refusals():
        # Late: the formats take a second to import, and a list does not need them.
        from geo.export.checking import verify as checked  # noqa: PLC0415

        path = Path(typed(file))
        if path.stat().st_size > MAX_BYTES:
            refuse(f"{path.name}: larger than {MAX_BYTES:,} bytes.")
        beside = Path(typed(manifest)) if manifest else path.with_name(f"{path.name}.manifest.json")
        verdict = checked(path.read_bytes(), current(), beside.read_bytes() if beside.is_file() else None)
        if manifest and not beside.is_file():
            refuse(f"{beside}: there is no such file.")
        lines = [f"{path.name}: {'same' if verdict.same else 'differs'}", *(f"  {each}" for each in verdict.told)]
        say(
            as_json({"file": path.name, "same": verdict.same, "told": verdict.told})
            if json
            else "\n".join(lines) + "\n"
        )
    raise typer.Exit(SAME if verdict.same else DIFFERS)
