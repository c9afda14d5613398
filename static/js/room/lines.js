// What was written down and is not yet in the clinic's log stands at the top of it, with its state in
// words; and the one line that always says how things stand.

import { logList } from "./merge.js";
import { say } from "./numbers.js";
import * as outbox from "./outbox.js";
import { levelWords } from "./readings.js";
import { clock, countWords } from "./words.js";

const STAYS = ["void", "emergency", "step"]; // what is not undone
const OF_STATE = { waiting: "waiting", stored: "saved" };
const told = []; // what the server said about a line that it had already
const drawn = new Map(); // what stands in the log for now: its name → its line
let room = null;

export function start(facts) {
  room = facts;
  document.addEventListener("kap:outbox", draw);
  document.addEventListener("kap:redrawn", draw);
  document.addEventListener("htmx:afterSettle", draw);
  document.addEventListener("kap:stored", onStored);
  document.addEventListener("click", onClick);
  document.addEventListener("kap:queued", onWrittenAnew);
  document.addEventListener("toggle", onSheetClosed, { capture: true });
  document.getElementById("room-saved")?.addEventListener("click", onSaved);
  draw();
}

// Somebody reads or decides about a line that was refused.
export const isInHand = () => Boolean(document.activeElement?.closest("#log-lines li.is-refused"));

export function draw() {
  drawLines();
  drawState();
}

// --- the lines ----------------------------------------------------------------------------------------

function drawLines() {
  const list = logList();
  if (!list) return;
  const mine = outbox.all().filter((entry) => entry.session === room.session);
  const standing = mine.filter((entry) => entry.state !== "refused");
  const undone = new Set(standing.filter(({ kind }) => kind === "void").map(aimOf));
  const changed = new Set(standing.filter(({ kind }) => kind === "amend").map(aimOf));
  const wanted = new Map();
  for (const entry of mine) {
    const isRefused = entry.state === "refused";
    if (["void", "amend"].includes(entry.kind) && !isRefused) strike(entry);
    if (changed.has(`key:${entry.id}`) || (entry.kind === "void" && !isRefused)) continue;
    const isUndone = undone.has(`key:${entry.id}`);
    wanted.set([entry.id, entry.state, isUndone, entry.mark.at].join(), () => lineFor(entry, isUndone));
  }
  for (const sentence of told) wanted.set(`told ${sentence}`, () => toldLine(sentence));
  put(list, wanted);
}

// Only what is new is drawn; after the log was swapped all of it goes back to its place.
function put(list, wanted) {
  for (const [name, line] of drawn) {
    if (wanted.has(name)) continue;
    line.remove();
    drawn.delete(name);
  }
  for (const [name, draw] of wanted) {
    if (!drawn.has(name)) drawn.set(name, draw());
    const line = drawn.get(name);
    if (line.parentNode !== list) list.prepend(line);
  }
}

const aimOf = ({ facts: { target } }) => (target.key ? `key:${target.key}` : `row:${target.kind}:${target.row}`);

function onStored({ detail: { sentence } }) {
  if (!sentence) return;
  told.push(sentence);
  draw();
}

function toldLine(sentence) {
  const line = element("li", "log__line is-refused");
  line.dataset.pending = "";
  const words = element("div", "log__words");
  words.append(element("p", "", sentence));
  const seen = element("button", "btn btn-quiet", "Seen");
  seen.type = "button";
  seen.addEventListener("click", () => {
    told.splice(told.indexOf(sentence), 1);
    draw();
  });
  line.append(element("p", "log__time"), element("span", "log__icon"), words, seen);
  return line;
}

function lineFor(entry, isUndone) {
  const line = document.createElement("li");
  line.className = `log__line is-${entry.state}${isUndone ? " is-struck" : ""}`;
  Object.assign(line.dataset, { pending: entry.id, key: entry.id, kind: lineKind(entry.kind), state: entry.state });
  line.append(when(entry), icon(entry), said(entry, isUndone), ...ways(entry, isUndone));
  return line;
}

const lineKind = (kind) => (kind === "amend" ? "event" : kind);

