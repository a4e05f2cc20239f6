"""The store of events: `current()` is the one of this process, `open_store()` makes one."""

from geo.store.protocol import PAGE_SIZE, Bar, Count, Facet, Marker, Page, Store
from geo.store.workspace import current, open_store

__all__ = ["PAGE_SIZE", "Bar", "Count", "Facet", "Marker", "Page", "Store", "current", "open_store"]
