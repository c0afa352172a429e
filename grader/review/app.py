"""The server of the review page: addresses, what they take and what they answer. All of it is JSON
but the page itself; `views` says what is in it, `gate` who may ask.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import resources
from typing import Any

from flask import Flask, Response, jsonify, render_template, request
from werkzeug.exceptions import HTTPException

from grader.errors import UsageError
from grader.review import views
from grader.review.answers import Answer, Task, shuffled
from grader.review.comments import LONGEST, Comment, Comments
from grader.review.desk import Desk, Gone, MarkedMeanwhile
from grader.review.gate import HEADER, Gate
from grader.review.reading import reading
from grader.review.score import Given
from reports.markdown import markdown

LARGEST = 1 << 20
"""Bytes of a request; a comment is far below."""


def make_app(desk: Desk, gate: Gate) -> Flask:
    """The application of one review.

    Args:
        desk: the folder that is marked, and by whom.
        gate: who may talk to it.
    """
    app = Flask("grader.review")
    app.config["MAX_CONTENT_LENGTH"] = LARGEST
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.before_request(gate.check)
    app.after_request(gate.seal)
    pages = _Pages(desk, gate, Comments(desk.out / "comments.json"))
    for rule, method, answer in (
        ("/", "GET", pages.page),
        ("/base.css", "GET", pages.base),
        ("/api/tasks", "GET", pages.tasks),
        ("/api/list", "GET", pages.everything),
        ("/api/go", "GET", pages.go),
        ("/api/mark", "POST", pages.mark),
        ("/api/undo", "POST", pages.undo),
        ("/api/comments", "POST", pages.keep_comment),
        ("/api/comments/remove", "POST", pages.remove_comment),
    ):
        app.add_url_rule(rule, rule, answer, methods=[method])
    _say_errors(app)
    return app


def _say_errors(app: Flask) -> None:
    """Every failure is one sentence, with a status that the page knows how to take."""

    def say(status: int, sentence: Callable[[Any], str]) -> Callable[[Any], Any]:
        return lambda error: (jsonify(error=sentence(error)), status)

    app.register_error_handler(Gone, say(410, str))
    app.register_error_handler(UsageError, say(400, str))
    app.register_error_handler(
        OSError, say(507, lambda e: f"It could not be written: {e.strerror or e}.")
    )
    app.register_error_handler(
        HTTPException, lambda e: (jsonify(error=e.description), e.code or 500)
    )

    def failed(error: Exception) -> tuple[Response, int]:
        app.logger.exception("The review page failed.")
        return jsonify(error=f"The review page itself failed ({type(error).__name__})."), 500

    app.register_error_handler(Exception, failed)


class _Pages:
    """What stands behind each address."""

    def __init__(self, desk: Desk, gate: Gate, comments: Comments) -> None:
        self._desk = desk
        self._gate = gate
        self._comments = comments

    def page(self) -> str:
        """The one page."""
        return render_template(
            "review.html",
            by=self._desk.by,
            title=self._desk.title,
            form_token=self._gate.form_token,
            header=HEADER,
            longest=LONGEST,
        )

    def base(self) -> Response:
        """The look that all pages of the program share."""
        css = resources.files("reports").joinpath("templates", "page.css").read_bytes()
        return Response(css, mimetype="text/css")

    def tasks(self) -> Response:
        """The questions, and how many answers wait in each."""
        return jsonify(tasks=self._lines())

    def everything(self) -> Response:
        """All answers of a task with their points."""
        task = self._task()
        return jsonify(
            answers=views.answer_lines(self._desk, task, names=_flag("names")),
            order=[a.code for a in shuffled(task, self._desk.by)],
        )

    def go(self) -> Response:
        """The answer that a key leads to, or why there is none."""
        task = self._task()
        way, which = request.args.get("way", "here"), request.args.get("filter", "all")
        if way not in ("here", "next", "back", "unmarked") or which not in views.FILTERS:
            raise UsageError("The page asked for something that does not exist; load it again.")
        states = self._desk.states(task)
        order = shuffled(task, self._desk.by)
        found = views.step(order, states, request.args.get("code", ""), way, which)
        if found is None and way == "here":
            raise Gone("This answer is not in the folder any more.")
        return jsonify(
            answer=None if found is None else self._answer(task, found), tasks=self._lines()
        )

    def mark(self) -> Response | tuple[Response, int]:
        """Keeps a mark; says so, or what somebody else gave meanwhile."""
        told = _told()
        task, answer = self._desk.find(
            str(told.get("check")), str(told.get("code")), broken=told.get("broken") is True
        )
        if told.get("digest") != answer.digest:
            raise Gone("What was handed in here changed since you opened it; look at it again.")
        given = None if told.get("cleared") is True else _given(told)
        comment = str(told.get("comment") or "")
        if len(comment) > LONGEST:
            raise UsageError(f"A comment has at most {LONGEST} characters.")
        try:
            warning = self._desk.mark(
                task, answer, given, comment, seen=_number(told, "seen", whole=True)
            )
        except MarkedMeanwhile:
            return jsonify(self._mark(task, answer) | {"error": "Marked meanwhile."}), 409
        return jsonify(self._mark(task, answer) | {"warning": warning, "tasks": self._lines()})

    def undo(self) -> Response:
        """Takes this marker's last mark back and says where that was."""
        gone, warning = self._desk.undo()
        if not gone:
            return jsonify(undone=None, warning="", tasks=self._lines())
        where = next(
            (
                {"check": t.check, "broken": t.broken, "code": a.code}
                for t in self._desk.tasks()
                for a in t.answers
                if t.check == gone[0].check and gone[0].student in a.students
            ),
            None,
        )
        return jsonify(undone=where, warning=warning, tasks=self._lines())

    def keep_comment(self) -> Response:
        """Keeps a comment for the next answers to this check."""
        told = _told()
        comment = Comment(str(told.get("text") or "").strip(), _number(told, "taken_off"))
        return self._kept(self._comments.add(str(told.get("check")), comment))

    def remove_comment(self) -> Response:
        """Forgets one."""
        told = _told()
        return self._kept(self._comments.remove(str(told.get("check")), str(told.get("text"))))

    def _kept(self, comments: tuple[Comment, ...]) -> Response:
        return jsonify(comments=[{"text": c.text, "taken_off": c.taken_off} for c in comments])

    def _lines(self) -> list[dict[str, Any]]:
        return [views.task_line(self._desk, task) for task in self._desk.tasks()]

    def _task(self) -> Task:
        check, broken = request.args.get("check", ""), _flag("broken")
        for task in self._desk.tasks():
            if task.check == check and task.broken == broken:
                return task
        raise Gone("Nothing waits for a person in this question any more.")

    def _answer(self, task: Task, answer: Answer) -> dict[str, Any]:
        """All that the page shows about one answer."""
        order = [a.code for a in shuffled(task, self._desk.by)]
        return self._mark(task, answer) | {
            "check": task.check,
            "broken": task.broken,
            "code": answer.code,
            "people": views.people(answer) if _flag("names") else None,
            "students": len(answer.students),
            "digest": answer.digest,
            "number": order.index(answer.code) + 1,
            "of": len(order),
            "points": task.points,
            "rubric": views.rubric(task),
            "asked": render_template("asked.html", task=task, asked=markdown(task.asked)),
            "reading": render_template("reading.html", reading=reading(answer.verdict)),
            "same": views.alike(self._desk, task, answer),
            "comments": [
                {"text": c.text, "taken_off": c.taken_off} for c in self._comments.of(task.check)
            ],
        }

    def _mark(self, task: Task, answer: Answer) -> dict[str, Any]:
        state = self._desk.states(task)[answer.code]
        return {
            "seen": state.seen,
            "given": views.given_of(task, state),
            "mark": views.mark_of(state.mark),
            "earlier": views.mark_of(state.earlier),
        }


def _flag(name: str) -> bool:
    return request.args.get(name) == "1"


def _told() -> Mapping[str, Any]:
    told = request.get_json()
    if not isinstance(told, dict):
        raise UsageError("The page sent something else than expected; load it again.")
    return told


def _given(told: Mapping[str, Any]) -> Given:
    lines = told.get("lines") or []
    if not isinstance(lines, list) or not all(type(n) is int for n in lines):
        raise UsageError("The page sent something else than expected; load it again.")
    free = None if told.get("free") is None else _number(told, "free")
    return Given(tuple(sorted(set(lines))), _number(told, "taken_off"), free)


def _number(told: Mapping[str, Any], name: str, *, whole: bool = False) -> Any:
    value = told.get(name, 0)
    if isinstance(value, bool) or not isinstance(value, int if whole else int | float):
        raise UsageError("Points are a number, like 1.5.")
    return value if whole else float(value)
