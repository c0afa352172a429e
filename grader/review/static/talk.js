// Talks to the server that this page came from, and to nobody else.

const { token, header } = document.body.dataset;

// A refused or failed request: `status` 0 means that nobody answered.
class Failure extends Error {
  constructor(status, told) {
    super(told.error || "The page's server said nothing.");
    this.status = status;
    this.told = told;
  }
}

async function ask(path, options) {
  let answer;
  try {
    answer = await fetch(path, { credentials: "same-origin", cache: "no-store", ...options });
  } catch {
    throw new Failure(0, { error: "The program behind this page does not answer. Was it ended? Start `grader review` again and open its new address." });
  }
  let told = {};
  try {
    told = await answer.json();
  } catch {
    if (answer.ok) throw new Failure(answer.status, { error: "The page's server answered something else than expected." });
  }
  if (!answer.ok) throw new Failure(answer.status, told);
  return told;
}

export const get = (path, values = {}) => ask(`${path}?${new URLSearchParams(values)}`);

export const post = (path, body) =>
  ask(path, {
    method: "POST",
    headers: { "Content-Type": "application/json", [header]: token },
    body: JSON.stringify(body),
  });
