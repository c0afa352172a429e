"""Calls and values as a person reads them: what was asked, with what, and what came back.

Everything here may be a stranger's. Arrays are described by our own formatting and strings are
quoted and cut; nothing of a value is called.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

import numpy as np

from grader.compare.evidence import cell, nested
from grader.compare.message import clip, describe, dtype_text, figure, quoted, shape_text
from grader.types import ASIDE, Run
from grader.wire import Handle, Tensor

WHOLE = 48
"""Entries up to which an array is shown in full."""
_PARTS = 8
"""Members of a list or dict that are shown one by one."""
_DEPTH = 3
_INLINE = 8
_PLAIN = (int, float, complex, str, bool, type(None))


def calls_data(
    calls: Iterable[tuple[Mapping[str, Any] | None, Run]],
) -> list[dict[str, Any]]:
    """The requests of one check and their answers as plain data.

    Args:
        calls: what was asked (None when it was not kept) and what came back, in order.
    """
    objects: dict[int, str] = {}
    out = []
    for number, (request, run) in enumerate(calls, 1):
        out.append(_call(number, request, run, objects))
    return out


def _call(
    number: int, request: Mapping[str, Any] | None, run: Run, objects: dict[int, str]
) -> dict[str, Any]:
    """One of them; objects that came back are named for those that follow."""
    if request is None:
        asked: str = "a request that was not kept"
        inputs: list[dict[str, Any]] = []
    else:
        asked, inputs = _request(request, objects)
        if ASIDE in request:
            asked += " (only for the slope beside a wrong gradient)"
    out: dict[str, Any] = {
        "number": number,
        "asked": asked,
        "inputs": inputs,
        "outcome": run.outcome,
        "value": None,
        "fault": None,
        "detail": run.detail,
        "output": run.output,
        "output_bytes": run.output_bytes,
        "seconds": round(run.wall_s, 4),
        "cpu_seconds": round(run.cpu_s, 4),
        "notes": list(run.notes),
        "changed": list(run.changed),
    }
    if run.outcome == "returned":
        _name_objects(run.value, objects)
        out["value"] = value_data(run.value, objects)
    if run.fault is not None:
        out["fault"] = {
            "type": run.fault.type,
            "message": run.fault.message,
            "frames": [
                {"where": f.where, "function": f.function, "code": f.code} for f in run.fault.frames
            ],
        }
    return out


def _name_objects(value: Any, objects: dict[int, str]) -> None:
    """Calls the objects of an answer by their type: `TwoLayerNet#8`."""
    if isinstance(value, Handle):
        objects[value.id] = f"{clip(value.type, 40)}#{value.id}"
    elif isinstance(value, list | tuple | dict):
        for part in islice(value.values() if isinstance(value, dict) else value, WHOLE):
            _name_objects(part, objects)


def _object(id: Any, objects: Mapping[int, str]) -> str:
    return objects.get(id) or f"object#{id}"


def _request(
    request: Mapping[str, Any], objects: Mapping[int, str]
) -> tuple[str, list[dict[str, Any]]]:
    """The request as one line, and the values that went with it."""
    op = request.get("op")
    where = _target(request.get("target"), objects)
    if op == "call":
        args, kwargs = request.get("args", ()), request.get("kwargs", {})
        named = [(f"argument {n}", value) for n, value in enumerate(args, 1)]
        named += [(f"{name}=", value) for name, value in kwargs.items()]
        parts = [_short(a, objects) for a in args]
        parts += [f"{k}={_short(v, objects)}" for k, v in kwargs.items()]
        asked = f"{where}({', '.join(parts)})"
    elif op == "set":
        named = [("the value", request.get("value"))]
        asked = f"{where} = {_short(request.get('value'), objects)}"
    else:
        words = {"get": "the value of", "has": "is there", "walk": "the parts of"}
        named = []
        asked = f"{words.get(str(op), str(op))} {where}"
        if op == "find":
            asked = f"the name {request.get('name')}"
    return asked, [{"name": name, **value_data(value, objects)} for name, value in named]


def _target(target: Any, objects: Mapping[int, str]) -> str:
    """`TwoLayerNet#8.forward`: the name, or the object and the path from there."""
    if not isinstance(target, Mapping):
        return "it"
    path = list(target.get("path", ()))
    if "handle" in target:
        shown = _object(target["handle"], objects)
    else:
        shown = str(path.pop(0)) if path else str(target.get("module"))
    for step in path:
        plain = isinstance(step, str) and step.isidentifier()
        shown += f".{step}" if plain else f"[{step!r}]"
    return clip(shown, 200)


def _short(value: Any, objects: Mapping[int, str]) -> str:
    """An argument inside a call: small numbers whole, arrays by their shape."""
    if isinstance(value, Handle):
        return _object(value.id, objects)
    if isinstance(value, Tensor):
        return f"tensor {shape_text(value.array.shape)}"
    if isinstance(value, np.ndarray):
        return f"array {shape_text(value.shape)}" if value.ndim else _entry(value[()])
    if isinstance(value, str):
        return quoted(value, 24)
    if isinstance(value, list | tuple | dict):
        return _inline(value) if len(value) <= _INLINE else describe(value)
    return clip(describe(value), 40)


def _inline(value: Any) -> str:
    """A short list of plain values written out, `[3, 8, 5]`; else what it is."""
    if isinstance(value, dict) or not all(isinstance(v, _PLAIN) for v in value):
        return describe(value)
    parts = ", ".join(_short(v, {}) for v in value)
    return f"[{parts}]" if isinstance(value, list) else f"({parts}{',' * (len(value) == 1)})"


def value_data(value: Any, objects: Mapping[int, str], depth: int = 0) -> dict[str, Any]:
    """A value as plain data: what it is in a phrase, and its entries when they are few.

    Args:
        value: a value that crossed the wire.
        objects: names of objects that stay in the student's process.
        depth: how deep inside another value it stands.
    """
    if isinstance(value, Handle):
        return {"text": f"{_object(value.id, objects)}, an object that stays in their process"}
    if isinstance(value, Tensor):
        out = _array(value.array)
        return out | {"text": f"tensor {out['text']}"}
    if isinstance(value, np.ndarray):
        return _array(value)
    if isinstance(value, str):
        return {"text": quoted(value, 200)}
    if isinstance(value, list | tuple) and len(value) <= WHOLE:
        if (text := _inline(value)) != describe(value):
            return {"text": text}
    if isinstance(value, list | tuple | dict) and depth < _DEPTH:
        return {"text": describe(value), "parts": list(_parts(value, objects, depth))}
    return {"text": clip(describe(value), 200)}


def _parts(
    value: Sequence[Any] | Mapping[Any, Any], objects: Mapping[int, str], depth: int
) -> Iterator[dict[str, Any]]:
    pairs: Any
    if isinstance(value, Mapping):
        pairs = (
            (quoted(k, 32) if isinstance(k, str) else describe(k), v) for k, v in value.items()
        )
    else:
        pairs = ((str(n), v) for n, v in enumerate(value))
    for name, part in islice(pairs, _PARTS):
        yield {"name": clip(name, 60), **value_data(part, objects, depth + 1)}
    if len(value) > _PARTS:
        yield {"name": "...", "text": f"{len(value) - _PARTS} more"}


def _array(values: np.ndarray) -> dict[str, Any]:
    """Shape, dtype, and all entries of a small array or the range of a large one."""
    out: dict[str, Any] = {
        "text": f"{shape_text(values.shape)} {dtype_text(values.dtype)}",
        "shape": list(values.shape),
        "dtype": dtype_text(values.dtype),
    }
    if values.dtype.kind not in "biuf" or not values.size:
        return out
    numbers = values.astype(np.float64)
    if values.size <= WHOLE and values.ndim <= 4:
        return out | {"values": nested(numbers)}
    finite = numbers[np.isfinite(numbers)]
    out["not_finite"] = int(numbers.size - finite.size)
    if finite.size:
        with np.errstate(over="ignore"):
            range_of = {"lowest": finite.min(), "highest": finite.max(), "mean": finite.mean()}
            out |= {name: cell(float(value)) for name, value in range_of.items()}
    return out


def _entry(value: Any) -> str:
    return figure(float(value)) if value.dtype.kind in "biuf" else clip(describe(value), 40)
