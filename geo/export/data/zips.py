"""Members of zips whose bytes depend on their content alone: no clock, one way of packing."""

from __future__ import annotations

import zipfile

ZIP_DATE = (1980, 1, 1, 0, 0, 0)
"""The first day that a zip can name."""
_READABLE = 0o644 << 16


def member(name: str, *, level: int = 1, packed: bool = True) -> zipfile.ZipInfo:
    """What to open or write a member with; not `packed` for what is packed already."""
    made = zipfile.ZipInfo(name, ZIP_DATE)
    made.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
    made.external_attr = _READABLE
    made._compresslevel = level  # type: ignore[attr-defined]  # noqa: SLF001 - `ZipFile.open` has no argument for it
    return made
