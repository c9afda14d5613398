// What this tablet keeps: IndexedDB, each record closed with a key of its session that no script can read out.
// In the open lie only a number, an order and a state.

import * as unsent from "./unsent.js";

const NAME = "kap-room";
const STORES = ["keys", "outbox", "drafts", "snapshots", "facts"];
const KEEP_MS = 12 * 3_600_000;
const encoder = new TextEncoder();
const decoder = new TextDecoder();
let opened = null;
let isShut = false; // signed out: what was under way writes nothing any more

export function isPossible() {
  return Boolean(globalThis.indexedDB && globalThis.crypto?.subtle);
}

function open() {
  opened ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => {
      for (const name of STORES) asked.result.createObjectStore(name, { keyPath: "id" });
      asked.transaction.objectStore("outbox").createIndex("session", "session");
    };
    asked.onsuccess = () => {
      // Somebody signs out in another window: let go, so that everything can be removed.
      asked.result.onversionchange = () => {
        asked.result.close();
        opened = null;
      };
      resolve(asked.result);
    };
    asked.onerror = () => reject(asked.error);
    asked.onblocked = () => reject(new Error("the store is held by another window"));
  });
  opened.catch(() => {
    opened = null;
  });
  return opened;
}

// One transaction; `work` gets the store and gives back a request or nothing.
async function inside(store, mode, work) {
  const database = await open();
  if (isShut && mode === "readwrite") throw new Error("signed out: this tablet keeps nothing");
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(store, mode);
    const asked = work(transaction.objectStore(store));
    transaction.oncomplete = () => resolve(asked?.result);
    transaction.onerror = () => reject(transaction.error);
    transaction.onabort = () => reject(transaction.error);
  });
}

const get = (store, id) => inside(store, "readonly", (rows) => rows.get(id));
const put = (store, row) => inside(store, "readwrite", (rows) => rows.put(row));
const remove = (store, id) => inside(store, "readwrite", (rows) => rows.delete(id));

// --- keys: made here, never to be taken out ---------------------------------------------------------

async function keyOf(session) {
  const known = await get("keys", session);
  if (known) return known.key;
  const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  // Two windows may come here at once: the first key stays.
  await inside("keys", "readwrite", (rows) => {
    rows.get(session).onsuccess = (event) => {
      if (!event.target.result) rows.put({ id: session, key, madeAt: Date.now() });
    };
  });
  return (await get("keys", session)).key;
}

async function close(session, value) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const content = encoder.encode(JSON.stringify(value));
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await keyOf(session), content);
  return { iv, sealed };
}

async function disclose(row) {
  const content = await crypto.subtle.decrypt({ name: "AES-GCM", iv: row.iv }, await keyOf(row.session), row.sealed);
  return JSON.parse(decoder.decode(content));
}

// --- the outbox -------------------------------------------------------------------------------------

// One number higher each time, on this tablet, whichever window asks.
export function nextCounter() {
  return inside("facts", "readwrite", (rows) => {
    const answer = { result: 0 };
    rows.get("counter").onsuccess = (event) => {
      answer.result = (event.target.result?.value ?? 0) + 1;
      rows.put({ id: "counter", value: answer.result });
    };
    return answer;
  });
}

export async function keep(entry) {
  const { session, id, counter, state } = entry;
  await put("outbox", { id, session, counter, state, ...(await close(session, entry)) });
  await markUnsent();
}

// Closing takes a moment: an entry that was sent and let go meanwhile does not come back.
export async function keepAgain(entry) {
  const row = { id: entry.id, session: entry.session, counter: entry.counter, state: entry.state };
  Object.assign(row, await close(entry.session, entry));
  await inside("outbox", "readwrite", (rows) => {
    rows.get(entry.id).onsuccess = (event) => {
      if (event.target.result) rows.put(row);
    };
  });
}

export const letGo = (id) => remove("outbox", id).then(markUnsent);

// The first room in which something waits.
async function markUnsent() {
  unsent.mark((await inside("outbox", "readonly", (rows) => rows.index("session").openKeyCursor()))?.key);
}

export async function kept() {
  const rows = await inside("outbox", "readonly", (all) => all.getAll());
  rows.sort((one, other) => one.counter - other.counter);
  unsent.mark(rows[0]?.session);
  return Promise.all(rows.map(disclose));
}

export const countKept = () => inside("outbox", "readonly", (rows) => rows.count());

// --- drafts and the picture of the page -------------------------------------------------------------

export async function keepDrafts(session, drafts) {
  if (!Object.keys(drafts).length) return remove("drafts", session);
  return put("drafts", { id: session, session, ...(await close(session, drafts)) });
}

export async function drafts(session) {
  const row = await get("drafts", session);
  return row ? disclose(row) : {};
}

// How many notes lie here that the clinic has not got.
export async function countNotes() {
  const ids = await inside("drafts", "readonly", (rows) => rows.getAllKeys());
  return ids.filter((id) => String(id).startsWith("note:")).length;
}

export async function keepSnapshot(session, picture) {
  await put("snapshots", { id: session, session, takenAt: Date.now(), ...(await close(session, picture)) });
}

export async function snapshot(session) {
  const row = await get("snapshots", session);
  return row && Date.now() - row.takenAt < KEEP_MS ? disclose(row) : null;
}

// --- small facts without anybody in them ------------------------------------------------------------

export const fact = async (id) => (await get("facts", id))?.value;
export const keepFact = (id, value) => put("facts", { id, value });

// Pictures, drafts and keys of rooms that are long over; what still waits keeps its key.
export async function tidy() {
  const waiting = new Set((await inside("outbox", "readonly", (rows) => rows.getAll())).map((row) => row.session));
  const old = (await inside("keys", "readonly", (rows) => rows.getAll())).filter(
    (row) => Math.abs(Date.now() - row.madeAt) > 2 * KEEP_MS && !waiting.has(row.id),
  );
  for (const { id } of old) for (const store of ["snapshots", "drafts", "keys"]) await remove(store, id);
}

export function shut() {
  isShut = true;
}

// Signing out: nothing stays, in no window. All stores go in one transaction, after whatever was under way.
export async function wipe() {
  shut();
  const channel = new BroadcastChannel("kap-room");
  channel.postMessage("wiped");
  channel.close();
  const database = await open();
  await new Promise((resolve, reject) => {
    const last = database.transaction(STORES, "readwrite");
    for (const store of STORES) last.objectStore(store).clear();
    last.oncomplete = resolve;
    last.onerror = () => reject(last.error);
  });
}
