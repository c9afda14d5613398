// The patient's side: long answers save themselves, and three presses of Shift leave the page.
// Every page works without it.

const IDLE_MS = 2000;
const LEAVE_PRESSES = 3;
const LEAVE_WITHIN_MS = 1500;

function saveSoon(form) {
  let waiting = 0;
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => save(form), IDLE_MS);
  });
  form.addEventListener("submit", () => clearTimeout(waiting));
}

async function save(form) {
  const said = form.querySelector("[role='status']");
  try {
    const answer = await fetch(form.action || location.href, {
      method: "POST",
      body: new URLSearchParams(new FormData(form)),
      headers: { "X-Autosave": "1" },
      redirect: "manual",
    });
    if (answer.status !== 204) return;
    const time = new Date().toLocaleTimeString([], { hour: "numeric", minute: "2-digit" });
    said.textContent = `Saved ${time}`;
  } catch {
    // Offline: what was typed is still on the page, and the banner says so.
  }
}

function leaveOnShift(link) {
  let presses = [];
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Shift") {
      presses = [];
      return;
    }
    if (event.repeat) return;
    presses = [...presses.filter((at) => event.timeStamp - at < LEAVE_WITHIN_MS), event.timeStamp];
    if (presses.length >= LEAVE_PRESSES) location.replace(link.href);
  });
}

for (const form of document.querySelectorAll("form[data-autosave]")) saveSoon(form);
const leave = document.querySelector("[data-leave]");
if (leave) leaveOnShift(leave);
