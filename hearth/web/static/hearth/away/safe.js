// The pack's key, the code that it is closed under, and what is closed under the key.
//
// The code has 50 bits and is stretched by PBKDF2-SHA256: a thief with the phone's storage must try
// codes one by one, at 2^49 times a million hashes on average. It stands in no storage at all.
import { fromBase64, fromHex, join, toBase64, toPadded, utf8 } from "./bytes.js";
import { seal } from "./hpke.js";

const SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"; // Crockford's: no sign looks like another
const LENGTH = 10;
const ROUNDS = 1_000_000;
const LEAST = 12; // a parcel has 2^12 bytes at least: a no is as long as two short talks

export function newCode() {
  const chosen = crypto.getRandomValues(new Uint8Array(LENGTH));
  return [...chosen].map((byte) => SIGNS[byte % 32]).join("").replace(/^(.{5})/, "$1-");
}

// As it was written down, whatever the hand made of it.
const read = (typed) =>
  typed.toUpperCase().replace(/[^0-9A-Z]/g, "").replace(/O/g, "0").replace(/[IL]/g, "1");

async function stretched(code, salt) {
  const from = await crypto.subtle.importKey("raw", utf8(read(code)), "PBKDF2", false, ["deriveKey"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations: ROUNDS };
  return crypto.subtle.deriveKey(how, from, { name: "AES-GCM", length: 256 }, false, [
    "wrapKey", "unwrapKey",
  ]);
}

// A new key of a pack, and its lock. The key itself can be used and never read.
export async function newKey(code) {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const usage = ["encrypt", "decrypt"];
  const open = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, true, usage);
  const by = await stretched(code, salt);
  const wrapped = await crypto.subtle.wrapKey("raw", open, by, { name: "AES-GCM", iv });
  const lock = { salt, iv, wrapped };
  return { lock, key: await unlock(lock, code) };
}

// Throws where the code is not the one.
export async function unlock(lock, code) {
  const by = await stretched(code, lock.salt);
  const how = { name: "AES-GCM", iv: lock.iv };
  const usage = ["encrypt", "decrypt"];
  return crypto.subtle.unwrapKey("raw", lock.wrapped, by, how, "AES-GCM", false, usage);
}

export async function close(key, value, place) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const how = { name: "AES-GCM", iv, additionalData: utf8(place) };
  return { iv, body: await crypto.subtle.encrypt(how, key, toPadded(value)) };
}

export async function open(key, closed, place) {
  const how = { name: "AES-GCM", iv: closed.iv, additionalData: utf8(place) };
  const bytes = await crypto.subtle.decrypt(how, key, closed.body);
  return JSON.parse(new TextDecoder().decode(bytes));
}

// A parcel: what nobody on this phone can read any more, bound to its pack and its own id.
export async function parcel(pack, value) {
  const id = crypto.randomUUID().replaceAll("-", "");
  const info = join(utf8("hearth/parcel/1\0"), fromHex(pack.id), fromHex(id));
  const told = { token: pack.token, sealed_at: new Date().toISOString(), ...value };
  const sealed = await seal(fromBase64(pack.key), toPadded(told, LEAST), info);
  return { id, pack: pack.id, sealed: toBase64(sealed) };
}
