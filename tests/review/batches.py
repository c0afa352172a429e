"""Folders of made-up batches, written as the grader writes them, in moments instead of minutes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from grader import results
from grader.batch_folder import prepare, remember, write_class_files
from grader.job import Job
from grader.journal import Journal
from grader.pages import write_page
from grader.settle import line_of
from grader.types import Result, Verdict

PROOF, WHY, WORDS = "written.s1.proof", "written.s1.why", "exam.answer"
PROOF_LINES = ["factors $e^c$ out of every term", "e^c cancels", "holds for every k and every c"]
WHY_LINES = ["exp overflows for large activations", "after the shift no exponential exceeds 1"]
QUESTIONS = (
    {
        "id": "s1.proof",
        "title": "Proof that softmax does not change under a shift",
        "text": "Show that $\\operatorname{softmax}(x + c) = \\operatorname{softmax}(x)$ for every $c$.",
    },
    {"id": "s1.why", "title": "Why the shift by the largest activation is useful", "text": ""},
    {"id": "s1.code", "title": "Softmax", "text": ""},
    {"id": "s1.words", "title": "Is it separable?", "text": ""},
)


def written(check: str, text: str | None, *, points: float, lines: Sequence[str]) -> Verdict:
    """A written answer that waits."""
    evidence: dict[str, Any] = {
        "rubric": list(lines),
        "rubric_points": [points / len(lines) for _ in lines],
    }
    if text is not None:
        evidence["text"] = text
    found = "Waits for a person." if text else "No text was found; a person looks at it."
    question = check.removeprefix("written.")
    return verdict(check, question, "manual", None, points, message=found, evidence=evidence)


def verdict(
    check: str, question: str, status: Any, earned: float | None, points: float, **more: Any
) -> Verdict:
    """Any verdict."""
    fields: dict[str, Any] = {"title": f"What {check} asks", "visibility": "public"}
    return Verdict(
        check=check, question=question, status=status, earned=earned, points=points, **fields | more
    )


def student(
    name: str, *, proof: str | None = "A proof.", why: str | None = "Overflow.", **more: Any
) -> dict[str, Any]:
    """One student's result: two written answers, a check of code that passed."""
    verdicts = [
        verdict("softmax.forward", "s1.code", "passed", 3.0, 3.0),
        written(PROOF, proof, points=3, lines=PROOF_LINES),
        written(WHY, why, points=2, lines=WHY_LINES),
        *more.pop("others", ()),
    ]
    digest = more.pop("digest", name)
    made = Result(
        assignment="tiny",
        student=name,
        digest=digest,
        verdicts=tuple(verdicts),
        made_with={"grader": "0", "seed": 1, "sandbox": "1", "selftest": {}},
        started_at="2026-03-02T09:00:00+00:00",
        seconds=1.0,
        title="Softmax and friends",
        questions=QUESTIONS,
    )
    return results.as_data(made) | more


def batch(out: Path, everybody: Sequence[Mapping[str, Any]], **people: Any) -> Path:
    """The folder of a graded batch with these results."""
    from grader.people import People
    from grader.settle import Settling

    out.mkdir(mode=0o700, parents=True, exist_ok=True)
    prepare(out, "tiny")
    job = Job(assignment=out / "homework", out=out, seed=1, tier="1")
    remember(job)
    People(**people).save(out)
    settling = Settling.of(job)
    journal = Journal(out / "journal")
    for machine in everybody:
        data = settling.final([machine])
        results.write(out, data)
        write_page(out, data)
        journal.append(line_of(data, "key"))
    write_class_files(out, [data["student"] for data in everybody])
    return out
