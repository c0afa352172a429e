"""Messages between the grader and a student's process: JSON header plus raw array bytes.

Both ends use this file, so it imports nothing of the project, and nothing that arrives can name a
type, a module or a function: `decode` builds plain values only and checks every field before it
allocates. `docs/wire.md` describes the format byte by byte. Longer than most files here because
each rule stands twice, where it is kept and where it is checked, and the two must be read together.
"""

from __future__ import annotations

import json
import math
import struct
from dataclasses import dataclass
from typing import Any, NoReturn

import numpy as np

MAGIC = b"DLG1"
_PREFIX = struct.Struct("<4sIQ")
PREFIX_SIZE = _PREFIX.size

MAX_HEADER = 4 << 20
MAX_BODY = 256 << 20
MAX_DEPTH = 32
MAX_NODES = 200_000
"""Values in one message. A packed list of numbers counts as one."""
MAX_NUMBERS = 4_000_000
"""Numbers in the packed lists of one message: as Python objects they take 5 times their bytes."""
MAX_INT_BITS = 1024
MAX_KEY_BITS = 63
"""Longer integers as dict keys could all be made to collide, which takes quadratic time."""
MAX_DIMENSIONS = 32

_PACK_FROM = 16
"""Shorter lists of numbers are quicker as JSON."""
_TEXT_IN_HEADER = 1024
_COALESCE_BELOW = 64 << 10
_ALIGN = 8

_DTYPES = {
    code: np.dtype(code if code in ("b1", "i1", "u1") else "<" + code)
    for code in "b1 i1 i2 i4 i8 u1 u2 u4 u8 f2 f4 f8 c8 c16".split()
}
_PACKED = {float: "f8", int: "i8", bool: "b1"}


class WireError(Exception):
    """A value that cannot be carried, or bytes that are not a message."""


@dataclass(frozen=True, slots=True, eq=False)
class Tensor:
    """An array that the other side hands over as a torch tensor."""

    array: np.ndarray


@dataclass(frozen=True, slots=True)
class Handle:
    """Names an object that stays in the student's process."""

    id: int
    type: str
    attributes: tuple[str, ...] = ()
    callable: bool = False


Buffer = bytes | bytearray | memoryview


def encode(message: dict[str, Any]) -> list[Buffer]:
    """Turns a message into the buffers to write one after another.

    The first buffer is the 16-byte prefix and the header. Large contiguous arrays follow without a
    copy, so they must not change before they are sent.

    Args:
        message: Keys are str; values are None, bool, int, float, complex, str, bytes, list, tuple,
            dict, arrays of plain dtypes, numpy scalars (carried as Python numbers), `Tensor` and
            `Handle`. Subclasses are refused, so that nobody's method runs here.

    Raises:
        WireError: A value of another kind, or more than `decode` accepts.
    """
    if type(message) is not dict or any(type(key) is not str for key in message):
        raise WireError("a message must be a dict with str keys: wrap the value in one")
    writer = _Writer()
    header = _dump(writer.value(message, 0)).encode("ascii")
    if len(header) > MAX_HEADER:
        raise WireError(
            f"the message needs a header of {len(header)} bytes, {MAX_HEADER} are allowed: "
            "pass many small values as one array"
        )
    return [_PREFIX.pack(MAGIC, len(header), writer.size) + header, *writer.buffers]


def parse_prefix(
    prefix: Buffer, max_header: int = MAX_HEADER, max_body: int = MAX_BODY
) -> tuple[int, int]:
    """Reads the fixed start of a frame.

    Returns:
        Bytes of the header and bytes of the body that follow.

    Raises:
        WireError: Not 16 bytes, not a frame, or longer than allowed.
    """
    if len(prefix) != PREFIX_SIZE:
        raise WireError(f"a frame starts with {PREFIX_SIZE} bytes, got {len(prefix)}")
    magic, header_len, body_len = _PREFIX.unpack(prefix)
    if magic != MAGIC:
        raise WireError(f"a frame starts with {MAGIC!r}, got {magic!r}")
    if header_len > max_header or body_len > max_body:
        raise WireError(
            f"the frame announces {header_len} bytes of header and {body_len} of body, "
            f"{max_header} and {max_body} are allowed"
        )
    return header_len, body_len


