// Asks every few seconds whether anything happened; mostly the answer is "nothing" and costs nothing.

import * as clock from "./clock.js";
import { leftAlone } from "./hands.js";
import { merge } from "./merge.js";
import * as outbox from "./outbox.js";

const EVERY_MS = 5_000;
const OF_PANEL = ["route", "other_medicine"]; // shown beside the log too
const PATIENCE_MS = 8_000;

let room = null;
let seen = "";
let running = null;
let next = null;
let timer = 0;

const tell = (name, detail) => document.dispatchEvent(new CustomEvent(`kap:${name}`, { detail }));

export function start(facts, word) {
  room = facts;
  seen = word ? `"${word}"` : "";
  room.seen = () => seen.replaceAll('"', "");
  room.hear = hear;
  again();
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") ask();
  });
  window.addEventListener("online", () => ask());
}

function again() {
  clearTimeout(timer);
  timer = setTimeout(() => ask().finally(again), EVERY_MS);
}

// New lines came with the answer to what was sent: the page has seen them and needs not ask.
function hear({ lines, seen: word }) {
  merge(lines);
  seen = `"${word}"`;
  tell("redrawn", { changed: false });
}

// Forgets what was seen, so that the whole record and fresh tokens come.
export function afresh() {
  seen = "";
  return ask();
}

// Whether the server answered: "ok", "signed out", "refused" or "none". One question at a time.
export function ask() {
  if (running) {
    next ??= running.then(() => {
      next = null;
      return ask();
    });
    return next;
  }
  running = one().finally(() => {
    running = null;
  });
  return running;
}

async function one() {
  const stop = new AbortController();
  const bell = setTimeout(() => stop.abort(), PATIENCE_MS);
  const askedWatch = performance.now();
  const asked = seen;
  let answer;
  let parts;
  try {
    answer = await fetch(room.pulse, {
      credentials: "same-origin",
      headers: { "HX-Request": "true", ...(seen ? { "If-None-Match": seen } : {}) },
      cache: "no-store",
      signal: stop.signal,
    });
    parts = await answer.text();
  } catch {
    outbox.reach(false);
    return "none";
  } finally {
    clearTimeout(bell);
  }
  if (answer.status >= 500) {
    outbox.reach(false);
    return "none";
  }
  outbox.reach(true);
  return take(answer, parts, askedWatch, asked);
}

function take(answer, parts, askedWatch, asked) {
  if (answer.status === 401) {
    outbox.bar("Sign in again");
    tell("signed-out");
    return "signed out";
  }
  if (answer.status === 423 || answer.headers.get("HX-Trigger")?.includes("kap-locked")) {
    outbox.bar("Locked");
    document.dispatchEvent(new CustomEvent("kap-locked"));
    return "refused";
  }
  if (answer.status !== 304 && !answer.ok) return "refused";
  const told = Date.parse(answer.headers.get("Kap-Now"));
  if (told) clock.hear(told, askedWatch);
  outbox.bar("");
  if (answer.headers.get("HX-Refresh")) {
    tell("other-stage");
    return "ok";
  }
  if (asked !== seen && answer.status === 200) {
    ask(); // it was overtaken by the answer to a tap: what it shows is older
    return "ok";
  }
  const name = decodeURIComponent(answer.headers.get("Kap-Name") ?? "");
  room.renew({ author: answer.headers.get("Kap-Author"), csrf: answer.headers.get("Kap-Csrf"), name });
  const isLines = Boolean(answer.headers.get("Kap-Lines"));
  const before = leftAlone();
  if (isLines) merge(parts);
  else if (answer.status === 200) htmx.swap(document.body, parts, { swapStyle: "none" });
  // A part under somebody's hand was left as it was: what it would show is not seen yet.
  const isWhole = leftAlone() === before;
  if (isWhole) seen = answer.headers.get("ETag") ?? "";
  outbox.seen(askedWatch, isWhole ? [] : OF_PANEL);
  tell("redrawn", { changed: answer.status === 200 && !isLines });
  return "ok";
}
