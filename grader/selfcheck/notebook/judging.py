"""The other process: takes what a kernel ran and answers with verdicts, in lines of JSON.

Started by `process`; ends when the kernel closes its end, whatever it is doing. Student code runs
in a third process, as in `grader check`.
"""

from __future__ import annotations

import _thread
import json
import os
import queue
import re
import signal
import threading
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from grader.errors import UsageError
from grader.load.paths import listing
from grader.types import Result, Submission, Verdict

if TYPE_CHECKING:
    from grader.selfcheck.handout import Handout
    from grader.selfcheck.notebook.cells import Taken
    from grader.selfcheck.notebook.places import Places
    from grader.selfcheck.run import SelfCheck

_WARNED = ("package", "path", "file", "training", "device", "exit")
"""Kinds of warnings that hold for cells: what is missing may stand in one that was not run yet."""

Message = Mapping[str, Any]
Send = Callable[[Message], None]


def main() -> None:
    """Answers questions until the kernel closes its end."""
    questions, out = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.dup2(2, 1)  # what a check prints is no answer
    # Started in the background, a process ignores interrupts; ours has to hear its own.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    lines: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_read, args=(questions, lines), daemon=True).start()

    def send(message: Message) -> None:
        out.write(json.dumps(message).encode() + b"\n")
        out.flush()

    try:
        with Desk() as desk:
            while True:
                try:
                    line = lines.get(timeout=0.2)  # on Windows a longer wait hears no interrupt
                except queue.Empty:
                    continue
                desk.answer(json.loads(line), send)
    except (KeyboardInterrupt, BrokenPipeError):
        pass


def _read(questions: BinaryIO, lines: queue.SimpleQueue[bytes]) -> None:
    """Hands on lines; at the end interrupts whatever is going on, so that it is tidied up."""
    for line in questions:
        lines.put(line)
    _thread.interrupt_main()


