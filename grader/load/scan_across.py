"""What the modules of a submission take from each other: names and classes, seen statically."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from grader.load.scan import Scan

_TORCH = ("torch.", "pytorch_lightning.", "lightning.", "torchvision.")
_PLAIN_IN_TORCH = frozenset(["Parameter", "UninitializedParameter", "Buffer"])


def with_stars(scans: Mapping[str, Scan]) -> dict[str, tuple[str, ...]]:
    """The names of every module of a submission, those of its star imports from others included."""
    return {module: tuple(dict.fromkeys(_all_names(module, scans))) for module in scans}


def _all_names(module: str, scans: Mapping[str, Scan]) -> Iterator[str]:
    yield from scans[module].names
    seen = {module}
    waiting = [module]
    while waiting:
        here = waiting.pop()
        for star in scans[here].stars:
            other = _resolve(star, here, scans)
            if other is not None and other not in seen:
                seen.add(other)
                waiting.append(other)
                exported = scans[other].public
                yield from exported or (n for n in scans[other].names if not n.startswith("_"))


def _resolve(wanted: str, module: str, scans: Mapping[str, Scan]) -> str | None:
    """Which module of the submission an import in `module` means: by its name, or a neighbour."""
    package = module.rpartition(".")[0]
    for candidate in (wanted, f"{package}.{wanted}"):
        if candidate in scans:
            return candidate
    return None


_Name = tuple[str, str]
"""A dotted name and the module of the submission that uses it."""


def torch_classes(scans: Mapping[str, Scan]) -> dict[str, tuple[str, ...]]:
    """The classes of every module that derive from a torch module, directly or not.

    Imported classes of other modules of the submission count. The end of such a chain is
    `torch.nn.Module` or what torch builds on it, not just any class of that name.
    """
    users: defaultdict[_Name, list[_Name]] = defaultdict(list)
    torch: list[_Name] = []
    everything = with_stars(scans)
    mine = [
        (name, module)
        for module, here in scans.items()
        for name in everything[module]
        if name in here.bases or name in here.imports or name not in here.names
    ]
    waiting, seen = list(mine), set(mine)
    while waiting:
        asked = waiting.pop()
        is_torch, others = _stands_for(*asked, scans)
        if is_torch:
            torch.append(asked)
        for other in others:
            users[other].append(asked)
            if other not in seen:
                seen.add(other)
                waiting.append(other)
    derived = set(torch)
    while torch:
        for user in users[torch.pop()]:
            if user not in derived:
                derived.add(user)
                torch.append(user)
    found: dict[str, dict[str, None]] = {module: {} for module in scans}
    for name, module in mine:
        if (name, module) in derived:
            found[module][name] = None
    return {module: tuple(classes) for module, classes in found.items()}


def _stands_for(dotted: str, module: str, scans: Mapping[str, Scan]) -> tuple[bool, list[_Name]]:
    """Whether a name is a class of torch, and else the names that decide it: bases, or its origin."""
    head, _, rest = dotted.partition(".")
    here = scans[module]
    if not rest and head in here.bases:
        return False, [(base, module) for base in here.bases[head]]
    if head in here.imports:
        return _elsewhere(f"{here.imports[head]}.{rest}".rstrip("."), module, scans)
    if rest:
        return dotted in ("nn.Module", "torch.nn.Module"), []
    through = [_elsewhere(f"{star}.{head}", module, scans) for star in here.stars]
    return any(t for t, _ in through), [name for _, names in through for name in names]


def _elsewhere(full: str, module: str, scans: Mapping[str, Scan]) -> tuple[bool, list[_Name]]:
    """The same for an absolute name: of torch, or of another module of the submission."""
    origin, _, name = full.rpartition(".")
    if full.startswith("torch.nn.") and name[:1].isupper():
        return name not in _PLAIN_IN_TORCH, []
    if full.startswith(_TORCH):
        return name.endswith("Module"), []
    other = _resolve(origin, module, scans)
    return False, [] if other is None else [(name, other)]
