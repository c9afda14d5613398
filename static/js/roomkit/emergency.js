// The emergency list's own clock, and its lines: each goes into the outbox with its time, so that none
// waits for a network. Times are the room's: a tablet that is an hour off stamps what the clinic's clock shows.

import { now } from "../room/clock.js";
import * as outbox from "../room/outbox.js";
import { clock, two } from "../room/words.js";

const SECOND = 1000;
const OPENED = { kind: "emergency", facts: {}, label: "Emergency list opened" };
const list = () => document.getElementById("room-emergency");
const room = () => document.getElementById("room-outbox").dataset;
let closedAt = 0; // what was done before it shows no list any more

// In the list, and on its button while the list is shut.
function tick() {
  const since = list()?.dataset.since;
  const seconds = Math.max(0, Math.floor((now() - Date.parse(since ?? "")) / SECOND));
  const words = `${two(Math.floor(seconds / 60))}:${two(seconds % 60)}`;
  for (const shown of document.querySelectorAll("[data-sos-clock]")) {
    shown.hidden = !since;
    if (since && shown.textContent !== words) shown.textContent = words;
  }
}

// The list opens at once, and its opening is a line of the outbox like all that follow it. Only how it
// ended needs the server.
function onSubmit(event) {
  const form = event.target;
  if (!form.matches?.("form[data-emergency]")) return;
  if (document.documentElement.dataset.roomReady === undefined) return;
  const { act, kind } = Object.fromEntries(new FormData(form, event.submitter));
  if (act === "finish") {
    closedAt = now();
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
  document.dispatchEvent(new CustomEvent("kap:entry", { detail: act === "start" ? { ...OPENED } : stepOf(form, kind) }));
}

const stepOf = (form, kind) => ({ kind: "step", facts: { kind }, label: form.querySelector(".sos__words").textContent.trim() });

function open(since) {
  const shown = list();
  shown.dataset.since ||= new Date(since).toISOString();
  shown.querySelector("[data-sos-running]").hidden = false;
  shown.querySelector("[data-sos-idle]").hidden = true;
}

// What waits in the outbox stands on the list already, also after a reload without a network.
function draw() {
  const done = list() ? outbox.all().filter(isOfList) : [];
  if (!done.length) return;
  open(Math.min(...done.map(({ mark }) => mark.at)));
  for (const { kind, facts, mark, state } of done) if (kind === "step" && state !== "refused") stamp(facts.kind, mark.at);
}

const isOfList = ({ kind, session, mark }) =>
  ["emergency", "step"].includes(kind) && session === Number(room().session) && mark.at > closedAt;

function stamp(kind, at) {
  const line = list().querySelector(`input[name="kind"][value="${CSS.escape(kind)}"]`)?.closest("li");
  const stamps = line?.querySelector("[data-stamps]");
  const words = clock(room().zone, at, { seconds: true });
  if (!stamps || stamps.textContent.includes(words)) return;
  stamps.append(`${stamps.textContent.trim() ? ", " : ""}${words}`);
  line.classList.add("is-done");
}

tick();
setInterval(tick, SECOND);
for (const name of ["htmx:afterSettle", "kap:outbox", "kap:redrawn"]) {
  document.addEventListener(name, () => {
    draw();
    tick();
  });
}
window.addEventListener("submit", onSubmit, { capture: true });
