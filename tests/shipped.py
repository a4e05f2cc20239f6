"""The shipped records as plain JSON, for the tests that read them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

DATA = Path(__file__).resolve().parents[1] / "data"
FILES = {"events": "events.json", "movements": "movements.json", "places": "places.geojson"}
BASEMAP = ("countries", "disputed-boundaries", "governorates", "lakes", "rivers", "towns", "world", "world-borders")

Json = dict[str, Any]


def load(name: str) -> Json:
    document: Json = json.loads((DATA / name).read_text(encoding="utf-8"), parse_constant=pytest.fail)
    return document


EVENTS, MOVEMENTS, PLACES = load("events.json"), load("movements.json"), load("places.geojson")
DOCUMENTS = {"events": EVENTS, "movements": MOVEMENTS, "places": PLACES}
EVENT = {e["id"]: e for e in EVENTS["events"]}
NUMBER = {e["number"]: e for e in EVENTS["events"]}
MOVEMENT = {m["id"]: m for m in MOVEMENTS["movements"]}
PLACE = {f["id"]: f for f in PLACES["features"]}
SOURCE = {s["id"]: s for s in EVENTS["sources"]}
RECORDS = [*EVENT.values(), *MOVEMENT.values()]


def validator(name: str) -> jsonschema.Draft202012Validator:
    schema = load(f"{name}.schema.json")
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
