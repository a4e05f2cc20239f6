"""A workbook (Office Open XML) written row by row: text cells are text, numbers numbers, days days, nothing a formula.

Own writer, as openpyxl keeps each cell as an object and writes the time of day into the file; openpyxl and LibreOffice
read what it makes. The same rows give the same bytes. On paper, sheets of words are one page wide, tables landscape
with their header and first columns on every page. See ECMA-376, part 1, SpreadsheetML.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa

from geo.errors import BadInput
from geo.export.data.xlsx_cells import BOLD, HEAD, PLAIN, WRAPPED, Piece, Shared, cell, rows_xml, text
from geo.export.data.zips import member
from geo.model import Json
from geo.safe_text import NOT_PLAIN

MAX_ROWS = 1_048_576
MAX_LINE = 2_000
OVERVIEW_SHEET = "overview"
MANIFEST_SHEET, MANIFEST_KEY = "manifest", "kharita.manifest"
WORDS_WIDE = (24, 110)
"""Widths of the columns of a sheet of words, in characters."""
_WIDE = 48
_TYPES = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" \
ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" \
ContentType="application/xml"/><Override PartName="/xl/workbook.xml" \
ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override \
PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>\
<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>\
<Override PartName="/xl/sharedStrings.xml" \
ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/>{0}</Types>"""
_RELS = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" \
Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/>\
<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" \
Target="docProps/core.xml"/></Relationships>"""
_CORE = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" \
xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" \
xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>{title}</dc:title><dc:creator>{creator}</dc:creator>\
<dcterms:created xsi:type="dcterms:W3CDTF">{day}T00:00:00Z</dcterms:created></cp:coreProperties>"""
_STYLES = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts count="1"><numFmt \
numFmtId="164" formatCode="yyyy\\-mm\\-dd"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>\
<font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/>\
</fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs \
count="1"><xf/></cellStyleXfs><cellXfs count="6"><xf xfId="0"/><xf xfId="0" fontId="1" applyFont="1"/><xf xfId="0" \
numFmtId="164" applyNumberFormat="1"/><xf xfId="0" numFmtId="49" applyNumberFormat="1"/><xf xfId="0" numFmtId="49" \
applyNumberFormat="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf><xf xfId="0" fontId="1" \
applyFont="1" applyAlignment="1"><alignment vertical="top"/></xf></cellXfs><cellStyles \
count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>"""
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
_ONE_PAGE_WIDE = '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
_FROZEN = (
    '<sheetViews><sheetView workbookViewId="0"><pane ySplit="{0}" topLeftCell="A{1}" activePane="bottomLeft" '
    'state="frozen"/></sheetView></sheetViews>'
)
_MARGINS = '<pageMargins left="0.5" right="0.5" top="0.6" bottom="0.6" header="0.3" footer="0.3"/>'
_WORDS_PAPER = '<pageSetup paperSize="9" orientation="{0}" fitToWidth="1" fitToHeight="0"/>'
_TABLE_PAPER = '<pageSetup paperSize="9" scale="60" orientation="landscape"/>'
_FOOTER = "<headerFooter><oddFooter>&amp;L&amp;A&amp;RPage &amp;P of &amp;N</oddFooter></headerFooter>"
_LINE_PT, _MOST_LINES = 15, 27
"""A row is at most 409 points high."""
_REPEATED = 3
"""Columns of a table that stand on every page."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its name, rows in front (a header, bold), and a table; or rows alone, as `words` to be read."""

    name: str
    head: Sequence[Sequence[Any]]
    table: pa.Table | None = None
    rows: Sequence[Sequence[Any]] = ()
    widths: Sequence[int] = ()
    words: bool = False
    landscape: bool = False


def fits(table: pa.Table) -> bool:
    """Whether a sheet has room for the rows of a table and its header."""
    return bool(table.num_rows < MAX_ROWS)


