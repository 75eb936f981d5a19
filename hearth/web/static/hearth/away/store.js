// What lies on the phone: one pack, drafts of its visits, parcels to send and what became of them.
// All of it is sealed before it comes here, apart from random ids and times.

const STORES = ["pack", "drafts", "outbox", "answers"];

function opened() {
  return new Promise((done, failed) => {
    const asked = indexedDB.open("away", 1);
    asked.onupgradeneeded = () => STORES.forEach((name) => asked.result.createObjectStore(name));
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
}

// All of it or nothing, and on the disk when it returns. `act` is given one store by its name.
async function within(mode, act) {
  const base = await opened();
  try {
    return await new Promise((done, failed) => {
      const all = base.transaction(STORES, mode, { durability: "strict" });
      let found;
      all.oncomplete = () => done(found?.result);
      all.onerror = all.onabort = () => failed(all.error);
      found = act((name) => all.objectStore(name));
    });
  } finally {
    base.close();
  }
}

export const get = (name, key) => within("readonly", (of) => of(name).get(key));
export const write = (act) => within("readwrite", (of) => void act(of));

export async function all(name) {
  const keys = await within("readonly", (of) => of(name).getAllKeys());
  const values = await within("readonly", (of) => of(name).getAll());
  return keys.map((key, at) => [key, values[at]]);
}
