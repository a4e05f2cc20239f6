"""A workbook (Office Open XML) written row by row: text cells are text, numbers numbers, days days, nothing a formula.

Own writer, as openpyxl keeps each cell as an object and writes the time of day into the file; openpyxl and LibreOffice
read what it makes. The same rows give the same bytes. See ECMA-376, part 1, SpreadsheetML.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from xml.sax.saxutils import escape, unescape

import pyarrow as pa
import pyarrow.compute as pc

from geo.errors import BadInput
from geo.safe_text import plain

MAX_ROWS, MAX_CHARS = 1_048_576, 32_767
CUT = "… (cut here: a cell holds no more)"
FIRST_SAFE_DAY, DAY_ZERO = date(1900, 3, 1), date(1899, 12, 30)
ZIP_DATE = (1980, 1, 1, 0, 0, 0)
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ESCAPE_LIKE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_WIDE = 48
_TYPES = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" \
ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" \
ContentType="application/xml"/><Override PartName="/xl/workbook.xml" \
ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override \
PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>\
<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>{0}\
</Types>"""
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
count="1"><xf/></cellStyleXfs><cellXfs count="4"><xf xfId="0"/><xf xfId="0" fontId="1" applyFont="1"/><xf xfId="0" \
numFmtId="164" applyNumberFormat="1"/><xf xfId="0" numFmtId="49" applyNumberFormat="1"/></cellXfs><cellStyles \
count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>"""
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
_FROZEN = (
    '<sheetViews><sheetView workbookViewId="0"><pane ySplit="{0}" topLeftCell="A{1}" activePane="bottomLeft" '
    'state="frozen"/></sheetView></sheetViews>'
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its name, rows in front (a header, bold), and a table; or only rows."""

    name: str
    head: Sequence[Sequence[Any]]
    table: pa.Table | None = None
    rows: Sequence[Sequence[Any]] = ()
    widths: Sequence[int] = ()


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
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        names = [_sheet_name(sheet.name) for sheet in sheets]
        numbers = range(1, len(sheets) + 1)
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
        parts = "".join(f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{kind}"/>' for n in numbers)
        _put(archive, "[Content_Types].xml", _TYPES.format(parts))
        _put(archive, "_rels/.rels", _RELS)
        core = _CORE.format(title=_text(title), creator=_text(creator), day=day.isoformat())
        _put(archive, "docProps/core.xml", core)
        _put(archive, "xl/workbook.xml", _workbook_xml(names))
        _put(archive, "xl/_rels/workbook.xml.rels", _relations(len(sheets)))
        _put(archive, "xl/styles.xml", _STYLES)
        for number, sheet in enumerate(sheets, 1):
            with archive.open(_info(f"xl/worksheets/sheet{number}.xml"), "w", force_zip64=True) as out:
                for chunk in _sheet_xml(sheet):
                    out.write(chunk.encode())
    return held.getvalue()


def _info(name: str) -> zipfile.ZipInfo:
    made = zipfile.ZipInfo(name, ZIP_DATE)
    made.compress_type = zipfile.ZIP_DEFLATED
    return made


def _put(archive: zipfile.ZipFile, name: str, text: str) -> None:
    archive.writestr(_info(name), text.encode(), compresslevel=1)


def _sheet_name(name: str) -> str:
    return re.sub(r"[\[\]:*?/\\]", " ", name)[:31]


def _workbook_xml(names: Sequence[str]) -> str:
    sheets = "".join(f'<sheet name="{_text(name)}" sheetId="{n}" r:id="rId{n}"/>' for n, name in enumerate(names, 1))
    return (
        f'{_HEAD}<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>'
        f"{sheets}</sheets></workbook>"
    )


def _relations(count: int) -> str:
    base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    rows = [
        f'<Relationship Id="rId{n}" Type="{base}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, count + 1)
    ]
    rows.append(f'<Relationship Id="rId{count + 1}" Type="{base}/styles" Target="styles.xml"/>')
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'{_HEAD}<Relationships xmlns="{space}">{"".join(rows)}</Relationships>'


def _sheet_xml(sheet: Sheet) -> Iterable[str]:
    """The sheet in pieces. Rows and cells carry no references: they follow one another."""
    yield _HEAD + _SHEET
    n_head = len(sheet.head)
    if n_head:
        yield _FROZEN.format(n_head, n_head + 1)
    widths = sheet.widths or _widths(sheet)
    if widths:
        columns = (f'<col min="{n}" max="{n}" width="{w}" customWidth="1"/>' for n, w in enumerate(widths, 1))
        yield f"<cols>{''.join(columns)}</cols>"
    yield "<sheetData>"
    for row in sheet.head:
        yield f"<row>{''.join(_cell(value, 1) for value in row)}</row>"
    for row in sheet.rows:
        yield f"<row>{''.join(_cell(value) for value in row)}</row>"
    if sheet.table is not None:
        for batch in sheet.table.to_batches(max_chunksize=2000):
            cells = [_cells(column) for column in batch.columns]
            yield "".join(pc.binary_join_element_wise("<row>", *cells, "</row>", "").to_pylist())
    yield "</sheetData></worksheet>"


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


_EMPTY = "<c/>"
_TEXT_START, _TEXT_END = '<c t="inlineStr" s="3"><is><t xml:space="preserve">', "</t></is></c>"


def _cells(column: pa.Array) -> pa.Array:
    """The cells of a column as XML, by Arrow: a workbook has millions."""
    kind = column.type
    if pa.types.is_string(kind):
        return _text_cells(column)
    if pa.types.is_date(kind):
        return pa.array([_EMPTY if v is None else _cell(v) for v in column.to_pylist()], pa.string())
    if pa.types.is_boolean(kind):
        return _wrapped('<c t="b"><v>', pc.cast(pc.cast(column, pa.int8()), pa.string()), "</v></c>")
    if pa.types.is_floating(kind):
        return pa.array([_EMPTY if v is None else f"<c><v>{v!r}</v></c>" for v in column.to_pylist()], pa.string())
    return _wrapped("<c><v>", pc.cast(column, pa.string()), "</v></c>")


def _text_cells(column: pa.Array) -> pa.Array:
    if column.null_count == len(column):
        return pa.array([_EMPTY] * len(column), pa.string())
    if (pc.max(pc.utf8_length(column)).as_py() or 0) > MAX_CHARS:
        return pa.array([_EMPTY if v is None else _text_cell(v) for v in column.to_pylist()], pa.string())
    clean = pc.replace_substring_regex(column, "_(x[0-9A-Fa-f]{4}_)", r"_x005F_\1")
    for plain_, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;")):
        clean = pc.replace_substring(clean, plain_, entity)
    return _wrapped(_TEXT_START, clean, _TEXT_END)


def _wrapped(start: str, texts: pa.Array, end: str) -> pa.Array:
    return pc.fill_null(pc.binary_join_element_wise(start, texts, end, ""), _EMPTY)


def _cell(value: Any, style: int = 0) -> str:
    if value is None:
        return _EMPTY
    if isinstance(value, bool):
        return f'<c t="b"><v>{int(value)}</v></c>'
    if isinstance(value, (int, float)):
        return f"<c><v>{value!r}</v></c>"
    if isinstance(value, date) and value >= FIRST_SAFE_DAY:
        return f'<c s="2"><v>{(value - DAY_ZERO).days}</v></c>'
    return _text_cell(str(value), style)


def _text_cell(value: str, style: int = 0) -> str:
    return f"{_TEXT_START.replace('3', str(style)) if style else _TEXT_START}{_text(value)}{_TEXT_END}"


def _text(value: str) -> str:
    """`value` for an XML text or attribute: no control, no escape of SpreadsheetML's own, no more than a cell holds."""
    clean = _ESCAPE_LIKE.sub("_x005F_", _NOT_XML.sub("", plain(value)))
    if len(clean) > MAX_CHARS:
        clean = clean[: MAX_CHARS - len(CUT)] + CUT
    return escape(clean, {'"': "&quot;"})


_ROW = re.compile(r"<row>(.*?)</row>", re.DOTALL)
_C = re.compile(r"<c(?: t=\"(?P<kind>\w+)\")?(?: s=\"\d+\")?(?:/>|>(?P<body>.*?)</c>)", re.DOTALL)
_T = re.compile(r"<(?:v|t xml:space=\"preserve\")>(.*?)</(?:v|t)>", re.DOTALL)


def texts_in(sheet: bytes) -> list[list[str | None]]:
    """The cells of a sheet that `workbook` wrote, as the text of their values; days are numbers."""
    return [[_value(cell["body"]) for cell in _C.finditer(row)] for row in _ROW.findall(sheet.decode())]


def _value(body: str | None) -> str | None:
    found = _T.search(body) if body else None
    if found is None:
        return None
    text = unescape(found[1], {"&quot;": '"'})
    return text.replace("_x005F_", "_")


def sheets_in(data: bytes) -> dict[str, list[list[str | None]]]:
    """The cells of every sheet of a workbook that `workbook` wrote, by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = re.findall(r'<sheet name="([^"]*)"', archive.read("xl/workbook.xml").decode())
        return {
            unescape(name): texts_in(archive.read(f"xl/worksheets/sheet{n}.xml")) for n, name in enumerate(names, 1)
        }


def in_pieces(key: str, text: str, size: int = 30_000) -> list[list[str]]:
    """A long text as rows (key, piece): a cell holds 32,767 characters."""
    return [[key, text[start : start + size]] for start in range(0, len(text), size)]
