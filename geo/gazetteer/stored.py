"""The imported gazetteers of a workspace: WORKSPACE/gazetteer/ID/ with about.json, entries.json and outlines.geojson.

A folder is written as a draft and renamed, so a gazetteer is there whole or not at all; a removed one is renamed before
it is deleted. A folder that cannot be read is told and left alone. Outlines are GeoJSON in WGS84, so that other
programs can open them.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from geo.errors import BadInput, Problem
from geo.gazetteer.entries import Entry
from geo.gazetteer.keys import key

FOLDER = "gazetteer"
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_TUPLES = ("aliases", "pcodes", "codes", "box", "ids")


@dataclass(frozen=True, slots=True)
class About:
    """What is known of an imported gazetteer. `kinds` counts its places by kind; `rejects` names the first rows."""

    id: str
    title: str
    file_name: str
    file_sha256: str
    format: str
    layout: str
    added_at: datetime
    licence: str | None = None
    n_in: int = 0
    n_loaded: int = 0
    n_rejected: int = 0
    n_points: int = 0
    n_outlines: int = 0
    countries: tuple[str, ...] = ()
    kinds: Mapping[str, int] | None = None
    rejects: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def sentence(self) -> str:
        """The account in words."""
        rows = "1 row" if self.n_in == 1 else f"{self.n_in:,} rows"
        held = f"{rows} = {self.n_loaded:,} loaded + {self.n_rejected:,} rejected"
        return f"{held}; {self.n_points:,} with a point, {self.n_outlines:,} with an outline"


def listed(workspace: Path) -> tuple[tuple[About, ...], tuple[Problem, ...]]:
    """What the workspace holds, the newest last, and what could not be read."""
    found, problems = [], []
    root = workspace / FOLDER
    for folder in sorted(root.iterdir()) if root.is_dir() else []:
        if not _ID.fullmatch(folder.name):
            continue
        try:
            found.append(_about(folder))
        except (OSError, ValueError, TypeError, KeyError) as error:
            cure = f"Remove it: kharita gazetteer remove {folder.name}."
            problems.append(
                Problem("warning", "imported gazetteer", f"{type(error).__name__}", "a whole one", folder.name, cure)
            )
    return tuple(sorted(found, key=lambda each: each.added_at)), tuple(problems)


def stamp(workspace: Path) -> tuple[str, ...]:
    """Changes when a gazetteer is added or removed."""
    root = workspace / FOLDER
    if not root.is_dir():
        return ()
    held = (folder for folder in root.iterdir() if _ID.fullmatch(folder.name))
    return tuple(sorted(f"{folder.name} {folder.stat().st_mtime_ns}" for folder in held))


def entries(workspace: Path, id_: str) -> tuple[Entry, ...]:
    """The entries of one gazetteer."""
    rows = json.loads((workspace / FOLDER / id_ / "entries.json").read_text("utf-8"))
    return tuple(Entry(**(row | {key: tuple(row[key]) for key in _TUPLES if row.get(key) is not None})) for row in rows)


def outlines(workspace: Path, kind: str) -> Mapping[str, Mapping[str, Any]]:
    """P-code → GeoJSON polygon of the imported units of a kind ("governorate"); the gazetteer added last counts."""
    return _outlines(workspace, stamp(workspace), kind)


@lru_cache(maxsize=4)
def _outlines(workspace: Path, _: tuple[str, ...], kind: str) -> Mapping[str, Mapping[str, Any]]:
    found: dict[str, Mapping[str, Any]] = {}
    for about in listed(workspace)[0]:
        if about.n_outlines and kind in (about.kinds or {}):
            text = (workspace / FOLDER / about.id / "outlines.geojson").read_text("utf-8")
            held = ((each["properties"], each["geometry"]) for each in json.loads(text)["features"])
            found |= {words["pcode"]: shape for words, shape in held if words["kind"] == kind and words["pcode"]}
    return found


def unit_codes(workspace: Path) -> Mapping[str, str]:
    """Key of a name → p-code of the one imported governorate that is called so and has an outline."""
    return _unit_codes(workspace, stamp(workspace))


@lru_cache(maxsize=4)
def _unit_codes(workspace: Path, _: tuple[str, ...]) -> Mapping[str, str]:
    drawn = outlines(workspace, "governorate")
    named: dict[str, set[str]] = {}
    for about in listed(workspace)[0] if drawn else ():
        for entry in entries(workspace, about.id):
            if entry.kind == "governorate" and entry.pcodes and entry.pcodes[0] in drawn:
                for name in entry.names:
                    named.setdefault(key(name), set()).add(entry.pcodes[0])
    return {name: codes.pop() for name, codes in named.items() if len(codes) == 1}


def unit_names(workspace: Path, kind: str) -> Mapping[str, str]:
    """P-code → name of the imported units of a kind."""
    held = (entry for about in listed(workspace)[0] for entry in entries(workspace, about.id))
    return {entry.pcodes[0]: entry.name for entry in held if entry.kind == kind and entry.pcodes}


def write(workspace: Path, about: About, held: Sequence[Entry], shapes: Mapping[str, Mapping[str, Any]]) -> None:
    """Adds a gazetteer; `shapes` are GeoJSON geometries by the id of their entry."""
    target = workspace / FOLDER / about.id
    draft = target.with_name(f".draft-{os.getpid()}-{about.id}")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    try:
        _dump(draft / "entries.json", [asdict(entry) for entry in held])
        named = {entry.id: entry for entry in held}
        features = [_feature(named[id_], shape) for id_, shape in shapes.items()]
        if features:
            _dump(draft / "outlines.geojson", {"type": "FeatureCollection", "features": features})
        _dump(draft / "about.json", asdict(about) | {"added_at": about.added_at.isoformat()})
        if target.exists():
            _discard(target)
        draft.rename(target)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def remove(workspace: Path, id_: str) -> None:
    """Removes a gazetteer; raises BadInput where there is none of this id."""
    target = workspace / FOLDER / id_
    if not _ID.fullmatch(id_) or not target.is_dir():
        held = ", ".join(each.id for each in listed(workspace)[0]) or "none"
        raise BadInput("gazetteer", got=id_, want=f"one of: {held}", where="workspace", cure="Look at the list.")
    _discard(target)


def _discard(folder: Path) -> None:
    gone = folder.with_name(f".gone-{os.getpid()}-{folder.name}")
    shutil.rmtree(gone, ignore_errors=True)
    folder.rename(gone)
    shutil.rmtree(gone, ignore_errors=True)


def _about(folder: Path) -> About:
    held = json.loads((folder / "about.json").read_text("utf-8"))
    known = {name.name for name in fields(About)}
    row: dict[str, Any] = {key: held[key] for key in known & {*held}}
    row |= {key: tuple(value) for key, value in row.items() if isinstance(value, list)}
    return About(**(row | {"id": folder.name, "added_at": datetime.fromisoformat(held["added_at"])}))


def _feature(entry: Entry, shape: Mapping[str, Any]) -> Mapping[str, Any]:
    words = {"id": entry.id, "name": entry.name, "name_ar": entry.name_ar, "kind": entry.kind}
    code = next((code for code in entry.codes if ":" not in code), None)
    return {"type": "Feature", "properties": words | {"pcode": code}, "geometry": shape}


def _dump(path: Path, value: Any) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")), encoding="utf-8")
