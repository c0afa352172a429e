"""The wire carries every plain value exactly, and any other bytes end in a WireError."""

from __future__ import annotations

import json
import math
import struct

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from grader import wire
from grader.wire import Handle, Tensor, WireError

CODES = "b1 i1 i2 i4 i8 u1 u2 u4 u8 f2 f4 f8 c8 c16".split()


def frame(message):
    """(prefix, header, body) of a message, each as bytes."""
    buffers = [bytes(buffer) for buffer in wire.encode(message)]
    return buffers[0][:16], buffers[0][16:], b"".join(buffers[1:])


def carried(value, **options):
    """What the other side gets."""
    prefix, header, body = frame({"v": value})
    assert wire.parse_prefix(prefix) == (len(header), len(body))
    return wire.decode(header, body, **options)["v"]


def same(got, expected):
    """Equal in type and value, nan equal to nan and -0.0 not to 0.0, byte order aside."""
    if type(got) is not type(expected):
        return False
    if isinstance(expected, float):
        return struct.pack("d", got) == struct.pack("d", expected) or (got != got) & (
            expected != expected
        )
    if isinstance(expected, complex):
        return same(got.real, expected.real) and same(got.imag, expected.imag)
    if isinstance(expected, np.ndarray):
        return (
            got.dtype == expected.dtype.newbyteorder("=")
            and got.shape == expected.shape
            and got.tobytes() == expected.astype(got.dtype).tobytes()
        )
    if isinstance(expected, Tensor):
        return same(got.array, expected.array)
    if isinstance(expected, dict):
        return same(list(got), list(expected)) and same(list(got.values()), list(expected.values()))
    if isinstance(expected, list | tuple):
        return len(got) == len(expected) and all(map(same, got, expected))
    return got == expected


KEYS = (
    st.text(st.characters(), max_size=8)
    | st.integers(-(2**63) + 1, 2**63 - 1)
    | st.booleans()
    | st.none()
    | st.floats(allow_nan=False)
)
ARRAYS = st.one_of(
    [
        hnp.arrays(
            st.sampled_from([f"<{code}", f">{code}"]).map(np.dtype),
            hnp.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4),
        )
        for code in CODES
    ]
)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**1024) + 1, 2**1024 - 1)
    | st.floats()
    | st.complex_numbers()
    | st.text(st.characters(), max_size=20)  # lone surrogates included
    | st.binary(max_size=20)
)
HANDLES = st.builds(
    Handle,
    st.integers(0, 2**63 - 1),
    st.text(max_size=5),
    st.lists(st.text(max_size=5), max_size=3).map(tuple),
    st.booleans(),
)
NUMBERS = st.one_of(
    st.lists(st.floats(), min_size=14, max_size=40),
    st.lists(st.integers(-(2**65), 2**65), min_size=14, max_size=40),
    st.lists(st.booleans(), min_size=14, max_size=40),
    st.lists(st.booleans() | st.integers(0, 1), min_size=14, max_size=40),
)
VALUES = st.recursive(
    SCALARS | ARRAYS | ARRAYS.map(Tensor) | HANDLES | NUMBERS | NUMBERS.map(tuple),
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.lists(inner, max_size=5).map(tuple)
        | st.dictionaries(KEYS, inner, max_size=5)
    ),
    max_leaves=15,
)


