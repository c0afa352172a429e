"""What a check can see of a solution: never less than it really leans on."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.footprint import REST, changed, reach, roots
from grader.patching import parsed
from grader.source_text import bound_names

FILES = {
    "basics.py": (
        '"""Basics."""\nimport numpy as np\n\nSMALL = 1e-6\n\n'
        "def softmax(z):\n    return _shifted(z)\n\n"
        "def _shifted(z):\n    return z - z.max() + SMALL\n\n"
        "def alone(x):\n    return x\n"
    ),
    "net.py": (
        "from basics import softmax\nimport basics\n\n"
        "class Net:\n    def forward(self, x):\n        return softmax(x)\n\n"
        "def other(x):\n    return basics.alone(x)\n"
    ),
    "models/deep.py": "def deep(x):\n    return x\n",
    "written.md": "softmax",
}


def call(module: str, *path: str) -> dict[str, Any]:
    """A request of a check."""
    return {"op": "call", "target": {"module": module, "path": list(path)}, "args": []}


def test_roots_are_the_names_that_requests_start_from() -> None:
    """Objects that stay in the worker came from one of them."""
    requests = [
        call("basics", "softmax"),
        call("net", "Net"),
        {"op": "get", "target": {"handle": 3, "path": ["grads"]}},
        call("models.deep", "deep"),
    ]
    assert roots(requests, FILES) == {
        ("basics.py", "softmax"),
        ("net.py", "Net"),
        ("models/deep.py", "deep"),
    }


@pytest.mark.parametrize(
    "requests",
    [
        [],
        [{"op": "find", "name": "softmax"}],
        [call("elsewhere", "softmax")],
        [call("basics")],
        [call("basics", "softmax"), {"op": "find", "name": "x"}],
        [{"op": "get", "target": {"handle": 3, "path": []}}],
    ],
)
def test_roots_that_cannot_be_told_count_as_everything(requests: list) -> None:
    """A check that looked in another way may have seen anything."""
    assert roots(requests, FILES) is None


def test_reach_follows_what_a_name_leans_on() -> None:
    """Through helpers, constants and other files, and to what runs on import."""
    assert reach([("basics.py", "softmax")], FILES) == {
        ("basics.py", "softmax"),
        ("basics.py", "_shifted"),
        ("basics.py", "SMALL"),
        ("basics.py", REST),
    }
    found = reach([("net.py", "Net")], FILES)
    assert ("basics.py", "_shifted") in found
    assert ("net.py", "other") not in found


def test_reach_sees_names_of_another_module_as_attributes() -> None:
    """`basics.alone` leans on that file, and on what it does when it is imported."""
    found = reach([("net.py", "other")], FILES)
    assert {("basics.py", "alone"), ("basics.py", REST)} <= found


def test_whoever_names_a_module_leans_on_what_it_does_when_imported() -> None:
    """Although no name of it is used."""
    files = {
        "setup.py": "import numpy\nnumpy.seterr(all='raise')\n",
        "a.py": "import setup\nA = 1\n",
    }
    assert ("setup.py", REST) in reach([("a.py", "A")], files)


@pytest.mark.parametrize(
    ("old", "new", "places"),
    [
        ("SMALL = 1e-6", "SMALL = 0", {("basics.py", "SMALL")}),
        ("return x\n", "return -x\n", {("basics.py", "alone")}),
        ("import numpy as np", "import numpy", {("basics.py", REST)}),
        ("def alone(x):", "def lonely(x):", {("basics.py", "alone"), ("basics.py", "lonely")}),
        ('"""Basics."""', '"""Something else."""', set()),
        ("SMALL = 1e-6", "SMALL = (1e-6)  # tiny", set()),
        ("\n\ndef alone", "\n\n\n# here\ndef alone", set()),
    ],
)
def test_changed_names_the_places_that_say_something_else(old: str, new: str, places: set) -> None:
    """Comments, layout and the module's docstring do not count."""
    assert old in FILES["basics.py"]
    after = {**FILES, "basics.py": FILES["basics.py"].replace(old, new)}
    assert changed(FILES, after) == places
    assert changed(after, FILES) == places


