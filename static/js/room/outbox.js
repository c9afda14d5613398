// The outbox: what is done in the room is written down here first, shown at once, and sent until the
// clinic has it. The server counts each key once, so sending twice changes nothing.

import * as clock from "./clock.js";
import * as vault from "./vault.js";
import { newId } from "./words.js";

const MOST = 50;
const PATIENCE_MS = 8_000;
const PAUSES_MS = [1_000, 2_000, 5_000, 10_000];
const LOCK = "kap-room-send";
const SHUT_OUT_MS = 30_000;

const entries = new Map(); // id → entry: waiting, refused, or stored and not yet seen in the log
const written = new Set(); // what this tablet's store holds
const gone = new Set(); // what was let go, so that a slow look at the store brings nothing back
const shutOut = new Map(); // where this person may not send → until when it is not tried again
const channel = new BroadcastChannel("kap-room");
let room = null;
let chain = Promise.resolve();
let busy = false;
let again = false;
let timer = 0;
let fails = 0;
let most = MOST;
let savedAt = null;
let reached = true;
let barred = ""; // signed out, locked, forbidden: a sentence, or nothing

const tell = (name, detail) => document.dispatchEvent(new CustomEvent(`kap:${name}`, { detail }));
const changed = () => tell("outbox");

export async function start(facts) {
  room = facts;
  await reload();
  channel.onmessage = ({ data }) => (data === "wiped" ? letAllGo() : reload());
  document.addEventListener("kap:wiped", () => entries.clear());
  window.addEventListener("online", flush);
  document.addEventListener("visibilitychange", flush);
  flush();
}

// Somebody signed out in another window of this tablet.
function letAllGo() {
  vault.shut();
  tell("wiped");
}

async function reload() {
  const before = [...written];
  const kept = new Map((await vault.kept()).map((entry) => [entry.id, entry]));
  for (const id of before) {
    if (!kept.has(id) && entries.get(id)?.state !== "stored") entries.delete(id);
  }
  for (const [id, entry] of kept) {
    if (gone.has(id)) continue;
    written.add(id);
    entries.set(id, entry);
  }
  changed();
}

// --- writing down -------------------------------------------------------------------------------------

// `at` is when it happened when that was earlier than now; `mark` is the clocks at the moment of the tap.
export function add(kind, facts, { mark = clock.stamp(), at = mark.at, label = "" } = {}) {
  const back = Math.min(0, at - mark.at);
  const entry = {
    id: newId(mark.at),
    session: room.session,
    sync: room.sync,
    author: room.author,
    name: room.name,
    kind,
    facts,
    label,
    mark,
    back,
    counter: 0,
    state: "waiting",
    sentence: "",
  };
  entries.set(entry.id, entry);
  chain = chain.then(() => write(entry)).catch((error) => fail(entry, error));
  changed();
  return entry;
}

async function write(entry) {
  entry.counter = await vault.nextCounter();
  await vault.keep(entry);
  written.add(entry.id);
  channel.postMessage("new");
  changed();
  if (!fails) flush();
  else if (!timer) later();
}

// The tablet could not keep it: it stays on the page and says so.
function fail(entry, error) {
  entry.state = "refused";
  entry.sentence = "This tablet could not keep it. Write it down again.";
  console.error(error);
  changed();
}

// --- sending ----------------------------------------------------------------------------------------------

export async function flush() {
  clearTimeout(timer);
  timer = 0;
  if (busy) {
    again = true;
    return;
  }
  busy = true;
  again = false;
  let alone = true;
  try {
    await navigator.locks.request(LOCK, { ifAvailable: true }, async (lock) => {
      alone = Boolean(lock);
      if (lock) await sendAll();
    });
    if (alone) fails = 0;
  } catch (error) {
    if (!(error instanceof Unsent)) console.error(error);
    fails += 1;
  }
  busy = false;
  changed();
  if (again && !fails) flush();
  else if (sendable().length) later();
  else if (waiting().length) timer = setTimeout(flush, SHUT_OUT_MS);
}

function later() {
  clearTimeout(timer);
  timer = setTimeout(flush, PAUSES_MS[Math.min(Math.max(fails, 1), PAUSES_MS.length) - 1]);
}

class Unsent extends Error {}
class ShutOut extends Error {}

async function sendAll() {
  for (;;) {
    const queue = sendable();
    if (!queue.length) return;
    try {
      await sendSome(queue);
    } catch (error) {
      if (!(error instanceof ShutOut)) throw error;
    }
  }
}

async function sendSome(queue) {
  const [{ sync }] = queue;
  if (!clock.isSure()) {
    await post(sync, []);
    await putRight(queue);
  }
  const batch = queue.filter((entry) => entry.sync === sync).slice(0, most);
  const answer = await post(sync, batch);
  await settle(batch, answer);
  if (!answer.stored?.length) throw new Unsent("nothing was taken");
}

// What this tablet's store holds, but for sessions that whoever is signed in does not see: these wait
// without holding up the others.
const sendable = () =>
  waiting().filter(({ id, sync }) => written.has(id) && !(shutOut.get(sync) > performance.now()));

