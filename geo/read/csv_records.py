"""Records of delimited text by rule, byte by byte: for the start of every file and for what the fast way cannot take.

A field is quoted where it begins with a quote that is closed right before a delimiter, a line end or the end. Every
other quote is a letter (37°36'37.8"N), so a quote that is never closed cannot swallow the rows behind it. No library
is used.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from geo.read.encoding import legacy_text

DELIMITERS = (",", ";", "\t", "|")
DELIMITER_WORDS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}


@dataclass(frozen=True, slots=True)
class Dialect:
    """Delimiter and line end (LF, which takes CRLF too, or CR alone) as bytes; `codec` for bytes that are no UTF-8."""

    delimiter: bytes
    line_end: bytes
    codec: str = "cp1252"


@dataclass(frozen=True, slots=True)
class Record:
    """The raw fields of one record, and where it begins and ends in the buffer."""

    fields: tuple[bytes, ...]
    start: int
    end: int

    @property
    def is_blank(self) -> bool:
        """A line without anything on it; no record in the sense of the count."""
        return len(self.fields) == 1 and not self.fields[0].strip()


@cache
def _field_pattern(dialect: Dialect) -> re.Pattern[bytes]:
    delimiter = re.escape(dialect.delimiter)
    end = rb"\r?\n" if dialect.line_end == b"\n" else rb"\r"
    plain = rb"(?:(?!\r?\n)[^%b])*+" % delimiter if dialect.line_end == b"\n" else rb"[^%b\r]*+" % delimiter
    quoted = rb'"[^"]*+(?:""[^"]*+)*+"(?=%b|%b|\Z)' % (delimiter, end)
    return re.compile(rb"(%b|%b)(%b|%b|\Z)" % (quoted, plain, delimiter, end))


def records(buffer: bytes, dialect: Dialect, start: int, stop: int, most: int) -> Iterator[Record]:
    """The records that begin in `buffer[start:stop]`; one may end behind `stop`, none is longer than `most` bytes.

    A record that would be longer is cut at `most`: the caller sees `end - start >= most` and refuses the file.
    """
    match = _field_pattern(dialect).match
    at = start
    while at < stop:
        begin, limit = at, min(len(buffer), at + most)
        fields: list[bytes] = []
        while found := match(buffer, at, limit):
            fields.append(found[1])
            at = found.end()
            if found[2] != dialect.delimiter:
                break
        yield Record(tuple(fields), begin, at)


def cells_of(record: Record, codec: str) -> tuple[list[str], bool]:
    """The text of the fields, quotes taken off; True where some field was no UTF-8 and was read as `codec`."""
    cells, legacy = [], False
    for raw in record.fields:
        text = raw[1:-1].replace(b'""', b'"') if _is_quoted(raw) else raw
        try:
            cells.append(text.decode("utf-8"))
        except UnicodeDecodeError:
            cells.append(legacy_text(text, codec))
            legacy = True
    return cells, legacy


def _is_quoted(raw: bytes) -> bool:
    """True for a field that the pattern took as quoted: the inner quotes are all doubled."""
    if len(raw) < 2 or raw[:1] != b'"' or raw[-1:] != b'"':
        return False
    return b'"' not in raw[1:-1].replace(b'""', b"")


_QUOTED = re.compile(rb'"[^"]*"')


def sniff_line_end(sample: bytes) -> bytes:
    """CR where carriage returns without line feeds outnumber line feeds outside of quotes; else LF."""
    bare = _QUOTED.sub(b"", sample)
    counted = bare if b"\r" in bare or b"\n" in bare else sample
    pairs = counted.count(b"\r\n")
    return b"\r" if counted.count(b"\r") - pairs > counted.count(b"\n") else b"\n"


def sniff_delimiter(sample: bytes, line_end: bytes, prefer: str | None = None) -> str:
    """The delimiter that cuts most rows of the sample into the same number of cells.

    >>> sniff_delimiter(b"a;b;c\\n1,5;2,5;3\\n", b"\\n")
    ';'
    """
    best, best_score = prefer or ",", 0.0
    for delimiter in sorted(DELIMITERS, key=lambda each: each != prefer):
        dialect = Dialect(delimiter.encode(), line_end)
        rows = [each for each in records(sample, dialect, 0, min(len(sample), 65_536), 2**20) if not each.is_blank]
        score = _score([len(each.fields) for each in rows[:200]])
        if score > best_score * 1.001:
            best, best_score = delimiter, score
    return best


def _score(widths: Sequence[int]) -> float:
    wide = [width for width in widths if width > 1]
    if not wide:
        return 0.0
    usual = max(set(wide), key=lambda width: (wide.count(width), width))
    return wide.count(usual) / len(widths) + min(usual, 50) / 1000
