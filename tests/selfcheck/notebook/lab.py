"""A real JupyterLab for tests, and somebody who works in it with mouse and keyboard."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

TOKEN = "for-this-test"
_PATIENCE_S = 90.0
_SETTINGS = {
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    "notebook-extension/tracker": {"windowingMode": "none", "kernelShutdown": True},
}
_KEYS = {"Enter": 13, "Escape": 27, "End": 35, "a": 65, "s": 83}
_SHIFT, _CTRL = 8, 2


@contextlib.contextmanager
def server(folder: Path, private: Path, *, theme: str = "JupyterLab Light") -> Iterator[str]:
    """A server of that folder with settings of its own; gives its address."""
    settings = {**_SETTINGS, "apputils-extension/themes": {"theme": theme}}
    for name, values in settings.items():
        path = private / "settings" / "@jupyterlab" / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(values))
    runtime = private / "runtime"
    environment = {
        **os.environ,
        "JUPYTER_RUNTIME_DIR": str(runtime),
        "JUPYTER_CONFIG_DIR": str(private / "config"),
        "JUPYTER_DATA_DIR": str(private / "data"),
        "IPYTHONDIR": str(private / "ipython"),
        "PYTHONPATH": str(Path(__file__).resolve().parents[3]),
    }
    options = {
        "ServerApp.root_dir": folder,
        "ServerApp.port": 0,
        "ServerApp.ip": "127.0.0.1",
        "IdentityProvider.token": TOKEN,
        "ServerApp.allow_root": True,
        "ServerApp.open_browser": False,
        "LabApp.user_settings_dir": private / "settings",
        "LabApp.workspaces_dir": private / "workspaces",
        "LabApp.extension_manager": "readonly",
    }
    command = [sys.executable, "-m", "jupyterlab"]
    with (private / "server.log").open("wb") as log:
        process = subprocess.Popen(
            [*command, *(f"--{name}={value}" for name, value in options.items())],
            env=environment,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
    try:
        yield _address(process, runtime, private / "server.log")
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _address(process: subprocess.Popen[bytes], runtime: Path, log: Path) -> str:
    end = time.monotonic() + _PATIENCE_S
    while time.monotonic() < end and process.poll() is None:
        for file in runtime.glob("jpserver-*.json"):
            with contextlib.suppress(ValueError):  # half written
                told = json.loads(file.read_text())
                return f"http://127.0.0.1:{told['port']}"
        time.sleep(0.1)
    raise AssertionError(f"no server:\n{log.read_text()[-3000:]}")


class Notebook:
    """An open notebook: cells are counted from 0 and worked in as a person would."""

    def __init__(self, page: Any, address: str, name: str) -> None:
        self.page = page
        page.open(f"{address}/doc/tree/{name}?token={TOKEN}")
        self.until("cells.length > 1 && document.body.innerText.includes('| Idle')")

    def run(self, script: str) -> Any:
        """The value of an expression in the page; `cells` are the cells."""
        return self.page.run(
            "(() => { const cells = [...document.querySelectorAll('.jp-Notebook .jp-Cell')];"
            f"return ({script}); }})()"
        )

    def until(self, script: str) -> None:
        """Waits until an expression holds."""
        end = time.monotonic() + _PATIENCE_S
        while time.monotonic() < end:
            if self.run(script):
                return
            time.sleep(0.1)
        shown = self.page.run("document.body.innerText")
        raise AssertionError(f"{script} never held; the page says:\n{shown[-3000:]}")

    def find(self, text: str) -> int:
        """The first code cell whose text has this in it."""
        place = self.run(
            "cells.findIndex(c => c.classList.contains('jp-CodeCell') &&"
            f" c.querySelector('.cm-content').innerText.includes({json.dumps(text)}))"
        )
        assert place >= 0, text
        return int(place)

    def write(self, cell: int, text: str) -> None:
        """Replaces the text of a cell."""
        self._click(cell)
        self.press("a", _CTRL)
        self.page.send("Input.insertText", text=text)

    def execute(self, cell: int) -> str:
        """Runs a cell, waits for its end and gives what stands below it."""
        self._click(cell)
        before = self.prompt(cell)
        self.press("Enter", _CTRL)
        self.until(f"/\\[\\d+\\]/.test({self._prompt(cell)}) && {self._prompt(cell)} != {before!r}")
        return self.output(cell)

    def append(self, text: str) -> int:
        """A new code cell at the end."""
        new = int(self.run("cells.length"))
        self._click("document.querySelector('.jp-Notebook-footer')", f"cells.length == {new + 1}")
        self.write(new, text)
        return new

    def delete(self, cell: int) -> None:
        """Takes a cell away."""
        count = self.run("cells.length")
        self._click(cell)
        self.press("Escape")
        self.press("d", key_code=68)
        self.press("d", key_code=68)
        self.until(f"cells.length == {count - 1}")

    def save(self) -> None:
        """Ctrl-S."""
        self.press("s", _CTRL)

    def prompt(self, cell: int) -> str:
        """What stands beside a cell: `[7]:`."""
        return str(self.run(self._prompt(cell)))

    def output(self, cell: int) -> str:
        """What stands below a cell."""
        return str(
            self.run(f"cells[{cell}].querySelector('.jp-Cell-outputWrapper')?.innerText ?? ''")
        )

    def press(self, key: str, modifiers: int = 0, *, key_code: int = 0) -> None:
        """One key."""
        common: dict[str, Any] = {"key": key, "modifiers": modifiers}
        common["windowsVirtualKeyCode"] = key_code or _KEYS[key]
        common["code"] = f"Key{key.upper()}" if len(key) == 1 else key
        self.page.send("Input.dispatchKeyEvent", type="rawKeyDown", **common)
        self.page.send("Input.dispatchKeyEvent", type="keyUp", **common)

    def _prompt(self, cell: int) -> str:
        return f"(cells[{cell}].querySelector('.jp-InputPrompt')?.innerText ?? '').trim()"

    def _click(self, place: int | str, then: str = "") -> None:
        """Into the text of a cell, or on an element; again if the page moved under the pointer."""
        element = (
            place if isinstance(place, str) else f"cells[{place}].querySelector('.cm-content')"
        )
        then = then or f"cells[{place}].classList.contains('jp-mod-active')"
        end = time.monotonic() + _PATIENCE_S
        while time.monotonic() < end:
            x, y = self.run(
                f"(() => {{ const e = {element}; e.scrollIntoView({{block: 'center'}});"
                " const r = e.getBoundingClientRect(); return [r.left + 20, r.top + 8]; })()"
            )
            for kind in ("mousePressed", "mouseReleased"):
                self.page.send(
                    "Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1
                )
            for _ in range(30):
                if self.run(then):
                    return
                time.sleep(0.1)
        raise AssertionError(f"no click did it: {then}")
