"""Damages valid frames at random and counts what the decoder makes of them.

    python -m benchmarks.fuzz_wire 200000 --seed 1

Exit code 1 when anything but a message or a WireError came out. Slow, so not part of the tests.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import sys
import time
from collections import Counter
from typing import Any

import numpy as np

from grader import wire
from grader.wire import Handle, Tensor, WireError

TOKENS = [
    *'a T d l t L P s b f c h f8 b1 c16 O8 1 0 -1 2 [ ] , " null true NaN 1e999 {} []'.split(),
    "[" * 3000,
    "9" * 5000,
    '["l",' * 40,
    '"\\ud800"',
    str(2**62),
]


def messages(rng: random.Random) -> list[dict[str, Any]]:
    """Valid messages of every kind of value, to be damaged."""
    arrays = np.random.default_rng(rng.randrange(1 << 30))
    return [
        {"id": 1, "ok": True, "value": None},
        {"id": 2, "ok": True, "value": arrays.normal(size=(4, 5))},
        {"id": 3, "ok": True, "value": [arrays.integers(0, 9, 3), np.zeros((0, 2), "f4"), True]},
        {"id": 4, "ok": True, "value": Handle(7, "MLP", ("forward", "backward"), True)},
        {"id": 5, "ok": True, "value": {"a": (1.5, float("nan"), 2j), 3: b"\0\xff", None: "é"}},
        {"id": 6, "ok": True, "value": [0.25] * 40, "b": [True] * 17, "i": tuple(range(30))},
        {"id": 7, "ok": True, "value": Tensor(arrays.random((2, 2)) > 0.5), "c": np.ones(3, "c8")},
        {"id": 8, "ok": False, "why": "raised", "message": "x\ud800" * 600, "frames": [["a", 1]]},
        {"id": 9, "ok": True, "value": [[[[["deep"]]]]], "f": np.float16([1.0, 2.0, 3.0])},
    ]


def damage(rng: random.Random, header: bytearray, body: bytearray) -> None:
    """One to four changes in place: bytes set, cut, doubled, or a token of the format put in."""
    for _ in range(rng.randint(1, 4)):
        part = header if not body or rng.random() < 0.75 else body
        at = rng.randrange(len(part) + 1)
        action = rng.randrange(6)
        if action == 0 and at < len(part):
            part[at] = rng.randrange(256)
        elif action == 1:
            del part[at : at + rng.randint(1, 8)]
        elif action == 2:
            part[at:at] = part[at : at + rng.randint(1, 64)]
        elif action == 3:
            part[at:at] = rng.choice(TOKENS).encode()
        elif action == 4:
            end = at + rng.randint(1, 6)
            part[at:end] = rng.choice(TOKENS).encode()
        elif at < len(part):
            part[at] ^= 1 << rng.randrange(8)


def fuzz(count: int, seed: int) -> tuple[Counter[str], float]:
    """Decodes `count` damaged frames.

    Returns:
        How many ended in a message, in a WireError, or (by type name) in anything else; and the
        longest time of one frame in seconds.
    """
    rng = random.Random(seed)
    valid = [
        (buffers[0][wire.PREFIX_SIZE :], b"".join(buffers[1:]))
        for buffers in map(wire.encode, messages(rng))
    ]
    outcomes: Counter[str] = Counter()
    worst_s = 0.0
    for _ in range(count):
        header, body = map(bytearray, rng.choice(valid))
        damage(rng, header, body)
        started = time.perf_counter()
        try:
            wire.decode(header, body)
            outcome = "message"
        except WireError:
            outcome = "WireError"
        except Exception as error:  # noqa: BLE001 - finding these is what this is for
            outcome = type(error).__name__
            print(f"{outcome}: {bytes(header)[:200]!r} {bytes(body)[:80]!r}", file=sys.stderr)
        worst_s = max(worst_s, time.perf_counter() - started)
        outcomes[outcome] += 1
    return outcomes, worst_s


def largest_headers() -> dict[str, bytes]:
    """Headers of the largest allowed size that cost a decoder most."""
    room = wire.MAX_HEADER - 32
    return {
        "empty lists": b'["d","v",["l"' + b",[]" * (room // 3) + b"]]",
        "short texts": b'["d","v",["l"' + b',"ab"' * (room // 5) + b"]]",
        "long integers": b'["d","v",["l"' + (b"," + b"9" * 308) * (room // 309) + b"]]",
        "one integer": b'["d","v",' + b"9" * room + b"]",
        "open brackets": b"[" * room,
    }


def main() -> int:
    """Runs the fuzz, prints one line per outcome and the cost of the largest headers."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("count", type=int, help="damaged frames to decode")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    outcomes, worst_s = fuzz(options.count, options.seed)
    for outcome, count in outcomes.most_common():
        print(f"{count:>8} {outcome}")
    print(f"slowest frame {worst_s * 1e3:.1f} ms")
    for name, header in largest_headers().items():
        started = time.perf_counter()
        try:
            wire.decode(header, b"")
            outcome = "message"
        except WireError as error:
            outcome = str(error)
        print(
            f"{len(header) >> 20} MiB of {name}: {time.perf_counter() - started:.2f} s, {outcome}"
        )
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"peak_mb": round(peak_mb), "python": sys.version.split()[0]}))
    return 0 if set(outcomes) <= {"message", "WireError"} else 1


if __name__ == "__main__":
    raise SystemExit(main())
