"""`grader similar` without its command line: reads a batch, compares it, writes what it found."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from grader.atomic import write_atomically
from grader.batch_folder import batch_job
from grader.errors import HarnessFault, UsageError
from grader.similarity.comparing import Compared, compare
from grader.similarity.labels import Labels
from grader.similarity.material import Material, read_material
from grader.similarity.needed import check_libraries
from grader.similarity.pairs import LEAST_TOKENS, LEAST_WORDS, Pair, find_groups, find_pairs
from grader.similarity.passages import Passage, Side, find_passages
from grader.similarity.same_numbers import SharedNumber
from grader.similarity.standing import ALIKE

FORMAT = 1
_MOST_NUMBERS = 20
_MOST_REMARKS = 12
_MOST_COMMON = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What to look for and how much of it to show."""

    least: float = 0.6
    """Share of code or text from which on two are listed."""
    most_pairs: int = 50
    names: bool = True


def similar(
    out: Path,
    wanted: Wanted | None = None,
    *,
    assignment: Path | None = None,
    submissions: Path | None = None,
) -> dict[str, Any]:
    """Compares a batch and writes `similarity.json` and `similarity.html` into its folder.

    Args:
        out: the folder of a batch.
        wanted: what to look for.
        assignment: the homework's folder, if it is not where it was when the batch was graded.
        submissions: where the submissions are, for students without a recording.

    Returns:
        What stands in `similarity.json`; docs/similarity.md describes every field.

    Raises:
        UsageError: a library is missing, there is no batch, or one of its files is damaged.
    """
    wanted = wanted or Wanted()
    check_libraries()
    job = batch_job(out)
    if submissions is not None and not submissions.exists():
        raise UsageError(f"{submissions} does not exist; give the folder that was graded.")
    job = replace(job, assignment=assignment or job.assignment)
    # The place where they were graded from is only a guess: it may be gone or hold others by now.
    material = read_material(out, job.assignment, submissions)
    data = as_data(material, compare(material), wanted)
    write(out, data)
    return data


def write(out: Path, data: dict[str, Any]) -> None:
    """Writes data and page.

    Raises:
        HarnessFault: when the page cannot be made; the data stand already.
    """
    from reports.similarity import similarity_page

    text = json.dumps(data, ensure_ascii=False, indent=1) + "\n"
    write_atomically(out / "similarity.json", [text.encode("utf-8", "replace")])
    try:
        page = similarity_page(data)
    except Exception as error:
        raise HarnessFault(
            f"the page similarity.html cannot be made: {type(error).__name__}: {error}"
        ) from error
    write_atomically(out / "similarity.html", [page.encode("utf-8", "replace")])


def as_data(material: Material, compared: Compared, wanted: Wanted) -> dict[str, Any]:
    """Everything that was found, as plain values; the same for the same batch."""
    labels = Labels(material.owners, names=wanted.names)
    found = find_pairs(material, compared, least=wanted.least)
    small = [
        labels.who(owner)["name"]
        for owner in labels.order(range(len(material.owners)))
        if compared.code.sizes[owner] < LEAST_TOKENS and compared.text.sizes[owner] < LEAST_WORDS
    ]
    return {
        "format": FORMAT,
        "assignment": material.assignment,
        "title": material.title,
        "compared": len({d.owner for d in material.documents}),
        "students": sum(len(o.students) for o in material.owners),
        "documents": len(material.documents),
        "least": wanted.least,
        "most_pairs": wanted.most_pairs,
        "names": wanted.names,
        "handout": material.has_handout,
        "found": len(found),
        "pairs": [
            _pair(material, compared, labels, replace(p, owners=(a, b)))
            for p in found[: wanted.most_pairs]
            for a, b in [labels.order(p.owners)]
        ],
        "groups": [
            {
                "who": [labels.who(o) for o in labels.order(group.owners)],
                "pairs": group.pairs,
                "of": len(group.owners) * (len(group.owners) - 1) // 2,
                "weight": _short(group.weight),
            }
            for group in find_groups(found)
        ],
        "common": _common(material, compared),
        "too_little": small,
        "unread": _unread(material, labels),
    }


