// A picture of the room for the time without a network: closed with the room's key, made anew after each
// change. No token is in it.

import * as clock from "./clock.js";
import * as vault from "./vault.js";

const PAUSE_MS = 1_000;
const AGAIN_MS = 20_000;
const PASSING = "[data-pending], dialog.room-ask, dialog.room-signin, #room-chips > *";
let room = null;
let timer = 0;

export const isPicture = () => "snapshot" in document.documentElement.dataset;

export async function start(facts) {
  room = facts;
  document.addEventListener("kap:redrawn", soon);
  document.addEventListener("htmx:afterSettle", soon);
  document.addEventListener("kap:theme", soon);
  document.addEventListener("kap:wiped", () => {
    room = null;
  });
  if (!isPicture()) await take();
  await register();
}

function soon() {
  clearTimeout(timer);
  timer = setTimeout(take, PAUSE_MS);
}

async function take() {
  if (!room || document.querySelector("[data-error-summary]")) return;
  const copy = document.documentElement.cloneNode(true);
  for (const word of ["roomReady", "roomKept"]) delete copy.dataset[word];
  copy.dataset.snapshot = new Date(clock.now()).toISOString();
  for (const part of copy.querySelectorAll(PASSING)) part.remove();
  for (const box of copy.querySelectorAll("[name='csrfmiddlewaretoken']")) box.setAttribute("value", "");
  copy.querySelector("body").removeAttribute("hx-headers");
  try {
    await vault.keepSnapshot(room.session, { html: `<!DOCTYPE html>${copy.outerHTML}` });
    await vault.keepFact("ahead", clock.ahead());
  } catch (error) {
    console.error(error);
  }
}

// The worker is there once it has all its files; a network that went too early is waited for.
async function register() {
  const workers = navigator.serviceWorker;
  if (!workers || isPicture()) return;
  try {
    await workers.register(room.worker, { scope: "/sessions/", updateViaCache: "none" });
    workers.ready.then(() => {
      document.documentElement.dataset.roomKept = "";
    });
  } catch (error) {
    console.warn(error);
  }
  if (!workers.controller) setTimeout(() => workers.controller || register(), AGAIN_MS);
}
