// When a reading is due: a slow glow and a hum, on the devices that asked for it. Silent by default, and
// still where motion is not wanted.

import { say } from "./numbers.js";

const CHOSEN = "kap-room-signal";
const GLOWS_MS = 4_000;
const HUMS_MS = [200, 400, 200];
const still = matchMedia("(prefers-reduced-motion: reduce)");
const isOn = () => localStorage.getItem(CHOSEN) === "on";

export function start() {
  const holder = document.querySelector("[data-signal]");
  const button = holder?.querySelector("button");
  if (!button) return;
  holder.hidden = false;
  show(button);
  button.addEventListener("click", () => {
    localStorage.setItem(CHOSEN, isOn() ? "off" : "on");
    show(button);
    say(isOn() ? "Glow and hum when vitals are due" : "Silent");
    if (isOn()) signal();
  });
  document.addEventListener("kap:due", () => isOn() && signal());
}

function show(button) {
  button.setAttribute("aria-pressed", String(isOn()));
}

function signal() {
  if (still.matches) return;
  document.body.classList.add("is-due");
  setTimeout(() => document.body.classList.remove("is-due"), GLOWS_MS);
  navigator.vibrate?.(HUMS_MS);
}
