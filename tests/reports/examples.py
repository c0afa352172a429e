"""Results of made-up students, as decoded result files: realistic, and the same at every call.

Every function returns a fresh dict, so that a test may change it.
"""

from __future__ import annotations

import math
import random
from typing import Any

Result = dict[str, Any]
Verdict = dict[str, Any]

MADE_WITH = {
    "grader": "0.1.0",
    "python": "3.11.9",
    "numpy": "2.2.1",
    "torch": "2.13.0",
    "seed": 7,
    "assignment_digest": "5f" * 32,
    "sandbox": "1",
    "selftest": {"network": "stands", "files": "stands", "processes": "stands"},
}

BASICS = {
    "s3.T1.x1": "T1: residual block, x1",
    "s3.T1.z": "T1: residual block, z",
    "s3.T1.dw0": "T1: gradient of z with respect to w0",
    "s3.T2.A": "T2: size of output A",
    "s3.T3": "T3: learnable parameters, biases included",
    "s3.T4.1": "T4: derivative of the softmax on the diagonal",
    "s3.TwoLayerNet.loss": "Two-layer net: loss",
    "s3.TwoLayerNet.train": "Two-layer net: training",
}

MODULES = {
    "s4.1a": "1a: gradient of xᵀBx with respect to x",
    "s4.1b": "1b: gradient of tr(VXW) with respect to X",
    "s4.2a.dW": "2a: linear module, gradient of the weights",
    "s4.2a.dX": "2a: linear module, forward pass and gradient of the input",
    "s4.2b.ii": "2b ii: ReLU",
    "s4.2c.i": "2c i: softmax module",
    "s4.3.acc": "3: MLP in NumPy, its gradients and its test accuracy",
    "s4.3.curve": "3: loss curve of the NumPy MLP",
    "s4.4a.acc": "4a: MLP in PyTorch and its test accuracy",
    "s4.4b.i.why": "4b i: why the learning rate matters most",
    "s4.4b.iv.2": "4b iv: loss curves for the different learning rates",
    "s4.5": "5: second moment of a rectified variable",
}


def verdict(check: str, question: str, title: str, **fields: Any) -> Verdict:
    """A verdict with every key of the result file; passed and public unless said otherwise."""
    status = fields.pop("status", "passed")
    points = fields.pop("points", 1.0)
    lost = {"passed": points, "manual": None, "broken": None}
    return {
        "check": check,
        "question": question,
        "title": title,
        "status": status,
        "earned": lost.get(status, 0.0),
        "points": points,
        "visibility": "public",
        "message": "",
        "diagnosis": None,
        "evidence": {},
        "replay": f"grader check PATH --assignment hw --only {check} --seed 7",
        "seconds": 0.012,
        "remarks": [],
        "hint": None,
        **fields,
    }


def result(student: str, verdicts: list[Verdict], **fields: Any) -> Result:
    """A result file of these verdicts."""
    marks = [v["earned"] for v in verdicts]
    return {
        "format": 1,
        "assignment": "network_basics",
        "title": "Network basics",
        "student": student,
        "digest": "9a7c31" + "0" * 58,
        "earned": round(sum(mark for mark in marks if mark is not None), 6),
        "possible": round(sum(v["points"] for v in verdicts), 6),
        "complete": None not in marks,
        "questions": [{"id": id_, "title": title} for id_, title in BASICS.items()],
        "verdicts": verdicts,
        "notes": [],
        "made_with": {**MADE_WITH},
        "started_at": "2026-03-02T09:05:00+00:00",
        "seconds": 2.31,
        **fields,
    }


def loss(steps: int, start: float, end: float, seed: int = 1) -> list[float]:
    """A noisy loss that falls from `start` towards `end`."""
    rng = random.Random(seed)
    falling = ((start - end) * math.exp(-4 * k / steps) + end for k in range(steps))
    return [round(value * math.exp(rng.gauss(0, 0.09)), 6) for value in falling]


