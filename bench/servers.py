"""Starts what a benchmark measures, in a process group of its own that always ends, and reads its memory."""

from __future__ import annotations

import ctypes
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from machine import ROOT

START_S = 90
END_S = 10
_PR_SET_PDEATHSIG = 1
_MIB = 1024
"""Kilobytes, as /proc counts."""


@dataclass(frozen=True, slots=True)
class Server:
    address: str
    pid: int

    def memory_mb(self) -> tuple[float, float]:
        """Resident now, and at most so far; megabytes (2²⁰)."""
        return memory_mb(self.pid)


def memory_mb(pid: int) -> tuple[float, float]:
    """What a process holds now and at most held, in megabytes; zeros when it is gone."""
    try:
        held = Path(f"/proc/{pid}/status").read_text("ascii", "replace")
    except OSError:
        return 0.0, 0.0
    found = dict(re.findall(r"^(VmRSS|VmHWM):\s+(\d+)", held, re.MULTILINE))
    return int(found.get("VmRSS", 0)) / _MIB, int(found.get("VmHWM", 0)) / _MIB


@contextmanager
def serving(script: str, log: Path, env: dict[str, str]) -> Iterator[Server]:
    """`streamlit run script` on a free port, with `env` over the environment."""
    port = _free_port()
    command = [sys.executable, "-m", "streamlit", "run", script, "--server.port", str(port)]
    with log.open("wb") as out, group(command, env, out) as process:
        address = f"http://localhost:{port}"
        _wait(process, f"{address}/_stcore/health", log)
        yield Server(address, process.pid)


@contextmanager
def group(
    command: Sequence[str], env: dict[str, str], out: IO[bytes] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """A process with all its children, ended as one whatever happens here."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("KHARITA_DATA")}
    process = subprocess.Popen(
        list(command), cwd=ROOT, env=kept | env, stdout=out, stderr=out, start_new_session=True,
        preexec_fn=die_with_us,  # noqa: PLW1509  # no threads here when a process is started
    )  # fmt: skip
    try:
        yield process
    finally:
        end(process)


def die_with_us() -> None:
    """In the new process: asks Linux to end it when the one that started it is gone, however that went."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def end(process: subprocess.Popen[bytes]) -> None:
    """Ends the group that `process` leads: first politely, then not."""
    for how in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, how)
        with suppress(subprocess.TimeoutExpired):
            process.wait(END_S)
            if how is signal.SIGKILL:
                return
    process.poll()


def _free_port() -> int:
    with socket.socket() as held:
        held.bind(("localhost", 0))
        port: int = held.getsockname()[1]
        return port


def _wait(process: subprocess.Popen[bytes], health: str, log: Path) -> None:
    until = time.monotonic() + START_S
    while True:
        try:
            with urllib.request.urlopen(health, timeout=5):
                return
        except OSError:
            if process.poll() is not None or time.monotonic() > until:
                said = log.read_text("utf-8", "replace")[-2000:]
                raise RuntimeError(f"the server did not start: {said}") from None
            time.sleep(0.05)
