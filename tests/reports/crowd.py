"""A large class of made-up results with everything that the page of a class can show.

The same at every call, and simple enough that a test can say from the results alone whom a figure
stands for.
"""

from __future__ import annotations

import hashlib
import random
from typing import Any

Result = dict[str, Any]

FIRST = (
    *("Ada", "Björn", "Chiara", "Dmitri", "Eun-ji", "Femi", "Grace", "Hiroshi", "Inês", "Jan"),
    *("Karolīna", "Lucía", "Mwangi", "Nóra", "Oğuz", "Priya", "Quentin", "Ruxandra", "Søren"),
)
LAST = (
    *("Abara", "Bianchi", "Castillo", "Dąbrowski", "Eriksen", "Fischer", "Gupta", "Haddad"),
    *("Ivanova", "Jørgensen", "Kowalczyk", "Lindqvist", "Moreau", "Nakamura", "Okonkwo"),
)
IDEAS = ("sign_lost", "mean_taken_twice", "transpose_forgotten", "bias_left_out")
"""Misconceptions that the wrong answers of this class fit."""
NOBODY, EVERYBODY, REVERSED, SLOW, BROKEN, VOIDED, WRITTEN = 3, 5, 7, 11, 13, 17, 19
"""Numbers of the checks that are odd on purpose."""
POSSIBLE_PER_CHECK = (0.5, 1.0, 1.0, 2.0)


def crowd(students: int = 500, checks: int = 160, seed: int = 5) -> list[Result]:
    """Results of so many students, with a policy, groups, attempts and marks by hand."""
    rng = random.Random(seed)
    results: list[Result] = []
    for k in range(students):
        results.append(_result(rng, k, checks))
        if k % 40 == 1:  # handed in together with the one before: the same work, the same verdicts
            same = {"verdicts", "earned", "possible", "complete", "adjustment", "final", "digest"}
            results[k] |= {key: results[k - 1][key] for key in same}
    return results


def check_id(number: int) -> str:
    """Id of a check: `unit07.check3`."""
    return f"unit{number // 6:02}.check{number % 6}"


def question_id(number: int) -> str:
    """Id of the question that a check belongs to; six checks each."""
    return f"s9.{number // 6 + 1}"


def _result(rng: random.Random, k: int, checks: int) -> Result:
    skill = rng.betavariate(4, 2)
    verdicts = [_verdict(rng, k, n, skill) for n in range(checks)]
    known = [v["earned"] for v in verdicts if v["earned"] is not None]
    earned = round(sum(known), 6)
    late_s = rng.choice([0, 0, 0, 0, rng.randint(60, 200_000)]) if k % 50 else None
    taken = round(0.1 * earned, 2) if late_s and late_s > 3600 else 0.0
    name = f"{FIRST[k % len(FIRST)]} {LAST[k // len(FIRST) % len(LAST)]}"
    pair = [f"u{k - k % 2:04}", f"u{k - k % 2 + 1:04}"] if k % 40 < 2 else []
    return {
        "format": 1,
        "assignment": "crowd",
        "title": "A homework for many",
        "student": f"u{k:04}",
        "name": name + (f" {k // 285 + 1}" if k >= 285 else ""),
        "ids": {"sid": str(10_000 + k)},
        "group": pair,
        "attempt": {"number": 2, "of": 3, "rule": "best"} if k % 9 == 0 else None,
        "submitted_at": None if late_s is None else "2026-03-01T22:10:00+01:00",
        "digest": hashlib.sha256(str(k).encode()).hexdigest(),
        "earned": earned,
        "possible": round(sum(v["points"] for v in verdicts), 6),
        "complete": len(known) == len(verdicts),
        "final": None if late_s is None else round(earned - taken, 6),
        "adjustment": {
            "sentence": f"{taken:g} points were taken off." if taken else "",
            "taken_off": taken,
            "due": "2026-03-01T23:59:00+01:00",
            "extension": "2026-03-03T23:59:00+01:00" if k % 30 == 4 else None,
            "late_s": late_s,
            "slip_days": 1 if late_s and late_s <= 3600 else 0,
            "accepted": not (late_s and late_s > 180_000),
        },
        "questions": [
            {"id": question_id(n), "title": f"Question {n // 6 + 1}: something of unit {n // 6}"}
            for n in range(0, checks, 6)
        ],
        "verdicts": verdicts,
        "notes": [],
        "made_with": {"grader": "0.1.0", "seed": 7, "sandbox": "1", "selftest": {}},
        "started_at": "2026-03-02T09:05:00+00:00",
        "seconds": 2.0,
    }


def _verdict(rng: random.Random, k: int, n: int, skill: float) -> dict[str, Any]:
    points = POSSIBLE_PER_CHECK[n % 4]
    status = _status(rng, k, n, skill)
    earned: float | None = {"passed": points, "manual": None, "broken": None}.get(status, 0.0)
    evidence: dict[str, Any] = {}
    diagnosis = None
    if status == "failed":
        kind = rng.randrange(12)
        evidence = {"worst": f"[0, {kind}]: expected 0.5, got {kind / 7:.6g}"}
        if kind < 6:  # the same mistake gives the same numbers
            evidence["wrong"] = f"{n:03}-{kind:02}"
        else:
            evidence["wrong"] = f"{n:03}-{k:04}"
        if kind < 4 and n % 3 == 0:
            diagnosis = IDEAS[kind]
            sentence = f"What fits is {IDEAS[kind].replace('_', ' ')}: look at the last line again."
            evidence["diagnoses"] = [{"id": diagnosis, "sentence": sentence}]
    marked = voided = None
    if n == WRITTEN and status == "passed":
        earned = points * (k % 3) / 2
        marked = {"by": "tutor", "at": "2026-03-04T10:00:00+00:00", "earned": earned, "items": []}
        status = "passed" if earned else "failed"
    if n == VOIDED:
        voided = {"reason": "The sheet named the wrong axis.", "give": "full"}
        status, earned = "passed", points
    return {
        "check": check_id(n),
        "question": question_id(n),
        "title": f"The values of part {n} at three inputs of different shapes.",
        "status": status,
        "earned": earned,
        "points": points,
        "visibility": "hidden" if n % 5 == 0 else "public",
        "message": "This check broke on our side (KeyError: 'b1')." if status == "broken" else "",
        "diagnosis": diagnosis,
        "evidence": evidence,
        "replay": "",
        "seconds": 0.01,
        "remarks": [],
        "hint": None,
        "marked": marked,
        "voided": voided,
    }


def _status(rng: random.Random, k: int, n: int, skill: float) -> str:
    """How check `n` ends for a student of that skill, 0 to 1."""
    right = rng.random() < 0.25 + 0.75 * skill - 0.3 * (n % 10) / 10
    if n == NOBODY:
        return "failed" if k % 4 else "errored"
    if n == EVERYBODY:
        return "passed"
    if n == REVERSED:
        return "failed" if rng.random() < skill else "passed"
    if n == SLOW and k % 6 == 0:
        return "timed_out"
    if n == BROKEN and k % 100 == 3:
        return "broken"
    if n == WRITTEN:
        return "manual" if k % 5 == 0 else "passed"
    if right:
        return "passed"
    return rng.choice(["failed", "failed", "failed", "errored", "blocked"])