def decode(header: Buffer, body: Buffer, *, writable: bool = False) -> dict[str, Any]:
    """Turns the two parts of a frame back into the message.

    Args:
        header: The bytes after the prefix.
        body: The bytes after the header. Arrays are read-only views of it.
        writable: Give every array memory of its own that may be written instead.

    Raises:
        WireError: For every header and body that `encode` cannot have made.
    """
    try:
        tree = _JSON.decode(bytes(header).decode("ascii"))
    except (ValueError, RecursionError) as error:  # not ASCII, not JSON, nested too deep
        raise WireError(f"the header is not JSON: {type(error).__name__}") from None
    if type(tree) is not list or not tree or tree[0] != "d":
        raise WireError("the header is not a message")
    reader = _Reader(memoryview(body).cast("B"), writable)
    message = reader.value(tree, 0)
    if reader.at != len(reader.body):
        raise WireError(f"the header describes {reader.at} bytes of body, got {len(reader.body)}")
    if any(type(key) is not str for key in message):
        raise WireError("a message has str keys only")
    return message


def _refuse_object(pairs: object) -> NoReturn:
    raise WireError("the header holds a JSON object")


def _refuse_constant(text: str) -> NoReturn:
    raise WireError(f"the header holds {text}")


def _parse_int(text: str) -> int:
    if len(text) > 320:  # before int(), which takes quadratic time
        raise WireError("the header holds an integer that is too long")
    value = int(text)
    if value.bit_length() > MAX_INT_BITS:
        raise WireError("the header holds an integer that is too long")
    return value


def _parse_float(text: str) -> float:
    value = float(text) if len(text) <= 32 else math.inf
    if math.isinf(value):
        raise WireError("the header holds a number that is too long or too large")
    return value


_dump = json.JSONEncoder(separators=(",", ":"), allow_nan=False, check_circular=False).encode
_JSON = json.JSONDecoder(
    object_pairs_hook=_refuse_object,
    parse_constant=_refuse_constant,
    parse_int=_parse_int,
    parse_float=_parse_float,
)


