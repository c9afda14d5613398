// The live room. Everything works without it: each form posts by itself. It adds speed, quiet, and that
// no tap is lost when the network, the session or the tablet goes away.

import * as acts from "./room/acts.js";
import * as clock from "./room/clock.js";
import * as drafts from "./room/drafts.js";
import * as hands from "./room/hands.js";
import * as lines from "./room/lines.js";
import { part, tick } from "./room/numbers.js";
import * as outbox from "./room/outbox.js";
import * as pulse from "./room/pulse.js";
import * as readings from "./room/readings.js";
import * as signal from "./room/signal.js";
import * as signin from "./room/signin.js";
import * as snapshot from "./room/snapshot.js";
import * as vault from "./room/vault.js";
import { keepHours, newId } from "./room/words.js";

const SECOND = 1000;
let isLeaving = false; // signing out
const line = document.getElementById("room-outbox");
const room = line && factsOf(line.dataset);

function factsOf({ session, sync, pulse: pulseUrl, worker, login, logout, back, zone, day, began, author, name, email }) {
  keepHours({ day, began });
  const facts = { session: Number(session), sync, pulse: pulseUrl, worker, login, logout, back, zone, author, name, email };
  let token = document.querySelector("[name='csrfmiddlewaretoken']")?.value ?? "";
  facts.csrf = () => token;
  facts.renew = (told) => {
    if (told.author) facts.author = told.author;
    if (told.name) facts.name = told.name;
    if (told.csrf) token = putToken(told.csrf);
  };
  return facts;
}

// Signing in again changes the token: every form of the page takes the new one.
function putToken(token) {
  for (const box of document.querySelectorAll("[name='csrfmiddlewaretoken']")) box.value = token;
  document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": token }));
  return token;
}

async function setClock() {
  const loadId = newId(Date.now());
  const told = Date.parse(part()?.dataset.now);
  if (snapshot.isPicture() && vault.isPossible()) clock.guess((await vault.fact("ahead")) ?? 0, loadId);
  else clock.begin(told || Date.now(), { loadId, ...onItsWay() });
}

// When the page was asked for and when it began to arrive, by the stopwatch.
function onItsWay() {
  const [loading] = performance.getEntriesByType("navigation");
  const heardAt = loading?.responseStart || performance.now();
  return { askedAt: loading?.requestStart || heardAt, heardAt };
}

// --- without a store the forms post as they are --------------------------------------------------------

async function start() {
  hands.start();
  signal.start();
  document.addEventListener("htmx:oobBeforeSwap", hands.onBeforeOob);
  const begun = begin();
  if (room && vault.isPossible()) acts.start(room, begun);
  await begun;
  if (!room || !vault.isPossible()) return;
  signin.start(room);
  lines.start(room);
  readings.start();
  wire();
  pulse.start(room, document.getElementById("room-seen")?.value);
  pulse.ask(); // sets the clock by the server's once more: the page itself was long on its way
  await drafts.start(room);
  document.documentElement.dataset.roomReady = "";
  await vault.tidy();
  await snapshot.start(room);
}

// The clock and the store; without a store it ends in an error, and the forms post by themselves.
async function begin() {
  await setClock();
  tick();
  setInterval(tick, SECOND);
  document.addEventListener("htmx:afterSettle", tick);
  document.addEventListener("kap:redrawn", tick);
  if (room && vault.isPossible()) await outbox.start(room);
}

function wire() {
  document.addEventListener("kap:outbox", askForTheLog);
  document.addEventListener("kap:wiped", () => {
    isLeaving = true;
  });
  document.addEventListener("kap:stale-token", pulse.afresh);
  document.addEventListener("kap:signed-in", backAgain);
  document.addEventListener("kap:unlocked", backAgain);
  document.addEventListener("kap:other-stage", turnThePage);
  document.addEventListener("kap:redrawn", () => snapshot.isPicture() && turnThePage());
  document.addEventListener("htmx:beforeSwap", onBeforeSwap);
  document.addEventListener("htmx:afterRequest", () => pulse.ask());
  window.addEventListener("beforeunload", (event) => {
    if (outbox.waiting().length && !acts.isActing()) event.preventDefault();
  });
}

// What was just stored is fetched into the log.
function askForTheLog() {
  if (outbox.all().some((entry) => entry.state === "stored") && !outbox.waiting().length) pulse.ask();
}

async function backAgain() {
  if (isLeaving) {
    location.reload(); // what was kept here is gone: begin with a store of one's own
    return;
  }
  await pulse.afresh();
  outbox.bar("");
  outbox.flush();
}

// Another stage is another page: once nobody types, nothing waits, and no hand is on a refused line. The next
// page shows what was refused, signed or not.
function turnThePage() {
  if (acts.isActing() || isLeaving) return;
  if (hands.isTyping() || outbox.waiting().length || lines.isInHand() || document.querySelector("dialog[open]")) {
    setTimeout(turnThePage, SECOND);
    return;
  }
  location.reload();
}

// An answer that is the page of signing in belongs nowhere in the room.
function onBeforeSwap(event) {
  const path = new URL(event.detail.xhr?.responseURL || location.href).pathname;
  if (path !== room.login) return;
  event.detail.shouldSwap = false;
  document.dispatchEvent(new CustomEvent("kap:signed-out"));
}

start();
