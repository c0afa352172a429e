"""Copies stand apart from honest work: measured on the homeworks' own samples."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from similarity.disguises import all_of

import assignments
from grader.load import LoadError, load_submission
from grader.similarity.blocks import Given
from grader.similarity.comparing import compare
from grader.similarity.material import Document, Material, Owner
from grader.similarity.pairs import LEAST_TOKENS
from grader.types import Module

ROOT = Path(assignments.__path__[0])

# Samples that were made of one another, so that they are no honest pair.
RELATED = {
    "network_basics": {"lena", "kofi", "milo", "farah", "rosa", "viktor", "ivo", "bela", "olga"},
    "softmax_network": {"anna"},
    "exam_exercises": {"ada"},
    "two_layer_network": set(),
    "modules_and_mlp": {"amara_okafor"},
}


def modules_of(path: Path) -> tuple[Module, ...]:
    """The modules of a submission that parse as they stand."""
    try:
        found = load_submission(path, student="s", assignment="hw").modules
    except LoadError:
        return ()
    return tuple(m for m in found if m.cells is None and parses(m.source))


def parses(source: str) -> bool:
    """Whether it is Python."""
    try:
        ast.parse(source)
    except (SyntaxError, ValueError):
        return False
    return True


@cache
def honest(homework: str) -> tuple[Given, dict[str, tuple[Module, ...]]]:
    """What the handout gives, and the honest works of a homework by name."""
    folder = ROOT / homework
    handout = load_submission(folder / "handout", student="h", assignment="hw")
    given = Given.of(handout.modules, ())
    places = {"solution": folder / "solution"}
    places |= {p.stem: p for p in sorted((folder / "samples").iterdir()) if p.suffix != ".toml"}
    works = {n: modules_of(p) for n, p in places.items() if n not in RELATED[homework]}
    return given, {n: w for n, w in works.items() if sum(len(m.source) for m in w) > 1500}


def similarities(given: Given, works: list[tuple[Module, ...]]) -> np.ndarray:
    """The similarity of every two works."""
    material = Material(assignment="hw", title="")
    material.given = given
    for number, modules in enumerate(works):
        owner = Owner(students=(f"s{number}",), names=(f"s{number}",), aliases=frozenset())
        material.owners.append(owner)
        material.documents.append(
            Document(
                owner=number, student=f"s{number}", attempt=0, modules=modules, texts={}, digest=""
            )
        )
    return compare(material).code.similarity(LEAST_TOKENS)


def disguised(module: Module, how: str, keep: frozenset[str]) -> Module:
    """The module under a disguise."""
    source = all_of(keep)[how](module.source)
    return Module(name=module.name, path=module.path, source=source, cells=None, names=())


@pytest.mark.parametrize("homework", sorted(RELATED))
def test_honest_works_stay_below_the_threshold(homework: str) -> None:
    """Of all honest pairs at most one in fifty reaches the share from which on two are listed."""
    given, works = honest(homework)
    table = similarities(given, list(works.values()))
    pairs = table[np.triu_indices(len(works), 1)]
    assert len(pairs) >= 15
    assert (pairs >= 0.6).mean() <= 0.02


@pytest.mark.parametrize("how", sorted(all_of(())))
@pytest.mark.parametrize("homework", ["softmax_network", "two_layer_network"])
def test_every_disguised_copy_is_above_it(homework: str, how: str) -> None:
    """A copy reaches the threshold, and nobody is nearer to the original than its copy."""
    given, works = honest(homework)
    copies = [tuple(disguised(m, how, given.names) for m in w) for w in works.values()]
    count = len(works)
    table = similarities(given, [*works.values(), *copies])
    mine = np.arange(count)
    own = table[mine, count + mine]
    others = table[:count, :count].max(axis=1)
    large = table.max(axis=1)[:count] > 0
    assert large.sum() >= 5
    assert (own[large] >= 0.6).all()
    assert (own[large] > others[large]).all()
