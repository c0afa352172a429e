"""Who of a class a policy names: extensions that fit nobody or two students, slip days used."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Mapping, Sequence

from grader.policy.record import Policy, folded, own_extensions


def slip_days_used(policy: Policy, names: Collection[str]) -> int:
    """Slip days that a student used in earlier homeworks: those written down and those in results.

    Args:
        policy: from `load_policy`.
        names: under which the student may stand in it: key, name, ids.
    """
    if policy.slip is None:
        return 0
    own = {folded(name) for name in names} - {""}
    written = sum(days for name, days in policy.slip.used if folded(name) in own)
    return written + sum(use.days for use in policy.slip.earlier if use.names & own)


def unused_extensions(policy: Policy, names: Iterable[str]) -> tuple[str, ...]:
    """The names in extensions, as written, that nobody of the class goes by.

    Args:
        policy: from `load_policy`.
        names: all names and ids of all students.
    """
    known = {folded(name) for name in names}
    return tuple(s for e in policy.extensions for s in e.students if folded(s) not in known)


def class_notes(policy: Policy, people: Sequence[Collection[str]]) -> tuple[str, ...]:
    """What an instructor should look at before trusting the marks, a sentence each.

    Args:
        policy: from `load_policy`.
        people: of each student, the names and ids.
    """
    known = {folded(name): name for names in people for name in names if name.strip()}
    notes = [
        f"The extension of {name!r} fits nobody of the class{near(name, known)}"
        for name in unused_extensions(policy, known)
    ]
    used = () if policy.slip is None else policy.slip.used
    notes += [
        f"The slip days used by {name!r} fit nobody of the class{near(name, known)}"
        for name, _ in used
        if folded(name) not in known
    ]
    written = [name for e in policy.extensions for name in e.students] + [name for name, _ in used]
    for name in dict.fromkeys(written):
        meant = [names for names in people if folded(name) in {folded(n) for n in names}]
        if len(meant) > 1:
            notes.append(
                f"{name!r} in the policy fits {len(meant)} students; it holds for all of them. "
                "Write an id instead."
            )
    for names in people:
        if len(own := own_extensions(policy, names)) > 1:
            listed = " and ".join(repr(e.students[0]) for e in own)
            notes.append(f"{listed} are extensions of the same student; the longest holds.")
    return tuple(notes)


def near(name: str, known: Mapping[str, str]) -> str:
    """The end of a sentence: a full stop, or the known name that is most alike.

    Args:
        name: as written.
        known: folded name -> name.
    """
    found = difflib.get_close_matches(folded(name), known, n=1, cutoff=0.75)
    return f"; is {known[found[0]]!r} meant?" if found else "."
