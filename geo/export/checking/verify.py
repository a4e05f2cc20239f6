"""Makes a file again from its manifest and compares: the same, or what differs and why, or not usable.

A file is the same when all of its bytes are. It differs when it was changed after it was made, or when the data here
are not those that it was made from; which of the two is told from the data sets' digests.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, replace

import geo
from geo.errors import BadInput, GeoError
from geo.export import EXPORTS
from geo.export.checking.contents import CONTENTS, differences
from geo.export.checking.manifests import BROKEN, manifest_in, manifest_of_text, member
from geo.export.data.package import package
from geo.export.manifest import EDITION, is_sealed, manifest, options_from
from geo.export.options import Options
from geo.export.rows import rows
from geo.filter import Filter, parse
from geo.model import Json
from geo.store.protocol import Store

SHOWN = 50
"""How many differences are told; all are counted."""
NO_MANIFEST = "no manifest that can be read: damaged or changed, or no file of Kharita's"
CHANGED = "The manifest in the file was changed: its digest does not fit."


@dataclass(frozen=True, slots=True)
class Verdict:
    """`same`, and what was found in words, most important first."""

    same: bool
    told: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a manifest says that the file is."""

    export: str
    chosen: Filter
    options: Options
    about: Json


def verify(data: bytes, store: Store, beside: bytes | None = None) -> Verdict:
    """The verdict on the bytes of a file; `beside` is the manifest of one that cannot carry it (CSV).

    Raises BadInput where there is no manifest, or none that this version can follow.
    """
    about = manifest_in(data) or (manifest_of_text(beside) if beside is not None else None)
    if about is None:
        cure = "Give the manifest that came with it (--manifest), or the whole package."
        raise BadInput("file to verify", got=NO_MANIFEST, want="a file made by Kharita", where="the file", cure=cure)
    asked = _asked(about)
    compare = _of_package if asked.export == "package" else _against
    if is_sealed(about):
        return compare(data, asked, store)
    try:
        return compare(data, asked, store)
    except (*BROKEN, GeoError) as error:
        return Verdict(False, (CHANGED, f"It can no longer be followed ({type(error).__name__}: {str(error)[:120]})."))


def _against(data: bytes, asked: _Asked, store: Store) -> Verdict:
    return _compared(data, _made(asked, store), asked, store)


def _asked(about: Json) -> _Asked:
    name = about.get("export")
    try:
        if about["manifest"] != EDITION or (name not in EXPORTS):
            raise ValueError(f"{name}, edition {about['manifest']}")
        parsed = parse(about["filter"]["query"], "the manifest")
        if parsed.problems:
            raise ValueError(parsed.problems[0].sentence())
        return _Asked(str(name), parsed.filter, options_from(about["options"]), about)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        cure = f"It was made by another version than {geo.__version__}, or changed or damaged since."
        raise BadInput("manifest", got=str(error), want="one of this version", where="the file", cure=cure) from error


def _made(asked: _Asked, store: Store) -> bytes:
    if asked.export == "package":
        return package(store, asked.chosen, asked.options, formats=asked.about["formats"])
    return EXPORTS[asked.export].make(store, asked.chosen, asked.options)


def _compared(data: bytes, again: bytes, asked: _Asked, store: Store) -> Verdict:
    sealed = is_sealed(asked.about)
    if data == again and sealed:
        return Verdict(True, (f"The same: all {len(data):,} bytes are what the data here give.",))
    told = [] if sealed else [CHANGED]
    found = _records(data, again, asked, store)
    if not found and asked.export in CONTENTS:
        found = ["No record differs: other words, the style or the packing do."]
    return Verdict(False, (*told, *_why(asked, store), *found, _first_byte(data, again)))


def _records(data: bytes, again: bytes, asked: _Asked, store: Store) -> list[str]:
    """Which records differ, field by field where the format can be read back, by digest elsewhere."""
    read = CONTENTS.get(asked.export)
    if read is None:
        return _by_digest(asked, store)
    try:
        held = read(data)
    except BROKEN as error:
        return [f"The file cannot be read any more ({type(error).__name__}: {str(error)[:120]})."]

    found = differences(held, read(again))
    rest = [f"and {len(found) - SHOWN:,} more differences"] if len(found) > SHOWN else []
    return [*found[:SHOWN], *rest]


def _by_digest(asked: _Asked, store: Store) -> list[str]:
    listed = asked.about.get("records")
    if listed is None:
        return []
    records = [event for _, event in rows(store, asked.chosen, asked.options)]
    now = manifest(store, asked.chosen, asked.options, asked.export, records)["records"]
    told = [f"{key}: is not in the data any more" for key in listed if key not in now and store.movement(key) is None]
    told += [f"{key}: is new in the data" for key in now if key not in listed]
    return [*told, *(f"{key}: has changed in the data" for key in now if listed.get(key, now[key]) != now[key])]


def _why(asked: _Asked, store: Store) -> list[str]:
    """Whether data, software or file changed, as far as the digests tell."""
    told = []
    version = asked.about["software"]["version"]
    if version != geo.__version__:
        told.append(f"The file was made by version {version}, this is {geo.__version__}.")
    here = {each.id: each for each in store.datasets()}
    for each in asked.about["datasets"]:
        held = here.get(each["id"])
        if held is None:
            told.append(f"The data set {each['title']} ({each['id']}) is not here.")
        elif held.sha256 != each["sha256"]:
            told.append(
                f"The data set {each['title']} is another state here: SHA-256 {held.sha256}, then {each['sha256']}."
            )
    if asked.options.masked:
        told.append("Masked points are kept by the workspace that made the file: another one has others.")
    if not told:
        told.append("The data sets are the same as then: the file was changed after it was made.")
    return told


def _first_byte(data: bytes, again: bytes) -> str:
    at = next((n for n, (a, b) in enumerate(zip(data, again, strict=False)) if a != b), min(len(data), len(again)))
    return f"The first byte that differs is number {at:,} of {len(data):,}."


def _of_package(data: bytes, asked: _Asked, store: Store) -> Verdict:
    """Each file of a package against the same file made again."""
    again = _made(asked, store)
    if data == again:
        return Verdict(True, (f"The same: all {len(data):,} bytes of the package are what the data here give.",))
    told: list[str] = [] if is_sealed(asked.about) else ["The manifest was changed: its digest does not fit."]
    with zipfile.ZipFile(io.BytesIO(data)) as one, zipfile.ZipFile(io.BytesIO(again)) as other:
        names = dict.fromkeys((*one.namelist(), *other.namelist()))
        for name in names:
            told += [f"{name}: {each}" for each in _of_member(name, one, other, asked, store)]
    return Verdict(False, (*_why(asked, store), *(told or [_first_byte(data, again)])))


def _of_member(name: str, one: zipfile.ZipFile, other: zipfile.ZipFile, asked: _Asked, store: Store) -> list[str]:
    if name not in one.namelist() or name not in other.namelist():
        return ["is missing from the package" if name in other.namelist() else "is none of its files"]
    try:
        held = member(one, name)
    except BROKEN as error:
        return [f"is damaged ({str(error)[:120]})"]
    again = member(other, name)
    if held == again:
        return []
    export = next((each["format"] for each in asked.about["files"] if each["name"] == name), None)
    if export is None:
        return [_first_byte(held, again)]
    about = manifest_in(held) or asked.about
    verdict = _compared(held, again, replace(asked, export=export, about=about), store)
    return [each for each in verdict.told if not each.startswith("The data set")]
