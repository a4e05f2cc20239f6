"""The briefing as a text document (DOCX): native headings, tables and lists, the map as a picture with its words.

Claims stand beside denials in one row, whole, with the numbers of their sources; a table's head is repeated on each
page and a row is not broken. Everything that the map page of the print says is native text here.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from geo.export import prose
from geo.export.carried import manifest_text
from geo.export.layout import PAGES
from geo.export.map_page import told_by
from geo.export.office import Briefing, about, briefing, clean, moment, packed, sides_of
from geo.export.options import SECTIONS, Options
from geo.filter import Filter
from geo.model import Json
from geo.store.protocol import Store

EDGE_MM = 15.0
SOFT = RGBColor(0x57, 0x52, 0x4A)
ACCENT = RGBColor(0x8A, 0x2C, 0x0D)
SCREEN = "slide"
LOCATOR = "Locator map: the red frame shows where the main map lies"


def text_document(store: Store, chosen: Filter, options: Options) -> bytes:
    """The document on the chosen paper; A4 landscape where a screen was chosen."""
    held = briefing(store, chosen, options)
    paper = PAGES["a4-landscape" if options.page == SCREEN else options.page]
    document = Document()
    _page(document, paper.width_mm, paper.height_mm)
    _head(document, held)
    makers = {
        "map": _maps, "timeline": _timeline, "events": _events, "claims": _claims, "flows": _flows,
        "totals": _totals, "sources": _sources, "method": _method, "changes": _changes,
    }  # fmt: skip
    for section in options.sections:
        if section == "inset" or _is_silent(section, held):
            continue
        if section != "map":
            document.add_heading(SECTIONS[section], 1)
        _prose(document, options.text(section))
        makers[section](document, held)
    _properties(document, held)
    out = io.BytesIO()
    document.save(out)
    return packed(out.getvalue(), manifest_text(store, held.held, "docx", options))


def _is_silent(section: str, held: Briefing) -> bool:
    """Whether a section has nothing to say: no change is compared, or nobody moved."""
    if section == "changes":
        return held.data["changes"] is None
    return section == "flows" and not held.data["movements"] and not held.options.text("flows")


def _page(document: Any, wide: float, high: float) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE if wide > high else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(wide), Mm(high)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(EDGE_MM)
    normal = document.styles["Normal"]
    normal.font.size, normal.font.name = Pt(9), "Noto Sans"
    arabic = OxmlElement("w:szCs")
    arabic.set(qn("w:val"), "17")
    normal.element.get_or_add_rPr().append(arabic)
    normal.paragraph_format.space_after = Pt(3)
    for level in (1, 2):
        style = document.styles[f"Heading {level}"]
        style.font.color.rgb, style.font.name = RGBColor(0x2B, 0x29, 0x25), "Noto Sans"
    document.styles["Title"].font.color.rgb = RGBColor(0x2B, 0x29, 0x25)


def _head(document: Any, held: Briefing) -> None:
    full = held.data["full"]
    if held.logo:
        _picture(document, held.logo, 34.0, "Logo of the producer")
    document.add_heading(clean(full["title"]), 0)
    if full["subtitle"]:
        _line(document, full["subtitle"], size=12)
    _line(document, f"{full['country']} · {full['number']} · {full['as_of']}", bold=True, color=ACCENT)
    _line(document, full["summary"])
    _line(document, full["filters"], bold=True)
    footer = document.sections[0].footer.paragraphs[0]
    footer.text = clean(full["disclaimer"])
    footer.runs[0].font.size = Pt(7)


def _maps(document: Any, held: Briefing) -> None:
    wide = document.sections[0].page_width.mm - 2 * EDGE_MM
    high = document.sections[0].page_height.mm - 2 * EDGE_MM - 78
    for page, picture in zip(held.data["maps"], held.maps, strict=True):
        words, shape = page["words"], page["main"]
        if page is not held.data["maps"][0]:
            document.add_heading(clean(words["title"]), 1)
            _line(document, f"{words['number']} · {words['filters']}", bold=True)
        _picture(
            document, picture, min(wide, high * shape["width"] / shape["height"]), f"{page['alt']}\n{told_by(page)}"
        )
        document.add_heading("Legend", 2)
        _legend(document, held, page["legend"])
        listed = "; ".join(filter(None, (*page["unmapped"]["rows"], page["unmapped"]["more"])))
        items = (
            page["flow_rule"], f"Not on this map: {listed or 'none; every event shown is on it'}", words["shown"],
            words["grades"], *words["totals"], page["projection"], words["disclaimer"],
        )  # fmt: skip
        for item in filter(None, items):
            _line(document, item, size=8)
        _picture(document, held.signs[page["locator"]["svg"]], page["locator"]["width"], LOCATOR)


def _legend(document: Any, held: Briefing, rows: Sequence[Json]) -> None:
    if not rows:
        _line(document, "No event is drawn on this map.")
        return
    columns = 3
    table = document.add_table(rows=-(-len(rows) // columns), cols=columns)
    for i, row in enumerate(rows):
        paragraph = table.cell(i // columns, i % columns).paragraphs[0]
        if row["svg"]:
            run = paragraph.add_run()
            run.add_picture(io.BytesIO(held.signs[row["svg"]]), width=Mm(4.2))
            _alt(run, "Sign")
        paragraph.add_run(f" {clean(row['label'])}").font.size = Pt(8)


def _timeline(document: Any, held: Briefing) -> None:
    bars = held.data["timeline"]
    _line(document, bars["words"])
    document.paragraphs[-1].paragraph_format.keep_with_next = True
    if bars["svg"]:
        wide = document.sections[0].page_width.mm - 2 * EDGE_MM
        _picture(
            document, held.signs[bars["svg"]], wide, "; ".join(f"{row['when']}: {row['n']}" for row in bars["rows"])
        )
        rows = [(row["when"], str(row["n"]), row["words"]) for row in bars["rows"]]
        _table(document, ("When", "Events", "Of type"), rows, (2, 1, 6))


def _events(document: Any, held: Briefing) -> None:
    heads = ("No.", "When", "What", "Where", "Figures", "Grade", "Denied or doubted by")
    rows = [
        (
            str(row["n"]), row["when"], row["title"], f"{row['where']} {row['where_ar']}", "; ".join(row["figures"]),
            row["grade_short"], sides_of(row["denials"], "no denial recorded", full=False),
        )
        for row in held.data["events"]
    ]  # fmt: skip
    _table(document, heads, rows, (1, 2.5, 5, 3, 3, 2, 4))
    _more(document, held)


def _claims(document: Any, held: Briefing) -> None:
    heads = ("No.", "Event", "Figures", "Who says it", "Who denies, disputes or could not verify it")
    rows = [
        (
            str(row["n"]),
            "\n".join(filter(None, (row["title"], f"{row['type_words']} · {row['when']}",
                                    f"{row['where']} {row['where_ar']}", row["summary"], f"Grade: {row['grade']}"))),
            "\n".join(filter(None, (*row["figures"], row["left_out"]))),
            sides_of(row["claims"], "no claim recorded", full=True),
            sides_of(row["denials"], "no denial recorded", full=True),
        )
        for row in held.data["events"]
    ]  # fmt: skip
    _table(document, heads, rows, (1, 5, 2.5, 5, 5), bold=1)
    _more(document, held)


def _more(document: Any, held: Briefing) -> None:
    if not held.data["events"]:
        _line(document, "No event matches the filters.")
    if held.data["more"]:
        _line(document, f"{held.data['more']:,} more events are not listed here; the data files hold all of them.")
    for text in held.data["withheld"]:
        _line(document, text, bold=True)


def _flows(document: Any, held: Briefing) -> None:
    _line(document, held.data["flow_rule"])
    rows = [
        (
            f"{m['title']}\n{m['way']}",
            "\n".join([f"{m['told']}.", *(f"Term used by {term}" for term in m["terms"])]),
            sides_of(m["claims"], "no claim recorded", full=True),
            sides_of(m["denials"], "no denial recorded", full=True),
        )
        for m in held.data["movements"]
    ]
    heads = ("Movement", "People", "Who says it", "Who denies, disputes or could not verify it")
    _table(document, heads, rows, (4, 3, 4, 4), bold=0)


def _totals(document: Any, held: Briefing) -> None:
    full = held.data["full"]
    for text in (*full["totals"], full["shown"], full["grades"]):
        _line(document, text)


def _sources(document: Any, held: Briefing) -> None:
    for row in held.data["sources"] or [{"n": "–", "words": "none"}]:
        _line(document, f"[{row['n']}] {row['words']}")
    if more := held.data["more_sources"]:
        _line(document, f"{more:,} more sources are not listed here; the data files hold all of them.")


def _method(document: Any, held: Briefing) -> None:
    for text in (held.data["method"], *about(held.data)):
        _line(document, text)


def _changes(document: Any, held: Briefing) -> None:
    told = held.data["changes"]
    _line(document, told["since"])
    _line(document, told["words"], bold=True)
    for key, name in (("new", "New"), ("changed", "Changed"), ("gone", "Gone from this selection")):
        if told[key]:
            document.add_heading(name, 2)
        for row in told[key]:
            _line(document, f"{row['n'] or ''} {row['title']}".strip(), bold=True)
            for text in row["lines"]:
                _line(document, text, style="List Bullet")
        if told["more"][key]:
            _line(document, f"and {told['more'][key]:,} more")


def _prose(document: Any, text: str) -> None:
    styles = {"h": "Heading 2", "quote": "Quote"}
    for block in prose.parsed(text):
        paragraph = document.add_paragraph(style=styles.get(block.kind, "Normal"))
        if block.kind == "item":
            paragraph.paragraph_format.left_indent = Mm(5 + 5 * block.level)
            paragraph.add_run(f"{block.mark} ")
        for run in block.runs:
            made = paragraph.add_run(clean(run.text))
            made.bold, made.italic = run.bold or None, run.italic or None
            if run.href and run.href != run.text:
                paragraph.add_run(f" ({clean(run.href)})")


def _line(
    document: Any, text: str, *, size: float = 9, bold: bool = False, color: RGBColor | None = None,
    style: str | None = None,
) -> None:  # fmt: skip
    run = document.add_paragraph(style=style).add_run(clean(text))
    run.font.size, run.bold = Pt(size), bold or None
    if color is not None:
        run.font.color.rgb = color


def _picture(document: Any, content: bytes, wide_mm: float, alt: str) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT
    run = paragraph.add_run()
    run.add_picture(io.BytesIO(content), width=Mm(wide_mm))
    _alt(run, alt)


def _alt(run: Any, text: str) -> None:
    for shape in run._element.iter(qn("wp:docPr")):  # noqa: SLF001 - python-docx has no public way to a picture's text
        shape.set("descr", clean(text))


def _table(
    document: Any, heads: Sequence[str], rows: Sequence[Sequence[str]], shares: Sequence[float], bold: int = -1
) -> None:
    """A table with a head; the first line of each cell of the column `bold` is bold."""
    if not rows:
        return
    table = document.add_table(rows=1 + len(rows), cols=len(heads))
    table.style, table.autofit = "Table Grid", False
    wide = document.sections[0].page_width.mm - 2 * EDGE_MM
    widths = [Mm(wide * share / sum(shares)) for share in shares]
    for column, each in zip(table.columns, widths, strict=True):
        column.width = each
    # Cells row by row: python-docx looks a cell up by walking the whole table, which takes minutes for long ones.
    for i, (row, made) in enumerate(zip([heads, *rows], table.rows, strict=True)):
        _mark(made, "w:cantSplit")
        if i == 0:
            _mark(made, "w:tblHeader")
        for cell_number, (cell, text, each) in enumerate(zip(made.cells, row, widths, strict=True)):
            cell.width = each
            for k, line in enumerate(text.split("\n")):
                paragraph = cell.paragraphs[0] if k == 0 else cell.add_paragraph()
                run = paragraph.add_run(clean(line))
                run.font.size, run.bold = Pt(8), (i == 0 or (k == 0 and bold == cell_number)) or None


def _mark(row: Any, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(name))  # noqa: SLF001 - no public way to these two properties


def _properties(document: Any, held: Briefing) -> None:
    core, options = document.core_properties, held.options
    core.title, core.author = clean(options.title)[:250], clean(options.author)[:250] or "Producer not given"
    core.subject, core.keywords, core.comments = clean(held.data["description"])[:250], "Kharita", ""
    core.created = core.modified = moment(options)
    core.last_modified_by, core.revision, core.language = "Kharita", 1, "en"
