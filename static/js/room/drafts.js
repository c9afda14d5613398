// What is half typed survives a reload: kept within a second, closed like everything else. A dose, what
// is wasted, passwords and yes/no answers are never kept: they are typed anew or not at all.

import { kindOf } from "./entries.js";
import * as vault from "./vault.js";

const PAUSE_MS = 300;
const LONGEST_MS = 900;
const NEVER = /\/(dose|waste|discharge|end|sign)\/$/;
let room = null;
let timer = 0;
let dirtySince = 0;
let latest = {};

export async function start(facts) {
  room = facts;
  latest = await vault.drafts(room.session);
  restore();
  document.addEventListener("input", onInput);
  document.addEventListener("change", onInput);
  document.addEventListener("kap:queued", onQueued);
  document.addEventListener("kap:redrawn", (event) => event.detail.changed && restore());
  document.addEventListener("kap:wiped", () => {
    room = null;
  });
  document.addEventListener("visibilitychange", keep);
  window.addEventListener("pagehide", keep);
}

function onInput(event) {
  if (!event.target.closest?.("main form")) return;
  latest = collect();
  clearTimeout(timer);
  dirtySince ||= performance.now();
  const left = LONGEST_MS - (performance.now() - dirtySince);
  timer = setTimeout(keep, Math.max(0, Math.min(PAUSE_MS, left)));
}

function onQueued() {
  latest = collect();
  keep();
}

function keep() {
  clearTimeout(timer);
  dirtySince = 0;
  if (room) vault.keepDrafts(room.session, latest).catch((error) => console.error(error));
}

function forms() {
  return [...document.querySelectorAll("main form[method='post']")].filter((form) => {
    const path = new URL(form.action, location.href).pathname;
    return !NEVER.test(path) && !form.querySelector("[type='password']");
  });
}

function nameOf(form) {
  const inner = form.querySelector("[name='item'], [name='code'], input[name='kind']")?.value ?? "";
  return `${new URL(form.action, location.href).pathname}#${inner}`;
}

const isText = (box) => box.matches("textarea, input:not([type]), input[type='text'], input[type='time']");
const isChosen = (box, kind) => kind === "adverse" && box.matches("select, input[type='radio']");

function collect() {
  const found = {};
  for (const form of forms()) {
    const kind = kindOf(form);
    const typed = {};
    for (const box of form.elements) {
      if (!box.name || box.type === "hidden") continue;
      if (isText(box) && box.value) typed[box.name] = box.value;
      if (isChosen(box, kind) && (box.checked || (box.tagName === "SELECT" && box.value))) typed[box.name] = box.value;
    }
    if (Object.keys(typed).length) found[nameOf(form)] = typed;
  }
  return found;
}

function restore() {
  for (const form of forms()) {
    const typed = latest[nameOf(form)];
    for (const [name, value] of Object.entries(typed ?? {})) {
      for (const box of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) put(box, value);
    }
  }
}

function put(box, value) {
  if (box.type === "radio") box.checked = box.value === value;
  else if (box.type !== "hidden" && !box.value) box.value = value;
  box.closest("details.vitals-earlier")?.setAttribute("open", "");
}
