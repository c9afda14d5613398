// The route's panel goes on by itself: what waits in the outbox counts as done, so that the next act, the
// time a lozenge is held, the rest between devices and the infusion's clock are right without a network.

import * as clock from "./clock.js";
import * as outbox from "./outbox.js";
import { clock as clockWords, two } from "./words.js";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const STATE_WORDS = { waiting: "waiting", stored: "saved" };
let standing = []; // what counts as done, in the order in which it happened
let facts = null;
let pressed = false; // the hand was on a step: the focus stays in the panel

const panel = () => document.getElementById("room-route");

export function start() {
  for (const name of ["kap:outbox", "kap:redrawn", "htmx:afterSettle"]) document.addEventListener(name, draw);
  document.addEventListener("kap:queued", onQueued);
  draw();
  setInterval(tick, SECOND);
}

function onQueued({ detail: { kind, form } }) {
  if (kind !== "route" || !form) return;
  form.closest("details")?.removeAttribute("open");
  pressed = true;
  draw();
}

// --- what was done ------------------------------------------------------------------------------------

function mine() {
  const session = Number(document.getElementById("room-outbox")?.dataset.session);
  return outbox.all().filter((entry) => entry.session === session && entry.state !== "refused");
}

// The panel's own acts and those that wait, without what was undone; one under its key counts once.
function actsNow(entries) {
  const undone = new Set(entries.filter(({ kind }) => kind === "void").map(({ facts: { target } }) => nameOf(target)));
  const known = new Set(facts.acts.map(({ key }) => key).filter(Boolean));
  const written = facts.acts.map((act) => ({ ...act, at: Date.parse(act.at) }));
  const waiting = entries.filter(({ kind, id }) => kind === "route" && !known.has(id)).map(actOf);
  const isUndone = ({ row, key }) => undone.has(`row:${row}`) || (key && undone.has(`key:${key}`));
  return [...written, ...waiting].filter((act) => !isUndone(act)).sort((one, other) => one.at - other.at);
}

const nameOf = ({ kind, key, row }) => (key ? `key:${key}` : kind === "route" && `row:${row}`);

function actOf(entry) {
  const { kind, rate_ml_per_h: rate = "" } = entry.facts;
  return { key: entry.id, kind, at: entry.mark.at + entry.back, rate, entry };
}

// --- what follows from it -----------------------------------------------------------------------------

function draw() {
  const shown = panel();
  if (!shown?.dataset.facts) return;
  facts = JSON.parse(shown.dataset.facts);
  standing = actsNow(mine());
  drawSteps(shown);
  drawDone(shown);
  drawDevices(shown);
  shown.hidden = !shown.querySelector(".route-step, .route-late, .route-done li");
  tick();
}

const used = () => standing.filter(({ kind }) => kind === "device_used").length;

function stateNow() {
  const state = standing.reduce((before, { kind }) => facts.leads[kind] ?? before, "");
  return state in facts.offered ? state : "";
}

function drawSteps(shown) {
  const row = shown.querySelector(".route-steps");
  const state = stateNow();
  const noStop = shown.querySelector("[data-route-no-stop]");
  if (noStop) noStop.hidden = !["", "running", "paused"].includes(state);
  if (!row) return;
  const isAllUsed = facts.devices !== null && used() >= facts.devices;
  const kinds = isAllUsed ? [] : (facts.offered[state] ?? []);
  const forms = [...row.querySelectorAll("form[data-act]")];
  const offered = kinds.map((kind) => forms.find((form) => form.dataset.act === kind)).filter(Boolean);
  put(row, [...offered, ...forms.filter((form) => !offered.includes(form))]);
  for (const form of forms) {
    form.hidden = !offered.includes(form);
    const isLikely = form === offered[0] && !facts.quiet.includes(form.dataset.act);
    form.classList.toggle("route-step--likely", isLikely);
  }
  const button = row.querySelector("[data-act='device_used'] button");
  if (button) button.lastChild.textContent = ` Device ${used() + 1} used`;
  keepFocus(shown);
}

// In the order of what is offered; nothing is moved that stands right, so that no focus is lost.
function put(row, forms) {
  if (forms.every((form, place) => row.children[place] === form)) return;
  const held = row.contains(document.activeElement) ? document.activeElement : null;
  row.append(...forms);
  held?.focus({ preventScroll: true });
}

