// Comments that can be used again.

import { post } from "./talk.js";
import * as show from "./show.js";
import { takenOff } from "./given.js";
import { change } from "./saving.js";
import { showMark, state } from "./state.js";

export function pick(number) {
  state.choosing = false;
  show.choosing(false);
  const kept = state.here.comments[number];
  if (!kept) return show.status("There is no such comment.");
  const { comment, taken_off } = state.given;
  if (comment.includes(kept.text)) return show.status("This comment is there already.");
  const given = { ...state.given, comment: [comment.trimEnd(), kept.text].filter(Boolean).join("\n") };
  const { rubric, points } = state.here;
  change(kept.taken_off ? takenOff(given, taken_off + kept.taken_off, rubric, points) : given);
}

async function comments(path, body) {
  try {
    const { here } = state;
    here.comments = (await post(path, { check: here.check, ...body })).comments;
    showComments(here);
    showMark();
    show.status("Saved: the comments to use again.");
  } catch (failure) {
    show.alarm(`Not saved: ${failure.message}`, false);
  }
}

export const showComments = (here) => show.comments(here, pick, forget);

const forget = (kept) => comments("/api/comments/remove", { text: kept.text });

export const keep = () => comments("/api/comments", { text: state.given.comment, taken_off: state.given.free === null ? state.given.taken_off : 0 });
