"""A process beside those that serve: started with them, started again when it ends, gone when they are."""

import multiprocessing
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from fieldkit.office.log import LOG

_AGAIN_SECONDS = 1


@contextmanager
def beside(name: str, target: Callable[..., None], *arguments: Any) -> Iterator[None]:
    """Keeps a process running meanwhile. It is spawned: `target` is a function of a module."""
    over = threading.Event()
    keeper = threading.Thread(target=_keep, args=(name, target, arguments, over), daemon=True)
    keeper.start()
    try:
        yield
    finally:
        over.set()
        keeper.join()


def _keep(name: str, target: Callable[..., None], arguments: tuple[Any, ...], over: threading.Event) -> None:
    while not over.is_set():
        process = multiprocessing.get_context("spawn").Process(target=target, args=arguments, daemon=True)
        process.start()
        while process.is_alive() and not over.wait(0.2):
            pass
        process.terminate()
        process.join()
        if not over.is_set():
            LOG.error("the %s process ended; it is started again", name)
            time.sleep(_AGAIN_SECONDS)
