// The live room: clocks that run on the server's time, taps that never wait, hands that stay on the tablet.
// Everything works without it; it adds speed and quiet, never a rule.

const SECOND = 1000;
const REPEAT_WITHIN_MS = 1000; // the same tap again within this is one tap
const SPOKEN_EVERY_MIN = 5;

// --- time: counted from the server's clock, so sleep and reload never reset it -------------------------

let offset = 0;
let anchoredAt = "";
let spoken = null;

const numbers = () => document.getElementById("room-numbers");
const serverNow = () => Date.now() + offset;

function anchor() {
  const told = numbers()?.dataset.now;
  if (!told || told === anchoredAt) return;
  anchoredAt = told;
  offset = Date.parse(told) - Date.now();
}

const two = (value) => String(value).padStart(2, "0");

function clockWords(ms) {
  const seconds = Math.max(0, Math.floor(ms / SECOND));
  return [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map(two).join(":");
}

function countdownWords(ms) {
  const seconds = Math.floor(Math.abs(ms) / SECOND);
  return `${ms < 0 ? "+" : ""}${two(Math.floor(seconds / 60))}:${two(seconds % 60)}`;
}

function tick() {
  const part = numbers();
  if (!part) return;
  const now = serverNow();
  if (part.dataset.since) showSince(now - Date.parse(part.dataset.since));
  if (part.dataset.due) showDue(Date.parse(part.dataset.due) - now);
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

function say(words) {
  const live = document.getElementById("live");
  if (live) live.textContent = words;
}

// --- taps: a key for each, so a repeated request changes nothing --------------------------------------

const lately = new Map();

function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function keyFor(code) {
  const before = lately.get(code);
  const now = Date.now();
  const key = before && now - before.at < REPEAT_WITHIN_MS ? before.key : newKey();
  lately.set(code, { key, at: now });
  return key;
}

function onConfigure(event) {
  const form = event.target.closest?.("form[data-tap]");
  if (!form) return;
  event.detail.parameters.set("key", keyFor(event.detail.parameters.get("code")));
}

function onTap(event) {
  const form = event.target.closest?.("form[data-tap]");
  if (!form) return;
  const tile = form.querySelector("button");
  tile.classList.add("is-tapped");
  setTimeout(() => tile.classList.remove("is-tapped"), 600);
  navigator.vibrate?.(12);
}

// --- forms: one press counts once; a part that is being typed in is left alone --------------------------

function onSubmit(event) {
  const form = event.target;
  onTap(event);
  if (!form.matches("form[data-once]") || form.hasAttribute("hx-post")) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
}

function onBeforeOob(event) {
  const typing = document.activeElement;
  const target = event.detail.target;
  if (typing?.matches?.("input, textarea, select") && target.contains(typing) && typing.value) {
    event.detail.shouldSwap = false;
  }
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

async function stayAwake() {
  const note = document.getElementById("room-wake");
  if (!numbers()?.dataset.since || document.visibilityState !== "visible") return;
  try {
    await navigator.wakeLock.request("screen");
    if (note) note.hidden = true;
  } catch {
    if (note) note.hidden = false;
  }
}

function start() {
  anchor();
  tick();
  setInterval(tick, SECOND);
  document.addEventListener("htmx:configRequest", onConfigure);
  document.addEventListener("htmx:oobBeforeSwap", onBeforeOob);
  document.addEventListener("htmx:afterSettle", () => {
    anchor();
    tick();
  });
  document.addEventListener("submit", onSubmit);
  document.addEventListener("input", onInput);
  document.addEventListener("keydown", onKey);
  document.addEventListener("click", onClick);
  document.addEventListener("visibilitychange", stayAwake);
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
  stayAwake();
}

start();
