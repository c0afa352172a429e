"""Everything that can be read in a handout: texts and numbers, wherever they are packed away."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np

from grader.recording import read_frames

RECORD = "checks/expected.rec"


class Text(NamedTuple):
    """Something that is written there."""

    place: str
    text: str


def texts(files: Mapping[str, bytes]) -> list[Text]:
    """Every text of every file: as it stands, and decoded where it is packed."""
    found: list[Text] = []
    for path, data in files.items():
        found.append(Text(path, path))
        if path.endswith(".whl"):
            with zipfile.ZipFile(io.BytesIO(data)) as wheel:
                for member in wheel.namelist():
                    found.append(Text(f"{path}: {member}", member))
                    found.append(Text(f"{path}: {member}", wheel.read(member).decode()))
        elif path == RECORD:
            raw = gzip.decompress(data)
            found += [Text(path, text) for text in _strings(read_frames(raw))]
            found.append(Text(path, raw.decode("latin-1")))
        else:
            text = data.decode()
            found.append(Text(path, text))
            if path.endswith((".json", ".ipynb")):
                found += [Text(path, each) for each in _strings(json.loads(text))]
    return found


def numbers(files: Mapping[str, bytes]) -> np.ndarray:
    """Every number of the record, float64: of arrays, of lists, on their own."""
    return numbers_in(read_frames(gzip.decompress(files[RECORD])))


def numbers_in(value: Any) -> np.ndarray:
    """Every real number in plain data, float64."""
    parts = [np.asarray(each, dtype=np.float64).ravel() for each in _numbers(value)]
    return np.concatenate([np.empty(0), *parts])


def truths(files: Mapping[str, bytes]) -> list[dict[str, Any]]:
    """Every recorded call."""
    frames = read_frames(gzip.decompress(files[RECORD]))
    return [frame["truth"] for frame in frames if "truth" in frame]


def patterns(files: Mapping[str, bytes]) -> np.ndarray:
    """Every 8 bytes in a row of the unzipped record, wherever they begin, as uint64."""
    raw = gzip.decompress(files[RECORD])
    rows = [np.frombuffer(raw[k : k + (len(raw) - k) // 8 * 8], "<u8") for k in range(8)]
    return np.unique(np.concatenate(rows))


def whole_numbers(files: Mapping[str, bytes]) -> set[int]:
    """Every integer of the record and of handout.json."""
    values = [*_plain(read_frames(gzip.decompress(files[RECORD])))]
    values += _plain(json.loads(files["checks/handout.json"]))
    return {v for v in values if type(v) is int}


def _plain(value: Any) -> Iterator[Any]:
    if isinstance(value, Mapping):
        for key, part in value.items():
            yield from _plain(key)
            yield from _plain(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _plain(part)
    else:
        yield value


def _strings(value: Any) -> Iterator[str]:
    return (each for each in _plain(value) if isinstance(each, str))


def _numbers(value: Any) -> Iterator[Any]:
    for each in _plain(value):
        array = isinstance(each, np.ndarray) and each.dtype.kind == "f"
        if array or isinstance(each, float):
            yield each
