"""Hidden checks and reference solutions cannot be found from inside, however the project is installed.

Two layouts: a checkout that is imported from its folder, and an installed wheel, whose packages lie
in the same site-packages that student code imports numpy from.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from sandbox import running_as

pytestmark = pytest.mark.sandbox

NEEDLE = "needle_5f1c0a9e"


def project(folder: Path) -> list[Path]:
    """Copies the project to a folder, with a secret in each place that has some; their paths."""
    shutil.copytree(running_as.ROOT / "grader", folder / "grader")
    secrets = [
        folder / "grader" / f"{NEEDLE}.py",
        folder / "reference" / f"{NEEDLE}.py",
        folder / "reports" / f"{NEEDLE}.py",
        folder / "assignments" / "hw" / "checks" / f"test_{NEEDLE}.py",
    ]
    for secret in secrets:
        secret.parent.mkdir(parents=True, exist_ok=True)
        secret.write_text(f"# {NEEDLE}\n")
    for package in ("reference", "reports", "assignments"):
        (folder / package / "__init__.py").touch()
    return secrets


def installed(folder: Path) -> list[Path]:
    """The layout of a wheel: the packages, and the list of their files."""
    site = folder / "site-packages"
    secrets = project(site)
    notes = site / "deep_grader-0.1.0.dist-info"
    notes.mkdir()
    (notes / "RECORD").write_text("".join(f"{path},,\n" for path in secrets))
    (site / "bystander").mkdir()
    (site / "bystander" / "__init__.py").write_text("seen = True\n")
    course = site / "course" / f"{NEEDLE}.py"
    course.parent.mkdir()
    course.write_text(f"# {NEEDLE}\n")
    return [*secrets, notes / "RECORD", course]


@pytest.mark.parametrize("user", running_as.USERS)
@pytest.mark.parametrize("tier", ["1", "2", "3"])
@pytest.mark.parametrize("layout", ["checkout", "wheel"])
def test_secrets_cannot_be_found(tmp_path: Path, layout: str, tier: str, user: str) -> None:
    """Neither by their paths nor by walking through all that can be read."""
    secrets = project(tmp_path) if layout == "checkout" else installed(tmp_path)
    home = tmp_path if layout == "checkout" else tmp_path / "site-packages"
    hide = "" if layout == "checkout" else str(home / "course")
    for path in (tmp_path, *tmp_path.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    script = running_as.ROOT / "tests" / "sandbox" / "secrecy.py"
    arguments = (tier, hide, NEEDLE, *map(str, secrets))
    told = running_as.result(running_as.start(user, script, *arguments, project=home))
    if "refused" in told:
        pytest.skip(told["refused"])
    assert told["found"] == []
    assert told["names"] > 1000  # the search did see the libraries
    assert Path(told["grader"]).parent.parent == home


@pytest.mark.parametrize("tier", ["1", "2", "3"])
def test_other_packages_beside_it_can_be_imported(tmp_path: Path, tier: str) -> None:
    """What is covered is the project, not the folder it is installed in."""
    installed(tmp_path)
    script = tmp_path / "script.py"
    script.write_text(
        "import json, sys\n"
        "from sandbox.asking import run, value\n"
        "from grader.errors import Refused\n"
        "from grader.sandbox import open_sandbox\n"
        "source = 'import bystander, numpy\\ndef main():\\n    return bystander.seen\\n'\n"
        "try:\n"
        "    with open_sandbox(sys.argv[1], preload=['numpy']) as sandbox:\n"
        "        print(json.dumps({'seen': value(run(sandbox, source))}))\n"
        "except Refused as refused:\n"
        "    print(json.dumps({'refused': str(refused)}))\n"
    )
    for path in (tmp_path, *tmp_path.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    user = running_as.USERS[0]
    home = tmp_path / "site-packages"
    told = running_as.result(running_as.start(user, script, tier, project=home))
    if "refused" in told:
        pytest.skip(told["refused"])
    assert told == {"seen": True}
