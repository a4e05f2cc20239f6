"""Which format a file has, by its content and its name together: both must agree, or the file is refused.

Content decides first (a PNG is a PNG whatever it is called), the name then chooses among what the content may be.
Only formats of the table below are ever opened; a VRT, a page of HTML or an archive of something else is refused with
words.
"""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath, PureWindowsPath

from geo.errors import BadInput
from geo.read.archive import zip_kind
from geo.read.encoding import sniff_encoding
from geo.read.limits import Limits

NAMES: dict[str, tuple[str, ...]] = {
    "csv": (".csv", ".tsv", ".tab", ".txt"),
    "xlsx": (".xlsx", ".xlsm"),
    "json": (".json",),
    "geojson": (".geojson", ".json"),
    "geojsonl": (".geojsonl", ".geojsons", ".ndjson", ".jsonl", ".ldjson", ".seq", ".geojson", ".json"),
    "gpkg": (".gpkg",),
    "kml": (".kml",),
    "kmz": (".kmz",),
    "shapefile": (".zip", ".shz"),
    "filegdb": (".zip",),
    "geoparquet": (".parquet", ".geoparquet", ".pq"),
    "gpx": (".gpx",),
    "flowmap": (".zip",),
    "zipped": (".zip",),
}
"""Format → the ends of names that it may have."""
WANTED = (
    "CSV, TSV, XLSX, JSON, GeoJSON, GeoPackage, KML, KMZ, GPX, GeoParquet, a shapefile or file geodatabase in a zip, "
    "CSV or JSON packed by zip or gzip"
)
_MAGIC = (
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"%PDF", "a PDF document"),
    (b"\x1f\x8b", "a file packed by gzip: unpack it first"),
    (b"\xd0\xcf\x11\xe0", "an old Office file (such as .xls) or an encrypted one: save it as XLSX without a password"),
    (b"7z\xbc\xaf", "a 7z archive: unpack it first"),
    (b"Rar!", "a RAR archive: unpack it first"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"\x00\x00\x27\x0a", "one part of a shapefile: put .shp, .shx, .dbf and .prj into one zip"),
)
_MARKUP = re.compile(r"<(?:\?xml|!doctype|!--|[a-z][\w:.-]*[\s>/])", re.IGNORECASE)
_ROOT = re.compile(r"<([A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)[\s>/]")
_ASIDE = re.compile(r"<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*(?:\[.*?\])?\s*>", re.DOTALL | re.IGNORECASE)
_START = 65_536


def safe_name(name: str) -> str:
    """The last part of an uploaded name, whatever kind of path it was, without control characters.

    >>> safe_name("../../etc/passwd"), safe_name("C:\\\\data\\\\a.csv"), safe_name("..")
    ('passwd', 'a.csv', 'file')
    """
    base = PureWindowsPath(PurePosixPath(name.replace("\0", "")).name).name
    base = "".join(letter for letter in base if letter.isprintable()).strip()
    return base[:200] if base.strip(". ") else "file"


def sniff(path: Path, name: str, limits: Limits) -> str:
    """The format of the file at `path` that was called `name`; raises BadInput where it is none that is read."""
    if not path.stat().st_size:
        raise refused("no bytes", name)
    with path.open("rb") as file:
        start = file.read(_START)
    may_be = _by_content(path, start, name, limits)
    ends = name.lower()
    for form in may_be:
        if ends.endswith(NAMES[form]):
            return form
    known = any(ends.endswith(each) for each in sum(NAMES.values(), ()))
    if known or not may_be:
        raise refused(f"content of {may_be[0] if may_be else 'no known format'} under this name", name)
    return may_be[0]


def check_format(path: Path, name: str, form: str, limits: Limits) -> str:
    """A format that the caller names: taken if the content may be that, whatever the name of the file."""
    if form not in NAMES:
        raise BadInput("format", got=form, want=f"one of {', '.join(NAMES)}", where=name, cure="Choose a format.")
    if not path.stat().st_size:
        raise refused("no bytes", name)
    with path.open("rb") as file:
        may_be = _by_content(path, file.read(_START), name, limits)
    if form not in may_be:
        raise refused(f"content of {may_be[0] if may_be else 'no known format'}, not {form}", name)
    return form


def refused(got: str, name: str) -> BadInput:
    """The refusal of a file by its kind."""
    cure = "Choose another file, or give this one the name that fits its content."
    return BadInput("file", got=got, want=WANTED, where=name, cure=cure)


def _by_content(path: Path, start: bytes, name: str, limits: Limits) -> tuple[str, ...]:
    """The formats that the first bytes allow, the likeliest first."""
    for magic, words in _MAGIC:
        if start.startswith(magic):
            raise refused(words, name)
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return (zip_kind(path, name, limits),)
    if start.startswith(b"SQLite format 3\0"):
        return ("gpkg",)
    if start.startswith(b"PAR1"):
        return ("geoparquet",)
    encoding = sniff_encoding(path)
    text = start.decode(encoding.codec, "replace").lstrip("\ufeff")
    if encoding.codec.startswith(("utf-8", "cp")) and _is_binary(start):
        raise refused("bytes that are no text", name)
    body = text.lstrip()
    if _MARKUP.match(body):
        return _by_root(body, name)
    return _text_kinds(body, name)


def _by_root(body: str, name: str) -> tuple[str, ...]:
    root = _ROOT.match(_ASIDE.sub("", body).lstrip())
    tag = root[2] if root else "markup"
    if tag.lower() in ("kml", "placemark", "document", "folder"):
        return ("kml",)
    if tag.lower() == "gpx":
        return ("gpx",)
    raise refused(f"an XML or HTML file ({tag[:40]})", name)


def _text_kinds(body: str, name: str) -> tuple[str, ...]:
    """JSON of several kinds, or rows of cells; a name that ends like a table's makes a table of any text."""
    if name.lower().endswith(NAMES["csv"]):
        return ("csv",)
    first = body[:1]
    if first == "\x1e" or (first == "{" and _is_lines(body)):
        return ("geojsonl",)
    if first in ("{", "["):
        return ("geojson", "json") if _is_geo(body) else ("json", "geojson")
    if name.lower().endswith(NAMES["json"] + NAMES["geojsonl"] + NAMES["geojson"]):
        return ("geojson", "json", "geojsonl")
    return ("csv",)


def _is_lines(body: str) -> bool:
    """True where the first line is a whole object and the next one begins another."""
    line, _, rest = body.partition("\n")
    follows = rest.lstrip()[:1] == "{" or (not rest.strip() and len(body) < _START // 2)
    return line.rstrip().endswith("}") and line.count("{") == line.count("}") and follows and bool(rest.strip())


def _is_geo(body: str) -> bool:
    kinds = r"feature|featurecollection|point|linestring|polygon|multi\w+|geometrycollection"
    return bool(re.search(rf'"type"\s*:\s*"({kinds})"', body, re.IGNORECASE)) and body[:1] == "{"


def _is_binary(start: bytes) -> bool:
    """True where control characters are more than a few (NUL bytes of a spoilt text file are few)."""
    controls = sum(start.count(bytes([code])) for code in (*range(9), *range(14, 32)) if code != 0x1E)
    return controls > 0.1 * len(start)
