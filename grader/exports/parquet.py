"""Parquet for analysis: the columns of the CSV with their types, unknowns as nulls."""

from __future__ import annotations

import io
from typing import Any

from grader.errors import UsageError
from grader.exports.table import Table


def as_parquet(table: Table) -> bytes:
    """A table as one Parquet file: string, float64, int64 and bool columns, all nullable.

    Raises:
        UsageError: pyarrow is not installed.
    """
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError:
        raise UsageError(
            'Parquet needs pyarrow; install it with pip install "deep-grader[parquet]", '
            "or use --format csv."
        ) from None
    types = {"text": pa.string(), "number": pa.float64(), "count": pa.int64(), "flag": pa.bool_()}
    arrays = [
        pa.array([_plain(row[n]) for row in table.rows], type=types[column.kind])
        for n, column in enumerate(table.columns)
    ]
    schema = pa.schema([(column.name, types[column.kind]) for column in table.columns])
    out = io.BytesIO()
    parquet.write_table(pa.Table.from_arrays(arrays, schema=schema), out)
    return out.getvalue()


def _plain(value: Any) -> Any:
    """A text that can be written as UTF-8; everything else as it is."""
    return value.encode("utf-8", "replace").decode("utf-8") if isinstance(value, str) else value
