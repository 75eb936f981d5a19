// Keeps one page and its files on the phone, so that a pack opens without a network. That page says
// nothing of anybody; no other page is kept, and no answer with anything in it.

const PAGE = "/round/away";
const KEPT = "away";
const FILES = [
  "/static/hearth/hearth.css",
  "/static/hearth/hearth-rtl.css",
  "/static/hearth/icon.svg",
  ...["away", "bytes", "form", "hpke", "safe", "send", "store"].map((name) => `/static/hearth/away/${name}.js`),
];

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(KEPT).then((kept) => kept.addAll([PAGE, ...FILES])));
  self.skipWaiting();
});
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

async function fresh(request, address) {
  const kept = await caches.open(KEPT);
  try {
    const answer = await fetch(request);
    if (answer.ok && answer.type === "basic") {
      await kept.put(address, answer.clone());
      return answer;
    }
    return (await kept.match(address)) ?? answer; // signed out: the page opens all the same
  } catch {
    return (await kept.match(address)) ?? Response.error();
  }
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (pathname === PAGE || FILES.includes(pathname)) {
    event.respondWith(fresh(request, pathname));
  } else if (request.mode === "navigate") {
    event.respondWith(fetch(request).catch(() => Response.redirect(PAGE)));
  }
});
