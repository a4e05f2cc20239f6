"""What the reader of an export chooses beside the filter, and what an export is.

An Export is one row of `geo.export.EXPORTS`: a name, a label for the button, a file suffix, a media type and the
function that makes the bytes. Nothing here reads the clock: the date of production is a field, so that the same
input gives the same bytes.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from geo.errors import BadInput
from geo.filter import Filter, View
from geo.store.protocol import Store

PAGES = ("a4-landscape",)
MAX_DPI = 600
MAX_SLUG = 60


@dataclass(frozen=True, slots=True)
class Options:
    """The words and choices around the map. Empty author or contact is told as "not given", never invented.

    `view` gives the frame of the printed map (its `at`: lat, lon, zoom) or, without `at`, the extent of the shown
    events within the country. `dpi` is for pictures, 72…600. `produced_on` is the date of production.
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

    def __post_init__(self) -> None:
        if self.page not in PAGES:
            raise _bad("page", self.page, " or ".join(PAGES))
        if not 72 <= self.dpi <= MAX_DPI:
            raise _bad("dpi", self.dpi, f"72 to {MAX_DPI} dots per inch")

    @property
    def timestamp(self) -> int:
        """Midnight UTC of the date of production, in seconds since 1970."""
        day = self.produced_on
        return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())


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


def _bad(what: str, got: object, want: str) -> BadInput:
    return BadInput(what, got=got, want=want, where="export options", cure="Choose another value.")