def good() -> Result:
    """Everything right, one remark, one recorded loss."""
    curve = {"loss": loss(600, 2.31, 0.12)}
    return result(
        "Ann Lee",
        [
            verdict("residual.x1", "s3.T1.x1", "x1 at the numbers of the sheet.", points=0.5),
            verdict("residual.z", "s3.T1.z", "z at the numbers of the sheet.", points=0.5),
            verdict("residual.dw0", "s3.T1.dw0", "dz/dw0 at the numbers of the sheet."),
            verdict("residual.dw0_elsewhere", "s3.T1.dw0", "dz/dw0 at other inputs, gates closed."),
            verdict(
                "sizes.A",
                "s3.T2.A",
                "The number of elements of output A.",
                remarks=["You gave the shape (32, 1024), the number of elements was asked."],
            ),
            verdict("sizes.parameters", "s3.T3", "All learnable parameters, biases included."),
            verdict(
                "softmax.jacobian",
                "s3.T4.1",
                "The Jacobian of the softmax, in two and in five dimensions.",
                visibility="hidden",
                points=2.0,
            ),
            verdict("net.loss", "s3.TwoLayerNet.loss", "The loss of a batch.", points=2.0),
            verdict(
                "net.train",
                "s3.TwoLayerNet.train",
                "Training lowers the loss on the handwritten digits.",
                points=3.0,
                evidence={"curves": curve},
                seconds=1.84,
            ),
        ],
    )


def sweep() -> dict[str, list[float | None]]:
    """Loss curves of nine learning rates; the largest diverges."""
    curves: dict[str, list[float | None]] = {}
    for k in range(9):
        end = (2.29, 2.29, 2.25, 2.1, 1.2, 0.35, 0.11, 2.3, 90.0)[k]
        values: list[float | None] = list(loss(300, 2.31, end, seed=k))
        curves[f"loss at 1e{k - 6}"] = values
    curves["loss at 1e2"] = [2.31, 8.4, 71.0, 930.0, 28000.0] + [None] * 295
    return curves


