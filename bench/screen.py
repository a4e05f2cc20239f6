"""Sees what a reader sees: the frames that the browser puts on the screen, each with its time, and when the last came.

In goes a page, out come the milliseconds from an act (a click, a page load) to the last frame in which the map's
pixels changed before all was quiet. The same for every app, whatever it draws with: Chromium's own screencast (DevTools
`Page.startScreencast`) hands out each new frame as JPEG with the time at which it was made. Quiet means: for QUIET_MS
no pixel of the map changed, the page's main thread answered every beat, no request was under way, and Streamlit's
script had ended. Nothing here waits for a page that hangs: what the page tells comes by binding, and every wait has
an end.
"""

from __future__ import annotations

import base64
import io
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from PIL import Image
from playwright.sync_api import Page

QUIET_MS = 1_000
LIMIT_MS = 60_000
AT_REST_MS = 5_000
MIN_BEATS = 6
CHANGED_BY, CHANGED_PIXELS = 12, 4
"""A pixel has changed when a channel moves by more than this; a picture, when as many pixels have."""
_PENDING_MAX_MS = 20_000
INSET_PX = 16
FRAME_MS = 17
"""A frame bears the time at which it was begun: what a reader's act changed may be in one that began just before it.
Such a change counts as one frame after the act."""

Box = tuple[int, int, int, int]


class Overdue(Exception):
    """No quiet picture within the limit."""


class Unchanged(Exception):
    """All came to rest, and the picture is the one from before the act."""


@dataclass(frozen=True, slots=True)
class Seen:
    """Milliseconds since the act: to the first and to the last change of the map's pixels."""

    first_ms: float
    last_ms: float
    frames: int


@dataclass
class Screen:
    """The frames and the notes of one page."""

    page: Page
    frames: list[tuple[float, bytes]] = field(default_factory=list)
    acts: list[tuple[str, float]] = field(default_factory=list)
    beats: list[float] = field(default_factory=list)
    state: str | None = None
    under_way: dict[str, float] = field(default_factory=dict)
    asked: dict[str, str] = field(default_factory=dict)
    _cut: dict[float, np.ndarray | None] = field(default_factory=dict)
    _cut_for: tuple[Box, tuple[Box, ...]] | None = None

    def __post_init__(self) -> None:
        session = self.session = self.page.context.new_cdp_session(self.page)
        session.on("Page.screencastFrame", self._frame)
        session.on("Runtime.bindingCalled", self._noted)
        session.on("Network.requestWillBeSent", self._asked)
        for name in ("loadingFinished", "loadingFailed"):
            session.on(f"Network.{name}", lambda event: self.under_way.pop(event["requestId"], None))
        session.send("Network.enable")
        session.send("Page.enable")
        session.send("Runtime.enable")
        session.send("Runtime.addBinding", {"name": "kharitaBenchNote"})
        source = Path(__file__).with_name("screen.js").read_text("utf-8")
        session.send("Page.addScriptToEvaluateOnNewDocument", {"source": source})
        session.send("Page.startScreencast", {"format": "jpeg", "quality": 70, "everyNthFrame": 1})

    def seen(
        self,
        act: Callable[[], object],
        box: Callable[[], Box | None],
        event: str | None = None,
        *,
        lit: bool = False,
        without: Sequence[Box] = (),
        limit_ms: float = LIMIT_MS,
    ) -> Seen:
        """Does `act` and waits for the quiet picture inside `box`, boxes of `without` taken out.

        The clock starts at the reader's own `event` inside the page, or, without one, at the call. With `lit` the
        picture must hold more than one colour and need not differ from the one before (first maps); without, it must
        differ, and Unchanged is raised when it does not although the page is at rest.
        """
        found = box()
        before = None if lit or found is None else self._last_picture(found, without)
        self.frames, self._cut = self.frames[-1:], {}
        self.acts.clear()
        called = quiet_since = _now()
        act()
        while _now() - called < limit_ms:
            self.page.wait_for_timeout(100)
            if not self._looks_quiet():
                quiet_since = _now()
                continue
            began = called if event is None else next((at for kind, at in self.acts if kind == event), None)
            there = box()
            if began is None or there is None:
                continue
            pictures = [
                (at, picture) for at, raw in self.frames if (picture := _cropped(raw, there, without)) is not None
            ]
            if done := _changes(pictures, began, before, lit=lit):
                return done
            if not lit and _now() - quiet_since > AT_REST_MS:
                raise Unchanged(f"at rest for {AT_REST_MS / 1000:.0f} s with the same picture; {self._doubts()}")
        raise Overdue(f"no quiet picture within {limit_ms / 1000:.0f} s; {self._doubts()}")

    def _pictures(self, box: Box, without: Sequence[Box]) -> list[tuple[float, np.ndarray]]:
        """The frames so far, cut to `box`; each is decoded once for each box."""
        asked = (box, tuple(without))
        if self._cut_for != asked:
            self._cut_for, self._cut = asked, {}
        for at, raw in self.frames:
            if at not in self._cut:
                self._cut[at] = _cropped(raw, box, without)
        held = ((at, self._cut[at]) for at, _ in self.frames)
        return [(at, picture) for at, picture in held if picture is not None]

    def settle(self) -> None:
        """Until nothing moves any more, whether or not anything did."""
        self.frames = self.frames[-1:]
        until = _now() + LIMIT_MS
        while _now() < until:
            self.page.wait_for_timeout(100)
            if self._looks_quiet():
                return
        raise Overdue("the page did not come to rest")

    def _looks_quiet(self) -> bool:
        now = _now()
        self.beats = [at for at in self.beats if now - at < QUIET_MS]
        waiting = [at for at in self.under_way.values() if now - at < _PENDING_MAX_MS]
        return self.state == "notRunning" and len(self.beats) >= MIN_BEATS and not waiting

    def _doubts(self) -> str:
        """What the page was like when the limit passed, for whoever reads the log."""
        waits = ", ".join(self.asked[each][:80] for each in list(self.under_way)[:3] if each in self.asked)
        kinds = ", ".join(sorted({kind for kind, _ in self.acts}))
        counts = f"{len(self.beats)} beats, {len(self.frames)} frames"
        return f"script {self.state}, {counts}, acts: {kinds}; waits for: {waits}"

    def _last_picture(self, box: Box, without: Sequence[Box]) -> np.ndarray | None:
        return _cropped(self.frames[-1][1], box, without) if self.frames else None

    def _frame(self, event: dict) -> None:
        self.session.send("Page.screencastFrameAck", {"sessionId": event["sessionId"]})
        at = event["metadata"]["timestamp"] * 1000
        self.frames.append((at, base64.b64decode(event["data"])))

    def _noted(self, event: dict) -> None:
        note = json.loads(event["payload"])
        if "act" in note:
            self.acts.append((note["act"], note["at"]))
        elif "state" in note:
            self.state = note["state"]
        else:
            self.beats.append(note["at"])

    def _asked(self, event: dict) -> None:
        if not event["request"]["url"].startswith(("data:", "blob:")):
            self.under_way[event["requestId"]] = _now()
            self.asked[event["requestId"]] = event["request"]["url"]


