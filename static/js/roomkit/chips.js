// After a tap, for ten seconds on the spot and the last two taps at most: undo, a minute earlier, a note, how strong. The same for any
// line of the log, on request. Forms do the work; this only puts them where the hand is.

const SHOWN_MS = 10_000;
const MOST = 2;
const strip = () => document.getElementById("room-chips");
const model = () => document.getElementById("room-chip");
const timers = new WeakMap();

function make({ key, row, label, time }) {
  const chip = model().content.firstElementChild.cloneNode(true);
  chip.dataset.key = key;
  chip.querySelector("[data-chip-label]").textContent = label;
  chip.querySelector("[data-chip-time]").textContent = time;
  for (const box of chip.querySelectorAll("[name='target']")) box.value = key;
  for (const box of chip.querySelectorAll("[name='key']")) box.value = crypto.randomUUID?.() ?? String(Math.random());
  const token = document.querySelector("main [name='csrfmiddlewaretoken']")?.value;
  for (const box of chip.querySelectorAll("[name='csrfmiddlewaretoken']")) box.value = token ?? box.value;
  if (row) aimAt(chip, row);
  return chip;
}

// A line of the log is named by its number: it may have been logged without a key.
function aimAt(chip, row) {
  for (const form of chip.querySelectorAll("form[data-entry='amend']")) {
    form.action = form.action.replace(/events\/amend\/$/, `events/${row}/amend/`);
  }
  const undo = chip.querySelector("form[data-entry='void']");
  undo.action = undo.action.replace(/undo\/$/, `void/event/${row}/`);
}

function put(chip, { stays = false } = {}) {
  const place = strip();
  if (!place) return;
  chip.classList.toggle("chip--stays", stays);
  place.prepend(chip);
  for (const old of [...place.children].slice(MOST)) if (!isInHand(old)) old.remove();
  if (!stays) fade(chip);
}

// With the hand in it, or words that are not sent yet: it waits.
function isInHand(chip) {
  return chip.contains(document.activeElement) || chip.querySelector("[name='text']").value.trim() !== "";
}

function fade(chip) {
  clearTimeout(timers.get(chip));
  timers.set(
    chip,
    setTimeout(() => {
      if (isInHand(chip)) fade(chip);
      else chip.remove();
    }, SHOWN_MS),
  );
}

const clock = (ms = Date.now()) =>
  new Intl.DateTimeFormat("en-US", {
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZone: document.getElementById("room-outbox")?.dataset.zone,
  }).format(ms);

// --- with an outbox: it says what was written down ----------------------------------------------------------

function onQueued({ detail: { id, kind, facts, label, at } }) {
  if (kind === "event") put(make({ key: id, label, time: clock(at) }));
  if (kind === "amend") follow(facts.target, id);
  if (kind === "void") forget(facts.target);
}

const chipOf = ({ key, row }) =>
  [...(strip()?.children ?? [])].find((chip) =>
    key ? chip.dataset.key === key : chip.querySelector(`form[action$="/events/${row}/amend/"]`),
  );

// The changed line has a key of its own: what is pressed next speaks of that one.
function follow(target, id) {
  const chip = chipOf(target);
  if (!chip) return;
  const label = chip.querySelector("[data-chip-label]").textContent;
  const fresh = make({ key: id, label, time: "changed" });
  fresh.querySelector("[name='text']").value = chip.querySelector("[name='text']").value;
  const held = [...chip.querySelectorAll("button, input")].indexOf(document.activeElement);
  chip.replaceWith(fresh);
  if (held >= 0) [...fresh.querySelectorAll("button, input")][held].focus({ preventScroll: true });
  fade(fresh);
}

function forget(target) {
  chipOf(target)?.remove();
}

// --- without one: the answer to a tap brings the line into the log ------------------------------------------

function onSettled(event) {
  const form = event.detail.requestConfig?.elt ?? event.detail.elt;
  if (!form?.matches?.("form[data-tap]") || document.documentElement.dataset.roomReady !== undefined) return;
  const line = document.querySelector("#log-lines li[data-kind='event']:not(.is-struck)");
  if (!line) return;
  const label = line.querySelector(".log__words strong")?.textContent ?? "";
  put(make({ key: line.dataset.key, row: line.dataset.row, label, time: clock() }));
}

function onClick(event) {
  if (event.target.closest?.("[data-chip-close]")) event.target.closest(".chip").remove();
  const change = event.target.closest?.("[data-change]");
  if (change) open(change.closest("li"));
}

// Any line of the log opens in the same strip, and stays until it is put away.
function open(line) {
  const label = line.querySelector(".log__words strong")?.textContent ?? "";
  const time = line.querySelector(".log__time")?.firstChild?.textContent.trim() ?? "";
  const chip = make({ key: line.dataset.key, row: line.dataset.row, label, time });
  put(chip, { stays: true });
  chip.scrollIntoView({ block: "nearest" });
  chip.querySelector("button").focus({ preventScroll: true });
}

// A form of a chip goes by fetch where no outbox takes it, so that the page stays.
async function onSubmit(event) {
  const form = event.target;
  if (event.defaultPrevented || !form.closest?.(".chip")) return;
  event.preventDefault();
  const body = new FormData(form, event.submitter);
  const answer = await fetch(form.action, { method: "POST", body, headers: { "HX-Request": "true" } });
  form.closest(".chip").remove();
  window.htmx?.swap?.(form.dataset.answer, await answer.text(), { swapStyle: "outerHTML" });
}

document.addEventListener("kap:queued", onQueued);
document.addEventListener("htmx:afterSettle", onSettled);
document.addEventListener("click", onClick);
document.addEventListener("submit", onSubmit);