def mixed() -> Result:
    """A student with every kind of end."""
    expected = [[0.412, -1.33, 0.078], [1.204, 0.551, -0.316], [0.09, -0.772, 2.015]]
    got = [[0.137, -0.443, 0.026], [0.401, 0.184, -0.105], [0.09, -0.257, 0.672]]
    verdicts = [
        verdict("calculus.quadratic", "s4.1a", "xᵀBx for a random square B."),
        verdict(
            "calculus.trace",
            "s4.1b",
            "tr(VXW) for sizes that all differ.",
            status="errored",
            message="trace_product_gradient(array (2, 3), array (3, 4), array (4, 2)) raised "
            "ValueError: matmul: Input operand 1 has a mismatch in its core dimension 0",
            evidence={
                "exception": {
                    "type": "ValueError",
                    "message": "matmul: Input operand 1 has a mismatch in its core dimension 0",
                },
                "frames": [
                    {
                        "where": "calculus.ipynb, cell 4, line 2",
                        "function": "trace_product_gradient",
                        "code": "    return numerator_layout(V, W)",
                    },
                    {
                        "where": "calculus.ipynb, cell 3, line 7",
                        "function": "numerator_layout",
                        "code": "    return V @ W.T",
                    },
                ],
                "output": "shapes (2, 3) (4, 2)\nusing numerator layout\n",
                "output_bytes": 44,
            },
            hint="Write one element of the trace as a sum over indices first.",
            points=1.5,
        ),
        verdict("linear.forward", "s4.2a.dX", "The forward pass, for a batch of one and of four."),
        verdict(
            "linear.weight",
            "s4.2a.dW",
            "The gradient by the weights, for a random upstream gradient.",
            status="failed",
            points=2.0,
            message="LinearModule(3, 3).backward is wrong: grads['weight'] for x of shape (3, 3)\n"
            "  expected  (3, 3) float64, from -1.33 to 2.015\n"
            "  got       (3, 3) float64, from -0.443 to 0.672; 8 of 9 are off\n"
            "  worst at  [2, 2]: expected 2.015, got 0.672\n"
            "  allowed   rtol 0.001 of the largest value, floor 0.001\n"
            "  slope     2.015 at weight[2, 2] by finite differences of your forward\n"
            "  meaning   your forward is right there: the mistake is in the gradient",
            evidence={
                "what": "LinearModule(3, 3).backward is wrong",
                "expected": "(3, 3) float64, from -1.33 to 2.015",
                "got": "(3, 3) float64, from -0.443 to 0.672; 8 of 9 are off",
                "worst": "[2, 2]: expected 2.015, got 0.672",
                "allowed": "rtol 0.001 of the largest value, floor 0.001",
                "slope": "2.015 at weight[2, 2] by finite differences of your forward",
                "meaning": "your forward is right there: the mistake is in the gradient",
                "finite_difference": {
                    "argument": "weight",
                    "index": [2, 2],
                    "value": 2.015,
                    "of": "your forward",
                    "agrees": "expected",
                },
                "expected_values": expected,
                "got_values": got,
                "diagnoses": [
                    {
                        "id": "divided_by_the_batch_twice",
                        "sentence": "The gradient is divided by the batch size twice: the upstream "
                        "gradient of a mean loss carries the 1/N already.",
                    }
                ],
            },
            diagnosis="divided_by_the_batch_twice",
            hint="The loss is a mean already: the upstream gradient carries the 1/N.",
        ),
        verdict(
            "linear.weight_twice",
            "s4.2a.dW",
            "Two forward passes before one backward pass.",
            status="blocked",
            message="This needs another check to pass first: "
            "The gradient by the weights, for a random upstream gradient.",
            replay="",
        ),
        verdict("relu.values", "s4.2b.ii", "Values and gradients away from zero."),
        verdict(
            "relu.in_place",
            "s4.2b.ii",
            "The input is left as it was.",
            status="failed",
            visibility="hidden",
            message="HIDDEN-MESSAGE relu harmed its input at 0.8714",
            evidence={"expected": "HIDDEN-EXPECTED 0.8714", "got": "HIDDEN-GOT 0"},
            replay="",
            hint="Compare x before and after the call.",
        ),
        verdict(
            "softmax.large",
            "s4.2c.i",
            "Logits near 1000.",
            status="failed",
            message="SoftMaxModule().forward is wrong for x of shape (2, 3), first row near 1000\n"
            "  expected  (2, 3) float64, all finite\n"
            "  got       (2, 3) float64, 3 of 6 not finite (nan 3, inf 0)\n"
            "  worst at  [0, 0]: expected 0.0900306, got nan\n"
            "  allowed   rtol 0.001, floor 0.001; the finite ones agree\n"
            "  hint      exp() overflows above about 709: subtract the row maximum first",
            evidence={
                "expected_values": [[0.0900306, 0.244728, 0.665241], [0.2119, 0.5761, 0.2119]],
                "got_values": [[None, None, None], [0.2119, 0.5761, 0.2119]],
            },
            points=1.0,
        ),
        verdict(
            "mlp.gradients",
            "s4.3.acc",
            "Gradients of the whole network against finite differences.",
            points=2.0,
        ),
        verdict(
            "mlp.curve",
            "s4.3.curve",
            "The loss falls while training.",
            status="failed",
            points=2.0,
            message="train(...) of train_mlp_numpy: the loss does not fall far enough\n"
            "  expected  a mean below 0.62 over the last fifty batches\n"
            "  got       1.08",
            evidence={
                "curves": {
                    "loss": loss(1200, 2.3, 1.02, seed=5),
                    "val_accuracy": [0.11, 0.24, 0.38, 0.47, 0.52, 0.55, 0.58, 0.61],
                },
                "band": {"loss": {"low": loss(80, 2.3, 0.25, 3), "high": loss(80, 2.7, 0.62, 4)}},
            },
            hint="Is the order of the training set shuffled in every epoch?",
            seconds=6.2,
        ),
        verdict(
            "torch.trains",
            "s4.4a.acc",
            "Training reaches an accuracy well above chance.",
            status="timed_out",
            points=2.0,
            message="train(...) of train_mlp_pytorch ran too long: 20.1 s of CPU, allowed 20 s",
            evidence={
                "measured": "20.1 s of CPU",
                "allowed_limit": "20 s of CPU",
                "output": "".join(f"epoch {k}: loss {2.3 - k / 900:.4f}\n" for k in range(400)),
                "output_bytes": 1_284_113,
            },
            seconds=20.4,
        ),
        verdict(
            "written.why",
            "s4.4b.i.why",
            "Why is the learning rate the most important hyperparameter?",
            status="manual",
            points=3.0,
            message="Waits for a person.",
            evidence={
                "text": "It scales **every** update of every parameter:\n\n"
                "- too large, and the loss oscillates or diverges,\n"
                "- too small, and nothing happens within the budget.\n\n"
                "No other hyperparameter can stop training from working at all.",
                "rubric": [
                    "scales the step of every update",
                    "decides between convergence and divergence, and how fast",
                ],
            },
            replay="",
        ),
        verdict(
            "sweep.curves",
            "s4.4b.iv.2",
            "One loss curve for each of the nine rates.",
            evidence={"curves": sweep()},
            points=2.0,
        ),
        verdict(
            "moment.gaussian",
            "s4.5",
            "E[ReLU(f)²] for several σ.",
            status="broken",
            message="This check broke on our side (ZeroDivisionError: REFERENCE-SOURCE).",
            evidence={"traceback": "File reference/moment.py\n  REFERENCE-SOURCE / 0"},
        ),
    ]
    return result(
        "Nõmm-Bērziņa, Karolīna",
        verdicts,
        assignment="modules_and_mlp",
        title="Matrix calculus, modules and an MLP",
        questions=[{"id": id_, "title": title} for id_, title in MODULES.items()],
        notes=[
            "calculus.ipynb, cell 2: the line `%matplotlib inline` was left out.",
            "modules.py: `import seaborn` is not available here; the rest of the file was run.",
        ],
    )


