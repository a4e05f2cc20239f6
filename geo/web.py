"""The routes of the map beside the pages, and the headers that every answer carries.

`routes()` and `middleware()` are what `st.App` takes. Data routes read the URL grammar of `geo.filter`; what it cannot
read is answered with 400 and the problems. Answers are never shared between users (`cache-control: private`).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from importlib import import_module
from time import perf_counter
from typing import Any

from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from geo import assets
from geo.deep_links import DeepLinks
from geo.errors import BadInput, GeoError, Problem
from geo.filter import parse
from geo.style import style_json
from geo.tiles import tile_hosts

STATUS: dict[type[GeoError], int] = {BadInput: 400, GeoError: 500}
"""The status of the answer by class of error, the most special first."""

OWN_KEYS = frozenset({"sh", "cx0", "cy0", "W", "H", "spot", "rev", "fz", "fx", "fy", "fw", "fh", "most"})
"""Parameters of data routes that are no filters: the window of /map/cells, the number and revision of /map/place, the
view of /map/flows and /map/stocks and how many flows it will draw."""

PAGE_NAMES = ("Displacement", "Briefing", "Data", "Method")
"""The last part of each page's address but the first."""


def routes() -> list[BaseRoute]:
    """All routes of ours; none of them starts with a prefix that Streamlit keeps for itself."""
    names = ("cells", "places", "place", "flows", "stocks", "words", "drawn")
    return [
        Route("/assets/{name:path}", _asset),
        *(Route(f"/map/{name}", _data(name)) for name in names),
        Route("/map/basemap.json", _fixed(lambda: _map_data().basemap())),
        Route("/map/style.json", _fixed(style_json)),
    ]


def middleware() -> list[Middleware]:
    return [Middleware(SecurityHeaders), Middleware(DeepLinks, pages=PAGE_NAMES)]


@cache
def _map_data() -> Any:
    """geo.map_data, imported with the first question: the server answers a third of a second earlier without it."""
    return import_module("geo.map_data")


def _data(name: str) -> Callable[[Request], Response]:
    """A route that answers what geo.map_data knows by `name` as JSON; starlette runs it in a worker thread."""

    def answer(request: Request) -> Response:
        began = perf_counter()
        own, filters = _sorted_out(request)
        asked = parse(filters, "the request of the map")
        if asked.problems:
            return _problems(asked.problems, 400)
        try:
            told = _map_data().answer(name, asked, own)
        except GeoError as error:
            return _refusal(error)
        spent = (perf_counter() - began) * 1000
        timing = {"server-timing": f"data;dur={spent:.1f}"}
        if isinstance(told, bytes):
            return _bytes(told, timing)
        return _answer(_json(told), headers=timing)

    return answer


def _sorted_out(request: Request) -> tuple[dict[str, str], dict[str, list[str]]]:
    """The request's parameters: those of the route itself, and those of the grammar of filters."""
    own, filters = {}, dict[str, list[str]]()
    for key, value in request.query_params.multi_items():
        if key in OWN_KEYS:
            own[key] = value
        else:
            filters.setdefault(key, []).append(value)
    return own, filters


def _bytes(body: bytes, headers: dict[str, str]) -> Response:
    """Packed columns as they are: to compress them takes longer than to send them to a browser on the same machine."""
    kept = {"cache-control": "private, no-cache", "content-encoding": "identity", **headers}
    return Response(body, 200, kept, media_type="application/octet-stream")


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode("utf-8")


def _answer(body: bytes, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    kept = {"cache-control": "private, no-cache", **(headers or {})}
    return Response(body, status, kept, media_type="application/json")


def _problems(problems: tuple[Problem, ...], status: int) -> Response:
    rows = [{"what": p.what, "got": p.got, "want": p.want, "where": p.where, "cure": p.cure} for p in problems]
    return _answer(_json({"problems": rows}), status)


def _refusal(error: GeoError) -> Response:
    status = next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)
    if isinstance(error, BadInput):
        return _problems((Problem.of(error),), status)
    return _problems((Problem("error", str(error), "", "", "the server", "Look at the server's log."),), status)


def _asset(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in assets.names():
        return _answer(_json({"problems": []}), 404)
    try:
        body = assets.read(name)
    except GeoError as error:
        return _refusal(error)
    exact = request.query_params.get("v") == assets.version(name)
    caching = "private, max-age=31536000, immutable" if exact else "private, no-cache"
    return Response(body, headers={"cache-control": caching}, media_type=assets.media_type(name))


def _fixed(make: Callable[[], Any]) -> Callable[[Request], Response]:
    """A route whose answer is the same for the life of the process."""
    body = cache(lambda: _json(make()))
    return lambda _: _answer(body(), headers={"cache-control": "private, max-age=300"})


_COMPONENT_SCRIPTS = "'self' 'unsafe-inline' 'unsafe-eval'"
"""streamlit-folium 0.27.4 runs the map's script as an inline script and feature groups through eval."""
_PAGE_SCRIPTS = "'self' 'unsafe-inline' 'wasm-unsafe-eval' 'unsafe-eval'"


@cache
def content_security_policy(host: str, *, component: bool = False) -> str:
    """The policy of pages, or of a component's iframe. Nothing is loaded from elsewhere but the offered tiles.

    `host` is the request's own host, to which the page keeps a WebSocket.
    """
    sockets = f" ws://{host} wss://{host}" if host else ""
    tiles = " ".join(tile_hosts())
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src {_COMPONENT_SCRIPTS if component else _PAGE_SCRIPTS}",
            "style-src 'self' 'unsafe-inline'",
            f"img-src 'self' data: blob: {tiles}".rstrip(),
            "font-src 'self' data:",
            "media-src 'self' blob: data:",
            f"connect-src 'self'{sockets}",
            "worker-src 'self' blob:",
            "frame-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'self'",
        )
    )


_FIXED_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
)


class SecurityHeaders:
    """Adds the fixed headers and the policy to every HTTP answer, Streamlit's own ones too."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        policy = content_security_policy(_host(scope), component="/component/" in scope["path"])
        added = (*_FIXED_HEADERS, (b"content-security-policy", policy.encode("ascii")))
        names = {name for name, _ in added}

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                kept = [pair for pair in message.get("headers", []) if pair[0].lower() not in names]
                message["headers"] = [*kept, *added]
            await send(message)

        await self.app(scope, receive, send_with_headers)


def _host(scope: Scope) -> str:
    """The Host header where it can stand in a policy, else ""."""
    text = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"host"), "")
    return text if text and all(c.isascii() and (c.isalnum() or c in ".-:[]") for c in text) else ""