function element(tag, className, text = "") {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}

function when(entry) {
  return element("p", "log__time figures", clock(room.zone, entry.mark.at + entry.back));
}

function icon(entry) {
  const holder = element("span", "log__icon");
  const tile = [...document.querySelectorAll("#room-taps input[name='code'], #room-route input[name='kind']")].find((box) => box.value === (entry.facts.code ?? entry.facts.kind));
  const isOfList = ["emergency", "step"].includes(entry.kind);
  const drawn = (isOfList ? document.querySelector("#sos-title svg") : tile?.form.querySelector("svg"))?.cloneNode(true);
  if (drawn) {
    drawn.setAttribute("width", "18");
    drawn.setAttribute("height", "18");
    holder.append(drawn);
  }
  return holder;
}

function said(entry, isUndone) {
  const words = element("div", "log__words");
  const first = document.createElement("p");
  first.append(element(isUndone ? "s" : "strong", "", entry.label), entry.state === "refused" ? "" : levelWords(entry));
  const who = element("p", "log__who", `${entry.name}, ${isUndone ? "undone, " : ""}`);
  who.append(element("span", "log__state", OF_STATE[entry.state] ?? `not saved: ${entry.sentence}`));
  words.append(first, who);
  return words;
}

function ways(entry, isUndone) {
  if (entry.state === "refused") return [refusedWays(entry)];
  if (isUndone || STAYS.includes(entry.kind)) return [];
  const undo = wayButton("Undo", "undo", entry.id);
  undo.classList.add("log__undo");
  undo.setAttribute("aria-label", `Undo ${entry.label}`);
  return lineKind(entry.kind) === "event" ? [change(entry), undo] : [undo];
}

// The chip of a line that waits: a minute earlier, a note, how strong, as for any line of the log.
function change(entry) {
  const button = element("button", "btn btn-quiet log__change", "Change");
  button.type = "button";
  button.dataset.change = "";
  button.setAttribute("aria-label", `Change ${entry.label}`);
  return button;
}

function refusedWays(entry) {
  const row = element("div", "log__ways");
  row.append(wayButton("Try again", "again", entry.id));
  if (REWRITES[entry.kind]?.box()) row.append(wayButton("Write it another way", "rewrite", entry.id));
  row.append(wayButton("Copy the words", "copy", entry.id), wayButton("Put aside", "aside", entry.id));
  return row;
}

function wayButton(words, way, id) {
  const button = element("button", "btn btn-quiet", words);
  button.type = "button";
  Object.assign(button.dataset, { way, entryId: id });
  return button;
}

// A line that stands in the clinic's log already and was undone here.
function strike(entry) {
  const { kind, row, key } = entry.facts.target;
  const line = document.querySelector(
    key ? `#room-log li[data-key="${CSS.escape(key)}"]:not([data-pending])` : `#room-log li[data-row="${row}"][data-kind="${kind}"]`,
  );
  if (!line) return;
  line.classList.add("is-struck");
  for (const act of line.querySelectorAll("form, [data-change]")) act.hidden = true;
}

// --- what may be done about a line --------------------------------------------------------------------

function onClick(event) {
  const button = event.target.closest?.("[data-way]");
  if (!button) return;
  const { way, entryId } = button.dataset;
  const entry = outbox.all().find((one) => one.id === entryId);
  if (entry) WAYS[way](entry);
}

const WAYS = {
  undo: (entry) => outbox.add("void", { target: { kind: lineKind(entry.kind), key: entry.id } }, { label: "Undone" }),
  again: (entry) => outbox.tryAgain(entry.id),
  rewrite,
  copy,
  aside,
};

// Where a line that was refused is written another way; a room that is closed has no such place.
const REWRITES = {
  event: { box: () => document.querySelector("#room-event textarea[name='text']"), write: rewriteNote },
  vitals: { box: () => document.querySelector("#room-vitals form[data-entry='vitals']"), write: rewriteReading },
};

function rewrite(entry) {
  const { box, write } = REWRITES[entry.kind];
  if (box()) write(entry, box());
}

