"""A real Chromium for tests, driven over its own pipe with nothing but the standard library.

It speaks the DevTools protocol (messages of JSON, each ended by a zero byte, on file descriptors
3 and 4 of the browser). Every page is opened in a fresh tab and everything that went wrong on the
way is kept: console messages, dialogs, network requests.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    *("--disable-extensions", "--disable-dev-shm-usage", "--hide-scrollbars", "--mute-audio"),
    "--remote-debugging-pipe",
)
_LAUNCH = """
import os, sys
theirs_in, theirs_out = int(sys.argv[1]), int(sys.argv[2])
spare = [os.dup2(theirs_in, 100), os.dup2(theirs_out, 101)]
os.dup2(100, 3); os.dup2(101, 4)
os.closerange(5, 256)
os.execv(sys.argv[3], sys.argv[3:])
"""
_PATIENCE_S = 60.0


class BrowserError(Exception):
    """The browser refused a command, died, or did not answer in time."""


def find() -> str:
    """Path of a Chromium.

    Without one the test is skipped; under CI it fails instead, so that it cannot vanish unnoticed.
    """
    for name in NAMES:
        if path := shutil.which(name):
            return path
    reason = f"no browser: none of {', '.join(NAMES)} is installed"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@dataclass(kw_only=True)
class Page:
    """One open tab and what happened in it."""

    browser: Browser
    session: str
    console: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    """Addresses of everything the page asked for, itself included."""
    blocked: list[str] = field(default_factory=list)
    """Those of them that its own policy refused."""
    urls: dict[str, str] = field(default_factory=dict)
    agrees: bool = False
    """What the reader answers to a dialog, such as whether to leave a page."""

    def send(self, method: str, **params: Any) -> dict[str, Any]:
        """One DevTools command for this tab."""
        return self.browser.send(method, self.session, **params)

    def size(self, width: int, height: int, *, mobile: bool = False, scale: float = 1) -> None:
        """Set the window, in CSS pixels."""
        self.send(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=scale,
            mobile=mobile,
        )

    def media(self, *, dark: bool = False, kind: str = "screen") -> None:
        """Pretend that the reader prefers dark, or prints."""
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.send("Emulation.setEmulatedMedia", media=kind, features=[scheme])

    def open(self, url: str) -> None:
        """Load a page and wait until it has loaded."""
        self.browser.loaded.discard(self.session)
        answer = self.send("Page.navigate", url=url)
        if "errorText" in answer:
            raise BrowserError(f"{url}: {answer['errorText']}")
        self.browser.wait(lambda: self.session in self.browser.loaded)

    def run(self, script: str) -> Any:
        """The value of a JavaScript expression in the page (promises are awaited)."""
        answer = self.send(
            "Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True
        )
        if "exceptionDetails" in answer:
            raise BrowserError(json.dumps(answer["exceptionDetails"])[:2000])
        return answer["result"].get("value")

    def screenshot(self, path: Path, *, whole: bool = True) -> None:
        """Write a PNG of the page."""
        answer = self.send("Page.captureScreenshot", captureBeyondViewport=whole)
        path.write_bytes(base64.b64decode(answer["data"]))

    def pdf(self) -> bytes:
        """The page as it prints, on A4."""
        answer = self.send(
            "Page.printToPDF", paperWidth=8.27, paperHeight=11.69, preferCSSPageSize=True
        )
        return base64.b64decode(answer["data"])

    def accessible(self) -> list[tuple[str, str]]:
        """What a screen reader is told: (role, name) of every node, in reading order."""
        self.send("Accessibility.enable")
        nodes = self.send("Accessibility.getFullAXTree")["nodes"]
        return [
            (node["role"]["value"], node.get("name", {}).get("value", ""))
            for node in nodes
            if not node["ignored"]
        ]


class Browser:
    """A running Chromium. Use `launch`."""

    def __init__(self, path: str, profile: Path) -> None:
        read_theirs, self._write = os.pipe()
        self._read, write_theirs = os.pipe()
        command = [sys.executable, "-c", _LAUNCH, str(read_theirs), str(write_theirs), path]
        command += [*FLAGS, f"--user-data-dir={profile}", "about:blank"]
        self._process = subprocess.Popen(
            command,
            pass_fds=(read_theirs, write_theirs),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        os.close(read_theirs)
        os.close(write_theirs)
        self._pending = b""
        self._count = 0
        self._answers: dict[int, dict[str, Any]] = {}
        self._pages: dict[str, Page] = {}
        self.loaded: set[str] = set()
        self.version = self.send("Browser.getVersion")["product"]

    def send(self, method: str, session: str | None = None, **params: Any) -> dict[str, Any]:
        """Send one command and return its result."""
        self._count += 1
        number = self._count
        message: dict[str, Any] = {"id": number, "method": method, "params": params}
        if session:
            message["sessionId"] = session
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self._write, data) :]
        self.wait(lambda: number in self._answers)
        answer = self._answers.pop(number)
        if "error" in answer:
            raise BrowserError(f"{method}: {answer['error']['message']}")
        return answer["result"]

    def wait(self, done: Callable[[], bool]) -> None:
        """Take in messages until something has happened."""
        deadline = time.monotonic() + _PATIENCE_S
        while not done():
            left = max(0.0, deadline - time.monotonic())
            if not select.select([self._read], [], [], left)[0]:
                raise BrowserError("the browser did not answer in time")
            data = os.read(self._read, 1 << 20)
            if not data:
                raise BrowserError("the browser ended")
            *messages, self._pending = (self._pending + data).split(b"\0")
            for message in messages:
                self._take(json.loads(message))

    def _take(self, message: dict[str, Any]) -> None:
        if "id" in message:
            self._answers[message["id"]] = message
            return
        page = self._pages.get(message.get("sessionId", ""))
        if page is None:
            return
        method, params = message["method"], message["params"]
        if method == "Page.loadEventFired":
            self.loaded.add(page.session)
        elif method == "Network.requestWillBeSent":
            page.requests.append(params["request"]["url"])
            page.urls[params["requestId"]] = params["request"]["url"]
        elif method == "Network.loadingFailed" and params.get("blockedReason") == "csp":
            page.blocked.append(page.urls[params["requestId"]])
        elif method == "Page.javascriptDialogOpening":
            page.dialogs.append(params["message"])
            self._dismiss(page)
        elif method == "Runtime.consoleAPICalled":
            page.console.append(f"{params['type']}: {params['args']}")
        elif method == "Runtime.exceptionThrown":
            page.console.append(str(params["exceptionDetails"]))
        elif method == "Log.entryAdded":
            page.console.append(f"{params['entry']['level']}: {params['entry']['text']}")

    def _dismiss(self, page: Page) -> None:
        """Close a dialog without waiting for the answer: we may be inside another command."""
        self._count += 1
        message = {"id": self._count, "method": "Page.handleJavaScriptDialog"}
        message |= {"params": {"accept": page.agrees}, "sessionId": page.session}
        os.write(self._write, json.dumps(message).encode() + b"\0")

    @contextlib.contextmanager
    def page(self) -> Iterator[Page]:
        """A fresh tab that nothing is remembered in."""
        context = self.send("Target.createBrowserContext")["browserContextId"]
        target = self.send("Target.createTarget", url="about:blank", browserContextId=context)
        attached = self.send("Target.attachToTarget", targetId=target["targetId"], flatten=True)
        page = Page(browser=self, session=attached["sessionId"])
        self._pages[page.session] = page
        for domain in ("Page", "Network", "Runtime", "Log"):
            page.send(f"{domain}.enable")
        try:
            yield page
        finally:
            del self._pages[page.session]
            self.send("Target.disposeBrowserContext", browserContextId=context)

    def close(self) -> None:
        """End the browser and everything it started."""
        with contextlib.suppress(BrowserError, OSError):
            self.send("Browser.close")
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        os.close(self._read)
        os.close(self._write)


@contextlib.contextmanager
def launch(profile: Path) -> Iterator[Browser]:
    """A browser with a new, empty profile; skips (under CI: fails) where there is none."""
    browser = Browser(find(), profile)
    try:
        yield browser
    finally:
        browser.close()
