"""A grading harness for deep-learning homework."""

__version__ = "0.1.0"


def check(*asked: str, handout: str | None = None) -> None:
    """Runs the public checks of a handout on one's own work and shows the result.

    In a notebook on what its cells define, as `%check` does; elsewhere on the files of the
    handout's folder. Works on a copy: no variable is read or changed.

    Args:
        asked: questions such as "2a", by as many letters as it takes; all where none is named.
        handout: the handout's folder, where the work does not lie in it.
    """
    import sys

    if "grader.worker" in sys.modules:
        return  # this is a submission that is being judged, and asks for it once more
    from grader.selfcheck.notebook import extension

    extension.check(asked, None if handout is None else str(handout))


def load_ipython_extension(ipython: object) -> None:
    """`%load_ext grader`: the magic `%check`."""
    from grader.selfcheck.notebook import extension

    extension.load(ipython)


def unload_ipython_extension(ipython: object) -> None:
    """`%unload_ext grader`."""
    from grader.selfcheck.notebook import extension

    extension.unload(ipython)
