// On today's round: packs the visits of the day.
import { close, newCode, newKey } from "./safe.js";
import { die } from "./send.js";
import { write } from "./store.js";

const place = document.querySelector("[data-along]");
const part = (name) => place.querySelector(`[data-along-${name}]`);

// Older browsers lack this curve: they are told nothing and offered the sheets alone.
async function canSeal() {
  if (!window.isSecureContext || !navigator.serviceWorker || !navigator.locks) return false;
  try {
    await crypto.subtle.generateKey({ name: "X25519" }, false, ["deriveBits"]);
    return true;
  } catch {
    return false;
  }
}

async function fetched(form) {
  const body = new URLSearchParams(new FormData(form));
  const answer = await fetch(form.action, { method: "POST", body, redirect: "error" });
  if (!answer.ok) throw new TypeError("no pack");
  return answer.json();
}

async function pack(form) {
  await navigator.serviceWorker.register(place.dataset.worker, { scope: "/round/" });
  await navigator.serviceWorker.ready;
  const told = await fetched(form);
  await die(); // an older pack: what was typed in it goes its way
  const code = newCode();
  const { lock, key } = await newKey(code);
  const since = Date.now();
  const until = since + (Date.parse(told.ends) - Date.parse(told.now));
  const closed = await close(key, told, told.id);
  await write((of) => of("pack").put({ id: told.id, since, until, lock, closed, tries: 0 }, "now"));
  return code;
}

async function onPack(event) {
  event.preventDefault();
  const form = event.target;
  const button = form.querySelector("button");
  button.disabled = true;
  part("wrong").hidden = true;
  try {
    place.querySelector("[data-code]").textContent = await pack(form);
    part("code").hidden = false;
    part("code").scrollIntoView();
  } catch (error) {
    part("wrong").hidden = false;
    if (!(error instanceof TypeError)) throw error;
  } finally {
    button.disabled = false;
  }
}

if (await canSeal()) {
  place.hidden = false;
  place.querySelector("[data-pack]").addEventListener("submit", onPack);
}
