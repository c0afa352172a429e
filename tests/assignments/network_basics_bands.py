"""Where right training ends in the training checks of `network_basics`, in units of what they allow.

    python tests/assignments/network_basics_bands.py 2000

prints, for each check, the worst of so many runs of every right way and the share of right runs that
would fail. The tests run a few seeds of the same. Imports the homework's own check files and
`reference`; starts no sandbox.
"""

from __future__ import annotations

import itertools
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType, SimpleNamespace

import numpy as np

ROOT = Path(__file__).parents[2]
CHECKS = ROOT / "assignments" / "network_basics" / "checks"
WAYS = tuple(
    SimpleNamespace(reg_factor=f, decay=d, replace=r)
    for f, d, r in itertools.product((0.5, 1.0), (1.0, 0.95), (True, False))
)
"""What a student is free to choose: the penalty's factor, a decay, batches with replacement."""
SETTINGS = {
    "net_train.learns": {"per_cloud": 15, "batch_size": 30, "num_iters": 200},
    "net_train.random_minibatches": {"per_cloud": 20, "batch_size": 20, "num_iters": 300},
    "net_train.batch_larger_than_data": {"per_cloud": 2, "batch_size": 50, "num_iters": 150},
}
"""Check -> the task it trains on; net_train.inputs trains on the first one's."""


@contextmanager
def check_modules(*names: str) -> Iterator[SimpleNamespace]:
    """Modules of the homework's checks, imported as the checks import each other."""
    sys.path.insert(0, str(CHECKS))
    try:
        yield SimpleNamespace(**{name: __import__(name) for name in names})
    finally:
        sys.path.remove(str(CHECKS))
        for name, module in list(sys.modules.items()):
            file = getattr(module, "__file__", None)
            if file and Path(file).parent == CHECKS:
                del sys.modules[name]


def run(reference: ModuleType, task, rng, way, *, rate, num_iters, batch_size):
    """Plain SGD in one of the ways; the history and the parameters."""
    X, y, params = task.start.X, task.start.y, dict(task.start.params)
    history, per_epoch = [], max(1, len(y) // batch_size)
    for step in range(num_iters):
        size = batch_size if way.replace else min(batch_size, len(y))
        rows = rng.choice(len(y), size, replace=way.replace)
        out = reference.two_layer_loss_and_gradients(
            X[rows], y[rows], **params, reg=1e-4, reg_factor=way.reg_factor
        )
        history.append(out.loss)
        params = {name: p - rate * getattr(out, name) for name, p in params.items()}
        if (step + 1) % per_epoch == 0:
            rate *= way.decay
    return np.array(history), params


def learnt_share(here, reference: ModuleType, check: str, way, seed: int) -> float:
    """The loss that one right training ends with, in units of the loss that counts as learnt."""
    setting = dict(SETTINGS[check])
    rng = np.random.default_rng([seed, setting["per_cloud"]])
    task = here.problems.draw_task(rng, per_cloud=setting.pop("per_cloud"))
    _, params = run(reference, task, rng, way, rate=0.3, **setting)
    judge, start = here.test_net_train, task.start
    small = setting["batch_size"] > len(start.y)
    loss = judge.loss_of(reference, params, start.X, start.y)
    return loss / (judge.LEARNT_SMALL if small else judge.LEARNT)


def history_shares(here, reference: ModuleType, way, seed: int) -> dict[str, float]:
    """How far one right history is from what it is judged by: each 1 at the edge of its band."""
    judge = here.test_net_train
    rng = np.random.default_rng([seed, 77])
    task = here.problems.draw_task(rng).shuffled(rng)
    history, params = run(reference, task, rng, way, rate=0.05, num_iters=40, batch_size=30)
    X, y = task.start.X, task.start.y
    before = judge.loss_of(reference, task.start.params, X, y)
    after = judge.loss_of(reference, params, X, y)
    tenth = max(1, len(history) // 10)
    return {
        "loss falls": (after / before) / judge.FALLS,
        "first entry": _in_band(judge.band, history[0], before),
        "last tenth": _in_band(judge.band, float(np.mean(history[-tenth:])), after),
    }


def _in_band(band, said: float, true: float) -> float:
    """0 in the middle, where the claim is the truth, and 1 at the nearer edge."""
    low, high = band(true)
    return (said - true) / (high - true) if said > true else (true - said) / (true - low)


def main(seeds: int) -> None:
    """Prints the worst share of each check and the expected rate of false failures."""
    sys.path.insert(0, str(ROOT))
    from benchmarks.tails import below
    from reference import two_layer_net

    shares: dict[str, list[float]] = {}
    with check_modules("problems", "test_net_train") as here:
        for seed in range(seeds):
            way = WAYS[seed % len(WAYS)]
            for check in SETTINGS:
                share = learnt_share(here, two_layer_net, check, way, seed)
                shares.setdefault(check, []).append(share)
            for name, share in history_shares(here, two_layer_net, way, seed).items():
                shares.setdefault(f"net_train.history, {name}", []).append(share)
    print(f"{seeds} right runs of {len(WAYS)} ways")
    for name, values in shares.items():
        inverse = -np.array(values)
        rate = below(inverse, -1.0)
        print(
            f"{name:36} median {np.median(values):.3f}  worst {max(values):.3f}  fails {rate:.1e}"
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2000)
