"""GUIDE.md: the one page that tells a student how to install, check and hand in.

Written for somebody who has never done this. Everything beyond one page is in
docs/student-guide.md.
"""

from __future__ import annotations

from collections.abc import Sequence

_SHOWN = 4
"""Question ids that are listed; of more, how many there are."""

_PAGE = """\
# How to check your work: {title}

You can try your answers on your own computer as often as you like. Nothing is sent anywhere, and
nothing you try here costs points.

## 1. Install (once)

You need Python 3.11 or newer. Open a terminal *in this folder* and type:

    python -m pip install ./{wheel}

On Windows type `py` where it says `python`; on some systems it is `python3`. If pip refuses with
"externally-managed-environment", make an environment first, and use it in every new terminal:
`python3 -m venv .venv`, then `source .venv/bin/activate`.{torch}

## 2. Check

{commands}

If your terminal does not find `grader`, type `python -m grader check`: it is the same program.

In a notebook (Jupyter or VS Code), run this in a cell:

    %pip install ./{wheel}
    %load_ext grader
    %check {question}

On Colab: upload the zip of this folder in the file panel, then run `!unzip -q NAME.zip`,
`%cd NAME`, and the three lines above.

## 3. Read the result

| word | what it means |
|---|---|
| passed | Right. |
| wrong | It ran, but the answer is not right: what was expected and what came stand side by side. |
| raised | Your code stopped with an error. Your own line is shown. |
| too long | It needed more time or memory than allowed. |
| to do | Still as it was in the starter. |
| blocked | Not tried, because something it builds on has not passed yet. Fix that first. |
| by hand | A person reads this answer. |
| BROKEN | The check itself failed. It is not your fault: tell your course. |

At first everything is to do. Take one question at a time.

{hidden}

## 4. Before you hand in

`grader check` also warns you about what would go wrong when your work is graded:

- a function or class is missing, or has another name than in the starter files
- a file that cannot be loaded in a fresh Python: restart your notebook and run all cells once
- a path that exists only on your computer, such as `C:\\Users\\...`: use names relative to this folder
- a package that the course does not have
- training or `input()` at the top of a file: put it under `if __name__ == "__main__":`

Then hand in this folder, a zip of it, or your notebook, as `README.md` and your course say.
"""

_TORCH = """

{which} PyTorch, which is a large download:

    python -m pip install torch"""

_HIDDEN = """\
These are the *public* checks. Grading also runs checks that are not public, on other inputs. So
passing here is a very good sign, but no promise of full marks: write code that works for any input."""

_ALL_PUBLIC = """\
The same checks grade your work. Answers that are marked *by hand* are read by a person later."""


def guide_text(*, title: str, hidden: bool, torch: Sequence[str], wheel: str, question: str) -> str:
    """Writes the page.

    Args:
        title: of the homework.
        hidden: whether grading runs checks that students do not have.
        torch: ids of the questions that need PyTorch, in the order of the sheet; empty where none.
        wheel: file name of the student's part of the program.
        question: id of a question that has a public check, for the examples.

    Returns:
        Markdown; the same arguments give the same text.
    """
    return _PAGE.format(
        title=" ".join(title.split()),
        wheel=wheel,
        question=question,
        commands="\n".join(_commands(question)),
        torch=_TORCH.format(which=_which(torch)) if torch else "",
        hidden=_HIDDEN if hidden else _ALL_PUBLIC,
    )


def _commands(question: str) -> list[str]:
    """The commands, with what they are for in a column of its own."""
    one = f"grader check --only {question}"
    rows = (
        ("grader check", "every public check"),
        (one, "one question"),
        ("grader check --watch", "again whenever you save; stop with Ctrl+C"),
    )
    return [f"    {command:<{len(one) + 3}}{what}" for command, what in rows]


def _which(questions: Sequence[str]) -> str:
    """The questions as the beginning of a sentence: `Questions 4a and 4b need`."""
    quoted = [f"`{each}`" for each in questions[:_SHOWN]]
    if len(questions) > _SHOWN:
        quoted.append(f"{len(questions) - _SHOWN} more")
    if len(quoted) == 1:
        return f"Question {quoted[0]} needs"
    return f"Questions {', '.join(quoted[:-1])} and {quoted[-1]} need"
