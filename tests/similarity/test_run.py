"""The whole comparison of a batch: who is listed, with which evidence, and what is never listed."""

from __future__ import annotations

import json
import stat
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from similarity import disguises
from similarity.classes import Work

from grader.errors import HarnessFault, UsageError
from grader.job import recording_path, result_path
from grader.similarity import run
from grader.similarity.needed import check_libraries
from grader.similarity.run import Wanted, similar

Make = Callable[..., Path]
ANSWER = "Because " + " ".join(f"reason{n} follows from step{n}" for n in range(12))


def pairs(data: Mapping[str, Any]) -> list[tuple[str, ...]]:
    """Who is listed with whom."""
    return [tuple(who["name"] for who in pair["who"]) for pair in data["pairs"]]


def test_a_disguised_copy_is_the_only_pair(make_batch: Make, honest: dict[str, str]) -> None:
    """Honest works of one homework are not listed; a copy under all disguises is, with passages."""
    copy = disguises.everything(honest["gina"])
    data = similar(make_batch(honest | {"zoe": copy}))
    assert pairs(data) == [("gina", "zoe")]
    (pair,) = data["pairs"]
    assert pair["code"]["share"] >= 0.6
    assert (data["compared"], data["found"], data["groups"]) == (8, 1, [])
    assert pair["passages"]
    for passage in pair["passages"]:
        for side in passage["sides"]:
            assert any(same for _, _, same in side["lines"])
    left, right = pair["passages"][0]["sides"]
    assert left["where"].startswith("hw.py, lines ")
    for side, source in ((left, honest["gina"]), (right, copy)):
        rows = source.split("\n")
        assert all(rows[n - 1].startswith(text.removesuffix(" …")) for n, text, _ in side["lines"])


def test_honest_works_are_no_pairs(make_batch: Make, honest: dict[str, str]) -> None:
    """Nothing is listed, and the page says so."""
    out = make_batch(honest)
    assert similar(out)["pairs"] == []
    assert "No two submissions have" in (out / "similarity.html").read_text()


def test_everything_is_said_again_word_for_word(make_batch: Make, honest: dict[str, str]) -> None:
    """Twice the same batch gives the same bytes, and only its owner can read them."""
    out = make_batch(honest | {"zoe": disguises.renamed(honest["kim"])})
    similar(out)
    first = [(out / f"similarity.{end}").read_bytes() for end in ("json", "html")]
    similar(out)
    assert first == [(out / f"similarity.{end}").read_bytes() for end in ("json", "html")]
    for end in ("json", "html"):
        assert stat.S_IMODE((out / f"similarity.{end}").stat().st_mode) == 0o600
    assert json.loads(first[0]) == similar(out)


def test_the_starter_is_not_common(make_batch: Make, honest: dict[str, str]) -> None:
    """What the handout gives is left out; without a handout the page says that it counts."""
    starter = honest["gina"]
    mine = starter + "\n\n" + honest["carla"]
    theirs = starter + "\n\n" + honest["deniz"]
    others = {n: honest[n] for n in ("fabio", "kim", "sheet_001")}
    data = similar(make_batch({"a": mine, "b": theirs} | others, handout={"hw.py": starter}))
    assert (data["handout"], pairs(data)) == (True, [])


def test_a_missing_handout_is_said(make_batch: Make, honest: dict[str, str]) -> None:
    """Then starter code counts as common."""
    out = make_batch(honest)
    assert similar(out)["handout"] is False
    assert "The handout was not found" in (out / "similarity.html").read_text()


def test_what_most_of_the_class_shares_is_left_out(
    make_batch: Make, honest: dict[str, str]
) -> None:
    """Code from the lecture that everybody pasted is no reason, and is listed as left out."""
    lecture = disguises.renamed(honest["anna"])
    works = {name: lecture + "\n\n" + source for name, source in honest.items() if name != "anna"}
    data = similar(make_batch(works))
    assert pairs(data) == []
    assert data["common"]
    assert all(c["students"] == 6 for c in data["common"])


