// What a marker chose for one answer, and the points it makes. The server computes them again;
// this is what the page shows until it has answered.

const NEARLY = 1e-4;

export const nothing = () => ({ lines: [], taken_off: 0, free: null, comment: "", cleared: true });

export function pointsOf(given, rubric, points) {
  if (given.cleared) return null;
  if (given.free !== null) return given.free;
  let sum = 0;
  for (const line of given.lines) sum += rubric[line].points;
  if (Math.abs(sum - points) < NEARLY) sum = points;
  return Math.min(points, Math.max(0, Math.min(sum, points) - given.taken_off));
}

// Where the last line is taken away there is no mark again: nobody gets 0 points by accident.
export function toggled(given, line) {
  const has = given.lines.includes(line);
  const lines = has ? given.lines.filter((n) => n !== line) : [...given.lines, line];
  const cleared = lines.length === 0 && given.taken_off === 0;
  return { ...given, lines: lines.sort((a, b) => a - b), free: null, cleared };
}

export const none = (given) => ({ ...given, lines: [], taken_off: 0, free: null, cleared: false });

export function full(given, rubric, points) {
  const lines = rubric.flatMap((line, n) => (line.points > 0 ? [n] : []));
  const all = { ...given, lines, taken_off: 0, free: null, cleared: false };
  return pointsOf(all, rubric, points) === points ? all : { ...all, free: points };
}

// A number of points, whatever the lines say; null goes back to the lines.
export function freely(given, value) {
  const cleared = value === null && given.lines.length === 0 && given.taken_off === 0;
  return { ...given, free: value, cleared };
}

// Points off what was chosen; where nothing was, off all points.
export function takenOff(given, off, rubric, points) {
  const from = given.cleared ? full(given, rubric, points) : given;
  if (from.free !== null) return { ...from, free: Math.max(0, from.free - off), taken_off: 0 };
  return { ...from, taken_off: off };
}

// A number as people type it, with a comma or a point; null for nothing, NaN for anything else.
export function number(text) {
  const plain = text.trim().replace(",", ".");
  if (plain === "") return null;
  return /^\d*\.?\d+$|^\d+\.$/.test(plain) ? Number(plain) : NaN;
}

export function said(value) {
  if (value === null || value === undefined) return "?";
  return String(Math.round(value * 100) / 100);
}
