"""Data sets are read from the documented formats and split the same way everywhere."""

from __future__ import annotations

import gzip
import importlib.util
import pickle
import struct
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader import data as dataset
from grader.data import cifar as dataset_cifar
from grader.data import files as dataset_files
from grader.data import load_dataset
from grader.errors import UsageError

has_digits = pytest.mark.skipif(
    importlib.util.find_spec("sklearn") is None, reason="scikit-learn is not installed"
)


def idx(array: np.ndarray) -> bytes:
    """The IDX format: type and dimensions, big-endian sizes, the bytes."""
    sizes = struct.pack(f">{array.ndim}I", *array.shape)
    return bytes([0, 0, 8, array.ndim]) + sizes + array.astype(np.uint8).tobytes()


def images(count: int, seed: int, *shape: int) -> tuple[np.ndarray, np.ndarray]:
    """Random pixels whose first two say which image it is, and labels in unequal shares."""
    rng = np.random.default_rng(seed)
    x = rng.integers(0, 256, (count, *shape), dtype=np.uint8)
    flat = x.reshape(count, -1)
    flat[:, 0], flat[:, 1] = np.arange(count) % 256, np.arange(count) // 256
    t = rng.permutation(np.arange(count) ** 2 % 10).astype(np.uint8)
    return x, t


