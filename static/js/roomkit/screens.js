// A sheet fills the screen: what lies under it is out of reach while it is open, Escape goes back, and
// where something was kept it closes by itself.

const CLOSING = new Set(["vitals", "declined", "adverse"]);
const open = () => document.querySelector("details.room-sheet[open]");

function onToggle(event) {
  const sheet = event.target;
  if (!sheet.matches?.("details.room-sheet")) return;
  shield(open());
  if (sheet.open) focusIn(sheet);
}

// Everything beside the way from the sheet up to the page is inert.
function shield(sheet) {
  for (const one of document.querySelectorAll("[data-under]")) {
    one.inert = false;
    delete one.dataset.under;
  }
  for (let node = sheet; node && node !== document.body; node = node.parentElement) {
    for (const beside of node.parentElement.children) {
      if (beside === node || beside.matches("dialog, script, .visually-hidden, #live, summary")) continue;
      beside.inert = true;
      beside.dataset.under = "";
    }
  }
}

function focusIn(sheet) {
  const body = sheet.querySelector(".room-sheet__body");
  const box = body?.querySelector("[autofocus], .vital__box, [data-emergency] button");
  (box ?? sheet.querySelector("summary")).focus({ preventScroll: true });
}

export function close(sheet = open()) {
  if (!sheet) return;
  sheet.open = false;
  sheet.querySelector("summary")?.focus({ preventScroll: true });
}

function onKey(event) {
  if (event.key !== "Escape" || document.querySelector("dialog[open]")) return;
  if (open()) close();
  else document.querySelector(".room-gate.is-full")?.classList.remove("is-full");
}

// A reading that was kept leads back into the room, with the next step in the hand.
function onKept(kind) {
  const sheet = open();
  if (!sheet || !CLOSING.has(kind)) return;
  sheet.open = false;
  document.querySelector(".step--next")?.focus({ preventScroll: true });
}

function onSwap() {
  if (document.querySelector("#room-vitals[data-kept]")) {
    delete document.getElementById("room-vitals").dataset.kept;
    onKept("vitals");
  }
  showChange();
}

function onClick(event) {
  const link = event.target.closest?.("a[href^='#']");
  const sheet = link && document.getElementById(link.hash.slice(1))?.closest("details.room-sheet");
  if (sheet) {
    event.preventDefault();
    sheet.open = true;
    return;
  }
  const full = event.target.closest?.("[data-full]");
  if (full) full.closest(".room-gate")?.classList.toggle("is-full");
}

// Buttons that only a script can serve stand once it is here.
function showChange() {
  for (const button of document.querySelectorAll("[data-change][hidden], [data-full][hidden]")) button.hidden = false;
}

// --- the discharge list: each line is stamped as it is ticked ----------------------------------------------

async function onTick(event) {
  const list = event.target.closest?.("[data-ticks]");
  if (!list || event.target.type !== "checkbox") return;
  const box = event.target;
  const stamp = box.closest("li").querySelector("[data-stamp]");
  const body = new URLSearchParams({ item: box.value, ...(box.checked && { done: "on" }) });
  body.set("csrfmiddlewaretoken", box.form.querySelector("[name='csrfmiddlewaretoken']").value);
  stamp.textContent = "";
  try {
    const answer = await fetch(list.dataset.ticks, { method: "POST", body, headers: { "HX-Request": "true" } });
    if (answer.ok && box.checked) stamp.textContent = answer.headers.get("Kap-Stamp") ?? "";
  } catch {
    // It goes with the list when that is sent.
  }
}

document.addEventListener("toggle", onToggle, { capture: true });
document.addEventListener("keydown", onKey);
document.addEventListener("click", onClick);
document.addEventListener("change", onTick);
document.addEventListener("htmx:afterSettle", onSwap);
document.addEventListener("kap:redrawn", showChange);
document.addEventListener("kap:queued", (event) => onKept(event.detail.kind));
shield(open());
showChange();
