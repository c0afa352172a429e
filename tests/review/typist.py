"""Somebody at a keyboard, in front of a page of a real browser. Counts what they press."""

from __future__ import annotations

import time
from typing import Any

_CODES = {"Enter": 13, "Escape": 27, "Tab": 9, "ArrowLeft": 37, "ArrowRight": 39, "Backspace": 8}
_PATIENCE_S = 30.0


class Typist:
    """Presses keys through the browser's own input, as a keyboard does."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.pressed = 0

    def open(self, address: str) -> Typist:
        """Opens the printed address and waits for the first answer."""
        self.page.open(address)
        self.until("location.search === '' && document.readyState === 'complete'")
        self.until("!document.getElementById('work').hidden || status().includes('Nothing')")
        return self

    def press(self, *keys: str) -> None:
        """One key after another, without waiting for what they do."""
        for key in keys:
            self.pressed += 1
            text = "\r" if key == "Enter" else key if len(key) == 1 else ""
            common: dict[str, Any] = {"key": key, "windowsVirtualKeyCode": _CODES.get(key, 0)}
            if key.isdigit():
                common["code"] = f"Digit{key}"
            down = {"type": "keyDown", "text": text} if text else {"type": "rawKeyDown"}
            self.page.send("Input.dispatchKeyEvent", **down, **common)
            self.page.send("Input.dispatchKeyEvent", type="keyUp", **common)

    def write(self, text: str) -> None:
        """Text into the field that has the focus, a key for each letter."""
        self.press(*text)

    def run(self, script: str) -> Any:
        """The value of an expression; `status()`, `answer()` and `text(id)` are there for it."""
        return self.page.run(
            "(() => { const text = (id) => document.getElementById(id)?.textContent.trim() ?? '';"
            "const status = () => text('status'); const answer = () => text('answer');"
            f"return ({script}); }})()"
        )

    def until(self, script: str) -> None:
        """Waits until an expression holds; a page that is on its way counts as not yet."""
        end = time.monotonic() + _PATIENCE_S
        said: object = None
        while time.monotonic() < end:
            try:
                if said := self.run(script):
                    return
            except Exception as error:
                if "navigated" not in str(error) and "null" not in str(error):
                    raise
            time.sleep(0.02)
        shown = self.page.run("document.body.innerText")
        raise AssertionError(f"{script} never held ({said!r}); the page says:\n{shown[:3000]}")

    def saved(self, says: str = "Saved") -> None:
        """Waits until the page says so."""
        self.until(f"status().startsWith('{says}')")

    def to_next(self) -> None:
        """Enter, and waits for another answer."""
        before = self.answer
        self.press("Enter")
        self.until(f"answer() !== {before!r}")

    @property
    def answer(self) -> str:
        """The heading of the answer, with its code."""
        return str(self.run("answer()"))

    @property
    def code(self) -> str:
        """The code of the answer on the page."""
        return self.answer.removeprefix("Answer ").split(",")[0]

    @property
    def status(self) -> str:
        """What the page said last."""
        return str(self.run("status()"))
