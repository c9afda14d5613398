// Every form of the room goes through here. What can be written down without the server is an entry of
// the outbox; what cannot is sent only when the server is known to answer, so that nothing typed is lost.

import * as clock from "./clock.js";
import { clear, entryOf, kindOf, showSentence } from "./entries.js";
import { say } from "./numbers.js";
import * as outbox from "./outbox.js";
import * as pulse from "./pulse.js";

const REPEAT_WITHIN_MS = 1000; // the same tap again within this is one tap
const DRAIN_MS = 8_000;
const NEEDS_SERVER = "This needs the clinic's server, which does not answer now. It is not sent; it stays here.";
const SIGN_IN = "Sign in first, then press it again.";
const STILL_WAITING = "Some lines are not sent yet. Press again in a moment.";
// Forms that have a script of their own.
const OTHERS = "[data-theme-switch], [data-keys-switch], [data-lock-room], [data-lock-form], dialog form";
const lately = new Map();
const newer = new Map();
let room = null;
let acting = false;
let state = "starting"; // then "ready", or "off" where nothing can be kept: forms post by themselves
let begun = null;

// From the first moment on: a press that comes too early waits for the store.
export function start(facts, ready) {
  room = facts;
  begun = ready.then(
    () => {
      state = "ready";
    },
    () => {
      state = "off";
    },
  );
  document.addEventListener("submit", onSubmit, { capture: true });
  document.addEventListener("kap:entry", (event) => write(event.detail));
  document.addEventListener("kap:refused", onRefused);
}

export const isActing = () => acting;

function onSubmit(event) {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || !form.closest("main")) return;
  if (form.matches(OTHERS) || state === "off") return;
  if (state === "starting") onEarly(event, form);
  else if (form.dataset.checked) delete form.dataset.checked;
  else if (kindOf(form)) onEntry(event, form);
  else onAct(event, form);
}

function onEarly(event, form) {
  stop(event);
  const { submitter } = event;
  begun.then(() => form.requestSubmit(submitter?.form === form ? submitter : undefined));
}

function stop(event) {
  event.preventDefault();
  event.stopImmediatePropagation();
}

// --- entries ---------------------------------------------------------------------------------------------

function onEntry(event, form) {
  stop(event);
  const mark = clock.stamp();
  const found = entryOf(form, event.submitter, { zone: room.zone, now: mark.at });
  if (found.sentence) {
    showSentence(form, found.sentence, found.name);
    return;
  }
  if (isRepeated(found)) return;
  tapped(form);
  write({ ...found, mark, form });
}

function write({ kind, facts, label = "", at, mark = clock.stamp(), form = null }) {
  if (facts.target) facts.target = newest(facts.target);
  if (kind === "amend") label = changeWords(facts);
  const entry = outbox.add(kind, facts, { mark, at: at ?? mark.at, label });
  if (kind === "amend") newer.set(nameOf(facts.target), { kind: "event", key: entry.id });
  if (form) clear(form);
  say(kind === "void" ? "Undone" : `${label.slice(0, 60)}: noted`);
  const detail = { id: entry.id, kind, facts, label, form, at: mark.at + entry.back };
  document.dispatchEvent(new CustomEvent("kap:queued", { detail }));
}

// A line that was changed here goes on under the key of its change, whatever a page still calls it.
const nameOf = ({ key, row }) => (key ? `key:${key}` : `row:${row}`);

function newest(target) {
  let found = target;
  while (newer.has(nameOf(found))) found = newer.get(nameOf(found));
  return found;
}

function onRefused({ detail: { id } }) {
  for (const [name, target] of newer) if (target.key === id) newer.delete(name);
}

function changeWords({ target, text, adds, severity, minutes }) {
  const pending = outbox.all().find((entry) => entry.id === target.key);
  const line = document.querySelector(
    target.key ? `#room-log li[data-key="${CSS.escape(target.key)}"]` : `#room-log li[data-row="${target.row}"][data-kind="event"]`,
  );
  const before = pending?.label ?? line?.querySelector(".log__words strong")?.textContent.trim() ?? "A line";
  const what = [text, adds, severity && `severity ${severity}`, minutes && `${minutes} min earlier`];
  return [before, ...what.filter(Boolean)].join(", ");
}

// Of the route any second press counts: another act lies under the thumb by then.
function isRepeated({ kind, facts }) {
  const code = facts.code || (kind === "void" && JSON.stringify(facts)) || (kind === "route" && kind);
  if (!code) return false;
  const before = lately.get(code);
  const now = performance.now();
  if (before !== undefined && now - before < REPEAT_WITHIN_MS) return true;
  lately.set(code, now);
  return false;
}

function tapped(form) {
  const tile = form.querySelector("button");
  if (!tile || !form.matches("[data-tap]")) return;
  tile.classList.add("is-tapped");
  setTimeout(() => tile.classList.remove("is-tapped"), 600);
  navigator.vibrate?.(12);
}

// --- acts that need the server -------------------------------------------------------------------------------

async function onAct(event, form) {
  stop(event);
  if (form.dataset.sent) return;
  form.dataset.sent = "yes";
  acting = true;
  const { submitter } = event;
  const sentence = await whyNot();
  delete form.dataset.sent;
  if (sentence) {
    acting = false;
    showSentence(form, sentence);
    return;
  }
  form.querySelector("[data-entry-error]")?.remove();
  form.dataset.checked = "yes";
  form.requestSubmit(submitter?.form === form ? submitter : undefined);
  if (form.hasAttribute("hx-post")) acting = false;
  else form.dataset.sent = "yes";
}

// What was logged before comes first: the gate looks at it.
async function whyNot() {
  const answered = await pulse.ask();
  if (answered === "none") return NEEDS_SERVER;
  if (answered === "signed out") return SIGN_IN;
  const until = performance.now() + DRAIN_MS;
  const mine = () => outbox.waiting().filter(({ session }) => session === room.session);
  while (mine().length && performance.now() < until) {
    outbox.flush();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return mine().length ? STILL_WAITING : "";
}
