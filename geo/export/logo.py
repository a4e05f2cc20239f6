"""A producer's logo: a PNG or SVG of bounded size that can load nothing and run nothing, as a data address.

`checked` takes the bytes of a file and answers the address that Options keep; `picture_of` gives it to the template.
"""

from __future__ import annotations

import base64
import binascii
import re
import struct

from geo.errors import BadInput
from geo.model import Json

MAX_BYTES = 200_000
MAX_PX = 3000
_PNG = b"\x89PNG\r\n\x1a\n"
_HEADS = {"png": "data:image/png;base64,", "svg": "data:image/svg+xml;base64,"}
_FORBIDDEN = re.compile(
    r"<!doctype|<!entity|<script|<foreignobject|<image|<feimage|<use[^>]+href\s*=\s*[\"'](?!#)|\son\w+\s*=|"
    r"href\s*=\s*[\"'](?!#)|@import|url\(\s*[\"']?(?!#)|javascript:|<\?xml-stylesheet",
    re.IGNORECASE,
)
"""What could load something, run something or unfold without end."""


def checked(content: bytes) -> str:
    """The data address of a logo; raises BadInput for anything but a small PNG or a harmless SVG."""
    if len(content) > MAX_BYTES:
        raise _bad(f"{len(content):,} bytes", f"at most {MAX_BYTES:,} bytes", "Save it smaller.")
    if content.startswith(_PNG):
        _check_png(content)
        return _HEADS["png"] + base64.b64encode(content).decode()
    _check_svg(content)
    return _HEADS["svg"] + base64.b64encode(content).decode()


def content_of(address: str) -> tuple[str, bytes]:
    """("png" or "svg", bytes) of a data address, looked at again: it may come from a template of someone else."""
    for kind, head in _HEADS.items():
        if address.startswith(head):
            try:
                content = base64.b64decode(address.removeprefix(head), validate=True)
            except binascii.Error:
                break
            if checked(content) == address:
                return kind, content
    raise _bad(f"{address[:40]}…", "a PNG or SVG as a data address", "Choose the file again.")


def picture_of(address: str) -> Json | None:
    """`{kind, svg | bytes}` for the template, None without a logo."""
    if not address:
        return None
    kind, content = content_of(address)
    return {"kind": kind, "svg": content.decode()} if kind == "svg" else {"kind": kind, "bytes": list(content)}


def _check_png(content: bytes) -> None:
    if len(content) < 33 or content[12:16] != b"IHDR":
        raise _bad("a damaged PNG", "a whole PNG", "Save it again.")
    wide, high = struct.unpack(">II", content[16:24])
    if not (1 <= wide <= MAX_PX and 1 <= high <= MAX_PX):
        raise _bad(f"{wide} × {high} pixels", f"at most {MAX_PX} × {MAX_PX}", "Save it smaller.")


def _check_svg(content: bytes) -> None:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        raise _bad("neither PNG nor SVG", "a PNG or SVG file", "Save it as one of these.") from None
    if not re.match(r"\s*(<\?xml[^>]*\?>\s*)?(<!--.*?-->\s*)*<svg[\s>]", text, re.DOTALL):
        raise _bad("neither PNG nor SVG", "a PNG or SVG file", "Save it as one of these.")
    if found := _FORBIDDEN.search(text):
        cure = "Save it as plain SVG without links, scripts, fonts or pictures from elsewhere, or as PNG."
        raise _bad(f"an SVG with {found.group().strip()!r}", "an SVG that loads and runs nothing", cure)


def _bad(got: str, want: str, cure: str) -> BadInput:
    return BadInput("logo", got=got, want=want, where="the logo", cure=cure)
