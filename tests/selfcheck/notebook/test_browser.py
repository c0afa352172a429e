"""The self-check in JupyterLab, in a real browser, as a student works: clicks, types, reads."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("default")]

Right = Callable[[str], str]
Open = Callable[..., Any]

OURS = "cells[{cell}].querySelector('.jp-OutputArea-output > div, .jp-RenderedHTMLCommon > div')"
HOSTILE = r"""def layer_outputs(sizes, batch):
    text = "<img src=x onerror='window.owned=1'><script>window.owned=1</script>"
    raise ValueError(text + " $x^2$ \\(y\\)")
"""


@pytest.fixture
def opened(chromium: Any, lab: ModuleType, handout_folder: Path, tmp_path: Path) -> Iterator[Open]:
    """Opens the handout's notebook: `opened(theme=..., width=...)`."""
    with ExitStack() as stack:

        def start(*, theme: str = "JupyterLab Light", width: int = 1100) -> Any:
            private = tmp_path / f"private {theme}"
            private.mkdir()
            address = stack.enter_context(lab.server(handout_folder, private, theme=theme))
            page = stack.enter_context(chromium.page())
            page.size(width, 900, mobile=False)
            page.media(dark="Dark" in theme)
            book = lab.Notebook(page, address, "network_basics.ipynb")
            book.address = address
            return book

        yield start


def counted(text: str) -> tuple[int, int]:
    """The numbers of the sum."""
    if found := re.search(r"All (\d+) public checks passed", text):
        return int(found[1]), int(found[1])
    if found := re.search(r"The public check (passed|did not pass)", text):
        return int(found[1] == "passed"), 1
    found = re.search(r"(\d+) of (\d+) public checks passed", text)
    assert found, text
    return int(found[1]), int(found[2])


def picture(book: Any, folder: Path, name: str, cell: int) -> None:
    """Keeps what it looks like, for a person who wants to see it."""
    book.run(f"cells[{cell}].scrollIntoView({{block: 'start'}})")
    book.page.screenshot(folder / f"{name}.png", whole=False)


def test_from_the_handout_to_the_first_passed_check(
    opened: Open, right: Right, tmp_path: Path
) -> None:
    """Run the cells, load, check, read what is wrong, edit, run, check again."""
    book = opened()
    for text in ("import numpy", "answers = {", "def layer_outputs"):
        assert "Error" not in book.execute(book.find(text))
    load = book.append("%load_ext grader")
    assert book.execute(load).strip() == ""
    check = book.append("%check T2")
    said = book.execute(check)
    assert counted(said) == (0, 3)
    assert said.count("to do") == 4  # three checks, and the sum

    cell = book.find("def layer_outputs")
    book.write(
        cell, "def layer_outputs(sizes, batch):\n    widths = sizes[1:]\n    return widths[7]"
    )
    unrun = book.execute(check)
    assert unrun.count("to do") == 4  # what was not run does not count yet
    book.execute(cell)
    number = re.search(r"\d+", book.prompt(cell))[0]  # type: ignore[index]
    said = book.execute(check)
    assert f"In [{number}], line 3, in layer_outputs: return widths[7]" in said
    picture(book, tmp_path, "failed", check)

    book.write(cell, right("layer_outputs"))
    book.execute(cell)
    said = book.execute(check)
    assert counted(said) == (3, 3)
    assert "Grading also runs checks that are not public." in said
    picture(book, tmp_path, "passed", check)

    book.delete(cell)
    said = book.execute(check - 1)
    assert counted(said) == (0, 3)
    assert "layer_outputs is still in the kernel's memory" in said
    assert not [line for line in book.page.console if "grader" in line.casefold()]


def test_the_order_of_the_saved_notebook_counts(opened: Open, right: Right) -> None:
    """A cell that ran first and stands last fails as it will when it is graded."""
    book = opened()
    helper = "def halved(n):\n    return n // 2"
    last = book.append("print(halved(4))\n" + right("layer_outputs"))
    book.execute(book.append("%load_ext grader"))
    cell = book.append(helper)
    book.execute(cell)
    assert "2" in book.execute(last)
    check = book.append("%check T2")
    book.save()
    book.until("document.body.innerText.includes('Saving completed')")
    said = book.execute(check)
    assert counted(said) == (3, 3)
    assert re.search(r"In \[\d+\], line 1.*halved", said), said


