"""Briefings that were issued: the snapshot of each version, kept in the workspace, to compare the next one with.

A snapshot holds what was published and nothing else. Versions of one briefing count from 1; none is ever overwritten.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

from geo.errors import BadInput
from geo.export.template import slug
from geo.paths import workspace_dir

SUFFIX = ".briefing.json"
_VERSION = re.compile(r"v(\d{1,6})\.briefing\.json")


@dataclass(frozen=True, slots=True)
class Issue:
    """One version of a briefing and where its snapshot lies."""

    name: str
    version: int
    path: Path


def issues(name: str) -> list[Issue]:
    """The versions of a briefing, oldest first."""
    found = ((_VERSION.fullmatch(path.name), path) for path in _folder(name).glob(f"v*{SUFFIX}"))
    return sorted((Issue(name, int(m[1]), path) for m, path in found if m), key=lambda each: each.version)


def all_names() -> list[str]:
    """The names of all briefings that were issued."""
    root = workspace_dir() / "briefings"
    return sorted(path.name for path in root.iterdir() if path.is_dir()) if root.is_dir() else []


def issue(name: str, version: int, snapshot: str) -> Issue:
    """Keeps the snapshot of a version; raises BadInput where that version was issued before."""
    path = _folder(name) / f"v{version}{SUFFIX}"
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.draft")
    draft.write_text(snapshot, "utf-8")
    try:
        os.link(draft, path)  # fails where the version is there already, so that two runs cannot both issue it
    except FileExistsError:
        cure = "Give it the next version."
        raise BadInput("version", got=version, want="one not issued yet", where=name, cure=cure) from None
    finally:
        draft.unlink(missing_ok=True)
    return Issue(name, version, path)


def _folder(name: str) -> Path:
    return workspace_dir() / "briefings" / slug(name)