function rewriteNote(entry, box) {
  box.value = `${clock(room.zone, entry.mark.at + entry.back)} ${entry.facts.text || entry.label}`;
  box.focus();
  outbox.putAside(entry.id);
}

// The sheet holds what was typed and its time; the refused line goes once the new one is kept.
function rewriteReading(entry, form) {
  const typed = { ...entry.facts, taken: clock(room.zone, entry.mark.at + entry.back) };
  for (const [name, value] of Object.entries(typed)) {
    const box = form.querySelector(`[name="${name}"]`);
    if (box) box.value = value;
  }
  form.dataset.instead = entry.id;
  form.querySelector(".vitals-earlier").open = true;
  form.closest("details.room-sheet").open = true;
}

function onWrittenAnew({ detail: { form } }) {
  if (form?.dataset.instead) outbox.putAside(form.dataset.instead);
  if (form) delete form.dataset.instead;
}

function onSheetClosed({ target }) {
  if (target.matches?.("#panel-vitals:not([open])")) delete target.querySelector("form")?.dataset.instead;
}

// Into the clipboard; where the browser keeps it shut, the words stand chosen for the hand to copy.
async function copy(entry) {
  const words = `${clock(room.zone, entry.mark.at + entry.back)} ${entry.label}`;
  const said = document.querySelector(`[data-pending="${CSS.escape(entry.id)}"] .log__words strong`);
  try {
    await navigator.clipboard.writeText(words);
    say("Copied");
  } catch {
    if (said) getSelection()?.selectAllChildren(said);
  }
}

async function aside(entry) {
  const sure = await ask(`Put “${entry.label}” aside? It is then nowhere in the record.`, "Put it aside");
  if (sure) outbox.putAside(entry.id);
}

export function ask(question, yes) {
  const dialog = element("dialog", "room-ask");
  const row = element("div", "log__ways");
  for (const [words, answer, look] of [["Keep it", "", "btn-primary"], [yes, "yes", "btn-plain"]]) {
    const button = element("button", `btn ${look}`, words);
    button.addEventListener("click", () => dialog.close(answer));
    row.append(button);
  }
  dialog.setAttribute("aria-label", question);
  dialog.append(element("p", "", question), row);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
  });
}

// --- the one line that is always in sight ---------------------------------------------------------------

const SAID = {
  saved: ({ at }) => (at ? `Saved ${clock(room.zone, at, { seconds: true })}` : "All saved"),
  saving: () => "Saving",
  failing: ({ open }) => `${open} waiting. Tap to try again`,
  offline: ({ open }) => (open ? `${open} waiting, offline` : "Offline. What you log is kept here"),
  barred: ({ open, sentence }) => (open ? `${open} waiting. ${sentence}` : sentence),
  refused: ({ stuck, open }) =>
    `${countWords(stuck, "line")} not saved${isElsewhere() ? " in another room" : ""}: tap to see${open ? `; ${open} waiting` : ""}`,
};

function drawState() {
  const button = document.getElementById("room-saved");
  if (!button) return;
  const state = outbox.state();
  const words = SAID[state.name](state);
  const shown = button.querySelector(".room-saved__words");
  button.hidden = false;
  button.dataset.state = state.name;
  if (shown.textContent !== words) shown.textContent = words;
  const older = document.getElementById("room-state");
  older?.toggleAttribute("hidden", older.dataset.announce !== "Not saved");
}

const refusedHere = () => outbox.refused().find((entry) => entry.session === room.session);
const isElsewhere = () => outbox.refused().length > 0 && !refusedHere();

// To the first line that was refused; one of another session stands in the log of that one.
function onSaved() {
  const [first] = outbox.refused();
  const here = refusedHere();
  if (!first) outbox.flush();
  else if (here) show(here);
  else location.assign(`/sessions/${first.session}/`);
}

function show(entry) {
  const line = document.querySelector(`[data-pending="${CSS.escape(entry.id)}"]`);
  line?.scrollIntoView({ block: "center" });
  line?.querySelector("button")?.focus();
}