class _Writer:
    """Builds the JSON tree of one message and gathers its body."""

    def __init__(self) -> None:
        self.buffers: list[Buffer] = []
        self.size = 0
        self._nodes = MAX_NODES
        self._numbers = MAX_NUMBERS

    def value(self, value: Any, depth: int) -> Any:
        """The JSON for `value`: a scalar as itself, all else a list that starts with a tag."""
        kind = type(value)
        if value is None or kind is bool:
            return value
        if kind is str:
            if len(value) <= _TEXT_IN_HEADER and value.isascii():
                return value
            # Not as JSON escapes: they would join two lone surrogates into one character.
            return ["s", self._put(value.encode("utf-8", "surrogatepass"))]
        if kind is int:
            if value.bit_length() > MAX_INT_BITS:
                raise WireError(
                    f"an int of {value.bit_length()} bits cannot be passed, {MAX_INT_BITS} are "
                    "allowed: pass it as a str or a float"
                )
            return value
        if kind is float:
            return value if math.isfinite(value) else ["f", value.hex()]
        if kind is dict or kind is list or kind is tuple:
            return self._container(value, kind, depth)
        if kind is np.ndarray:
            return self._array("a", value)
        if kind is Tensor and type(value.array) is np.ndarray:
            return self._array("T", value.array)
        if kind is bytes:
            return ["b", self._put(value)]
        if kind is complex:
            return ["c", value.real.hex(), value.imag.hex()]
        if kind is Handle:
            return self._handle(value)
        if isinstance(value, np.generic) and _code(value.dtype) in _DTYPES:
            return self.value(value.item(), depth)
        raise WireError(
            f"a value of type {kind.__name__} cannot be passed: pass None, numbers, str, bytes, "
            "lists, tuples, dicts or arrays"
        )

    def _container(self, value: Any, kind: type, depth: int) -> list[Any]:
        if depth >= MAX_DEPTH:
            raise WireError(
                f"a value is nested more than {MAX_DEPTH} deep, or contains itself: pass it flatter"
            )
        if kind is dict:
            self._count(2 * len(value))
            tree: list[Any] = ["d"]
            for key, item in value.items():
                tree.append(self._key(key))
                tree.append(self.value(item, depth + 1))
            return tree
        if len(value) >= _PACK_FROM and type(value[0]) in _PACKED:
            packed = self._pack(value, kind)
            if packed is not None:
                return packed
        self._count(len(value))
        return ["l" if kind is list else "t", *[self.value(item, depth + 1) for item in value]]

    def _count(self, nodes: int) -> None:
        self._nodes -= nodes
        if self._nodes < 0:
            raise WireError(
                f"the message has more than {MAX_NODES} values: pass many numbers as one array"
            )

    def _key(self, key: Any) -> Any:
        if type(key) is int and key.bit_length() > MAX_KEY_BITS:
            raise WireError(
                f"an int of {key.bit_length()} bits cannot be a dict key, {MAX_KEY_BITS} are "
                "allowed: use a str"
            )
        if key is None or type(key) in (str, int, float, bool):
            return self.value(key, 0)
        raise WireError(
            f"a dict key of type {type(key).__name__} cannot be passed: use str, int, float or bool"
        )

    def _pack(self, value: Any, kind: type) -> list[Any] | None:
        """A list of numbers of one type as array bytes; None when it is not one."""
        code = _PACKED[type(value[0])]
        if set(map(type, value)) != {type(value[0])}:
            return None
        try:
            array = np.array(value, _DTYPES[code])
        except OverflowError:  # an int beyond 64 bits
            return None
        self._numbers -= len(value)
        if self._numbers < 0:
            raise WireError(
                f"the message has more than {MAX_NUMBERS} numbers in lists: pass them as an array"
            )
        self._put(array.view(np.uint8).data)
        return ["L" if kind is list else "P", code, len(value)]

    def _array(self, tag: str, array: np.ndarray) -> list[Any]:
        dtype = _DTYPES.get(_code(array.dtype))
        if dtype is None:
            raise WireError(
                f"an array of dtype {array.dtype} cannot be passed: convert it to a plain number "
                "type first, such as float64"
            )
        size = _nbytes(dtype, array.shape)
        if array.ndim > MAX_DIMENSIONS or size is None:
            raise WireError(
                f"an array of shape {array.shape} cannot be passed: reshape it to fewer and "
                "smaller axes"
            )
        self._check_body(size)  # before the copy: a broadcast array holds fewer bytes than it shows
        flat = np.asarray(array, dtype, order="C").reshape(-1)
        if flat.size:
            self._put(flat.view(np.uint8).data)
        return [tag, _code(dtype), *array.shape]

    def _handle(self, handle: Handle) -> list[Any]:
        fields = (handle.id, handle.type, handle.callable)
        self._count(len(fields) + len(handle.attributes))
        if tuple(map(type, fields)) != (int, str, bool) or handle.id.bit_length() > MAX_KEY_BITS:
            raise WireError("a Handle needs an int of at most 63 bits, a str and a bool")
        if any(type(name) is not str for name in handle.attributes):
            raise WireError("the attributes of a Handle must be str")
        return ["h", *[self.value(field, 0) for field in (*fields, *handle.attributes)]]

    def _put(self, data: bytes | memoryview) -> int:
        """Appends to the body, padded so that the next piece is aligned; returns its bytes."""
        size = len(data)
        self._check_body(size)
        self.size += size + -size % _ALIGN
        if size >= _COALESCE_BELOW:
            self.buffers.append(data)
            if size % _ALIGN:
                self.buffers.append(bytearray(-size % _ALIGN))
        elif size:
            if not self.buffers or type(self.buffers[-1]) is not bytearray:
                self.buffers.append(bytearray())
            small = self.buffers[-1]
            small += data  # type: ignore[operator]
            small += bytes(-size % _ALIGN)  # type: ignore[operator]
        return size

    def _check_body(self, more: int) -> None:
        if self.size + more + _ALIGN > MAX_BODY:
            raise WireError(
                f"the message holds {self.size + more} bytes of arrays and text, {MAX_BODY} are "
                "allowed: pass less at a time"
            )


