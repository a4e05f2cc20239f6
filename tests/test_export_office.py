"""SVG, slides and text documents: every item of the margin as text, claims beside denials, the same bytes twice."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from datetime import date
from xml.etree import ElementTree

import docx
import pptx
import pytest

from geo.export import EXPORTS, Options
from geo.export.checking import verify
from geo.export.checking.manifests import manifest_in
from geo.filter import Filter, parse
from geo.store.embedded import EmbeddedStore

OPTIONS = Options(
    produced_on=date(2017, 5, 17), title="Marginalia test", subtitle="A subtitle", author="An Office",
    contact="desk@example.org", map_number="12", version="3",
)  # fmt: skip
MARGINALIA = (
    "Marginalia test", "A subtitle", "Syria", "Map 12", "version 3", "15 events: 2", "Filters: none",
    "Situation as of 16 May 2017", "Produced on 17 May 2017", "Legend", "Airstrike", "A facility: its own point",
    "km", "North arrow", "Lambert azimuthal", "WGS 84", "Location", "Sources:", "Data:", "Made with Natural Earth",
    "15 shown / 15 total / 2 not mappable", "Grades included in totals", "Boundaries and names shown do not imply",
    "Producer: An Office", "Contact: desk@example.org", "Not on this map", "Geneva", "Left out of the totals",
    "Lines join origin and destination; they are not routes", "Inset",
)  # fmt: skip


def words_of(form: str, content: bytes) -> str:
    """All text of a file, that of its pictures and notes too."""
    if form == "svg":
        tree = ElementTree.fromstring(content)
        for manifest in tree.findall("{http://www.w3.org/2000/svg}metadata"):
            tree.remove(manifest)
        return " ".join(tree.itertext())
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        names = [n for n in package.namelist() if n.endswith(".xml") and re.search("slides/|notesSlides/|word/", n)]
        trees = [ElementTree.fromstring(package.read(name)) for name in names]
    texts = [" ".join(tree.itertext()) for tree in trees]
    return " ".join([*texts, *(each.get("descr", "") for tree in trees for each in tree.iter())])


@pytest.mark.parametrize("form", ["svg", "pptx", "docx"])
def test_every_item_of_the_margin_is_text(store: EmbeddedStore, form: str) -> None:
    content = EXPORTS[form].make(store, Filter(), OPTIONS)
    told = " ".join(words_of(form, content).split())
    assert [item for item in MARGINALIA if item not in told] == []
    assert content == EXPORTS[form].make(store, Filter(), OPTIONS)


@pytest.mark.parametrize("form", ["svg", "pptx", "docx"])
@pytest.mark.parametrize("query", ["type=airstrike", "place=geneva", "type=abduction", "type=forced_displacement"])
def test_any_selection_is_a_proper_file(store: EmbeddedStore, form: str, query: str) -> None:
    content = EXPORTS[form].make(store, parse(query).filter, OPTIONS)
    told = words_of(form, content)
    assert "Marginalia test" in told
    assert not re.search(r"\b(nan|None|null)\b", told)


def test_layers_of_the_drawing_have_names(store: EmbeddedStore) -> None:
    tree = ElementTree.fromstring(EXPORTS["svg"].make(store, Filter(), OPTIONS))
    label = "{http://www.inkscape.org/namespaces/inkscape}label"
    names = [each.get(label) for each in tree if each.get(label)]
    assert {"Main map: ground", "Main map: movements", "Main map: events", "Inset: events"} <= set(names)
    ids = [each.get("id") for each in tree.iter() if each.get("id")]
    own = [each for each in ids if not re.match("(margin|names)-g", str(each))]
    assert len(own) == len(set(own))
    assert not [each for each in tree.iter() if each.tag.endswith(("script", "foreignObject"))]


def test_denials_stand_beside_claims_in_slides(store: EmbeddedStore) -> None:
    deck = pptx.Presentation(io.BytesIO(EXPORTS["pptx"].make(store, Filter(types=("airstrike",)), OPTIONS)))
    tables = [(slide, shape.table) for slide in deck.slides for shape in slide.shapes if shape.has_table]
    slide, table = tables[0]
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    abu_kamal = next(row for row in rows if "Abu Kamal" in row[1])
    assert "up to 60 killed" in abu_kamal[2]
    assert "US-led Coalition" in abu_kamal[4]
    assert "denies, about who did it" in abu_kamal[4]
    notes = slide.notes_slide.notes_text_frame.text
    assert "Denies or doubts: US-led Coalition" in notes
    assert re.search(r"\[\d+\] US-led Coalition", notes)
    pictures = [shape for shape in deck.slides[0].shapes if shape.shape_type == 13]
    assert all(each._element.nvPicPr.cNvPr.get("descr") for each in pictures)


def test_a_text_document_holds_whole_claims(store: EmbeddedStore) -> None:
    document = docx.Document(io.BytesIO(EXPORTS["docx"].make(store, Filter(types=("airstrike",)), OPTIONS)))
    rows = [[cell.text for cell in row.cells] for table in document.tables for row in table.rows]
    abu_kamal = next(row for row in rows if len(row) == 5 and "Abu Kamal" in row[1])
    assert "asserts" in abu_kamal[3]
    assert "US-led Coalition" in abu_kamal[4]
    assert document.core_properties.author == "An Office"
    assert document.core_properties.created.date() == date(2017, 5, 17)


def test_sections_have_their_order_and_text(store: EmbeddedStore) -> None:
    text = "A *first* look.\n\n- one\n- <b>two</b>"
    options = replace(OPTIONS, sections=("sources", "events"), texts=(("events", text),))
    document = docx.Document(io.BytesIO(EXPORTS["docx"].make(store, Filter(), options)))
    headings = [p.text for p in document.paragraphs if p.style.name == "Heading 1"]
    assert headings == ["Sources", "Table of events"]
    told = [p.text for p in document.paragraphs]
    assert "A first look." in told
    assert "• <b>two</b>" in told


@pytest.mark.parametrize("form", ["pdf", "png", "png-web", "svg", "pptx", "docx", "html"])
def test_a_document_carries_its_manifest_and_is_verified(store: EmbeddedStore, form: str) -> None:
    chosen = parse("type=airstrike").filter
    options = replace(OPTIONS, texts=(("claims", "Read *first*."),), widened=(("contacts", "public"),), dpi=100)
    content = EXPORTS[form].make(store, chosen, options)
    about = manifest_in(content)
    assert about is not None
    assert about["export"] == form
    assert about["options"]["widened"] == [["contacts", "public"]]
    assert len(about["records"]) == 2
    assert verify(content, store).same
    assert not verify(content + b" ", store).same
