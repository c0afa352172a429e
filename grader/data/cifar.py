"""CIFAR-10 from disk, in its binary and its Python version, which is read without unpickling."""

from __future__ import annotations

import io
import pickle
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import numpy as np

from grader.data.files import damaged, find, unzipped
from grader.errors import UsageError

Part = tuple[np.ndarray, np.ndarray]
"""x (N, 3072) uint8, t (N,) integers from 0 to 9."""


def cifar10(folder: Path) -> tuple[Part, Part]:
    """The training and the test images, from the six batches of either version.

    Raises:
        UsageError: a batch is missing or damaged.
    """
    inside = ("cifar-10-batches-bin", "cifar-10-batches-py", "cifar10", "CIFAR10")
    places = [folder, *(folder / name for name in inside)]
    batches = [f"data_batch_{number}" for number in range(1, 6)]
    train = [_batch(find(places, [f"{name}.bin", name])) for name in batches]
    test = _batch(find(places, ["test_batch.bin", "test_batch"]))
    x, t = (np.concatenate(columns) for columns in zip(*train, strict=True))
    return (x, t), test


def _batch(path: Path) -> Part:
    raw = unzipped(path)
    x, t = (_binary if path.suffix == ".bin" else _pickled)(raw, path)
    if (
        x.ndim != 2
        or x.shape[1] != 3072
        or t.shape != (len(x),)
        or not len(x)
        or not 0 <= t.min() <= t.max() <= 9
    ):
        raise damaged(path)
    return x, t


def _binary(raw: bytes, path: Path) -> Part:
    """Source: the description on the CIFAR page: a label byte and 3072 pixel bytes, repeated."""
    if len(raw) % 3073:
        raise damaged(path)
    rows = np.frombuffer(raw, np.uint8).reshape(-1, 3073)
    return rows[:, 1:], rows[:, 0]


def _pickled(raw: bytes, path: Path) -> Part:
    """Source: the description on the CIFAR page: a pickled dict with b"data" and b"labels"."""

    try:
        batch = _Arrays(io.BytesIO(raw), encoding="bytes").load()
        x, t = _values(batch[b"data"]), _values(batch[b"labels"]).astype(np.int64)
    except _PICKLE_BROKEN as problem:
        raise UsageError(
            f"{path} is damaged or no CIFAR-10 batch ({type(problem).__name__}); fetch it again."
        ) from None
    if x.dtype != np.uint8:
        raise damaged(path)
    return x, t


_PICKLE_BROKEN = (
    pickle.PickleError,
    ArithmeticError,
    AttributeError,
    EOFError,
    ImportError,
    LookupError,
    MemoryError,
    RecursionError,
    TypeError,
    ValueError,
    struct.error,
)
"""What reading a damaged pickle raises."""


class _Arrays(pickle.Unpickler):
    """Reads arrays and plain containers; a pickle that asks for anything else is refused.

    Arrays are put together here, since numpy trusts the state that a pickle gives it.
    """

    def find_class(self, module: str, name: str) -> Any:
        """The few names that pickled arrays use, whatever version of numpy wrote them."""
        # Made anew each time: a pickle can change the attributes of what it gets.
        known: dict[tuple[str, str], Callable[..., Any]] = {
            ("numpy", "ndarray"): lambda *arguments: None,  # only named
            ("numpy", "dtype"): lambda *arguments: _Type(*arguments),
            ("numpy.core.multiarray", "_reconstruct"): lambda *arguments: _Array(),
            ("numpy._core.multiarray", "_reconstruct"): lambda *arguments: _Array(),
            ("_codecs", "encode"): lambda text, encoding: text.encode("latin-1"),
        }
        if (module, name) not in known:
            raise pickle.UnpicklingError(f"{module}.{name} is no part of an array")
        return known[module, name]


class _Type:
    """A pickled type of integers; a batch has no others."""

    def __init__(self, code: str | bytes, align: object = None, copy: object = None) -> None:
        self.name = code.decode("ascii") if isinstance(code, bytes) else code
        if self.name not in ("u1", "i1", "i2", "i4", "i8"):
            raise pickle.UnpicklingError("an array does not hold integers")

    def __setstate__(self, state: tuple) -> None:
        order = state[1].decode("ascii") if isinstance(state[1], bytes) else state[1]
        self.name = {"|": "", "<": "<", ">": ">"}[order] + self.name


class _Array:
    """A pickled array: shape, type, whether columns come first, bytes."""

    values: np.ndarray | None = None

    def __setstate__(self, state: tuple) -> None:
        _, shape, kind, columns_first, data = state
        order: Literal["F", "C"] = "F" if columns_first else "C"
        self.values = np.frombuffer(data, np.dtype(kind.name)).reshape(shape, order=order)


def _values(pickled: Any) -> np.ndarray:
    if isinstance(pickled, _Array) and pickled.values is not None:
        return pickled.values
    return np.array(pickled)
