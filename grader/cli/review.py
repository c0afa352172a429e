"""`grader review`: marking by hand, on a page of this machine."""

from __future__ import annotations

import getpass
from pathlib import Path

import click

from grader.errors import UsageError


@click.command("review")
@click.argument("out", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=0,
    show_default="a free one",
    help="Port of the page on this machine.",
)
@click.option(
    "--as",
    "by",
    default=None,
    show_default="your login",
    help="Name that is kept with every mark you give; students do not see it.",
)
@click.option(
    "--browser/--no-browser",
    default=True,
    show_default=True,
    help="Whether to try to open the page in a browser.",
)
def command(out: Path, port: int, by: str | None, browser: bool) -> int:
    """Mark written answers, and whatever else waits for a person, in the batch DIR.

    Serves a page that only this machine and only whoever has its address can open, until Ctrl-C.
    Everything can be done by keyboard: press ? on the page. Names stay hidden unless you ask
    for them. Every mark is saved at once; several people may mark the same DIR.
    """
    from grader.review.desk import Desk
    from grader.review.serve import serve

    serve(Desk(out, _name(by)), port=port, browser=browser, say=click.echo)
    return 0


def _name(given: str | None) -> str:
    """What the marker is called."""
    try:
        name = getpass.getuser() if given is None else given
    except (OSError, KeyError, ImportError):
        name = ""
    name = " ".join(name.split())
    if not name or not name.isprintable() or len(name) > 80:
        raise UsageError(
            "Say who marks: --as NAME, up to 80 characters. It stands beside every mark."
        )
    return name
