"""Templates of briefings: what was chosen, without the day and the decisions, as a JSON file to keep and share.

A template from someone else is outside text: it is bounded, every value is checked as if it had been typed, its logo is
looked at again, and nothing in it names a file or an address that would be opened. What was widened with a reason is
never kept: each briefing is decided anew.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, fields, replace
from datetime import date
from pathlib import Path
from typing import Any

from geo.errors import BadInput
from geo.export.logo import content_of
from geo.export.manifest import options_from, options_json
from geo.export.options import Options
from geo.filter import Filter, parse
from geo.model import Json
from geo.paths import workspace_dir
from geo.safe_text import printable

EDITION = 1
MAX_BYTES = 1_000_000
MAX_NAME = 80
SUFFIX = ".template.json"
_NOT_KEPT = ("produced_on", "since", "widened", "version")


@dataclass(frozen=True, slots=True)
class Template:
    """A name, the query of its events, the files to make, and the choices."""

    name: str
    query: str
    formats: tuple[str, ...]
    options: Options

    @property
    def slug(self) -> str:
        """The name as part of a file name."""
        return slug(self.name)


def slug(name: str) -> str:
    """ASCII and other letters, digits and hyphens of a name; raises BadInput where nothing is left.

    >>> slug("Daily – Syria/2")
    'daily-syria-2'
    """
    made = re.sub(r"[^\w]+", "-", printable(name).casefold()).strip("-_")[:MAX_NAME]
    if not made:
        raise _bad("name", name, "a name with letters or digits")
    return made


def written(template: Template) -> bytes:
    """The template as JSON."""
    kept = {key: value for key, value in options_json(template.options).items() if key not in _NOT_KEPT}
    told = {
        "kharita_template": EDITION,
        "name": template.name,
        "query": template.query,
        "formats": list(template.formats),
        "options": kept,
    }
    return json.dumps(told, ensure_ascii=False, indent=1, allow_nan=False).encode("utf-8", "replace")


def read(content: bytes, produced_on: date) -> Template:
    """The template in a file; raises BadInput for anything that is none, with what is wrong."""
    if len(content) > MAX_BYTES:
        raise _bad("size", f"{len(content):,} bytes", f"at most {MAX_BYTES:,}")
    try:
        raw = json.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError):
        raise _bad("file", "no JSON", "a template of Kharita (JSON)") from None
    if not isinstance(raw, dict) or raw.get("kharita_template") != EDITION:
        raise _bad("file", "another JSON", f"a template of Kharita, edition {EDITION}")
    name, query, formats = raw.get("name"), raw.get("query", ""), raw.get("formats", [])
    if not isinstance(name, str) or not isinstance(query, str) or not _is_texts(formats):
        raise _bad("head", "another shape", "name and query as text, formats as a list of texts")
    options = _options(raw.get("options", {}), produced_on)
    chosen_from(query)
    return Template(printable(name)[:MAX_NAME], query, tuple(formats), options)


def chosen_from(query: str) -> Filter:
    """The filter of a query; raises BadInput with the first thing in it that cannot be used."""
    parsed = parse(query, "the template")
    for problem in parsed.problems:
        raise BadInput("query", got=query, want=problem.sentence(), where="the template", cure="Correct the query.")
    return parsed.filter.safe()


def _options(told: Any, produced_on: date) -> Options:
    if not isinstance(told, dict):
        raise _bad("options", type(told).__name__, "an object")
    default = Options(produced_on)
    for each in fields(default):
        if each.name in told and not _fits(told[each.name], getattr(default, each.name)):
            raise _bad(each.name, repr(told[each.name])[:60], f"as in {getattr(default, each.name)!r}")
    kept = {key: value for key, value in told.items() if key not in _NOT_KEPT}
    try:
        options = replace(options_from(kept), produced_on=produced_on)
    except BadInput as error:
        raise BadInput(error.what, got=error.got, want=error.want, where="the template", cure=error.cure) from None
    if options.logo:
        content_of(options.logo)
    return options


def _fits(value: Any, default: Any) -> bool:
    """Whether a JSON value is of the kind of a default."""
    if isinstance(default, bool) or isinstance(value, bool):
        return isinstance(value, bool) and isinstance(default, bool)
    if isinstance(default, tuple):
        return isinstance(value, list) and (_is_texts(value) or _is_pairs(value))
    if default is None:
        return isinstance(value, list) and len(value) == 4 and all(isinstance(each, (int, float)) for each in value)
    return isinstance(value, int if isinstance(default, int) else str)


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and len(value) <= 50 and all(isinstance(each, str) for each in value)


def _is_pairs(value: list[Any]) -> bool:
    return len(value) <= 50 and all(_is_texts(each) and len(each) == 2 for each in value)


def folder() -> Path:
    """Where the workspace keeps templates."""
    return workspace_dir() / "templates"


def names() -> list[str]:
    """The slugs of the templates of the workspace."""
    return sorted(path.name.removesuffix(SUFFIX) for path in folder().glob(f"*{SUFFIX}"))


def save(template: Template) -> Path:
    """Keeps a template in the workspace, whole or not at all; one of the same name is replaced."""
    path = folder() / f"{template.slug}{SUFFIX}"
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".draft")
    draft.write_bytes(written(template))
    draft.replace(path)
    return path


def load(name: str, produced_on: date) -> Template:
    """A template of the workspace by its name; raises BadInput where there is none."""
    path = folder() / f"{slug(name)}{SUFFIX}"
    if not path.is_file():
        known = ", ".join(names()) or "none is kept yet"
        cure = "Name one of these, or the path of a template file."
        raise BadInput("template", got=name, want=f"one of: {known}", where="the workspace", cure=cure)
    return read(path.read_bytes(), produced_on)


def remove(name: str) -> None:
    """Forgets a template; the briefings made from it stay."""
    (folder() / f"{slug(name)}{SUFFIX}").unlink(missing_ok=True)


def head(template: Template) -> Json:
    """What a manifest says of the template that a briefing was made from."""
    return {"name": template.name, "query": template.query, "formats": list(template.formats)}


def _bad(what: str, got: object, want: str) -> BadInput:
    cure = "Save the template again on the Briefing page."
    return BadInput(f"{what} of a template", got=got, want=want, where="the template", cure=cure)
