"""Marking in a real browser, by keys only."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from grader.marks import Marks

pytest.importorskip("flask", reason="the extra `review` is not installed")
pytestmark = pytest.mark.browser

Batch = Callable[..., Path]
Sit = Callable[..., Any]


@pytest.fixture
def sit(chromium: Any, page_server: Callable[..., Any], typist: Any) -> Iterator[Sit]:
    """Somebody sits down at the page: `sit(out)`, or `sit(server)` for a second window."""
    with ExitStack() as tabs:

        def down(where: Any, *, by: str = "tina", width: int = 1300) -> Any:
            server = page_server(where, by) if isinstance(where, Path) else where
            page = tabs.enter_context(chromium.page())
            page.size(width, 900, mobile=width < 500)
            somebody = typist(page).open(server.address)
            somebody.server = server
            return somebody

        yield down


def verdicts(out: Path, check: str) -> dict[str, dict[str, Any]]:
    """Student -> verdict of the result file."""
    every = [json.loads(p.read_bytes()) for p in sorted((out / "results").glob("*.json"))]
    return {d["student"]: v for d in every for v in d["verdicts"] if v["check"] == check}


PATTERN = (
    *("f", "13", "f", "12", "0", "f", "2", "23", "f"),
    "1r1",  # with a comment that was kept
)
"""What ten answers take: four full, five in part, one nothing. Then Enter each."""


def test_forty_answers_by_keys_alone(batch: Batch, batches: ModuleType, sit: Sit) -> None:
    """100 key presses: 2.5 for an answer, the way to the next one included."""
    out = batch(
        *[batches.student(f"s{n:02d}", proof=f"Proof {n}: $e^{{{n}}}$.") for n in range(40)]
    )
    tina = sit(out)
    tina.press("c")
    tina.write("Say why it cancels.")
    tina.press("Escape", "+")
    tina.saved("Saved: the comments")
    tina.press("x")  # the comment was only written to be kept
    tina.until("document.getElementById('comment').value === ''")
    tina.pressed = 0
    given: dict[str, str] = {}
    for n in range(40):
        given[tina.code] = PATTERN[n % 10]
        tina.press(*PATTERN[n % 10])
        tina.to_next()
    assert tina.pressed == 100
    assert tina.status.startswith("All of the last question is marked. Now: Why the shift")
    assert len(given) == 40
    worth = {"f": 3.0, "0": 0.0, "1r1": 1.0}
    expected = sorted(worth.get(keys, float(len(keys))) for keys in given.values())
    marked = verdicts(out, batches.PROOF).values()
    assert sorted(v["earned"] for v in marked) == expected
    assert sum(v["marked"]["comment"] == "Say why it cancels." for v in marked) == 4
    assert {v["marked"]["by"] for v in marked} == {"tina"}
    assert tina.page.console == []


def test_undo_goes_back_mark_by_mark(batch: Batch, batches: ModuleType, sit: Sit) -> None:
    """To the answers they were given to, until nothing is left."""
    out = batch()
    before = (out / "results" / "ann.json").read_bytes()
    tina = sit(out)
    codes = []
    for key in "123":
        codes.append(tina.code)
        tina.press(key)
        tina.to_next()
    assert len(Marks(out / "marks.jsonl").latest()) == 3
    for code in reversed(codes):
        tina.press("u")
        tina.until(f"status().includes('Taken back: {code}') && answer().includes('{code}')")
        assert tina.run("text('earned')") == "no mark"
    tina.press("u")
    tina.until("status() === 'There is no mark of yours to take back.'")
    assert Marks(out / "marks.jsonl").latest() == {}
    assert (out / "results" / "ann.json").read_bytes() == before


def test_the_second_of_two_windows_has_to_choose(
    batch: Batch, batches: ModuleType, sit: Sit
) -> None:
    """It is told what the other gave; either mark can be made to count."""
    out = batch(batches.student("ann"))
    one = sit(out)
    two = sit(one.server)
    one.press("1")
    one.saved()
    two.press("f")
    two.until("document.getElementById('meanwhile').open")
    assert "You, in another window, gave 1 of 3" in two.run("text('meanwhile-text')")
    assert "You want to give 3 of 3" in two.run("text('meanwhile-text')")
    two.press("Escape")  # no way round the choice
    assert two.run("document.getElementById('meanwhile').open")
    assert verdicts(out, batches.PROOF)["ann"]["earned"] == 1.0
    two.press("m")
    two.saved("Saved: 3 of 3")
    assert verdicts(out, batches.PROOF)["ann"]["earned"] == 3.0
    one.press("2")
    one.until("document.getElementById('meanwhile').open")
    one.press("k")
    one.until("status() === 'The other mark stays.'")
    assert one.run("text('earned')") == "3 of 3"
    assert verdicts(out, batches.PROOF)["ann"]["earned"] == 3.0
    one.press("1")  # and now it is known
    one.saved("Saved: 2 of 3")


def test_two_markers_in_two_processes(
    batch: Batch, batches: ModuleType, sit: Sit, serve: Callable[..., Any]
) -> None:
    """The name of the other stands in the question."""
    out = batch(batches.student("ann"))
    tina, otto = sit(serve(out, "tina")), sit(serve(out, "otto"))
    otto.press("1")
    otto.saved()
    tina.press("2", "3")
    tina.until("document.getElementById('meanwhile').open")
    assert "otto gave 1 of 3" in tina.run("text('meanwhile-text')")
    tina.press("m")
    tina.saved()
    assert verdicts(out, batches.PROOF)["ann"]["marked"]["by"] == "tina"
    history = Marks(out / "marks.jsonl").history("ann", batches.PROOF)
    assert history[0].by == "otto"


def test_a_reload_comes_back_to_the_same_answer(
    batch: Batch, batches: ModuleType, sit: Sit
) -> None:
    """With the mark as it was saved."""
    tina = sit(batch())
    tina.press("Enter")
    tina.until("answer().endsWith('2 of 3')")
    tina.press("1", "3")
    tina.saved("Saved: 2 of 3")
    code = tina.code
    tina.page.run("window.before = true")
    tina.page.send("Page.reload")
    tina.until(f"!window.before && answer().includes('{code}') && text('earned') === '2 of 3'")
    ticked = "[...document.querySelectorAll('#lines input')].map((box) => box.checked)"
    assert tina.run(ticked) == [True, False, True]


def test_a_failed_save_is_loud_and_keeps_everything(
    batch: Batch, batches: ModuleType, sit: Sit
) -> None:
    """Through moving on, a reload, until it can be saved."""
    out = batch()
    tina = sit(out)
    code = tina.code
    (out / "marks.jsonl").mkdir()
    tina.press("1", "2")
    alarm = "document.getElementById('alarm')"
    tina.until(f"!{alarm}.hidden && text('alarm-text').startsWith('Not saved: ')")
    assert code in tina.run("text('alarm-text')")
    assert tina.run(f"{alarm}.getAttribute('role')") == "alert"
    tina.press("Enter")
    tina.until(f"!{alarm}.hidden")
    assert tina.code == code
    assert tina.run("text('earned')") == "2 of 3"
    (out / "marks.jsonl").rmdir()
    tina.press("s")
    tina.saved("Saved: 2 of 3")
    assert tina.run(f"{alarm}.hidden")
    assert sorted(str(v["earned"]) for v in verdicts(out, batches.PROOF).values())[0] == "2.0"


def test_what_was_not_saved_survives_a_reload(batch: Batch, batches: ModuleType, sit: Sit) -> None:
    """It is kept in the tab and saved as soon as that works."""
    out = batch()
    tina = sit(out)
    (out / "marks.jsonl").mkdir()
    tina.press("1", "2")
    tina.until("text('alarm-text').startsWith('Not saved: ')")
    (out / "marks.jsonl").rmdir()
    tina.page.agrees = True  # to leaving the page although something is not saved
    tina.page.send("Page.reload", ignoreCache=True)
    tina.saved("Saved: 2 of 3")
    assert [v["earned"] for v in verdicts(out, batches.PROOF).values() if v["earned"]] == [2.0]


def test_a_server_that_was_ended_is_said(batch: Batch, sit: Sit, serve: Callable[..., Any]) -> None:
    """And nothing on the page is lost."""
    tina = sit(serve(batch()))
    tina.server.end()
    tina.press("f")
    tina.until("text('alarm-text').includes('Was it ended?')")
    assert tina.run("text('earned')") == "3 of 3"


def test_free_points_deductions_and_no_mark(batch: Batch, batches: ModuleType, sit: Sit) -> None:
    """With a comma or a point; what cannot be is refused and changes nothing."""
    out = batch(batches.student("ann"))
    tina = sit(out)
    tina.press("p")
    tina.write("1,25")
    tina.press("Enter")
    tina.saved("Saved: 1.25 of 3")
    tina.press("1", "2", "d")
    tina.write("0.5")
    tina.press("Enter")
    tina.saved("Saved: 1.5 of 3")
    assert verdicts(out, batches.PROOF)["ann"]["marked"]["items"][-1] == "0.5 points taken off"
    for wrong in ("7", "x", "-1"):
        tina.press("p")
        tina.write(wrong)
        tina.press("Enter")
        tina.until("text('alarm-text').startsWith('Points are a number from 0 to 3')")
        assert tina.run("text('earned')") == "1.5 of 3"
    tina.press("x")
    tina.until("status().includes('has no mark')")
    assert verdicts(out, batches.PROOF)["ann"]["earned"] is None
    tina.press("0")
    tina.saved("Saved: 0 of 3")
    assert verdicts(out, batches.PROOF)["ann"]["status"] == "failed"


def test_comments_are_saved_with_the_points(batch: Batch, batches: ModuleType, sit: Sit) -> None:
    """A comment before any points waits; one with a deduction takes it off again elsewhere."""
    out = batch()
    tina = sit(out)
    tina.press("c")
    tina.write("Sign 1 lost?\n")
    tina.press("Escape")
    assert not tina.run("document.getElementById('comment-note').hidden")
    assert not (out / "marks.jsonl").exists()
    tina.press("f", "d")
    tina.write(".5")
    tina.press("Enter")
    tina.saved("Saved: 2.5 of 3")
    tina.press("+")
    tina.saved("Saved: the comments")
    tina.to_next()
    tina.press("f", "r", "1")
    tina.saved("Saved: 2.5 of 3")
    comments = [
        v["marked"]["comment"] for v in verdicts(out, batches.PROOF).values() if v["marked"]
    ]
    assert comments == ["Sign 1 lost?"] * 2
    tina.press("r", "Escape", "2")
    tina.saved("Saved: 1.5 of 3")


def test_names_stay_hidden_until_asked_for(batch: Batch, batches: ModuleType, sit: Sit) -> None:
    """Nowhere on the page, in its title or its addresses."""
    from grader.load.roster import Person

    people = {"key17": Person("key17", "Ada Lovelace")}
    tina = sit(batch(batches.student("key17"), people=people))
    everything = "document.documentElement.outerHTML + document.title + location.href"
    tina.press("l")
    tina.until("document.getElementById('all').open")
    for name in ("Lovelace", "key17"):
        assert name not in tina.run(everything)
    tina.press("Escape")
    tina.until("!document.getElementById('all').open")
    tina.press("n")
    tina.until("text('people') === 'Ada Lovelace (key17)'")
    tina.press("l")
    tina.until("text('all-rows').includes('Ada Lovelace')")
    tina.press("Escape")
    tina.until("!document.getElementById('all').open")
    tina.press("n")
    tina.until("!document.documentElement.outerHTML.includes('Lovelace')")


def test_the_ways_through_the_answers(batch: Batch, batches: ModuleType, sit: Sit) -> None:
    """Next, back, only those with or without a mark, the list, the other question."""
    tina = sit(batch())
    first = tina.code
    tina.press("ArrowRight")
    tina.until("answer().endsWith('2 of 3')")
    tina.press("1")
    tina.saved()
    tina.press("ArrowLeft", "o")
    tina.until("answer().endsWith('1 of 3') && status().includes('without a mark')")
    tina.press("j")
    tina.until("answer().endsWith('3 of 3')")
    tina.press("o")
    tina.until("status().includes('marked answers')")
    tina.press("k")
    tina.until("answer().endsWith('2 of 3')")
    tina.press("k")
    tina.until("status() === 'This is the first answer here.'")
    tina.press("o", "q")
    tina.until("text('question-title').startsWith('Why the shift')")
    tina.press("Q")
    tina.until(f"answer().includes('{first}')")
    tina.press("l")
    tina.until("document.getElementById('all').open")
    assert tina.run("document.activeElement.textContent") == first
    tina.press("Tab", "Tab", "Enter")
    tina.until("answer().endsWith('3 of 3')")


def test_broken_checks_wait_apart(batch: Batch, batches: ModuleType, sit: Sit) -> None:
    """Off by default; a person may give them a mark."""
    broken = batches.verdict("softmax.x", "s1.code", "broken", None, 1.0, message="It broke.")
    out = batch(batches.student("ann", others=[broken]))
    tina = sit(out)
    assert "broken on our side" not in tina.run("text('tasks')")
    tina.press("b")
    tina.until("text('tasks').includes('broken on our side')")
    tina.press("q")
    tina.until("text('question-title').startsWith('Why')")
    tina.press("q")
    tina.until("text('question-title') === 'Softmax'")
    tina.press("f")
    tina.saved("Saved: 1 of 1")
    assert verdicts(out, "softmax.x")["ann"]["earned"] == 1.0


def test_the_same_text_is_offered_its_mark_and_given_nothing(
    batch: Batch, batches: ModuleType, sit: Sit
) -> None:
    """Each is marked by itself; one key takes the mark over."""
    out = batch(batches.student("ann", proof="Same."), batches.student("bob", proof="Same."))
    tina = sit(out)
    assert tina.run("text('same')") == "1 other answer has the same text. Each is marked by itself."
    tina.press("1", "3")
    tina.to_next()
    assert "Give it the 2 of" in tina.run("text('same')")
    assert tina.run("text('earned')") == "no mark"
    tina.press("=")
    tina.saved("Saved: 2 of 3")
    assert [v["earned"] for v in verdicts(out, batches.PROOF).values()] == [2.0, 2.0]


HOSTILE = {
    "markup": "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">"
    "</div></main><h1>Mine</h1><a href='javascript:alert(1)'>x</a>[y](javascript:alert(2))"
    "<style>*{display:none}</style><iframe srcdoc='<script>parent.document.title=1</script>'>",
    "tex": "$\\href{javascript:alert(1)}{x}$ $\\def\\a{\\a\\a}\\a$ $" + "{" * 400 + "x" + "}" * 400
    + "$ $$\\newcommand{\\b}{\\b}\\b$$ $\\htmlClass{x}{y}$ $" + "\\frac{1}{" * 60 + "$",
    "long": "Word & <b>more</b> words, again. " * 620,
    "line": "x" * 20000,
    "lines": "- a\n" * 6000,
    "nested": "> " * 800 + "deep",
    "unicode": "\u202egnp.\u0000\x1b[31m \ud800 Z\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308",
    "formulas": "$x_1$ " * 3000,
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_texts_are_only_text(
    batch: Batch, batches: ModuleType, sit: Sit, name: str
) -> None:
    """Nothing of theirs runs, loads or leaves its place, and the answer can be marked."""
    out = batch(batches.student("ann", proof=HOSTILE[name]))
    tina = sit(out, width=390 if name in ("line", "tex") else 1300)
    tina.press("f")
    tina.saved("Saved: 3 of 3")
    page = tina.page
    assert page.run("document.title").endswith("· Marking")
    assert page.dialogs == []
    assert page.console == []
    assert page.blocked == []
    assert all(url.startswith(f"http://127.0.0.1:{tina.server.port}/") for url in page.requests)
    inside = "document.querySelectorAll('#reading :is(script,img,iframe,style,a,h1,form)').length"
    assert page.run(inside) == 0
    assert page.run("document.scripts.length") == 1
    assert page.run("document.documentElement.scrollWidth <= innerWidth")
    if name in ("long", "line", "lines"):  # all of it can be read
        typed = page.run("document.querySelector('.typed pre').textContent")
        assert typed.strip() == HOSTILE[name].strip()


def test_hostile_comments_are_only_text(batch: Batch, sit: Sit) -> None:
    """Another marker may have written anything."""
    out = batch()
    evil = {"text": "<img src=x onerror=\"document.title='owned'\">", "taken_off": 0}
    (out / "comments.json").write_text(
        json.dumps({"format": 1, "comments": {"written.s1.proof": [evil]}})
    )
    tina = sit(out)
    assert tina.run("document.querySelector('#kept .use').innerText").startswith("1")
    tina.press("f", "r", "1")
    tina.saved()
    assert tina.page.run("document.images.length") == 0
    assert "owned" not in tina.page.run("document.title")


def test_keys_stay_out_of_fields_and_shortcuts(batch: Batch, sit: Sit) -> None:
    """Letters in a comment are letters; a key that is held down is one key."""
    tina = sit(batch())
    code = tina.code
    tina.press("c")
    tina.write("fx0 123 un")
    tina.press("Escape")
    assert tina.run("document.getElementById('comment').value") == "fx0 123 un"
    assert tina.run("text('earned')") == "no mark"
    page = tina.page
    page.send("Input.dispatchKeyEvent", type="keyDown", key="1", text="1", modifiers=2)
    page.send("Input.dispatchKeyEvent", type="keyDown", key="Enter", text="\r", autoRepeat=True)
    tina.press("1")
    tina.saved("Saved: 1 of 3")
    assert tina.code == code


def test_single_keys_can_be_switched_off(batch: Batch, sit: Sit) -> None:
    """For speech input, which says letters."""
    tina = sit(batch())
    tina.press("?")
    tina.until("document.getElementById('help').open")
    tina.page.run("document.getElementById('keys-on').click()")
    tina.press("Escape")
    tina.until("!document.getElementById('help').open")
    tina.press("f")
    assert tina.run("text('earned')") == "no mark"
    tina.page.run("document.querySelector('#lines input').click()")
    tina.saved("Saved: 1 of 3")


@pytest.mark.parametrize("width", [360, 768, 1300])
@pytest.mark.parametrize("dark", [False, True])
def test_it_fits_every_screen(
    batch: Batch, batches: ModuleType, sit: Sit, width: int, dark: bool
) -> None:
    """Nothing sticks out, text stands out from its ground, in light and dark."""
    wide = "$$" + " + ".join(f"x_{{{n}}}^{{2}}" for n in range(60)) + "$$\n\n" + "| a | b |\n|-|-|\n| c | " + "d" * 300 + " |\n"  # fmt: skip
    tina = sit(batch(batches.student("ann", proof=wide)), width=width)
    tina.page.media(dark=dark)
    assert tina.page.run("document.documentElement.scrollWidth <= innerWidth")
    contrast = tina.page.run(CONTRAST)
    assert contrast == [], contrast
    tina.press("Tab")
    outline = tina.page.run("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"


CONTRAST = """
(() => {
  const light = (c) => {
    const [r, g, b] = c.map((v) => (v /= 255) <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
    return .2126 * r + .7152 * g + .0722 * b;
  };
  const colour = (text) => (text.match(/[\\d.]+/g) ?? []).map(Number);
  const ground = (node) => {
    for (; node; node = node.parentElement) {
      const c = colour(getComputedStyle(node).backgroundColor);
      if (c.length === 3 || c[3] > 0) return c;
    }
    return [255, 255, 255];
  };
  const bad = [];
  for (const node of document.querySelectorAll('body *')) {
    const own = [...node.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
    if (!own || !node.checkVisibility() || node.closest('script, style, option')) continue;
    const [a, b] = [colour(getComputedStyle(node).color), ground(node)].map((c) => light(c.slice(0, 3)));
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    if (ratio < 4.5) bad.push(`${node.tagName} ${node.textContent.trim().slice(0, 30)} ${ratio.toFixed(2)}`);
  }
  return bad;
})()
"""


def test_a_screen_reader_is_told_everything(batch: Batch, sit: Sit) -> None:
    """Names for all that can be used, places to jump to, and what happened."""
    tina = sit(batch())
    told = tina.page.accessible()
    nameless = [
        role
        for role, name in told
        if role in ("button", "checkbox", "textbox", "combobox", "dialog", "navigation")
        and not name
    ]
    assert nameless == []
    names = dict(reversed([(role, name) for role, name in told if name]))
    assert names["navigation"] == "Questions"
    assert {"main", "status", "alert"} & {role for role, _ in told} >= {"main", "status"}
    boxes = [name for role, name in told if role == "checkbox"]
    assert len(boxes) == 3
    assert "e^c cancels" in boxes[1]
    assert tina.run("document.activeElement.id") == "answer"
    tina.press("Tab")
    tina.press("1")
    tina.saved("Saved: 1 of 3")
    assert [n for r, n in tina.page.accessible() if r == "checkbox"] == boxes


def test_nobody_gets_nothing_by_accident(batch: Batch, batches: ModuleType, sit: Sit) -> None:
    """A line that is ticked and taken away leaves no mark; a comment alone gives none."""
    out = batch(batches.student("ann"))
    tina = sit(out)
    tina.press("1", "1")
    tina.until("status().includes('has no mark')")
    tina.press("c")
    tina.write("Well.")
    tina.press("Escape")
    tina.until("document.getElementById('comment').value === 'Well.' && text('who') === ''")
    assert verdicts(out, batches.PROOF)["ann"]["earned"] is None
    tina.press("0")
    tina.saved("Saved: 0 of 3")
    assert verdicts(out, batches.PROOF)["ann"]["marked"]["comment"] == "Well."


def test_points_come_off_all_points_where_nothing_is_chosen(
    batch: Batch, batches: ModuleType, sit: Sit
) -> None:
    """Whoever marks by taking off needs no other key; also without any rubric."""
    words = batches.verdict(batches.WORDS, "s1.words", "manual", None, 2.0)
    out = batch(batches.student("ann", others=[words]))
    tina = sit(out)
    tina.press("d", "1", "Enter")
    tina.saved("Saved: 2 of 3")
    tina.to_next()
    tina.press("f")
    tina.to_next()
    assert tina.run("document.getElementById('rubric').hidden")
    tina.press("d", ".", "5", "Enter")
    tina.saved("Saved: 1.5 of 2")
    assert verdicts(out, batches.WORDS)["ann"]["earned"] == 1.5


def test_a_text_that_changed_is_read_again_before_it_is_marked(
    batch: Batch, batches: ModuleType, sit: Sit
) -> None:
    """The class is graded again while the page is open."""
    out = batch(batches.student("ann", proof="Old."))
    tina = sit(out)
    batches.batch(out, [batches.student("ann", proof="New and better.")])
    tina.press("1")
    tina.until("text('alarm-text').includes('changed since you opened it')")
    assert "New and better." in tina.run("text('reading')")
    assert tina.run("text('earned')") == "no mark"
    assert not (out / "marks.jsonl").exists()
    tina.press("2")
    tina.saved("Saved: 1 of 3")


def test_a_folder_where_nothing_waits_says_so(batch: Batch, batches: ModuleType, sit: Sit) -> None:
    """Instead of an empty page."""
    ann = batches.student("ann")
    ann["verdicts"] = ann["verdicts"][:1]
    assert sit(batch(ann)).status == "Nothing in this folder waits for a person."


def test_the_page_notices_what_others_did(batch: Batch, batches: ModuleType, sit: Sit) -> None:
    """Before a mark is given on top of theirs."""
    out = batch(batches.student("ann"))
    tina, otto = sit(out, by="tina"), sit(out, by="otto")
    otto.press("1")
    otto.saved()
    tina.page.run("document.dispatchEvent(new Event('visibilitychange'))")
    tina.until("status() === 'otto has just marked this answer.'")
    assert tina.run("text('earned')") == "1 of 3"
    tina.press("2")
    tina.saved("Saved: 2 of 3")


def test_a_key_pressed_while_a_save_fails_tries_again(
    batch: Batch, batches: ModuleType, sit: Sit
) -> None:
    """What failed a moment ago may work now: nobody has to press twice."""
    out = batch()
    tina = sit(out)
    (out / "marks.jsonl").mkdir()
    for _ in range(5):
        tina.press("1", "2", "s")
    tina.until("text('alarm-text').startsWith('Not saved: ')")
    tina.press("Enter", "s")
    (out / "marks.jsonl").rmdir()
    tina.press("s")
    tina.saved()
    assert tina.run("document.getElementById('alarm').hidden")
