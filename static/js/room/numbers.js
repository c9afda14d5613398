// The two big numbers: time since the dose, time to the next reading. They run on the server's time.

import * as clock from "./clock.js";
import { two } from "./words.js";

const SECOND = 1000;
const SPOKEN_EVERY_MIN = 5;
let spoken = null;

export const part = () => document.getElementById("room-numbers");

function clockWords(ms) {
  const seconds = Math.max(0, Math.floor(ms / SECOND));
  return [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map(two).join(":");
}

function countdownWords(ms) {
  const seconds = Math.floor(Math.abs(ms) / SECOND);
  return `${ms < 0 ? "+" : ""}${two(Math.floor(seconds / 60))}:${two(seconds % 60)}`;
}

export function tick() {
  const shown = part();
  if (!shown) return;
  const now = clock.now();
  if (shown.dataset.since) showSince(now - Date.parse(shown.dataset.since));
  if (shown.dataset.due) showDue(Date.parse(shown.dataset.due) - now);
}

function showSince(ms) {
  write("#clock .number__digits", clockWords(ms));
  const minutes = Math.floor(ms / (60 * SECOND));
  for (const element of document.querySelectorAll("[data-minute]")) element.textContent = minutes;
  if (minutes > 0 && minutes % SPOKEN_EVERY_MIN === 0 && spoken !== minutes) {
    spoken = minutes;
    say(`${minutes} minutes since the dose`);
  }
}

function showDue(ms) {
  const box = document.getElementById("due");
  if (!box) return;
  write("#due .number__digits", countdownWords(ms));
  write("#due .number__label", ms <= 0 ? "Vitals overdue" : "Next vitals in");
  box.classList.toggle("number--attention", ms <= 0);
  box.classList.toggle("number--plain", ms > 0);
}

function write(selector, words) {
  const element = document.querySelector(selector);
  if (element && element.textContent !== words) element.textContent = words;
}

export function say(words) {
  const live = document.getElementById("live");
  if (live) live.textContent = words;
}
