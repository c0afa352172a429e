"""Ways in which a copied program is changed so that it looks like another one.

Each takes the source of a module that parses and gives the source of one that does the same.
"""

from __future__ import annotations

import ast
import builtins
import io
import random
import tokenize
from collections.abc import Callable, Iterable

Disguise = Callable[[str], str]


def renamed(source: str, *, keep: Iterable[str] = ()) -> str:
    """Every name that the program itself chose is another one; layout and comments are gone."""
    tree = ast.parse(source)
    chosen = _chosen(tree) - set(keep) - set(dir(builtins))
    names = {name: f"{'abcdefgh'[i % 8]}_{i}" for i, name in enumerate(sorted(chosen))}
    for node in ast.walk(tree):
        for field in ("id", "name", "arg", "asname"):
            if getattr(node, field, None) in names:
                setattr(node, field, names[getattr(node, field)])
        if isinstance(node, ast.Attribute) and node.attr in names and _of_self(node, names):
            node.attr = names[node.attr]
    return ast.unparse(tree)


def _chosen(tree: ast.AST) -> set[str]:
    """Names that are bound somewhere, and attributes of `self`."""
    out: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            out.add(node.id)
        elif isinstance(node, ast.arg):
            out.add(node.arg)
        elif isinstance(node, ast.FunctionDef) and not node.name.startswith("__"):
            out.add(node.name)
        elif isinstance(node, ast.Attribute) and _of_self(node, {}):
            out.add(node.attr)
    return out


def _of_self(node: ast.Attribute, names: dict[str, str]) -> bool:
    return isinstance(node.value, ast.Name) and node.value.id in ("self", names.get("self"))


