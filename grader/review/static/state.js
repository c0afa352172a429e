// What the page knows and what the marker chose; one object that its parts share.

import * as mark from "./given.js";
import * as show from "./show.js";

export const state = {
  tasks: [],
  here: null, // the answer on the page, as the server told it
  given: mark.nothing(), // what is chosen for it
  dirty: false, // whether that is not saved yet
  saving: null, // the promise of a save on its way
  moving: false, // whether another answer is on its way
  choosing: false, // whether a digit picks a kept comment
  names: false,
  broken: false,
  filter: "all",
};

// The questions that the marker wants to see, and how the server calls them.
export const visible = () => state.tasks.filter((task) => state.broken || !task.broken);
export const place = (task) => ({ check: task.check, broken: task.broken ? "1" : "0" });

export const earned = () => mark.pointsOf(state.given, state.here.rubric, state.here.points);

// Takes over what the server says about the answer that is on the page.
export function take(told) {
  state.given = { ...told.given, cleared: told.mark === null };
}

export const showMark = () => show.marking(state.here, state.given, earned());
