// Signing out leaves nothing on a shared tablet. What still waits to be sent is asked about first.

import * as unsent from "./room/unsent.js";
import * as vault from "./room/vault.js";

async function onSubmit(event) {
  const form = event.target;
  if (!form.matches?.("form[action$='/logout/']") || form.dataset.wiped || !vault.isPossible()) return;
  event.preventDefault();
  await theLastWords();
  const waiting = await vault.countKept().catch(() => null);
  const notes = await vault.countNotes().catch(() => 0);
  if ((waiting || notes) && !(await isSure(waiting, notes))) return;
  if (waiting !== null) await wipe(); // where nobody could count, the clinic asks before it wipes
  localStorage.removeItem("kap-lock"); // whoever signs in next signs in whole
  form.dataset.wiped = "yes";
  form.requestSubmit();
}

// The press left the box a note was typed into: what that sends is waited for.
function theLastWords() {
  const waits = [];
  document.dispatchEvent(new CustomEvent("kap:leaving", { detail: { waits } }));
  return Promise.all(waits);
}

async function wipe() {
  document.dispatchEvent(new CustomEvent("kap:wiped"));
  await vault.wipe().catch((error) => console.error(error));
  unsent.mark(false);
}

function unsaved(waiting, notes) {
  const lines = [];
  if (waiting) lines.push(`${waiting} ${waiting === 1 ? "line" : "lines"}`);
  if (notes) lines.push(`${notes} ${notes === 1 ? "note" : "notes"}`);
  const many = waiting + notes > 1;
  return `${lines.join(" and ")} ${many ? "are" : "is"} not saved yet. Signing out loses ${many ? "them" : "it"}.`;
}

function isSure(waiting, notes) {
  const dialog = document.createElement("dialog");
  dialog.className = "room-ask";
  const words = document.createElement("p");
  words.textContent = unsaved(waiting ?? 0, notes);
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
