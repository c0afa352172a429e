// Puts things on the page. Text goes in as text; markup comes from the server only, which has
// escaped whatever a student wrote.

import { said } from "./given.js";

const byId = (id) => document.getElementById(id);

function made(tag, properties = {}, ...children) {
  const node = Object.assign(document.createElement(tag), properties);
  node.append(...children);
  return node;
}

const points = (n) => `${said(n)} ${n === 1 ? "point" : "points"}`;
const signed = (n) => (n < 0 ? `−${said(-n)}` : `+${said(n)}`);

export function status(text) {
  byId("status").textContent = text;
}

// Something went wrong; `again` offers to save again.
export function alarm(text, again) {
  byId("alarm-text").textContent = text;
  byId("alarm").querySelector("button").hidden = !again;
  byId("alarm").hidden = false;
}

export function calm() {
  byId("alarm").hidden = true;
  byId("alarm-text").textContent = "";
}

export function tasks(list, broken, here, enter) {
  const left = list.reduce((sum, task) => sum + task.waiting, 0);
  byId("left").textContent = left === 1 ? "1 answer waits" : `${left} answers wait`;
  byId("broken-choice").hidden = !broken;
  const rows = list.map((task) => {
    const now = here && task.check === here.check && task.broken === here.broken;
    const count = task.waiting ? `${task.waiting} of ${task.answers} wait` : `all ${task.answers} marked`;
    const button = made("button", { type: "button" }, made("span", { className: "name", textContent: task.title }), made("span", { className: task.waiting ? "count" : "count done", textContent: count }));
    if (task.broken) button.append(made("span", { className: "tag", textContent: "broken on our side" }));
    if (now) button.setAttribute("aria-current", "true");
    button.addEventListener("click", (event) => {
      enter(task);
      if (event.detail) button.blur();
    });
    return made("li", {}, button);
  });
  const focused = [...byId("tasks").querySelectorAll("button")].indexOf(document.activeElement);
  byId("tasks").replaceChildren(...rows);
  if (focused >= 0) byId("tasks").querySelectorAll("button")[focused]?.focus();
}

export function answer(here, names, question) {
  byId("work").hidden = byId("marking").hidden = false;
  if (question) byId("asked").innerHTML = here.asked;
  byId("reading").innerHTML = here.reading;
  byId("answer").textContent = `Answer ${here.code}, ${here.number} of ${here.of}`;
  document.title = `${here.code} · Marking`;
  const group = here.students > 1 ? `Handed in by ${here.students} students together: they get one mark.` : "";
  byId("people").textContent = [names && here.people ? here.people.join(", ") : "", group].filter(Boolean).join(" · ");
  byId("people").hidden = !byId("people").textContent;
  alike(here);
  byId("lines").replaceChildren(...here.rubric.map(line));
  byId("rubric").hidden = !here.rubric.length;
}

function line(one, n) {
  const text = made("span", { className: "text", innerHTML: one.html });
  const box = made("input", { type: "checkbox" });
  box.dataset.line = n;
  const key = n < 9 ? made("kbd", { textContent: n + 1 }) : made("span");
  if (n < 9) box.setAttribute("aria-keyshortcuts", String(n + 1));
  return made("li", {}, made("label", {}, box, key, text, made("span", { className: "worth", textContent: signed(one.points) })));
}

function alike(here) {
  const note = byId("same");
  const { length } = here.same;
  note.hidden = !length;
  if (!length) return;
  const marked = here.same.find((one) => one.earned !== null);
  const others = length === 1 ? "1 other answer has" : `${length} other answers have`;
  note.replaceChildren(`${others} the same text. Each is marked by itself.`);
  if (marked) {
    const button = made("button", { type: "button" }, `Give it the ${said(marked.earned)} of ${marked.code} `, made("kbd", { textContent: "=" }));
    button.dataset.do = "alike";
    note.append(" ", button);
  }
}