@settings(deadline=None, max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(VALUES)
def test_what_arrives_is_what_was_sent(value):
    """decode(encode(v)) equals v in type and value for every plain value."""
    assert same(carried(value), value)


@settings(deadline=None, max_examples=100)
@given(VALUES)
def test_a_second_trip_gives_the_same_bytes(value):
    """Encoding is a function of the value alone: what arrived is encoded to the same frame."""
    assert frame({"v": carried(value)}) == frame({"v": value})


@pytest.mark.parametrize(
    "value", [math.nan, math.inf, -math.inf, -0.0, 5e-324, 1.7976931348623157e308]
)
def test_special_floats(value):
    """The floats that JSON or a careless comparison would lose arrive with their sign."""
    assert same(carried(value), value)
    assert same(carried([value] * 20), [value] * 20)
    assert same(carried(complex(value, -value)), complex(value, -value))


def test_two_lone_surrogates_stay_two():
    """A pair of surrogates in a str is not joined into one character on the way."""
    assert carried("\ud83d\ude00") == "\ud83d\ude00"
    assert carried({"\udcff": "\ud800" * 2000}) == {"\udcff": "\ud800" * 2000}


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("order", ["<", ">"])
def test_any_strides_and_byte_order(code, order):
    """Transposed, reversed, strided, broadcast, 0-d and empty arrays arrive with their values."""
    base = np.arange(24).reshape(2, 3, 4).astype(np.dtype(order + code))
    for array in [
        base,
        base.T,
        base[::-1, :, ::2],
        np.asfortranarray(base),
        np.broadcast_to(base[0, 0], (3, 4)),
        base[1, 2, 3:].reshape(()),
        base[:, :0],
    ]:
        assert same(carried(array), array)


def test_large_contiguous_arrays_are_not_copied():
    """The encoder hands the array's own memory over, the decoder a view of the body's."""
    array = np.arange(100_000.0)
    buffers = wire.encode({"v": array})
    assert any(np.shares_memory(np.frombuffer(buffer, np.uint8), array) for buffer in buffers[1:])
    _, header, body = frame({"v": array})
    assert np.shares_memory(wire.decode(header, body)["v"], np.frombuffer(body, np.uint8))


def test_decoded_arrays_are_read_only_unless_asked_for():
    """A view of the body cannot be written; a writable array has memory of its own."""
    _, header, body = frame({"v": [np.ones(3), Tensor(np.ones(2))]})
    shared = bytearray(body)
    plain, tensor = wire.decode(header, shared)["v"]
    assert not plain.flags.writeable
    assert not tensor.array.flags.writeable
    plain, tensor = wire.decode(header, shared, writable=True)["v"]
    plain[:] = 7
    tensor.array[:] = 7
    assert shared == body


def test_arrays_are_aligned_behind_odd_neighbours():
    """An array behind 3 bytes of text starts at a multiple of 8, so that torch can take it."""
    _, header, body = frame({"a": b"abc", "v": np.ones(2), "b": np.ones(3, bool), "w": np.ones(2)})
    message = wire.decode(header, body)
    assert message["v"].flags.aligned
    assert message["w"].flags.aligned


def test_numpy_scalars_become_numbers():
    """A numpy scalar is carried as the Python number of its value."""
    values = [np.float32(0.1), np.int8(-3), np.bool_(True), np.complex64(1j)]
    assert same(carried(values), [float(np.float32(0.1)), -3, True, 1j])


def test_long_lists_of_numbers_are_one_value():
    """A loss history far longer than the limit on values passes, as list and as tuple."""
    history = [0.5 * step for step in range(wire.MAX_NODES + 1)]
    assert carried(history) == history
    assert carried(tuple(range(wire.MAX_NODES + 1))) == tuple(range(wire.MAX_NODES + 1))


def nested(depth):
    """A list in a list in a list."""
    value = []
    for _ in range(depth - 1):
        value = [value]
    return value


def cyclic():
    """A list that contains itself three times, which is exponential without a limit."""
    value = []
    value.extend([value, value, value])
    return value


UNCARRIED = {
    "int": (2**1024, "an int of 1025 bits cannot be passed"),
    "set": ({1}, "a value of type set cannot be passed"),
    "subclass": (type("L", (list,), {})(), "a value of type L cannot be passed"),
    "masked": (np.ma.masked_array([1.0]), "a value of type MaskedArray cannot be passed"),
    "object array": (np.array([None]), "an array of dtype object cannot be passed"),
    "text array": (np.array(["a"]), "an array of dtype <U1 cannot be passed"),
    "dates": (np.array(["2020"], "M8[D]"), r"dtype datetime64\[D\] cannot be passed"),
    "record": (np.zeros(1, "f8,f8"), "cannot be passed: convert it"),
    "huge broadcast": (np.broadcast_to(1.0, (1 << 40,)), "bytes of arrays and text"),
    "endless broadcast": (np.broadcast_to(np.int8(1), (1 << 62,)), "reshape it"),
    "key": ({(1, 2): 3}, "a dict key of type tuple cannot be passed"),
    "long key": ({2**63: 1}, "an int of 64 bits cannot be a dict key"),
    "deep": (nested(33), "nested more than 32 deep"),
    "cycle": (cyclic(), "nested more than 32 deep"),
    "many": ([""] * 200_001, "more than 200000 values"),
    "numbers": ([[1.0] * 2_000_001] * 2, "more than 4000000 numbers"),
    "header": (["x" * 1000] * 5000, "a header of"),
    "tensor": (Tensor([1.0]), "a value of type Tensor cannot be passed"),
    "handle": (Handle("1", "a"), "a Handle needs"),
    "handle id": (Handle(2**63, "a"), "a Handle needs"),
    "handle name": (Handle(1, "a", (1,)), "attributes of a Handle"),
}


@pytest.mark.parametrize("name", UNCARRIED)
def test_what_cannot_be_carried_is_refused_with_a_sentence(name):
    """The encoder refuses at once, and says what to pass instead."""
    value, sentence = UNCARRIED[name]
    with pytest.raises(WireError, match=sentence):
        wire.encode({"v": value})


@pytest.mark.parametrize("message", [[], {1: 2}, None, "text"])
def test_a_message_is_a_dict_with_str_keys(message):
    """Anything else on top is refused by the encoder."""
    with pytest.raises(WireError, match="a message must be a dict with str keys"):
        wire.encode(message)


def test_the_deepest_value_passes():
    """Exactly as deep as allowed arrives: the two sides count alike."""
    value = nested(wire.MAX_DEPTH - 1)
    assert carried(value) == value
    leaves = nested(wire.MAX_DEPTH - 2)
    leaves.append({None: Handle(1, "a", ("b",))})
    assert carried(leaves) == leaves


def test_the_largest_number_of_values_passes():
    """Exactly as many values as allowed arrive, dict keys counted."""
    value = {"a": [""] * (wire.MAX_NODES - 6), "b": {}}
    assert carried(value) == value
    with pytest.raises(WireError, match="values"):
        carried({**value, "c": 1})


@pytest.mark.parametrize(
    ("prefix", "sentence"),
    [
        (b"", "starts with 16 bytes, got 0"),
        (b"x" * 17, "starts with 16 bytes, got 17"),
        (b"HTTP" + bytes(12), "got b'HTTP'"),
        (struct.pack("<4sIQ", wire.MAGIC, 1 << 31, 0), "bytes of header"),
        (struct.pack("<4sIQ", wire.MAGIC, 0, 1 << 62), "bytes of header"),
    ],
)
def test_a_wrong_prefix_is_refused(prefix, sentence):
    """Length, magic and both sizes are checked before anything is read or allocated."""
    with pytest.raises(WireError, match=sentence):
        wire.parse_prefix(prefix)


def test_a_smaller_limit_of_the_caller_holds():
    """The caller may allow less than the format does."""
    prefix = struct.pack("<4sIQ", wire.MAGIC, 10, 10)
    assert wire.parse_prefix(prefix, 10, 10) == (10, 10)
    with pytest.raises(WireError, match="9 and 10 are allowed"):
        wire.parse_prefix(prefix, max_header=9, max_body=10)


WRONG = {
    "empty": ("", b"", "not JSON"),
    "half": ('["d","v"', b"", "not JSON"),
    "not ascii": ('["d","v","é"]', b"", "not JSON"),
    "deep json": ("[" * 100_000, b"", "not JSON"),
    "list on top": ('["l"]', b"", "not a message"),
    "scalar on top": ("3", b"", "not a message"),
    "nothing on top": ("[]", b"", "not a message"),
    "int key on top": ('["d",1,2]', b"", "str keys only"),
    "object": ('["d","v",{"a":1}]', b"", "a JSON object"),
    "NaN": ('["d","v",NaN]', b"", "holds NaN"),
    "Infinity": ('["d","v",-Infinity]', b"", "holds -Infinity"),
    "long int": (f'["d","v",{"9" * 400}]', b"", "integer that is too long"),
    "int of 1025 bits": (f'["d","v",{2**1024}]', b"", "integer that is too long"),
    "long float": (f'["d","v",0.{"1" * 400}]', b"", "too long or too large"),
    "large float": ('["d","v",1e999]', b"", "too long or too large"),
    "no tag": ('["d","v",[]]', b"", "no tag"),
    "tag of a wrong type": ('["d","v",[1]]', b"", "no tag"),
    "unknown tag": ('["d","v",["x"]]', b"", "unknown tag"),
    "odd dict": ('["d","v"]', b"", "a key without a value"),
    "duplicate key": ('["d","v",1,"v",2]', b"", "a key twice"),
    "equal keys": ('["d","v",["d",1,0,true,0]]', b"", "a key twice"),
    "list as key": ('["d","v",["d",["l"],0]]', b"", "nested more than"),
    "bytes as key": ('["d","v",["d",["b",0],0]]', b"", "key of a wrong type"),
    "long key": (f'["d","v",["d",{2**63},0]]', b"", "integer key that is too long"),
    "too deep": ('["d","v",' + '["l",' * 32 + "1" + "]" * 33, b"", "nested more than 32"),
    "too many": ('["d","v",["l"' + ",0" * 200_000 + "]]", b"", "more than 200000 values"),
    "no dtype": ('["d","v",["a"]]', b"", "wrong dtype"),
    "dtype object": ('["d","v",["a","O8",0]]', b"", "wrong dtype"),
    "dtype of a wrong type": ('["d","v",["a",["l"],0]]', b"", "wrong dtype"),
    "negative side": ('["d","v",["a","f8",-1]]', b"", "wrong shape"),
    "bool side": ('["d","v",["a","f8",true]]', b"", "wrong shape"),
    "float side": ('["d","v",["a","f8",1.0]]', b"", "wrong shape"),
    "33 axes": ('["d","v",["a","f8"' + ",1" * 33 + "]]", bytes(8), "wrong shape"),
    "endless side": (f'["d","v",["a","f8",{2**62}]]', b"", "dtype or shape"),
    "endless empty": (f'["d","v",["a","f8",0,{2**62}]]', b"", "dtype or shape"),
    "short body": ('["d","v",["a","f8",2]]', bytes(8), "the body ends after 8 bytes"),
    "long body": ('["d","v",["a","f8",1]]', bytes(16), "describes 8 bytes of body, got 16"),
    "padding missing": ('["d","v",["b",3]]', b"abc", "the body ends"),
    "padding used": ('["d","v",["b",3]]', b"abc\0\0\0\0x", "padding is not zero"),
    "bool byte": ('["d","v",["a","b1",8]]', b"\0\1\2\0\0\0\0\0", "other than 0 and 1"),
    "packed bool byte": ('["d","v",["L","b1",8]]', b"\0\1\2\0\0\0\0\0", "other than 0 and 1"),
    "packed form": ('["d","v",["L","f8"]]', b"", "a packed list has a wrong type"),
    "packed dtype": ('["d","v",["L","c16",0]]', b"", "a packed list has a wrong type"),
    "packed dtype list": ('["d","v",["L",["l"],0]]', b"", "a packed list has a wrong type"),
    "packed length": ('["d","v",["P","f8",-1]]', b"", "a packed list has a wrong length"),
    "packed too long": ('["d","v",["P","b1",4000001]]', b"", "a packed list has a wrong length"),
    "text length": ('["d","v",["s","3"]]', b"", "text has a wrong length"),
    "text negative": ('["d","v",["s",-3]]', b"", "text has a wrong length"),
    "text form": ('["d","v",["s"]]', b"", "text has a wrong length"),
    "text bytes": ('["d","v",["s",8]]', b"\xff" * 8, "not UTF-8"),
    "float form": ('["d","v",["f"]]', b"", "a float has a wrong form"),
    "float type": ('["d","v",["f",1]]', b"", "a float has a wrong form"),
    "float text": ('["d","v",["f","one"]]', b"", "a float has a wrong form"),
    "float range": ('["d","v",["f","0x1p99999"]]', b"", "a float has a wrong form"),
    "float length": ('["d","v",["f","' + "0" * 40 + '"]]', b"", "a float has a wrong form"),
    "complex form": ('["d","v",["c","0x0p0"]]', b"", "a float has a wrong form"),
    "handle form": ('["d","v",["h",1,"a"]]', b"", "fields of wrong types"),
    "handle bool": ('["d","v",["h",true,"a",false]]', b"", "fields of wrong types"),
    "handle names": ('["d","v",["h",1,"a",false,2]]', b"", "fields of wrong types"),
    "handle number": (f'["d","v",["h",{2**63},"a",false]]', b"", "number that is too long"),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_frames_are_refused_with_a_sentence(name):
    """Each rule of the format has a frame that breaks only it."""
    header, body, sentence = WRONG[name]
    with pytest.raises(WireError, match=sentence):
        wire.decode(header.encode(), body)


def test_padding_is_part_of_the_length():
    """Text of 3 bytes takes 8: the decoder agrees with the encoder about both."""
    assert wire.decode(b'["d","v",["b",3]]', b"abc\0\0\0\0\0") == {"v": b"abc"}


def harmless(header, body):
    """Decodes; nothing but a message that can be sent again, or a WireError, may come of it."""
    try:
        message = wire.decode(header, body)
    except WireError:
        return
    wire.encode(message)


@settings(deadline=None, max_examples=300)
@given(st.binary(max_size=200), st.binary(max_size=64))
def test_random_bytes(header, body):
    """Any bytes at all end in a message or a WireError."""
    harmless(header, body)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-2, 70)
    | st.floats()
    | st.sampled_from([*"adTltLPsbfch", *CODES, "", "nan"]),
    lambda inner: st.lists(inner, max_size=5),
)


