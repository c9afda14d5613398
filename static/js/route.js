// Beside the dose: the wait that runs by the server's clock, and the clinic's line while a dose is typed.

const SECOND = 1000;
let offset = 0;
let told = "";

const two = (value) => String(value).padStart(2, "0");

function anchor() {
  const now = document.getElementById("room-numbers")?.dataset.now;
  if (!now || now === told) return;
  told = now;
  offset = Date.parse(now) - Date.now();
}

function tick() {
  anchor();
  for (const element of document.querySelectorAll("[data-until]")) {
    const left = Date.parse(element.dataset.until) - (Date.now() + offset);
    const seconds = Math.floor(Math.abs(left) / SECOND);
    const words = `${left < 0 ? "+" : ""}${two(Math.floor(seconds / 60))}:${two(seconds % 60)}`;
    if (element.textContent !== words) element.textContent = words;
  }
}

function onInput(event) {
  const form = event.target.closest?.("#room-dose form");
  const line = form?.querySelector("[data-ceiling]");
  const warning = form?.querySelector("[data-over]");
  if (!line || !warning) return;
  const mg = Number.parseFloat(form.querySelector("[name='mg']")?.value);
  const weight = Number.parseFloat(form.dataset.weight);
  warning.hidden = !(mg / weight > Number.parseFloat(line.dataset.ceiling));
}

tick();
setInterval(tick, SECOND);
document.addEventListener("input", onInput);
