"""Readers: a file in, `Loaded` records (Kharita's own files) or a `Table` of text cells (any other file) out.

A new format is a module here and a row in READERS or TABLE_READERS. What reads outside files is imported with its first
use: it brings Arrow, GIS libraries and openpyxl, and the first map must not wait for them (docs/decisions/006).
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from geo.read.loaded import Loaded
from geo.read.native import READERS, read_events, read_movements, read_places

if TYPE_CHECKING:
    from geo.read.limits import LIMITS, Limits
    from geo.read.open import TABLE_READERS, open_table
    from geo.read.table import Rejected, Table

_LATE = {
    "LIMITS": "limits",
    "Limits": "limits",
    "Rejected": "table",
    "TABLE_READERS": "open",
    "Table": "table",
    "open_table": "open",
}

__all__ = [
    "LIMITS",
    "READERS",
    "TABLE_READERS",
    "Limits",
    "Loaded",
    "Rejected",
    "Table",
    "open_table",
    "read_events",
    "read_movements",
    "read_places",
]


def __getattr__(name: str) -> Any:
    if name not in _LATE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_LATE[name]}"), name)
