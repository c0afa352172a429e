"""The name under which a file of a submission is imported."""

from __future__ import annotations

import keyword
import unicodedata


def import_name(path: str) -> str:
    """The name under which a file would be imported, made importable where it is not.

    >>> import_name("week 1/02-mlp.py"), import_name("models/__init__.py")
    ('week_1._02_mlp', 'models')
    """
    *folders, name = path.split("/")
    stem = name.rpartition(".")[0]
    parts = [*folders] if stem == "__init__" and folders else [*folders, stem]
    return ".".join(_identifier(part) for part in parts)


def _identifier(stem: str) -> str:
    stem = unicodedata.normalize("NFKC", stem)
    if not stem.isidentifier():
        spaced = "".join(c if f"_{c}".isidentifier() else " " for c in stem)
        stem = "_".join(spaced.split()) or "module"
    if not stem.isidentifier() or keyword.iskeyword(stem):
        stem = f"_{stem}"
    return stem
