"""From what the program judged to the mark that leaves it: marks by hand, attempts, policy, names.

Nothing is executed and nothing is judged here. The same machine results with another policy, or
with more marks by hand, settle to another mark; so a date can move without grading again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grader import results
from grader.job import Job, attempt_path, page_path, result_path
from grader.journal import Entry as Line
from grader.locking import locked
from grader.marks import Mark, Marks, by_student, with_marks, without_marks
from grader.pages import write_page
from grader.people import HandIn, People, names_of, read_people

if TYPE_CHECKING:
    from grader.policy import Policy

_SETTLED = ("name", "ids", "group", "final", "adjustment", "attempt", "submitted_at")
"""Fields of a result file that are added here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settling:
    """What a batch's marks depend on besides its answers."""

    out: Path
    people: People
    marks: Mapping[str, Mapping[str, Mark]]
    """Student -> check -> the mark by hand that counts."""
    policy: Policy | None = None

    @classmethod
    def of(cls, job: Job) -> Settling:
        """As it stands on disk now.

        Raises:
            UsageError: when the policy, the marks or `people.json` cannot be read.
        """
        policy = None
        if job.policy is not None:
            from grader.policy import load_policy

            policy = load_policy(job.policy)
        return cls(
            out=job.out,
            people=read_people(job.out),
            marks=by_student(Marks(job.out / "marks.jsonl").latest()),
            policy=policy,
        )

    def machine(self, student: str) -> list[dict[str, Any]]:
        """What the program judged, one result per attempt, read back from the batch's folder."""
        attempts = [h.attempt for h in self.people.hand_ins(student)]
        if attempts == [0]:
            return [_unsettled(results.read(result_path(self.out, student)))]
        return [results.read(attempt_path(self.out, student, n)) for n in attempts]

    def final(self, machine: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        """The settled result of one student.

        Args:
            machine: a result per attempt, in order, as judged.
        """
        student = machine[0]["student"]
        marks = self.marks.get(student, {})
        tries = [with_marks(without_marks(data), marks) for data in machine]
        hand_ins = self.people.hand_ins(student)
        if len(hand_ins) != len(tries):  # a batch from before attempts were known
            hand_ins = tuple(HandIn(attempt=n) for n in range(1, len(tries) + 1))
        counted, rule, final, adjustment = self._counted(student, tries, hand_ins)
        person = self.people.person(student)
        chosen, when = tries[counted], hand_ins[counted]
        return _in_order(
            chosen
            | {
                "name": person.name,
                "ids": dict(person.ids),
                "group": list(self.people.groups.get(student, ())),
                "final": final,
                "adjustment": adjustment,
                "attempt": {"number": when.attempt, "of": len(tries), "rule": rule}
                if len(tries) > 1
                else None,
                "submitted_at": when.submitted_at,
            }
        )

    def _counted(
        self, student: str, tries: Sequence[Mapping[str, Any]], hand_ins: Sequence[HandIn]
    ) -> tuple[int, str, float | None, dict[str, Any] | None]:
        if self.policy is None:
            return len(tries) - 1, "last", tries[-1]["earned"], None
        from grader.policy import Handed, settle, slip_days_used

        names = names_of(self.people.person(student))
        handed = [
            Handed(
                number=when.attempt or 1,
                submitted_at=when.submitted_at,
                late=when.late,
                earned=data["earned"],
                possible=data["possible"],
                complete=data["complete"],
            )
            for data, when in zip(tries, hand_ins, strict=True)
        ]
        done = settle(
            self.policy,
            names=names,
            handed=handed,
            slip_used=slip_days_used(self.policy, names),
        )
        return done.counted, done.rule, done.final, done.adjustment

    def save(self, data: Mapping[str, Any]) -> bool:
        """Writes a settled result and its page where they say something else; tells whether they did."""
        path = result_path(self.out, data["student"])
        page = page_path(self.out, data["student"])
        if path.exists() and page.exists() and path.read_bytes() == results.dump(data):
            return False
        results.write(self.out, data)
        write_page(self.out, data)
        return True


def settling_lock(out: Path) -> AbstractContextManager[None]:
    """Held by whoever reads marks, settles and writes: two at once could write an older state."""
    return locked(out / ".settle.lock")


def settle_class(settling: Settling, lines: Iterable[Line]) -> list[Line]:
    """Settles everybody, writes what changed, and gives the journal's lines with the final marks.

    Args:
        settling: what the marks depend on.
        lines: of all submissions of the batch; of a student with several attempts, one for each.
    """
    out = []
    by_student: dict[str, list[Line]] = {}
    for line in lines:
        by_student.setdefault(line.student, []).append(line)
    for student, own in by_student.items():
        data = settling.final(settling.machine(student))
        settling.save(data)
        out += counted_lines(data, own)
    return out


def counted_lines(data: Mapping[str, Any], lines: Sequence[Line]) -> list[Line]:
    """The journal's lines about all attempts of a student: the one that counts bears the final mark.

    Args:
        data: the settled result.
        lines: of the attempts, as judged.
    """
    out = []
    counted = (data["attempt"] or {"number": lines[0].attempt})["number"]
    for line in lines:
        if line.attempt == counted:
            line = replace(line_of(data, line.key, attempt=line.attempt), final=data["final"])
        out.append(replace(line, counted=line.attempt == counted))
    return out


def line_of(data: Mapping[str, Any], key: str, *, attempt: int = 0) -> Line:
    """The journal's line about a result."""
    statuses: dict[str, int] = {}
    for verdict in data["verdicts"]:
        statuses[verdict["status"]] = statuses.get(verdict["status"], 0) + 1
    return Line(
        student=data["student"],
        key=key,
        earned=data["earned"],
        possible=data["possible"],
        final=data.get("final", data["earned"]),
        statuses=statuses,
        sandbox=data["made_with"]["sandbox"],
        attempt=attempt,
    )


def _unsettled(data: Mapping[str, Any]) -> dict[str, Any]:
    """A settled result as it was judged."""
    return {k: v for k, v in without_marks(data).items() if k not in _SETTLED}


def _in_order(data: Mapping[str, Any]) -> dict[str, Any]:
    """The fields in the order of docs/result-format.md."""
    first = ("format", "assignment", "title", "student", "name", "ids", "group", "digest")
    marks = ("earned", "possible", "complete", "final", "adjustment", "attempt", "submitted_at")
    head = {k: data[k] for k in (*first, *marks)}
    return head | {k: v for k, v in data.items() if k not in head}
