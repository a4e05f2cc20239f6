"""Choices around the map: papers, languages, frames, sections, free text, logos; what is refused, in words."""

from __future__ import annotations

import base64
import io
import re
import shutil
import subprocess
from dataclasses import replace
from datetime import date

import pikepdf
import pytest

from geo.errors import BadInput
from geo.export import EXPORTS, Options
from geo.export.layout import PAGES
from geo.export.logo import checked, content_of
from geo.export.prose import as_html, parsed
from geo.filter import Filter, parse
from geo.store.embedded import EmbeddedStore

OPTIONS = Options(produced_on=date(2017, 5, 17), title="Options test", dpi=72)
needs_poppler = pytest.mark.skipif(not shutil.which("pdftotext"), reason="pdftotext (poppler-utils) is not installed")
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10"><rect width="20" height="10" fill="#06c"/></svg>'


def run(command: list[str], content: bytes) -> str:
    return subprocess.run(command, input=content, capture_output=True, check=True).stdout.decode()


@needs_poppler
@pytest.mark.parametrize("page", list(PAGES))
def test_every_paper_carries_the_margin(store: EmbeddedStore, page: str) -> None:
    content = EXPORTS["pdf"].make(store, Filter(), replace(OPTIONS, page=page))
    told = " ".join(run(["pdftotext", "-f", "1", "-l", "1", "-", "-"], content).split())
    wanted = ["Options test", "Situation as of", "LEGEND", "LOCATION", "NOT ON THIS MAP", "WGS 84", "Dashed boundary"]
    wanted += ["15 shown / 15 total", "do not imply endorsement or acceptance", "Contact not given"]
    assert re.search(r"\d+ km", told)
    assert [item for item in wanted if item not in told] == []
    width, height = re.search(r"Page size:\s+([\d.]+) x ([\d.]+)", run(["pdfinfo", "-"], content)).groups()  # type: ignore[union-attr]
    assert float(width) == pytest.approx(PAGES[page].width_mm / 25.4 * 72, abs=0.5)
    assert float(height) == pytest.approx(PAGES[page].height_mm / 25.4 * 72, abs=0.5)


@needs_poppler
def test_a_document_is_tagged_named_and_has_its_fonts(store: EmbeddedStore) -> None:
    content = EXPORTS["pdf"].make(store, Filter(), replace(OPTIONS, author="An Office"))
    told = run(["pdfinfo", "-"], content)
    for line in ("Tagged:          yes", "Author:          An Office", "Title:           Options test"):
        assert line in told
    fonts = run(["pdffonts", "-"], content).splitlines()[2:]
    assert fonts
    assert all(" yes yes " in line for line in fonts)
    with pikepdf.open(io.BytesIO(content)) as document:
        assert len(document.open_outline().root) > 0
    assert content == EXPORTS["pdf"].make(store, Filter(), replace(OPTIONS, author="An Office"))


@pytest.mark.parametrize(("language", "there", "absent"), [("en", "Azaz", "أعزاز"), ("ar", "أعزاز", "Azaz")])
def test_names_are_in_the_chosen_language(store: EmbeddedStore, language: str, there: str, absent: str) -> None:
    picture = EXPORTS["svg"].make(store, parse("place=azaz").filter, replace(OPTIONS, language=language)).decode()
    names = picture[picture.index("Names, scale bar") :]
    assert there in names
    assert absent not in names


def test_frames(store: EmbeddedStore) -> None:
    whole = EXPORTS["svg"].make(store, Filter(), OPTIONS)
    for change in ({"area": "SY07"}, {"box": (36.0, 33.0, 37.0, 34.0)}, {"graticule": True}):
        assert EXPORTS["svg"].make(store, Filter(), replace(OPTIONS, **change)) != whole
    with pytest.raises(BadInput, match="SY99"):
        EXPORTS["png"].make(store, Filter(), replace(OPTIONS, area="SY99"))


@pytest.mark.parametrize(
    "wrong",
    [
        {"page": "a5"}, {"language": "de"}, {"sections": ("map", "map")}, {"sections": ("maps",)}, {"dpi": 10},
        {"texts": (("map", "x" * 7000),)}, {"box": (10, 0, 5, 1)}, {"atlas": "week"}, {"widened": (("rows", " "),)},
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_words(wrong: dict[str, object]) -> None:
    with pytest.raises(BadInput, match="export options"):
        replace(OPTIONS, **wrong)  # type: ignore[arg-type]


def test_free_text_is_a_tree_of_text() -> None:
    blocks = parsed("# H\n\nA **b** [c](https://example.org) [d](javascript:x)\n\n1. <i>f</i>")
    assert [block.kind for block in blocks] == ["h", "p", "item"]
    assert [run.href for run in blocks[1].runs if run.href] == ["https://example.org"]
    assert "<i>" not in as_html("<i>f</i> <script>x</script>")
    assert "&lt;script&gt;" in as_html("<script>x</script>")


def test_logos_are_small_and_load_nothing(store: EmbeddedStore) -> None:
    for content in (PNG, SVG):
        address = checked(content)
        assert content_of(address)[1] == content
        assert (
            EXPORTS["pdf"].make(store, parse("place=azaz").filter, replace(OPTIONS, logo=address)).startswith(b"%PDF")
        )
    for bad in (
        b"GIF89a", b"\x89PNG\r\n\x1a\n", b"x" * 300_000, b"<html>",
        SVG.replace(b"<rect", b"<script>x</script><rect"), SVG.replace(b"<rect", b'<image href="http://x/y"/><rect'),
        b"<!DOCTYPE svg [<!ENTITY a 'b'>]>" + SVG, SVG.replace(b"#06c", b"url(http://x/#y)"),
    ):  # fmt: skip
        with pytest.raises(BadInput, match="logo"):
            checked(bad)
