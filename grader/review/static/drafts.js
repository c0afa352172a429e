// What was chosen and is not saved yet, kept in this tab, so that neither a failure nor a reload
// loses it.

const key = (here) => `grader-review/${here.check}/${here.code}/${here.digest}`;

export function keepDraft(here, given) {
  try {
    sessionStorage.setItem(key(here), JSON.stringify({ given, seen: here.seen }));
  } catch {
    // a browser without storage: the page itself still holds it
  }
}

export const dropDraft = (here) => sessionStorage.removeItem(key(here));

export function draftOf(here) {
  try {
    return JSON.parse(sessionStorage.getItem(key(here)));
  } catch {
    return null;
  }
}