// The marker's panel: what is chosen, the points it makes, who gave the mark that counts.
export function marking(here, given, earned) {
  for (const box of byId("lines").querySelectorAll("input")) box.checked = given.lines.includes(Number(box.dataset.line));
  byId("earned").textContent = earned === null ? "no mark" : `${said(earned)} of ${said(here.points)}`;
  byId("earned").classList.toggle("open", earned === null);
  byId("who").textContent = here.mark ? `${here.mark.by}, ${here.mark.when}` : "";
  fill("free", given.free === null ? "" : said(given.free));
  fill("off", given.taken_off ? said(given.taken_off) : "");
  fill("comment", given.comment);
  byId("comment-note").hidden = !(given.cleared && given.comment.trim());
  const off = given.free === null ? given.taken_off : 0;
  const known = here.comments.some((kept) => kept.text === given.comment.trim() && kept.taken_off === off);
  byId("keep").hidden = known || !given.comment.trim();
  byId("keep").firstChild.textContent = off ? `Keep this comment, with ${points(off)} taken off ` : "Keep this comment ";
  const { earlier } = here;
  byId("earlier").hidden = !earlier;
  if (earlier) byId("earlier").textContent = `${earlier.by} gave ${said(earlier.earned)} of ${said(earlier.points)} for what was handed in before (${earlier.when}). It has changed since and waits again.${earlier.comment ? ` The comment was: ${earlier.comment}` : ""}`;
}

function fill(id, text) {
  const field = byId(id);
  if (field.tagName === "INPUT" && field === document.activeElement) return; // being typed in
  if (field.value !== text) field.value = text;
  field.removeAttribute("aria-invalid");
}

export function comments(here, pick, forget) {
  const rows = here.comments.map((kept, n) => {
    const use = made("button", { type: "button", className: "use" }, ...(n < 9 ? [made("kbd", { textContent: n + 1 }), " "] : []), made("span", { textContent: kept.text }), ...(kept.taken_off ? [" ", made("span", { className: "worth", textContent: signed(-kept.taken_off) })] : []));
    use.addEventListener("click", (event) => {
      pick(n);
      if (event.detail) use.blur();
    });
    const gone = made("button", { type: "button", className: "gone", textContent: "×" });
    gone.setAttribute("aria-label", `Forget the comment: ${kept.text}`);
    gone.addEventListener("click", () => forget(kept));
    return made("li", {}, use, gone);
  });
  byId("kept").replaceChildren(...rows);
  byId("kept-none").hidden = rows.length > 0;
}

export function choosing(on) {
  byId("kept").classList.toggle("choosing", on);
}

export function all(answers, names, now, go) {
  byId("all-names").hidden = !names;
  const rows = answers.map((one) => {
    const open = made("button", { type: "button", textContent: one.code });
    open.addEventListener("click", () => {
      byId("all").close();
      go(one.code);
    });
    if (one.code === now) open.setAttribute("aria-current", "true");
    const cells = [made("th", { scope: "row" }, open)];
    if (names) cells.push(made("td", { textContent: one.people.join(", ") }));
    const mark = one.mark ? `${one.mark.by}, ${one.mark.when}` : one.earlier ? "changed since it was marked" : "waits";
    cells.push(made("td", { className: "num", textContent: one.mark ? said(one.earned) : "" }), made("td", { textContent: mark }));
    return made("tr", {}, ...cells);
  });
  byId("all-rows").replaceChildren(...rows);
  byId("all").showModal();
  byId("all").querySelector("[aria-current]")?.focus();
}

// Somebody else marked the answer that is on the page: the marker has to choose.
export function meanwhile(here, earned, me) {
  const { mark } = here.theirs;
  const mine = earned === null ? "no mark" : `${said(earned)} of ${said(here.points)}`;
  const who = mark && (mark.by === me ? "You, in another window," : mark.by);
  const items = mark && mark.items.length ? ` (${mark.items.join("; ")})` : "";
  byId("meanwhile-text").textContent = mark
    ? `${who} gave ${said(here.theirs.given.earned)} of ${said(here.points)} for this answer on ${mark.when}${items}, while it was open here. You want to give ${mine}. Which one counts?`
    : `The mark of this answer was taken back while it was open here. You want to give ${mine}. Which one counts?`;
  byId("meanwhile-comment").hidden = !(mark && mark.comment);
  byId("meanwhile-comment").textContent = mark ? `The comment is: ${mark.comment}` : "";
  const [theirs, own] = byId("meanwhile").querySelectorAll("button");
  theirs.replaceChildren(mark ? "Keep that one " : "Leave it without a mark ", made("kbd", { textContent: "k" }));
  own.replaceChildren(`Mine: ${mine} `, made("kbd", { textContent: "m" }));
  if (!byId("meanwhile").open) byId("meanwhile").showModal();
}
