// The wall counts its minutes by the server's clock, says as of when it is, and greys when it no longer knows.

import { toneOf } from "./room/numbers.js";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const STALE_AFTER_MS = 50 * SECOND; // two of its questions, 20 s apart, without an answer
const LOCKED = 423;
const board = () => document.getElementById("board");
let anchor = null;

function hear() {
  anchor = { server: Date.parse(board().dataset.now), watch: performance.now(), device: Date.now() };
  tick();
}

const now = () => anchor.server + performance.now() - anchor.watch;

function tick() {
  for (const element of board().querySelectorAll("[data-since]")) {
    put(element, String(Math.max(0, Math.floor((now() - Date.parse(element.dataset.since)) / MINUTE))));
  }
  for (const element of board().querySelectorAll("[data-due]")) showDue(element, Date.parse(element.dataset.due) - now());
  showAge();
}

function showDue(element, ms) {
  const tone = toneOf(ms, Number(board().dataset.overdue));
  put(element.querySelector("[data-due-words]"), dueWords(tone, ms));
  element.classList.toggle("board__due--due", tone === "active");
  element.classList.toggle("board__due--now", tone === "attention");
  element.closest(".board__tile").classList.toggle("board__tile--due", tone === "attention");
}

function dueWords(tone, ms) {
  if (tone === "active") return "Vitals due";
  const minutes = Math.ceil(ms / MINUTE);
  return minutes > 0 ? `Vitals in ${minutes} min` : `Vitals OVERDUE ${-minutes} min`;
}

// A tablet that slept, a network that is gone, a server that does not answer: all are only time without news.
function showAge() {
  const age = Math.max(performance.now() - anchor.watch, Date.now() - anchor.device);
  const isStale = age > STALE_AFTER_MS;
  const banner = document.getElementById("board-stale");
  if (banner.hidden !== isStale) return;
  put(banner.querySelector("[data-stale]"), board().querySelector("[data-asof]").textContent);
  banner.hidden = !isStale;
  board().classList.toggle("is-stale", isStale);
}

function put(element, words) {
  if (element.textContent !== words) element.textContent = words;
}

// The page of signing in, or a lock, belongs in no tile: the whole page goes there.
function onBeforeSwap(event) {
  const { xhr } = event.detail;
  const path = new URL(xhr.responseURL || location.href).pathname;
  if (path === location.pathname && xhr.status !== LOCKED) return;
  event.detail.shouldSwap = false;
  location.reload();
}

document.addEventListener("htmx:beforeSwap", onBeforeSwap);
document.addEventListener("htmx:afterSettle", () => {
  if (Date.parse(board().dataset.now) !== anchor.server) hear();
});
hear();
setInterval(tick, SECOND);
