// Keeps the live room loadable without a network. It touches pages of one session's room and our own
// files, nothing else; what it keeps holds nobody's name. self.KEPT names the release and its files.

const { release, shell, files } = self.KEPT;
const PREFIX = "kap-room-";
const CACHE = PREFIX + release;
const ROOM = /^\/sessions\/\d+\/$/;
const ACT = /^\/sessions\/\d+\/[a-z-]+\//;

self.addEventListener("install", (event) => {
  event.waitUntil(fill().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(letOldGo().then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (url.origin !== self.location.origin) return;
  if (event.request.mode === "navigate") {
    if ((event.request.method === "POST" ? ACT : ROOM).test(url.pathname)) event.respondWith(page(event.request));
  } else if (event.request.method === "GET" && url.pathname.startsWith("/static/")) {
    event.respondWith(file(event.request));
  }
});

async function fill() {
  const cache = await caches.open(CACHE);
  const answer = await fetch(shell, { credentials: "same-origin", redirect: "error", cache: "reload" });
  if (!answer.ok) throw new Error("the shell was not given");
  await cache.put(shell, answer);
  await Promise.all(files.map((name) => cache.add(name))); // all or nothing: half a room does not open
}

async function letOldGo() {
  const old = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
}

// The server's page, whatever it says; the shell only where no server answers.
async function page(request) {
  try {
    return await fetch(request);
  } catch (error) {
    const kept = await (await caches.open(CACHE)).match(shell);
    if (!kept) throw error;
    return kept;
  }
}

async function file(request) {
  try {
    const answer = await fetch(request);
    if (answer.ok && answer.type === "basic") {
      const cache = await caches.open(CACHE);
      await cache.put(request, answer.clone());
    }
    return answer;
  } catch (error) {
    const kept = await caches.match(request, { ignoreVary: true });
    if (kept) return kept;
    throw error;
  }
}
