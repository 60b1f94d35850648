"""Debian's Chromium without a window, driven over its DevTools protocol through two pipes: no package is needed."""

import base64
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
needs_chromium = pytest.mark.skipif(not CHROMIUM, reason="chromium is not installed")
# The protocol is spoken on the descriptors 3 and 4.
_BEGIN = """
import os, sys
reading, writing = (os.dup(int(number)) for number in sys.argv[1:3])
os.dup2(reading, 3), os.dup2(writing, 4)
os.set_inheritable(3, True), os.set_inheritable(4, True)
os.execv(sys.argv[3], sys.argv[3:])
"""


class Browser:
    """One page of one browser."""

    def __init__(self, reading: Any, writing: Any) -> None:
        self._reading, self._writing, self._last = reading, writing, 0
        self.events: list[dict[str, Any]] = []
        self._session = ""
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log", "DOM"):
            self.call(f"{domain}.enable")
        self.call("Page.setLifecycleEventsEnabled", enabled=True)

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """One command of the protocol, and its answer; what happens in between is kept in `events`."""
        self._last += 1
        message: dict[str, Any] = {"id": self._last, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        self._writing.write(json.dumps(message).encode() + b"\0")
        self._writing.flush()
        while (said := self._next()).get("id") != self._last:
            self.events.append(said)
        assert "error" not in said, said
        return dict(said["result"])

    def _next(self) -> dict[str, Any]:
        read = bytearray()
        while (byte := self._reading.read(1)) != b"\0":
            assert byte, "the browser is gone"
            read += byte
        return dict(json.loads(read))

    def open(
        self, url: str, *, wide: int = 1_280, high: int = 900, dark: bool = False, language: str = "zh-CN"
    ) -> None:
        """Shows a page and waits until it is whole."""
        self.call("Emulation.setDeviceMetricsOverride", width=wide, height=high, deviceScaleFactor=2, mobile=wide < 500)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.call("Emulation.setEmulatedMedia", features=[scheme])
        self.call("Network.setExtraHTTPHeaders", headers={"Accept-Language": language})
        self.call("Page.navigate", url="about:blank")
        self.events.clear()
        loader = self.call("Page.navigate", url=url)["loaderId"]
        while not any(_is_loaded(event, loader) for event in self.events):  # the page before may be complete still
            self.events.append(self._next())

    def run(self, script: str) -> Any:
        """The value of an expression in the page; promises are waited for."""
        said = self.call("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in said, said["exceptionDetails"]
        return said["result"].get("value")

    def choose(self, selector: str, path: Path) -> None:
        """Puts a file into a field for files."""
        root = self.call("DOM.getDocument")["root"]["nodeId"]
        node = self.call("DOM.querySelector", nodeId=root, selector=selector)["nodeId"]
        self.call("DOM.setFileInputFiles", nodeId=node, files=[str(path)])

    def drop(self, path: Path, x: float, y: float) -> None:
        """Drags a file from the desk onto the page and lets it go."""
        data = {"items": [], "files": [str(path)], "dragOperationsMask": 1}
        for kind in ("dragEnter", "dragOver", "drop"):
            self.call("Input.dispatchDragEvent", type=kind, x=x, y=y, data=data)

    def shown(self, path: Path) -> None:
        """Writes a picture of the whole page."""
        size = self.call("Page.getLayoutMetrics")["cssContentSize"]
        clip = {"x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1}
        data = self.call("Page.captureScreenshot", clip=clip, captureBeyondViewport=True)["data"]
        path.write_bytes(base64.b64decode(data))


def said_of(seen: Browser) -> str:
    """What the public page says of a chosen file, once it knows."""
    script = """new Promise(done => { const look = () => {
        const found = [...document.querySelectorAll('#said > *')].find(e => !e.hidden);
        found && found.id != 'working' ? done(found.id) : setTimeout(look, 20) }; look() })"""
    return str(seen.run(script))


def _is_loaded(event: dict[str, Any], loader: str) -> bool:
    told = event.get("params", {})
    return event.get("method") == "Page.lifecycleEvent" and (told["name"], told["loaderId"]) == ("load", loader)


@contextmanager
def browser(*flags: str) -> Iterator[Browser]:
    """A browser with a profile of its own, ended afterwards."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        to_it, ours = os.pipe()
        our_reading, from_it = os.pipe()
        command = [
            CHROMIUM, "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
            "--no-proxy-server", "--remote-debugging-pipe", f"--user-data-dir={profile}", *flags,
        ]  # fmt: skip
        process = subprocess.Popen(
            [sys.executable, "-c", _BEGIN, str(to_it), str(from_it), *command],
            pass_fds=(to_it, from_it), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        os.close(to_it)
        os.close(from_it)
        with os.fdopen(ours, "wb") as writing, os.fdopen(our_reading, "rb") as reading:
            try:
                yield Browser(reading, writing)
            finally:
                process.terminate()
                process.wait(30)