def mnist(folder: Path, mark: str = "-", pack: bool = False, count: int = 600) -> Path:
    """A small MNIST in its own format."""
    folder.mkdir(parents=True, exist_ok=True)
    for part, seed, size in (("train", 0, count), ("t10k", 1, count // 3)):
        x, t = images(size, seed, 28, 28)
        for kind, array in (("images", x), ("labels", t)):
            name = f"{part}-{kind}{mark}idx{array.ndim}-ubyte"
            data = idx(array)
            if pack:
                (folder / f"{name}.gz").write_bytes(gzip.compress(data))
            else:
                (folder / name).write_bytes(data)
    return folder


def python_2_pickle(x: np.ndarray, t: np.ndarray) -> bytes:
    """A batch as Python 2 wrote it: protocol 2, text as byte strings, numpy's old module name."""

    def text(value: bytes) -> bytes:
        return b"T" + struct.pack("<i", len(value)) + value

    def number(value: int) -> bytes:
        return b"J" + struct.pack("<i", value)

    dtype = b"cnumpy\ndtype\n(" + text(b"u1") + number(0) + number(1) + b"tR("
    dtype += number(3) + text(b"|") + b"NNN" + number(-1) + number(-1) + number(0) + b"tb"
    array = b"cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\n(" + number(0) + b"t"
    array += text(b"b") + b"tR(" + number(1) + b"(" + number(x.shape[0]) + number(x.shape[1]) + b"t"
    array += dtype + b"\x89" + text(x.tobytes()) + b"tb"
    labels = b"](" + b"".join(number(int(label)) for label in t) + b"e"
    return b"\x80\x02}(" + text(b"data") + array + text(b"labels") + labels + b"u."


def python_3_pickle(x: np.ndarray, t: np.ndarray) -> bytes:
    """A batch as Python 3 writes it in protocol 2, with byte strings for keys."""
    return pickle.dumps({b"data": x, b"labels": t.tolist()}, protocol=2)


def binary(x: np.ndarray, t: np.ndarray) -> bytes:
    """The binary version: a label byte before each image."""
    return np.concatenate([t[:, None], x], axis=1).tobytes()


def cifar(folder: Path, write: Callable[[np.ndarray, np.ndarray], bytes], ending: str) -> Path:
    """A small CIFAR-10."""
    folder.mkdir(parents=True, exist_ok=True)
    x, t = images(600, 2, 3072)
    for number in range(5):
        rows = slice(number * 120, (number + 1) * 120)
        (folder / f"data_batch_{number + 1}{ending}").write_bytes(write(x[rows], t[rows]))
    (folder / f"test_batch{ending}").write_bytes(write(*images(120, 3, 3072)))
    return folder


def well_formed(data: dict[str, dataset.Part], width: int) -> None:
    """The shapes, types and ranges that are promised."""
    assert list(data) == ["train", "validation", "test"]
    for x, t in data.values():
        assert x.shape == (len(t), width)
        assert (x.dtype, t.dtype) == (np.float64, np.int64)
        assert 0 <= x.min() < x.max() <= 1
        assert set(np.unique(t)) <= set(range(10))


@has_digits
def test_digits_are_those_of_scikit_learn() -> None:
    """All 1797 images with their labels, each in exactly one part, scaled by 16."""
    from sklearn.datasets import load_digits

    truth = load_digits()
    data = load_dataset("digits", None)
    well_formed(data, 64)
    assert [len(t) for _, t in data.values()] == [1079, 359, 359]
    x = np.concatenate([x for x, _ in data.values()])
    t = np.concatenate([t for _, t in data.values()])
    ours = np.concatenate([16 * x, t[:, None]], axis=1)
    theirs = np.concatenate([truth.data, truth.target[:, None]], axis=1)
    assert np.array_equal(ours[np.lexsort(ours.T)], theirs[np.lexsort(theirs.T)])


@has_digits
def test_digits_are_found_without_importing_scikit_learn() -> None:
    """Its import takes longer than all checks of most submissions."""
    program = (
        "import sys\nfrom grader.data import load_dataset\nload_dataset('digits', None)\n"
        "assert not {'sklearn', 'scipy', 'torch'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


@has_digits
def test_parts_hold_the_classes_in_their_proportions() -> None:
    """No class is more than one example off its share in any part."""
    data = load_dataset("digits", None)
    counts = {key: np.bincount(t, minlength=10) for key, (_, t) in data.items()}
    total = sum(counts.values())
    for key, (_, t) in data.items():
        assert np.abs(counts[key] - total * len(t) / 1797).max() <= 1.5


@has_digits
def test_digits_do_not_depend_on_random_state() -> None:
    """The same split in every process and after any seeding; rows are in no order of class."""
    first = load_dataset("digits", None)
    np.random.seed(3)  # noqa: NPY002 - the global state is the point
    second = load_dataset("digits", None)
    for key in first:
        assert np.array_equal(first[key][0], second[key][0])
    t = first["train"][1]
    assert 0.05 < np.mean(t[1:] == t[:-1]) < 0.15


@pytest.mark.parametrize("kind", ["missing", "empty"])
def test_digits_without_scikit_learn(
    kind: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The sentence says what to install."""
    spec = importlib.util.find_spec("email")
    assert spec is not None
    spec.submodule_search_locations = [str(tmp_path)]
    found = None if kind == "missing" else spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: found)
    with pytest.raises(UsageError, match=r'pip install "deep-grader\[digits\]"'):
        load_dataset("digits", None)


@pytest.mark.parametrize("text", [b"1,2,3\n", b"", b"a,b\n", b"1,2\n3\n"])
def test_digits_that_are_damaged(
    text: bytes, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A file of another shape is not trained on."""
    place = tmp_path / "datasets" / "data"
    place.mkdir(parents=True)
    (place / "digits.csv.gz").write_bytes(gzip.compress(text))
    spec = importlib.util.find_spec("email")
    assert spec is not None
    spec.submodule_search_locations = [str(tmp_path)]
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: spec)
    with pytest.raises(UsageError, match=r"digits.csv.gz is damaged"):
        load_dataset("digits", None)


@pytest.mark.parametrize("mark", ["-", "."])
@pytest.mark.parametrize("pack", [False, True])
@pytest.mark.parametrize("inside", ["", "MNIST/raw"])
def test_mnist_in_every_spelling(tmp_path: Path, mark: str, pack: bool, inside: str) -> None:
    """Packed or not, with both file names, in the folder or where torchvision puts it."""
    mnist(tmp_path / inside, mark, pack)
    data = load_dataset("mnist", tmp_path)
    well_formed(data, 784)
    assert [len(t) for _, t in data.values()] == [500, 100, 200]
    x, t = images(600, 0, 28, 28)
    truth = {row.tobytes(): label for row, label in zip(x.reshape(600, -1), t, strict=True)}
    seen = [
        truth[np.rint(row * 255).astype(np.uint8).tobytes()] == label
        for key in ("train", "validation")
        for row, label in zip(*data[key], strict=True)
    ]
    assert all(seen)
    assert len(seen) == 600


@pytest.mark.parametrize(
    ("write", "ending"), [(binary, ".bin"), (python_2_pickle, ""), (python_3_pickle, "")]
)
@pytest.mark.parametrize("inside", ["", "cifar-10-batches-py"])
def test_cifar_in_every_version(
    tmp_path: Path, write: Callable[..., bytes], ending: str, inside: str
) -> None:
    """Binary, pickled by Python 2 as published, or by Python 3: the same parts."""
    data = load_dataset("cifar10", cifar(tmp_path / inside, write, ending))
    well_formed(data, 3072)
    assert [len(t) for _, t in data.values()] == [500, 100, 120]
    other = load_dataset("cifar10", cifar(tmp_path / "other", binary, ".bin"))
    for key in data:
        assert np.array_equal(data[key][0], other[key][0])
        assert np.array_equal(data[key][1], other[key][1])


@pytest.mark.parametrize("kind", ["u1", "i8", ">i4", "<i2"])
@pytest.mark.parametrize("order", ["C", "F"])
def test_arrays_of_any_layout_come_back(kind: str, order: str) -> None:
    """Labels as an array of any integers, pixels with columns first: as numpy reads them."""
    x = np.asarray(np.arange(12, dtype=np.uint8).reshape(3, 4), order=order)  # type: ignore[call-overload]
    raw = pickle.dumps({b"data": x, b"labels": np.array([1, 2, 3], kind)}, protocol=2)
    got, labels = dataset_cifar._pickled(raw, Path("batch"))
    assert np.array_equal(got, x)
    assert labels.tolist() == [1, 2, 3]


def test_no_example_is_in_two_parts_and_sizes_are_bounded(tmp_path: Path) -> None:
    """`most` bounds the training part, and a fifth of it the others; the parts keep the classes."""
    mnist(tmp_path, count=1500)
    data = load_dataset("mnist", tmp_path, most=400)
    assert [len(t) for _, t in data.values()] == [400, 80, 80]
    train, validation = ({row.tobytes() for row in data[key][0]} for key in ("train", "validation"))
    assert not train & validation
    assert len(train) == 400
    _, t = images(1500, 0, 28, 28)
    share = np.bincount(t, minlength=10) / 1500
    for key in ("train", "validation"):
        got = np.bincount(data[key][1], minlength=10)
        assert np.abs(got - share * len(data[key][1])).max() <= 1.5
    everything = load_dataset("mnist", tmp_path, most=None)
    assert [len(t) for _, t in everything.values()] == [1250, 250, 500]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("iris", r"There is no data set 'iris'; known are digits, mnist and cifar10"),
        ("mnist", r"The data set mnist is read from disk; give its folder with --data"),
        ("cifar10", r"The data set cifar10 is read from disk; give its folder with --data"),
    ],
)
def test_requests_that_cannot_be_met(name: str, message: str) -> None:
    """Unknown names, and sets that nobody told the place of."""
    with pytest.raises(UsageError, match=message):
        load_dataset(name, None)


def test_missing_files_are_named(tmp_path: Path) -> None:
    """The first name that was looked for, and where."""
    with pytest.raises(UsageError, match=r"train-images-idx3-ubyte is not in .*; give the folder"):
        load_dataset("mnist", tmp_path)
    with pytest.raises(UsageError, match=r"data_batch_1.bin is not in "):
        load_dataset("cifar10", tmp_path)


@pytest.mark.parametrize(
    "damage",
    [
        lambda raw: b"",
        lambda raw: raw[:-1],
        lambda raw: raw + b"x",
        lambda raw: b"\1" + raw[1:],
        lambda raw: raw[:2] + b"\x0d" + raw[3:],
        lambda raw: raw[:3] + b"\1" + raw[4:],
        lambda raw: raw[:4] + b"\xff" * 12 + raw[16:],
        lambda raw: raw[:4] + bytes(12),
    ],
)
def test_damaged_idx_files_are_named(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    """Cut, prolonged, of another type, with sizes that do not fit the data."""
    path = mnist(tmp_path) / "train-images-idx3-ubyte"
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(UsageError, match=r"train-images-idx3-ubyte is damaged, or not the file"):
        load_dataset("mnist", tmp_path)


def test_images_without_their_labels(tmp_path: Path) -> None:
    """Numbers that disagree are told."""
    mnist(tmp_path)
    (tmp_path / "train-labels-idx1-ubyte").write_bytes(idx(np.zeros(599)))
    with pytest.raises(UsageError, match=r"MNIST in .*: 600 train images but 599 labels"):
        load_dataset("mnist", tmp_path)


def test_packed_files_that_are_damaged(tmp_path: Path) -> None:
    """A cut or foreign `.gz` is named."""
    path = mnist(tmp_path, pack=True) / "train-images-idx3-ubyte.gz"
    whole = path.read_bytes()
    for raw in (whole[:1000], b"no gzip", b"\x1f\x8b\x08\x00" + b"\xff" * 100):
        path.write_bytes(raw)
        with pytest.raises(UsageError, match="is damaged"):
            load_dataset("mnist", tmp_path)


def test_files_that_cannot_be_read_or_are_huge(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The system's reason is told; a file of another order of size is refused."""
    mnist(tmp_path)

    def refuse(self: Path, mode: str) -> None:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "open", refuse)
        with pytest.raises(UsageError, match=r"ubyte cannot be read: Permission denied"):
            load_dataset("mnist", tmp_path)
    monkeypatch.setattr(dataset_files, "LARGEST", 1000)
    with pytest.raises(UsageError, match="is damaged"):
        load_dataset("mnist", tmp_path)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"x" * 3072,
        b"\x0a" * 3073,
    ],
)
def test_damaged_binary_batches(tmp_path: Path, raw: bytes) -> None:
    """Empty, cut, or with a label above nine."""
    path = cifar(tmp_path, binary, ".bin") / "data_batch_2.bin"
    path.write_bytes(raw)
    with pytest.raises(UsageError, match=r"data_batch_2.bin is damaged"):
        load_dataset("cifar10", tmp_path)


