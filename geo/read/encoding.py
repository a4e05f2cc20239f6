"""The encoding of a text file, by evidence in its bytes, and the file as blocks of UTF-8.

UTF-8 and UTF-16 with or without a byte-order mark; else Windows-1256 where the high bytes stand in runs, as Arabic
words do, else Windows-1252. NUL bytes are taken out and counted. Nothing is replaced: a byte that the encoding lacks
is told.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

BLOCK = 8 * 2**20
FIRST_BLOCK = 9 * 2**18
"""The first one is smaller: who wants to see the first rows waits for no more. It holds two records of any length."""
SAMPLE = 4 * 2**20
WORDS = {
    "utf-8": "UTF-8",
    "utf-16-le": "UTF-16 little-endian",
    "utf-16-be": "UTF-16 big-endian",
    "utf-32": "UTF-32",
    "cp1256": "Windows-1256",
    "cp1252": "Windows-1252",
}
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_RUN = re.compile(rb"[\x80-\xff]{3,}")
_HIGH = re.compile(rb"[\x80-\xff]")


@dataclass(frozen=True, slots=True)
class Encoding:
    """A codec, whether the file says so itself (`certain`), and the length of its byte-order mark."""

    codec: str
    certain: bool
    mark: int = 0

    @property
    def words(self) -> str:
        return WORDS[self.codec]


@dataclass(slots=True)
class Blocks:
    """A file as blocks of UTF-8; `n_nul` and `n_bad` count what was taken out and what the codec lacks."""

    path: Path
    encoding: Encoding
    size: int = BLOCK
    n_nul: int = field(default=0, init=False)
    n_bad: int = field(default=0, init=False)

    def __iter__(self) -> Iterator[bytes]:
        self.n_nul = self.n_bad = 0
        decoder = codecs.getincrementaldecoder(self.encoding.codec)(errors="kharita.keep")
        with self.path.open("rb") as file:
            file.seek(0 if self.encoding.codec == "utf-32" else self.encoding.mark)
            size = min(self.size, FIRST_BLOCK)
            while block := file.read(size):
                yield self._utf8(block, decoder, final=False)
                size = self.size
            if rest := self._utf8(b"", decoder, final=True):
                yield rest

    def _utf8(self, block: bytes, decoder: codecs.IncrementalDecoder, *, final: bool) -> bytes:
        if self.encoding.codec != "utf-8":  # UTF-8 stays bytes: rows that are none are found where rows are cut
            text = decoder.decode(block, final)
            bad = text.count("\ufffd")
            self.n_bad += bad
            block = text.encode("utf-8", "replace")
        if b"\0" in block:
            self.n_nul += block.count(b"\0")
            block = block.replace(b"\0", b"")
        return block


def sniff_encoding(path: Path) -> Encoding:
    """The encoding of the file at `path`, from its mark or from samples of its bytes."""
    stat = path.stat()
    return _sniffed(path, (stat.st_ino, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns))


@lru_cache(maxsize=16)
def _sniffed(path: Path, _state: tuple[int, ...]) -> Encoding:
    with path.open("rb") as file:
        start = file.read(SAMPLE)
        for mark, codec in _BOMS:
            if start.startswith(mark):
                return Encoding(codec, certain=True, mark=len(mark))
        if wide := _utf16(start[:65_536]):
            return Encoding(wide, certain=False)
        samples = [start]
        size = file.seek(0, 2)
        for part in range(1, 17):  # the first megabytes may be plain ASCII and the names come later
            if size > SAMPLE:
                file.seek(size * part // 17)
                samples.append(file.read(65_536))
    if all(_is_utf8(sample, whole=size <= SAMPLE) for sample in samples):
        return Encoding("utf-8", certain=True)
    return Encoding(legacy_codec(b"\n".join(samples)), certain=False)


def legacy_codec(sample: bytes) -> str:
    """Windows-1256 or Windows-1252, for bytes that are no UTF-8.

    >>> legacy_codec("حلب، سوريا".encode("cp1256")), legacy_codec("Alépo, Síria".encode("cp1252"))
    ('cp1256', 'cp1252')
    """
    high = len(_HIGH.findall(sample))
    in_runs = sum(len(run) for run in _RUN.findall(sample))
    return "cp1256" if in_runs * 2 > high else "cp1252"


def legacy_text(raw: bytes, codec: str) -> str:
    """`raw` in a Windows code page; a byte that it lacks becomes the C1 control of the same number, none is lost."""
    return raw.decode(codec, "kharita.keep")


def _keep(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    if error.encoding.lower().startswith(("utf", "utf-")):
        return "\ufffd", error.end
    return error.object[error.start : error.end].decode("latin-1"), error.end


codecs.register_error("kharita.keep", _keep)


def _utf16(sample: bytes) -> str | None:
    """The byte order where every other byte is often 0 (delimiters, digits, line ends) and the ones between are not."""
    if len(sample) < 4 or b"\0" not in sample:
        return None
    for codec, pages, others in (("utf-16-le", sample[1::2], sample[0::2]), ("utf-16-be", sample[0::2], sample[1::2])):
        if pages.count(0) > max(0.1 * len(pages), 4 * others.count(0)) and _decodes(sample, codec):
            return codec
    return None


def _is_utf8(sample: bytes, *, whole: bool) -> bool:
    """True where all is UTF-8, but for a character cut at either end if the sample is not the whole file."""
    start = 0 if whole else next((at for at in range(min(4, len(sample))) if sample[at] & 0xC0 != 0x80), 0)
    return _decodes(sample[start:], "utf-8", final=whole)


def _decodes(sample: bytes, codec: str, *, final: bool = False) -> bool:
    if codec == "utf-8" and sample.isascii():
        return True
    try:
        codecs.getincrementaldecoder(codec)().decode(sample, final)
    except UnicodeDecodeError:
        return False
    return True
