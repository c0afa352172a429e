"""TwoLayerNet.train: judged by the parameters it leaves, on the grader's own data.

The exact loss after training is nobody's business. The bands below come from reference runs with either
regularisation term, with and without replacement in the minibatches and with a decay of the rate: of
2000 such runs of each check none failed, and none came nearer to a bar than 0.72 of it. Continued as an
exponential tail, the rate of false failures is 5 in 100,000 for the first entry of the history and
below 1 in 10 million for the others; tests/assignments/network_basics_bands.py measures it. One step of
plain SGD on copies of one sample is exact whichever minibatch is drawn.
"""

import numpy as np
from penalties import FACTORS
from problems import draw_batch, draw_problem, draw_task, repeat_one_sample
from student_net import NAMES, StudentNet
from unharmed import assert_unharmed

from grader.checks import check
from grader.compare import array, assert_close, assert_number, assert_true, number, results
from grader.errors import CheckFailed, NotRecorded
from grader.truth import recorded

TRAIN = "s3.TwoLayerNet.train"
LEARNT = 0.25
"""Mean cross entropy on the training data below which the task counts as learnt; ln 3 = 1.10 is chance."""
LEARNT_SMALL = 0.5
"""The same where every iteration is an epoch, so that a decay of 0.95 stops the training early."""
FALLS = 0.9
"""What is left of the loss, at most, after the short training that the history is judged on."""
OPTIONS = {"learning_rate": 0.3, "reg": 1e-4, "num_iters": 200, "batch_size": 30}
STEP = (
    "p <- p - learning_rate * gradient, for every parameter, with the gradient of that minibatch."
)
BATCH = "Draw batch_size indices from all of X at random, and take the same rows of X and y."


@recorded
def loss_of(reference, params, X, y):
    """Mean cross entropy of parameters that came back; inf where they are no longer numbers."""
    with np.errstate(all="ignore"):
        loss = reference.two_layer_loss_and_gradients(X, y, **params).loss
    return float(loss) if np.isfinite(loss) else float("inf")


def train(student, task, **changes):
    """Trains one network of theirs on a task; returns the network and what `train` returned."""
    start = task.start
    net = StudentNet(student, start.params)
    returned = net.train((start.X, start.y, task.X_val, task.y_val), **{**OPTIONS, **changes})
    if isinstance(returned, dict):
        student.curve("loss of each step", returned.get("loss_history"))
    return net, returned


def assert_learnt(student, reference, net, task, *, below=LEARNT, hint=""):
    """Judges the loss of the returned parameters on the training data."""
    start = task.start
    before = loss_of(reference, start.params, start.X, start.y)
    params = net.params()
    try:
        loss = loss_of(reference, params, start.X, start.y)
    except NotRecorded:  # in a handout: their own loss knows it, if it knows that of the start
        what = f"the loss of {net.called}"
        loss = number(net.loss(start.X, start.y), what=what)
        first = number(StudentNet(student, start.params).loss(start.X, start.y), what=what)
        if not abs(first - before) <= 1e-3 * before:
            raise
    assert_true(
        loss < below,
        what=f"{net.called}.train on {len(start.y)} samples of 3 classes",
        expected=f"a mean loss below {below:.3g} on them, computed from params afterwards",
        got=f"{loss:.3g} (before training {before:.3g})",
        hint=hint,
    )


@check(question=TRAIN, points=1, visibility="public", hint=f"{BATCH} {STEP}")
def test_learns(student, reference, rng):
    """After train, the parameters classify the training data well."""
    task = draw_task(rng).shuffled(rng)
    net, _ = train(student, task)
    assert_learnt(student, reference, net, task)


@check(question=TRAIN, points=0.5, visibility="hidden", hint=STEP)
def test_one_step(student, reference, rng):
    """One iteration moves every parameter by the learning rate times its gradient, against it."""
    for rate in (0.4, 0.1):
        problem = repeat_one_sample(draw_problem(rng), 4)
        options = {"num_iters": 1, "learning_rate": rate, "reg": 0.0}
        assert_steps(student, reference, rng, problem, options, rtol=5e-3)