def test_groups_and_attempts_are_never_pairs(make_batch: Make, honest: dict[str, str]) -> None:
    """Members that handed in together are one; attempts of one student as well."""
    group = ("g1", "g2")
    works = {n: Work(files={"hw.py": s}) for n, s in honest.items()}
    works["g1"] = Work(files={"hw.py": honest["kim"]}, group=group)
    works["g2"] = Work(files={"hw.py": honest["kim"] + "\n"}, group=group)
    first, second = disguises.renamed(honest["gina"]), honest["gina"] + "\n\nx = 1\n"
    works["twice"] = Work(files={}, attempts=[{"hw.py": first}, {"hw.py": second}])
    data = similar(make_batch(works))
    assert sorted(pairs(data)) == [("g1 and g2", "kim"), ("gina", "twice")]
    assert (data["compared"], data["students"]) == (9, 10)
    where = {w for p in data["pairs"] for q in p["passages"] for w in [q["sides"][1]["where"]]}
    assert any(w.startswith("attempt ") for w in where)


def test_three_with_the_same_are_a_group(make_batch: Make, honest: dict[str, str]) -> None:
    """Every two of them are listed, and the three together."""
    source = honest["gina"]
    others = {"u": disguises.renamed(source), "v": disguises.reordered(source)}
    data = similar(make_batch(honest | others))
    (group,) = data["groups"]
    assert {who["name"] for who in group["who"]} == {"gina", "u", "v"}
    assert (group["pairs"], group["of"]) == (3, 3)


def test_the_same_files_come_first(make_batch: Make, honest: dict[str, str]) -> None:
    """Byte for byte the same, also when there is little to compare."""
    data = similar(make_batch(honest | {"y": "x = 1\n", "z": "x = 1\n"}))
    assert pairs(data) == [("y", "z")]
    assert data["pairs"][0]["same_files"] is True
    assert data["too_little"] == ["y", "z"]


def test_written_answers_are_compared_as_text(make_batch: Make, honest: dict[str, str]) -> None:
    """The same proof is listed beside different code; the sheet's own words are nobody's."""
    asked = "Show that the softmax does not change when a constant is added to all of its inputs."
    works: dict[str, Any] = {
        n: Work(files={"hw.py": s, "written.md": f"## s1.1\n{asked}\n{n} " + "own words " * 3})
        for n, s in honest.items()
    }
    for name in ("anna", "kim"):
        text = f"## s1.1\n{asked}\n{ANSWER}\n"
        works[name] = Work(files={"hw.py": honest[name], "written.md": text})
    data = similar(make_batch(works, handout={"README.md": asked}))
    assert pairs(data) == [("anna", "kim")]
    (passage,) = [p for p in data["pairs"][0]["passages"] if p["kind"] == "text"]
    assert (passage["item"], passage["likeness"]) == ("s1.1", 100)
    assert data["pairs"][0]["text"]["share"] == 1


def with_numbers(honest: dict[str, str]) -> dict[str, Work]:
    """A class in which two gave the same wrong numbers, and two others known ones."""
    works = {n: Work(files={"hw.py": s}) for n, s in honest.items()}
    for name in ("anna", "kim"):
        works[name].wrong = {"a.one": "m1", "b.one": "m2"}
    for name in ("carla", "gina"):
        works[name].wrong = {"a.one": "k1", "b.one": "k2"}
        works[name].explained = {"a.one": "The factor is missing.", "b.one": "So is the sign."}
    return works


def test_rare_wrong_numbers_list_two(make_batch: Make, honest: dict[str, str]) -> None:
    """The same in two questions; those that a known mistake explains list nobody."""
    data = similar(make_batch(with_numbers(honest)))
    assert pairs(data) == [("anna", "kim")]
    found = data["pairs"][0]["numbers"]
    assert [(n["check"], n["students"], n["of"]) for n in found] == [
        ("a.one", 2, 7),
        ("b.one", 2, 7),
    ]
    assert found[0]["got"] == "[1.5, 2.5]"


