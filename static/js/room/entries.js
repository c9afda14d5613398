// From a form of the room to an entry: which kind it is, what it says, when it happened.

import { impossible } from "./readings.js";
import { atClock, readNote } from "./words.js";

const KINDS = [
  [/\/events\/(\d+)\/amend\/$/, "amend"],
  [/\/void\/([a-z_]+)\/(\d+)\/$/, "void"],
  [/\/vitals\/declined\/$/, "declined"],
  [/\/declined?\/$/, "declined"],
  [/\/events\/$/, "event"],
  [/\/vitals\/$/, "vitals"],
  [/\/adverse\/$/, "adverse"],
];
const NUMBERS = ["systolic", "diastolic", "heart_rate", "spo2", "respiratory_rate", "sedation", "dissociation"];
const NEEDED = NUMBERS.slice(0, 4);

export function kindOf(form) {
  if (form.dataset.entry === "other_medicine" && isControlled(form)) return null;
  if (form.dataset.entry) return form.dataset.entry;
  const path = new URL(form.action, location.href).pathname;
  return KINDS.find(([address]) => address.test(path))?.[1] ?? null;
}

// What is drawn from the ledger needs the ledger.
const isControlled = (form) => ["lot_number", "drawn_mg"].some((name) => fieldOf(form, name).trim());

// {kind, facts, at, label}, or {sentence} when it cannot be, with the box's name; `at` is left out for now.
export function entryOf(form, submitter, { zone, now }) {
  const kind = kindOf(form);
  const data = new FormData(form, submitter);
  const found = READERS[kind]({ form, data, zone, now, typed: (name) => String(data.get(name) ?? "").trim() });
  return { kind, ...found };
}

function readEvent({ form, typed, zone, now }) {
  const code = typed("code");
  const note = code ? { at: now, text: typed("text") } : readNote(typed("text"), zone, now);
  if (note.sentence) return note;
  if (!code && !note.text) return { sentence: "Write what you saw." };
  const facts = { code, text: note.text };
  if (typed("severity")) facts.severity = Number(typed("severity"));
  const name = form.querySelector("button")?.textContent.trim().replace(/\s+/g, " ");
  return { facts, at: note.at, label: code ? name : note.text };
}

function readVitals({ typed, zone, now }) {
  const facts = {};
  for (const name of NUMBERS) {
    if (!typed(name)) continue;
    if (!/^\d{1,3}$/.test(typed(name))) return { sentence: "Readings are whole numbers." };
    facts[name] = Number(typed(name));
  }
  if (NEEDED.some((name) => !(name in facts))) {
    return { sentence: "A reading needs upper and lower pressure, pulse and SpO₂." };
  }
  const wrong = impossible(facts);
  if (wrong) return wrong;
  if (typed("temperature")) facts.temperature = typed("temperature").replace(",", ".");
  if (typed("note")) facts.note = typed("note");
  const { systolic, diastolic, heart_rate: pulse, spo2 } = facts;
  const label = `${systolic}/${diastolic}, pulse ${pulse}, SpO₂ ${spo2} %`;
  return earlier(typed("taken"), zone, now, { facts, label });
}

function readDeclined({ typed }) {
  const reason = typed("reason");
  return reason ? { facts: { reason }, label: `No reading: ${reason}` } : { sentence: "Write why there is no reading." };
}

function readAdverse({ form, typed, zone, now }) {
  const facts = {};
  for (const name of ["type", "severity", "action", "outcome"]) {
    facts[name] = typed(name);
    if (!facts[name]) return { sentence: "Choose what happened, how bad, what was done, and how it is now." };
  }
  if (typed("text")) facts.text = typed("text");
  if (typed("is_serious")) facts.is_serious = true;
  const chosen = form.querySelector("[name='type']")?.selectedOptions?.[0]?.textContent.trim();
  return earlier(typed("when"), zone, now, { facts, label: `Adverse event: ${chosen ?? facts.type}` });
}

function readAmend({ form, data, typed }) {
  const facts = { target: lineOf(form) };
  if (data.has("text")) facts.text = typed("text");
  if (typed("adds")) facts.adds = typed("adds");
  for (const name of ["severity", "minutes"]) if (typed(name)) facts[name] = Number(typed(name));
  return Object.keys(facts).length > 1 ? { facts, label: "Changed" } : { sentence: "Nothing was changed." };
}

function readVoid({ form }) {
  return { facts: { target: lineOf(form) }, label: "Undone" };
}

// --- beside the dose ------------------------------------------------------------------------------------

const RATED = ["infusion_started", "rate_changed"];
const COUNT_BOTH = "Count both: the pieces brought and the pieces left.";