def workbook(sheets: Sequence[Sheet], *, title: str, creator: str, day: date) -> bytes:
    """The file; `day` is the day of creation. Raises BadInput where a sheet has no room for its rows."""
    for sheet in sheets:
        if sheet.table is not None and not fits(sheet.table):
            got, want = f"{sheet.table.num_rows:,} rows", f"fewer than {MAX_ROWS:,}"
            cure = "Narrow the filter, or take CSV, GeoPackage or Parquet."
            raise BadInput("size of a sheet", got=got, want=want, where=sheet.name, cure=cure)
    held, shared = io.BytesIO(), Shared()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        numbers = range(1, len(sheets) + 1)
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
        parts = "".join(f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{kind}"/>' for n in numbers)
        _put(archive, "[Content_Types].xml", _TYPES.format(parts))
        _put(archive, "_rels/.rels", _RELS)
        core = _CORE.format(title=text(title), creator=text(creator), day=day.isoformat())
        _put(archive, "docProps/core.xml", core)
        _put(archive, "xl/workbook.xml", _workbook_xml(sheets))
        _put(archive, "xl/_rels/workbook.xml.rels", _relations(len(sheets)))
        _put(archive, "xl/styles.xml", _STYLES)
        for number, sheet in enumerate(sheets, 1):
            _stream(archive, f"xl/worksheets/sheet{number}.xml", _sheet_xml(sheet, shared))
        _stream(archive, "xl/sharedStrings.xml", shared.xml())
    return held.getvalue()


def _put(archive: zipfile.ZipFile, name: str, content: str) -> None:
    archive.writestr(member(name), content.encode())


def _stream(archive: zipfile.ZipFile, name: str, pieces: Iterable[Piece]) -> None:
    with archive.open(member(name), "w", force_zip64=True) as out:
        for piece in pieces:
            out.write(piece)


def _sheet_name(name: str) -> str:
    return re.sub(r"[\[\]:*?/\\]", " ", name)[:31]


def _workbook_xml(sheets: Sequence[Sheet]) -> str:
    names = [_sheet_name(sheet.name) for sheet in sheets]
    listed = "".join(f'<sheet name="{text(name)}" sheetId="{n}" r:id="rId{n}"/>' for n, name in enumerate(names, 1))
    repeated = "".join(
        f'<definedName name="_xlnm.Print_Titles" localSheetId="{n}">{_titles(name, len(sheet.head))}</definedName>'
        for n, (name, sheet) in enumerate(zip(names, sheets, strict=True))
        if sheet.head and (sheet.table is not None or sheet.landscape)
    )
    named = f"<definedNames>{repeated}</definedNames>" if repeated else ""
    return (
        f'{_HEAD}<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>'
        f"{listed}</sheets>{named}</workbook>"
    )


def _titles(name: str, n_head: int) -> str:
    """The columns and rows of a sheet that every printed page repeats."""
    own = "'" + name.replace("'", "''") + "'"
    return text(f"{own}!$A:${chr(ord('A') + _REPEATED - 1)},{own}!$1:${n_head}")


def _relations(count: int) -> str:
    base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    rows = [
        f'<Relationship Id="rId{n}" Type="{base}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, count + 1)
    ]
    further = (("styles", "styles.xml"), ("sharedStrings", "sharedStrings.xml"))
    rows += [
        f'<Relationship Id="rId{n}" Type="{base}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(further, count + 1)
    ]
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'{_HEAD}<Relationships xmlns="{space}">{"".join(rows)}</Relationships>'


def _sheet_xml(sheet: Sheet, shared: Shared) -> Iterator[Piece]:
    """The sheet in pieces. Rows and cells carry no references: they follow one another."""
    yield "".join([_HEAD, _SHEET, *_view(sheet)]).encode()
    styles = (HEAD, WRAPPED) if sheet.words else (PLAIN, PLAIN)
    for row in sheet.head:
        yield f"<row>{''.join(cell(value, BOLD) for value in row)}</row>".encode()
    for row in sheet.rows:
        cells = "".join(cell(value, styles[min(at, 1)]) for at, value in enumerate(row))
        yield f"<row{_height(row, sheet.widths) if sheet.words else ''}>{cells}</row>".encode()
    if sheet.table is not None:
        yield from rows_xml(sheet.table, shared)
    paper = _WORDS_PAPER.format("landscape" if sheet.landscape else "portrait") if sheet.words else _TABLE_PAPER
    yield f"</sheetData>{_MARGINS}{paper}{_FOOTER}</worksheet>".encode()


def _height(row: Sequence[Any], widths: Sequence[int]) -> str:
    """Room for the lines that a row of words takes; no program makes it by itself when it opens a file."""
    lines = [
        sum(-(-max(1, len(line)) // max(1, width - 2)) for line in str(value).split("\n"))
        for value, width in zip(row, widths, strict=False)
        if value is not None
    ]
    most = min(max(lines, default=1), _MOST_LINES)
    return f' ht="{most * _LINE_PT}" customHeight="1"'


def _view(sheet: Sheet) -> Iterator[str]:
    """What stands before the rows."""
    if sheet.words:
        yield _ONE_PAGE_WIDE
    n_head = len(sheet.head)
    if n_head:
        yield _FROZEN.format(n_head, n_head + 1)
    if widths := sheet.widths or _widths(sheet):
        columns = (f'<col min="{n}" max="{n}" width="{w}" customWidth="1"/>' for n, w in enumerate(widths, 1))
        yield f"<cols>{''.join(columns)}</cols>"
    yield "<sheetData>"


def _widths(sheet: Sheet) -> list[int]:
    """By the header and the first rows."""
    shown = [*sheet.head, *sheet.rows[:50]]
    if sheet.table is not None:
        shown += [tuple(row.values()) for row in sheet.table.slice(0, 50).to_pylist()]
    count = max((len(row) for row in shown), default=0)
    return [
        min(_WIDE, max(8, 2 + max(len(str(row[at])) for row in shown if at < len(row) and row[at] is not None)))
        if any(at < len(row) and row[at] is not None for row in shown)
        else 8
        for at in range(count)
    ]


def manifest_sheet(about: Json) -> Sheet:
    """The manifest as JSON, a line of it in each row; long lines in several, as a cell holds no more than so much."""
    told = json.dumps(about, ensure_ascii=False, allow_nan=False, indent=1)
    lines = re.sub(NOT_PLAIN, lambda mark: f"\\u{ord(mark[0]):04x}", told).split("\n")
    rows = [[MANIFEST_KEY, line[start : start + MAX_LINE]] for line in lines for start in range(0, len(line), MAX_LINE)]
    return Sheet(MANIFEST_SHEET, (("Key", "Value"),), rows=rows, widths=WORDS_WIDE, words=True)