class Evil:
    """Unpickled the usual way, it would run a command."""

    def __init__(self, *call: object) -> None:
        self.call = call

    def __reduce__(self) -> tuple:
        function, *arguments = self.call
        return function, tuple(arguments)


@pytest.mark.parametrize(
    "function", [eval, print, subprocess.run, getattr, Path, np.load, np.ndarray]
)
def test_a_pickle_runs_nothing(
    tmp_path: Path, function: Callable, capfd: pytest.CaptureFixture[str]
) -> None:
    """Whatever a batch names beside arrays is refused before it is called."""
    path = cifar(tmp_path, python_3_pickle, "") / "data_batch_1"
    path.write_bytes(pickle.dumps({b"data": Evil(function, "print('evil')"), b"labels": []}))
    with pytest.raises(UsageError, match=r"data_batch_1 is damaged"):
        load_dataset("cifar10", tmp_path)
    assert capfd.readouterr().out == ""


@pytest.mark.parametrize(
    "batch",
    [
        [1, 2],
        {},
        {b"data": np.zeros((2, 3072)), b"labels": [1, 2]},
        {b"data": np.zeros((2, 10), np.uint8), b"labels": [1, 2]},
        {b"data": np.zeros((2, 3072), np.uint8), b"labels": [1]},
        {b"data": np.zeros((2, 3072), np.uint8), b"labels": [1, 10]},
        {b"data": np.zeros((2, 3072), np.uint8), b"labels": [1, 300]},
        {b"data": np.zeros((2, 3072), np.uint8), b"labels": [1, -1]},
        {b"data": np.zeros((2, 3072), np.uint8), b"labels": np.zeros(2)},
        {b"data": np.zeros((0, 3072), np.uint8), b"labels": []},
    ],
)
def test_pickles_that_are_no_batches(tmp_path: Path, batch: object) -> None:
    """Other types, shapes, lengths and labels."""
    path = cifar(tmp_path, python_3_pickle, "") / "test_batch"
    path.write_bytes(pickle.dumps(batch))
    with pytest.raises(UsageError, match="test_batch is damaged"):
        load_dataset("cifar10", tmp_path)