@check(
    question=TRAIN,
    points=0.5,
    visibility="hidden",
    hint="Every iteration computes its own gradients, at the current parameters; reg goes to loss.",
)
def test_two_steps(student, reference, rng):
    """Two iterations with regularisation make two steps, each with its own gradient."""
    problem = repeat_one_sample(draw_problem(rng), 4)
    # Wide: a decay of the learning rate after the first step is the student's choice.
    options = {"num_iters": 2, "learning_rate": 0.2, "reg": 0.8}
    assert_steps(student, reference, rng, problem, options, rtol=0.04)


def assert_steps(student, reference, rng, problem, options, *, rtol):
    """Judges how far a few iterations move the parameters: by SGD with right gradients, or with their own.

    Their own, so that a wrong gradient costs its own item only. Either usual penalty is right. The
    validation data are many, and of other classes: whoever steps on them ends up elsewhere.
    """
    net = StudentNet(student, problem.params)
    X, y = problem.X, problem.y
    num_iters, rate, reg = options["num_iters"], options["learning_rate"], options["reg"]
    others = draw_batch(rng, problem.params, rng.normal(size=(60, X.shape[1])))
    net.train((X, y, others.X, others.y), **options, batch_size=len(y))
    after = net.params()
    moved = {name: after[name] - problem.params[name] for name in NAMES}

    def judge(expected):
        for name in NAMES:
            what = (
                f"the change of {name} by {num_iters} iteration(s) of train, learning rate {rate:g}"
            )
            student.remark(assert_close(moved[name], expected[name], what=what, rtol=rtol))

    def right_gradients(factor):
        return lambda params: reference.two_layer_loss_and_gradients(
            X, y, **params, reg=reg, reg_factor=factor
        )._asdict()

    def their_gradients(params):
        grads = StudentNet(student, params).gradients(X, y, reg)
        return {name: grads.array(name, params[name].shape) for name in NAMES}

    right = [sgd(problem.params, right_gradients(f), num_iters, rate) for f in FACTORS]
    right.sort(key=lambda expected: distance(moved, expected))
    try:
        judge(right[0])
    except CheckFailed as failed:
        if min(float(np.max(np.abs(step))) for step in moved.values()) < 1e-6:
            raise  # gradients of 0 and no step at all would agree
        try:
            judge(sgd(problem.params, their_gradients, num_iters, rate))
        except CheckFailed:
            raise failed from None


def sgd(params, gradients, num_iters, rate):
    """How far plain gradient descent moves each parameter."""
    now = dict(params)
    for _ in range(num_iters):
        grads = gradients(now)
        now = {name: value - rate * grads[name] for name, value in now.items()}
    return {name: now[name] - params[name] for name in NAMES}


def distance(a, b):
    """Largest difference between two sets of parameters."""
    return max(float(np.max(np.abs(a[name] - b[name]))) for name in NAMES)


@check(
    question=TRAIN,
    points=0.5,
    visibility="hidden",
    hint="The biases are parameters too: loop over all entries of the gradients.",
)
def test_everything_moves(student, rng):
    """train moves both weights and both biases."""
    task = draw_task(rng).shuffled(rng)
    net, _ = train(student, task, num_iters=20)
    after = net.params()
    for name in NAMES:
        change = float(np.max(np.abs(after[name] - task.start.params[name])))
        assert_true(
            change > 1e-4,  # also false for nan
            what=f"the largest change of {name} in 20 iterations of train",
            expected="a change: every parameter learns",
            got=f"{change:.3g}",
        )


