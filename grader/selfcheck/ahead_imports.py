"""Warns of imports that work on the student's computer only: packages that grading does not have,
and files that were not handed in.

Nothing is said of a package that has a stand-in, of an import that the code can do without, and of
one whose names nothing uses that grading runs.
"""

from __future__ import annotations

import ast
import builtins
import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from grader.compare.message import clip
from grader.load import paths
from grader.selfcheck.ahead_source import (
    Code,
    Definition,
    Finding,
    conditions,
    identifiers,
    is_guarded,
    walk,
)
from grader.types import Submission

_ELSEWHERE_ONLY = frozenset(["msvcrt", "nt", "winreg", "winsound"])
"""Of the standard library, but only on Windows."""

_BRINGS = {
    "torch": ("sympy", "mpmath", "networkx", "jinja2", "fsspec", "filelock", "typing_extensions"),
    "sklearn": ("scipy", "joblib", "threadpoolctl"),
}
"""Packages that cannot be installed without others."""

_KNOWN = frozenset(
    "absl accelerate albumentations autograd bs4 catboost chainer cupy cv2 cvxpy d2l dask "
    "deepspeed diffusers docx dotenv einops fastai flask flax gensim gym "
    "gymnasium h5py haiku huggingface_hub imageio imblearn jax jaxlib joblib jraph keras "
    "kornia librosa lightgbm lightning loguru lxml mlflow mlxtend monai mxnet networkx nltk "
    "numexpr onnx onnxruntime openai openpyxl opt_einsum optax optuna paddle pandas patsy PIL "
    "polars prettytable psutil pyarrow pydantic pydot pygame pytest pymc pytorch_lightning ray regex "
    "requests rich sacrebleu scikitplot scipy sentencepiece shap skimage sklearn skorch spacy "
    "statsmodels sympy tabulate tensorflow tensorflow_datasets tensorflow_probability termcolor "
    "tf_keras theano tiktoken timm tokenizers torch torchaudio torchdata torcheval torchmetrics "
    "torchtext torchtyping torchvision transformers treelib typeguard ultralytics umap "
    "xarray xgboost yaml yellowbrick zarr numpy thop torch_geometric jaxtyping beartype "
    "typing_extensions colorama click IPython google nbformat ipykernel ujson wget gdown "
    "lightning_utilities mpmath six".split()
)
"""Packages that anybody may have installed: nobody looks for a file of that name."""


class _Import(NamedTuple):
    """One name of one import statement."""

    node: ast.Import | ast.ImportFrom
    module: str
    """What has to be there: `pandas`, `layers` of `from .layers import x`."""
    binds: str
    """The name that it binds; `*` of a star."""
    level: int
    """Dots in front."""


def imports(
    submission: Submission, codes: Sequence[Code], packages: Sequence[str], files: Collection[str]
) -> Iterator[Finding]:
    """Imports that will fail when graded.

    Args:
        submission: what was handed in.
        codes: its modules that parse.
        packages: what grading has beside the standard library.
        files: what the handout brings.
    """
    there = _Present(submission, packages, files)
    used = {code.module.name: _used(code) for code in codes}
    borrowed = _borrowed(codes, there, used)
    for code in codes:
        needed_here = used[code.module.name] | borrowed
        if _lacks_names(code, needed_here):
            needed_here |= {"*"}
        for node in code.live(ast.Import, ast.ImportFrom):
            lost = [one for one in _parts(node, code) if one.binds in needed_here]
            lost = [one for one in lost if not there.has(one)]
            if lost and not is_guarded(code, node) and not _is_asked(code, node):
                for module in dict.fromkeys(one.module for one in lost):
                    kind, sentence = there.told(module, lost[0].level, code.module.path)
                    yield Finding(kind, sentence, code.module, node.lineno)


