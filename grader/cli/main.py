"""The command `grader`: one file per command, loaded only when it is asked for."""

from __future__ import annotations

import importlib
import sys
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


class _Commands(click.Group):
    """Knows its commands by name, so that `grader --help` imports none of them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in _COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"grader.cli.{name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(grader.__version__, message="grader %(version)s")
def cli() -> None:
    """Grades deep-learning homework: gradients, NumPy modules, PyTorch models, training runs.

    \b
    grader grade HOMEWORK SUBMISSIONS --out DIR   marks, pages, a gradebook
    grader check PATH --assignment HOMEWORK       public checks, on your own work
    """


def main(arguments: list[str] | None = None) -> Any:
    """Runs the command line and exits with its code: 0 done, 1 usage, 2 broken checks, 3 refused."""
    try:
        code = cli.main(arguments, prog_name="grader", standalone_mode=False)
    except UsageError as error:
        click.echo(f"grader: {error}", err=True)
        code = error.exit_code
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
