"""TwoLayerNet.train: judged by the parameters it leaves, on the grader's own data.

The exact loss after training is nobody's business: the bands below come from reference runs over
many seeds, with either regularisation term, with and without replacement in the minibatches, and
lie far from them; tests/assignments/test_network_basics_bands.py measures them. One step of plain SGD
on copies of one sample is exact whichever minibatch is drawn.
"""

import numpy as np
from penalties import nearest_gradient_factor
from problems import draw_problem, draw_task, repeat_one_sample
from student_net import NAMES, StudentNet

from grader.checks import check
from grader.compare import array, assert_close, assert_number, assert_true, results

TRAIN = "s3.TwoLayerNet.train"
LEARNT = 0.35
"""Mean cross entropy on the training data below which the task counts as learnt; ln 3 = 1.10 is chance."""
OPTIONS = {"learning_rate": 0.3, "reg": 1e-4, "num_iters": 200, "batch_size": 30}
STEP = "p <- p - learning_rate * gradient, for every parameter, with the gradient of that minibatch."
BATCH = "Draw batch_size indices from all of X at random, and take the same rows of X and y."


def loss_of(reference, params, X, y):
    """Mean cross entropy of parameters that came back; inf where they are no longer numbers."""
    with np.errstate(all="ignore"):
        loss = reference.two_layer_loss_and_gradients(X, y, **params).loss
    return float(loss) if np.isfinite(loss) else float("inf")


def train(student, task, **changes):
    """Trains one network of theirs on a task; returns the network and what `train` returned."""
    start = task.start
    net = StudentNet(student, start.params)
    return net, net.train((start.X, start.y, task.X_val, task.y_val), **{**OPTIONS, **changes})


def assert_learnt(student, reference, net, task, *, below=LEARNT, hint=""):
    """Judges the loss of the returned parameters on the training data."""
    start = task.start
    loss = loss_of(reference, net.params(), start.X, start.y)
    before = loss_of(reference, start.params, start.X, start.y)
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


@check(question=TRAIN, points=0.75, visibility="hidden", hint=STEP)
def test_one_step(student, reference, rng):
    """One iteration moves every parameter by the learning rate times its gradient, against it."""
    for rate in (0.4, 0.1):
        problem = repeat_one_sample(draw_problem(rng), 4)
        moved = steps(student, problem, num_iters=1, learning_rate=rate, reg=0.0)
        expected = sgd(reference, problem, num_iters=1, learning_rate=rate, reg=0.0, factor=1.0)
        for name in NAMES:
            what = f"the change of {name} by one iteration of train at learning rate {rate:g}"
            student.remark(assert_close(moved[name], expected[name], what=what, rtol=5e-3))


@check(
    question=TRAIN,
    points=0.5,
    visibility="hidden",
    hint="Every iteration computes its own gradients, at the current parameters; reg goes to loss.",
)
def test_two_steps(student, reference, rng):
    """Two iterations with regularisation make two steps, each with its own gradient."""
    problem, reg, rate = repeat_one_sample(draw_problem(rng), 4), 0.2, 0.3
    moved = steps(student, problem, num_iters=2, learning_rate=rate, reg=reg)
    plain = sgd(reference, problem, num_iters=2, learning_rate=rate, reg=0.0, factor=1.0)
    term = (plain["W1"] - moved["W1"]) / (2 * rate)  # roughly what reg added, twice
    factor = nearest_gradient_factor(term, reg, problem.params["W1"])
    expected = sgd(reference, problem, num_iters=2, learning_rate=rate, reg=reg, factor=factor)
    for name in NAMES:
        what = f"the change of {name} by two iterations of train with reg={reg:g}"
        # Wide: a decay of the learning rate after the first step is the student's choice.
        student.remark(assert_close(moved[name], expected[name], what=what, rtol=0.08))


def steps(student, problem, *, num_iters, **options):
    """How far a few iterations of their train move each parameter."""
    net = StudentNet(student, problem.params)
    X, y = problem.X, problem.y
    net.train((X, y, X[:2], y[:2]), num_iters=num_iters, batch_size=len(y), **options)
    after = net.params()
    return {name: after[name] - problem.params[name] for name in NAMES}


def sgd(reference, problem, *, num_iters, learning_rate, reg, factor):
    """The same for plain SGD on the whole batch."""
    params = dict(problem.params)
    for _ in range(num_iters):
        g = reference.two_layer_loss_and_gradients(
            problem.X, problem.y, **params, reg=reg, reg_factor=factor
        )
        params = {name: p - learning_rate * getattr(g, name) for name, p in params.items()}
    return {name: params[name] - problem.params[name] for name in NAMES}


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
    assert_learnt(student, reference, net, task)


@check(
    question=TRAIN,
    points=0.5,
    visibility="hidden",
    hint="Append the loss of every minibatch to loss_history and return the dict.",
)
def test_history(student, reference, rng):
    """The returned loss_history is finite and agrees with what the parameters show."""
    task = draw_task(rng).shuffled(rng)
    net, returned = train(student, task)
    history = loss_history(returned, what=f"what {net.called}.train returned")
    start = task.start
    tenth = max(1, len(history) // 10)
    before = loss_of(reference, start.params, start.X, start.y)
    after = loss_of(reference, net.params(), start.X, start.y)
    # The first minibatch is a sample of the data: its loss scatters around the whole's.
    for part, true, what in (
        (history[:1], before, "the first entry of loss_history"),
        (history[-tenth:], after, "the mean of the last tenth of loss_history"),
    ):
        assert_number(
            float(np.mean(part)),
            true,
            what=f"{what}, against the loss on all training data",
            low=0.4 * true - 0.15,
            high=2.5 * true + 0.15,
        )


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
