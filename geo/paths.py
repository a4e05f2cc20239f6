"""Where Kharita finds what ships with it, and the folder that it may write to.

`KHARITA_DATA` names another folder with places.geojson, events.json and movements.json; `KHARITA_WORKSPACE` names the
workspace. Nothing here creates a folder.
"""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

_PACKAGE = Path(__file__).resolve().parent
_CHECKOUT = _PACKAGE.parent / "data"

DATA_DIR = _CHECKOUT if (_CHECKOUT / "events.schema.json").is_file() else _PACKAGE / "_data"
"""The data that ships: schemas, base map, and the source briefing."""


def records_dir() -> Path:
    """The folder with the records to show: $KHARITA_DATA, else the shipped data."""
    chosen = os.environ.get("KHARITA_DATA")
    return Path(chosen).expanduser() if chosen else DATA_DIR


def workspace_dir() -> Path:
    """The folder to write to: $KHARITA_WORKSPACE, else the user's data folder."""
    chosen = os.environ.get("KHARITA_WORKSPACE")
    return Path(chosen).expanduser() if chosen else Path(platformdirs.user_data_dir("kharita", appauthor=False))
