"""Sealed sentences of the shipped homeworks: the real misconceptions, and students who have them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader import wire
from grader.assignment import load_assignment
from grader.diagnose import Diagnoser, WrongAnswer, matching
from grader.engine import Context, End
from grader.job import default_seed
from grader.live import Live
from grader.load.from_text import load_text
from grader.pytest_plugin import collect
from grader.sandbox import open_sandbox
from grader.selfcheck.sealed import SealedDiagnoser, opened, seal
from grader.types import Check
from grader.wrong_answers import WrongAnswerStore, answering

HOMEWORKS = Path(__file__).resolve().parents[2] / "assignments"
CHECKS = {
    "network_basics": ("sizes.last_output", "softmax.gradient", "net_gradients.b2"),
    "exam_exercises": ("neuron.norm", "softmax.values", "linear_collapse.bias"),
}
"""Public checks of single numbers, counts, arrays and wrong shapes."""
STUDENTS = {
    ("network_basics", "softmax.gradient", "target_minus_probability"): (
        "basics.py",
        "import math\nimport numpy as np\n"
        "def softmax_cross_entropy_gradient(h, y):\n"
        "    powers = [math.exp(v) for v in h]\n"
        "    total = sum(reversed(powers))\n"
        "    return [np.float32(t) - np.float32(w / total) for t, w in zip(y, powers)]\n",
    ),
    ("network_basics", "sizes.last_output", "batch_forgotten"): (
        "basics.py",
        "def layer_outputs(sizes, batch):\n    return tuple(sizes[1:])\n",
    ),
    ("exam_exercises", "softmax.values", "softmax_sigmoid"): (
        "exam.py",
        "import numpy as np\n"
        "def stable_softmax(a):\n"
        "    return 1 / (1 + np.exp(-np.asarray(a, dtype='float32')))\n",
    ),
}
"""The same mistakes in other words and in single precision."""


@dataclass(frozen=True)
class Homework:
    """What its misconceptions answer, for reports and sealed for the handout."""

    id: str
    answers: dict[Check, tuple[WrongAnswer, ...]]
    entries: dict[str, list[dict[str, Any]]]
    ask: Any

    def check(self, id: str) -> Check:
        """The check with this id."""
        return next(c for c in self.answers if c.id == id)


@pytest.fixture(scope="module", params=CHECKS)
def homework(request: pytest.FixtureRequest) -> Iterator[Homework]:
    """One homework with a plain worker; the misconceptions of its chosen checks are run."""
    assignment = load_assignment(HOMEWORKS / request.param)
    seed = default_seed(assignment)
    suite = collect(assignment)
    context = Context(assignment=assignment, suite=suite, seed=seed, made_with={})
    with open_sandbox("none", preload=assignment.preload) as sandbox:
        answer = answering(lambda work: Live(sandbox, work, assignment, seed=seed))
        store = WrongAnswerStore(context, None, answer)
        chosen = [c for c in suite.checks if c.id in CHECKS[request.param]]
        answers = {check: tuple(store(check)) for check in chosen}

        def ask(check: Check, file: str, source: str) -> End:
            work = load_text({file: source}, name="ann", assignment=assignment.id)
            return answer(context, check, work)[0]

        entries = {
            check.id: [e for a in some if (e := seal(check.id, a)) is not None]
            for check, some in answers.items()
        }
        yield Homework(id=assignment.id, answers=answers, entries=entries, ask=ask)
    suite.close()


def test_each_misconception_opens_what_matching_names(homework: Homework) -> None:
    """All pairs, also in single precision; none is left out, and the right answer opens nothing."""
    assert len(homework.answers) == 3
    for check, answers in homework.answers.items():
        entries = homework.entries[check.id]
        assert len(entries) == len(answers) >= 3
        for one in answers:
            single = one.judged.got.astype(np.float32).astype(np.float64)
            for culprit in (one.judged, replace(one.judged, got=single)):
                found = opened(check.id, culprit, entries)
                assert found == matching(culprit, answers)
                assert one.sentence in [d.sentence for d in found]
            right = replace(one.judged, got=one.judged.expected)
            assert opened(check.id, right, entries) == ()


def test_students_with_the_same_mistake_are_told(homework: Homework) -> None:
    """In another style and precision; the whole verdict is the one that grading gives."""
    for (of, id, known), (file, source) in STUDENTS.items():
        if of != homework.id:
            continue
        check = homework.check(id)
        end = homework.ask(check, file, source)
        assert end.verdict.status == "failed", end.verdict.message
        told = SealedDiagnoser(homework.entries)(check, end).verdict
        assert known in [d["id"] for d in told.evidence["diagnoses"]]
        assert told == Diagnoser(homework.answers.__getitem__)(check, end).verdict


def test_the_entries_tell_nothing(homework: Homework) -> None:
    """No id, no sentence, no wrong number in the bytes of the handout; sealing again gives the same."""
    for check, answers in homework.answers.items():
        sealed = [wire.encode({"e": e}) for e in homework.entries[check.id]]
        data = b"".join(bytes(buffer) for one in sealed for buffer in one)
        for one in answers:
            assert one.misconception.encode() not in data
            for word in (one.sentence, one.sentence[:12], one.judged.what):
                assert word.encode() not in data
            wrong = one.judged.got[np.isfinite(one.judged.got) & (one.judged.got != 0)]
            assert not any(np.float64(v).tobytes() in data for v in wrong.ravel())
        again = [wire.encode({"e": seal(check.id, one)}) for one in answers]
        assert [[bytes(b) for b in one] for one in again] == [[bytes(b) for b in s] for s in sealed]
