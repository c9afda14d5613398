// What a reading means before the clinic has it: possible or not, its level, what to do, when the next is due.
// Every number and sentence is the server's, told with the clocks (data-rules); what the server says later
// replaces what is said here.

import * as clock from "./clock.js";
import { part, tick } from "./numbers.js";
import * as outbox from "./outbox.js";

const MINUTE = 60_000;
const LEVELS = ["red", "amber"];
const CROSSED = {
  from: (value, edge) => value >= edge,
  over: (value, edge) => value > edge,
  under: (value, edge) => value < edge,
};
const strip = () => document.getElementById("room-alarm-here");
let isMine = false; // the due time shown is reckoned here

export const rules = () => JSON.parse(part()?.dataset.rules ?? "null");

export function start() {
  for (const name of ["kap:outbox", "kap:redrawn", "htmx:afterSettle"]) document.addEventListener(name, draw);
  document.addEventListener("kap:queued", ({ detail }) => detail.kind === "vitals" && showStrip());
  draw();
}

// --- can it be? -------------------------------------------------------------------------------------------

// {sentence, name} of the first number that cannot be; null when all can.
export function impossible(numbers) {
  const told = rules();
  if (!told) return null;
  for (const [name, [lowest, highest, sentence]] of Object.entries(told.possible)) {
    const value = numbers[name];
    if (value !== undefined && (value < lowest || value > highest)) return { sentence, name };
  }
  const { systolic, diastolic } = numbers;
  return diastolic >= systolic ? { sentence: told.not_below, name: "diastolic" } : null;
}

// --- what stands, and what waits ------------------------------------------------------------------------

// Of this session, not yet in the page's own record, and not undone.
function waiting(kind) {
  const session = Number(document.getElementById("room-outbox")?.dataset.session);
  const mine = outbox.all().filter((entry) => entry.session === session && entry.state !== "refused");
  const undone = new Set(mine.filter((entry) => entry.kind === "void").map(({ facts }) => facts.target.key));
  return mine.filter((entry) => entry.kind === kind && !undone.has(entry.id)).map((entry) => ({ ...entry, at: entry.mark.at + entry.back }));
}

// The newest reading, whoever took it: what the next one is held against.
export function latest() {
  const told = rules()?.last;
  const known = told ? [{ ...told, at: Date.parse(told.at) }] : [];
  const all = [...known, ...waiting("vitals").map(({ at, facts }) => ({ ...facts, at }))];
  return all.reduce((newest, one) => (newest && newest.at > one.at ? newest : one), null);
}

export function judge(numbers, at) {
  const told = rules();
  if (!told) return null;
  const isAfter = told.dosed_at !== null && at > Date.parse(told.dosed_at);
  const { limits, advice } = isAfter ? told.after : told.before;
  const crossed = limits.filter(([, name, side, edge]) => numbers[name] !== undefined && CROSSED[side](numbers[name], edge));
  const level = LEVELS.find((one) => crossed.some(([of]) => of === one));
  if (!level) return null;
  const sides = crossed.filter(([of]) => of === level).map(([, , side]) => side);
  const mark = (sides.some((side) => side !== "under") ? "▲" : "") + (sides.includes("under") ? "▼" : "");
  return { level, mark, word: told.words[level], advice: advice[level] };
}

// Behind a line that waits: " · ▲ red".
export function levelWords({ kind, facts, mark, back }) {
  const found = kind === "vitals" && judge(facts, mark.at + back);
  return found ? ` · ${found.mark} ${found.level}` : "";
}

// --- what is drawn ----------------------------------------------------------------------------------------

function draw() {
  if (!rules()) return;
  drawStrip();
  drawDue();
  drawLast();
}

function showStrip() {
  const shown = strip();
  if (shown && !shown.hidden) requestAnimationFrame(() => shown.scrollIntoView({ block: "nearest" }));
}

function drawStrip() {
  const shown = strip();
  if (!shown) return;
  const found = waiting("vitals")
    .map((entry) => ({ entry, ...judge(entry.facts, entry.at) }))
    .filter(({ level }) => level)
    .sort((one, other) => LEVELS.indexOf(one.level) - LEVELS.indexOf(other.level) || other.entry.at - one.entry.at);
  shown.hidden = !found.length;
  if (!found.length) return;
  const [{ entry, level, mark, word, advice }] = found;
  const { systolic, diastolic, spo2 } = entry.facts;
  shown.querySelector(".alarm").classList.toggle("alarm--red", level === "red");
  for (const icon of shown.querySelectorAll("[data-of]")) icon.hidden = icon.dataset.of !== level;
  write(shown, "[data-reading]", `${mark} ${word}: ${systolic}/${diastolic}, SpO₂ ${spo2} %`);
  write(shown, "[data-advice]", `at ${hour(entry.at)}. ${advice}`);
  write(shown, "[data-more]", found.length > 1 ? `${found.length} such readings wait.` : "");
}

// The first turn of the schedule that no reading has served yet, taken or let be.
function dueAt(told) {
  const start = Date.parse(told.dosed_at);
  const readings = waiting("vitals");
  const served = [...readings, ...waiting("declined")].map(({ at }) => (at - start) / MINUTE);
  const isDense = readings.some(({ facts, at }) => judge(facts, at));
  const last = Math.max(told.served, ...served);
  const next = (isDense ? told.dense : told.schedule).find((minute) => minute > last + told.early);
  return { isServed: served.length > 0, at: next === undefined ? null : start + next * MINUTE };
}

function drawDue() {
  const told = rules();
  const shown = part();
  if (!told.schedule.length || !shown.querySelector("#due")) return;
  const { isServed, at } = dueAt(told);
  if (!isServed && !isMine) return;
  isMine = isServed;
  if (at === null) {
    delete shown.dataset.due;
    write(shown, "#due .number__label", "Vitals");
    write(shown, "#due .number__digits", "Done");
    write(shown, "#due .number__note", "The last planned reading is taken");
    shown.querySelector("#due").className = "number number--plain";
  } else {
    shown.dataset.due = new Date(at).toISOString();
    write(shown, "#due .number__note", `at ${hour(at)}`);
  }
  drawStep(at);
  tick();
}

// The step that calls for vitals calls for the next ones.
function drawStep(at) {
  const step = document.querySelector("a.step--next[href='#to-vitals']");
  if (!step) return;
  step.classList.toggle("is-urgent", at !== null && at <= clock.now());
  write(step, ".step__note", at === null ? "all planned ones are taken" : `next at ${hour(at)}`);
}

// The number before stands in grey beside each box, and is what a jump is measured from.
function drawLast() {
  const last = latest();
  if (!last) return;
  for (const box of document.querySelectorAll("#room-vitals .vital__box, #room-vitals .vital__more")) {
    const grey = box.closest(".vital").querySelector(".vital__last");
    const value = String(last[box.name] ?? "");
    if (grey.dataset.shown === value) continue;
    grey.dataset.shown = value;
    const before = document.createElement("span");
    before.className = "visually-hidden";
    before.textContent = "before: ";
    grey.replaceChildren(...(value ? [before, value] : []));
  }
}

const hour = (ms) =>
  new Intl.DateTimeFormat("en-US", {
    hour: "numeric",
    minute: "2-digit",
    timeZone: document.getElementById("room-outbox")?.dataset.zone,
  }).format(ms);

function write(shown, selector, words) {
  const element = shown.querySelector(selector);
  if (element && element.textContent !== words) element.textContent = words;
}