class Desk:
    """Keeps the checks of a handout ready for the next question, and nothing of a student."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._ready: tuple[object, Handout, SelfCheck] | None = None

    def __enter__(self) -> Desk:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def answer(self, asked: Message, send: Send) -> None:
        """Answers one question; every end is a message of one of the kinds in `process.LAST`."""
        try:
            self._answer(asked, send)
        except UsageError as error:
            send({"kind": "refused", "sentence": str(error)})
        except Exception as error:  # noqa: BLE001 - our fault, and the kernel has to hear of it
            traceback.print_exc()
            sentence = f"The check broke on our side ({type(error).__name__}: {error})."
            send({"kind": "broken", "sentence": sentence})

    def _answer(self, asked: Message, send: Send) -> None:
        from grader.selfcheck.notebook.cells import Kernel, take
        from grader.selfcheck.terminal import total

        kernel, words = Kernel.of(asked["kernel"]), list(asked["asked"])
        handout, check = self._checks(kernel.home, kernel.folder, asked["handout"])
        coming = _coming(check, words)
        taken = take(kernel, handout)
        places = None if taken is None else taken.places
        submission = check.load(handout.folder) if taken is None else taken.submission
        judged = _judged(handout, submission, places)
        send({"kind": "begins", "judged": judged, "checks": coming})

        def fell(verdict: Verdict) -> None:
            send({"kind": "verdict", "verdict": _told(verdict, places)})

        result: Result = check.judge(submission, only=words, on_verdict=fell)
        notes = result.notes if places is None else map(places.told, result.notes)
        ahead = () if words else tuple(_ahead(check, submission, places))
        send(
            {
                "kind": "result",
                "verdicts": [_told(verdict, places) for verdict in result.verdicts],
                "total": total(result, hidden=handout.hidden),
                "notes": [*_unrun(taken, result), *_together(ahead, notes)],
            }
        )

    def _checks(self, *starts: Any) -> tuple[Handout, SelfCheck]:
        """The handout and its checks, those at hand where they are the same."""
        from grader.selfcheck.run import SelfCheck

        home, folder, named = starts
        handout = _find(home, folder, named)
        stamp = (handout.folder / "checks" / "handout.json").stat().st_mtime_ns
        key = (handout.folder, stamp)
        if self._ready is None or self._ready[0] != key:
            self._stack.close()
            self._ready = (key, handout, self._stack.enter_context(SelfCheck(handout)))
        return self._ready[1], self._ready[2]


def _find(home: Path, folder: Path, named: str | None) -> Handout:
    """The handout that was named; else the one that the notebook lies in, or just below it."""
    from grader.selfcheck.handout import find_handout

    if named:
        return find_handout((folder / Path(named).expanduser()).absolute())
    refused: UsageError | None = None
    for start in dict.fromkeys((home, folder)):
        try:
            return find_handout(start)
        except UsageError as error:
            refused = refused or error
    below = sorted(path.parent.parent for path in folder.glob("*/checks/handout.json"))
    if len(below) == 1:
        return find_handout(below[0])
    if below:
        names = ", ".join(path.name for path in below)
        raise UsageError(
            f"There are several handouts in {folder}: {names}. Say which one is meant: "
            f"%check --handout {below[0].name}"
        )
    assert refused is not None
    raise refused


def _coming(check: SelfCheck, words: Sequence[str]) -> int:
    """How many checks there will be, those included that others need."""
    checks, wanted = check.suite.checks, check.checks_for(words)
    ids = {c.id for c in checks if wanted is None or wanted & {c.id, c.question}}
    for one in reversed(checks):  # what a check needs stands before it
        if one.id in ids:
            ids.update(one.needs)
    return len(ids)


def _judged(handout: Handout, submission: Submission, places: Places | None) -> str:
    """What is judged, in a few words."""
    if places is None:
        return f"the files in {handout.folder}."
    numbers = sorted(places.numbers)
    span = f"In [{numbers[0]}]" + (f" to In [{numbers[-1]}]" if len(numbers) > 1 else "")
    count = f"{len(numbers)} cells" if len(numbers) > 1 else "1 cell"
    files = [m.path for m in submission.modules if m.path != places.path]
    more = f", with {', '.join(files)}" if files else ""
    return f"{count} of {places.path} as last run, {span}{more}."


def _told(verdict: Verdict, places: Places | None) -> dict[str, Any]:
    """A verdict as JSON, with the word for its end and places of the notebook."""
    from grader.results import verdict_data
    from grader.selfcheck.words import word

    return verdict_data(places.verdict(verdict) if places else verdict) | {"word": word(verdict)}


def _ahead(
    check: SelfCheck, submission: Submission, places: Places | None
) -> Iterator[tuple[str, str]]:
    """What will be different when it is graded: (place, sentence)."""
    for one in check.look_ahead(submission, check.handout.folder):
        if one.kind in _WARNED:
            yield (one.where if places is None else places.told(one.where)), one.sentence


def _unrun(taken: Taken | None, result: Result) -> Iterator[str]:
    """That a name is missing only because its cell did not run: the first thing to try."""
    if taken is None:
        return
    said = " ".join(v.message for v in result.verdicts if v.status in ("failed", "errored"))
    names = [n for n in sorted(taken.unrun) if re.search(rf"\b{re.escape(n)}\b", said)]
    if names:
        stand, them = ("stand in cells", "them") if len(names) > 1 else ("stands in a cell", "it")
        yield f"{listing(names)} {stand} that did not run yet: run {them}, and check again."


def _together(ahead: Sequence[tuple[str, str]], notes: Iterable[str]) -> list[str]:
    """Warnings, then the notes that say something else."""
    warned = [f"{where}: {sentence}" if where else sentence for where, sentence in ahead]
    places = tuple(f"{where}: " for where, _ in ahead if where)
    known = " ".join(warned)
    more = [n for n in notes if n.rstrip(".") not in known and not n.startswith(places)]
    return [*warned, *more]
