"""Typst at work: a template of ours and one JSON text become PDF, PNG or SVG, with our fonts only.

All words and pictures reach Typst as one JSON text through `sys_inputs`; nothing is pasted into Typst source, so no
text can run as code. The date of production is the PDF's time stamp: the same input gives the same bytes.
"""

from __future__ import annotations

import json
import struct
import zlib
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst

from geo import assets
from geo.model import Json

_FOLDER = Path(__file__).parent
BRIEFING = _FOLDER / "briefing.typ"
HALO = _FOLDER / "halo.typ"


def pdf_of(data: Json, timestamp: int) -> bytes:
    """The briefing as PDF/UA-1 (tagged), or as plain PDF where some text holds characters that the two fonts lack."""
    from geo.export.readable import readable  # noqa: PLC0415 - not for pictures: it takes a moment to import

    try:
        return readable(one(BRIEFING, data, format="pdf", timestamp=timestamp, pdf_standards=["ua-1"]))
    except typst.TypstError as error:
        if "could not be displayed" not in str(error):
            raise
        return readable(one(BRIEFING, data, format="pdf", timestamp=timestamp))


def one(template: Path, data: Json, **more: Any) -> bytes:
    """What Typst makes of a template that gives one file."""
    done = _typst(template, data, **more)
    if not isinstance(done, bytes):
        raise TypeError(f"Typst answered {type(done).__name__} for a template of one page run")
    return done


def each(template: Path, data: Json, **more: Any) -> list[bytes]:
    """What Typst makes of a template, page by page."""
    done = _typst(template, data, **more)
    return [done] if isinstance(done, bytes) else list(done)


def _typst(template: Path, data: Json, **more: Any) -> Any:
    text = json.dumps(data, ensure_ascii=False, allow_nan=False)
    fonts = _font_book(assets.fonts_dir())
    return typst.compile(
        template, sys_inputs={"data": text}, root=str(template.parent), font_paths=fonts, ignore_system_fonts=True,
        **more,
    )  # fmt: skip


@lru_cache(maxsize=1)
def _font_book(folder: Path) -> typst.Fonts:
    """The fonts read once per process."""
    return typst.Fonts(include_system_fonts=False, font_paths=[folder])


def with_dpi(data: bytes, dpi: int) -> bytes:
    """The PNG with its resolution told in one pHYs chunk (pixels per metre), any other such chunk removed.

    https://www.w3.org/TR/png-3/#11pHYs
    """
    per_metre = round(dpi / 0.0254)
    return with_chunk(data, b"pHYs", struct.pack(">IIB", per_metre, per_metre, 1))


def with_chunk(data: bytes, kind: bytes, *bodies: bytes) -> bytes:
    """The PNG with a chunk of this kind for each body, right behind its head; any other of the kind is removed."""
    out, at = bytearray(data[:8]), 8
    chunk = b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for body in bodies
    )
    while at < len(data):
        size = int.from_bytes(data[at : at + 4], "big") + 12
        own = data[at + 4 : at + 8]
        if own != kind:
            out += data[at : at + size]
        if own == b"IHDR":
            out += chunk
        at += size
    return bytes(out)
