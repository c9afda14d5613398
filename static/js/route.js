// Beside the dose: the panel of its route, and the clinic's line while a dose is typed.

import * as panel from "./room/panel.js";

function onInput(event) {
  const form = event.target.closest?.("#room-dose form");
  const line = form?.querySelector("[data-ceiling]");
  const warning = form?.querySelector("[data-over]");
  if (!line || !warning) return;
  const mg = Number.parseFloat(form.querySelector("[name='mg']")?.value);
  const weight = Number.parseFloat(form.dataset.weight);
  warning.hidden = !(mg / weight > Number.parseFloat(line.dataset.ceiling));
}

document.addEventListener("input", onInput);
panel.start();
