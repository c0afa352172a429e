// The page of a marker: what its keys, buttons and fields do.

import { get } from "./talk.js";
import * as mark from "./given.js";
import { listen } from "./keys.js";
import * as show from "./show.js";
import { change, giveMine, keepTheirs, save, settled, waits, whenSaved } from "./saving.js";
import { all, alone, enter, go, question, step, taskList, undo, whenOpened } from "./moving.js";
import { keep, pick, showComments } from "./comments.js";
import { place, showMark, state, take, visible } from "./state.js";

whenSaved({ tasks: taskList, changed: (here) => go(here, "here", here.code) });
whenOpened({ shown: showComments });

const byId = (id) => document.getElementById(id);
const LOOK_MS = 15000; // how often the page looks what others did

const field = (id) => {
  byId(id).focus();
  byId(id).select?.();
};

function alike() {
  const like = state.here.same.find((one) => one.earned !== null);
  if (!like) return show.status("No answer with the same text has a mark.");
  change({ ...like.given, cleared: false });
}

const marking = {
  line: (n) => n < state.here.rubric.length && change(mark.toggled(state.given, n)),
  none: () => change(mark.none(state.given)),
  full: () => change(mark.full(state.given, state.here.rubric, state.here.points)),
  clear: () => change(mark.nothing()),
  points: () => field("free"),
  off: () => field("off"),
  comment: () => byId("comment").focus(),
  pick,
  keep,
  alike,
  next: () => alone(() => step("next")),
  back: () => alone(() => step("back")),
  unmarked: () => alone(() => step("unmarked")),
  all: () => alone(all),
  theirs: keepTheirs,
  mine: giveMine,
  reuse() {
    if (!state.here.comments.length) return show.status("No comment is kept for this question yet: + keeps the one you wrote.");
    state.choosing = true;
    show.choosing(true);
    show.status("Which comment? 1 to 9, Esc for none.");
  },
};

const anywhere = {
  undo: () => alone(undo),
  help: () => byId("help").showModal(),
  question: () => alone(() => question(1)),
  questionBack: () => alone(() => question(-1)),
  again: settled,
  escape() {
    state.choosing = false;
    show.choosing(false);
  },
  names: () =>
    alone(async () => {
      state.names = !state.names;
      byId("names").setAttribute("aria-pressed", String(state.names));
      if (state.here) await go(state.here, "here", state.here.code, { focus: false });
      byId("all-rows").replaceChildren();
      show.status(state.names ? "Names are shown." : "Names are hidden.");
    }),
  filter() {
    const values = ["all", "unmarked", "marked"];
    setFilter(values[(values.indexOf(state.filter) + 1) % 3]);
  },
  broken() {
    state.broken = !state.broken;
    byId("broken").checked = state.broken;
    taskList(state.tasks);
    show.status(state.broken ? "Checks that broke on our side are in the list." : "Checks that broke on our side are left out.");
  },
};

function act(name, value) {
  if (state.moving && !(name in anywhere)) return; // nobody marks what is not on the page yet
  if (state.choosing && name !== "pick") anywhere.escape();
  if (name in anywhere) anywhere[name](value);
  else if (state.here) marking[name](value);
}

function setFilter(value) {
  state.filter = byId("filter").value = value;
  show.status(`Back and Next now go through ${byId("filter").selectedOptions[0].text}.`);
}

listen(act, () => state.choosing);
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-do]");
  if (!button) return;
  act(button.dataset.do);
  if (event.detail) button.blur(); // after a click of the mouse, Enter is for the page again
});
byId("lines").addEventListener("change", (event) => act("line", Number(event.target.dataset.line)));
byId("comment").addEventListener("input", (event) => change({ ...state.given, comment: event.target.value }, { later: true }));
byId("comment").addEventListener("blur", () => state.dirty && save());
byId("filter").addEventListener("change", (event) => setFilter(event.target.value));
byId("broken").addEventListener("change", () => anywhere.broken());
byId("meanwhile").addEventListener("cancel", (event) => event.preventDefault());
for (const id of ["free", "off"]) {
  byId(id).addEventListener("change", (event) => {
    const value = mark.number(event.target.value);
    const most = state.here.points;
    const wrong = Number.isNaN(value) || (value !== null && value > most);
    event.target.setAttribute("aria-invalid", String(wrong));
    if (wrong) return show.alarm(`Points are a number from 0 to ${mark.said(most)}; nothing was changed.`, false);
    show.calm();
    if (id === "free") change(mark.freely(state.given, value));
    else if (value || !state.given.cleared) change(mark.takenOff(state.given, value ?? 0, state.here.rubric, most));
  });
}
addEventListener("beforeunload", (event) => {
  if (state.dirty && !waits()) event.preventDefault();
});

// Looks now and then what others did, so that a mark of theirs is seen before one is given on top.
async function look() {
  const { here } = state;
  if (document.hidden || !here || state.dirty || state.saving || state.moving) return;
  try {
    const told = await get("/api/go", { ...place(here), way: "here", code: here.code, filter: "all", names: state.names ? "1" : "0" });
    if (here !== state.here || state.dirty || state.saving || state.moving) return;
    taskList(told.tasks);
    if (told.answer.seen === here.seen) return;
    const { seen, given, mark: theirs, earlier } = told.answer;
    Object.assign(here, { seen, given, mark: theirs, earlier });
    take(here);
    showMark();
    show.status(theirs ? `${theirs.by} has just marked this answer.` : "The mark of this answer was just taken back.");
  } catch (failure) {
    show.alarm(failure.message, false);
  }
}

async function start() {
  const wanted = new URLSearchParams(location.hash.slice(1));
  try {
    taskList((await get("/api/tasks")).tasks);
  } catch (failure) {
    return show.alarm(failure.message, false);
  }
  state.broken = wanted.get("broken") === "1";
  const known = state.tasks.find((task) => task.check === wanted.get("check") && task.broken === state.broken);
  await alone(async () => {
    if (known && (await go(known, "here", wanted.get("code") ?? ""))) return;
    show.calm();
    const task = visible().find((one) => one.waiting) ?? visible()[0];
    if (task) await enter(task);
    else show.status("Nothing in this folder waits for a person.");
  });
}

if (innerWidth < 1152) byId("questions").open = false; // where it stands above the answer
start();
setInterval(look, LOOK_MS);
document.addEventListener("visibilitychange", look);
