"""Coroutines in a thread of their own: Playwright's synchronous interface keeps a loop running in pytest's."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any


def run(work: Coroutine[Any, Any, None]) -> None:
    """Runs `work` to its end; what it raises is raised here."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, work).result()
