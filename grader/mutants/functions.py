"""Another function: the minimum for the maximum, or none at all where one was needed."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from grader.mutants.places import Place, called
from grader.mutants.rewrite import Edit, replace
from grader.mutants.syntax import is_count, renamed

_OTHERS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "max": ("min", "mean"),
        "amax": ("amin",),
        "min": ("max", "mean"),
        "amin": ("amax",),
        "maximum": ("minimum",),
        "minimum": ("maximum",),
        "zeros": ("ones",),
        "ones": ("zeros",),
        "zeros_like": ("ones_like",),
        "ones_like": ("zeros_like",),
        "sin": ("cos",),
        "cos": ("sin",),
        "argmax": ("argmin",),
        "argmin": ("argmax",),
        "floor": ("ceil",),
        "ceil": ("floor",),
        "log1p": ("log",),
        "expm1": ("exp",),
        "log2": ("log",),
        "log10": ("log",),
        "std": ("var",),
        "var": ("std",),
        "sinh": ("cosh",),
        "cosh": ("sinh",),
        "any": ("all",),
        "all": ("any",),
        "randn": ("rand",),
        "clamp_min": ("clamp_max",),
        "ReLU": ("Identity",),
        "Tanh": ("Identity",),
        "Sigmoid": ("Identity",),
        "Softmax": ("Identity",),
        "train": ("eval",),
        "eval": ("train",),
    }
)
_IDENTITY = frozenset(
    "exp log sqrt square abs tanh sigmoid relu softmax log_softmax cumsum diag reversed sorted "
    "clip round absolute fabs sign reciprocal negative pow power log1p expm1 softplus detach "
    "flatten ravel squeeze reshape".split()
)
_OF_ARRAYS = frozenset({"max", "min"})


def other_function(place: Place) -> Iterator[Edit]:
    """np.max -> np.min and np.mean, maximum -> minimum, zeros -> ones, sin -> cos, argmax -> argmin."""
    node = place.node
    if not isinstance(node, ast.Call):
        return
    for name in _OTHERS.get(called(node), ()):
        bare = isinstance(node.func, ast.Name)
        if name in ("mean", "eval", "train", "Identity") and bare:
            continue
        yield replace(node.func, renamed(node, name))


def no_function(place: Place) -> Iterator[Edit]:
    """np.exp(x) -> x, x.reshape(-1) -> x, softmax(o) -> o."""
    node = place.node
    if not isinstance(node, ast.Call) or called(node) not in _IDENTITY:
        return
    owner = node.func.value if isinstance(node.func, ast.Attribute) else None
    method = owner is not None and not (
        isinstance(owner, ast.Name)
        and owner.id in ("np", "numpy", "torch", "math", "F", "nn", "cp")
    )
    argument = owner if method and not _is_own(owner) else (node.args[0] if node.args else None)
    if argument is not None and not isinstance(argument, ast.Starred) and not is_count(argument):
        yield replace(node, argument)


def _is_own(owner: ast.expr | None) -> bool:
    """A method of the student's own object, `self.relu(x)`, takes what it works on as argument."""
    return isinstance(owner, ast.Name) and owner.id == "self"
