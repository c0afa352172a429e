"""What a handout brought along is nobody's work: its checks and the program's wheel."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import pytest

from grader.load import LoadError, digest_of, load_submission
from grader.load.own_files import without_handout

FILES = {
    "README.md": "# hw",
    "GUIDE.md": "## q1\n\nHow to.",
    "work.py": "def double(x):\n    return 2 * x\n",
    "written.md": "## q1\n\nBecause.\n",
    "deep_grader-0.1.0+student.abc-py3-none-any.whl": "PK",
    ".github/workflows/check.yml": "on: push",
    "checks/handout.json": "{}",
    "checks/expected.rec": "x",
    "checks/test_work.py": "def test_double(student): ...\n",
    "checks/double.py": "def double(x):\n    return 'of the checks'\n",
}


def laid_out(folder: Path, files: dict[str, str]) -> Path:
    """A folder of these files."""
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    return folder


@pytest.mark.parametrize("inside", ["", "hw1/", "a/b/"])
def test_checks_and_wheel_are_left_out_wherever_the_handout_lies(inside: str) -> None:
    """Nothing else is: a student's own folder `checks` has no handout.json in it."""
    files = {inside + path: path for path in FILES} | {"other/checks/mine.py": "mine"}
    assert set(without_handout(files).values()) == {
        "README.md",
        "GUIDE.md",
        "work.py",
        "written.md",
        ".github/workflows/check.yml",
        "mine",
    }


def test_what_only_looks_like_it_stays() -> None:
    """Other wheels, a file beside `checks`, a folder whose name ends in it."""
    files = dict.fromkeys(
        ["handout.json", "my_checks/a.py", "checks/a.py", "checks/sub/handout.json", "torch-2.whl"]
    )
    assert without_handout(files) == files
    files["checks/handout.json"] = None
    assert sorted(without_handout(files)) == ["handout.json", "my_checks/a.py", "torch-2.whl"]


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("inside", ["", "hw1/"])
def test_the_whole_folder_handed_in_is_the_students_files_only(
    tmp_path: Path, packed: bool, inside: str
) -> None:
    """As a folder or an archive, wrapped in another folder or not: none of it is loaded as code."""
    place = laid_out(tmp_path / "in", {inside + path: text for path, text in FILES.items()})
    if packed:
        place = Path(shutil.make_archive(str(tmp_path / "hw"), "zip", place))
        assert any("expected.rec" in name for name in zipfile.ZipFile(place).namelist())
    made = load_submission(place, student="ann", assignment="hw", items=["q1"])
    assert [module.path for module in made.modules] == ["work.py"]
    assert set(made.files) == {"README.md", "GUIDE.md", "work.py", "written.md"}
    assert made.texts["q1"] == "Because."


def test_the_digest_is_of_the_students_files(tmp_path: Path) -> None:
    """Both ways to get it agree, and a newer handout around the same work changes nothing."""
    place = laid_out(tmp_path / "in", FILES)
    digest = digest_of(place)
    assert load_submission(place, student="ann", assignment="hw").digest == digest
    (place / "checks/expected.rec").write_text("newer")
    assert digest_of(place) == digest
    (place / "work.py").write_text("x = 1\n")
    assert digest_of(place) != digest


def test_nothing_but_a_handouts_checks_is_nothing(tmp_path: Path) -> None:
    """It is said, and no check file passes for work."""
    place = laid_out(tmp_path / "in", {k: v for k, v in FILES.items() if k.startswith("checks/")})
    with pytest.raises(LoadError, match="in"):
        load_submission(place, student="ann", assignment="hw")
    with pytest.raises(LoadError, match="in"):
        digest_of(place)
