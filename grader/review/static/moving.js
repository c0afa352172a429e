// Leads from answer to answer; nothing that is not saved is left behind.

import { get, post } from "./talk.js";
import * as show from "./show.js";
import { draftOf } from "./drafts.js";
import { save, settled, waits } from "./saving.js";
import { state, place, showMark, take, visible } from "./state.js";

const opened = { shown: () => {} };

// `shown` is told each answer that comes onto the page.
export function whenOpened(hooks) {
  Object.assign(opened, hooks);
}

// One way at a time: what is pressed before the next answer stands there is not meant for it.
export async function alone(move) {
  if (state.moving) return;
  state.moving = true;
  try {
    if (await settled()) await move();
  } finally {
    state.moving = false;
  }
}

// Opens what is that way: true, false for nothing there, null for a failure that was said.
export async function go(task, way, code = "", { focus = true } = {}) {
  try {
    const told = await get("/api/go", {
      ...place(task),
      ...{ way, code, filter: state.filter, names: state.names ? "1" : "0" },
    });
    taskList(told.tasks);
    if (!told.answer) return false;
    open(told.answer, focus);
    return true;
  } catch (failure) {
    show.alarm(failure.message, false);
    return null;
  }
}

function open(answer, focus) {
  const same = state.here && state.here.check === answer.check && state.here.broken === answer.broken;
  state.here = answer;
  take(answer);
  state.choosing = state.dirty = false;
  const draft = draftOf(answer);
  history.replaceState(null, "", `#${new URLSearchParams({ ...place(answer), code: answer.code })}`);
  show.answer(answer, state.names, !same);
  opened.shown(answer);
  taskList(state.tasks);
  if (draft) {
    state.given = draft.given;
    answer.seen = draft.seen;
    state.dirty = true;
  }
  showMark();
  if (draft && !waits()) save();
  if (focus) document.getElementById("answer").focus({ preventScroll: true });
  if (innerWidth < 768 && same) document.getElementById("answer").scrollIntoView();
  else scrollTo(0, 0);
}

export async function step(way) {
  const { here } = state;
  if ((await go(here, way, here.code)) !== false) return;
  if (way !== "unmarked") return show.status(way === "next" ? "This is the last answer here." : "This is the first answer here.");
  const at = visible().findIndex((task) => task.check === here.check && task.broken === here.broken);
  const later = [...visible().slice(at + 1), ...visible().slice(0, at)];
  const task = later.find((one) => one.waiting);
  if (!task) return show.status("Everything is marked.");
  if (await go(task, "unmarked")) show.status(`All of the last question is marked. Now: ${task.title}`);
}

export async function question(by) {
  const at = visible().findIndex((task) => task.check === state.here?.check && task.broken === state.here?.broken);
  const task = visible()[at + by];
  if (!task) return show.status(by > 0 ? "This is the last question." : "This is the first question.");
  await enter(task);
}

// Into a question: to what waits there, else to its first answer.
export async function enter(task) {
  if ((await go(task, "unmarked")) !== false) return;
  if ((await go(task, "next")) === false) show.status("No answer there is one that you want to see.");
}

export async function undo() {
  try {
    const told = await post("/api/undo", {});
    taskList(told.tasks);
    if (told.warning) show.alarm(told.warning, false);
    if (!told.undone) return show.status("There is no mark of yours to take back.");
    state.broken ||= told.undone.broken;
    const where = { check: told.undone.check, broken: told.undone.broken };
    if (await go(where, "here", told.undone.code)) show.status(`Taken back: ${told.undone.code} is as it was before your last mark.`);
  } catch (failure) {
    show.alarm(`Not taken back: ${failure.message}`, false);
  }
}

export function taskList(tasks) {
  state.tasks = tasks;
  show.tasks(visible(), tasks.some((task) => task.broken), state.here, (task) => alone(() => enter(task)));
}

export async function all() {
  const task = state.here;
  try {
    const told = await get("/api/list", { ...place(task), names: state.names ? "1" : "0" });
    show.all(told.answers, state.names, task.code, (code) => alone(() => go(task, "here", code)));
  } catch (failure) {
    show.alarm(failure.message, false);
  }
}
