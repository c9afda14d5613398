// What every page shares: theme, search and shortcuts, the live region, network state, true words for time.
// Pages work without it. htmx's own event names stand in one table, so a new version is one edit.

const HTMX = {
  beforeSwap: "htmx:beforeSwap",
  afterSwap: "htmx:afterSwap",
  afterSettle: "htmx:afterSettle",
  beforeRequest: "htmx:beforeRequest",
  afterRequest: "htmx:afterRequest",
  responseError: "htmx:responseError",
  sendError: "htmx:sendError",
};
const BY_HAND = new Set(["click", "submit", "change", "input", "keyup", "search"]);
const TYPING = "input, textarea, select, [contenteditable='true']";
const RELATIVE_EVERY_MS = 15_000;
const root = document.documentElement;

// --- theme: at once on this page, kept by the server for the next ---------------------------------

async function chooseTheme(event) {
  const form = event.target.closest("[data-theme-switch]");
  const name = event.submitter?.value;
  if (!form || !name) return;
  event.preventDefault();
  const body = new URLSearchParams(new FormData(form, event.submitter));
  root.dataset.bsTheme = name;
  for (const button of document.querySelectorAll("[data-theme-switch] button")) {
    button.setAttribute("aria-pressed", String(button.value === name));
  }
  document.dispatchEvent(new CustomEvent("kap:theme", { detail: { theme: name } }));
  announce(`${event.submitter.title} screen`);
  try {
    await fetch(form.action, { method: "POST", body, redirect: "manual", keepalive: true });
  } catch {
    // Offline: the page has its theme; the next page asks again.
  }
}

// --- single keys: on or off at once, on this page and the next ------------------------------------------

async function chooseKeys(event) {
  const form = event.target.closest("[data-keys-switch]");
  if (!form) return;
  event.preventDefault();
  const body = new URLSearchParams(new FormData(form));
  const isOn = body.get("keys") === "on";
  document.body.dataset.shortcuts = isOn ? "on" : "off";
  for (const one of document.querySelectorAll("[data-keys-switch]")) {
    one.elements.keys.value = isOn ? "off" : "on";
    one.querySelector("button").setAttribute("aria-pressed", String(isOn));
  }
  announce(isOn ? "Single keys act" : "Single keys are off");
  try {
    await fetch(form.action, { method: "POST", body, redirect: "manual", keepalive: true });
  } catch {
    // Offline: the page has it; the next page asks again.
  }
}

// --- one live region ------------------------------------------------------------------------------

export function announce(words) {
  const live = document.getElementById("live");
  if (!live || !words) return;
  live.textContent = "";
  requestAnimationFrame(() => {
    live.textContent = words;
  });
}

function announceIn(part) {
  const said = part.matches?.("[data-announce]") ? part : part.querySelector?.("[data-announce]");
  if (said) announce(said.dataset.announce);
}

// --- errors: the summary takes the focus, the title says so ------------------------------------------

function showErrors(part) {
  const summary = part.matches?.("[data-error-summary]")
    ? part
    : part.querySelector?.("[data-error-summary]");
  const prefix = "Error: ";
  const bare = document.title.startsWith(prefix) ? document.title.slice(prefix.length) : document.title;
  if (document.querySelector("[data-error-summary]")) document.title = prefix + bare;
  else document.title = bare;
  if (summary) summary.focus();
}

function quietBrowserBubbles(part) {
  for (const form of part.querySelectorAll("form[method='post']")) form.noValidate = true;
}

// --- keys -------------------------------------------------------------------------------------------

function onKey(event) {
  if (event.key === "Escape") return closeMenus();
  if (event.key === "ArrowDown" || event.key === "ArrowUp") return walkFound(event);
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.(TYPING)) return;
  if (document.body.dataset.shortcuts === "off" || document.querySelector("dialog[open]")) return;
  if (event.key === "?") return showShortcuts(event);
  const key = CSS.escape(event.key.length === 1 ? event.key.toLowerCase() : event.key);
  const wanted = [...document.querySelectorAll(`[data-shortcut="${key}"]`)].find(isShown);
  if (!wanted) return;
  event.preventDefault();
  if (wanted.matches(TYPING)) wanted.focus();
  else wanted.click();
}

// Down and up walk from the search box through what it found.
function walkFound(event) {
  const search = event.target.closest?.(".search");
  const stops = search ? [...search.querySelectorAll("input[type='search'], .search__found a")] : [];
  const here = stops.indexOf(event.target);
  const next = stops[here + (event.key === "ArrowDown" ? 1 : -1)];
  if (here < 0 || !next) return;
  event.preventDefault();
  next.focus();
}

const isShown = (element) => element.checkVisibility?.() ?? element.offsetParent !== null;