def rich() -> Result:
    """Everything that people decide about a result, and every kind of picture."""
    rng = random.Random(3)
    wide = [[round(rng.gauss(0, 1), 4) for _ in range(20)] for _ in range(16)]
    turned = [[v if j < 14 else -v for j, v in enumerate(row)] for row in wide]
    blocks = [[round(max(0.0, (i + j - 24) / 9), 3) for j in range(24)] for i in range(20)]
    blocks[3][2] = 4.5
    rates = [10.0**k for k in range(-6, 3)]
    accuracies: list[float | str] = [0.11, 0.12, 0.2, 0.55, 0.9, 0.93, 0.84, "nan", 0.1]
    asked = {
        "s4.2a.dW": "Consider a linear module $Y = X W^\\top + b$. Find a closed form expression for "
        "$\\frac{\\partial L}{\\partial W}$ in terms of $\\frac{\\partial L}{\\partial Y}$. As code: "
        '`grads["weight"]` of `LinearModule`.',
        "s4.4b.i.why": "Why does **the learning rate** matter most?\n\n$$\\theta_{k+1} = \\theta_k - "
        "\\eta \\nabla_\\theta L(\\theta_k)$$",
    }
    proof = (
        "With $p = \\mathrm{softmax}(h)$ and $L = -\\sum_i y_i \\log p_i$:\n\n"
        "$$\\frac{\\partial p_i}{\\partial h_j} = p_i(\\delta_{ij} - p_j)$$\n\n"
        "1. the case $i = j$,\n2. the case $i \\ne j$,\n\nso <b>all</b> of it is $p - y$, "
        "because $\\sum_i y_i (\\delta_{ij} - p_j) = y_j - p_j \\sum_i y_i = y_j - p_j, "
        "\\quad \\text{as } y \\text{ sums to one over all of its components}$."
        " \\(\\unknown\\)"
    )
    verdicts = [
        verdict(
            "linear.weight",
            "s4.2a.dW",
            "The gradient by the weights, 16 × 20.",
            status="failed",
            message="LinearModule(20, 16).backward is wrong: grads['weight']",
            evidence={"expected_values": wide, "got_values": turned},
            hint="The upstream gradient belongs to the outputs.",
        ),
        verdict(
            "linear.large",
            "s4.2a.dX",
            "The gradient by the input, 300 × 700.",
            status="failed",
            message="LinearModule(700, 300).backward is wrong",
            evidence={
                "error_map": {
                    "shape": [300, 700],
                    "block": [15, 30],
                    "values": blocks,
                    "noticed": 0.01,
                }
            },
        ),
        verdict(
            "mlp.layers",
            "s4.3.acc",
            "The network has the layers that were asked for.",
            status="failed",
            message="the number of parameters of the network is wrong",
            evidence={
                "layers": [
                    {"name": "layer 1 (784 -> 300)", "expected": 235500, "got": 235200},
                    {"name": "layer 2 (300 -> 30)", "expected": 9030, "got": 9030},
                    {"name": "layer 3 (30 -> 10)", "expected": 310, "got": None},
                    {"name": "extra.0", "expected": 0, "got": 4100},
                ]
            },
        ),
        verdict(
            "mlp.curve",
            "s4.3.curve",
            "The loss falls while training.",
            status="failed",
            message="loss from 2.31 to 1.9",
            evidence={
                "curves": {"loss": loss(500, 2.31, 1.9)},
                "band": {
                    "loss": {
                        "low": [1.6, 1.6, *[None] * 7, 0.0, 0.0],
                        "high": [3.0, 3.0, *[None] * 7, 1.6, 1.6],
                    }
                },
            },
        ),
        verdict(
            "sweep.best",
            "s4.4b.iv.2",
            "Nine best validation accuracies.",
            status="failed",
            message="an accuracy of 0.84 at the largest rate",
            evidence={
                "sweep": {
                    "x": rates,
                    "x_label": "learning rate",
                    "y_label": "best validation accuracy",
                    "series": {"accuracy": accuracies, "guessing": [0.1] * 9},
                    "band": {"accuracy": {"low": 0.0, "high": [0.5, *[1.0] * 7, 0.5]}},
                }
            },
        ),
        verdict(
            "written.why",
            "s4.4b.i.why",
            "Why is the learning rate the most important hyperparameter?",
            points=3.0,
            earned=1.5,
            evidence={
                "text": proof,
                "rubric": [
                    "scales the step $\\eta \\nabla L$ of every update",
                    "decides between convergence and divergence",
                ],
                "rubric_points": [1.5, 1.5],
            },
            marked={
                "by": "MARKER-NAME",
                "at": "2026-03-12T10:00:00+01:00",
                "earned": 1.5,
                "items": ["scales the step $\\eta \\nabla L$ of every update"],
                "comment": "Good, but why does it **diverge** above $2/\\lambda_{\\max}$?",
                "was": {"status": "manual", "earned": None},
            },
        ),
        verdict(
            "moment.gaussian",
            "s4.5",
            "E[ReLU(f)²] for several σ.",
            voided={"reason": "The sheet did not say which variance was meant.", "give": "full"},
        ),
        verdict(
            "moment.other",
            "s4.5",
            "The same for a shifted variable.",
            status="failed",
            points=0.0,
            visibility="hidden",
            voided={"reason": "The check asked for what the sheet left open.", "give": "nothing"},
        ),
    ]
    return result(
        "leeann_4711",
        verdicts,
        assignment="modules_and_mlp",
        title="Matrix calculus, modules and an MLP",
        questions=[
            {"id": id_, "title": title, "text": asked.get(id_, "")}
            for id_, title in MODULES.items()
        ],
        name="Ann Lee",
        ids={"canvas": "90210", "email": "ann.lee@uni.example"},
        group=["leeann_4711", "Bo Chen", "Cy Díaz"],
        attempt={"number": 2, "of": 3, "rule": "best"},
        submitted_at="2026-03-11T08:12:00+01:00",
        final=2.25,
        adjustment={
            "sentence": "Handed in 8 hours late: 10 % of the points per day begun were taken off.",
            "taken_off": 0.25,
            "due": "2026-03-10T23:59:00+01:00",
            "extension": "2026-03-11T00:10:00+01:00",
            "late_s": 28920.0,
            "slip_days": 1,
            "accepted": True,
        },
        notes=["leeann_4711.ipynb, cell 2: the line `%matplotlib inline` was left out."],
    )