@settings(deadline=None, max_examples=200)
@given(st.lists(JSON, max_size=6), st.binary(max_size=64))
def test_well_formed_json_of_wrong_meaning(items, body):
    """JSON made of the format's own words, put together at random, ends in one of the two."""
    harmless(json.dumps(["d", *items]).encode(), body)


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(VALUES, st.data())
def test_damaged_frames(value, data):
    """A valid frame with bytes changed, cut or doubled ends in one of the two."""
    prefix, header, body = frame({"v": value, "id": 3, "ok": True})
    whole = bytearray(prefix + header + body)
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(whole) - 1))
        action = data.draw(st.sampled_from(["set", "cut", "double", "drop"]))
        if action == "set":
            whole[at] = data.draw(st.integers(0, 255))
        elif action == "cut" and at > 16:
            del whole[at:]
        elif action == "double":
            whole[at:at] = whole[at : at + 8]
        elif len(whole) > 17:
            del whole[at : at + 1]
    try:
        header_len, body_len = wire.parse_prefix(bytes(whole[:16]))
    except WireError:
        return
    rest = bytes(whole[16:])
    harmless(rest[:header_len], rest[header_len : header_len + body_len])


@settings(deadline=None, max_examples=100)
@given(VALUES, st.data())
def test_truncated_frames(value, data):
    """A frame that lacks its end is never taken for a message."""
    _, header, body = frame({"v": value})
    with pytest.raises(WireError):
        wire.decode(header[: data.draw(st.integers(0, len(header) - 1))], body)
    if body:
        with pytest.raises(WireError):
            wire.decode(header, body[: data.draw(st.integers(0, len(body) - 1))])


def test_colliding_keys_are_refused_before_they_cost():
    """Integers that all hash alike would take quadratic time: none longer than 63 bits is a key."""
    modulus = 2**61 - 1
    keys = [modulus * step for step in range(1, 50_000)]
    assert len({hash(key) for key in keys}) == 1
    header = json.dumps(["d", "v", ["d", *[item for key in keys for item in (key, 0)]]]).encode()
    with pytest.raises(WireError, match="integer key that is too long"):
        wire.decode(header, b"")
