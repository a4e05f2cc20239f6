"""How much of an outside file is read: every bound in one value, each with the reason for its default.

A reader takes a `Limits` and refuses, with BadInput, what goes beyond it, before it unpacks or parses. Tests and
callers give their own. Nothing here opens a file.
"""

from __future__ import annotations

from dataclasses import dataclass

from geo.errors import BadInput

MB = 2**20


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds for one file. Sizes are bytes, lengths are characters unless the name says otherwise."""

    max_bytes: int = 8192 * MB  # ten million rows of ACLED are about 4 GB
    max_rows: int = 20_000_000
    max_columns: int = 2_000
    max_record_bytes: int = 1 * MB  # one row of a text file; the longest note of a real set has 12,000 characters
    max_json_bytes: int = 2048 * MB
    max_depth: int = 60  # nesting of JSON and XML; a MultiPolygon in a feature takes 9
    max_value_bytes: int = 64 * MB  # one feature or record of a JSON or XML file
    max_vertices: int = 1_000_000  # of one geometry
    max_xml_bytes: int = 512 * MB
    max_zip_entries: int = 5_000
    max_zip_bytes: int = 1024 * MB  # all entries, unpacked
    max_zip_ratio: int = 200  # unpacked to packed, beyond the first `free_zip_bytes`
    free_zip_bytes: int = 16 * MB  # small entries may shrink as much as they like
    max_layers: int = 1_000
    max_parquet_bytes: int = 4096 * MB  # unpacked, by the file's own metadata
    max_group_bytes: int = 512 * MB  # one row group, unpacked: read at once
    max_text_bytes: int = 8192 * MB  # of all cells that a reader in a process of its own gives
    max_seconds: int = 300  # of a reader in a process of its own, and of one SQL question
    max_memory_bytes: int = 3072 * MB  # of a reader in a process of its own


LIMITS = Limits()


def too_much(what: str, got: int, most: int, where: str, unit: str = "") -> BadInput:
    """The refusal of a file that goes beyond a bound."""
    unit = f" {unit}" if unit else ""
    return BadInput(
        what,
        got=f"{got:,}{unit}",
        want=f"at most {most:,}{unit}",
        where=where,
        cure="Split the file into smaller ones, or take out what is not needed.",
    )


def check(what: str, got: int, most: int, where: str, unit: str = "") -> None:
    """Raises the refusal where `got` is more than `most`.

    >>> check("rows", 3, 3, "a.csv")
    """
    if got > most:
        raise too_much(what, got, most, where, unit)