def test_wrong_numbers_of_three_are_not_rare(make_batch: Make, honest: dict[str, str]) -> None:
    """A third one in seven that gave them makes them no reason to look."""
    works = with_numbers(honest)
    works["fabio"].wrong = {"a.one": "m1"}
    assert similar(make_batch(works))["pairs"] == []


def test_comments_list_two(make_batch: Make, honest: dict[str, str]) -> None:
    """Three comments that only these two have; the places are told."""
    remarks = "".join(f"# remember to ask the tutor about part {n}\n" for n in "abc")
    works = honest | {n: honest[n] + "\n" + remarks for n in ("anna", "kim")}
    data = similar(make_batch(works))
    assert pairs(data) == [("anna", "kim")]
    found = data["pairs"][0]["remarks"]
    assert [r["students"] for r in found] == [2, 2, 2]
    assert found[0]["text"].startswith("remember to ask the tutor about part")
    assert all(place.startswith("hw.py, line ") for place in found[0]["places"])


def test_without_names_nobody_is_named(make_batch: Make, honest: dict[str, str]) -> None:
    """Neither on the page nor in the data, not in file names, comments or code."""
    names = {"anna": "Anna Quist", "zoe": "Zoe Quarantelli"}
    works = {n: Work(files={"hw.py": s}, name=names.get(n, "")) for n, s in honest.items()}
    signed = "# Zoe Quarantelli wrote this all alone\n" + honest["anna"].replace("W1", "W_zoe")
    works["zoe"] = Work(files={"zoe_quarantelli.py": signed}, name=names["zoe"])
    out = make_batch(works)
    data = similar(out, Wanted(names=False))
    assert len(data["pairs"]) == 1
    for end in ("json", "html"):
        text = (out / f"similarity.{end}").read_text().casefold()
        assert "quarantelli" not in text
        assert "quist" not in text
        assert "reports/" not in text


def test_no_more_pairs_than_asked_for(make_batch: Make, honest: dict[str, str]) -> None:
    """The rest is counted."""
    copies = {f"c{n}": honest["gina"] + f"\n# {n}\n" for n in range(4)}
    works = {n: honest[n] for n in ("anna", "carla", "deniz", "fabio", "kim")} | copies
    data = similar(make_batch(works), Wanted(most_pairs=2))
    assert (len(data["pairs"]), data["found"]) == (2, 6)


def test_a_lost_recording_is_read_from_the_submissions(
    make_batch: Make, honest: dict[str, str], tmp_path: Path
) -> None:
    """Where they are given; otherwise the student is listed as not compared."""
    out = make_batch(honest | {"zoe": disguises.renamed(honest["kim"])})
    recording_path(out, "zoe").write_bytes(b"damaged")
    data = similar(out)
    assert pairs(data) == []
    assert data["unread"][0]["name"] == "zoe"
    assert data["compared"] == len(honest)
    assert "it is damaged" in data["unread"][0]["reason"]
    (tmp_path / "class").mkdir()
    (tmp_path / "class" / "zoe.py").write_text(disguises.renamed(honest["kim"]))
    data = similar(out, submissions=tmp_path / "class")
    assert (pairs(data), data["unread"]) == ([("kim", "zoe")], [])


def test_notebook_cells_are_told_by_their_numbers(make_batch: Make, honest: dict[str, str]) -> None:
    """A script copied into a notebook: the cell and the lines in it."""
    cells = [{"cell_type": "markdown", "metadata": {}, "source": "# Title"}]
    cells += [
        {"cell_type": "code", "metadata": {}, "source": f"{part}\n", "outputs": []}
        for part in ("import numpy as np", honest["gina"])
    ]
    notebook = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 4}
    zoe = Work(files={"hw.ipynb": json.dumps(notebook)})
    data = similar(make_batch(honest | {"zoe": zoe}))
    assert pairs(data) == [("gina", "zoe")]
    for passage in data["pairs"][0]["passages"]:
        left, right = passage["sides"]
        assert right["where"] == "hw.ipynb, cell 2"
        assert [row[:2] for row in left["lines"]] == [row[:2] for row in right["lines"]]