@pytest.mark.parametrize(
    ("theme", "width"),
    [("JupyterLab Light", 1100), ("JupyterLab Dark", 1100), ("JupyterLab Dark", 430)],
)
def test_it_reads_well(opened: Open, right: Right, tmp_path: Path, theme: str, width: int) -> None:
    """Light and dark, wide and narrow: nothing sticks out, all text has the theme's colour."""
    book = opened(theme=theme, width=width)
    book.execute(book.find("import numpy"))
    book.execute(book.find("answers = {"))
    cell = book.find("def layer_outputs")
    book.write(cell, right("layer_outputs").replace("return", "print('so far')\n    return", 1))
    book.execute(cell)
    cell = book.find("def residual_block")
    book.write(cell, right("residual_block").replace("x0 * w0", "x0 * w1"))
    book.execute(cell)
    cell = book.find("def softmax_jacobian")
    book.write(cell, "def softmax_jacobian(h):\n    " + "x" * 90 + " = 1\n    return 1 / 0")
    book.execute(cell)
    book.execute(book.append("%load_ext grader"))
    check = book.append("%check")
    said = book.execute(check)
    assert counted(said)[0] >= 3
    for word in ("passed", "wrong", "raised"):
        assert word in said
    picture(book, tmp_path, f"{theme} {width}", check)
    ours = OURS.format(cell=check)
    assert book.run(f"{ours}.scrollWidth <= {ours}.clientWidth + 1")
    colours = book.run(
        f"[...new Set([{ours}, ...{ours}.querySelectorAll('*')]"
        ".map(e => getComputedStyle(e).color))]"
    )
    assert colours == [book.run(f"getComputedStyle({ours}.parentElement).color")]
    inside = f"[...{ours}.querySelectorAll('*')]"
    assert book.run(
        f"{inside}.every(e => e.getBoundingClientRect().right <= "
        f"{ours}.getBoundingClientRect().right + 1)"
    )


def test_what_a_student_raises_stays_text(opened: Open) -> None:
    """No tag, no script, no formula, nothing loaded from anywhere."""
    book = opened()
    book.write(book.find("def layer_outputs"), HOSTILE)
    book.execute(book.find("def layer_outputs"))
    book.execute(book.append("%load_ext grader"))
    check = book.append("%check T2.A")
    said = book.execute(check)
    assert "<img src=x onerror='window.owned=1'>" in said
    assert "$x^2$" in said
    assert book.run("window.owned") is None
    ours = OURS.format(cell=check)
    assert book.run(f"{ours}.querySelectorAll('img, script, mjx-container').length") == 0
    assert {url.split("/")[2] for url in book.page.requests if url.startswith("http")} == {
        book.address.removeprefix("http://")
    }


def test_a_notebook_that_is_not_trusted_still_shows_it(
    opened: Open, handout_folder: Path, lab: ModuleType, tmp_path: Path
) -> None:
    """JupyterLab cleans the HTML of a file that came from elsewhere; words and bars are left."""
    book = opened()
    book.execute(book.find("def layer_outputs"))
    book.execute(book.append("%load_ext grader"))
    check = book.append("%check T2")
    said = book.execute(check)
    book.save()
    book.until("document.body.innerText.includes('Saving completed')")
    text = (handout_folder / "network_basics.ipynb").read_text("utf-8")
    (handout_folder / "copied.ipynb").write_text(text.replace("NotImpl", "NotImp1"), "utf-8")
    other = lab.Notebook(book.page, book.address, "copied.ipynb")
    assert other.output(check).replace("NotImp1", "NotImpl") == said
    ours = OURS.format(cell=check)
    assert other.run(f"{ours}.querySelectorAll('[style*=border-left]').length") >= 3
    picture(other, tmp_path, "untrusted", check)