def test_a_file_more_or_less_is_a_change_of_all_its_places() -> None:
    """Written answers are nobody's concern here."""
    fewer = {k: v for k, v in FILES.items() if k == "basics.py"}
    assert changed(FILES, fewer) == {
        ("net.py", "Net"),
        ("net.py", "other"),
        ("net.py", REST),
        ("models/deep.py", "deep"),
    }


NAMES = ("a", "b", "c", "d", "e")


@st.composite
def solutions(draw: st.DrawFn) -> dict[str, str]:
    """Two files of functions that use each other at will."""
    files = {"m.py": "import n\n", "n.py": ""}
    for name in NAMES:
        used = draw(st.lists(st.sampled_from(NAMES), max_size=2))
        file = draw(st.sampled_from(sorted(files)))
        listed = ", ".join([*used, str(draw(st.integers(0, 2)))])
        files[file] += f"def {name}():\n    return [{listed}]\n"
    return files


def places(files: dict[str, str]) -> list[tuple[str, str]]:
    """Every top-level name."""
    return [
        (file, name)
        for file, text in files.items()
        for node in parsed(text, file).body
        for name in bound_names(node)
    ]


@given(solutions(), st.data())
def test_reach_holds_its_start_grows_with_it_and_is_closed(
    files: dict[str, str], data: st.DataObject
) -> None:
    """Monotone, extensive, idempotent; and the union of what each place reaches."""
    every = places(files)
    some = data.draw(st.sets(st.sampled_from(every)))
    more = some | data.draw(st.sets(st.sampled_from(every)))
    assert some <= reach(some, files)
    assert reach(some, files) <= reach(more, files)
    assert reach(reach(some, files), files) == reach(some, files)
    assert reach(some, files) == frozenset().union(*(reach([p], files) for p in some))


@given(solutions())
def test_nothing_changed_changes_nothing(files: dict[str, str]) -> None:
    """Nor does a comment."""
    assert changed(files, files) == frozenset()
    assert changed(files, {f: f"# new\n{t}" for f, t in files.items()}) == frozenset()


@given(solutions(), st.sampled_from(NAMES), st.data())
def test_a_change_that_alters_an_answer_is_within_reach(
    files: dict[str, str], asked: str, data: st.DataObject
) -> None:
    """Executed for real: whatever is seen through one name lies in what that name reaches."""
    file, name = data.draw(st.sampled_from(places(files)))
    after = {
        **files,
        file: files[file].replace(
            f"def {name}():\n    return [", f"def {name}():\n    return [9, "
        ),
    }
    (start,) = [p for p in places(files) if p[1] == asked]
    if seen_from(files, asked) != seen_from(after, asked):
        assert changed(files, after) & reach([start], files)


def seen_from(files: dict[str, str], name: str) -> list:
    """What following a function's results shows, three calls deep."""
    space: dict[str, Any] = {}
    for text in files.values():
        exec(text.replace("import n\n", ""), space)  # noqa: S102 - our own text

    def shown(value: Any, depth: int) -> Any:
        if callable(value):
            return shown(value(), depth - 1) if depth else "..."
        return [shown(v, depth) for v in value] if isinstance(value, list) else value

    return shown(space[name], 3)


def test_names_looked_for_in_the_text_count_as_seen() -> None:
    """`student.has` asks nothing; the name may be defined in any file. Who reads the text sees everything."""
    files = {"a.py": "def f():\n    return 1\n", "b.py": "def g():\n    return 2\n"}
    call = {"op": "call", "target": {"module": "b", "path": ["g"]}}
    assert roots([call], files, ["f"]) == {("a.py", "f"), ("b.py", "f"), ("b.py", "g")}
    assert roots([call], files, None) is None
