"""`grader doctor`: what this machine can do, what is missing, and the command that would give it."""

from __future__ import annotations

import importlib.util
import sys
from importlib import metadata

import click

_WIDTH = 14


@click.command("doctor")
def command() -> int:
    """Say what this machine can and cannot do, layer by layer, and what would make grading unfair.

    Starts every tier of the sandbox and tries its walls, which takes a few seconds.

    Exit code: 0 when submissions can be isolated here, 3 when not.
    """
    from grader.sandbox.survey import survey

    _programs()
    found = survey()
    click.echo(f"\nIsolation on {found.platform}")
    wide = max((len(layer.name) for layer in found.layers), default=_WIDTH)
    for layer in found.layers:
        _row(layer.works, layer.name, layer.found, layer.remedy, wide)
    click.echo("\nTiers, strongest first; each was started and its walls were tried")
    for tier in found.tiers:
        if tier.tier == "none":
            continue
        walls = f"{len(tier.selftest)} walls stand" if tier.works else ""
        _row(tier.works, f"tier {tier.tier}", f"{tier.made_of}; {walls}".rstrip("; "), tier.remedy)
    if found.best is None:
        click.echo(
            "\nNo tier works here, so `grader grade` refuses. `--sandbox none` grades without "
            "isolation: students' code then runs with your rights."
        )
    else:
        click.echo(f"\n`grader grade` uses tier {found.best}.")
    if found.unfair:
        click.echo("\nWhat would make grading unfair here")
        for sentence in found.unfair:
            click.echo(f"  - {sentence}")
    return 0 if found.best else 3


def _programs() -> None:
    """Python and the packages that homeworks and tests of pages use."""
    click.echo("Programs")
    version = ".".join(map(str, sys.version_info[:3]))
    _row(sys.version_info >= (3, 11), "Python", version, "Python 3.11 or newer is needed.")
    for package, module, what in (
        ("numpy", "numpy", ""),
        ("torch", "torch", 'for PyTorch homework: pip install "deep-grader[torch]"'),
        ("scikit-learn", "sklearn", 'for the digits data: pip install "deep-grader[digits]"'),
        (
            "matplotlib",
            "matplotlib",
            "students' plots are skipped without it: pip install matplotlib",
        ),
    ):
        there = importlib.util.find_spec(module) is not None
        shown = metadata.version(package) if there else "not installed"
        _row(there, package, shown, what)


def _row(works: bool, name: str, found: str, remedy: str, wide: int = _WIDTH) -> None:
    mark = click.style("yes", fg="green") if works else click.style("no ", fg="yellow")
    click.echo(f"  {mark}  {name:<{wide}} {found}")
    if not works and remedy:
        click.echo(f"       {'':<{wide}} {remedy}")