SMALL = python_2_pickle(np.zeros((1, 3), np.uint8), np.zeros(1))


@settings(deadline=None)
@given(st.binary(max_size=60) | st.tuples(st.integers(0, len(SMALL) - 1), st.integers(0, 255)))
def test_any_bytes_are_a_batch_or_a_sentence(change: bytes | tuple[int, int]) -> None:
    """Damage anywhere in a pickle ends in arrays or in the one error."""
    if isinstance(change, bytes):
        raw = change
    else:
        raw = SMALL[: change[0]] + bytes([change[1]]) + SMALL[change[0] + 1 :]
    assert outcome(raw) in ("batch", "sentence")


def outcome(raw: bytes) -> str:
    """What reading a pickled batch comes to."""
    try:
        dataset_cifar._pickled(raw, Path("batch"))
    except UsageError:
        return "sentence"
    return "batch"


@settings(deadline=None)
@given(st.lists(st.integers(0, 4), min_size=1, max_size=80), st.integers(0, 80))
def test_any_stretch_keeps_the_proportions(labels: list[int], length: int) -> None:
    """An order of all examples; a prefix holds of each class its share, give or take one."""
    t = np.array(labels)
    order = dataset._stratified(t, "x")
    assert sorted(order) == list(range(len(t)))
    prefix = t[order[:length]]
    share = min(length, len(t)) / len(t)
    for label in set(labels):
        assert abs(np.sum(prefix == label) - share * np.sum(t == label)) <= 3


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("train-images-idx3-ubyte.gz", "mnist"),
        ("MNIST/raw/train-images.idx3-ubyte", "mnist"),
        ("cifar-10-batches-py/data_batch_1", "cifar10"),
        ("data_batch_1.bin", "cifar10"),
    ],
)
def test_a_folder_tells_which_set_it_holds(tmp_path: Path, file: str, name: str) -> None:
    """By the names of its files, at any depth."""
    (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / file).touch()
    assert dataset.dataset_in(tmp_path) == name


def test_a_folder_with_neither_set_is_told(tmp_path: Path) -> None:
    """With the names that were looked for."""
    with pytest.raises(UsageError, match="holds neither MNIST .* nor CIFAR-10"):
        dataset.dataset_in(tmp_path)