@check(
    question=TRAIN,
    points=0.25,
    visibility="hidden",
    hint="Draw indices; do not shuffle X in place.",
)
def test_inputs(student, reference, rng):
    """train learns and leaves the training data as they were."""
    task = draw_task(rng).shuffled(rng)
    net, _ = train(student, task)
    assert_unharmed(student, "X", "y", what=f"{net.called}.train")
    assert_learnt(student, reference, net, task)


@check(question=TRAIN, points=0.5, visibility="hidden", hint=BATCH)
def test_random_minibatches(student, reference, rng):
    """train learns from all of the training data, in whatever order they come."""
    task = draw_task(rng, per_cloud=20)  # sorted by class
    net, _ = train(student, task, batch_size=20, num_iters=300)
    assert_learnt(student, reference, net, task)


@check(
    question=TRAIN,
    points=0.25,
    visibility="hidden",
    hint="np.random.choice(N, batch_size) draws with replacement.",
)
def test_batch_larger_than_data(student, reference, rng):
    """train works when batch_size is larger than the number of samples."""
    task = draw_task(rng, per_cloud=2).shuffled(rng)
    net, _ = train(student, task, batch_size=50, num_iters=150)
    assert_learnt(student, reference, net, task, below=LEARNT_SMALL)


@check(
    question=TRAIN,
    points=0.5,
    visibility="hidden",
    hint="Append the loss of every minibatch to loss_history and return the dict.",
)
def test_history(student, reference, rng):
    """The returned loss_history is finite and agrees with what the parameters show."""
    task = draw_task(rng).shuffled(rng)
    # Stopped half-way: a history that ends near 0, as a finished training's would, is made up.
    net, returned = train(student, task, num_iters=40, learning_rate=0.05)
    history = loss_history(returned, what=f"what {net.called}.train returned")
    tenth = max(1, len(history) // 10)
    said = float(history[0]), float(np.mean(history[-tenth:]))
    data, params = task.start, (task.start.params, net.params())
    true = [loss_of(reference, p, data.X, data.y) for p in params]
    if not all(map(agrees, said, true)):
        true = own_losses(student, task, params, rng) or true
    assert_true(
        true[1] < FALLS * true[0],
        what=f"{net.called}.train, 40 iterations at learning rate 0.05",
        expected=f"a loss that falls from {true[0]:.3g}, so that there is a history to tell",
        got=f"{true[1]:.3g} afterwards, computed from params",
    )
    for what, claimed, loss in zip(
        ("first entry", "mean of the last tenth"), said, true, strict=True
    ):
        low, high = band(loss)
        what = f"the {what} of loss_history, next to the loss on the data"
        assert_number(claimed, loss, what=what, low=low, high=high)


def own_losses(student, task, params, rng):
    """Their own loss before and after, where it fell: a wrong loss costs its own item only."""
    data = task.start
    rows = rng.choice(len(data.y), OPTIONS["batch_size"], replace=False)
    nets = [StudentNet(student, p) for p in params]
    raw = [net.loss(data.X[rows], data.y[rows], OPTIONS["reg"]) for net in nets]
    before, after = (number(r, what=f"the loss of {nets[0].called}") for r in raw)
    return [before, after] if 0 < after < FALLS * before else None


def band(true):
    """What the loss of a minibatch may be, given the loss of all: it is a sample, so the band is wide."""
    return 0.5 * true - 0.02, 2.0 * true + 0.02


def agrees(said, true):
    """Whether a claimed loss lies in the band."""
    low, high = band(true)
    return low <= said <= high


def loss_history(returned, *, what):
    """The losses as finite numbers, at least two of them."""
    if isinstance(returned, dict):
        returned = results(returned, "loss_history", what=what)[0]
    history = array(returned, what=f"loss_history in {what}").ravel()
    assert_true(
        history.size >= 2 and bool(np.all(np.isfinite(history))),
        what=f"loss_history in {what}",
        expected="a finite number for every iteration",
        got=f"{history.size} numbers, {int(np.sum(np.isfinite(history)))} of them finite",
    )
    return history
