"""`grader export`: marks for other systems, tables for analysis, pages without names."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from grader.cli.exporting import Export, tell, write
from grader.errors import UsageError

FORMATS = ("csv", "parquet", "canvas", "moodle", "gradescope", "github", "pages")
BUNDLE = "gradescope-autograder"
_VISIBILITIES = ("visible", "after_due_date", "after_published", "hidden")

_ONLY_FOR = {
    "shape": ("csv", "parquet"),
    "into": ("canvas", "moodle"),
    "column": ("canvas", "moodle"),
    "scale": ("canvas", "moodle"),
    "feedback": ("moodle",),
    "without_names": ("csv", "parquet", "gradescope", "github", "pages"),
    "key": ("csv", "parquet", "gradescope", "github", "pages"),
    "hidden": ("gradescope", BUNDLE),
    "without_diagnosis": (BUNDLE,),
    "seed": (BUNDLE,),
    "pip_options": (BUNDLE,),
    "marks": FORMATS,
    "incomplete": FORMATS,
}
"""Which formats an option means something for; any other is told instead of passed over."""


@click.command("export")
@click.argument("source", metavar="DIR")
@click.option(
    "--format",
    "format_",
    type=click.Choice([*FORMATS, BUNDLE]),
    metavar="FORMAT",
    required=True,
    help=f"{', '.join(FORMATS)} or {BUNDLE}.",
)
@click.option(
    "--to",
    "to",
    type=click.Path(path_type=Path),
    required=True,
    help="File to write, - for the terminal; for pages and gradescope a new folder (gradescope of "
    "one student: also a .json file).",
)
@click.option(
    "--into",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A gradebook exported from Canvas, or a grading worksheet of Moodle: it is filled, and "
    "everything else in it stays as it is.",
)
@click.option("--column", help="The assignment in that file, or its title where one is made.")
@click.option("--scale", is_flag=True, help="Bring marks to the total that the file says.")
@click.option("--feedback", is_flag=True, help="Moodle: also fill blank feedback comments.")
@click.option(
    "--shape",
    type=click.Choice(["wide", "long"]),
    help="csv and parquet: a row for each student (wide, the default) or for each student and check.",
)
@click.option(
    "--marks",
    type=click.Choice(["final", "earned"]),
    help="What the policy leaves (final, the default), or the points as judged.",
)
@click.option(
    "--incomplete",
    type=click.Choice(["blank", "partial"]),
    help="What stands for a mark that is not known yet: nothing (the default), or the certain points.",
)
@click.option("--without-names", is_flag=True, help="Codes in place of names, keys and ids.")
@click.option(
    "--key",
    type=click.Path(path_type=Path, dir_okay=False),
    help="With --without-names: also write who is behind each code.",
)
@click.option(
    "--hidden",
    type=click.Choice(_VISIBILITIES),
    help="Gradescope: when students see the results of hidden checks (default after_due_date).",
)
@click.option(
    "--without-diagnosis",
    is_flag=True,
    help="Autograder: leave out what misconceptions answer; nothing is run to make it then.",
)
@click.option("--seed", type=click.IntRange(0, 2**63 - 1), help="Autograder: seed of the inputs.")
@click.option("--pip-options", help="Autograder: more options for pip install, such as an index.")
def command(source: str, format_: str, to: Path, **options: Any) -> int:
    """Write the marks of the batch in DIR for another system, or its results as a table or pages.

    \b
    grader export DIR --format canvas --into gradebook.csv --to upload.csv
    grader export DIR --format moodle --into worksheet.csv --to upload.csv
    grader export DIR --format csv --shape long --without-names --to results.csv
    grader export HOMEWORK --format gradescope-autograder --to autograder.zip

    For gradescope-autograder, DIR is a homework: its id or folder.

    Exit code: 0 everything is in the file, 1 wrong use, 2 somebody has no place in it, or a mark
    is not known yet and was left blank. Who and why is said.
    """
    _check_options(format_, options)
    if format_ == BUNDLE:
        return _bundle(source, to, options)
    out = Path(source).absolute()
    _check_target(format_, to, options["into"])
    return Export(out, format_, to, options).run()


def _bundle(source: str, to: Path, options: dict[str, Any]) -> int:
    from grader.assignment import find_assignment, load_assignment
    from grader.autograder.bundle import build

    if str(to) == "-":
        raise UsageError("An autograder is a zip file: give --to a file name.")
    assignment = load_assignment(find_assignment(source))
    if not options["without_diagnosis"]:
        tell(["Asking the homework's misconceptions for their answers; this can take minutes."])
    data = build(
        assignment,
        seed=options["seed"],
        hidden=options["hidden"] or "after_due_date",
        diagnosis=not options["without_diagnosis"],
        pip_options=options["pip_options"] or "",
    )
    write(to, data)
    click.echo(
        f"Wrote the autograder of {assignment.id} to {to} ({len(data) // 1024} KiB). Upload it to "
        "Gradescope and try it there with a submission of your own before students do."
    )
    return 0


def _check_options(format_: str, options: dict[str, Any]) -> None:
    for name, formats in _ONLY_FOR.items():
        if options[name] not in (None, False) and format_ not in formats:
            raise UsageError(
                f"--{name.replace('_', '-')} is for --format {' or '.join(formats)}, "
                f"not for {format_}; leave it out."
            )
    for name in ("scale", "feedback"):
        if options[name] and options["into"] is None:
            raise UsageError(f"--{name} needs --into, the file that is to be filled.")
    if options["key"] is not None and not options["without_names"]:
        raise UsageError("--key says who is behind the codes of --without-names; give both.")


def _check_target(format_: str, to: Path, into: Path | None) -> None:
    if format_ == "pages" or (format_ == "gradescope" and to.suffix != ".json"):
        if to.is_file() or str(to) == "-":
            raise UsageError(f"--format {format_} writes a folder; give --to a folder's name.")
        if to.is_dir() and any(to.iterdir()):
            raise UsageError(
                f"{to} is not empty; give a new folder, so that nothing of an earlier export "
                "stays among these files."
            )
    elif to.is_dir():
        raise UsageError(f"{to} is a folder; give --to the name of a file.")
    if into is not None and into.exists() and to.exists() and into.samefile(to):
        raise UsageError(f"{to} is the file given with --into; write to another, and keep it.")