function showShortcuts(event) {
  const keyed = [...document.querySelectorAll("[data-shortcut]")].filter(isShown);
  if (!keyed.length) return;
  event.preventDefault();
  const dialog = document.createElement("dialog");
  const list = document.createElement("dl");
  list.className = "shortcut-list";
  for (const element of keyed) list.append(...shortcutRow(element));
  const title = document.createElement("h2");
  title.textContent = "Keys on this page";
  const close = document.createElement("button");
  close.className = "btn btn-plain mt-4";
  close.textContent = "Close";
  close.addEventListener("click", () => dialog.close());
  dialog.setAttribute("aria-label", title.textContent);
  dialog.append(title, list, close);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

function shortcutRow(element) {
  const term = document.createElement("dt");
  const key = document.createElement("kbd");
  key.textContent = element.dataset.shortcut;
  term.append(key);
  const what = document.createElement("dd");
  what.textContent =
    element.labels?.[0]?.textContent ?? element.getAttribute("aria-label") ?? element.textContent.trim();
  return [term, what];
}

function closeMenus(except) {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (menu !== except) menu.open = false;
  }
}

// --- dialogs ----------------------------------------------------------------------------------------

function onClick(event) {
  const opener = event.target.closest("[data-opens]");
  if (opener) document.getElementById(opener.dataset.opens)?.showModal();
  if (event.target.closest("[data-closes]")) event.target.closest("dialog")?.close();
  closeMenus(event.target.closest("details[data-menu]"));
}

// --- the network ------------------------------------------------------------------------------------

function showNetwork() {
  const banner = document.getElementById("offline-banner");
  if (banner) banner.hidden = navigator.onLine;
}

function showFailure(reason) {
  const banner = document.getElementById("failed-banner");
  if (!banner) return;
  banner.querySelector("[data-failed-reason]").textContent = reason;
  banner.hidden = false;
}

function failureWords(status) {
  if (status === 403) return "Your role does not include this, or you have been signed out. Reload the page.";
  if (status === 404) return "It is no longer there. Reload the page.";
  if (status >= 500) return "The fault is ours and was noted. Nothing was changed. Try again.";
  return "Nothing was changed. Try again.";
}

// --- time: 'in 6 min' stays true ----------------------------------------------------------------------

function relativeWords(at, now) {
  const seconds = (at - now) / 1000;
  const size = Math.abs(seconds);
  const whole = seconds > 0 ? Math.ceil : Math.floor;
  if (size < 30) return "now";
  let words = `${Math.round(size / 86400)} days`;
  if (size < 90 * 60) words = `${Math.max(1, whole(size / 60))} min`;
  else if (size < 48 * 3600) words = `${Math.round(size / 3600)} h`;
  return seconds > 0 ? `in ${words}` : `${words} ago`;
}

// The server's clock rules: a tablet may be minutes off.
const clockOffset = (Date.parse(document.body.dataset.now) || Date.now()) - Date.now();

function keepTimesTrue() {
  const now = Date.now() + clockOffset;
  for (const element of document.querySelectorAll("time[data-relative]")) {
    const words = relativeWords(Date.parse(element.dateTime), now);
    if (element.textContent !== words) element.textContent = words;
  }
}

// --- wiring -------------------------------------------------------------------------------------------

function onSwapped(event) {
  quietBrowserBubbles(event.target);
  announceIn(event.target);
  showErrors(event.target);
}

function start() {
  document.addEventListener("submit", chooseTheme);
  document.addEventListener("submit", chooseKeys);
  document.addEventListener("keydown", onKey);
  document.addEventListener("click", onClick);
  window.addEventListener("online", showNetwork);
  window.addEventListener("offline", showNetwork);
  document.addEventListener(HTMX.afterSettle, onSwapped);
  document.addEventListener(HTMX.beforeRequest, (event) => {
    document.getElementById("failed-banner")?.setAttribute("hidden", "");
    // What a page fetches by itself must not flicker: a clock that dims is no clock.
    const { target, requestConfig } = event.detail;
    if (BY_HAND.has(requestConfig.triggeringEvent?.type)) target?.setAttribute?.("aria-busy", "true");
  });
  document.addEventListener(HTMX.afterRequest, (event) => event.detail.target?.removeAttribute?.("aria-busy"));
  document.addEventListener(HTMX.responseError, (event) => showFailure(failureWords(event.detail.xhr.status)));
  document.addEventListener(HTMX.sendError, () => showFailure("The clinic's server did not answer. Nothing was changed."));
  quietBrowserBubbles(document);
  showErrors(document.getElementById("content") ?? document.body);
  showNetwork();
  keepTimesTrue();
  setInterval(keepTimesTrue, RELATIVE_EVERY_MS);
}

start();