def reordered(source: str, *, seed: int = 0) -> str:
    """Functions, classes and methods stand in another order; the rest stays where it was."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef):
            _shuffle(node, random.Random(seed))
    return ast.unparse(tree)


def _shuffle(node: ast.Module | ast.ClassDef, rng: random.Random) -> None:
    places = [i for i, s in enumerate(node.body) if isinstance(s, ast.FunctionDef)]
    order = places[:]
    rng.shuffle(order)
    statements = [node.body[i] for i in order]
    for place, statement in zip(places, statements, strict=True):
        node.body[place] = statement


def recommented(source: str) -> str:
    """Other comments, docstrings and blank lines; the code between them stays as it was."""
    out = []
    tokens = tokenize.generate_tokens(
        io.StringIO(ast.unparse(_without_docstrings(source))).readline
    )
    for number, token in enumerate(tokens):
        if token.type == tokenize.NEWLINE and number % 3 == 0:
            out.append(token._replace(string=f"  # step {number}: this is done here\n\n"))
        else:
            out.append(token)
    return tokenize.untokenize([(t.type, t.string) for t in out])


def _without_docstrings(source: str) -> ast.Module:
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            if ast.get_docstring(node) is not None:
                node.body[0] = ast.Expr(ast.Constant(f"About {len(node.body)} statements."))
    return tree


def unfolded(source: str) -> str:
    """Values get names before they are returned or used: one statement becomes two."""
    tree = _Unfold().visit(ast.parse(source))
    return ast.unparse(ast.fix_missing_locations(tree))


class _Unfold(ast.NodeTransformer):
    """`return f(x)` becomes `out = f(x); return out`, `y = a + b` becomes `t = b; y = a + t`."""

    def __init__(self) -> None:
        self._count = 0

    def visit_Return(self, node: ast.Return) -> list[ast.stmt] | ast.stmt:
        if node.value is None or isinstance(node.value, ast.Name):
            return node
        return [self._named("out", node.value), ast.Return(ast.Name("out", ast.Load()))]

    def visit_Assign(self, node: ast.Assign) -> list[ast.stmt] | ast.stmt:
        self._count += 1
        value = node.value
        if self._count % 2 or not isinstance(value, ast.BinOp) or isinstance(value.right, ast.Name):
            return node
        name = f"part{self._count}"
        first = self._named(name, value.right)
        value.right = ast.Name(name, ast.Load())
        return [first, node]

    def _named(self, name: str, value: ast.expr) -> ast.stmt:
        return ast.Assign([ast.Name(name, ast.Store())], value)


def inlined(source: str) -> str:
    """Names that are bound once and used once are gone: their value stands where they stood."""
    tree = ast.parse(source)
    for function in [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)]:
        _inline(function)
    return ast.unparse(ast.fix_missing_locations(tree))


def _inline(function: ast.FunctionDef) -> None:
    names = [n for n in ast.walk(function) if isinstance(n, ast.Name)]
    number = 0
    while number + 1 < len(function.body):
        statement, after = function.body[number], function.body[number + 1]
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                uses = [n for n in names if n.id == name and isinstance(n.ctx, ast.Load)]
                stores = [n for n in names if n.id == name and isinstance(n.ctx, ast.Store)]
                simple = isinstance(after, ast.Assign | ast.Return | ast.AugAssign)
                if len(uses) == 1 == len(stores) and simple and uses[0] in ast.walk(after):
                    _Replace(uses[0], value).visit(after)
                    del function.body[number]
                    continue
        number += 1


class _Replace(ast.NodeTransformer):
    """Puts an expression where a name stood."""

    def __init__(self, old: ast.Name, new: ast.expr) -> None:
        self._old, self._new = old, new

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self._new if node is self._old else node


def rewritten(source: str) -> str:
    """Other ways to say the same: `x = x + y` for `x += y`, `b > a` for `a < b`, swapped factors."""
    tree = _Rewrite().visit(ast.parse(source))
    return ast.unparse(ast.fix_missing_locations(tree))


class _Rewrite(ast.NodeTransformer):
    def visit_AugAssign(self, node: ast.AugAssign) -> ast.stmt:
        self.generic_visit(node)
        if not isinstance(node.target, ast.Name):
            return node
        old = ast.Name(node.target.id, ast.Load())
        return ast.Assign([node.target], ast.BinOp(old, node.op, node.value))

    def visit_Compare(self, node: ast.Compare) -> ast.expr:
        self.generic_visit(node)
        swap = {ast.Lt: ast.Gt, ast.Gt: ast.Lt, ast.LtE: ast.GtE, ast.GtE: ast.LtE}
        op = swap.get(type(node.ops[0])) if len(node.ops) == 1 else None
        return node if op is None else ast.Compare(node.comparators[0], [op()], [node.left])

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        self.generic_visit(node)
        if isinstance(node.op, ast.Mult):
            node.left, node.right = node.right, node.left
        return node


def outlined(source: str) -> str:
    """The second half of every longer function is a function of its own."""
    tree = ast.parse(source)
    body: list[ast.stmt] = []
    for statement in tree.body:
        if isinstance(statement, ast.FunctionDef) and len(statement.body) >= 4:
            body.append(_cut_in_two(statement))
        body.append(statement)
    tree.body = body
    return ast.unparse(ast.fix_missing_locations(tree))


def _cut_in_two(function: ast.FunctionDef) -> ast.FunctionDef:
    """Takes the second half out of a function and gives it back as another one."""
    half = len(function.body) // 2
    first, second = function.body[:half], function.body[half:]
    known = {a.arg for a in function.args.args}
    known |= {n.id for s in first for n in ast.walk(s) if _is(n, ast.Store)}
    used = {n.id for s in second for n in ast.walk(s) if _is(n, ast.Load)}
    names = sorted(known & used)
    call = ast.Call(
        ast.Name(f"{function.name}_rest", ast.Load()), [ast.Name(n, ast.Load()) for n in names], []
    )
    function.body = [*first, ast.Return(call)]
    arguments = ast.arguments([], [ast.arg(n) for n in names], None, [], [], None, [])
    return ast.FunctionDef(f"{function.name}_rest", arguments, second, [], lineno=0)


def _is(node: ast.AST, context: type) -> bool:
    return isinstance(node, ast.Name) and isinstance(node.ctx, context)


def everything(source: str, *, keep: Iterable[str] = ()) -> str:
    """All of them, one after another."""
    return recommented(rewritten(unfolded(reordered(renamed(source, keep=keep)))))


def all_of(keep: Iterable[str]) -> dict[str, Disguise]:
    """Every disguise by its name; `keep` are the names that the handout asks for."""
    keep = frozenset(keep)
    return {
        "renamed": lambda source: renamed(source, keep=keep),
        "reordered": reordered,
        "recommented": recommented,
        "unfolded": unfolded,
        "inlined": inlined,
        "rewritten": rewritten,
        "outlined": outlined,
        "everything": lambda source: everything(source, keep=keep),
    }
