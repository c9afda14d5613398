// The lock of a screen: over the same page, so that nothing typed is lost, and on the server at once.
// While it lies there the clocks go on, and six digits or a password open it again.

import { forget, keepCheck, tryPin } from "./lock-offline.js";
import { now as roomNow } from "./room/clock.js";
import { DUE, toneOf } from "./room/numbers.js";
import { two } from "./room/words.js";

const FLAG = "kap-lock"; // for other windows of this device, and for a reload without a network
const DIGITS = 6;
const MINUTE = 60_000;
const BEAT_MS = 15_000;
const LONGEST_MS = 12 * 60 * MINUTE; // of one signing in
const PATIENCE_MS = 8000;
const QUIET_MINUTES = 15;
const AWAKE_MS = 5 * MINUTE;
const ACTIVE = ["pointerdown", "keydown", "wheel", "touchstart", "input"];
const WORDS = {
  asking: "One moment.",
  offline: "No network. Until it is back, only the person who was at work here can open this screen.",
  none: "No network, and this device cannot check that PIN by itself. What was logged is kept.",
  wrong: "That is not the PIN.",
  back: "The network is back. Enter your PIN once more, so that the clinic knows who is here.",
  bare: "Locked. Without a network this screen cannot be opened yet. What was logged is kept.",
  again: "Nothing was opened. Try again.",
  out: "You have been signed out. Sign in again; what was logged is kept.",
};

const find = (selector) => document.querySelector(selector);
const sheet = () => find("[data-lock-sheet]");
const isLocked = () => document.body.classList.contains("is-locked");
const isPage = () => Boolean(find("[data-lock-page]"));

let quietSince = performance.now();
let hiddenAt = null;
let toldAwake = performance.now();
let owed = null; // what the server has not heard yet: "lock", or "pin" after an opening without a network
let before = null; // where the hand was

// --- the clocks: the room's own, which sleep and reload do not reset; a page of its own counts from the server ---

let anchor = { server: Date.parse(document.body.dataset.now) || Date.now(), here: performance.now() };
const now = () => (isPage() ? anchor.server + performance.now() - anchor.here : roomNow());

function anchorTo(part) {
  const told = Date.parse(part?.dataset.lockNow ?? "");
  if (told) anchor = { server: told, here: performance.now() };
}

function write(selector, words) {
  const element = find(selector);
  if (element && element.textContent !== words) element.textContent = words;
}

function tick() {
  const clock = find("#lock-clock");
  if (!clock) return;
  if (clock.dataset.lockSince) {
    const seconds = Math.max(0, Math.floor((now() - Date.parse(clock.dataset.lockSince)) / 1000));
    const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
    write("#lock-since .number__digits", parts.map(two).join(":"));
  }
  if (clock.dataset.lockDue) showDue(Math.floor((Date.parse(clock.dataset.lockDue) - now()) / 1000));
}

function showDue(left) {
  const size = Math.abs(left);
  write("#lock-due .number__digits", `${left < 0 ? "+" : ""}${two(Math.floor(size / 60))}:${two(size % 60)}`);
  const tone = toneOf(left * 1000, Number(find("#lock-clock").dataset.lockOverdue));
  write("#lock-due .number__label", DUE[tone]);
  for (const one of Object.keys(DUE)) find("#lock-due")?.classList.toggle(`number--${one}`, one === tone);
}

// --- locking ------------------------------------------------------------------------------------------------

export function lock() {
  if (isPage()) return;
  localStorage.setItem(FLAG, String(Date.now()));
  cover();
  owed = "lock";
  tellServer();
}

// The page stays as it is, unseen; the sheet lies in the top layer, where nothing else can be pressed.
function cover(words = "") {
  if (!isLocked()) before = document.activeElement;
  document.body.classList.add("is-locked");
  const lying = sheet() ?? spare();
  if (lying.open && !lying.matches(":modal")) lying.close();
  if (!lying.open) lying.showModal();
  say(words);
  anchorTo(find("#lock-clock"));
  tick();
  document.body.dispatchEvent(new CustomEvent("kap-beat"));
  askForSheet();
  (pinBox() ?? find("[data-lock-form] [name='password']"))?.focus();
}

// Outside the room the sheet is fetched only now; where it does not come, the beat asks again.
function askForSheet() {
  if (!sheet()) document.body.dispatchEvent(new CustomEvent("kap-cover"));
}

// The sheet was not there yet when the network went: then at least these words lie over the page.
function spare() {
  const kept = find("#lock-spare");
  if (kept) return kept;
  const dialog = Object.assign(document.createElement("dialog"), { id: "lock-spare", className: "lock-sheet" });
  dialog.append(Object.assign(document.createElement("p"), { className: "lock", textContent: WORDS.bare }));
  document.body.append(dialog);
  return dialog;
}

