// Saves what was chosen, at once; what could not be saved stays in the tab and is said aloud.

import { post } from "./talk.js";
import { said } from "./given.js";
import * as show from "./show.js";
import { keepDraft, dropDraft } from "./drafts.js";
import { state, earned, showMark, take } from "./state.js";

const PATIENCE_MS = 600; // after the last letter of a comment

const dialog = document.getElementById("meanwhile");
const after = { tasks: () => {}, changed: async () => {} };
let timer = 0;

// `tasks` is told how many answers wait now; `changed` opens an answer anew.
export function whenSaved(hooks) {
  Object.assign(after, hooks);
}

export function change(given, { later = false } = {}) {
  state.given = given;
  state.dirty = true;
  keepDraft(state.here, given);
  showMark();
  clearTimeout(timer);
  if (later) timer = setTimeout(save, PATIENCE_MS);
  else save();
}

// A comment without points is no mark yet: it stays in the tab until there are points.
export const waits = () => state.given.cleared && !state.here.mark;

// Saves until nothing is left to save. Gives false when something is.
export function save() {
  clearTimeout(timer);
  state.saving ??= saveAll().finally(() => {
    state.saving = null;
  });
  return state.saving;
}

// Everything saved, or a reason to stay where one is.
export async function settled() {
  if (state.saving && !(await state.saving) && dialog.open) return false;
  return !state.dirty || !state.here || (await save());
}

async function saveAll() {
  while (state.dirty && state.here) {
    state.dirty = false;
    if (waits()) return true;
    show.status("Saving …");
    try {
      await saveOnce(state.here, state.given);
    } catch (failure) {
      state.dirty = true;
      await failed(state.here, failure);
      return false;
    }
  }
  return true;
}

async function saveOnce(here, given) {
  const { check, broken, code, digest, seen } = here;
  const told = await post("/api/mark", { check, broken, code, digest, seen, ...given });
  Object.assign(here, told);
  if (!state.dirty && !(given.cleared && given.comment)) dropDraft(here);
  after.tasks(told.tasks);
  show.calm();
  showMark();
  show.status(given.cleared ? `Saved: ${code} has no mark.` : `Saved: ${said(told.given.earned)} of ${said(here.points)} for ${code}.`);
  if (told.warning) show.alarm(told.warning, false);
}

async function failed(here, failure) {
  show.status("");
  if (failure.status === 409) {
    here.theirs = failure.told;
    show.meanwhile(here, earned(), document.body.dataset.by);
  } else if (failure.status === 410) {
    // What was handed in changed: it has to be read again before it is marked.
    const { comment } = state.given;
    dropDraft(here);
    state.dirty = false;
    if (await after.changed(here)) state.given = { ...state.given, comment };
    showMark();
    show.alarm(`Not saved: ${failure.message}`, false);
  } else {
    show.alarm(`Not saved: ${failure.message} What you gave for ${here.code} is kept on this page.`, true);
  }
}

// The two ways out when somebody else marked the same answer.
export function keepTheirs() {
  const { here } = state;
  dropDraft(here);
  Object.assign(here, here.theirs);
  take(here);
  state.dirty = false;
  dialog.close();
  show.calm();
  showMark();
  show.status("The other mark stays.");
}

export function giveMine() {
  state.here.seen = state.here.theirs.seen;
  dialog.close();
  save();
}
