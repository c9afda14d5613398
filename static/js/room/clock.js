// The room's time: the server's, carried on by the page's own stopwatch. A tablet that is a day off,
// jumps, or sleeps changes nothing for longer than the next answer of the server.

const TOLERANCE_MS = 2_000;
const DRIFT_MS = 250; // what a good clock and a stopwatch come apart between two answers
const WORTH_MS = 100; // less is not worth a step of the clock
const LONGEST_NAP_MS = 3 * 3_600_000;

let anchor = { server: Date.now(), watch: performance.now(), device: Date.now() };
let doubt = 0; // the server's time is at most so far from the one carried on here
let sure = false;
let segment = 0; // one more each time that the stopwatch and the tablet's clock disagree
let load = "";

export function begin(told, { loadId, askedAt = performance.now(), heardAt = performance.now() }) {
  load = loadId;
  doubt = Math.max(heardAt - askedAt, 0) / 2;
  anchor = { server: told + doubt, watch: heardAt, device: Date.now() - (performance.now() - heardAt) };
  sure = true;
}

// Without the server: by the difference that this tablet last knew.
export function guess(ahead, loadId) {
  load = loadId;
  anchor = { server: Date.now() - ahead, watch: performance.now(), device: Date.now() };
  sure = false;
}

// An answer of the server was written between asking and hearing it: that is all it says. What it
// leaves open is narrowed by what was known before; where the two contradict, the answer counts.
export function hear(told, sentWatch) {
  const watch = performance.now();
  const here = carried();
  let [from, to] = [told, told + watch - sentWatch];
  if (sure && from <= here + doubt + DRIFT_MS && to >= here - doubt - DRIFT_MS) {
    from = Math.min(Math.max(from, here - doubt), to);
    to = Math.max(Math.min(to, here + doubt), from);
    if ((to - from) / 2 >= doubt - WORTH_MS && from <= here && here <= to) return false;
  }
  anchor = { server: (from + to) / 2, watch, device: Date.now() };
  doubt = (to - from) / 2;
  sure = true;
  return true;
}

// Looked at each second: a gap between the two clocks is a nap or somebody's hand on the clock.
export function look() {
  const gap = Date.now() - anchor.device - (performance.now() - anchor.watch);
  if (Math.abs(gap) <= TOLERANCE_MS) return;
  const slept = gap > 0 && gap <= LONGEST_NAP_MS ? gap : 0;
  anchor = { server: carried() + slept, watch: performance.now(), device: Date.now() };
  sure = false;
  segment += 1;
}

const carried = () => anchor.server + performance.now() - anchor.watch;

export function now() {
  look();
  return carried();
}

export const isSure = () => sure;
export const ahead = () => Date.now() - carried(); // the tablet's clock, beside the server's

// Where a moment stands, so that it can be put right once the server has spoken.
export function stamp() {
  const at = now();
  return { at, device: Date.now(), watch: performance.now(), load, segment, sure };
}

// The moment of a stamp that was only guessed, by what is known now; null when nothing better is.
export function better(mark) {
  if (mark.sure || !sure || mark.load !== load || mark.segment !== segment) return null;
  return carried() - (performance.now() - mark.watch);
}
