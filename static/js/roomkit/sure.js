// "Is 185 right?": a number that jumps, or a low saturation, is asked about once before it is kept.
// It listens before everybody else, so that a reading that is still asked about goes nowhere.

import { hideSentence } from "../room/entries.js";
import { impossible, latest } from "../room/readings.js";

const number = (form, name) => Number.parseInt(form.querySelector(`[name='${name}']`)?.value ?? "", 10);
let asked = ""; // the numbers that were asked about: changed ones are asked about anew

// What cannot be at all is not asked about: the form says so.
function isPossible(form) {
  const boxes = [...form.querySelectorAll(".vital__box")].filter((box) => box.value.trim());
  return !impossible(Object.fromEntries(boxes.map((box) => [box.name, Number(box.value)])));
}

function surprising(form) {
  const found = [];
  const before = latest()?.systolic ?? Number.NaN;
  const now = number(form, "systolic");
  if (Math.abs(now - before) > Number(form.dataset.jump)) found.push(now);
  const spo2 = number(form, "spo2");
  if (spo2 < Number(form.dataset.low)) found.push(spo2);
  return found;
}

function onSubmit(event) {
  const form = event.target;
  if (!form.matches?.("form[data-entry='vitals']")) return;
  const box = form.querySelector("[data-sure]");
  if (!box) return;
  const numbers = isPossible(form) ? surprising(form) : [];
  if (!numbers.length || event.submitter?.name === "sure" || asked === numbers.join()) {
    asked = "";
    box.hidden = true;
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
  hideSentence(form);
  box.querySelector("[data-sure-words]").textContent = numbers.map((one) => `Is ${one} right?`).join(" ");
  box.hidden = false;
  box.querySelector("button[name='sure']").focus();
}

function onClick(event) {
  const no = event.target.closest?.("[data-sure-no]");
  if (!no) return;
  const form = no.closest("form");
  no.closest("[data-sure]").hidden = true;
  form.querySelector("[name='systolic']").focus();
  form.querySelector("[name='systolic']").select();
}

window.addEventListener("submit", onSubmit, { capture: true });
document.addEventListener("click", onClick);
