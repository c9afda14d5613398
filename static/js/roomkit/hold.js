// What cannot wait goes straight to the server: the part it stands in may be drawn anew meanwhile.
// Emergency: one tap shows what to read out; a second tap, or holding it for a second, starts the list.

const HELD_MS = 1000;
let timer = 0;
let wasHeld = false;

function start(summary) {
  wasHeld = true;
  summary.classList.remove("is-held");
  summary.closest("details").open = true;
  document.querySelector(summary.dataset.hold)?.requestSubmit();
}

function onDown(event) {
  const summary = event.target.closest?.("summary[data-hold]");
  if (!summary || event.button > 0) return;
  wasHeld = false;
  summary.classList.add("is-held");
  clearTimeout(timer);
  timer = setTimeout(() => start(summary), HELD_MS);
}

function onUp() {
  clearTimeout(timer);
  document.querySelector("summary[data-hold].is-held")?.classList.remove("is-held");
}

// The click that ends a long press would close what it opened.
function onClick(event) {
  if (wasHeld && event.target.closest?.("summary[data-hold]")) event.preventDefault();
  wasHeld = false;
}

document.addEventListener("pointerdown", onDown);
for (const name of ["pointerup", "pointercancel", "pointerleave"]) document.addEventListener(name, onUp);
document.addEventListener("click", onClick, { capture: true });
document.addEventListener("contextmenu", (event) => {
  if (event.target.closest?.("summary[data-hold]")) event.preventDefault();
});

window.addEventListener(
  "submit",
  (event) => {
    if (event.target.matches?.("form[data-straight]") && navigator.onLine) event.target.dataset.checked = "yes";
  },
  { capture: true },
);
