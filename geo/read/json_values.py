"""The items of a JSON list, or of a file with one JSON value a line, one by one, with numbers as they are written.

Memory holds one block of the file and one item. An item that is no JSON ends the reading of a list; in a file of
lines it is one bad line. NaN, Infinity and members given twice are told with the item that has them.
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from geo.read.json_scan import broken
from geo.read.limits import Limits, too_much

BLOCK = 4 * 2**20
RECORD_MARK = "\x1e"
"""RFC 8142 puts it before each value."""
_SPACE = " \t\r\n"


class Number(str):
    """A number as the file writes it."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Item:
    """One value, its own text where it could not be read, and what is wrong with it: "" where nothing is."""

    number: int
    value: Any
    text: str = ""
    wrong: str = ""


class Decoder:
    """Python's JSON parser, with the findings that it would swallow."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self._decoder = json.JSONDecoder(
            object_pairs_hook=self._object,
            parse_float=Number,
            parse_int=Number,
            parse_constant=self._constant,
            strict=False,
        )

    def __call__(self, text: str, at: int) -> tuple[Any, int]:
        self.found.clear()
        return self._decoder.raw_decode(text, at)

    @property
    def wrong(self) -> str:
        return ", ".join(dict.fromkeys(self.found))

    def _object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(pairs)
        if len(made) != len(pairs):
            names = [name for name, _ in pairs]
            self.found.append(f"member {next(name for name in names if names.count(name) > 1)[:80]!r} given twice")
        return made

    def _constant(self, text: str) -> None:
        self.found.append(text)


@dataclass(slots=True)
class _Window:
    """The part of a text file that is in memory, from `at` on not read yet."""

    file: BinaryIO
    name: str
    limits: Limits
    reader: codecs.IncrementalDecoder
    text: str = ""
    at: int = 0
    more: bool = True

    def peek(self) -> str:
        """The next letter that is no white space, "" at the end of the file."""
        while True:
            while self.at < len(self.text) and self.text[self.at] in _SPACE:
                self.at += 1
            if self.at < len(self.text) or not self.more:
                return self.text[self.at : self.at + 1]
            self.fill()

    def fill(self) -> None:
        left = len(self.text) - self.at
        if left > self.limits.max_value_bytes:
            raise too_much("one item", left, self.limits.max_value_bytes, self.name, "characters")
        block = self.file.read(max(BLOCK, left))
        self.more = bool(block)
        self.text, self.at = self.text[self.at :] + _decoded(self.reader, block, self.name), 0

    def value(self, decode: Decoder, number: int) -> tuple[Any, str]:
        """The next value and its text."""
        while True:
            try:
                value, end = decode(self.text, self.at)
            except (ValueError, RecursionError):
                end = -1
            if end >= 0 and (end < len(self.text) or not self.more):  # at the edge a number may go on
                text = self.text[self.at : end] if decode.found else ""
                self.at = end
                return value, text
            if not self.more:
                raise broken(self.name, f"item {number}: {self.text[self.at : self.at + 40]!r}")
            self.fill()


def list_items(path: Path, start: int, name: str, limits: Limits) -> Iterator[Item]:
    """The items of the list whose opening bracket is at byte `start`; raises BadInput at the first that is no JSON."""
    decode = Decoder()
    with path.open("rb") as file:
        file.seek(start + 1)
        window = _Window(file, name, limits, codecs.getincrementaldecoder("utf-8")(errors="strict"))
        number = 0
        if window.peek() == "]":
            return
        while True:
            number += 1
            window.peek()
            value, text = window.value(decode, number)
            yield Item(number, value, text, decode.wrong)
            mark = window.peek()
            if mark == "]":
                return
            if mark != ",":
                raise broken(name, f"behind item {number}: {mark!r}")
            window.at += 1


def line_items(path: Path, name: str, limits: Limits, start: int = 0) -> Iterator[Item]:
    """The values of a file that has one on each line, or one behind each record mark."""
    decode = Decoder()
    for number, raw in enumerate(raw_lines(path, name, limits, start), start=1):
        try:
            text = raw.decode("utf-8").strip(_SPACE + RECORD_MARK)
            value, end = decode(text, 0)
            wrong = decode.wrong if end == len(text) else f"text behind the value: {text[end : end + 40]!r}"
        except UnicodeDecodeError:
            value, text, wrong = None, raw.decode("utf-8", "backslashreplace"), "bytes that are no UTF-8"
        except (ValueError, RecursionError) as error:
            value, wrong = None, f"no JSON: {error}"[:200]
        yield Item(number, value, text if wrong else "", wrong)


def raw_lines(path: Path, name: str, limits: Limits, start: int = 0) -> Iterator[bytes]:
    """The lines (or marked records) that are not blank, as bytes."""
    with path.open("rb") as file:
        file.seek(start)
        mark = file.read(1) == RECORD_MARK.encode()
        file.seek(start)
        if not mark:
            while line := file.readline(limits.max_value_bytes + 1):
                if len(line) > limits.max_value_bytes:
                    raise too_much("one line", len(line), limits.max_value_bytes, name, "bytes")
                if line.strip():
                    yield line
            return
        rest = b""
        while block := file.read(BLOCK):
            *whole, rest = (rest + block).split(RECORD_MARK.encode())
            yield from (each for each in whole if each.strip())
            if len(rest) > limits.max_value_bytes:
                raise too_much("one record", len(rest), limits.max_value_bytes, name, "bytes")
        if rest.strip():
            yield rest


def cell(value: Any) -> str | None:
    """A value as the text of a cell: numbers as written, lists and objects as JSON, null and "" as None.

    >>> cell(Number("1.50")), cell(True), cell({"a": [Number("1e3"), None]}), cell("")
    ('1.50', 'true', '{"a": [1e3, null]}', None)
    """
    if value is None or value == "":
        return None
    return str(value) if isinstance(value, str) else written(value)


def written(value: Any) -> str:
    """`value` as JSON, numbers as they were written."""
    if isinstance(value, Number):
        return str(value)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{written(str(name))}: {written(each)}" for name, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(written(each) for each in value) + "]"
    return json.dumps(value, ensure_ascii=False)


def _decoded(reader: codecs.IncrementalDecoder, block: bytes, name: str) -> str:
    try:
        return reader.decode(block, not block)
    except UnicodeDecodeError:
        raise broken(name, "bytes that are no UTF-8") from None
