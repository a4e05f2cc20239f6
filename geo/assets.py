"""The web files and fonts of the map: where they lie, their addresses for the app, their text for exports.

What npm brought lies in geo/_assets and is checked against the hashes in assets.lock.json; our own scripts and styles
lie in web/ of a checkout or in geo/_assets/web of an installed wheel. Nothing is fetched and nothing is written here.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from functools import cache, lru_cache
from pathlib import Path

from geo.errors import BadInput, Problem

_BROUGHT = Path(__file__).resolve().parent / "_assets"
_CURE = "In a checkout run: python scripts/build_assets.py. Otherwise install Kharita again."

OWN_SCRIPTS = (
    "kharita-core.js",
    "kharita-address.js",
    "kharita-cells.js",
    "kharita-world.js",
    "kharita-base.js",
    "kharita-declutter.js",
    "kharita-popup.js",
    "kharita-marks.js",
    "kharita-grid.js",
    "kharita-areas.js",
    "kharita-buttons.js",
    "kharita-canvas.js",
    "kharita-preview.js",
    "kharita-ahead.js",
    "kharita-map.js",
    "kharita-map-touch.js",
    "kharita-arcs.js",
    "kharita-flow-marks.js",
    "kharita-flow-room.js",
    "kharita-flow-tip.js",
    "kharita-flows.js",
    "kharita-flow-touch.js",
    "kharita-stocks.js",
    "kharita-controls.js",
    "kharita-legend.js",
    "kharita-flow-legend.js",
    "kharita-time.js",
    "kharita-filter.js",
    "kharita-widgets.js",
    "kharita-boot.js",
)
OWN_PICTURES = ("kharita-icon.svg",)
OWN_STYLES = ("kharita-map.css", "kharita-fonts.css", "kharita-page.css")
SCRIPTS = ("leaflet.js", *OWN_SCRIPTS)
"""In the order in which a page must load them."""
STYLES = ("leaflet.css", "kharita-map.css", "kharita-fonts.css")
BUNDLES = {"kharita-bundle.js": SCRIPTS, "kharita-bundle.css": STYLES}
"""What the app loads. streamlit-folium 0.27.4 loads scripts one after the other: one file is one way there and back."""

MEDIA_TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".ttf": "font/ttf",
    ".txt": "text/plain; charset=utf-8",
}


@cache
def _own_folder() -> Path:
    checkout = Path(__file__).resolve().parent.parent / "web"
    return checkout if (checkout / "assets.lock.json").is_file() else _BROUGHT / "web"


@cache
def _expected() -> dict[str, str]:
    path = _own_folder() / "assets.lock.json"
    if not path.is_file():
        raise BadInput("web files", got="no assets.lock.json", want="the build's files", where=str(path), cure=_CURE)
    hashes: dict[str, str] = json.loads(path.read_text("utf-8"))
    return hashes


def names() -> tuple[str, ...]:
    """Every name that `read` and `url` know."""
    return (*_expected(), *OWN_SCRIPTS, *OWN_STYLES, *OWN_PICTURES, *BUNDLES)


def _path(name: str) -> Path:
    if name in (*OWN_SCRIPTS, *OWN_STYLES, *OWN_PICTURES):
        return _own_folder() / name
    if name in _expected():
        return _BROUGHT / name
    raise BadInput("web file", got=name, want="a name in web/assets.lock.json", where="geo.assets", cure=_CURE)


def read(name: str) -> bytes:
    """The bytes of `name`; BadInput for a name that is not on the list or a file that is missing."""
    if name in BUNDLES:
        return _bundle(name)
    path = _path(name)
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadInput("web file", got="no such file", want=name, where=str(path), cure=_CURE) from error


def _bundle(name: str) -> bytes:
    """The parts in order; addresses of fonts and pictures carry their version, so that a browser may keep them."""
    whole = b"\n".join(read(part) for part in BUNDLES[name])
    if not name.endswith(".css"):
        return whole
    known = set(_expected())

    def versioned(found: re.Match[bytes]) -> bytes:
        target = found[1].decode("utf-8")
        return f"url({target}?v={version(target)})".encode() if target in known else found[0]

    return re.sub(rb"url\(([^)'\"]+)\)", versioned, whole)


def version(name: str) -> str:
    """The first eight digits of the SHA-256 of `name`, which changes when the file does."""
    if name in BUNDLES:
        parts = "".join(version(part) for part in (*BUNDLES[name], *_expected()))
        return hashlib.sha256(parts.encode("ascii")).hexdigest()[:8]
    return _digest(name)[:8]


def _digest(name: str) -> str:
    """The SHA-256 of a file; it is read again only after it has changed."""
    try:
        stat = _path(name).stat()
    except OSError:
        return hashlib.sha256(read(name)).hexdigest()
    return _digest_of(name, stat.st_mtime_ns, stat.st_size)


@lru_cache(maxsize=256)
def _digest_of(name: str, mtime_ns: int, size: int) -> str:
    return hashlib.sha256(read(name)).hexdigest()


def url(name: str, base: str = "../../") -> str:
    """The address of `name` on the app's own server.

    `base` leads to the app's root; its default is right for links in a Streamlit component's iframe
    (…/component/NAME/index.html), behind a base path too.

    >>> url("leaflet.js")
    '../../assets/leaflet.js?v=db49d009'
    """
    return f"{base}assets/{name}?v={version(name)}"


def media_type(name: str) -> str:
    """The media type of `name` by its ending."""
    return MEDIA_TYPES[Path(name).suffix]


def inline(name: str) -> str:
    """The text of a script or style, safe between its tags: `</` of a closing tag escaped, CSS urls as data.

    The result holds no link to any file. It is not checked again: call `check` at the start.
    """
    text = read(name).decode("utf-8")
    if name.endswith(".css"):
        return _CSS_URL.sub(_data_uri, text).replace("</", "<\\/")
    return re.sub(r"</(?=script)|<(?=!--)", _escaped, text, flags=re.IGNORECASE)


_CSS_URL = re.compile(r"""url\((["']?)([^)"']+)\1\)""")


def _escaped(found: re.Match[str]) -> str:
    return "<\\/" if found.group() == "</" else "\\x3c"


def _data_uri(found: re.Match[str]) -> str:
    target = found.group(2)
    if target.startswith(("#", "data:")):
        return found.group()
    name = target.partition("?")[0]
    body = base64.b64encode(read(name)).decode("ascii")
    return f"url(data:{media_type(name).partition(';')[0]};base64,{body})"


def fonts_dir() -> Path:
    """The folder with the TrueType fonts Noto Sans (regular, bold, italic) and Noto Sans Arabic (regular, bold)."""
    return _BROUGHT / "fonts"


def check() -> tuple[Problem, ...]:
    """One error for each web file that is missing or altered; empty where all is well."""
    found = []
    for name in names():
        if name in BUNDLES:
            continue
        try:
            got = _digest(name)
        except BadInput as error:
            found.append(Problem.of(error))
            continue
        want = _expected().get(name, got)
        if got != want:
            path = str(_path(name))
            found.append(Problem("error", f"web file {name}", got[:12], f"SHA-256 {want[:12]}…", path, _CURE))
    return tuple(found)


def require() -> None:
    """Raise BadInput for the first missing or altered file: called before the app starts serving."""
    for problem in check():
        raise BadInput(problem.what, got=problem.got, want=problem.want, where=problem.where, cure=problem.cure)