HOSTILE_TEXTS = (
    "<script>document.title='owned';alert(1)</script>",
    '"><img src=x onerror="document.title=\'owned\'">',
    "'><svg/onload=alert(1)>",
    "{{7*7}} {% for x in y %} {# note #} ${7*7}",
    "</title></style></script><body onload=alert(1)>",
    "=cmd|'/C calc'!A0",
    "\x1b[31mred\x1b[0m\x1b]8;;https://evil.example\x07link\x1b]8;;\x07",
    "moc.elgoog\u202egro.live//:sptth\u2066 isolated",
    "lone \ud800 half and \udfff half",
    "zero\u200bwidth\u2060and\ufeffmarks\U000e0041",
    "Z" + "\u0301\u0302\u0303\u0304\u0305\u0306" * 40 + "algo",
    "W" * 5000,
    "line one\nline two\rback\x00nul\x85next\u2028sep",
    "&lt;b&gt; &amp; &#x3c;script&#x3e; <!-- --> <![CDATA[ ]]>",
    "javascript:alert(1) data:text/html,<script>alert(1)</script>",
    "كتاب 本 🧪 👩\u200d🔬 ﷽﷽﷽",
)


def hostile() -> Result:
    """A result in which every text a student could influence attacks the page."""
    evil = "\n".join(HOSTILE_TEXTS)
    verdicts = [
        verdict(
            f"residual.{k}",
            "s3.T1.x1",
            text,
            status=("failed", "errored", "timed_out", "manual")[k % 4],
            message=f"{text}\n  expected  {text}\n  got       {text}",
            diagnosis=text,
            replay=text,
            remarks=[text],
            hint=text,
            evidence={
                "diagnoses": [{"id": text, "sentence": text}, {"id": "relation.sign"}, text],
                "carried": [text],
                "expected": text,
                "got": text,
                "worst": text,
                "allowed": text,
                "exception": {"type": text, "message": text},
                "frames": [{"where": text, "function": text, "code": text}] * 2,
                "output": evil,
                "output_bytes": 10**9,
                "curves": {text: [1.0, float("nan"), float("inf"), 1e308, -1e308, 3.0]},
                "got_values": [[text, 1.0], [float("nan"), float("-inf")]],
                "expected_values": [[0.0, 1.0], [2.0, 3.0]],
                "text": evil,
                "rubric": [text],
                "what": text,
                "unknown_key": text,
            },
        )
        for k, text in enumerate(HOSTILE_TEXTS)
    ]
    return result(
        HOSTILE_TEXTS[0],
        verdicts,
        title=HOSTILE_TEXTS[1],
        notes=[*HOSTILE_TEXTS],
        made_with={**MADE_WITH, "sandbox": "none", "selftest": {"isolation": "there is none"}},
        questions=[{"id": "s3.T1.x1", "title": HOSTILE_TEXTS[2]}],
    )