def _pair(material: Material, compared: Compared, labels: Labels, pair: Pair) -> dict[str, Any]:
    passages, more = find_passages(material, compared, pair.owners)
    return {
        "weight": _short(pair.weight),
        "who": [labels.who(owner) for owner in pair.owners],
        "same_files": pair.same_files,
        "code": {"share": _short(pair.code), "weight": _short(pair.code_weight)},
        "text": {"share": _short(pair.text), "weight": _short(pair.text_weight)},
        "numbers": [_number(n, labels, pair.owners) for n in pair.numbers[:_MOST_NUMBERS]],
        "numbers_more": max(0, len(pair.numbers) - _MOST_NUMBERS),
        "remarks": [
            {
                "text": labels.clean(" ".join(remark.words[:60]), pair.owners),
                "places": [
                    labels.clean(module.where(line), pair.owners)
                    for module, line in (
                        compared.remarks[owner][remark.words] for owner in pair.owners
                    )
                ],
                "students": remark.students,
                "weight": _short(remark.weight),
            }
            for remark in pair.remarks[:_MOST_REMARKS]
        ],
        "remarks_more": max(0, len(pair.remarks) - _MOST_REMARKS),
        "passages": [_passage(material, labels, pair, p) for p in passages],
        "passages_more": more,
    }


def _number(shared: SharedNumber, labels: Labels, owners: tuple[int, int]) -> dict[str, Any]:
    return {
        "check": shared.number.check,
        "question": shared.number.question,
        "title": shared.number.title,
        "got": labels.clean(shared.number.got, owners),
        "students": shared.students,
        "of": shared.of,
        "explained": shared.number.explained,
        "weight": _short(shared.weight),
    }


def _passage(material: Material, labels: Labels, pair: Pair, passage: Passage) -> dict[str, Any]:
    return {
        "kind": passage.kind,
        "item": passage.item,
        "likeness": passage.likeness,
        "others": passage.others,
        "weight": _short(passage.weight),
        "sides": [_side(material, labels, pair, side) for side in passage.sides],
    }


def _side(material: Material, labels: Labels, pair: Pair, side: Side) -> dict[str, Any]:
    attempt = material.documents[side.document].attempt
    where = labels.clean(side.where, pair.owners)
    return {
        "where": f"attempt {attempt}, {where}" if attempt else where,
        "lines": [[n, labels.clean(row, pair.owners), same] for n, row, same in side.lines],
        "more": side.more,
    }


def _common(material: Material, compared: Compared) -> list[dict[str, Any]]:
    """What was left out because most of the class has it: its first line, and how many have it."""
    out: dict[str, int] = {}
    for number in compared.code.standing.common.nonzero()[0].tolist():
        block = compared.code.blocks[number]
        if block.module is None:
            continue
        rows = block.module.source.split("\n")
        line = " ".join(rows[block.lines[0] - 1].split())[:120]
        have = 1 + int((compared.code.likeness[number] >= ALIKE).sum())
        out[line] = max(out.get(line, 0), have)
    ordered = sorted(out.items(), key=lambda entry: (-entry[1], entry[0]))[:_MOST_COMMON]
    return [{"line": line, "students": have} for line, have in ordered]


def _unread(material: Material, labels: Labels) -> list[dict[str, str]]:
    owner_of = {s: n for n, owner in enumerate(material.owners) for s in owner.students}
    found = [
        {
            "name": labels.who(owner_of[student])["name"],
            "reason": labels.clean(reason, [owner_of[student]]),
        }
        for student, reason in material.unread
    ]
    return sorted(found, key=lambda entry: (entry["name"], entry["reason"]))


def _short(value: float) -> float:
    """Four decimals: the same on every machine."""
    return round(float(value), 4)
