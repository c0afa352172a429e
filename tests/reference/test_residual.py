"""The residual block against autograd on every side of both gates, and the sheet's numbers."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import assume, given
from hypothesis import strategies as st

from reference.residual import answers, residual_block

NUMBER = st.floats(-3, 3)


def torch_block(x0, w0, b0, w1, b1):
    """x1, y1 and z with torch's own operations."""
    x1 = torch.relu(x0 * w0 + b0)
    y1 = x1 * w1 + b1
    return x1, y1, torch.relu(y1 + x0)


@given(x0=NUMBER, w0=NUMBER, b0=NUMBER, w1=NUMBER, b1=NUMBER)
def test_against_autograd(autograd, x0, w0, b0, w1, b1):
    """Values and all five derivatives agree with autograd, whichever gates are open."""
    inputs = [np.array(v) for v in (x0, w0, b0, w1, b1)]
    z, (dx0, dw0, db0, dw1, db1) = autograd(lambda *a: torch_block(*a)[2], *inputs)
    x1, y1, _ = torch_block(*map(torch.tensor, inputs))
    # Where a sum is within rounding of 0 the two may take different sides of the kink.
    for at_gate in (x0 * w0 + b0, float(y1) + x0):
        assume(abs(at_gate) > 1e-9)
    expected = [float(v) for v in (x1, y1, z, dw0, dw1, db0, db1, dx0)]
    assert residual_block(x0, w0, b0, w1, b1) == pytest.approx(expected, rel=1e-12, abs=1e-12)


@pytest.mark.parametrize(
    ("b0", "b1", "open_first", "open_last"),
    [(0.5, 0.5, 1, 1), (-9.0, 0.5, 0, 1), (0.5, -9.0, 1, 0), (-9.0, -9.0, 0, 0)],
)
def test_gates(b0, b1, open_first, open_last):
    """A shut gate stops exactly the derivatives behind it."""
    block = residual_block(x0=2.0, w0=0.5, b0=b0, w1=0.25, b1=b1)
    assert block.db1 == open_last
    assert block.db0 == open_first * open_last * 0.25
    assert block.dw0 == open_first * open_last * 0.25 * 2.0
    assert block.dx0 == open_last * (1 + open_first * 0.25 * 0.5)


def test_at_the_kinks():
    """At exactly 0 both gates are shut, as in torch."""
    assert residual_block(1.0, 1.0, -1.0, 0.5, 0.0).dw0 == 0.0
    assert residual_block(1.0, 1.0, 0.0, -1.0, 0.0).db1 == 0.0


def test_numbers_of_the_sheet():
    """s3.T1.x1 to s3.T1.db1, and dz/dx0 = 0.94, which the sheet does not ask."""
    sheet = {
        "s3.T1.x1": 0.4,
        "s3.T1.y1": -0.38,
        "s3.T1.z": 0.62,
        "s3.T1.dw0": -0.2,
        "s3.T1.dw1": 0.4,
        "s3.T1.db0": -0.2,
        "s3.T1.db1": 1.0,
    }
    assert dict(answers) == pytest.approx(sheet, abs=1e-15)
    assert residual_block(1.0, 0.3, 0.1, -0.2, -0.3).dx0 == pytest.approx(0.94, abs=1e-15)


def test_answers_cannot_be_changed():
    """The table is read-only."""
    with pytest.raises(TypeError):
        answers["s3.T1.x1"] = 0.0
