// Vitals by hand: the box goes on by itself after a whole number; on glass a keypad of our own stands
// under the thumb, so that the system's keyboard need not open.

const coarse = window.matchMedia("(pointer: coarse)");
const boxesOf = (form) => [...form.querySelectorAll(".vital__box")];
const isWhole = (box) => new RegExp(`^(?:${box.dataset.whole})$`).test(box.value.trim());
let last = null; // the box that digits go to
let isFresh = true; // its next digit begins a new number

function onward(box) {
  const boxes = boxesOf(box.form);
  const next = boxes[boxes.indexOf(box) + 1];
  if (next) next.focus();
  else box.form.querySelector("[data-vitals-save]")?.focus();
}

function onInput(event) {
  const box = event.target;
  if (box.matches?.(".vital__box") && isWhole(box)) onward(box);
}

function onFocus(event) {
  if (!event.target.matches?.(".vital__box, .vital__more") || event.target === last) return;
  last = event.target;
  isFresh = true;
  last.select();
}

function fit() {
  for (const pad of document.querySelectorAll("[data-keypad]")) pad.hidden = !coarse.matches;
  for (const box of document.querySelectorAll(".vital__box, .vital__more")) {
    box.inputMode = coarse.matches ? "none" : "numeric";
  }
}

function onPress(event) {
  const key = event.target.closest?.(".keypad__key");
  if (!key) return;
  event.preventDefault();
  const form = key.closest(".vitals").querySelector("form[data-entry='vitals']");
  const box = form.contains(last) ? last : boxesOf(form)[0];
  if (key.dataset.next !== undefined) {
    onward(box);
    return;
  }
  if (document.activeElement !== box) box.focus();
  const before = isFresh ? "" : box.value;
  isFresh = false;
  box.value = key.dataset.erase !== undefined ? before.slice(0, -1) : before + key.dataset.digit;
  box.setSelectionRange(box.value.length, box.value.length);
  box.dispatchEvent(new Event("input", { bubbles: true }));
}

document.addEventListener("input", onInput);
document.addEventListener("focusin", onFocus);
document.addEventListener("click", onPress);
// The finger on a key leaves the hand in its box.
document.addEventListener("mousedown", (event) => {
  if (event.target.closest?.(".keypad__key")) event.preventDefault();
});
document.addEventListener("htmx:afterSettle", fit);
coarse.addEventListener("change", fit);
fit();
