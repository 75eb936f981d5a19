// HPKE (RFC 9180), base mode, one message: X25519, HKDF-SHA256, AES-256-GCM, as `hearth/seal` opens
// it. The private half of what is made here is never readable, and gone when this returns.
import { join, utf8 } from "./bytes.js";

const SUITE = 0x11;
const KEM = join(utf8("KEM"), Uint8Array.of(0, 0x20));
const HPKE = join(utf8("HPKE"), Uint8Array.of(0, 0x20, 0, 1, 0, 2));
const NOTHING = new Uint8Array();

async function hmac(key, content) {
  const secret = key.length ? key : new Uint8Array(32); // the same to HMAC, and not refused
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const kept = await crypto.subtle.importKey("raw", secret, algorithm, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", kept, content));
}

// RFC 9180, section 4: LabeledExtract and LabeledExpand. Nothing here is longer than one hash.
const extract = (suite, salt, label, content) =>
  hmac(salt, join(utf8("HPKE-v1"), suite, utf8(label), content));

async function expand(suite, key, label, info, length) {
  const labeled = join(Uint8Array.of(0, length), utf8("HPKE-v1"), suite, utf8(label), info);
  return (await hmac(key, join(labeled, Uint8Array.of(1)))).subarray(0, length);
}

export async function seal(publicKey, content, info) {
  const subtle = crypto.subtle;
  const own = await subtle.generateKey({ name: "X25519" }, false, ["deriveBits"]);
  const to = await subtle.importKey("raw", publicKey, { name: "X25519" }, false, []);
  const shared = await subtle.deriveBits({ name: "X25519", public: to }, own.privateKey, 256);
  const enc = new Uint8Array(await subtle.exportKey("raw", own.publicKey));

  const prk = await extract(KEM, NOTHING, "eae_prk", new Uint8Array(shared));
  const secretOfBoth = await expand(KEM, prk, "shared_secret", join(enc, publicKey), 32);

  const psk = await extract(HPKE, NOTHING, "psk_id_hash", NOTHING);
  const infoHash = await extract(HPKE, NOTHING, "info_hash", info);
  const context = join(Uint8Array.of(0), psk, infoHash);
  const secret = await extract(HPKE, secretOfBoth, "secret", NOTHING);
  const raw = await expand(HPKE, secret, "key", context, 32);
  const iv = await expand(HPKE, secret, "base_nonce", context, 12);

  const key = await subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt"]);
  const closed = await subtle.encrypt({ name: "AES-GCM", iv }, key, content);
  return join(Uint8Array.of(SUITE), enc, new Uint8Array(closed));
}
