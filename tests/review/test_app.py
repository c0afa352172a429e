"""The page's server: who may ask, what it answers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

pytest.importorskip("flask", reason="the extra `review` is not installed")

from grader.review.app import make_app
from grader.review.desk import Desk
from grader.review.gate import HEADER, Gate

Batch = Callable[..., Path]
PORT = 4711
HOST = f"127.0.0.1:{PORT}"


class Visitor:
    """A browser as far as the server sees one."""

    def __init__(self, desk: Desk) -> None:
        self.gate = Gate(port=PORT)
        self.client = make_app(desk, self.gate).test_client()

    def ask(self, path: str, *, method: str = "GET", **more: Any) -> Any:
        """A request to the right host."""
        more.setdefault("headers", {})
        more["headers"] = {"Host": HOST} | more["headers"]
        return self.client.open(path, method=method, **more)

    def enter(self) -> Visitor:
        """Opens the printed address."""
        assert self.ask(f"/?token={self.gate.token}").status_code == 200
        return self

    def post(self, path: str, body: Any) -> Any:
        """As the page does."""
        headers = {HEADER: self.gate.form_token, "Origin": f"http://{HOST}"}
        return self.ask(path, method="POST", json=body, headers=headers)

    def answer(self, check: str, **query: Any) -> dict[str, Any]:
        """The first answer of a check."""
        values = {"check": check, "way": "next"} | query
        found = self.ask("/api/go", query_string=values).json
        return found["answer"]


@pytest.fixture
def visitor(batch: Batch) -> Visitor:
    """Somebody who opened the address."""
    return Visitor(Desk(batch(), "tina")).enter()


def chosen(answer: dict[str, Any], **more: Any) -> dict[str, Any]:
    """What the page sends for an answer."""
    same = ("check", "broken", "code", "digest", "seen")
    given = {"lines": [0], "taken_off": 0, "free": None, "comment": "", "cleared": False}
    return {k: answer[k] for k in same} | given | more


def test_the_token_becomes_a_cookie(batch: Batch) -> None:
    """Strict, unreadable for scripts, named by the port; the page itself has no token in it."""
    visitor = Visitor(Desk(batch(), "tina"))
    answer = visitor.ask(f"/?token={visitor.gate.token}")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith(f"grader_review_{PORT}=")
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    page = visitor.ask("/")
    assert page.status_code == 200
    assert visitor.gate.token not in page.text
    assert visitor.gate.form_token in page.text


@pytest.mark.parametrize(
    "path", ["/", "/api/tasks", "/api/list", "/static/page.js", "/base.css", "/x"]
)
def test_without_the_token_nothing_is_told(batch: Batch, path: str) -> None:
    """Not even what there is."""
    visitor = Visitor(Desk(batch(), "tina"))
    for query in ({}, {"token": ""}, {"token": "x" * 43}, {"token": visitor.gate.form_token}):
        answer = visitor.ask(path, query_string=query)
        assert answer.status_code == 403
        assert answer.json == {
            "error": "Open the address that `grader review` printed, with its token."
        }


@pytest.mark.parametrize(
    "host", ["evil.example", f"evil.example:{PORT}", "127.0.0.1", "127.0.0.1:1", "[::1]:4711", ""]
)
def test_another_host_is_refused_whatever_it_knows(visitor: Visitor, host: str) -> None:
    """A name that was pointed at this machine (DNS rebinding)."""
    answer = visitor.ask(f"/?token={visitor.gate.token}", headers={"Host": host})
    assert answer.status_code == 403
    assert visitor.ask("/api/tasks", headers={"Host": host}).status_code == 403


def test_the_other_name_of_this_machine_is_let_in(batch: Batch) -> None:
    """Who types localhost gets the page as well."""
    visitor = Visitor(Desk(batch(), "tina"))
    answer = visitor.ask(f"/?token={visitor.gate.token}", headers={"Host": f"localhost:{PORT}"})
    assert answer.status_code == 200


def test_a_change_needs_the_pages_token(visitor: Visitor, batches: ModuleType) -> None:
    """The cookie alone is not enough, nor is it from another site."""
    body = chosen(visitor.answer(batches.PROOF))
    assert visitor.ask("/api/mark", method="POST", json=body).status_code == 403
    for headers in (
        {HEADER: visitor.gate.token},
        {HEADER: visitor.gate.form_token, "Origin": "http://evil.example"},
        {HEADER: visitor.gate.form_token, "Origin": "null"},
        {HEADER: visitor.gate.form_token, "Origin": f"http://127.0.0.1:{PORT + 1}"},
    ):
        answer = visitor.ask("/api/mark", method="POST", json=body, headers=headers)
        assert answer.status_code == 403
    assert visitor.answer(batches.PROOF)["mark"] is None
    assert visitor.post("/api/mark", body).status_code == 200


@pytest.mark.parametrize("path", ["/", "/api/tasks", "/static/page.js", "/nothing"])
def test_every_answer_is_sealed(visitor: Visitor, path: str) -> None:
    """No other site may read, frame or cache it; no script but ours runs."""
    with visitor.ask(path, headers={"Origin": f"http://{HOST}"}) as answer:
        headers = answer.headers
    assert not [name for name in headers.keys() if name.startswith("Access-Control")]
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Frame-Options"] == "DENY"
    assert "script-src 'self';" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]


def test_reading_cannot_change_anything(visitor: Visitor) -> None:
    """What changes something is a POST."""
    for path in ("/api/mark", "/api/undo", "/api/comments", "/api/comments/remove"):
        assert visitor.ask(path).status_code == 405


def test_a_mark_is_saved_and_told(visitor: Visitor, batches: ModuleType) -> None:
    """With the points, who and when, and how many wait now."""
    answer = visitor.answer(batches.PROOF)
    told = visitor.post("/api/mark", chosen(answer, lines=[0, 1], comment="Good.")).json
    assert told["given"]["earned"] == 2.0
    assert told["mark"]["by"] == "tina"
    assert told["mark"]["when"].endswith("UTC")
    assert (told["seen"], told["warning"]) == (1, "")
    waiting = {t["check"]: t["waiting"] for t in told["tasks"]}
    assert waiting == {batches.PROOF: 2, batches.WHY: 3}
    again = visitor.answer(batches.PROOF, way="here", code=answer["code"])
    assert again["given"] == {
        "lines": [0, 1], "taken_off": 0.0, "free": None, "comment": "Good.", "earned": 2.0,
    }  # fmt: skip


def test_who_did_not_see_the_other_mark_is_told_what_it_is(
    visitor: Visitor, batches: ModuleType
) -> None:
    """Two windows; the second has to choose, and can."""
    answer = visitor.answer(batches.PROOF)
    visitor.post("/api/mark", chosen(answer, lines=[2], comment="First."))
    refused = visitor.post("/api/mark", chosen(answer, lines=[0, 1]))
    assert refused.status_code == 409
    assert refused.json["mark"]["comment"] == "First."
    assert refused.json["given"]["earned"] == 1.0
    insisted = visitor.post("/api/mark", chosen(answer, lines=[0, 1], seen=refused.json["seen"]))
    assert insisted.json["given"]["earned"] == 2.0


def test_a_text_that_changed_is_not_marked_unseen(visitor: Visitor, batches: ModuleType) -> None:
    """The folder was graded again while the page was open."""
    answer = visitor.answer(batches.PROOF)
    refused = visitor.post("/api/mark", chosen(answer, digest="of another text"))
    assert refused.status_code == 410
    assert "changed since you opened it" in refused.json["error"]


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"lines": [9]}, "no such line"),
        ({"lines": ["0"]}, "load it again"),
        ({"lines": {"a": 1}}, "load it again"),
        ({"free": 99}, "worth 3 points"),
        ({"free": "1"}, "Points are a number"),
        ({"free": True}, "Points are a number"),
        ({"taken_off": -1}, "not negative"),
        ({"seen": 0.5}, "Points are a number"),
        ({"comment": "x" * 4001}, "at most 4000 characters"),
    ],
)
def test_what_makes_no_sense_is_refused(
    visitor: Visitor, batches: ModuleType, wrong: dict[str, Any], says: str
) -> None:
    """One sentence each, and nothing is kept."""
    answer = visitor.answer(batches.PROOF)
    refused = visitor.post("/api/mark", chosen(answer, **wrong))
    assert refused.status_code == 400
    assert says in refused.json["error"]
    assert visitor.answer(batches.PROOF)["seen"] == 0


@pytest.mark.parametrize("body", [[], "x", 1])
def test_another_kind_of_body_is_refused(visitor: Visitor, body: Any) -> None:
    """As a sentence, too."""
    refused = visitor.post("/api/mark", body)
    assert refused.status_code == 400
    assert refused.json["error"]


def test_a_body_that_is_too_large_is_refused(visitor: Visitor) -> None:
    """Before it is read."""
    assert visitor.post("/api/mark", {"comment": "x" * (2 << 20)}).status_code == 413


def test_a_full_disk_is_said(
    visitor: Visitor, batches: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page keeps what was chosen and says that it is not saved."""

    def full(*_: Any) -> int:
        raise OSError(28, "No space left on device")

    body = chosen(visitor.answer(batches.PROOF))
    with monkeypatch.context() as patch:
        patch.setattr("grader.marks.os.write", full)
        refused = visitor.post("/api/mark", body)
    assert refused.status_code == 507
    assert refused.json["error"] == "It could not be written: No space left on device."
    assert visitor.post("/api/mark", body).status_code == 200


