"""Arabic letters of a PDF as they can be searched and copied: each letter once, in the order in which it is read.

Noto Sans Arabic draws a letter such as qaf as a body and its dots, and Typst (0.15) gives both the letter as their
text: readers then find it twice, and words fall apart at the height of the dots. The dots have no width. Here each run
of glyphs without width is marked to stand for no text (ActualText, ISO 32000-1, 14.9.4). What is drawn stays the same,
and so do tags, and the same input gives the same bytes.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from functools import lru_cache

import pikepdf

_FONT = "Arabic"
_RUN = re.compile(
    rb"(?P<span>/Span<</ActualText<[0-9A-F]*>>>BDC )?(?P<set>0 Tr)?"
    rb"(?P<font>/f\d+) (?P<rest>[-\d. ]+Tf [-\d. ]+Tm)(?P<shown>\[[^\]]*\]TJ|\((?:[^\\()]|\\.)*\)Tj|<[0-9a-fA-F]*>Tj)"
    rb"(?P<end>\nEMC)?",
    re.DOTALL,
)
_NOTHING = b"/Span<</ActualText<FEFF>>>BDC "
_Widths = Mapping[int, float]


def readable(data: bytes) -> bytes:
    """The PDF with the dots of Arabic letters out of its text; the very same where it has no such letters."""
    with pikepdf.open(io.BytesIO(data)) as document:
        if not sum(_cleaned(page) for page in document.pages):
            return data
        made = io.BytesIO()
        document.save(made, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        return made.getvalue()


def _cleaned(page: pikepdf.Page) -> int:
    """How many runs of a page were changed."""
    fonts = page.obj.get("/Resources", pikepdf.Dictionary()).get("/Font", pikepdf.Dictionary())
    without = {name.encode(): _widths(font) for name, font in fonts.items() if _FONT in str(font.get("/BaseFont"))}
    if not without:
        return 0
    changed = 0
    contents = page.obj["/Contents"]
    for stream in contents if isinstance(contents, pikepdf.Array) else [contents]:
        made, n = _without_dots(stream.read_bytes(), without)
        if n:
            stream.write(made)
        changed += n
    return changed


def _without_dots(content: bytes, fonts: Mapping[bytes, _Widths]) -> tuple[bytes, int]:
    changed = 0

    def run(found: re.Match[bytes]) -> bytes:
        nonlocal changed
        widths = fonts.get(found["font"])
        if widths is None or any(widths.get(glyph, widths[-1]) for glyph in _glyphs(found["shown"])):
            return found.group()
        changed += 1
        body = b"".join(found[name] or b"" for name in ("set", "font")) + b" " + found["rest"] + found["shown"]
        return _NOTHING + body + b"\nEMC"

    return _RUN.sub(run, content), changed


@lru_cache(maxsize=4096)
def _glyphs(shown: bytes) -> tuple[int, ...]:
    """The numbers of the glyphs that a text operator shows, two bytes each."""
    operand = pikepdf.Object.parse(shown[:-2])
    parts = list(operand) if isinstance(operand, pikepdf.Array) else [operand]
    held = b"".join(bytes(part) for part in parts if isinstance(part, pikepdf.String))
    return tuple(int.from_bytes(held[at : at + 2], "big") for at in range(0, len(held), 2))


def _widths(font: pikepdf.Object) -> _Widths:
    """The widths of a font's glyphs by number; that of all others under -1 (ISO 32000-1, 9.7.4.3)."""
    inner = font["/DescendantFonts"][0]
    held, listed, at = {-1: float(inner.get("/DW", 1000))}, list(inner.get("/W", [])), 0
    while at < len(listed):
        first, second = int(listed[at]), listed[at + 1]
        if isinstance(second, pikepdf.Array):
            held |= {first + n: float(width) for n, width in enumerate(second)}
            at += 2
        else:
            held |= dict.fromkeys(range(first, int(second) + 1), float(listed[at + 2]))
            at += 3
    return held