function readRoute({ form, typed, zone, now }) {
  const kind = typed("kind");
  const facts = { kind };
  const words = form.dataset.words || form.querySelector("select[name='kind']")?.selectedOptions[0]?.textContent.trim();
  const wrong = amountsOf(kind, typed, facts) || countsOf(typed, facts);
  if (wrong) return { sentence: wrong };
  if (typed("text")) facts.text = typed("text");
  const { rate_ml_per_h: rate, total_given_mg: total, number } = facts;
  const measure = [rate && `${rate} mL/h`, total && `${total} mg given in all`, number && `${number} ${number === 1 ? "piece" : "pieces"}`];
  const label = [words || kind, ...measure.filter(Boolean), ...(facts.text ? [facts.text] : [])].join(", ");
  return earlier(typed("when"), zone, now, { facts, label });
}

function amountsOf(kind, typed, facts) {
  for (const [name, belongs, asks, most] of [
    ["rate_ml_per_h", RATED.includes(kind), "Enter the rate in mL/h, up to 2000.", 2000],
    ["total_given_mg", kind === "stopped", "Enter the total given when it stopped, in mg.", 5000],
  ]) {
    if (!belongs) continue;
    const told = typed(name).replace(",", ".");
    const isRead = /^\d{1,5}(?:\.\d{1,2})?$/.test(told) && Number(told) <= most;
    if (!isRead || (name === "rate_ml_per_h" && Number(told) === 0)) return asks;
    facts[name] = told;
  }
  return "";
}

function countsOf(typed, facts) {
  for (const name of ["number", "brought", "left"]) {
    if (!typed(name)) continue;
    if (!/^\d{1,3}$/.test(typed(name))) return "Pieces are whole numbers.";
    facts[name] = Number(typed(name));
  }
  return "brought" in facts === "left" in facts ? "" : COUNT_BOTH;
}

function readOther({ typed, zone, now }) {
  const facts = {};
  for (const name of ["name", "amount", "route", "basis", "reason"]) if (typed(name)) facts[name] = typed(name);
  if (!facts.name || !facts.amount || !facts.basis) return { sentence: "Write the medicine, its amount, and on whose word." };
  if (typed("ordered_by")) facts.ordered_by = Number(typed("ordered_by"));
  return earlier(typed("when"), zone, now, { facts, label: [facts.name, facts.amount, facts.route].filter(Boolean).join(" ") });
}

function earlier(told, zone, now, found) {
  const parts = /^(\d{1,2}):(\d{2})/.exec(told);
  if (!parts) return { ...found, at: now };
  const { at, sentence } = atClock(parts[1], parts[2], zone, now);
  return sentence ? { sentence } : { ...found, at };
}

const fieldOf = (form, name) => form.querySelector(`[name="${name}"]`)?.value ?? "";

// Which line of the log a form speaks of.
function lineOf(form) {
  const path = new URL(form.action, location.href).pathname;
  const [, kind, row] = /\/void\/([a-z_]+)\/(\d+)\/$/.exec(path) ?? [];
  if (row) return { kind, row: Number(row) };
  const [, event] = /\/events\/(\d+)\/amend\/$/.exec(path) ?? [];
  if (event) return { kind: "event", row: Number(event) };
  const line = form.closest("[data-key]");
  const told = { kind: fieldOf(form, "kind") || line?.dataset.kind || "event" };
  const key = fieldOf(form, "target") || line?.dataset.key;
  return key ? { ...told, key } : { ...told, row: Number(line?.dataset.row ?? 0) };
}

const READERS = {
  event: readEvent,
  vitals: readVitals,
  declined: readDeclined,
  adverse: readAdverse,
  amend: readAmend,
  void: readVoid,
  route: readRoute,
  other_medicine: readOther,
};

// --- after it was written down: the hand finds an empty form --------------------------------------------

export function clear(form) {
  for (const box of form.querySelectorAll("input, textarea, select")) {
    if (box.type === "hidden" || box.type === "submit") continue;
    if (box.type === "checkbox" || box.type === "radio") box.checked = false;
    else if (box.tagName === "SELECT") box.selectedIndex = 0;
    else box.value = "";
    box.removeAttribute("aria-invalid");
  }
  form.querySelector("[data-entry-error]")?.remove();
  form.querySelector("[data-error-summary]")?.remove();
}

export function hideSentence(form) {
  form.querySelector("[data-entry-error]")?.remove();
  for (const box of form.querySelectorAll("[aria-invalid]")) box.removeAttribute("aria-invalid");
}

export function showSentence(form, sentence, name = "") {
  hideSentence(form);
  const line = document.createElement("p");
  line.className = "field__error";
  line.dataset.entryError = "";
  line.setAttribute("role", "alert");
  line.textContent = sentence;
  form.prepend(line);
  const box = name && form.querySelector(`[name="${name}"]`);
  if (!box) return;
  box.setAttribute("aria-invalid", "true");
  box.focus();
  box.select();
}
