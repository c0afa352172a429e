"""The command `grader`: one file per command, loaded only when it is asked for.

Commands are known by name, never imported here: students have a part of the program in which only
some of them are there, and it is cut out by following imports.
"""

from __future__ import annotations

import importlib
import io
import sys
from importlib.util import find_spec
from typing import Any

import click

import grader
from grader.disk import disk_trouble
from grader.errors import UsageError

_COMMANDS = {
    "grade": "Grade a folder of submissions.",
    "regrade": "Judge a batch again from its recordings and say what changed.",
    "review": "Mark written answers by hand, in the browser.",
    "show": "Replay how one mark came about.",
    "policy": "Explain in words what late work costs.",
    "export": "Write marks for Canvas, Moodle, Gradescope, CSV, Parquet.",
    "similar": "Look for submissions that have much in common.",
    "check": "Check your own work against the public checks.",
    "verify": "Prove that a homework's checks are right.",
    "handout": "Write what students get, cut from the solution.",
    "doctor": "Say what this machine can do and what it lacks.",
}


_EXAMPLES = {
    "grade": ("grader grade HOMEWORK SUBMISSIONS --out DIR", "marks, pages, a gradebook"),
    "check": ("grader check", "public checks, in a homework's folder"),
}

_OURS = ("grader", "reference", "reports", "assignments")

WHOLE_PROGRAM = "https://github.com/deep-grader/deep-grader"


def _is_here(name: str) -> bool:
    """Whether the command's module is there: found by its file, not imported."""
    return find_spec(f"grader.cli.{name}") is not None


def _students_part() -> bool:
    return not _is_here("grade")


def _not_here(what: str) -> str:
    return (
        f"{what} is not in this installation, which is the student's part of the program; the "
        f"whole program is at {WHOLE_PROGRAM}."
    )


class _Commands(click.Group):
    """Knows its commands by name, so that `grader --help` imports none of them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [name for name in _COMMANDS if _is_here(name)]

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in _COMMANDS:
            return None
        if not _is_here(name):
            raise UsageError(_not_here(f"`grader {name}`"))
        command: click.Command = importlib.import_module(f"grader.cli.{name}").command
        return command

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        super().format_help_text(ctx, formatter)
        shown = [_EXAMPLES[name] for name in self.list_commands(ctx) if name in _EXAMPLES]
        with formatter.section("Examples"):
            formatter.write_dl(shown)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, _COMMANDS[name]) for name in self.list_commands(ctx)])


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(
    grader.__version__,
    message="grader %(version)s" + (", the student's part" if _students_part() else ""),
)
def cli() -> None:
    """Grades deep-learning homework: gradients, NumPy modules, PyTorch models, training runs."""


def _print_anything() -> None:
    """What a terminal, a pipe of Windows or a log cannot show is escaped, in place of an error."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def main(arguments: list[str] | None = None) -> Any:
    """Runs the command line and exits with its code: 0 done, 1 usage, 2 broken checks, 3 refused."""
    _print_anything()
    try:
        code = cli.main(arguments, prog_name="grader", standalone_mode=False)
    except UsageError as error:
        click.echo(f"grader: {error}", err=True)
        code = error.exit_code
    except ModuleNotFoundError as error:
        missing = error.name or ""
        if not (_students_part() and missing.split(".")[0] in _OURS):
            raise
        click.echo(f"grader: {_not_here(missing)}", err=True)
        code = 1
    except OSError as error:
        sentence = disk_trouble(error)
        if sentence is None:
            raise
        click.echo(f"grader: {sentence}", err=True)
        code = 1
    except click.ClickException as error:
        error.show()
        code = 1
    except (click.Abort, KeyboardInterrupt):
        click.echo(
            "grader: interrupted; the same command again goes on where it stopped.", err=True
        )
        code = 130
    sys.exit(code or 0)
