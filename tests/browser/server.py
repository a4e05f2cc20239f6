"""The real app on a free port, as `streamlit run app.py` starts it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
START_S = 60


def free_port() -> int:
    with socket.socket() as held:
        held.bind(("localhost", 0))
        port: int = held.getsockname()[1]
        return port


@contextmanager
def serving(workspace: Path, data: Path | None = None) -> Iterator[str]:
    """The address of an app of our own, with its own workspace and, if given, another folder of records."""
    port = free_port()
    env = {key: value for key, value in os.environ.items() if key != "KHARITA_DATA"}
    env |= {"KHARITA_WORKSPACE": str(workspace)} | ({"KHARITA_DATA": str(data)} if data else {})
    log = workspace.with_name(f"{workspace.name}.log")
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    with log.open("wb") as out, subprocess.Popen(command, cwd=ROOT, env=env, stdout=out, stderr=out) as process:
        try:
            _wait(process, f"http://localhost:{port}/_stcore/health", log)
            yield f"http://localhost:{port}"
        finally:
            process.terminate()


def _wait(process: subprocess.Popen[bytes], health: str, log: Path) -> None:
    until = time.monotonic() + START_S
    while True:
        try:
            with urllib.request.urlopen(health, timeout=5):
                return
        except OSError:
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"the app did not start:\n{log.read_text('utf-8', 'replace')}") from None
            time.sleep(0.05)
