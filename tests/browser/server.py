"""Servers of our own: `streamlit run` on a free port, in a process group that always ends. For tests and benchmarks."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parents[2]
START_S = 90
END_S = 10
_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True, slots=True)
class Server:
    address: str
    pid: int


@contextmanager
def serving(workspace: Path, data: Path | None = None, **env: str) -> Iterator[str]:
    """The address of an app of our own, with its own workspace and, if given, another folder of records."""
    env |= {"KHARITA_WORKSPACE": str(workspace)} | ({"KHARITA_DATA": str(data)} if data else {})
    with streamlit("app.py", workspace.with_name(f"{workspace.name}.log"), env) as server:
        yield server.address


@contextmanager
def streamlit(script: str, log: Path, env: Mapping[str, str], *, tied: bool = False) -> Iterator[Server]:
    """`streamlit run script` on a free port, with `env` over the environment; `tied` as for `group`."""
    port = _free_port()
    command = [sys.executable, "-m", "streamlit", "run", script, "--server.port", str(port)]
    with log.open("wb") as out, group(command, env, out, tied=tied) as process:
        address = f"http://localhost:{port}"
        _wait(process, f"{address}/_stcore/health", log)
        yield Server(address, process.pid)


@contextmanager
def group(
    command: Sequence[str], env: Mapping[str, str], out: IO[bytes] | None = None, *, tied: bool = False
) -> Iterator[subprocess.Popen[bytes]]:
    """A process with all its children, ended as one whatever happens here.

    `tied`: it ends even where we are killed. Only for who has no threads: it runs Python between fork and exec.
    """
    kept = {key: value for key, value in os.environ.items() if not key.startswith("KHARITA_DATA")}
    process = subprocess.Popen(
        list(command), cwd=ROOT, env={**kept, **env}, stdout=out, stderr=out, start_new_session=True,
        preexec_fn=die_with_us if tied else None,  # noqa: PLW1509  # see above
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
                raise RuntimeError(f"the server did not start:\n{said}") from None
            time.sleep(0.05)