def test_a_fault_of_ours_is_one_sentence(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Its traceback is for the terminal."""

    def broken(_: Desk) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(Desk, "tasks", broken)
    answer = visitor.ask("/api/tasks")
    assert answer.status_code == 500
    assert answer.json == {"error": "The review page itself failed (ZeroDivisionError)."}
    assert "ZeroDivisionError" in caplog.text


def test_names_are_told_only_to_who_asks(batch: Batch, batches: ModuleType) -> None:
    """Nothing that the page gets has them otherwise."""
    from grader.load.roster import Person

    people = {"key17": Person("key17", "Ada Lovelace")}
    out = batch(batches.student("key17"), people=people)
    visitor = Visitor(Desk(out, "tina")).enter()
    for path in ("/", "/api/tasks"):
        assert "Lovelace" not in visitor.ask(path).text
    for path in ("/api/go", "/api/list"):
        query = {"check": batches.PROOF, "way": "next"}
        silent = visitor.ask(path, query_string=query).text
        assert "Lovelace" not in silent
        assert "key17" not in silent
        assert "Ada Lovelace (key17)" in visitor.ask(path, query_string=query | {"names": "1"}).text


def test_the_ways_through_a_question(visitor: Visitor, batches: ModuleType) -> None:
    """Next and back as far as the filter lets through; unmarked goes round."""

    def go(way: str, code: str = "", which: str = "all") -> str | None:
        values = {"check": batches.PROOF, "way": way, "code": code, "filter": which}
        answer = visitor.ask("/api/go", query_string=values).json["answer"]
        return answer and answer["code"]

    listed = visitor.ask("/api/list", query_string={"check": batches.PROOF}).json
    a, b, c = listed["order"]
    assert [go("next"), go("next", a), go("next", b), go("next", c)] == [a, b, c, None]
    assert [go("back", c), go("back", b), go("back", a)] == [b, a, None]
    assert [go("here", b), go("unmarked"), go("unmarked", c)] == [b, a, a]
    visitor.post("/api/mark", chosen(visitor.answer(batches.PROOF, way="here", code=b)))
    assert [go("unmarked", a), go("next", a, "unmarked"), go("next", a, "marked")] == [c, c, b]
    assert go("next", b, "marked") is None
    for code in (a, c):
        visitor.post("/api/mark", chosen(visitor.answer(batches.PROOF, way="here", code=code)))
    assert go("unmarked", a) is None


@pytest.mark.parametrize(
    ("query", "status", "says"),
    [
        ({"check": "none"}, 410, "Nothing waits for a person in this question any more."),
        ({"check": "written.s1.proof", "way": "here", "code": "X"}, 410, "not in the folder"),
        ({"check": "written.s1.proof", "way": "up"}, 400, "load it again"),
        ({"check": "written.s1.proof", "filter": "good"}, 400, "load it again"),
    ],
)
def test_a_way_that_leads_nowhere_is_said(
    visitor: Visitor, query: dict[str, str], status: int, says: str
) -> None:
    """One sentence."""
    answer = visitor.ask("/api/go", query_string=query)
    assert answer.status_code == status
    assert says in answer.json["error"]


def test_undo_says_where_it_was(visitor: Visitor, batches: ModuleType) -> None:
    """So that the page can show it; at the end there is nothing left."""
    answer = visitor.answer(batches.WHY)
    visitor.post("/api/mark", chosen(answer))
    told = visitor.post("/api/undo", {}).json
    assert told["undone"] == {"check": batches.WHY, "broken": False, "code": answer["code"]}
    assert visitor.answer(batches.WHY)["mark"] is None
    assert visitor.post("/api/undo", {}).json["undone"] is None


def test_comments_travel_with_their_question(visitor: Visitor, batches: ModuleType) -> None:
    """Kept, offered, forgotten."""
    body = {"check": batches.PROOF, "text": " A <b>sign</b>. ", "taken_off": 0.5}
    kept = visitor.post("/api/comments", body).json["comments"]
    assert kept == [{"text": "A <b>sign</b>.", "taken_off": 0.5}]
    assert visitor.answer(batches.PROOF)["comments"] == kept
    assert visitor.answer(batches.WHY)["comments"] == []
    gone = {"check": batches.PROOF, "text": "A <b>sign</b>."}
    assert visitor.post("/api/comments/remove", gone).json["comments"] == []
    assert visitor.post("/api/comments", {"check": "q", "text": ""}).status_code == 400


def test_the_same_text_offers_its_mark(batch: Batch, batches: ModuleType) -> None:
    """The points and lines that the other one got; it is given to nobody by itself."""
    out = batch(batches.student("ann", proof="Same."), batches.student("bob", proof="Same."))
    visitor = Visitor(Desk(out, "tina")).enter()
    first = visitor.answer(batches.PROOF)
    visitor.post("/api/mark", chosen(first, lines=[0, 2]))
    other = visitor.answer(batches.PROOF, code=first["code"])
    assert other["mark"] is None
    assert other["same"][0]["code"] == first["code"]
    assert other["same"][0]["given"]["lines"] == [0, 2]


def test_a_manual_verdict_of_code_shows_what_it_kept(batch: Batch, batches: ModuleType) -> None:
    """Message, what was asked and came back, traceback, output: also of a hidden check."""
    evidence = {
        "text": "In words.",
        "got": "None",
        "exception": {"type": "ValueError", "message": "no <b>"},
        "frames": [{"where": "hw.py, line 3", "function": "f", "code": "f(x)"}],
        "output": "printed & said",
    }
    words = batches.verdict(
        *(batches.WORDS, "s1.words", "manual", None, 1.0),
        message="Answered in words.",
        visibility="hidden",
        evidence=evidence,
    )
    visitor = Visitor(Desk(batch(batches.student("ann", others=[words])), "tina")).enter()
    shown = visitor.answer(batches.WORDS)["reading"]
    for text in ("Answered in words.", "In words.", "ValueError: no &lt;b&gt;", "hw.py, line 3",
                 "f(x)", "printed &amp; said"):  # fmt: skip
        assert text in shown
