// Signing out leaves nothing on a shared tablet. What still waits to be sent is asked about first.

import * as unsent from "./room/unsent.js";
import * as vault from "./room/vault.js";

async function onSubmit(event) {
  const form = event.target;
  if (!form.matches?.("form[action$='/logout/']") || form.dataset.wiped || !vault.isPossible()) return;
  event.preventDefault();
  const waiting = await vault.countKept().catch(() => null);
  if (waiting && !(await isSure(waiting))) return;
  if (waiting !== null) await wipe(); // where nobody could count, the clinic asks before it wipes
  localStorage.removeItem("kap-lock"); // whoever signs in next signs in whole
  form.dataset.wiped = "yes";
  form.requestSubmit();
}

async function wipe() {
  document.dispatchEvent(new CustomEvent("kap:wiped"));
  await vault.wipe().catch((error) => console.error(error));
  unsent.mark(false);
}

function isSure(waiting) {
  const dialog = document.createElement("dialog");
  dialog.className = "room-ask";
  const words = document.createElement("p");
  words.textContent = `${waiting} ${waiting === 1 ? "line is" : "lines are"} not saved yet. Signing out loses ${waiting === 1 ? "it" : "them"}.`;
  const row = document.createElement("div");
  row.className = "button-row";
  for (const [said, answer, look] of [["Stay signed in", "", "btn-primary"], ["Sign out and lose them", "yes", "btn-danger"]]) {
    const button = document.createElement("button");
    button.className = `btn ${look}`;
    button.textContent = said;
    button.addEventListener("click", () => dialog.close(answer));
    row.append(button);
  }
  dialog.setAttribute("aria-label", "Not everything is saved");
  dialog.append(words, row);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
  });
}

document.addEventListener("submit", onSubmit);
