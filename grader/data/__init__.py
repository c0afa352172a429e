"""Data for training checks: digits, MNIST, CIFAR-10, split the same way on every machine.

Knows no student, imports neither scikit-learn nor torch, and downloads nothing.
"""

from __future__ import annotations

import hashlib
import importlib.util
import struct
from pathlib import Path

import numpy as np

from grader.data.cifar import cifar10
from grader.data.files import damaged, find, unzipped
from grader.errors import UsageError

Part = tuple[np.ndarray, np.ndarray]
"""x (N, D) float64 between 0 and 1, t (N,) int64."""


def load_dataset(name: str, folder: Path | None, *, most: int | None = 5000) -> dict[str, Part]:
    """One of the data sets that homeworks train on.

    `digits` are the 1797 images of 8 x 8 that scikit-learn ships, three fifths for training and one
    fifth each for validation and test. `mnist` and `cifar10` keep their own test set.
    Every part has all classes in their natural proportions. The split depends on the name of the set
    and the position of an example only, never on a library's random numbers.

    Args:
        name: "digits", "mnist" or "cifar10".
        folder: where the course keeps the files of `mnist` and `cifar10`; not asked for `digits`.
        most: training examples of `mnist` and `cifar10`; validation and test have a fifth as many
            each. None takes all (1.5 GB of float64 for CIFAR-10).

    Returns:
        `train`, `validation` and `test`, each (x, t): x (N, D) float64 between 0 and 1 with D = 64,
        784 or 3072 (red, green, blue plane), t (N,) int64 from 0 to 9.

    Raises:
        UsageError: no such data set, a file is missing or damaged, or scikit-learn is.
    """
    if name == "digits":
        x, t = _digits()
        fifth = len(t) // 5
        test, validation, train = np.split(_stratified(t, name), [fifth, 2 * fifth])
        chosen = {"train": train, "validation": validation, "test": test}
        return {key: _part(x, t, rows, name, 16) for key, rows in chosen.items()}
    readers = {"mnist": _mnist, "cifar10": cifar10}
    if name not in readers:
        raise UsageError(f"There is no data set {name!r}; known are digits, mnist and cifar10.")
    if folder is None:
        raise UsageError(f"The data set {name} is read from disk; give its folder with --data.")
    (x, t), (x_test, t_test) = readers[name](folder)
    fifth = len(t) // 6 if most is None else min(most // 5, len(t) // 6)
    rows = _stratified(t, f"{name}.train")
    test = _stratified(t_test, f"{name}.test")
    return {
        "train": _part(x, t, rows[fifth:][:most], name, 255),
        "validation": _part(x, t, rows[:fifth], name, 255),
        "test": _part(x_test, t_test, test if most is None else test[: most // 5], name, 255),
    }


def dataset_in(folder: Path) -> str:
    """Which data set the files of a folder are: "mnist" or "cifar10", told by their names.

    Raises:
        UsageError: neither is there.
    """
    names = {path.name.lower() for path in folder.rglob("*")}
    if any(name.startswith("train-images") for name in names):
        return "mnist"
    if any(name.startswith("data_batch_1") for name in names):
        return "cifar10"
    raise UsageError(
        f"{folder} holds neither MNIST (train-images-idx3-ubyte, ...) nor CIFAR-10 (data_batch_1, ...)."
    )


def _keys(count: int, name: str) -> np.ndarray:
    """A fixed random-looking number (count,) uint64 for every example, by its position."""
    digests = (hashlib.sha256(f"{name} {row}".encode()).digest()[:8] for row in range(count))
    return np.frombuffer(b"".join(digests), dtype="<u8")


def _stratified(t: np.ndarray, name: str) -> np.ndarray:
    """An order of all examples (N,) any stretch of which holds the classes in their proportions.

    Within a class the order is that of the keys; the r-th of n examples of a class goes to
    (r + 1/2) / n of the way.
    """
    keys = _keys(len(t), name)
    way = np.empty(len(t))
    for label in np.unique(t):
        rows = np.flatnonzero(t == label)
        way[rows[np.argsort(keys[rows])]] = (np.arange(len(rows)) + 0.5) / len(rows)
    return np.lexsort((keys, way))


def _part(x: np.ndarray, t: np.ndarray, rows: np.ndarray, name: str, scale: int) -> Part:
    """Some examples in the order of their keys, pixels scaled to 0..1."""
    rows = rows[np.argsort(_keys(len(t), f"{name} order")[rows])]
    return x[rows].astype(np.float64) / scale, t[rows].astype(np.int64)


def _digits() -> Part:
    """x (1797, 64) from 0 to 16 and t (1797,), from the file that scikit-learn ships."""
    spec = importlib.util.find_spec("sklearn")  # finds without importing, which takes a second
    places = list(spec.submodule_search_locations or ()) if spec else []
    paths = [Path(place, "datasets", "data", "digits.csv.gz") for place in places]
    path = next((path for path in paths if path.is_file()), None)
    if path is None:
        raise UsageError(
            "The digits come with scikit-learn, which is not installed: "
            'pip install "deep-grader[digits]".'
        )
    try:
        table = np.array([row.split(b",") for row in unzipped(path).split()], dtype=np.float64)
    except ValueError:
        raise damaged(path) from None
    if table.ndim != 2 or table.shape[1] != 65:
        raise damaged(path)
    return table[:, :-1], table[:, -1].astype(np.int64)


def _mnist(folder: Path) -> tuple[Part, Part]:
    """The four IDX files, packed or not."""
    places = [folder, *(folder / name for name in ("mnist", "MNIST", "raw", "MNIST/raw"))]
    parts = []
    for part in ("train", "t10k"):
        x = _idx(find(places, _spellings(f"{part}-images", 3)), dimensions=3)
        t = _idx(find(places, _spellings(f"{part}-labels", 1)), dimensions=1)
        if len(x) != len(t):
            raise UsageError(f"MNIST in {folder}: {len(x)} {part} images but {len(t)} labels.")
        parts.append((x.reshape(len(x), -1), t))
    return parts[0], parts[1]


def _spellings(stem: str, dimensions: int) -> list[str]:
    """`train-images-idx3-ubyte` and `train-images.idx3-ubyte`, each also with `.gz`."""
    names = [f"{stem}{mark}idx{dimensions}-ubyte" for mark in "-."]
    return [name + ending for name in names for ending in ("", ".gz")]


def _idx(path: Path, *, dimensions: int) -> np.ndarray:
    """An array of unsigned bytes in the IDX format.

    Source: the description of the format beside the MNIST files: two zero bytes, the type (8 for
    unsigned bytes), the number of dimensions, each size as a big-endian 32-bit integer, the data.
    """
    raw = unzipped(path)
    start = 4 + 4 * dimensions
    if len(raw) < start or raw[:4] != bytes([0, 0, 8, dimensions]):
        raise damaged(path)
    shape = struct.unpack_from(f">{dimensions}I", raw, 4)
    data = np.frombuffer(raw, np.uint8, offset=start)
    if not data.size or data.size != int(np.prod(shape, dtype=object)):
        raise damaged(path)
    return data.reshape(shape)
