// Which key does what. Keys act only outside of fields, and never with Ctrl, Alt or Meta.

const ACTIONS = {
  0: "none", f: "full", x: "clear", p: "points", d: "off", c: "comment", r: "reuse", "+": "keep",
  "=": "alike", Enter: "unmarked", ArrowRight: "next", j: "next", ArrowLeft: "back", k: "back",
  q: "question", Q: "questionBack", u: "undo", o: "filter", l: "all", n: "names", b: "broken",
  s: "again", "?": "help", h: "help",
};
const OFF = "grader-review-keys-off";

const box = document.getElementById("keys-on");
box.checked = localStorage.getItem(OFF) === null;
box.addEventListener("change", () => {
  if (box.checked) localStorage.removeItem(OFF);
  else localStorage.setItem(OFF, "1");
});

// The digit of a key, also where the layout puts digits behind Shift.
function digit(event) {
  if (/^\d$/.test(event.key)) return Number(event.key);
  const found = /^(?:Digit|Numpad)(\d)$/.exec(event.code);
  return found && !event.shiftKey && !/^[a-z]$/i.test(event.key) && !(event.key in ACTIONS) ? Number(found[1]) : null;
}

function typing(target) {
  return target.matches("textarea, select, input:not([type=checkbox])");
}

// Calls `act(name, digit)` for keys; `choosing()` says whether a digit picks a kept comment.
export function listen(act, choosing) {
  document.addEventListener("keydown", (event) => {
    const target = event.target instanceof Element ? event.target : document.body;
    if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.repeat && !event.key.startsWith("Arrow")) {
      if (!typing(target)) event.preventDefault();
      return; // a key that is held down is no second decision
    }
    const dialog = document.querySelector("dialog[open]");
    if (dialog) {
      if (dialog.id === "meanwhile" && box.checked && (event.key === "k" || event.key === "m")) {
        event.preventDefault();
        act(event.key === "k" ? "theirs" : "mine");
      }
      return;
    }
    if (typing(target)) {
      if (event.key === "Escape" || (event.key === "Enter" && target.matches("input"))) {
        event.preventDefault();
        target.blur();
      }
      return;
    }
    if (!box.checked) return;
    if (event.key === "Escape") return act("escape");
    if (event.key === "Enter" && target.matches("button, a, summary")) return;
    const number = digit(event);
    if (number !== null && (number > 0 || choosing())) {
      event.preventDefault();
      return act(choosing() ? "pick" : "line", number - 1);
    }
    const name = number === 0 ? "none" : ACTIONS[event.key];
    if (!name) return;
    event.preventDefault();
    act(name);
  });
}
