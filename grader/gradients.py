"""Gradients against finite differences of the same function, done properly.

Knows nothing of students: it sees plain functions of float64 arrays and the gradients they claim.
Derivatives are measured along random directions, so that the number of calls does not grow with
the number of parameters: each call may cross a process border. A claim is judged only against
slopes whose own error is known and small (`grader.slopes`), and two of them have to contradict
it, so that neither a kink of ReLU nor float32 fails a right gradient.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.compare import array, fail
from grader.compare.evidence import matrices
from grader.compare.judged import note
from grader.compare.message import counted, figure, index_text, pair, shape_text
from grader.slopes import COARSE, USABLE, Line, Many, Slope, measure_all

LOCATED = 64
"""Up to this many entries a wrong gradient is measured entry by entry, to say where it is wrong."""
SAMPLED = 16
"""Entries that are measured of a larger array."""


def directional_check(
    f: Callable[[np.ndarray], Any],
    x: np.ndarray,
    grad: Any,
    *,
    rng: np.random.Generator,
    what: str,
    directions: int = 4,
    rtol: float = 1e-3,
    floor: float = 1e-3,
    many: Many | None = None,
    hint: str = "",
) -> tuple[str, ...]:
    """Judges a gradient by the slopes of its function along random directions.

    Costs 7 + 4 * `directions` calls of `f` when nothing is unusual. A direction has entries +1 and
    -1, so that an error in a single entry shows in every direction at its full size. Directions
    in which no slope can be measured are skipped; when fewer than half remain, single entries are
    measured instead, which cross far fewer kinks. Keep exact zeros out of the arguments of ReLU:
    there every slope from 0 to 1 is right, and directions through several of them mislead.

    Args:
        f: From an array like `x` to one number. What it returns is untrusted.
        x: Where the gradient was taken, float64, any shape. Not modified.
        grad: The claimed gradient; untrusted, compared entry for entry in order.
        rng: Draws the directions.
        what: What was called, for the message.
        directions: Number of random directions.
        rtol: Tolerance relative to the Euclidean norm of the gradient, which is the size of its
            slopes along such directions.
        floor: Smallest size that `rtol` refers to.
        many: Evaluates several arguments at once, where that saves calls; then `f` is not called.
        hint: What to look at.

    Returns:
        Remarks; none at present.

    Raises:
        CheckFailed: The gradient is wrong or no array of that size; or the function gives two
            values for one argument, or values so coarse that it has no slope.

    >>> rng = np.random.default_rng(0)
    >>> directional_check(lambda x: (x**2).sum(), np.ones(3), 2 * np.ones(3), rng=rng, what="f(x)")
    ()
    """
    x = np.array(x, dtype=np.float64)
    claimed = _like(grad, x, what=what, hint=hint)
    size = max(_norm(claimed), floor)
    signs = [rng.choice((-1.0, 1.0), size=x.shape) for _ in range(directions)]
    lines = [Line(v, _along(claimed, v), size, rtol) for v in signs]
    measure_all(lines, f, x, many=many, what=what, hint=hint)
    ends = [line.verdict(USABLE) for line in lines]
    if _unsure(ends) and x.size > LOCATED:
        ends = [line.verdict(USABLE) or line.verdict(COARSE) for line in lines]
    wrong = [(line, end[1]) for line, end in zip(lines, ends, strict=True) if end and not end[0]]
    _note_slopes(what, lines, ends)
    if _unsure(ends) or (wrong and x.size <= LOCATED):
        # Single entries tell where it is wrong, and tell kinks at x itself from mistakes.
        entrywise_check(
            f, x, claimed, rng=rng, what=what, rtol=rtol, floor=floor, many=many, hint=hint
        )
    if wrong and x.size > LOCATED:
        line, slope = max(wrong, key=lambda pair: abs(pair[0].said - pair[1].value))
        expected, got = pair(slope.value, line.said)
        fail(
            what=what,
            expected=f"a slope of {expected} along a random direction (finite differences)",
            got=f"{got} from the gradient; {counted(len(wrong), directions)} directions differ",
            allowed=f"an error of at most {figure(line.allowed(slope), 3)}",
            hint=hint,
        )
    return ()


def entrywise_check(
    f: Callable[[np.ndarray], Any],
    x: np.ndarray,
    grad: Any,
    *,
    rng: np.random.Generator,
    what: str,
    rtol: float = 1e-3,
    floor: float = 1e-3,
    many: Many | None = None,
    hint: str = "",
) -> tuple[str, ...]:
    """Judges a gradient by the slope along single entries: all of a small array, else 16 of them.

    Costs 7 calls and 4 for each entry. Entries whose slope cannot be measured are skipped. At a
    kink any slope between those of its two sides is right.

    Args:
        f: As in `directional_check`, as are the other arguments.
        rtol: Tolerance relative to the largest entry of the gradient.

    Raises:
        CheckFailed: As in `directional_check`.

    >>> rng = np.random.default_rng(0)
    >>> entrywise_check(lambda x: (x**2).sum(), np.ones(3), [2, 2, 2], rng=rng, what="f(x)")
    ()
    """
    x = np.array(x, dtype=np.float64)
    claimed = _like(grad, x, what=what, hint=hint)
    size = max(float(np.abs(claimed).max(initial=0.0)), floor)
    places = np.arange(x.size)
    if x.size > LOCATED:
        places = np.sort(rng.choice(x.size, size=SAMPLED, replace=False))
    lines = []
    for place in places:
        direction = np.zeros(x.size)
        direction[place] = 1.0
        lines.append(Line(direction.reshape(x.shape), float(claimed.flat[place]), size, rtol))
    measure_all(lines, f, x, many=many, what=what, hint=hint)
    ends = [line.verdict(USABLE) or line.at_kink() for line in lines]
    if _unsure(ends):
        fail(
            what=what,
            expected="values that change smoothly with the argument, float32 or finer",
            got=f"no slope in {counted(sum(e is None for e in ends), len(ends))} places measured",
            hint=hint or "Compute in float64; do not round or cast to integers on the way.",
        )
    wrong = {
        int(place): end[1]
        for place, end in zip(places, ends, strict=True)
        if end is not None and not end[0]
    }
    if wrong:
        measured = claimed.copy()
        for place, end in zip(places, ends, strict=True):
            if end is not None:
                measured.flat[place] = end[1].value
        note(what, "values", claimed, measured, rtol * size)
        _wrong_entries(wrong, measured, claimed, len(places), what, rtol * size, hint)
    return ()


def _note_slopes(
    what: str, lines: Sequence[Line], ends: Sequence[tuple[bool, Slope] | None]
) -> None:
    """Slopes said and measured, in units of what each line allows."""
    decided = [(line, end[1]) for line, end in zip(lines, ends, strict=True) if end is not None]
    if decided:
        said = [line.said / line.allowed(slope) for line, slope in decided]
        found = [slope.value / line.allowed(slope) for line, slope in decided]
        note(what, "slope", said, found, 1.0)


def _unsure(ends: Sequence[tuple[bool, Slope] | None]) -> bool:
    """Whether fewer than half of the lines were decided."""
    return 2 * sum(end is not None for end in ends) < len(ends)


def _wrong_entries(
    wrong: dict[int, Slope],
    measured: np.ndarray,
    claimed: np.ndarray,
    tried: int,
    what: str,
    bound: float,
    hint: str,
) -> None:
    worst = max(wrong, key=lambda place: abs(wrong[place].value - float(claimed.flat[place])))
    index = tuple(int(i) for i in np.unravel_index(worst, claimed.shape))
    expected, got = pair(wrong[worst].value, float(claimed.flat[worst]))
    shape = shape_text(claimed.shape)
    with np.errstate(all="ignore"):
        error = np.abs(measured - claimed)
    fail(
        what=what,
        expected=f"{shape} slopes of the function itself (finite differences)",
        got=f"{shape} gradient, {counted(len(wrong), tried)} entries measured differ",
        worst=f"{index_text(index)}: expected {expected}, got {got}",
        allowed=f"an error of at most {figure(bound, 3)}",
        hint=hint,
        evidence=matrices(measured, claimed, error) if tried == claimed.size else None,
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Parameter:
    """One array that a module learns: how to change it, and where its gradient stands."""

    name: str
    value: np.ndarray
    """What it holds now, as the module stores it."""
    put: Callable[[np.ndarray], Any]
    """Assigns it: `lambda a: m.set(a, "params", "weight")`."""
    gradient: Callable[[], Any]
    """Its gradient after a backward: `lambda: m.get("grads", "weight")`; untrusted."""


def module_gradcheck(
    forward: Callable[[np.ndarray], Any],
    backward: Callable[[np.ndarray], Any],
    x: np.ndarray,
    dout: np.ndarray,
    *,
    rng: np.random.Generator,
    what: str,
    parameters: Sequence[Parameter] = (),
    rows_independent: bool = False,
    directions: int = 4,
    rtol: float = 1e-3,
    hint: str = "",
) -> tuple[str, ...]:
    """Judges the backward pass of a module against its own forward pass.

    The function measured is the sum of `forward(x) * dout`, for a random `dout`: an upstream
    gradient of ones hides a forgotten one, and makes the gradient of softmax 0. One forward and
    one backward are made first, and all claimed gradients fetched, before anything is perturbed.

    Args:
        forward: From x to an output of the shape of `dout`; untrusted.
        backward: From dout to the gradient of x; untrusted.
        x: Input, float64, first axis the batch.
        dout: Upstream gradient, float64, shape of the output.
        rng: Draws the directions.
        what: Names the module, for messages.
        parameters: Its learnable arrays, each judged like x and put back afterwards.
        rows_independent: Whether the output for a row depends on that row only; then all perturbed
            copies of x travel in one call. Not for batch normalisation.
        directions: As in `directional_check`.
        rtol: As in `directional_check`.
        hint: What to look at.

    Raises:
        CheckFailed: A gradient is wrong; the message names x or the parameter.
    """
    dout = np.asarray(dout, dtype=np.float64)
    array(forward(x.copy()), what=f"{what}, forward", shape=dout.shape)
    claims = [("x", backward(dout.copy()))]
    claims += [(p.name, p.gradient()) for p in parameters]

    def loss(point: np.ndarray) -> float:
        return _weighted(forward(point), dout, what)

    def losses(points: Sequence[np.ndarray]) -> list[float]:
        out = array(
            forward(np.concatenate(points)),
            what=f"{what}, forward of a larger batch",
            shape=(len(points) * dout.shape[0], *dout.shape[1:]),
            finite=False,
        )
        return [_weighted(part, dout, what) for part in np.split(out, len(points))]

    def check(
        name: str, f: Callable[[np.ndarray], Any], at: np.ndarray, claim: Any, many: Any
    ) -> None:
        directional_check(
            f,
            at,
            claim,
            rng=rng,
            what=f"{what}, gradient of {name}",
            directions=directions,
            rtol=rtol,
            many=many,
            hint=hint,
        )

    check("x", loss, x, claims[0][1], losses if rows_independent else None)
    for parameter, (name, claim) in zip(parameters, claims[1:], strict=True):

        def loss_of(value: np.ndarray, parameter: Parameter = parameter) -> float:
            parameter.put(value)
            return _weighted(forward(x.copy()), dout, what)

        check(name, loss_of, parameter.value, claim, None)
        parameter.put(np.array(parameter.value))
    return ()


def _weighted(out: Any, dout: np.ndarray, what: str) -> float:
    values = array(out, what=f"{what}, forward", shape=dout.shape, finite=False)
    with np.errstate(all="ignore"):
        return float((values * dout).sum())


def _like(grad: Any, x: np.ndarray, *, what: str, hint: str) -> np.ndarray:
    """The claimed gradient in the shape of x, whatever shape of that size it came in."""
    values = array(grad, what=what)
    if values.size != x.size:
        fail(
            what=what,
            expected=f"a gradient of shape {shape_text(x.shape)}",
            got=f"shape {shape_text(values.shape)}",
            hint=hint,
        )
    return values.reshape(x.shape)


def _norm(values: np.ndarray) -> float:
    """Euclidean norm, capped where float64 ends, so that it stays usable as a size."""
    largest = float(np.abs(values).max(initial=0.0))
    if largest == 0.0:
        return 0.0
    with np.errstate(all="ignore"):
        return min(largest * float(np.linalg.norm(values.ravel() / largest)), 1e300)


def _along(values: np.ndarray, direction: np.ndarray) -> float:
    """Their inner product, capped like the norm."""
    with np.errstate(all="ignore"):
        said = float((values * direction).sum())
    return said if np.isfinite(said) else 1e308
