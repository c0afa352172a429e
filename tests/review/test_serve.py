"""`grader review` as a real process: addresses, ends, kills, two at once."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

pytest.importorskip("flask", reason="the extra `review` is not installed")

from grader.marks import Marks
from grader.review import serve as serving

Batch = Callable[..., Path]
Serve = Callable[..., Any]


class Client:
    """A browser without a screen, over a real socket."""

    def __init__(self, server: Any) -> None:
        self.port = server.port
        status, headers, _ = self.ask("GET", f"/?token={server.token}")
        assert status == 200
        self.cookie = headers["Set-Cookie"].split(";")[0]
        page = self.ask("GET", "/")[2].decode()
        self.form_token = page.split('data-token="')[1].split('"')[0]

    def ask(
        self, method: str, path: str, body: Any = None, **headers: str
    ) -> tuple[int, dict[str, str], bytes]:
        """One request: status, headers, body."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        if hasattr(self, "cookie"):
            headers["Cookie"] = self.cookie
        if body is not None:
            headers |= {"Content-Type": "application/json", "X-Grader-Token": self.form_token}
        try:
            connection.request(
                method, path, json.dumps(body) if body is not None else None, headers
            )
            answer = connection.getresponse()
            return answer.status, dict(answer.headers), answer.read()
        finally:
            connection.close()

    def open(self, check: str, way: str = "unmarked", code: str = "") -> dict[str, Any] | None:
        """An answer of a check."""
        found = self.ask("GET", f"/api/go?check={check}&way={way}&code={code}")
        return json.loads(found[2])["answer"]

    def mark(self, answer: dict[str, Any], lines: list[int], **more: Any) -> int:
        """Gives some lines; the status of the answer."""
        body = {k: answer[k] for k in ("check", "broken", "code", "digest", "seen")}
        return self.ask("POST", "/api/mark", body | {"lines": lines} | more)[0]


def test_it_prints_one_address_of_this_machine(batch: Batch, serve: Serve) -> None:
    """A free port, a fresh token, who marks; no line per request afterwards."""
    server = serve(batch(), "Tina T.")
    assert "Marking as Tina T." in server.said
    other = serve(batch(), "x")
    assert other.token != server.token
    assert other.port != server.port
    Client(server)
    code, out, err = server.end()
    assert (code, err) == (0, "")
    assert server.token not in out
    assert "GET" not in out


def test_it_listens_on_loopback_only(batch: Batch, serve: Serve) -> None:
    """Nobody in the network reaches it."""
    server = serve(batch())
    addresses = {info[4][0] for info in socket.getaddrinfo(socket.gethostname(), None)}
    for address in addresses - {"127.0.0.1", "127.0.1.1", "::1"}:
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        with socket.socket(family) as probe:
            probe.settimeout(5)
            assert probe.connect_ex((address, server.port)) != 0
    assert Client(server).ask("GET", "/api/tasks")[0] == 200


def test_over_the_wire_a_wrong_token_or_host_is_refused(batch: Batch, serve: Serve) -> None:
    """403, without a header that lets another site read the answer."""
    server = serve(batch())
    client = Client(server)
    cookie, client.cookie = client.cookie, "a=b"
    assert client.ask("GET", "/?token=wrong")[0] == 403
    assert client.ask("GET", "/api/tasks")[0] == 403
    client.cookie = cookie
    status, headers, _ = client.ask("GET", "/api/tasks", Host="evil.example")
    assert status == 403
    assert not [name for name in headers if name.lower().startswith("access-control")]
    assert client.ask("OPTIONS", "/api/mark", Origin="http://evil.example")[0] == 403


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_in_order(batch: Batch, batches: ModuleType, serve: Serve, number: int) -> None:
    """Gradebook and index have the marks; it says how many answers wait."""
    out = batch()
    server = serve(out)
    client = Client(server)
    answer = client.open(batches.PROOF)
    assert answer is not None
    assert client.mark(answer, [0, 1, 2]) == 200
    before = (out / "gradebook.csv").read_text()
    code, said, err = server.end(number)
    assert (code, err) == (0, "")
    assert "5 answers wait for a mark" in said
    assert (out / "gradebook.csv").read_text() != before
    assert not list(out.glob("*.part"))