class _Present:
    """What an import can find when graded."""

    def __init__(
        self, submission: Submission, packages: Sequence[str], files: Collection[str]
    ) -> None:
        # The import system of a submission finds a file by its bare name from anywhere beside it.
        self._local = {part for module in submission.modules for part in module.name.split(".")}
        for path in (*files, *submission.files):
            if path.endswith(".py") or "/" in path:
                self._local |= set(path.removesuffix(".py").split("/"))
        self._packages = {name.partition(".")[0] for name in packages} | {"grader"}
        self._packages.update(*(_BRINGS.get(name, ()) for name in packages))
        self._listed = paths.listing(list(packages), most=8)

    def is_local(self, module: str) -> bool:
        """Whether it is a file or folder of the submission."""
        return module.partition(".")[0] in self._local

    def has(self, one: _Import) -> bool:
        """Whether the import will find its module."""
        head = one.module.partition(".")[0]
        if not one.module or self.is_local(one.module):
            return True
        if one.level:
            return False
        if head in _ELSEWHERE_ONLY:
            return False
        if head in sys.stdlib_module_names or head in self._packages:
            return True
        return stands_in(one.module) or _is_python_2(one.module)

    def told(self, module: str, level: int, importer: str) -> tuple[str, str]:
        """Kind and sentence for a module that is not there."""
        head = module.partition(".")[0]
        lost = "what needs it will not work when graded"
        if head in _ELSEWHERE_ONLY:
            return "package", f"`{head}` exists on Windows only: {lost}."
        if head in _KNOWN and not level:
            has = self._listed or "nothing beside the standard library"
            return "package", f"Grading does not have the package `{head}`, only {has}: {lost}."
        shown = clip(head, 60)
        beside = paths.show(importer)
        if level:
            return "file", (
                f"{shown}.py is not among the files: hand it in beside {beside}; {lost}."
            )
        return "file", (
            f"{shown}.py is not among the files, and grading has no package `{shown}`: hand the "
            f"file in beside {beside}; {lost}."
        )


def stands_in(module: str) -> bool:
    """Whether the worker has a stand-in for a package, and for each part of its dotted name."""
    from grader.worker.stand_ins import StandIns  # with it comes all that runs beside student code

    finder = StandIns(own_import=lambda: True, note_here=lambda text: None)
    parts = module.split(".")
    return all(
        finder.find_spec(".".join(parts[: n + 1]), None) is not None for n in range(len(parts))
    )


def _is_python_2(module: str) -> bool:
    """Whether the worker explains it: it is on nobody's computer any more."""
    from grader.worker.advice import explained

    return "Python 2" in explained("ModuleNotFoundError", f"No module named '{module}'")


def _parts(node: ast.Import | ast.ImportFrom, code: Code) -> Iterator[_Import]:
    if isinstance(node, ast.Import):
        for alias in node.names:
            binds = alias.asname or alias.name.partition(".")[0]
            yield _Import(node, alias.name, binds, 0)
        return
    for alias in node.names:
        module = node.module or ""
        if node.level:
            # `from . import layers` takes a file, or a name of the package's own __init__.py.
            if not module and not code.module.path.endswith("__init__.py"):
                module = alias.name
            module = module.rpartition(".")[2]
        yield _Import(node, module, alias.asname or alias.name, node.level)


def _is_asked(code: Code, node: ast.AST) -> bool:
    """Whether the import stands below a condition on what is installed or where it runs."""
    asks = ("find_spec", "modules", "available", "colab", "environ", "platform", "version_info")
    return any(
        word in name.casefold()
        for test in conditions(code, node)
        for name in (*identifiers(test), *_texts(test))
        for word in asks
    )


def _texts(tree: ast.AST) -> Iterator[str]:
    for node in walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def _used(code: Code) -> set[str]:
    """The names that grading may read. Hints and decorators do not count: it can drop them."""
    names = code.live(ast.Name)
    return {n.id for n in names if isinstance(n.ctx, ast.Load) and not _may_be_dropped(code, n)}


def _lacks_names(code: Code, used: Collection[str]) -> bool:
    """Whether names are read that only a star import can bind."""
    made = {node.id for node in code.live(ast.Name) if not isinstance(node.ctx, ast.Load)}
    made |= {node.arg for node in code.live(ast.arg)}
    for definition in code.live(ast.FunctionDef, ast.AsyncFunctionDef):
        made.add(definition.name)
    made |= {node.name for node in code.live(ast.ClassDef)}
    made |= {node.name for node in code.live(ast.ExceptHandler) if node.name}
    made |= {node.asname or node.name.partition(".")[0] for node in code.live(ast.alias)}
    return any(name not in made and not hasattr(builtins, name) for name in used)


def _may_be_dropped(code: Code, node: ast.AST) -> bool:
    for child, parent in code.above(node):
        if isinstance(parent, Definition):
            return child in parent.decorator_list or child is getattr(parent, "returns", None)
        if child is getattr(parent, "annotation", None):
            return True
        if isinstance(child, ast.stmt):
            return False
    return False


def _borrowed(
    codes: Sequence[Code], there: _Present, used: Mapping[str, Collection[str]]
) -> set[str]:
    """The names that files of the submission take from each other."""
    names: set[str] = set()
    for code in codes:
        for node in code.live(ast.ImportFrom):
            if there.is_local(node.module or ""):
                for alias in node.names:
                    names |= set(used[code.module.name]) if alias.name == "*" else {alias.name}
    return names