// Moments that were only guessed while the server was away.
async function putRight(queue) {
  for (const entry of queue) {
    const at = clock.better(entry.mark);
    if (at === null) continue;
    entry.mark = { ...entry.mark, at, sure: true };
    await vault.keepAgain(entry);
  }
  changed();
}

function wire(entry) {
  const { id, kind, facts, counter, author, mark, back } = entry;
  const at = new Date(mark.at + back).toISOString();
  return { id, kind, facts, counter, author, at, device_at: new Date(mark.device + back).toISOString() };
}

async function post(url, batch) {
  const stop = new AbortController();
  const bell = setTimeout(() => stop.abort(), PATIENCE_MS);
  const sentWatch = performance.now();
  let answer;
  let told;
  try {
    answer = await fetch(url, {
      method: "POST",
      credentials: "same-origin",
      headers: { "Content-Type": "application/json", "X-CSRFToken": room.csrf(), "Kap-Seen": url === room.sync ? (room.seen?.() ?? "") : "" },
      body: JSON.stringify({ entries: batch.map(wire), sent_at: new Date().toISOString() }),
      signal: stop.signal,
    });
    told = await read(answer);
  } catch {
    most = Math.max(5, Math.floor(most / 2));
    reach(false);
    throw new Unsent("no answer");
  } finally {
    clearTimeout(bell);
  }
  reach(true);
  if (answer.status === 404) shutOut.set(url, performance.now() + SHUT_OUT_MS);
  if (answer.status === 404 && url !== room.sync) throw new ShutOut();
  if (!answer.ok) return refuse(answer.status, told);
  bar("");
  most = MOST;
  clock.hear(Date.parse(told.now), sentWatch);
  room.renew(url === room.sync ? told : { csrf: told.csrf }); // an author's word is of one session
  return told;
}

async function read(answer) {
  const isJson = answer.headers.get("Content-Type")?.includes("json");
  return isJson ? answer.json() : { sentence: "" };
}

function refuse(status, told) {
  if (status === 401) bar("Sign in again");
  else if (status === 403 && !told.sentence) tell("stale-token");
  else if (status === 404) bar("You no longer see this session. What you logged is kept here.");
  else if (status === 423) bar("Locked");
  else if (status < 500) bar(told.sentence);
  if (status === 401) tell("signed-out");
  throw new Unsent(String(status));
}

async function settle(batch, { stored = [], lines = "", seen: word = "" }) {
  const sent = new Map(batch.map((entry) => [entry.id, entry]));
  for (const { id, state, sentence } of stored) {
    const entry = sent.get(id);
    if (!entry) continue;
    if (state === "refused") await settleRefused(entry, sentence);
    else await settleStored(entry, sentence);
  }
  if (lines) {
    room.hear({ lines, seen: word });
    seen(performance.now());
  }
  channel.postMessage("sent");
  changed();
}

async function settleRefused(entry, sentence) {
  const kept = { ...entry, state: "refused", sentence };
  await vault.keepAgain(kept);
  entries.set(kept.id, kept);
  tell("refused", { id: kept.id, sentence });
}

async function settleStored(entry, sentence) {
  gone.add(entry.id);
  await vault.letGo(entry.id);
  savedAt = clock.now();
  entries.set(entry.id, { ...entry, state: "stored", storedWatch: performance.now() });
  tell("stored", { id: entry.id, sentence });
}

// Seen in the log since: a part of the page that was asked for after it was stored.
export function seen(askedWatch, butFor = []) {
  for (const [id, entry] of entries) {
    if (butFor.includes(entry.kind)) continue;
    if (entry.state === "stored" && entry.storedWatch <= askedWatch) entries.delete(id);
  }
  changed();
}

// --- what a person may do about a refused line ----------------------------------------------------------

export async function tryAgain(id) {
  const entry = entries.get(id);
  if (!entry) return;
  Object.assign(entry, { state: "waiting", sentence: "", author: room.author, name: room.name });
  changed();
  if (!written.has(id)) {
    chain = chain.then(() => write(entry)).catch((error) => fail(entry, error));
    return;
  }
  await vault.keepAgain(entry);
  flush();
}

export async function putAside(id) {
  gone.add(id);
  entries.delete(id);
  await vault.letGo(id);
  channel.postMessage("aside");
  changed();
}

// --- what the page shows --------------------------------------------------------------------------------

export const all = () => [...entries.values()].sort((one, other) => (one.counter || Infinity) - (other.counter || Infinity));
export const waiting = () => all().filter((entry) => entry.state === "waiting");
export const refused = () => all().filter((entry) => entry.state === "refused");

export function bar(sentence) {
  if (barred === sentence) return;
  barred = sentence;
  changed();
}

// Whether the server answered lately, whoever asked it.
export function reach(answered) {
  if (reached === answered) return;
  reached = answered;
  changed();
  if (!answered) return;
  fails = 0;
  flush();
}

export function state() {
  const open = waiting().length;
  const stuck = refused().length;
  if (stuck) return { name: "refused", open, stuck };
  if (!reached) return { name: "offline", open };
  if (barred) return { name: "barred", open, sentence: barred };
  if (open) return { name: fails ? "failing" : "saving", open };
  return { name: "saved", open, at: savedAt };
}
