// The emergency list's own clock, and the list itself when there is no network.

const SECOND = 1000;
const two = (value) => String(value).padStart(2, "0");
const list = () => document.getElementById("room-emergency");
let offset = 0;

function anchor() {
  const told = Date.parse(document.getElementById("room-numbers")?.dataset.now ?? "");
  if (told) offset = told - Date.now();
}

function tick() {
  const shown = list()?.querySelector("[data-sos-clock]");
  if (!shown || !list().dataset.since) return;
  const seconds = Math.max(0, Math.floor((Date.now() + offset - Date.parse(list().dataset.since)) / SECOND));
  const words = `${two(Math.floor(seconds / 60))}:${two(seconds % 60)}`;
  if (shown.textContent !== words) shown.textContent = words;
}

// Without a network the list opens here, and each line goes to the outbox with its time.
function onSubmit(event) {
  const form = event.target;
  if (!form.matches?.("form[data-emergency]") || navigator.onLine) return;
  if (document.documentElement.dataset.roomReady === undefined) return;
  const { act, kind } = Object.fromEntries(new FormData(form, event.submitter));
  if (act === "finish") return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (act === "start") open();
  else stamp(form, kind);
}

function open() {
  list().dataset.since = new Date(Date.now() + offset).toISOString();
  list().querySelector("[data-sos-running]").hidden = false;
  list().querySelector("[data-sos-idle]").hidden = true;
  list().querySelector("[data-sos-clock]").hidden = false;
}

function stamp(form, kind) {
  const label = form.querySelector(".sos__words").textContent.trim();
  const detail = { kind: "step", facts: { kind }, label };
  document.dispatchEvent(new CustomEvent("kap:entry", { detail }));
  form.querySelector("[data-stamps]").textContent = new Date(Date.now() + offset).toTimeString().slice(0, 8);
  form.closest("li").classList.add("is-done");
}

anchor();
tick();
setInterval(tick, SECOND);
document.addEventListener("htmx:afterSettle", () => {
  anchor();
  tick();
});
window.addEventListener("submit", onSubmit, { capture: true });
