"""What the reader of an export chooses beside the filter, and what an export is.

An Export is one row of `geo.export.EXPORTS`: a name, a label for the button, a file suffix, a media type and the
function that makes the bytes. Nothing here reads the clock: the date of production is a field, so that the same
input gives the same bytes.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from geo.errors import BadInput, one_of
from geo.export.layout import PAGES
from geo.filter import Filter, View
from geo.store.protocol import Store

MAX_DPI = 600
MAX_SLUG = 60
MAX_TEXT = 6_000
"""Characters of one free text."""
LANGUAGES: Mapping[str, str] = {"both": "English and Arabic", "en": "English", "ar": "Arabic"}
SECTIONS: Mapping[str, str] = {
    "map": "Map",
    "inset": "Inset of the crowded part of the map",
    "changes": "What has changed since the earlier briefing",
    "timeline": "Timeline",
    "events": "Table of events",
    "claims": "Events: who says what, and who denies it",
    "flows": "Displacement",
    "totals": "Totals",
    "sources": "Sources",
    "method": "Method and licences",
}
"""What may go into a document, by slug; the inset is a part of the map and has no place of its own in the order."""
DEFAULT_SECTIONS = ("map", "inset", "changes", "timeline", "claims", "flows", "totals", "sources", "method")
WIDENING: Mapping[str, str] = {
    "rows": "rows of data sets whose licence forbids handing rows on",
    "contacts": "telephone numbers, e-mail addresses and coordinates written in texts",
    "graphic": "links to graphic pictures or videos",
}
"""What stays behind unless the user widens it with a reason; restricted places cannot be widened."""
CIRCLES: Mapping[str, str] = {
    "killed": "People killed",
    "injured": "People injured",
    "displaced": "People displaced",
    "": "No circles",
}
"""What circles on the map follow; the figures of the others stand in the tables all the same."""
ATLASES: Mapping[str, str] = {"": "one map", "admin": "one map per governorate", "day": "one map per day"}


@dataclass(frozen=True, slots=True)
class Options:
    """The words and choices around the map. Empty author or contact is told as "not given", never invented.

    The frame of the printed map is `box` (west, south, east, north in degrees), else the governorate `area` (p-code),
    else the `at` (lat, lon, zoom) of `view`, else the extent of the shown events within the country. `dpi` is for
    pictures, 72…600. `masked` lets restricted places stand at a masked point (geo.export.masking) instead of their town
    or governorate. `produced_on` is the day of production. `texts` are (section, Markdown); `logo` is a data address;
    `widened` are (key of WIDENING, reason); `since` is the JSON of an earlier briefing (`geo.export.changes`).
    """

    produced_on: date
    title: str = "Conflict events"
    subtitle: str = ""
    author: str = ""
    contact: str = ""
    view: View = field(default_factory=View)
    map_number: str = "1"
    version: str = "1"
    page: str = "a4-landscape"
    dpi: int = 300
    language: str = "both"
    sections: tuple[str, ...] = DEFAULT_SECTIONS
    texts: tuple[tuple[str, str], ...] = ()
    logo: str = ""
    area: str = ""
    box: tuple[float, float, float, float] | None = None
    graticule: bool = False
    circles: str = "killed"
    atlas: str = ""
    masked: bool = False
    widened: tuple[tuple[str, str], ...] = ()
    since: str = ""

    def __post_init__(self) -> None:
        for name in ("texts", "widened"):
            object.__setattr__(self, name, tuple((str(key), str(text)) for key, text in getattr(self, name)))
        _known("page", self.page, PAGES)
        _known("language", self.language, LANGUAGES)
        _known("atlas", self.atlas, ATLASES)
        _known("circles", self.circles, CIRCLES)
        for section in (*self.sections, *(name for name, _ in self.texts)):
            _known("section", section, SECTIONS)
        if len(set(self.sections)) < len(self.sections):
            raise _bad("sections", ", ".join(self.sections), "each section once")
        for name, text in self.texts:
            if len(text) > MAX_TEXT:
                raise _bad(f"text of {name}", f"{len(text):,} characters", f"at most {MAX_TEXT:,}")
        for key, reason in self.widened:
            _known("widening", key, WIDENING)
            if not reason.strip():
                raise _bad(f"reason for {key}", reason, "a reason, which is recorded in the manifest")
        if not 72 <= self.dpi <= MAX_DPI:
            raise _bad("dpi", self.dpi, f"72 to {MAX_DPI} dots per inch")
        if self.box is not None and not _is_box(self.box):
            raise _bad("box", self.box, "west, south, east, north in degrees, within ±180 and ±90")

    @property
    def timestamp(self) -> int:
        """Midnight UTC of the date of production, in seconds since 1970."""
        day = self.produced_on
        return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())

    def text(self, section: str) -> str:
        """The free text of a section, "" where there is none."""
        return dict(self.texts).get(section, "")

    def widens(self, key: str) -> bool:
        """Whether the user lets leave what `key` of WIDENING names."""
        return key in dict(self.widened)


@dataclass(frozen=True, slots=True)
class Export:
    """One kind of file: `make(store, filter, options)` answers its bytes.

    `whole` says that it holds all events at once and so takes no more than WHOLE_EVENTS of them.
    """

    name: str
    label: str
    suffix: str
    media_type: str
    make: Callable[[Store, Filter, Options], bytes]
    whole: bool = True


def filename(store: Store, chosen: Filter, options: Options, export: Export) -> str:
    """The name of the file: title, filter and a hash of (query, revision), so that two filters never share one.

    ASCII letters, digits and hyphens only; at most about 160 characters; no path parts.
    """
    query = chosen.safe().to_query()
    values = " ".join(text for _, text in chosen.safe().pairs()) or "all events"
    digest = hashlib.sha256(f"{query}\n{store.revision}".encode("utf-8", "replace")).hexdigest()[:8]
    parts = [_slug(options.title) or "kharita", _slug(values) or "filtered", digest]
    return f"{'_'.join(parts)}{export.suffix}"


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:MAX_SLUG].strip("-")


def _is_box(box: tuple[float, float, float, float]) -> bool:
    west, south, east, north = box
    return -180 <= west < east <= 180 and -90 <= south < north <= 90


def _known(what: str, got: str, among: Iterable[str]) -> None:
    if got not in among:
        raise _bad(what, got, one_of(tuple(each or "(none)" for each in among)))


def _bad(what: str, got: object, want: str) -> BadInput:
    return BadInput(what, got=got, want=want, where="export options", cure="Choose another value.")
