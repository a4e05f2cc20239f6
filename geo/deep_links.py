"""Lets a pasted link to a page open without a failed request.

Streamlit 1.67 guesses the app's root from the address: at /Displacement it first asks /Displacement/_stcore/health, and
the browser's console tells of the 404. Its page reads the root from `window.__streamlit.BACKEND_BASE_URL` where that is
set, so one line that sets it is put at the head of the page. Behind a base path the line works too: it only takes
the page's own name off the address.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_ROOT = "location.origin+location.pathname.replace(new RegExp(%s),'/')"
_LINE = f"<script>window.__streamlit={{BACKEND_BASE_URL:{_ROOT}}}</script>"
_HEAD = b"<head>"


def root_script(pages: Sequence[str]) -> bytes:
    """The line for an app with these page names."""
    names = "|".join(sorted(name for name in pages if name.isalnum()))
    return (_LINE % json.dumps(f"/(({names})/?)?$")).encode("ascii")


class DeepLinks:
    """Puts `root_script` behind the first <head> of Streamlit's own page; every other answer passes untouched."""

    def __init__(self, app: ASGIApp, pages: Sequence[str]) -> None:
        self.app = app
        self.script = root_script(pages)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not _asks_for_a_page(scope):
            await self.app(scope, receive, send)
            return
        plain = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
        start: Message | None = None
        body = b""

        async def collect(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start":
                start = message
            elif message["type"] == "http.response.body":
                body += message.get("body", b"")
                if not message.get("more_body", False) and start is not None:
                    await self._send(start, body, send)
            else:
                await send(message)

        await self.app({**scope, "headers": plain}, receive, collect)

    async def _send(self, start: Message, body: bytes, send: Send) -> None:
        changed = body.replace(_HEAD, _HEAD + self.script, 1)
        if changed != body:
            length = (b"content-length", str(len(changed)).encode("ascii"))
            dropped = {b"content-length", b"etag", b"last-modified"}
            kept = [pair for pair in start.get("headers", []) if pair[0].lower() not in dropped]
            start = {**start, "headers": [*kept, length]}
        await send(start)
        await send({"type": "http.response.body", "body": changed})


def _asks_for_a_page(scope: Scope) -> bool:
    accepted = next((value for name, value in scope["headers"] if name == b"accept"), b"")
    ours = ("/component/", "/assets/", "/map/", "/media/", "/static/", "/_stcore/")
    return scope["method"] == "GET" and b"text/html" in accepted and not any(part in scope["path"] for part in ours)
