"""Readers: a file in, `Loaded` records and problems out. A new format is a module here and a row in READERS."""

from geo.read.loaded import Loaded
from geo.read.native import READERS, read_events, read_movements, read_places

__all__ = ["READERS", "Loaded", "read_events", "read_movements", "read_places"]
