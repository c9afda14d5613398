// The two big numbers: time since the dose, time to the next reading. They run on the server's time.

import * as clock from "./clock.js";
import { two } from "./words.js";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
export const DUE = { plain: "Next vitals in", active: "Vitals due", attention: "Vitals OVERDUE" };
const SPOKEN_EVERY_MIN = 5;
const DUE_NOW = "due now";
let spoken = null;
let shownTone = "";

export const part = () => document.getElementById("room-numbers");

function clockWords(ms) {
  const seconds = Math.max(0, Math.floor(ms / SECOND));
  return [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map(two).join(":");
}

function countdownWords(ms) {
  const seconds = Math.floor(Math.abs(ms) / SECOND);
  return `${ms < 0 ? "+" : ""}${two(Math.floor(seconds / 60))}:${two(seconds % 60)}`;
}

// What is due is bold; what was let stand for some minutes is framed.
export function toneOf(ms, overdueSeconds) {
  if (ms > 0) return "plain";
  return -ms >= overdueSeconds * SECOND ? "attention" : "active";
}

export function tick() {
  const shown = part();
  if (!shown) return;
  const now = clock.now();
  const { since, last, due, leave } = shown.dataset;
  if (since) {
    showSince(now - Date.parse(since));
    showBooster(now - Date.parse(last));
    showStage(now);
    showLeave(leave ? Date.parse(leave) - now : 0);
  }
  if (due) showDue(Date.parse(due) - now);
}

function showSince(ms) {
  write("#clock .number__digits", clockWords(ms));
  const minutes = Math.floor(ms / MINUTE);
  for (const element of document.querySelectorAll("[data-minute]")) element.textContent = minutes;
  if (minutes > 0 && minutes % SPOKEN_EVERY_MIN === 0 && spoken !== minutes) {
    spoken = minutes;
    say(`${minutes} minutes since the dose`);
  }
}

function showBooster(ms) {
  const note = document.querySelector("#clock .number__note");
  if (note) put(note, note.textContent.replace(/\d+(?= min ago)/, Math.max(0, Math.floor(ms / MINUTE))));
}

// Where in the hours it is, by the moments that came with the page: the server's own words replace it.
function showStage(now) {
  const parts = [...document.querySelectorAll("#room-steps .shape__part")];
  const here = parts.findLast(({ dataset }) => dataset.from && Date.parse(dataset.from) <= now);
  if (!here || here.hasAttribute("aria-current")) return;
  const place = parts.indexOf(here);
  parts.forEach((one, number) => {
    const where = number === place ? "here" : number < place ? "past" : "ahead";
    one.className = `shape__part shape__part--${where}`;
    one.toggleAttribute("aria-current", false);
  });
  here.setAttribute("aria-current", "step");
  write("#room-steps .step--now .step__word", here.textContent.trim());
  write("#room-steps .step--now .step__note", here.dataset.asks);
}

// How long until somebody may go home, on the sheet and in it.
function showLeave(ms) {
  const minutes = Math.max(0, Math.ceil(ms / MINUTE));
  for (const element of document.querySelectorAll("[data-leave-words]")) put(element, String(minutes));
  for (const element of document.querySelectorAll("[data-leave-unit]")) put(element, minutes === 1 ? "minute" : "minutes");
  for (const id of ["room-leave-left", "room-leave-wait"]) document.getElementById(id)?.toggleAttribute("hidden", !minutes);
}

// Quiet, then bold and "due", and when a while went by with a border and a word in capitals.
function showDue(ms) {
  const box = document.getElementById("due");
  if (!box) return;
  const tone = toneOf(ms, Number(part().dataset.overdue));
  if (shownTone === "plain" && tone !== "plain") document.dispatchEvent(new CustomEvent("kap:due"));
  shownTone = tone;
  write("#due .number__digits", countdownWords(ms));
  write("#due .number__label", DUE[tone]);
  askForVitals(tone !== "plain");
  for (const one of Object.keys(DUE)) box.classList.toggle(`number--${one}`, one === tone);
}

// The next step says the same; a reading that was kept here and moved the time takes it back.
function askForVitals(isDue) {
  const next = document.querySelector(".step--next[href='#to-vitals']");
  const note = next?.querySelector(".step__note");
  next?.classList.toggle("is-urgent", isDue);
  if (!note || isDue === (note.textContent === DUE_NOW)) return;
  put(note, isDue ? DUE_NOW : `next ${document.querySelector("#due .number__note")?.textContent ?? ""}`);
}

function write(selector, words) {
  const element = document.querySelector(selector);
  if (element) put(element, words);
}

function put(element, words) {
  if (element.textContent !== words) element.textContent = words;
}

export function say(words) {
  const live = document.getElementById("live");
  if (live) live.textContent = words;
}
