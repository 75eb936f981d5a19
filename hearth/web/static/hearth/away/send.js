// Sends what is sealed and waits, and lets a pack die. Needs neither the code nor a sign-in.
import { all, get, write } from "./store.js";

const AGAIN_MS = 20_000;
const SLIP_MS = 600_000; // a clock that goes back by more is not believed

// The pack is over: its key and all that it opens are gone, and what was typed and not handed in
// goes to the outbox in the copy that only the service can open.
export async function die() {
  const drafts = await all("drafts");
  await write((of) => {
    for (const [, draft] of drafts) {
      if (draft.unfinished) of("outbox").put(draft.unfinished, draft.unfinished.id);
    }
    of("pack").clear();
    of("drafts").clear();
  });
}

export async function diesByItself() {
  const pack = await get("pack", "now");
  if (!pack) return false;
  const now = Date.now();
  if (now < pack.until && now > pack.since - SLIP_MS) return false;
  await die();
  return true;
}

async function ask(address, told) {
  const body = JSON.stringify({ ...told, clock: new Date().toISOString() });
  const headers = { "Content-Type": "application/json" };
  const how = { method: "POST", body, headers, credentials: "omit", cache: "no-store" };
  return fetch(address, how);
}

async function sendOne(address, parcel) {
  const { id, pack, sealed } = parcel;
  const answer = await ask(address, { pack, parcel: id, sealed });
  if (answer.status === 413) return keepAs(parcel, "too_long");
  if (answer.status === 404 || answer.status === 422) return keepAs(parcel, "refused");
  if (!answer.ok) return;
  const { outcome } = await answer.json();
  if (outcome === "refused") return keepAs(parcel, "refused");
  await write((of) => {
    of("outbox").delete(id);
    of("answers").put({ outcome, at: Date.now() }, id);
  });
}

const keepAs = (parcel, answer) =>
  write((of) => of("outbox").put({ ...parcel, answer }, parcel.id));

// Whether the pack on this phone must be forgotten, by the server's word. No answer is no word.
async function isOver(address) {
  const pack = await get("pack", "now");
  if (!pack) return false;
  const answer = await ask(address, { pack: pack.id });
  return answer.status === 404 || (answer.ok && (await answer.json()).over);
}

async function round(address) {
  await diesByItself();
  try {
    for (const [, parcel] of await all("outbox")) await sendOne(address, parcel);
    if (await isOver(address)) {
      await die();
      for (const [, parcel] of await all("outbox")) await sendOne(address, parcel);
    }
  } catch (error) {
    if (!(error instanceof TypeError)) throw error; // no network: the next round tries again
  }
}

// One page at a time; the server takes each parcel once in any case.
export const send = (address) => navigator.locks.request("away", () => round(address));

export async function unsent() {
  return (await all("outbox")).length;
}

// Now, whenever a network comes, and every twenty seconds. `told` hears after each round.
export function keepSending(address, told) {
  const once = () => send(address).then(told);
  addEventListener("online", once);
  setInterval(once, AGAIN_MS);
  return once();
}