def _now() -> float:
    return time.time() * 1000


def _changes(
    pictures: list[tuple[float, np.ndarray]], began: float, before: np.ndarray | None, *, lit: bool
) -> Seen | None:
    """First and last change since `began`, or None while the picture is not yet the one that was waited for."""
    if not pictures or (lit and not _is_lit(pictures[-1][1])):
        return None
    if not lit and before is not None and not _differs(before, pictures[-1][1]):
        return None
    changes: list[float] = []
    held = before
    for at, picture in pictures:
        if at >= began - FRAME_MS and (held is None or _differs(held, picture)):
            changes.append(at if at >= began else began + FRAME_MS)
        held = picture
    if not changes or _now() - changes[-1] < QUIET_MS:
        return None
    return Seen(changes[0] - began, changes[-1] - began, len(pictures))


def _cropped(raw: bytes, box: Box, without: Sequence[Box]) -> np.ndarray | None:
    """The pixels of the map in a frame, cut INSET_PX inside: no JPEG block shares pixels with what is outside."""
    picture = np.array(Image.open(io.BytesIO(raw)).convert("RGB"), dtype=np.int16)
    for x, y, wide, high in without:
        picture[max(0, y - INSET_PX) : y + high + INSET_PX, max(0, x - INSET_PX) : x + wide + INSET_PX] = 0
    x, y, wide, high = box
    cut = picture[y + INSET_PX : y + high - INSET_PX, x + INSET_PX : x + wide - INSET_PX]
    return cut if cut.size else None


def _differs(one: np.ndarray, other: np.ndarray) -> bool:
    if one.shape != other.shape:
        return True
    return int((np.abs(one - other).max(axis=2) > CHANGED_BY).sum()) >= CHANGED_PIXELS


def _is_lit(picture: np.ndarray) -> bool:
    """Whether there is more than an empty ground: one pixel in a thousand differs from the commonest colour."""
    coarse = (picture // 16).astype(np.int32)
    codes = coarse[..., 0] * 256 + coarse[..., 1] * 16 + coarse[..., 2]
    counts = np.bincount(codes.ravel())
    return codes.size - counts.max() >= codes.size / 1000