def test_a_kill_loses_nothing_that_was_called_saved(
    batch: Batch, batches: ModuleType, serve: Serve
) -> None:
    """kill -9 while marks are coming in: every one that was answered is in the log afterwards."""
    out = batch(*[batches.student(f"s{n:02d}", proof=f"Proof {n}.") for n in range(30)])
    server = serve(out)
    client = Client(server)
    saved: list[tuple[str, int]] = []
    enough = threading.Event()

    def mark_all() -> None:
        code = ""
        try:
            while (answer := client.open(batches.PROOF, "next", code)) is not None:
                code = answer["code"]
                lines = [[0], [0, 1], []][len(saved) % 3]
                if client.mark(answer, lines, comment=f"{code} " * 50) == 200:
                    saved.append((code, len(lines)))
                if len(saved) == 8:
                    enough.set()
        except (OSError, http.client.HTTPException):
            pass  # the server was killed
        enough.set()

    marker = threading.Thread(target=mark_all)
    marker.start()
    assert enough.wait(60)
    os.kill(server.process.pid, signal.SIGKILL)
    marker.join()
    server.process.wait()
    assert 8 <= len(saved) < 30
    again = serve(out)
    later = Client(again)
    for code, points in saved:
        answer = later.open(batches.PROOF, "here", code)
        assert answer is not None
        assert answer["given"]["earned"] == points
        assert answer["given"]["comment"].startswith(code)
    again.end()
    stored = [json.loads(p.read_bytes()) for p in (out / "results").glob("*.json")]
    marked = [v for data in stored for v in data["verdicts"] if v["marked"]]
    assert len(marked) == len(Marks(out / "marks.jsonl").latest()) >= len(saved)


def test_two_processes_mark_one_folder(batch: Batch, batches: ModuleType, serve: Serve) -> None:
    """Each mark once, none lost, no result file torn; who came second was told."""
    out = batch(*[batches.student(f"s{n:02d}", proof=f"Proof {n}.") for n in range(16)])
    servers = [serve(out, by) for by in ("one", "two")]
    told: list[int] = []

    def mark_all(server: Any) -> None:
        client = Client(server)
        while (answer := client.open(batches.PROOF)) is not None:
            told.append(client.mark(answer, [0]))

    markers = [threading.Thread(target=mark_all, args=(server,)) for server in servers]
    for marker in markers:
        marker.start()
    for marker in markers:
        marker.join()
    assert told.count(200) == 16
    assert set(told) <= {200, 409}
    for server in servers:
        assert server.end()[0] == 0
    log = Marks(out / "marks.jsonl")
    assert all(len(log.history(f"s{n:02d}", batches.PROOF)) == 1 for n in range(16))
    for n in range(16):
        data = json.loads((out / "results" / f"s{n:02d}.json").read_bytes())
        assert data["earned"] == 4.0


def test_a_port_that_is_taken_is_said(batch: Batch) -> None:
    """In one sentence."""
    out = batch()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = run("review", out, "--no-browser", "--port", port)
    assert done.returncode == 1
    assert f"Port {port} cannot be used" in done.stderr
    assert "Traceback" not in done.stderr


def run(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    """`grader ARGUMENTS` in a process of its own."""
    command = [sys.executable, "-m", "grader", *map(str, arguments)]
    env = os.environ | environment
    return subprocess.run(command, capture_output=True, text=True, check=False, env=env)


@pytest.mark.parametrize("name", ["", "   ", "a\x1b[31m", "x" * 81])
def test_a_marker_needs_a_name(batch: Batch, name: str) -> None:
    """It stands beside every mark."""
    done = run("review", batch(), "--no-browser", "--as", name)
    assert done.returncode == 1
    assert "Say who marks: --as NAME" in done.stderr


def test_a_folder_without_a_batch_is_refused(tmp_path: Path) -> None:
    """Before anything is served."""
    done = run("review", tmp_path, "--no-browser")
    assert done.returncode == 1
    assert "holds no batch" in done.stderr


def test_without_flask_one_sentence_says_what_to_install(batch: Batch, tmp_path: Path) -> None:
    """No traceback."""
    fake = tmp_path / "without"
    fake.mkdir()
    (fake / "flask.py").write_text("raise ModuleNotFoundError(\"No module\", name='flask')\n")
    path = os.pathsep.join([str(fake), str(Path(__file__).resolve().parents[2])])
    done = run("review", batch(), "--no-browser", PYTHONPATH=path)
    assert done.returncode == 1
    assert done.stderr == (
        'grader: `grader review` needs flask; install it with pip install "deep-grader[review]".\n'
    )


def test_the_browser_is_given_a_file_and_no_token(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Everybody on a machine sees the arguments of a process; the file is its owner's only."""
    opened: list[str] = []
    ready = threading.Event()

    def browser(url: str) -> bool:
        opened.append(url)
        ready.set()
        return True

    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setattr("grader.review.serve.webbrowser.open", browser)
    with serving._opened(tmp_path, "http://127.0.0.1:1/?token=secret"):
        assert ready.wait(10)
        (file,) = tmp_path.iterdir()
        assert opened == [file.as_uri()]
        assert "secret" not in opened[0]
        assert 'content="0;url=http://127.0.0.1:1/?token=secret"' in file.read_text()
        assert file.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == []


def test_without_a_screen_no_browser_is_tried(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that writes into the terminal would take it over."""
    opened: list[str] = []
    monkeypatch.setattr("grader.review.serve.sys.platform", "linux")
    monkeypatch.setattr("grader.review.serve.webbrowser.open", opened.append)
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    with serving._opened(tmp_path, "http://127.0.0.1:1/?token=secret"):
        assert list(tmp_path.iterdir()) == []
    assert opened == []