function uncover() {
  document.body.classList.remove("is-locked");
  sheet()?.close();
  sheet()?.removeAttribute("open");
  for (const form of document.querySelectorAll("[data-lock-form]")) form.reset();
  say("");
  quietSince = performance.now();
  if (before?.isConnected) before.focus({ preventScroll: true });
}

async function tellServer() {
  const form = find("[data-lock-room]");
  if (owed !== "lock" || !form) return;
  try {
    const answer = await post(form.action, new FormData(form));
    if (answer.status !== 0 && answer.status < 500) owed = null;
  } catch {
    // No network: the beat tries again; until then this device keeps the lock by itself.
  }
}

function post(address, fields) {
  const body = new URLSearchParams(fields);
  const token = csrf();
  if (token) body.set("csrfmiddlewaretoken", token);
  return fetch(address, {
    method: "POST",
    body,
    headers: { Accept: "application/json" },
    redirect: "manual",
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
}

function csrf() {
  try {
    return JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
  } catch {
    return "";
  }
}

function takeCsrf(token) {
  document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": token }));
  for (const box of document.querySelectorAll("input[name='csrfmiddlewaretoken']")) box.value = token;
}

// --- opening ------------------------------------------------------------------------------------------------

const pinBox = () => find("[data-lock-form] [name='pin']");
const chosen = (form) => form.querySelector("[name='member']:checked")?.value ?? "";

function say(words) {
  write("#lock-said", words);
}

async function tryToOpen(form) {
  if (form.dataset.asking) return;
  const fields = new FormData(form);
  hold(form, true);
  try {
    await heard(await post(form.action, fields), form);
  } catch {
    await openAlone(form, fields);
  } finally {
    hold(form, false);
  }
}

// While it is asked, no digit of a next try is taken and then lost.
function hold(form, isAsking) {
  if (isAsking) form.dataset.asking = "yes";
  else delete form.dataset.asking;
  for (const key of form.querySelectorAll("button")) key.disabled = isAsking;
  for (const box of form.querySelectorAll("[name='pin'], [name='password']")) box.readOnly = isAsking;
  if (isAsking) say(WORDS.asking);
}

async function heard(answer, form) {
  if (answer.type === "opaqueredirect" || answer.status === 401) return signedOut();
  const told = await answer.json().catch(() => ({}));
  if (answer.ok) return opened(told);
  empty(form);
  say(told.sentence ?? WORDS.again);
}

function opened(told) {
  owed = null;
  localStorage.removeItem(FLAG);
  if (isPage()) return location.assign(told.next);
  if (told.switched) return location.reload();
  takeCsrf(told.csrf);
  uncover();
  document.dispatchEvent(new CustomEvent("kap:unlocked", { detail: told }));
}

// Without a network: whose page this is may go on with it. The server hears of it when the network is back.
async function openAlone(form, fields) {
  const me = sheet()?.dataset.lockMe;
  const pin = fields.get("pin");
  if (!me || !pin || fields.get("member") !== me) {
    empty(form);
    return say(WORDS.offline);
  }
  const found = await tryPin(me, pin, now());
  empty(form);
  if (found !== "open") return say(WORDS[found]);
  owed = owed === "lock" ? null : "pin";
  localStorage.removeItem(FLAG);
  uncover();
  document.dispatchEvent(new CustomEvent("kap:unlocked", { detail: { offline: true } }));
}

function empty(form) {
  const box = form.querySelector("[name='pin'], [name='password']");
  if (box) box.value = "";
  box?.focus();
}

function signedOut() {
  say(WORDS.out);
  localStorage.removeItem(FLAG);
  const back = isPage() ? "/" : location.pathname;
  setTimeout(() => location.assign(`/accounts/login/?next=${encodeURIComponent(back)}`), 1500);
}

// --- hands --------------------------------------------------------------------------------------------------

function onSubmit(event) {
  const form = event.target;
  if (form.matches("[data-lock-room]")) {
    event.preventDefault();
    lock();
  } else if (form.matches("[data-lock-form]")) {
    event.preventDefault();
    tryToOpen(form);
  } else if (form.action?.endsWith("/accounts/logout/")) {
    localStorage.removeItem(FLAG);
    forget().catch(() => {});
  }
}

function onKeypad(event) {
  const key = event.target.closest?.("[data-lock-keys] button");
  if (!key) return;
  const box = pinBox();
  if (key.value === "clear") box.value = "";
  else if (key.value === "back") box.value = box.value.slice(0, -1);
  else if (box.value.length < DIGITS) box.value += key.value;
  navigator.vibrate?.(8);
  whole(box);
}

function whole(box) {
  if (box.value.length === DIGITS && chosen(box.form)) box.form.requestSubmit();
}

function onInput(event) {
  if (event.target === pinBox()) whole(event.target);
}

// A modal sheet may be closed with Escape; this one stays.
function onClose(event) {
  if (event.target === (sheet() ?? find("#lock-spare")) && isLocked()) cover();
}

function onCancel(event) {
  if (event.target === sheet()) event.preventDefault();
}

// --- quiet --------------------------------------------------------------------------------------------------

const limit = () => Number(sheet()?.dataset.lockAfter || QUIET_MINUTES) * MINUTE;

function stir() {
  quietSince = performance.now();
}

// Who reads or types for long without sending anything is awake all the same: the server is told.
function tellAwake() {
  const address = find("[data-lock-awake]")?.dataset.lockAwake;
  if (!address || isLocked() || quietSince <= toldAwake || performance.now() - toldAwake < AWAKE_MS) return;
  toldAwake = performance.now();
  post(address, new FormData()).catch(() => {});
}

function watch() {
  tellAwake();
  if (!isLocked() && find("[data-lock-room]") && performance.now() - quietSince >= limit()) lock();
}

// A tablet that slept does not count its own time meanwhile: then the clock on the wall does.
function onVisible() {
  if (document.visibilityState === "hidden") hiddenAt = Date.now();
  else if (hiddenAt && Date.now() - hiddenAt >= limit() && !isLocked() && find("[data-lock-room]")) lock();
}

async function beat() {
  if (isLocked()) {
    document.body.dispatchEvent(new CustomEvent("kap-beat"));
    askForSheet();
  }
  if (owed === "lock") await tellServer();
  if (owed === "pin") await askAgain();
}

async function askAgain() {
  const clock = find("#lock-clock")?.getAttribute("hx-get");
  if (!clock || isLocked()) return;
  try {
    await fetch(clock, { signal: AbortSignal.timeout(PATIENCE_MS) });
  } catch {
    return;
  }
  localStorage.setItem(FLAG, String(Date.now()));
  cover(WORDS.back);
}

// --- the sheet arrives --------------------------------------------------------------------------------------

// What the device may know of its owner's PIN goes from the page into the store, and out of the page.
function receive() {
  const lying = sheet();
  for (const keys of document.querySelectorAll("[data-lock-keys]")) keys.hidden = false;
  if (matchMedia("(pointer: coarse)").matches) pinBox()?.setAttribute("inputmode", "none");
  anchorTo(find("#lock-clock"));
  tick();
  if (!lying) return;
  const { lockCheck: check, lockUntil: until, lockMe: me } = lying.dataset;
  if (check && until) keepCheck(me, check, Date.parse(until)).catch(() => {});
  delete lying.dataset.lockCheck;
  find("#lock-spare")?.remove();
  if (isLocked()) cover();
}

function onSettle(event) {
  if (event.target.matches?.("[data-lock-sheet]")) receive();
  else if (event.target.id === "lock-clock") {
    anchorTo(event.target);
    tick();
  }
}

function isAnsweredLocked(event) {
  return event.detail?.xhr?.status === 423;
}

// Another window was opened by somebody: this page may be another person's, so it is fetched anew.
function onStorage(event) {
  if (event.key !== FLAG || isPage()) return;
  if (event.newValue) cover();
  else location.reload();
}

// The server says that it is locked: another window did it, or a quiet quarter of an hour.
export function learnLocked() {
  if (isPage() || isLocked()) return;
  localStorage.setItem(FLAG, String(Date.now()));
  cover();
}

// A flag that outlived its session locks nobody out of the next one.
const isFlagged = () => Date.now() - Number(localStorage.getItem(FLAG) ?? 0) < LONGEST_MS;

function start() {
  document.addEventListener("submit", onSubmit, true);
  document.addEventListener("click", onKeypad);
  document.addEventListener("input", onInput);
  document.addEventListener("close", onClose, true);
  document.addEventListener("cancel", onCancel, true);
  document.addEventListener("htmx:afterSettle", onSettle);
  document.addEventListener("htmx:responseError", (event) => isAnsweredLocked(event) && learnLocked());
  document.addEventListener("kap-locked", learnLocked);
  document.addEventListener("visibilitychange", onVisible);
  for (const name of ACTIVE) document.addEventListener(name, stir, { capture: true, passive: true });
  window.addEventListener("storage", onStorage);
  window.addEventListener("online", beat);
  setInterval(tick, 1000);
  setInterval(watch, 1000);
  setInterval(beat, BEAT_MS);
  if (isPage()) document.querySelector("[data-lock-form] [name='pin']")?.focus();
  else if (isFlagged()) lock();
  else uncover(); // a page that was kept while it was locked
  receive();
}

start();
