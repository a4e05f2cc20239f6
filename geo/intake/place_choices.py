"""Which place a name means where a person has decided it: remembered in WORKSPACE/mappings.json beside the mappings.

A choice is told by the id of a place of the gazetteer and holds for every file from then on. A damaged memory is empty.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from geo.errors import BadInput
from geo.gazetteer import Gazetteer, current
from geo.intake.flows.asking import key_of
from geo.intake.mapping import read_memory, write_memory
from geo.text import normal

Choices = Mapping[str, str]
"""What `asking.key_of` gives for a name (and the unit and country given with it) → id of the place meant."""
_KEY = "(places)"


def parse_choices(given: Sequence[str], gazetteer: Gazetteer | None = None) -> Choices:
    """The choices that people type as NAME=ID, or NAME / UNIT=ID for that name with that unit in its row.

    Raises BadInput for an id that no place has.
    """
    held = gazetteer or current()
    found: dict[str, str] = {}
    for text in given:
        name, _, key = text.rpartition("=")
        key = key.strip()
        if not normal(name) or not key:
            cure = 'Write --place "Barzeh=barzeh".'
            raise BadInput("choice of a place", got=text, want="NAME=ID", where="--place", cure=cure)
        if held.entry(key) is None:
            cure = "Take an id that the account lists in brackets behind a candidate."
            raise BadInput("place", got=key, want="the id of a known place", where=f"--place {text}", cure=cure)
        found[key_of(*(name.split(" / ", 2)))] = key
    return found


def remembered(workspace: Path) -> dict[str, str]:
    """All choices made before."""
    held = read_memory(workspace).get(_KEY)
    if not isinstance(held, dict):
        return {}
    return {str(name): str(key) for name, key in held.items()}


def remember(workspace: Path, choices: Choices) -> None:
    """Keeps `choices` beside those made before."""
    write_memory(workspace, read_memory(workspace) | {_KEY: remembered(workspace) | dict(choices)})
