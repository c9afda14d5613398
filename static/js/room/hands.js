// What helps the hand: the next box by itself, the dose's sum, keys, sheets, a screen that stays awake.

import { part } from "./numbers.js";

export function start() {
  document.addEventListener("input", onInput);
  document.addEventListener("keydown", onKey);
  document.addEventListener("click", onClick);
  document.addEventListener("visibilitychange", stayAwake);
  document.addEventListener("pointerdown", stayAwake);
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
  stayAwake();
}

// --- a part that is being typed in is left alone --------------------------------------------------------

export function isTyping(within = document) {
  const typing = document.activeElement;
  return Boolean(typing?.matches?.("input, textarea, select") && within.contains(typing) && typing.value);
}

let left = 0;
export const leftAlone = () => left; // how often so far

export function onBeforeOob(event) {
  if (!isTyping(event.detail.target)) return;
  event.detail.shouldSwap = false;
  left += 1;
}

// --- vitals: the hand goes on by itself after a whole number -----------------------------------------

function isWhole(box) {
  return new RegExp(`^(?:${box.dataset.whole})$`).test(box.value.trim());
}

function onInput(event) {
  const box = event.target;
  if (box.matches?.(".vital__box") && isWhole(box)) {
    const boxes = [...box.form.querySelectorAll(".vital__box")];
    const next = boxes[boxes.indexOf(box) + 1];
    if (next) next.focus();
    else box.form.querySelector("button[type='submit']")?.focus();
  }
  const form = box.closest?.("form[data-weight], #room-dose form");
  if (form) showSum(form);
}

// --- the dose's arithmetic, read back as it is typed ------------------------------------------------------

const amount = (value) => String(Math.round(value * 100) / 100);

function showSum(form) {
  const out = form.querySelector("[data-sum]");
  const mg = Number.parseFloat(form.querySelector("[name='mg']")?.value);
  if (!out || !Number.isFinite(mg)) return;
  const weight = Number.parseFloat(form.dataset.weight);
  const drawn = Number.parseFloat(form.querySelector("[name='drawn_mg']")?.value);
  const parts = [`${amount(mg)} mg`];
  if (Number.isFinite(weight)) parts.push(`÷ ${amount(weight)} kg = ${amount(mg / weight)} mg/kg`);
  if (Number.isFinite(drawn)) parts.push(`· drawn ${amount(drawn)} − given ${amount(mg)} = ${amount(drawn - mg)} mg left over`);
  out.textContent = parts.join(" ");
}

// --- keys: Enter stamps a note, d dims -------------------------------------------------------------------

function onKey(event) {
  const box = event.target;
  if (event.key === "Enter" && !event.shiftKey && box.matches?.("[data-enter-sends]") && !event.isComposing) {
    event.preventDefault();
    box.form.requestSubmit();
    return;
  }
  if (event.key !== "d" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (document.body.dataset.shortcuts === "off" || document.querySelector("dialog[open]")) return;
  if (box.closest?.("input, textarea, select")) return;
  const lights = [...document.querySelectorAll(".room-foot [data-theme-switch] button")];
  const lit = lights.findIndex((button) => button.getAttribute("aria-pressed") === "true");
  lights[(lit + 1) % lights.length]?.click();
}

// --- sheets: a link to what lies in one opens it ---------------------------------------------------------

function onClick(event) {
  const link = event.target.closest?.("a[href^='#']");
  const aim = link && document.getElementById(link.hash.slice(1));
  if (!aim) return;
  const sheet = aim.closest("details");
  if (sheet) sheet.open = true;
  event.preventDefault();
  (sheet ?? aim).scrollIntoView({ block: "start" });
  aim.querySelector("input:not([type='hidden']), select, textarea")?.focus({ preventScroll: true });
}

// --- the screen stays awake while the room is open ----------------------------------------------------

let awake = null; // what keeps the screen lit, until the system takes it back

async function stayAwake() {
  const isOpen = part() && "open" in part().dataset;
  if (!isOpen || document.visibilityState !== "visible" || (awake && !awake.released)) return;
  try {
    awake = await navigator.wakeLock.request("screen");
    awake.addEventListener("release", () => mayGoDark(true));
    mayGoDark(awake.released);
  } catch {
    mayGoDark(true);
  }
}

function mayGoDark(may) {
  document.getElementById("room-wake")?.toggleAttribute("hidden", !may);
}