class _Reader:
    """Builds the values of one message; takes the body's bytes in order, each once."""

    def __init__(self, body: memoryview, writable: bool) -> None:
        self.body = body
        self.at = 0
        self._writable = writable
        self._nodes = MAX_NODES
        self._numbers = MAX_NUMBERS

    def value(self, tree: Any, depth: int) -> Any:
        """The value that a piece of the header stands for."""
        if type(tree) is not list:
            return tree  # JSON gives None, bool, int, float, str; objects were refused
        if not tree or type(tree[0]) is not str:
            raise WireError("a value has no tag")
        tag = tree[0]
        if tag in ("a", "T"):
            array = self._array(tree)
            return array if tag == "a" else Tensor(array)
        if tag in ("d", "l", "t", "h"):
            self._nodes -= len(tree) - 1
            if self._nodes < 0:
                raise WireError(f"the message has more than {MAX_NODES} values")
            if tag == "h":
                return self._handle(tree)
            if depth >= MAX_DEPTH:
                raise WireError(f"the message is nested more than {MAX_DEPTH} deep")
            if tag == "d":
                return self._dict(tree, depth + 1)
            items = [self.value(item, depth + 1) for item in tree[1:]]
            return items if tag == "l" else tuple(items)
        if tag in ("L", "P"):
            return self._packed(tree)
        if tag in ("s", "b"):
            return self._bytes(tree)
        if tag in ("f", "c"):
            return self._float(tree)
        raise WireError("a value has an unknown tag")

    def _dict(self, tree: list[Any], depth: int) -> dict[Any, Any]:
        if len(tree) % 2 == 0:
            raise WireError("a dict has a key without a value")
        result: dict[Any, Any] = {}
        for index in range(1, len(tree), 2):
            key = self.value(tree[index], MAX_DEPTH)  # deep enough: no container may follow
            if key is not None and type(key) not in (str, int, float, bool):
                raise WireError("a dict has a key of a wrong type")
            if type(key) is int and key.bit_length() > MAX_KEY_BITS:
                raise WireError("a dict has an integer key that is too long")
            if key in result:
                raise WireError("a dict has a key twice")
            result[key] = self.value(tree[index + 1], depth)
        return result

    def _handle(self, tree: list[Any]) -> Handle:
        fields = [self.value(item, MAX_DEPTH) for item in tree[1:]]
        if [type(field) for field in fields] != [int, str, bool] + [str] * (len(fields) - 3):
            raise WireError("a handle has fields of wrong types")
        if fields[0].bit_length() > MAX_KEY_BITS:
            raise WireError("a handle has a number that is too long")
        return Handle(fields[0], fields[1], tuple(fields[3:]), fields[2])

    def _array(self, tree: list[Any]) -> np.ndarray:
        shape = tree[2:]
        if len(shape) > MAX_DIMENSIONS or any(type(side) is not int or side < 0 for side in shape):
            raise WireError("an array has a wrong shape")
        array = self._numbers_of(tree, shape).reshape(shape)
        return array.copy() if self._writable else array

    def _packed(self, tree: list[Any]) -> Any:
        if len(tree) != 3 or tree[1] not in ("f8", "i8", "b1"):
            raise WireError("a packed list has a wrong type")
        if type(tree[2]) is not int or not 0 <= tree[2] <= self._numbers:
            raise WireError("a packed list has a wrong length")
        self._numbers -= tree[2]
        items = self._numbers_of(tree, tree[2:]).tolist()
        return items if tree[0] == "L" else tuple(items)

    def _numbers_of(self, tree: list[Any], shape: list[int]) -> np.ndarray:
        """The next bytes as a flat read-only array of the dtype that `tree` names."""
        code = tree[1] if len(tree) > 1 else None
        dtype = _DTYPES.get(code) if type(code) is str else None
        size = None if dtype is None else _nbytes(dtype, shape)
        if dtype is None or size is None:
            raise WireError("an array has a wrong dtype or shape")
        data = self._take(size)
        if code == "b1" and size and np.frombuffer(data, np.uint8).max() > 1:
            raise WireError("an array of bool has a byte other than 0 and 1")
        return np.frombuffer(data, dtype)

    def _bytes(self, tree: list[Any]) -> str | bytes:
        if len(tree) != 2 or type(tree[1]) is not int or tree[1] < 0:
            raise WireError("a text has a wrong length")
        data = bytes(self._take(tree[1]))
        if tree[0] == "b":
            return data
        try:
            return data.decode("utf-8", "surrogatepass")
        except UnicodeDecodeError:
            raise WireError("a text is not UTF-8") from None

    def _float(self, tree: list[Any]) -> float | complex:
        parts = tree[1:]
        if len(parts) != (2 if tree[0] == "c" else 1):
            raise WireError("a float has a wrong form")
        if any(type(part) is not str or len(part) > 32 for part in parts):
            raise WireError("a float has a wrong form")
        try:
            values = [float.fromhex(part) for part in parts]
        except (ValueError, OverflowError):
            raise WireError("a float has a wrong form") from None
        return values[0] if tree[0] == "f" else complex(*values)

    def _take(self, size: int) -> memoryview:
        """The next `size` bytes; skips the padding after them."""
        end = self.at + size
        padded = end + -end % _ALIGN
        if padded > len(self.body):
            raise WireError(f"the body ends after {len(self.body)} bytes, more are needed")
        if any(self.body[end:padded]):
            raise WireError("the padding is not zero")
        data = self.body[self.at : end].toreadonly()
        self.at = padded
        return data


def _code(dtype: np.dtype) -> str:
    return f"{dtype.kind}{dtype.itemsize}"


def _nbytes(dtype: np.dtype, shape: Any) -> int | None:
    """Bytes of an array; None when numpy could not even describe it (zero sides included)."""
    size, bound = dtype.itemsize, dtype.itemsize
    for side in shape:
        size *= side
        bound *= max(side, 1)
        if bound >= 1 << 62:
            return None
    return size
