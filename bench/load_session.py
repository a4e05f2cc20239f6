"""One browser of the load benchmark without a browser: Streamlit's own protocol, and the map's request after it.

A session opens the WebSocket as the page does, lets the script run, and then, for every filter, sends the new value of
the widget by type, waits for the page's new address, asks the map's own route for that data over one kept connection,
and says that it is drawn, as web/kharita-filter.js does. What a browser does with its processor (React, drawing) is
left out: that is another machine.
"""

from __future__ import annotations

import asyncio
import json
import re
import time
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

PATIENCE_S = 30.0
KEY = "-filter-type"
_QUERY = re.compile(r'applyText\(\\?"([^"\\]+)')
_OWN = ("sh", "cx0", "cy0", "W", "H")
"""What the map adds to the query of the filter: its window."""


@dataclass(frozen=True, slots=True)
class Answered:
    """One filter: seconds from the message to the map's data, and to the end of the script; or what went wrong."""

    at: float
    data_s: float = 0.0
    script_s: float = 0.0
    error: str = ""


@dataclass
class Session:
    """One visitor. `map_url` is a request that a real map made; its window is asked for with the filter's query."""

    address: str
    map_url: str
    answered: list[Answered] = field(default_factory=list)
    widget: str = ""
    options: list[str] = field(default_factory=list)
    _script: str = ""
    _search: str = ""
    _kept: dict[str, str] = field(default_factory=dict)
    _http: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def visit(self, stop: asyncio.Event, names: tuple[str, ...], offset: int) -> None:
        """Filters by another type a second after the last time, at once where that took longer, until `stop`."""
        socket = self.address.replace("http", "ws", 1) + "/_stcore/stream"
        try:
            async with websockets.connect(
                socket, subprotocols=["streamlit"], origin=self.address, max_size=None, ping_interval=None
            ) as stream:
                await asyncio.wait_for(self._run(stream, None), PATIENCE_S * 2)
                step = offset
                while not stop.is_set():
                    began = time.monotonic()
                    await self._filter(stream, names[step % len(names)])
                    step += 1
                    await asyncio.sleep(max(0.0, 1 - (time.monotonic() - began)))
        except (OSError, TimeoutError, websockets.WebSocketException, ValueError, LookupError) as error:
            self.answered.append(Answered(time.monotonic(), error=f"{type(error).__name__}: {error}"[:200]))
        finally:
            if self._http:
                self._http[1].close()

    async def _filter(self, stream: websockets.ClientConnection, name: str) -> None:
        option = next((each for each in self.options if each == name or each.startswith(f"{name} (")), None)
        if option is None:
            raise LookupError(f"the filter offers no {name}")
        began = time.monotonic()
        data, script = await asyncio.wait_for(self._run(stream, option), PATIENCE_S)
        self.answered.append(Answered(began, data - began, script - began))

    async def _run(self, stream: websockets.ClientConnection, option: str | None) -> tuple[float, float]:
        """One run of the script: when the map's data had come, and when the script had ended."""
        asked = BackMsg()
        asked.rerun_script.query_string = self._search
        asked.rerun_script.page_script_hash = self._script
        if option is not None:
            state = asked.rerun_script.widget_states.widgets.add()
            state.id = self.widget
            state.string_array_value.data.append(option)
        await stream.send(asked.SerializeToString())
        data: asyncio.Task[float] | None = None
        while True:
            told = ForwardMsg()
            told.ParseFromString(await stream.recv())
            if (query := self._noted(told)) and data is None:
                data = asyncio.create_task(self._asked(query))
            if told.WhichOneof("type") == "script_finished" and told.script_finished == 0:
                script = time.monotonic()
                break
        if data is None:
            raise LookupError("the script gave the map no query")
        return await data, script

    def _noted(self, told: ForwardMsg) -> str | None:
        """What a message tells; the query (a blank for none) where it is the page's address or the map's message."""
        kind = told.WhichOneof("type")
        if kind == "page_info_changed":
            self._search = told.page_info_changed.query_string
            return self._search or " "
        if kind == "new_session":
            self._script = told.new_session.page_script_hash
        if kind == "ref_hash":
            return self._kept.get(told.ref_hash)
        if kind != "delta" or told.delta.WhichOneof("type") != "new_element":
            return None
        element = told.delta.new_element
        if element.HasField("exception"):
            raise ValueError(f"the page shows an error: {element.exception.message}")
        if element.HasField("multiselect") and element.multiselect.id.endswith(KEY):
            self.widget, self.options = element.multiselect.id, list(element.multiselect.options)
        if element.HasField("component_instance") and (found := _QUERY.search(element.component_instance.json_args)):
            query = json.loads(unquote(found.group(1)))["query"] or " "
            self._kept[told.hash] = query
            return query
        return None

    async def _asked(self, query: str) -> float:
        """When the map's data for this query had come."""
        parts = urlsplit(self.map_url)
        window = [(key, value) for key, value in parse_qsl(parts.query) if key in _OWN]
        target = f"{parts.path}?{'&'.join(part for part in (query.strip(), urlencode(window)) if part)}"
        await self._get(target)
        came = time.monotonic()
        await self._get(f"{parts.path.removesuffix('cells')}drawn?{query.strip()}")
        return came

    async def _get(self, target: str) -> None:
        parts = urlsplit(self.map_url)
        if self._http is None:
            self._http = await asyncio.open_connection(parts.hostname, parts.port)
        reader, writer = self._http
        writer.write(f"GET {target} HTTP/1.1\r\nhost: {parts.netloc}\r\n\r\n".encode())
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        status = head.split(" ", 2)[1]
        length = re.search(r"content-length: (\d+)", head)
        if status != "200" or not length:
            raise ValueError(f"the map's data came with status {status}")
        await reader.readexactly(int(length.group(1)))
