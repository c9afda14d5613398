// A PIN without a network: only whose page this is, only for as long as their sign-in lasts, five tries.
// What is kept says whether six digits are right and nothing else; it is bound to a key that cannot leave
// this browser.

const NAME = "kap-lock";
const STORE = "checks";
const KEY = "key";
const TRIES = 5;
const BITS = 256;

function open() {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE);
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

async function inStore(mode, act) {
  const base = await open();
  try {
    const move = base.transaction(STORE, mode);
    const asked = act(move.objectStore(STORE));
    await new Promise((resolve, reject) => {
      move.oncomplete = resolve;
      move.onerror = move.onabort = () => reject(move.error);
    });
    return asked.result;
  } finally {
    base.close();
  }
}

const read = (name) => inStore("readonly", (store) => store.get(name));
const write = (name, value) => inStore("readwrite", (store) => store.put(value, name));

async function deviceKey() {
  const kept = await read(KEY);
  if (kept) return kept;
  const key = await crypto.subtle.generateKey({ name: "HMAC", hash: "SHA-256" }, false, ["sign", "verify"]);
  await write(KEY, key);
  return key;
}

const bytes = (text) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));

async function digestOf(pin, salt, iterations) {
  const secret = await crypto.subtle.importKey("raw", new TextEncoder().encode(pin), "PBKDF2", false, ["deriveBits"]);
  return crypto.subtle.deriveBits({ name: "PBKDF2", hash: "SHA-256", salt, iterations }, secret, BITS);
}

// `check` is "iterations$salt$digest" as the server told it to its owner's own session.
export async function keepCheck(member, check, until) {
  if (!globalThis.crypto?.subtle) return;
  const [iterations, salt, digest] = check.split("$");
  const bound = await crypto.subtle.sign("HMAC", await deviceKey(), bytes(digest));
  await write(member, { iterations: Number(iterations), salt: bytes(salt), bound, until, wrong: 0 });
}

// "open", "wrong", or "none": nothing is kept here, or no longer.
export async function tryPin(member, pin, now) {
  if (!globalThis.crypto?.subtle) return "none";
  const kept = await read(member);
  if (!kept) return "none";
  if (now >= kept.until || kept.wrong >= TRIES) {
    await forget(member);
    return "none";
  }
  await write(member, { ...kept, wrong: kept.wrong + 1 }); // counted before it is known: closing the tab wins nothing
  const digest = await digestOf(pin, kept.salt, kept.iterations);
  if (!(await crypto.subtle.verify("HMAC", await deviceKey(), kept.bound, digest))) return "wrong";
  await write(member, { ...kept, wrong: 0 });
  return "open";
}

export function forget(member) {
  return inStore("readwrite", (store) => (member ? store.delete(member) : store.clear()));
}