HOSTILE: dict[str, str | bytes] = {
    "markup": "</pre><script>alert(1)</script><img src=x onerror=alert(2)>\n" * 200,
    "one_line": "x = " + "+".join(["np.exp(a) * b"] * 80_000),
    "nulls": b"x = 1\n\0\0\0\n" * 2000,
    "nested": "(" * 50_000,
    "bytes": bytes(range(256)) * 400,
    "prose": "I could not finish this, the dog ate it. \u202e\u0000" * 500,
    "empty": "",
}


def test_hostile_submissions_are_compared_like_others(
    make_batch: Make, honest: dict[str, str]
) -> None:
    """Markup, a line of a megabyte, null bytes, deep nesting, no Python: no error, nothing lost."""
    twins: dict[str, Any] = {}
    for name, content in HOSTILE.items():
        for number in (1, 2):
            extra = f"\n# {number}\n".encode() if number == 2 else b""
            raw = content if isinstance(content, bytes) else content.encode()
            twins[f"{name}{number}<b>"] = Work(files={"hw.py": raw + extra})
    out = make_batch(honest | twins)
    data = similar(out)
    assert data["compared"] == len(honest) + len(twins)
    assert ("one_line1<b>", "one_line2<b>") in pairs(data)
    page = (out / "similarity.html").read_text("utf-8")
    assert "<script" not in page
    assert "<img" not in page
    assert "<b>&lt;" not in page
    assert len(page) < 3_000_000


def test_an_empty_class_and_a_class_of_one(make_batch: Make) -> None:
    """Nobody to compare with is no error."""
    data = similar(make_batch({"only": "x = 1\n"}))
    assert (data["compared"], data["pairs"], data["groups"]) == (1, [], [])


def test_a_folder_without_results_is_refused(make_batch: Make, tmp_path: Path) -> None:
    """One sentence says what is missing."""
    out = make_batch({"only": "x = 1\n"})
    result_path(out, "only").unlink()
    with pytest.raises(UsageError, match="holds no graded submissions; `grader grade` makes them"):
        similar(out)
    with pytest.raises(UsageError, match="holds no batch"):
        similar(tmp_path)


def test_submissions_that_are_not_there_are_refused(make_batch: Make, tmp_path: Path) -> None:
    """A mistyped folder is no empty one."""
    out = make_batch({"only": "x = 1\n"})
    with pytest.raises(UsageError, match="does not exist; give the folder that was graded"):
        similar(out, submissions=tmp_path / "nowhere")


def test_a_missing_library_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """It names the library and the extra that brings it."""
    monkeypatch.setattr("grader.similarity.needed.LIBRARIES", ("pygments", "no_such_library"))
    with pytest.raises(UsageError) as caught:
        check_libraries()
    assert str(caught.value) == (
        '`grader similar` needs no_such_library; install it with pip install "deep-grader[similarity]".'
    )


def test_a_page_that_cannot_be_made_is_our_fault(
    make_batch: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The data stand already."""
    out = make_batch({"only": "x = 1\n"})

    def fails(data: object) -> str:
        raise ValueError("no")

    monkeypatch.setattr("reports.similarity.similarity_page", fails)
    with pytest.raises(HarnessFault, match=r"similarity\.html cannot be made: ValueError: no"):
        run.similar(out)
    assert (out / "similarity.json").exists()


def test_nothing_that_could_run_code_is_loaded() -> None:
    """Comparing needs neither the engine nor a sandbox, so it cannot execute anything by mistake."""
    script = (
        "import sys, grader.similarity.run as r; "
        "print([m for m in sys.modules if m.startswith(('grader.sandbox', 'grader.engine', "
        "'grader.live', 'grader.worker', 'grader.pytest_plugin'))])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    assert done.stdout.strip() == b"[]"