def unfinished() -> Result:
    """A handed-in file that does not parse: nothing could be asked, one answer is written."""
    sentence = "neural_net.py, line 41 does not parse: expected ':'"
    return result(
        "fatima.el-amrani",
        [
            *(
                verdict(
                    f"net.{name}",
                    "s3.TwoLayerNet.loss",
                    title,
                    status="errored",
                    message="TwoLayerNet is not defined in what was handed in. " + sentence,
                    points=2.0,
                )
                for name, title in (
                    ("scores", "The scores of a batch."),
                    ("loss", "The loss of a batch."),
                )
            ),
            verdict(
                "residual.x1",
                "s3.T1.x1",
                "x1 at the numbers of the sheet.",
                status="failed",
                message="answers has no entry 's3.T1.x1'. The closest name is 's3.T1_x1'.",
            ),
            verdict(
                "net.train",
                "s3.TwoLayerNet.train",
                "Training lowers the loss.",
                status="blocked",
                message="This needs another check to pass first: The loss of a batch.",
                replay="",
                points=3.0,
            ),
            verdict(
                "written.proof",
                "s3.T4.1",
                "Proof that dL/dh = P - y.",
                status="manual",
                message="No text was found under a heading with s3.T4.1; a person looks at it.",
                evidence={"rubric": ["both cases of dP/dh", "the use of sum y = 1"]},
                points=2.0,
                replay="",
            ),
        ],
        notes=[sentence + " Nothing in this file could be run."],
    )


def class_of(number: int) -> list[Result]:
    """A class: the four above and so many like them, with marks as a class has them."""
    rng = random.Random(11)
    first = (
        "Ada",
        "Björn",
        "Chiara",
        "Dmitri",
        "Eun-ji",
        "Femi",
        "Grace",
        "Hiroshi",
        "Inês",
        "Jan",
    )
    last = ("Abara", "Bianchi", "Castillo", "Dąbrowski", "Eriksen", "Fischer", "Gupta", "Haddad")
    checks = [v for v in good()["verdicts"]]
    results = []
    for k in range(number):
        skill = rng.betavariate(5, 2)
        verdicts = []
        for n, template in enumerate(checks):
            right = rng.random() < skill - 0.04 * n + 0.15
            end = "passed" if right else rng.choice(["failed", "failed", "failed", "errored"])
            if n == 8 and not right:
                end = rng.choice(["timed_out", "blocked"])
            if n == 7 and k % 41 == 3:
                end = "broken"
            fields = {key: template[key] for key in ("points", "visibility")}
            message = "This check broke on our side (KeyError: 'b1')." if end == "broken" else ""
            args = (template["check"], template["question"], template["title"])
            verdicts.append(verdict(*args, status=end, message=message, **fields))
        if k % 3 == 0:
            title = "Proof that dL/dh = P - y."
            written = verdict("written.proof", "s3.T4.1", title, status="manual", points=2.0)
        else:
            written = verdict("written.proof", "s3.T4.1", "Proof that dL/dh = P - y.", points=2.0)
            written["earned"] = float(rng.choice([0, 1, 1.5, 2, 2]))
        name = f"{last[k // 10 % 8]}, {first[k % 10]}" + (f" {k // 80 + 1}" if k >= 80 else "")
        results.append(result(name, [*verdicts, written]))
    return results