function keepFocus(shown) {
  const held = document.activeElement;
  if (!pressed || (held !== document.body && held?.offsetParent)) return;
  pressed = false;
  shown.querySelector("#route-title")?.focus({ preventScroll: true });
}

function drawDevices(shown) {
  const line = shown.querySelector("[data-route-devices]");
  if (!line || !facts.devices) return;
  line.hidden = false;
  line.textContent = `${used()} of ${facts.devices} devices used`;
}

// What waits stands above what the clinic has; what was undone is gone from here, and struck in the log.
function drawDone(shown) {
  const list = shown.querySelector(".route-done");
  if (!list) return;
  for (const line of list.querySelectorAll("[data-pending]")) line.remove();
  const rows = new Set(standing.map(({ row }) => String(row)));
  for (const line of list.querySelectorAll("li[data-row]")) line.hidden = !rows.has(line.dataset.row);
  for (const { entry } of standing.filter((act) => act.entry)) list.prepend(lineFor(entry));
  list.hidden = !list.querySelector("li:not([hidden])");
}

function lineFor(entry) {
  const zone = document.getElementById("room-outbox").dataset.zone;
  const line = document.createElement("li");
  line.dataset.pending = entry.id;
  const words = document.createElement("span");
  words.append(made("strong", "", entry.label), " ", made("span", "soft", `${entry.name}, ${STATE_WORDS[entry.state]}`));
  line.append(made("span", "figures", clockWords(zone, entry.mark.at + entry.back)), words);
  return line;
}

function made(tag, className, text) {
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = text;
  return element;
}

// --- the clocks ---------------------------------------------------------------------------------------

function tick() {
  const shown = panel();
  if (!shown || !facts) return;
  drawWait(shown.querySelector("[data-route-wait]"));
  drawRun(shown.querySelector("[data-route-runs]"));
}

// The lozenge that is held, or the rest before the next device.
function waitNow() {
  const last = standing.at(-1);
  if (facts.route === "SL" && last && stateNow() === "held") return { words: "Hold until", until: last.at + facts.hold * MINUTE };
  const device = standing.findLast(({ kind }) => kind === "device_used");
  if (!device || (facts.devices !== null && used() >= facts.devices)) return null;
  return { words: "Next device from", until: device.at + facts.gap * MINUTE };
}

function drawWait(line) {
  const wait = waitNow();
  if (!line) return;
  line.hidden = !wait;
  if (!wait) return;
  const left = wait.until - clock.now();
  const seconds = Math.floor(Math.abs(left) / SECOND);
  write(line, "[data-words]", wait.words);
  write(line, "[data-clock]", clockWords(document.getElementById("room-outbox")?.dataset.zone ?? "UTC", wait.until));
  write(line, "[data-digits]", `${left < 0 ? "+" : ""}${two(Math.floor(seconds / 60))}:${two(seconds % 60)}`);
}

// How long an infusion has run without its pauses, and how fast it runs.
function runNow() {
  let run = null;
  for (const { kind, at, rate } of standing) {
    if (kind === "infusion_started") run = { ran: 0, since: at, rate };
    else if (!run) continue;
    else if (kind === "stopped") run = null;
    else if (kind === "paused") run = { ...run, ran: run.ran + (run.since === null ? 0 : at - run.since), since: null };
    else if (kind === "rate_changed") run = { ...run, since: run.since ?? at, rate };
    else if (kind === "resumed") run = { ...run, since: run.since ?? at };
  }
  return run;
}

function drawRun(line) {
  const run = facts.route === "IV" ? runNow() : null;
  if (!line) return;
  line.hidden = !run;
  if (!run) return;
  const seconds = Math.max(0, Math.floor((run.ran + (run.since === null ? 0 : clock.now() - run.since)) / SECOND));
  write(line, "[data-words]", run.since === null ? "Paused, has run" : "Infusion runs");
  write(line, "[data-digits]", [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map(two).join(":"));
  write(line, "[data-rate]", run.rate ? `${run.rate} mL/h` : "");
}

function write(line, selector, words) {
  const element = line.querySelector(selector);
  if (element && element.textContent !== words) element.textContent = words;
}
